"""Rules on years: those of titles, sentences, comparisons and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.identities.rules.verdict import Verdict

    Judge = Callable[..., list[Verdict]]


def _titles(judged: Judge, *texts: str, phase: str = "budget", place: str = "table") -> list[Verdict]:
    rows = [{"place": place, "text": text, "phase": phase} for text in texts]
    return judged("year_titles", parameters={"places": ["table"]}, headings=rows)


def test_a_title_of_another_year_is_named_once_a_document(judged: Judge) -> None:
    (verdict,) = _titles(
        judged,
        "2024年部门收支预算总表",
        "2023年部门收入预算总表",
        "部门支出预算总表",
        "2022年度项目支出预算表",
    )
    assert (verdict.holds, verdict.line, verdict.row) == ("broken", "2023年部门收入预算总表", 2)
    assert verdict.against == ((1, 4, None),)
    assert verdict.detail == (
        "标题“2023年部门收入预算总表”不是2024年度；标题“2022年度项目支出预算表”不是2024年度"
    )
    assert "is not of 2024" in verdict.detail_en


@pytest.mark.parametrize(
    "title",
    [
        "2024年部门收入预算总表",
        "2024年与2023年预算收入表",
        "2023年部门预算执行情况表",
        "2023年部门预算绩效自评表",
        "2024-2026年项目支出预算规划表",
        "2023年部门决算表",
        "2023年度重点任务表",
    ],
)
def test_a_title_may_speak_of_another_year(judged: Judge, title: str) -> None:
    assert [verdict.holds for verdict in _titles(judged, "2024年部门收支预算总表", title)] == ["exact"]


def test_a_final_account_is_judged_by_its_own_word(judged: Judge) -> None:
    (verdict,) = _titles(judged, "2024年度收入决算表", "2023年度支出决算表", "2023年预算表", phase="final")
    assert verdict.detail == "标题“2023年度支出决算表”不是2024年度"


def test_where_no_title_has_the_year_it_is_the_year_that_is_in_doubt(judged: Judge) -> None:
    assert _titles(judged, "2023年部门收支预算总表", "2023年部门收入预算总表") == []
    assert _titles(judged, "部门收支预算总表") == []
    assert _titles(judged, "2024年部门收支预算总表", place="body") == []


# --- sentences ----------------------------------------------------------------------------------------


def _sentences(judged: Judge, *texts: str, phase: str = "budget") -> list[Verdict]:
    return judged("year_sentences", statements=[{"printed": text, "phase": phase} for text in texts])


@pytest.mark.parametrize(
    ("printed", "holds"),
    [
        ("2024年收支总预算100万元。", ["exact"]),
        ("（一）2024年度部门预算收入100万元，比2023年预算减少。", ["exact"]),
        ("2023年收支总预算100万元。", ["broken"]),
        ("一、2023年本部门“三公”经费预算5万元，比上年减少。", ["broken"]),
        ("2023年预算执行数100万元，2024年预算安排90万元。", []),
        ("2023年部门预算100万元，2024年部门预算90万元。", []),
        ("2023年末结转预算资金5万元。", []),
        ("截至2023年底，预算单位共有车辆3辆。", []),
        ("2023年共有车辆3辆。", []),
        ("收支总预算100万元。", []),
    ],
)
def test_a_sentence_opens_with_the_documents_year(judged: Judge, printed: str, holds: list[str]) -> None:
    found = _sentences(judged, printed)
    assert [verdict.holds for verdict in found] == holds
    for verdict in found:
        assert (verdict.detail == "") == (verdict.holds == "exact")
        assert (verdict.detail_en == "") == (verdict.holds == "exact")


def test_a_sentence_of_several_figures_is_told_once(judged: Judge) -> None:
    (verdict,) = _sentences(judged, *["2023年收支总预算100万元，其中收入预算100万元。"] * 2)
    assert verdict.detail == "“2023年收支总预算100万元，其中收入预算100万元。”开头的年度不是2024年"
    assert verdict.against == ()


# --- comparisons --------------------------------------------------------------------------------------

_COMPARED = {"earliest": -1, "budget": -1, "final": 0}


@pytest.mark.parametrize(
    ("phase", "year", "holds"),
    [
        ("budget", 2023, "exact"),
        ("budget", 2024, "broken"),
        ("budget", 2025, "broken"),
        ("budget", 2022, "broken"),
        ("final", 2024, "exact"),
        ("final", 2023, "exact"),
        ("final", 2025, "broken"),
    ],
)
def test_what_is_compared_with_lies_before(judged: Judge, phase: str, year: int, holds: str) -> None:
    said = [
        {"phase": phase, "base_year": 2023, "printed": "甲比2023年增加。"},
        {"phase": phase, "base_year": year, "printed": f"乙比{year}年增加。"},
        {"phase": phase},
    ]
    (verdict,) = judged("year_compared", parameters=_COMPARED, statements=said)
    assert verdict.holds == holds
    if holds == "broken":
        assert verdict.row == 2
        assert verdict.detail == f"2024年度文件与{year}年比较：“乙比{year}年增加。”"
        assert f"compares with {year}" in verdict.detail_en


def test_a_document_that_names_no_year_to_compare_with_is_not_tested(judged: Judge) -> None:
    assert judged("year_compared", parameters=_COMPARED, statements=[{}]) == []


# --- dates --------------------------------------------------------------------------------------------


def _as_of(judged: Judge, texts: Sequence[str], phase: str = "budget") -> list[str]:
    said = [{"printed": text, "phase": phase} for text in texts]
    found = judged("year_as_of", parameters={"budget": 7, "final": 22}, statements=said)
    for verdict in found:
        assert (verdict.detail == "") == (verdict.holds == "exact")
    return [verdict.holds for verdict in found]


@pytest.mark.parametrize(
    ("date", "holds"),
    [
        ("截至2023年8月31日", ["exact"]),
        ("截止2023年底", ["exact"]),
        ("截至2024年1月31日", ["exact"]),
        ("截至2024年7月", ["exact"]),
        ("截至2024年8月31日", ["broken"]),
        ("截至2024年12月31日", ["broken"]),
        ("截至2024年末", ["broken"]),
        ("截至2024年底", ["broken"]),
        ("截至2025年1月", ["broken"]),
        ("截至上年底", []),
    ],
)
def test_a_budget_says_nothing_as_of_a_day_to_come(judged: Judge, date: str, holds: list[str]) -> None:
    assert _as_of(judged, [f"{date}，共有车辆3辆。"]) == holds


def test_a_final_account_may_say_what_was_at_the_end_of_its_year(judged: Judge) -> None:
    assert _as_of(judged, ["截至2024年12月31日，共有车辆3辆。"], "final") == ["exact"]
    assert _as_of(judged, ["截至2025年12月31日，共有车辆3辆。"], "final") == ["broken"]


def test_the_sentence_is_shown(judged: Judge) -> None:
    said = [{"printed": "截至2024年12月31日，共有车辆3辆。", "line": "车辆"}]
    (verdict,) = judged("year_as_of", parameters={"budget": 7, "final": 22}, statements=said)
    assert verdict.detail == "2024年度文件写“截至2024年12月31日，共有车辆3辆。”，这一天还没有到"
    assert verdict.detail_en.endswith("a day yet to come")
    assert verdict.line == "车辆"
