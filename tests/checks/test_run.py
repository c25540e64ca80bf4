"""The suites run over a collection through Great Expectations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.checks.run import CheckResult, check
from yusuan.extract.plain_text import read_transcript
from yusuan.identities.suite import SuiteError
from yusuan.model import schemas
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Frames = dict[str, pl.LazyFrame]

_META = {"sentence": "合计 = 基本 + 项目。", "sentence_en": "Total = basic + project."}
_ENTRIES: dict[str, dict[str, object]] = {
    "row.total": {
        "type": "expect_rows_to_add_up",
        "kwargs": {"tables": ["expenditure_summary"], "total": "total", "parts": ["basic", "project"]},
    },
    "lines.total": {
        "type": "expect_lines_to_add_up",
        "kwargs": {"tables": ["expenditure_summary"], "roles": ["total"]},
    },
    "cells.total": {
        "type": "expect_cells_to_agree",
        "kwargs": {
            "left": [{"tables": ["income_summary"], "measures": ["total"], "roles": ["total"]}],
            "right": [{"tables": ["expenditure_summary"], "measures": ["total"], "roles": ["total"]}],
        },
    },
    "text.total": {
        "type": "expect_text_to_agree",
        "kwargs": {
            "metric": "expenditure.total",
            "cells": [{"tables": ["expenditure_summary"], "measures": ["total"], "roles": ["total"]}],
        },
    },
    "residue": {"type": "expect_rule_to_hold", "kwargs": {"rule": "residue"}},
}


@pytest.fixture
def suites(tmp_path: Path) -> Callable[..., Path]:
    """A folder of suites: each a name and the identities in it; a "?" behind one makes it a question."""

    def write(**named: list[str]) -> Path:
        folder = tmp_path / "suites"
        folder.mkdir(exist_ok=True)
        for name, identities in named.items():
            entries = []
            for identity in identities:
                entry = _ENTRIES[identity.rstrip("?")]
                entries.append(
                    {
                        **entry,
                        "id": f"00000000-0000-0000-0000-{len(entries):012d}",
                        "severity": "warning" if identity.endswith("?") else "critical",
                        "kwargs": {"identity": identity.rstrip("?"), **entry["kwargs"]},  # type: ignore[dict-item]
                        "meta": _META,
                    }
                )
            (folder / f"{name}.json").write_text(
                json.dumps({"name": name, "expectations": entries}, ensure_ascii=False), encoding="utf-8"
            )
        return folder

    return write


@pytest.fixture
def frames(tmp_path: Path) -> Callable[..., Frames]:
    """The clean frames of departments, each with the amounts of its one line: total, basic, project."""

    def read(**departments: tuple[str, str, str]) -> Frames:
        found: list[Mapping[str, pl.DataFrame]] = []
        for name, amounts in departments.items():
            path = tmp_path / "document.txt"
            row = "\t".join(amounts)
            path.write_text(
                f"{name}市民政局\n2024年部门预算\n支出预算总表\n单位：万元\n科目名称\t总计\t基本支出\t项目支出\n"
                f"教育支出\t{row}\n合计\t{row}\n",
                encoding="utf-8",
            )
            found.append(normalise([read_transcript(path)], tmp_path, []).frames)
        return {name: pl.concat([one[name] for one in found]).lazy() for name in schemas.CLEAN}

    return read


def _statuses(result: CheckResult) -> list[tuple[object, ...]]:
    """Every place that was tested; a witness has the status of its finding."""
    of_place = ("suite", "identity", "line")
    return [
        (row["department"], *(place[name] for name in of_place), row["status"])
        for row in result.findings.to_dicts()
        for place in (row, *row["witnesses"])
    ]


def test_a_whole_collection_is_checked_at_once(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    result = check(
        frames(甲=("5.00", "3.00", "2.00"), 乙=("5.00", "3.00", "2.01"), 丙=("5.00", "3.00", "2.50")),
        suites(inside=["row.total"], between=["cells.total"]),
    )
    assert set(_statuses(result)) == {
        (f"{name}市民政局", "inside", "row.total", line, status)
        for name, status in (("甲", "exact"), ("乙", "rounding"), ("丙", "broken"))
        for line in ("教育支出", "合计")
    }
    assert result.success == {"inside": False, "between": True}
    assert result.tested == 6
    assert result.findings.height == 5  # both lines of 丙 break by the same difference
    assert schemas.Findings.is_valid(result.findings)


def test_a_finding_carries_amounts_places_and_a_sentence(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    result = check(frames(甲=("5.00", "3.00", "2.50")), suites(inside=["row.total"]))
    row = result.findings.row(0, named=True)
    assert (row["actual_fen"], row["expected_fen"], row["difference_fen"], row["tolerance_fen"]) == (
        5_000_000,
        5_500_000,
        -500_000,
        15_000,
    )
    assert (row["page"], row["row"], row["column"]) == (1, 6, 2)
    assert (row["against_page"], row["against_row"], row["against_column"]) == (1, 6, 3)
    assert row["message"].endswith("合计 = 基本 + 项目。同一差额另见于1处关系，同出一因（如漏列一行）。")
    assert row["document"] == "甲市民政局/2024-budget"


def test_what_only_asks_is_a_question_and_no_failure(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    result = check(frames(甲=("5.00", "3.00", "2.50")), suites(inside=["row.total?"]))
    assert {status for *_, status in _statuses(result)} == {"question"}
    assert result.success == {"inside": True}


def test_what_a_document_gives_no_means_to_test_is_counted_with_its_reason(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    folder = suites(inside=["row.total", "lines.total"], text=["text.total", "residue", "cells.total"])
    result = check(frames(甲=("5.00", "3.00", "2.00")), folder)
    assert dict(result.untested.select("identity", "reason").rows()) == {
        "text.total": "文字说明中没有这一数字，或没有对应的表",
        "residue": "没有可以核对的内容",
        "cells.total": "没有收入总表",
    }
    assert schemas.Untested.is_valid(result.untested)


def test_an_empty_collection_has_no_findings(suites: Callable[..., Path]) -> None:
    nothing = {name: schema.create_empty().lazy() for name, schema in schemas.CLEAN.items()}
    result = check(nothing, suites(inside=["row.total", "lines.total"], text=["text.total", "residue"]))
    assert result.findings.is_empty()
    assert result.untested.is_empty()
    assert result.success == {"inside": True, "text": True}


def test_a_malformed_suite_is_refused_before_anything_runs(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    folder = suites(inside=["row.total"])
    (folder / "wrong.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"wrong\.json"):
        check(frames(甲=("5.00", "3.00", "2.00")), folder)


def test_an_expectation_that_fails_to_run_is_an_error_not_a_pass(
    frames: Callable[..., Frames], suites: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from yusuan.checks import expectations

    def fail(_: object) -> dict[str, expectations.Tally]:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(expectations, "tallies", fail)
    with pytest.raises(RuntimeError, match=r"inside\.json.*planted"):
        check(frames(甲=("5.00", "3.00", "2.00")), suites(inside=["row.total"]))


def test_outcomes_have_a_row_an_identity_on_a_document_and_are_judged_over_all_documents(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    result = check(
        frames(甲=("5.00", "3.00", "2.00"), 乙=("5.00", "3.00", "2.01"), 丙=("5.00", "3.00", "2.50")),
        suites(inside=["row.total", "cells.total"]),
    )
    counts = ("status", "tested", "rounding", "broken", "waived", "largest_difference_fen")
    rows = result.outcomes.sort("identity", "largest_difference_fen")
    assert rows.filter(identity="row.total").select("document", *counts).rows() == [
        ("甲市民政局/2024-budget", "exact", 2, 0, 0, 0, 0),
        ("乙市民政局/2024-budget", "rounding", 2, 2, 0, 0, 10_000),
        ("丙市民政局/2024-budget", "broken", 2, 0, 2, 0, 500_000),
    ]
    assert set(rows.filter(identity="cells.total")["status"]) == {"untested"}
    assert schemas.Outcomes.is_valid(result.outcomes)
    judged = result.judgements.drop("suite", "identities", "mostly").rows()
    assert judged == [
        ("row.total", "critical", False, 3, 0, 1, ["丙市民政局/2024-budget"]),
        ("cells.total", "critical", True, 0, 3, 0, []),
    ]


def test_an_entry_with_a_practice_is_asked_of_its_place_alone(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    folder = suites(inside=["row.total"])
    path = folder / "inside.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    suite["expectations"][0]["kwargs"]["practice"] = "乙市 2024-"
    path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    result = check(frames(甲=("5.00", "3.00", "2.50"), 乙=("5.00", "3.00", "2.50")), folder)
    assert {row["department"] for row in result.findings.to_dicts()} == {"乙市民政局"}
    assert result.untested.is_empty()


@pytest.mark.parametrize(
    ("given", "status", "severity"),
    [
        ({}, "broken", "critical"),
        ({"severity": "warning"}, "question", "warning"),
        ({"severity": "info"}, "question", "info"),
        ({"severity": "info", "failure": "broken"}, "broken", "info"),
        ({"failure": "question"}, "question", "critical"),
    ],
)
def test_an_entry_says_how_grave_it_is_and_whether_it_accuses_or_asks(
    frames: Callable[..., Frames], tmp_path: Path, given: dict[str, str], status: str, severity: str
) -> None:
    entry = {"meta": _META, **_ENTRIES["row.total"], "severity": given.get("severity", "critical")}
    kwargs = {"identity": "row.total", **_ENTRIES["row.total"]["kwargs"]}  # type: ignore[dict-item]
    entry["kwargs"] = {**kwargs, **({"failure": given["failure"]} if "failure" in given else {})}
    suite = {"name": "inside", "expectations": [entry]}
    (tmp_path / "inside.json").write_text(json.dumps(suite), encoding="utf-8")
    result = check(frames(甲=("5.00", "3.00", "2.50")), tmp_path)
    assert result.findings.select("status", "severity").rows()[0] == (status, severity)
    assert set(result.outcomes["status"]) == {status}
    assert result.judgements["success"].to_list() == [False]
    assert result.success == {"inside": severity != "critical"}


def test_a_finding_says_what_it_is_about_how_much_money_and_in_which_file(
    frames: Callable[..., Frames], suites: Callable[..., Path]
) -> None:
    result = check(frames(甲=("5.00", "3.00", "2.50")), suites(inside=["row.total"]))
    row = result.findings.row(0, named=True)
    assert (row["subject"], row["weight_fen"], row["file"]) == ("amount", 5_500_000, "document.txt")
