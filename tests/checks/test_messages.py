"""A finding as one plain Chinese sentence; why something could not be tested."""

from __future__ import annotations

from typing import Literal

import polars as pl
import pytest

from yusuan.checks.causes import Cell, Repair
from yusuan.checks.messages import agreement, cause, message, money, why_untested
from yusuan.identities.entries import CellsAgree, LinesAddUp, RowsAddUp, Rule, Selector, TextAgrees
from yusuan.identities.suite import Identity

_EXPENDITURE = Selector(tables=["expenditure_summary"], measures=["total"])
_PROJECTS = Selector(tables=["projects", "outsourcing"], measures=["total"])
_ROWS = RowsAddUp(identity="rows", tables=["expenditure_summary"], total="total", parts=["basic", "project"])
_LINES = LinesAddUp(identity="lines", tables=["expenditure_summary", "projects"], roles=["total"])
_CELLS = CellsAgree(identity="cells", left=[_EXPENDITURE], right=[_PROJECTS])
_TEXT = TextAgrees(identity="text", metric="expenditure.total", cells=[_EXPENDITURE])
_RULE = Rule(identity="rule", rule="residue")

_ROW: dict[str, object] = {
    "line": "行政运行",
    "side": "",
    "measure": "basic.operating",
    "relation": "=",
    "actual_fen": 629_340_000,
    "expected_fen": 577_220_000,
    "page": 3,
    "row": 168,
    "column": 5,
    "document": "甲/2024-budget",
    "title": "支出总表",
}
_AGAINST = [{"document": "甲/2024-budget", "page": 4, "row": 12, "column": 2}]


def _identity(formula: RowsAddUp | LinesAddUp | CellsAgree | TextAgrees | Rule) -> Identity:
    return Identity(suite="s", formula=formula, sentence="合计 = 基本 + 项目。", sentence_en="It holds.")


def test_a_broken_identity_says_both_numbers_the_difference_and_both_places() -> None:
    assert message(_identity(_ROWS), _ROW, _AGAINST, "zh") == (
        "《支出总表》“行政运行”的基本支出·公用经费为629.34万元，应等于577.22万元，"
        "相差+52.12万元（第3页第168行第5列，对照第4页第12行第2列）。合计 = 基本 + 项目。"
    )


def test_a_broken_identity_reads_in_english_too() -> None:
    assert message(_identity(_ROWS), _ROW, _AGAINST, "en") == (
        "《支出总表》“行政运行”, basic, operating: CNY 6.2934 million, should equal CNY 5.7722 million, a "
        "difference of CNY +0.5212 million (page 3, row 168, column 5; against page 4, row 12, column 2). It holds."
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            ["相符：合计 = 基本 + 项目（第3页第168行第5列）。", "相符：合计 = 基本 + 项目（第3页第9行）。"],
        ),
        ("en", ["Exact: It holds (page 3, row 168, column 5).", "Exact: It holds (page 3, row 9)."]),
    ],
)
def test_what_holds_says_so_shortly(lang: Literal["zh", "en"], said: list[str]) -> None:
    rows = pl.DataFrame(
        {"page": [3, 3], "row": [168, 9], "column": [5, None]}, schema_overrides={"column": pl.Int32}
    ).with_columns(sentence_zh=pl.lit("合计 = 基本 + 项目。"), sentence_en=pl.lit("It holds."))
    assert rows.select(agreement(lang)).to_series().to_list() == said


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (5_320_790_000, "5,320.79"),
        (5_320_000_000, "5,320.00"),
        (1, "0.000001"),
        (-12_345_600, "−12.3456"),
        (0, "0.00"),
    ],
)
def test_an_amount_is_said_exactly(fen: int, said: str) -> None:
    assert money(fen) == said


def test_another_documents_place_names_the_document() -> None:
    there = {**_AGAINST[0], "document": "甲/2023-budget"}
    assert "，对照《甲/2023-budget》第4页第12行第2列）" in message(_identity(_ROWS), _ROW, [there], "zh")
    assert "against 甲/2023-budget, page 4" in message(_identity(_ROWS), _ROW, [there], "en")


_WRONG = Repair(Cell("甲/2024-budget", 2, 3, 168, 5, None), "行政运行", 629_340_000, 577_220_000)
_BLANK = Repair(Cell("甲/2024-budget", 2, 3, 9, 2, None), "合计", None, 577_220_000)


