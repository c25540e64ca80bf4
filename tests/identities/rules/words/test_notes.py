"""Rules on the notes of empty tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.identities.rules.verdict import Verdict

    Judge = Callable[..., list[Verdict]]

_KINDS = ["government_fund_expenditure", "three_public"]
_SENTENCE = [{"printed": "收入预算100万元。"}]


@pytest.fixture
def judge(judged: Judge) -> Judge:
    """The verdicts of a rule on tables, each given by its title, its notes and its amounts."""

    def of(
        rule: str, *tables: tuple[str, list[str], list[int]], kind: str = _KINDS[0], **more: object
    ) -> list[Verdict]:
        columns, headings, facts = [], [], []
        for number, (title, notes, amounts) in enumerate(tables, start=1):
            columns.append({"table": kind, "table_no": number, "column": 1, "measure": "total"})
            headings += [
                {"place": place, "table_no": number, "text": text, "row": 10 * number}
                for place, text in [("table", title), *(("note", note) for note in notes)]
            ]
            facts += [
                {"table": kind, "table_no": number, "line": "合计", "amount_fen": fen, "printed": str(fen)}
                for fen in amounts
            ]
        frames = {"columns": columns, "headings": headings, "facts": facts, "statements": _SENTENCE, **more}
        return judged(rule, parameters={"tables": _KINDS}, **frames)

    return of


def test_an_empty_table_without_a_note_is_asked_about(judge: Judge) -> None:
    (verdict,) = judge(
        "empty_notes",
        ("基金支出表", [], []),
        ("国有资本支出表", ["本部门无国有资本经营预算"], []),
        ("收入表", [], [5]),
        ("支出表", [], []),
    )
    assert (verdict.holds, verdict.line, verdict.row, verdict.against) == (
        "broken",
        "基金支出表",
        10,
        ((1, 40, None),),
    )
    assert verdict.detail == "没有数据，也没有说明“本部门无…”：“基金支出表”；“支出表”"
    assert verdict.detail_en == "no data, and no note that there is nothing: “基金支出表”; “支出表”"


def test_a_note_is_enough_and_a_printed_zero_is_an_amount(judge: Judge) -> None:
    (verdict,) = judge("empty_notes", ("基金支出表", ["没有政府性基金预算"], []), ("三公表", [], [0]))
    assert (verdict.holds, verdict.detail) == ("exact", "")
    assert judge("empty_notes", ("三公表", [], [0])) == []


def test_other_kinds_and_tables_without_columns_of_amounts_are_not_tested(judge: Judge) -> None:
    assert judge("empty_notes", ("基金支出表", [], []), kind="other") == []
    columns = [{"table": _KINDS[0], "column": 1, "role": "text"}]
    assert judge("empty_notes", ("基金支出表", [], []), columns=columns) == []


def test_where_sentences_were_not_kept_their_notes_may_be_missing(judge: Judge) -> None:
    table = ("基金支出表", [], [])
    assert judge("empty_notes", table, statements=[{"printed": ""}]) == []
    # A document without any figure in prose was read whole.
    assert len(judge("empty_notes", table, statements=[])) == 1


@pytest.mark.parametrize(
    ("note", "amounts", "holds"),
    [
        ("故本表为空表", [0, 47], ["broken"]),
        ("本表无数据", [47], ["broken"]),
        ("本表本年无发生额", [0], ["exact"]),
        ("故本表为空表", [], ["exact"]),
        ("此表如无数字则表示单位无该项支出", [47], []),
        ("本部门无委托业务费", [47], []),
    ],
)
def test_a_table_that_says_it_is_empty_is_empty(
    judge: Judge, note: str, amounts: list[int], holds: list[str]
) -> None:
    found = judge("note_against_table", ("三公表", [note], amounts))
    assert [verdict.holds for verdict in found] == holds
    if holds == ["broken"]:
        assert found[0].detail == f"表“三公表”有数据，如“合计”47，表下却说明“{note}”"
        assert found[0].detail_en.startswith("the table “三公表” has amounts, as “合计”47")
        assert len(found[0].against) == 1


def test_a_note_on_a_table_of_another_kind_is_not_judged(judge: Judge) -> None:
    assert judge("note_against_table", ("别的表", ["本表无数据"], [47]), kind="other") == []
