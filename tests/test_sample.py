"""The sample disclosure end to end: its tables, its facts, its findings, and errors planted in it."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest

from yusuan.checks.evidence import Evidence
from yusuan.checks.run import CheckResult, check
from yusuan.extract.plain_text import read_transcript
from yusuan.identities.entries import Rule
from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.identities.suite import Identity, load
from yusuan.normalise.document import CleanDocument, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_PLACE = "吉林省社会保险事业管理局"
_WAN = 1_000_000
_HALF = _WAN // 2
_PLANTED = 25


class Sample(NamedTuple):
    """The document as it stands and as it is read."""

    text: str
    clean: CleanDocument
    result: CheckResult


@pytest.fixture(scope="module")
def suites(repository: Path) -> Path:
    return repository / "expectations"


@pytest.fixture(scope="module")
def identities(suites: Path) -> list[Identity]:
    return load(suites)


@pytest.fixture(scope="module")
def read(
    tmp_path_factory: pytest.TempPathFactory, identities: Sequence[Identity]
) -> Callable[[str], CleanDocument]:
    """A text as clean data, through the reader."""
    path = tmp_path_factory.mktemp("sample") / "2024-budget.txt"

    def read_text(text: str) -> CleanDocument:
        path.write_text(text, encoding="utf-8")
        return normalise([read_transcript(path)], path.parent, identities)

    return read_text


@pytest.fixture(scope="module")
def sample(repository: Path, suites: Path, read: Callable[[str], CleanDocument]) -> Sample:
    text = (repository / "data" / "raw" / _PLACE / "2024-budget.txt").read_text(encoding="utf-8")
    clean = read(text)
    return Sample(text, clean, check({name: frame.lazy() for name, frame in clean.frames.items()}, suites))


def _wan(fen: int | None) -> float | None:
    return None if fen is None else fen / _WAN


# --- what is read -------------------------------------------------------------------------------------


def test_the_document_says_whose_it_is(sample: Sample) -> None:
    assert sample.clean.identity.document == f"{_PLACE}/2024-budget"
    row = sample.clean.frames["documents"].row(0, named=True)
    assert (row["unit"], row["tables"], row["unverified_tables"]) == ("万元", 12, 0)
    assert row["facts"] == sample.clean.frames["facts"].height >= 312
    assert sample.clean.notes == sample.clean.refused == ()


def test_the_twelve_tables_have_their_kinds(sample: Sample) -> None:
    kinds = sample.clean.frames["columns"].select("table_no", pl.col("table").cast(str)).unique()
    assert [kind for _, kind in sorted(kinds.rows())] == [
        "income_expenditure_summary",
        "income_summary",
        "expenditure_summary",
        "fiscal_appropriation_summary",
        "general_public_expenditure",
        "basic_expenditure",
        "three_public",
        "government_fund_expenditure",
        "state_capital_expenditure",
        "projects",
        "outsourcing",
        "performance_targets",
    ]


def test_each_fact_keeps_the_printed_text_and_its_place(sample: Sample) -> None:
    lines = sample.text.split("\n")
    for row, column, printed in sample.clean.frames["facts"].select("row", "column", "printed").rows():
        assert lines[row - 1].split("\t")[column - 1].strip() == printed


def test_every_amount_printed_in_a_table_of_money_is_a_fact(sample: Sample) -> None:
    """Amounts with two decimals stand in no other column of this document."""
    printed = {
        (number, column)
        for number, line in enumerate(sample.text.split("\n"), start=1)
        for column, cell in enumerate(line.split("\t"), start=1)
        if "\t" in line and re.fullmatch(r"[\d,]+\.\d{1,2}", cell.strip())
    }
    facts = set(sample.clean.frames["facts"].select("row", "column").rows())
    assert printed <= facts


def test_administration_has_its_operating_money_at_its_line(sample: Sample) -> None:
    fact = sample.clean.frames["facts"].filter(
        (pl.col("table") == "general_public_expenditure")
        & (pl.col("line") == "行政运行")
        & (pl.col("measure") == "basic.operating")
    )
    assert fact.select("amount_fen", "row", "code", "unit").rows() == [(629_340_000, 168, "2080101", "万元")]


def test_the_carryover_stands_under_its_own_heading_and_no_other(sample: Sample) -> None:
    """Its heading is printed one column left of it: arithmetic settles under which it is read."""
    income = sample.clean.frames["facts"].filter(pl.col("table") == "income_summary")
    assert set(income["reading"].cast(str)) == {"settled"}
    carried = income.filter(pl.col("amount_fen") == 584_690_000)
    assert set(carried["measure"]) == {"carryover.total", "carryover.general_public"}
    assert not income.filter(
        pl.col("measure").is_in(["carryover.government_fund", "carryover.state_capital"])
    ).height
    total = income.filter((pl.col("measure") == "carryover.general_public") & (pl.col("role") == "total"))
    assert total["amount_fen"].to_list() == [584_690_000]


def test_the_project_table_splits_current_year_and_carryover(sample: Sample) -> None:
    total = sample.clean.frames["facts"].filter((pl.col("table") == "projects") & (pl.col("role") == "total"))
    assert {measure: _wan(fen) for measure, fen in total.select("measure", "amount_fen").rows()} == {
        "total": 1752.29,
        "current_year.general_public": 1540.11,
        "carryover.general_public": 212.18,
    }


def test_the_nine_projects_have_their_targets(sample: Sample) -> None:
    targets = sample.clean.frames["indicators"]
    assert targets.height == 46
    weights = targets.group_by("project").agg(pl.col("weight").sum())
    assert sorted(weights["weight"]) == [90.0] * 9
    money = sample.clean.frames["facts"].filter(pl.col("table") == "performance_targets")
    assert (money.height, _wan(money["amount_fen"].sum())) == (9, 800.0)


# --- what is found ------------------------------------------------------------------------------------


def _found(result: CheckResult, status: str) -> set[tuple[object, ...]]:
    rows = result.findings.filter(pl.col("status") == status)
    return {
        (row["identity"], row["row"], _wan(row["actual_fen"]), _wan(row["expected_fen"]))
        for row in rows.to_dicts()
    }


def test_exactly_three_things_are_broken(sample: Sample) -> None:
    assert _found(sample.result, "broken") == {
        ("text.income.current_year.general_public", 371, 5905.48, 5320.79),
        ("count.projects.level2", 439, None, None),
        ("contents", 22, None, None),
    }


def test_exactly_these_are_rounding(sample: Sample) -> None:
    assert _found(sample.result, "rounding") == {
        ("row.basic=personnel+operating", 168, 2902.02, 2902.03),
        ("row.basic=personnel+operating", 169, 212.08, 212.07),
        ("lines.class", 190, 3255.24, 3255.25),
        ("lines.class", 202, 664.40, 664.39),
    }


def test_exactly_these_are_asked(sample: Sample) -> None:
    assert _found(sample.result, "question") == {
        ("functional<=economic.medical", 178, 207.76, 196.87),
        ("text.procurement=projects", 429, 406.10, 366.10),
        ("text.operating_costs>=operation", 425, 577.22, 629.34),
        ("names.projects", 301, None, None),
        ("names.projects", 302, None, None),
        ("cost.money", 324, 98.0, 80.0),
        ("cost.money", 334, 98.0, 69.21),
        ("cost.bound", 311, None, None),
        ("complaint", 348, None, None),
        ("goal.number", 340, None, None),
        ("residue", 407, None, None),
        ("residue", 409, None, None),
        ("items.personnel", 397, None, None),
        ("items.operating", 399, None, None),
        # Commas of half width within Chinese, in three contents of outsourcing.
        ("wording.width", 301, None, None),
    }


def test_at_least_three_hundred_identities_hold_to_the_last_cent(sample: Sample) -> None:
    assert sample.result.findings.filter(pl.col("status") == "exact").height >= 300


@pytest.mark.parametrize(
    ("identity", "row", "amount"),
    [
        ("text.performance.amount", 443, 800.0),
        ("count.performance", 443, None),
        ("said.projects", 439, 1752.29),
        ("said.three_public", 405, 14.57),
        ("change.three_public", 405, -2.57),
        ("change.rate", 425, None),
        ("said.staff", 245, None),
    ],
)
def test_what_the_text_says_rightly_is_exact(
    sample: Sample, identity: str, row: int, amount: float | None
) -> None:
    found = sample.result.findings.filter((pl.col("identity") == identity) & (pl.col("row") == row))
    assert [(one["status"], _wan(one["actual_fen"])) for one in found.to_dicts()] == [("exact", amount)]


def test_weights_of_ninety_are_right_where_all_nine_projects_have_them(sample: Sample) -> None:
    found = sample.result.findings.filter(pl.col("identity") == "weights")
    assert found["status"].cast(str).to_list() == ["exact"] * 9


def test_a_finding_is_one_sentence_with_both_numbers_the_difference_and_both_places(sample: Sample) -> None:
    (message,) = sample.result.findings.filter(
        pl.col("identity") == "text.income.current_year.general_public"
    )["message"]
    for part in ("5,905.48万元", "5,320.79万元", "+584.69万元", "第371行", "第120行第4列"):
        assert part in message


def test_what_could_not_be_tested_is_named_with_its_reason(sample: Sample) -> None:
    untested = dict(sample.result.untested.select("identity", "reason").rows())
    assert untested["functional=economic.annuity"] == "表中没有可以核对的栏目或行次"
    assert not set(untested) & set(sample.result.findings["identity"])


# --- errors planted in it -----------------------------------------------------------------------------


def _broken(findings: pl.DataFrame) -> dict[str, set[tuple[object, ...]]]:
    """What is broken, by document: identity, place and both amounts."""
    found: dict[str, set[tuple[object, ...]]] = {}
    rows = findings.filter(pl.col("status") == "broken")
    for document, *rest in rows.select("document", "identity", "row", "column", "measure").rows():
        found.setdefault(document, set()).add(tuple(rest))
    return found


def _planted(text: str, row: int, column: int) -> str:
    lines = text.split("\n")
    cells = lines[row - 1].split("\t")
    cells[column - 1] = f"{float(cells[column - 1]) + 0.5:.2f}"
    lines[row - 1] = "\t".join(cells)
    return "\n".join(lines)


@pytest.fixture(scope="module")
def planted(
    sample: Sample, read: Callable[[str], CleanDocument], identities: Sequence[Identity]
) -> list[tuple[CleanDocument, set[tuple[object, ...]]]]:
    """Copies with one amount changed by 0.50 each, over all tables, read anew; and what is broken then."""
    facts = sample.clean.frames["facts"].sort("row", "column")
    places = facts.select("row", "column").gather_every(-(-facts.height // _PLANTED)).rows()
    copies = [read(_planted(sample.text, row, column)) for row, column in places]
    stacked = {
        name: pl.concat(
            [
                copy.frames[name].with_columns(document=pl.lit(str(number)))
                for number, copy in enumerate(copies)
            ]
        ).lazy()
        for name in sample.clean.frames
    }
    broken = _broken(Evidence(stacked, identities).findings())
    return [(copy, broken[str(number)]) for number, copy in enumerate(copies)]


@pytest.mark.parametrize("number", range(_PLANTED))
def test_one_amount_changed_by_half_breaks_something(
    sample: Sample, planted: list[tuple[CleanDocument, set[tuple[object, ...]]]], number: int
) -> None:
    if number >= len(planted):
        pytest.skip("fewer amounts were planted")
    (base,) = _broken(sample.result.findings).values()
    assert planted[number][1] - base


@pytest.mark.parametrize("number", range(_PLANTED))
def test_one_amount_changed_by_half_moves_no_heading(
    sample: Sample, planted: list[tuple[CleanDocument, set[tuple[object, ...]]]], number: int
) -> None:
    if number >= len(planted):
        pytest.skip("fewer amounts were planted")
    columns = planted[number][0].frames["columns"]
    kept = ["table_no", "column", "measure", "heading", "reading"]
    assert columns.select(kept).equals(sample.clean.frames["columns"].select(kept))


@pytest.mark.parametrize("half", [_HALF, -_HALF])
def test_every_amount_is_covered_by_an_identity_that_accuses(
    sample: Sample, identities: Sequence[Identity], half: int
) -> None:
    """Each amount off by 0.50 in a document of its own, all evaluated in one query."""
    formulas = [
        one.formula for one in identities if not isinstance(one.formula, Rule) and one.formula.must_hold
    ]
    facts = sample.clean.frames["facts"].with_row_index("fact_no")
    numbers = pl.LazyFrame({"planted_no": range(-1, facts.height)})
    frames = {**sample.clean.frames, "facts": facts}
    stacked = {
        name: frames[name]
        .lazy()
        .join(numbers, how="cross")
        .with_columns(document=pl.col("planted_no").cast(pl.String))
        for name in ("documents", "facts", "lines", "columns", "statements")
    }
    off = pl.when(pl.col("fact_no") == pl.col("planted_no")).then(half).otherwise(0)
    stacked["facts"] = stacked["facts"].with_columns(amount_fen=pl.col("amount_fen") + off)
    where = ["identity", "table_no", "line_no", "key", "measure"]
    broken = (
        closes(residuals(stacked, formulas))
        .filter(pl.col("outcome") == "broken")
        .select(pl.col("document").cast(pl.Int64), *where)
        .collect()
    )
    base = broken.filter(pl.col("document") == -1)
    new = broken.join(base, on=where, how="anti", nulls_equal=True)
    silent = facts.filter(~pl.col("fact_no").is_in(new["document"].unique().to_list()))
    assert silent.select("table", "line", "measure", "printed", "row", "column").rows() == []


# --- the suites are what runs -------------------------------------------------------------------------


def _edited(suites: Path, folder: Path, name: str, edit: Callable[[list[dict[str, object]]], None]) -> Path:
    shutil.copytree(suites, folder)
    path = folder / f"{name}.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    edit(suite["expectations"])
    path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    return folder


def test_an_entry_taken_out_of_a_suite_no_longer_finds_its_error(
    sample: Sample, suites: Path, tmp_path: Path
) -> None:
    def without(entries: list[dict[str, object]]) -> None:
        entries[:] = [one for one in entries if one["kwargs"]["identity"] != "contents"]  # type: ignore[index]

    folder = _edited(suites, tmp_path / "suites", "form", without)
    result = check({name: frame.lazy() for name, frame in sample.clean.frames.items()}, folder)
    assert _found(sample.result, "broken") - _found(result, "broken") == {("contents", 22, None, None)}
    assert "contents" not in set(result.untested["identity"])
    failed = sample.result.judgements.filter(~pl.col("success"), entry="contents")
    assert failed.select("severity", "unexpected_count").rows() == [("info", 1)]
    assert "contents" not in set(result.judgements["entry"])


def test_an_entry_added_to_a_suite_is_run_without_any_code(
    sample: Sample, suites: Path, tmp_path: Path
) -> None:
    def with_one_more(entries: list[dict[str, object]]) -> None:
        entries.append(
            {
                "type": "expect_cells_to_agree",
                "id": "00000000-0000-0000-0000-000000000001",
                "severity": "critical",
                "kwargs": {
                    "identity": "house.reception=vehicles",
                    "left": [{"tables": ["three_public"], "measures": ["total"], "roles": ["reception"]}],
                    "right": [{"tables": ["three_public"], "measures": ["total"], "roles": ["vehicles"]}],
                },
                "meta": {"sentence": "公务接待费 = 公务用车费。", "sentence_en": "Reception = vehicles."},
            }
        )

    folder = _edited(suites, tmp_path / "suites", "between_tables", with_one_more)
    result = check({name: frame.lazy() for name, frame in sample.clean.frames.items()}, folder)
    (finding,) = result.findings.filter(pl.col("identity") == "house.reception=vehicles").to_dicts()
    assert (finding["status"], finding["suite"]) == ("broken", "between_tables")
    assert (finding["actual_fen"], finding["expected_fen"]) == (2_330_000, 12_240_000)
    assert finding["message"].endswith("公务接待费 = 公务用车费。")


# --- units --------------------------------------------------------------------------------------------


def test_without_any_unit_of_amount_no_table_is_read_as_money(
    sample: Sample, read: Callable[[str], CleanDocument]
) -> None:
    document = read(re.sub(r"(?m)^单位：万元\n", "\n", sample.text))
    assert len(document.refused) == 9
    assert all("没有写明金额单位" in refusal for refusal in document.refused)
    assert set(document.frames["facts"]["table"].cast(str)) == {"performance_targets"}
    assert document.frames["facts"]["heading"].unique().to_list() == ["年度资金总额（万元）"]


def _without_unit(text: str, table_no: int) -> str:
    """The text without the line that states the unit of one table."""
    line = "单位：万元\n"
    start = [match.start() for match in re.finditer(f"(?m)^{line}", text)][table_no - 1]
    return text[:start] + "\n" + text[start + len(line) :]


@pytest.mark.parametrize("table_no", [1, 2, 3, 4, 5, 6, 10])
def test_a_table_that_lost_its_unit_is_proven_by_ties(
    sample: Sample, read: Callable[[str], CleanDocument], table_no: int
) -> None:
    document = read(_without_unit(sample.text, table_no))
    assert document.refused == ()
    assert len([note for note in document.notes if "unit proven by ties" in note]) == 1
    kept = ["table_no", "row", "column", "amount_fen", "unit", "measure"]
    assert document.frames["facts"].select(kept).equals(sample.clean.frames["facts"].select(kept))


@pytest.mark.parametrize("table_no", [7, 11])
def test_a_table_that_lost_its_unit_and_has_no_tie_is_refused(
    sample: Sample, read: Callable[[str], CleanDocument], table_no: int
) -> None:
    """Its amounts are only bounded by those of others, which holds in another unit as well."""
    document = read(_without_unit(sample.text, table_no))
    (refusal,) = document.refused
    assert "没有写明金额单位" in refusal
    assert table_no not in set(document.frames["facts"]["table_no"])
    assert set(document.frames["facts"]["table_no"]) == set(sample.clean.frames["facts"]["table_no"]) - {
        table_no
    }
