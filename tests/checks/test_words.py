"""A finding as one plain Chinese sentence; why something could not be tested."""

from __future__ import annotations

import pytest

from yusuan.checks.words import message, why_untested
from yusuan.identities.suite import CellsAgree, Identity, LinesAddUp, RowsAddUp, Rule, Selector, TextAgrees

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
    "against": [{"page": 4, "row": 12, "column": 2}],
}


def _identity(formula: RowsAddUp | LinesAddUp | CellsAgree | TextAgrees | Rule) -> Identity:
    return Identity(suite="s", formula=formula, sentence="合计 = 基本 + 项目。", sentence_en="It holds.")


def test_a_broken_identity_says_both_numbers_the_difference_and_both_places() -> None:
    assert message(_identity(_ROWS), _ROW, "broken", "支出总表") == (
        "《支出总表》“行政运行”的基本支出·公用经费为629.34万元，应等于577.22万元，"
        "相差+52.12万元（第3页第168行第5列，对照第4页第12行第2列）。合计 = 基本 + 项目。"
    )


def test_what_holds_says_so_shortly() -> None:
    row = {**_ROW, "expected_fen": 629_340_000}
    assert message(_identity(_ROWS), row, "exact", "支出总表") == (
        "《支出总表》“行政运行”的基本支出·公用经费629.34万元，与629.34万元相符（第3页第168行第5列）。"
    ).replace("公用经费6", "公用经费为6")


@pytest.mark.parametrize(("relation", "words"), [("<=", "应不大于"), (">=", "应不小于"), (None, "应等于")])
def test_a_bound_is_worded_as_a_bound(relation: str | None, words: str) -> None:
    assert words in message(_identity(_CELLS), {**_ROW, "relation": relation}, "broken", "支出总表")


@pytest.mark.parametrize(("side", "words"), [("income", "收入“"), ("expenditure", "支出“"), ("", "》“")])
def test_a_two_sided_table_names_the_side(side: str, words: str) -> None:
    assert words in message(_identity(_ROWS), {**_ROW, "side": side}, "broken", "收支总表")


def test_a_sum_of_several_cells_is_not_said_of_one_line() -> None:
    said = message(_identity(_CELLS), {**_ROW, "cells": 2}, "broken", "支出总表")
    assert said.startswith("《支出总表》“行政运行”等2个数合计为629.34万元，")


def test_a_figure_of_the_text_is_named_as_such_without_a_column() -> None:
    said = message(_identity(_TEXT), {**_ROW, "column": None}, "broken", "")
    assert said.startswith("文中“行政运行”为629.34万元，应等于")
    assert "（第3页第168行，对照" in said


def test_of_many_places_the_first_three_are_named_and_all_counted() -> None:
    places = [{"page": 1, "row": number, "column": None} for number in range(1, 6)]
    said = message(_identity(_ROWS), {**_ROW, "against": places}, "broken", "支出总表")
    assert "对照第1页第1行、第1页第2行、第1页第3行等5处）" in said
    assert "对照" not in message(_identity(_ROWS), {**_ROW, "against": []}, "broken", "支出总表")


def test_a_rules_own_detail_is_the_sentence_and_without_one_the_rule_is() -> None:
    row = {**_ROW, "detail": "模板没有改完", "actual_fen": None, "column": None}
    assert message(_identity(_RULE), row, "broken", "") == (
        "模板没有改完（第3页第168行，对照第4页第12行第2列）。"
    )
    assert message(_identity(_RULE), {**row, "detail": ""}, "exact", "") == "合计 = 基本 + 项目。"


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
    assert why_untested(_identity(formula), tables) == reason
