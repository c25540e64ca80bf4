"""Cells of a document against cells of another: which documents and which cells are the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.identities.formulas.documents import paired
from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.identities.suite import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import polars as pl

    from yusuan.identities.suite import Identity

    Collection = Callable[..., dict[str, pl.LazyFrame]]
    Outcomes = Callable[..., list[dict[str, object]]]

_WAN = 1_000_000


@pytest.fixture(scope="module")
def house(repository: Path) -> Mapping[str, Identity]:
    return {one.formula.identity: one for one in load(repository / "expectations")}


@pytest.fixture
def outcomes(collection: Collection, house: Mapping[str, Identity]) -> Outcomes:
    """What an identity of the house says of documents."""

    def evaluate(identity: str, *texts: str) -> list[dict[str, object]]:
        formula = house[identity].formula
        frame = closes(residuals(collection(*texts), [formula]))  # type: ignore[list-item]
        rows = frame.sort("document", "key", "measure").collect().to_dicts()
        for row in rows:
            assert row["difference_fen"] == sum(
                one["weight"] * (one["amount_fen"] or 0) for one in row["members"]
            )
        return rows

    return evaluate


def _short(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [
        (
            row["document"],
            row["line"],
            int(str(row["actual_fen"])) / _WAN,
            int(str(row["expected_fen"])) / _WAN,
            row["outcome"],
        )
        for row in rows
    ]


def _places(row: dict[str, object]) -> list[tuple[object, ...]]:
    members = sorted(row["members"], key=lambda one: not one["is_sum"])  # type: ignore[call-overload]
    return [(one["document"], one["row"], one["column"], one["weight"]) for one in members]


# --- carried over from one final account to the next -----------------------------------------------------


def _final(
    year: int,
    opening: str,
    closing: str,
    department: str = "甲市民政局",
    kind: str = "部门",
    before: str = "",
) -> str:
    return (
        f"{department}\n{year}年度{kind}决算\n{before}收入支出决算总表\n单位：万元\n收入\t\t支出\t\n"
        "项目\t决算数\t项目\t决算数\n"
        f"年初结转和结余\t{opening}\t年末结转和结余\t{closing}\n总计\t9.00\t总计\t9.00\n"
    )


def test_what_a_final_account_begins_with_is_what_the_one_before_ended_with(outcomes: Outcomes) -> None:
    rows = outcomes(
        "carryover.line",
        _final(2022, "0.00", "3.00"),
        _final(2023, "3.00", "4.00", before="收入决算表\n单位：万元\n项目\t合计\n教育支出\t9.00\n"),
        _final(2024, "4.50", ""),
    )
    assert _short(rows) == [
        ("甲市民政局/2023-final", "年初结转和结余", 3.0, 3.0, "exact"),
        ("甲市民政局/2024-final", "年初结转和结余", 4.5, 4.0, "broken"),
    ]
    assert rows[1]["tolerance_fen"] == 10_000
    assert (rows[1]["page"], rows[1]["row"], rows[1]["column"]) == (1, 7, 2)
    assert _places(rows[1]) == [("甲市民政局/2024-final", 7, 2, 1), ("甲市民政局/2023-final", 11, 4, -1)]
    # Of its own tables; the number of the other document's table is no number of this one.
    assert (rows[1]["table_no"], rows[1]["tables"]) == (1, [1])


@pytest.mark.parametrize(
    "other",
    [
        _final(2022, "0.00", "3.00"),
        _final(2023, "0.00", "3.00", department="乙市民政局"),
        _final(2023, "0.00", "3.00", kind="单位"),
        _final(2023, "0.00", "3.00").replace("年度部门决算\n", "年部门预算\n"),
        _final(2024, "0.00", "3.00").replace("年度部门决算\n", "年部门预算\n"),
    ],
    ids=["two years before", "another department", "another scope", "another phase", "the year's budget"],
)
def test_another_document_than_that_of_the_year_before_is_not_compared(
    outcomes: Outcomes, other: str
) -> None:
    assert outcomes("carryover.line", _final(2024, "4.00", ""), other) == []


def test_a_budgets_carry_over_is_not_a_final_accounts(outcomes: Outcomes) -> None:
    budgets = [
        _final(year, "1.00", "0.00").replace("年度部门决算\n", "年部门预算\n") for year in (2023, 2024)
    ]
    assert outcomes("carryover.line", *budgets) == []


def _funds(year: int, *rows: str) -> str:
    body = "".join(f"{row}\n" for row in rows)
    return (
        f"甲市民政局\n{year}年度部门决算\n政府性基金预算财政拨款收入支出决算表\n单位：万元\n"
        f"功能分类科目编码\t科目名称\t年初结转和结余\t本年收入\t本年支出\t年末结转和结余\n{body}"
    )


def test_columns_of_carry_over_agree_line_by_line(outcomes: Outcomes) -> None:
    rows = outcomes(
        "carryover.column",
        _funds(2023, "212\t城乡社区支出\t0.00\t5.00\t4.00\t1.00", "229\t其他支出\t\t2.00\t\t2.00"),
        _funds(2024, "212\t城乡社区支出\t1.00\t\t\t1.00", "229\t其他支出\t3.00\t\t\t3.00"),
    )
    assert _short(rows) == [
        ("甲市民政局/2024-final", "城乡社区支出", 1.0, 1.0, "exact"),
        ("甲市民政局/2024-final", "其他支出", 3.0, 2.0, "broken"),
    ]


# --- what a final account says of its budget --------------------------------------------------------------

_BUDGET = (
    "甲市民政局\n2024年部门预算\n一般公共预算支出预算表\n单位：万元\n科目编码\t科目名称\t{}\n{}\n"
    "“三公”经费预算表\n单位：万元\n项目\t预算数\n公务接待费\t2.00\n公务用车购置及运行费\t3.00\n合计\t5.00\n"
)
_ACCOUNT = (
    "甲市民政局\n2024年度部门决算\n一般公共预算财政拨款支出决算表\n单位：万元\n科目编码\t科目名称\t{}\n{}\n"
    "“三公”经费支出决算表\n单位：万元\n项目\t年初预算数\t决算数\n公务接待费\t{}\t1.50\n"
    "公务用车购置及运行费\t3.00\t2.50\n合计\t5.00\t4.00\n"
)


def test_an_initial_budget_is_the_budget_documents_line_by_line(outcomes: Outcomes) -> None:
    rows = outcomes(
        "initial_budget=budget",
        _BUDGET.format("合计", "205\t教育支出\t9.00\n\t合计\t9.00"),
        _ACCOUNT.format("年初预算数\t决算数", "205\t教育支出\t9.00\t9.90\n\t合计\t9.10\t9.90", "2.20"),
    )
    assert _short(rows) == [
        ("甲市民政局/2024-final", "教育支出", 9.0, 9.0, "exact"),
        ("甲市民政局/2024-final", "合计", 9.1, 9.0, "broken"),
        ("甲市民政局/2024-final", "公务接待费", 2.2, 2.0, "broken"),
        ("甲市民政局/2024-final", "合计", 5.0, 5.0, "exact"),
        ("甲市民政局/2024-final", "公务用车购置及运行费", 3.0, 3.0, "exact"),
    ]
    assert [place[0] for place in _places(rows[1])] == ["甲市民政局/2024-final", "甲市民政局/2024-budget"]


def test_an_initial_budget_is_held_against_the_years_own_and_not_what_was_carried_over(
    outcomes: Outcomes,
) -> None:
    rows = outcomes(
        "initial_budget=budget",
        _BUDGET.format("合计\t本年预算\t上年结转", "205\t教育支出\t9.00\t7.00\t2.00"),
        _ACCOUNT.format("年初预算数\t决算数", "205\t教育支出\t7.00\t9.90", "2.00"),
    )
    assert _short(rows)[0] == ("甲市民政局/2024-final", "教育支出", 7.0, 7.0, "exact")


def test_each_column_of_the_initial_budget_is_held_against_its_like(outcomes: Outcomes) -> None:
    head = "年初预算数\t\t\t决算数\n\t\t合计\t基本支出\t项目支出\t"
    rows = outcomes(
        "initial_budget=budget",
        _BUDGET.format("合计\t基本支出\t项目支出", "205\t教育支出\t9.00\t5.00\t4.00"),
        _ACCOUNT.format(head, "205\t教育支出\t9.00\t6.00\t3.00\t9.90", "2.00"),
    )
    assert [(row["measure"], row["outcome"]) for row in rows[:3]] == [
        ("initial_budget", "exact"),
        ("initial_budget.basic", "broken"),
        ("initial_budget.project", "broken"),
    ]


def test_an_initial_budget_without_a_budget_document_is_not_compared(outcomes: Outcomes) -> None:
    account = _ACCOUNT.format("年初预算数\t决算数", "205\t教育支出\t9.00\t9.90", "2.00")
    budget = _BUDGET.format("合计", "205\t教育支出\t9.00").replace("2024年", "2023年")
    assert outcomes("initial_budget=budget", account) == []
    assert outcomes("initial_budget=budget", account, budget) == []


# --- what a document prints of the year before ------------------------------------------------------------


def _economic(year: int, heading: str, *rows: str, phase: str = "年部门预算") -> str:
    body = "".join(f"{row}\n" for row in rows)
    return f"甲市民政局\n{year}{phase}\n一般公共预算基本支出表\n单位：万元\n科目编码\t科目名称\t{heading}\n{body}"


@pytest.mark.parametrize(
    ("phase", "heading", "is_compared"),
    [
        ("年部门预算", "上年预算数", True),
        ("年部门预算", "2023年", True),
        ("年部门预算", "上年执行数", False),
        ("年部门预算", "2023年决算数", False),
        ("年度部门决算", "上年决算数", True),
        ("年度部门决算", "2023年", True),
        ("年度部门决算", "上年预算数", False),
        ("年度部门决算", "2023年度年初预算数", False),
    ],
)
def test_a_column_of_the_year_before_is_that_documents_where_it_is_of_its_phase(
    outcomes: Outcomes, phase: str, heading: str, *, is_compared: bool
) -> None:
    rows = outcomes(
        "previous_year=disclosed",
        _economic(2023, "合计", "30201\t办公费\t2.00", phase=phase),
        _economic(2024, f"合计\t{heading}", "30201\t办公费\t3.00\t2.50", phase=phase),
    )
    expected = [
        ("甲市民政局/2024-" + ("budget" if "预算" in phase else "final"), "办公费", 2.5, 2.0, "broken")
    ]
    assert _short(rows) == (expected if is_compared else [])


def test_of_two_columns_of_the_year_before_that_of_its_phase_is_compared(outcomes: Outcomes) -> None:
    rows = outcomes(
        "previous_year=disclosed",
        _economic(2023, "合计", "30201\t办公费\t2.00"),
        _economic(2024, "合计\t上年执行数\t上年预算数", "30201\t办公费\t3.00\t2.50\t2.00"),
    )
    assert _short(rows) == [("甲市民政局/2024-budget", "办公费", 2.0, 2.0, "exact")]


def test_a_budget_is_not_held_against_the_final_account_before(outcomes: Outcomes) -> None:
    final = _economic(2023, "合计", "30201\t办公费\t2.00", phase="年度部门决算")
    budget = _economic(2024, "合计\t上年数", "30201\t办公费\t3.00\t2.50")
    assert outcomes("previous_year=disclosed", final, budget) == []


def test_lines_that_nothing_tells_apart_are_not_compared(outcomes: Outcomes) -> None:
    units = (
        "甲市民政局\n{}年部门预算\n收入预算总表\n单位：万元\n单位名称\t合计\t上年数\n甲市民政局\t9.00\t8.00\n"
        "甲市福利院\t3.00\t2.00\n甲市救助站\t6.00\t6.00\n合计\t9.00\t8.00\n"
    )
    rows = outcomes("previous_year=disclosed", units.format(2023), units.format(2024))
    assert [row["key"] for row in rows] == ["income_summary total"]
    unknown = "另一笔钱\t{}\n再一笔钱\t{}"
    rows = outcomes(
        "previous_year=disclosed",
        _economic(2023, "合计", unknown.format("\t2.00", "\t1.00")),
        _economic(2024, "合计\t上年数", unknown.format("\t2.00\t2.00", "\t1.00\t1.00")),
    )
    assert rows == []


def test_what_the_year_before_adds_to_its_own_is_not_compared(outcomes: Outcomes) -> None:
    rows = outcomes(
        "previous_year=disclosed",
        _economic(2023, "合计\t本年预算\t上年结转", "30201\t办公费\t2.00\t1.50\t0.50"),
        _economic(2024, "合计\t上年预算数", "30201\t办公费\t3.00\t1.50"),
    )
    assert rows == []


@pytest.mark.parametrize(("year", "is_compared"), [(2017, True), (2018, False), (2019, True)])
def test_a_code_is_not_compared_with_what_it_meant_before(
    outcomes: Outcomes, year: int, *, is_compared: bool
) -> None:
    rows = outcomes(
        "previous_year=disclosed",
        _economic(year - 1, "合计", "30311\t住房公积金\t2.00", "30307\t医疗费\t1.00"),
        _economic(year, "合计\t上年数", "30311\t代缴社会保险费\t1.00\t0.50", "30307\t医疗费\t1.00\t1.00"),
    )
    assert [row["key"] for row in rows] == [
        "basic_expenditure 30307",
        *(["basic_expenditure 30311"] if is_compared else []),
    ]


# --- a unit and its department ----------------------------------------------------------------------------


def _department(*units: str, name: str = "甲市民政局") -> str:
    lines = "".join(f"{unit}\n" for unit in units)
    return (
        f"{name}\n2024年部门预算\n收入预算总表\n单位：万元\n单位名称\t合计\t一般公共预算\n"
        f"{name}\t10.00\t10.00\n{lines}合计\t10.00\t10.00\n"
    )


def _unit(name: str, amount: str, year: int = 2024) -> str:
    return (
        f"{name}\n{year}年单位预算\n收入预算总表\n单位：万元\n单位名称\t合计\t一般公共预算\n"
        f"{name}\t{amount}\t{amount}\n合计\t{amount}\t{amount}\n"
    )


_UNITS = ("313001-甲市民政局（本级）\t7.00\t7.00", "甲市福利院\t3.00\t3.00")


@pytest.mark.parametrize(
    ("unit", "expected"), [("甲市福利院", 3.0), ("甲市民政局（本级）", 7.0), ("甲市民政局", 7.0)]
)
def test_a_units_total_is_its_line_in_the_department(outcomes: Outcomes, unit: str, expected: float) -> None:
    rows = outcomes("unit=department", _department(*_UNITS), _unit(unit, "3.00"))
    document = f"{unit.replace('（', '(').replace('）', ')')}/2024-budget-unit"
    outcome = "exact" if expected == 3.0 else "broken"
    assert _short(rows) == 2 * [(document, "合计", 3.0, expected, outcome)]
    assert [row["measure"] for row in rows] == ["general_public", "total"]
    assert [place[0] for place in _places(rows[0])] == [document, "甲市民政局/2024-budget"]


def test_a_unit_is_no_part_of_what_does_not_list_it_nor_of_another_year(outcomes: Outcomes) -> None:
    for identity in ("unit=department", "unit<=department"):
        assert outcomes(identity, _department(*_UNITS), _unit("乙市福利院", "99.00")) == []
        assert outcomes(identity, _department(*_UNITS), _unit("甲市福利院", "99.00", 2023)) == []


def test_the_line_of_a_department_at_its_superior_is_not_its_own_office(outcomes: Outcomes) -> None:
    superior = _department("甲市福利院\t10.00\t10.00", name="丙市财政局")
    assert outcomes("unit=department", superior, _unit("甲市福利院（本级）", "3.00")) == []
    superior = _department("甲市福利院\t6.00\t6.00", "甲市福利院（本级）\t4.00\t4.00", name="丙市财政局")
    rows = outcomes("unit=department", superior, _unit("甲市福利院", "3.00"))
    assert {row["expected_fen"] for row in rows} == {6 * _WAN}


def test_a_unit_has_no_more_than_its_department(outcomes: Outcomes) -> None:
    assert {
        row["outcome"]
        for row in outcomes("unit<=department", _department(*_UNITS), _unit("甲市福利院", "9.00"))
    } == {"exact"}
    rows = outcomes("unit<=department", _department(*_UNITS), _unit("甲市福利院", "10.02"))
    assert {(row["outcome"], row["expected_fen"]) for row in rows} == {("broken", 10 * _WAN)}


def test_a_document_has_at_most_one_other_of_each_kind(collection: Collection) -> None:
    frames = collection(
        _department(*_UNITS),
        _department("甲市福利院\t9.00\t9.00", "甲市民政局（本级）\t1.00\t1.00", name="丙市财政局"),
        _unit("甲市民政局（本级）", "7.00"),
        _unit("甲市福利院", "3.00"),
        _unit("甲市福利院", "3.00", 2023),
        _final(2024, "", "").replace("\n总计\t9.00", "\n总计\t10.00"),
    )
    found = paired(frames).select("document", "other", "other_document").collect().rows()
    assert found == [
        ("甲市民政局(本级)/2024-budget-unit", "department", "甲市民政局/2024-budget"),
        ("甲市民政局/2024-final", "budget", "甲市民政局/2024-budget"),
        ("甲市福利院/2024-budget-unit", "department", "丙市财政局/2024-budget"),
        ("甲市福利院/2024-budget-unit", "previous_year", "甲市福利院/2023-budget-unit"),
    ]