@pytest.mark.parametrize(
    ("repairs", "witnesses", "zh", "en"),
    [
        ([], 0, "", ""),
        (
            [_WRONG],
            0,
            "若第3页第168行第5列“行政运行”的629.34万元改为577.22万元，即成立。",
            " If CNY 6.2934 million of “行政运行” (page 3, row 168, column 5) were CNY 5.7722 million, it holds.",
        ),
        (
            [_WRONG, _BLANK],
            5,
            (
                "若第3页第168行第5列“行政运行”的629.34万元改为577.22万元或第3页第9行第2列“合计”的空白为577.22万元，"
                "连同佐证共6处关系全部成立。"
            ),
            (
                " If CNY 6.2934 million of “行政运行” (page 3, row 168, column 5) were CNY 5.7722 million; or “合计” (page 3, row 9, "
                "column 2), blank, were CNY 5.7722 million, all 6 identities hold."
            ),
        ),
        (
            [],
            2,
            "同一差额另见于2处关系，同出一因（如漏列一行）。",
            " The same difference breaks 2 other identities: one cause (a missing row, say).",
        ),
    ],
)
def test_the_cause_says_which_amount_would_mend_it(
    repairs: list[Repair], witnesses: int, zh: str, en: str
) -> None:
    assert cause(repairs, witnesses, "zh") == zh
    assert cause(repairs, witnesses, "en") == en


@pytest.mark.parametrize(("relation", "words"), [("<=", "应不大于"), (">=", "应不小于"), (None, "应等于")])
def test_a_bound_is_worded_as_a_bound(relation: str | None, words: str) -> None:
    assert words in message(_identity(_CELLS), {**_ROW, "relation": relation}, _AGAINST, "zh")


@pytest.mark.parametrize(("side", "words"), [("income", "收入“"), ("expenditure", "支出“"), ("", "》“")])
def test_a_two_sided_table_names_the_side(side: str, words: str) -> None:
    assert words in message(_identity(_ROWS), {**_ROW, "side": side}, _AGAINST, "zh")


def test_a_sum_of_several_cells_is_not_said_of_one_line() -> None:
    said = message(_identity(_CELLS), {**_ROW, "cells": 2}, _AGAINST, "zh")
    assert said.startswith("《支出总表》“行政运行”等2个数合计为629.34万元，")


def test_a_figure_of_the_text_is_named_as_such_without_a_column() -> None:
    said = message(_identity(_TEXT), {**_ROW, "column": None}, _AGAINST, "zh")
    assert said.startswith("文中“行政运行”为629.34万元，应等于")
    assert "（第3页第168行，对照" in said


def test_of_many_places_the_first_three_are_named_and_all_counted() -> None:
    places = [{**_AGAINST[0], "page": 1, "row": number, "column": None} for number in range(1, 6)]
    said = message(_identity(_ROWS), _ROW, places, "zh")
    assert "对照第1页第1行、第1页第2行、第1页第3行等5处）" in said
    assert "对照" not in message(_identity(_ROWS), _ROW, [], "zh")


def test_a_rules_own_detail_is_the_sentence_and_without_one_the_rule_is() -> None:
    row = {
        **_ROW,
        "detail": "模板没有改完",
        "detail_en": "left as it was",
        "actual_fen": None,
        "column": None,
    }
    assert message(_identity(_RULE), row, _AGAINST, "zh") == (
        "模板没有改完（第3页第168行，对照第4页第12行第2列）。"
    )
    assert message(_identity(_RULE), row, [], "en") == "left as it was (page 3, row 168)."
    assert message(_identity(_RULE), {**row, "detail": ""}, _AGAINST, "zh") == "合计 = 基本 + 项目。"


@pytest.mark.parametrize(
    ("formula", "tables", "reason"),
    [
        (_ROWS, set(), "没有这类表"),
        (_LINES, {"outsourcing"}, "没有这类表"),
        (_LINES, {"projects"}, "表中没有可以核对的栏目或行次"),
        (_CELLS, {"projects"}, "没有支出总表"),
        (_CELLS, {"expenditure_summary"}, "没有项目支出表"),
        (_CELLS, {"expenditure_summary", "outsourcing"}, "表中没有可以核对的栏目或行次"),
        (_TEXT, {"expenditure_summary"}, "文字说明中没有这一数字，或没有对应的表"),
        (_RULE, set(), "没有可以核对的内容"),
    ],
)
def test_why_an_identity_was_not_tested(
    formula: RowsAddUp | LinesAddUp | CellsAgree | TextAgrees | Rule, tables: set[str], reason: str
) -> None:
    assert why_untested(_identity(formula), tables, "zh") == reason
    assert why_untested(_identity(formula), tables, "en").startswith("it")


def test_words_of_the_document_come_behind_what_must_hold() -> None:
    row = {**_ROW, "actual_fen": None, "detail": "“的的”", "detail_en": "“的的”"}
    assert message(_identity(_RULE), row, [], "zh").startswith("合计 = 基本 + 项目；此处不然：“的的”（第")
    assert message(_identity(_RULE), row, [], "en").startswith("It holds; not so here: “的的” (page ")
