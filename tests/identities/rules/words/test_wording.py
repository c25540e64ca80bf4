"""Rules on the wording of sentences and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.identities.entries import Rule
from yusuan.identities.suite import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from yusuan.identities.rules.verdict import Verdict

    Judged = Callable[..., list[Verdict]]


def _text(*sentences: str) -> list[Mapping[str, object]]:
    return [{"kind": "text", "text": sentence} for sentence in sentences]


@pytest.fixture(scope="module")
def house(repository: Path) -> dict[str, Mapping[str, object]]:
    """The parameters of each rule of the house's suites."""
    entries = [one.formula for one in load(repository / "expectations")]
    return {one.identity: one.parameters.model_dump() for one in entries if isinstance(one, Rule)}


@pytest.mark.parametrize(
    ("identity", "wrong", "right"),
    [
        ("wording.slips", "收入万元万元。", "收入100万元，支出100万元。"),
        ("wording.slips", "2024年年度预算", "2024年度预算"),
        ("wording.slips", "完成任务，。", "完成任务。"),
        ("wording.slips", "比上年决算相比减少", "与上年决算相比减少"),
        ("wording.slips", "更好的依法行政", "更好地依法行政"),
        ("wording.slips", "更好的推动工作", "更好的服务质量"),
        ("wording.width", "编制10人,实有8人", "编制10人，实有8人1,000元"),
        ("wording.width", "区、县（市)", "区、县（市）(5cm)"),
        ("wording.unfilled", "保有量0辆，主要用于无。", "主要用于无线电监测。"),
        ("wording.unfilled", "安全问题不得超过次数", "安全问题不得超过1次"),
        ("wording.unfilled", "纳入省（市/县）预算", "纳入市（含县）预算"),
        ("wording.base", "变化0万元，增长0%，因无上年决算数", "变化0万元，增长0%，与上年决算数持平"),
        (
            "wording.base",
            "接待费0万元，比上年增加0万元，增长0%。",
            "接待费10万元，比上年增加0万元，增长0%。",
        ),
        ("wording.base", "比年初预算数增加5万元；因去年预算数为0", "比年初预算数增加5万元；因年初预算数为0"),
    ],
)
def test_a_wording_that_is_always_wrong_is_told_where_it_stands(
    judged: Judged, house: Mapping[str, Mapping[str, object]], identity: str, wrong: str, right: str
) -> None:
    (verdict,) = judged("wording", parameters=house[identity], sentences=_text("开头。", wrong))
    assert (verdict.holds, verdict.table, verdict.row) == ("broken", "text", 2)
    (verdict,) = judged("wording", parameters=house[identity], sentences=_text("开头。", right))
    assert (verdict.holds, verdict.detail) == ("exact", "")


def test_cells_are_read_too_and_the_same_words_told_once(judged: Judged) -> None:
    cell = {"table": "projects", "title": "项目表", "text": "单位,部门", "column": 3}
    (verdict,) = judged(
        "wording",
        parameters={"patterns": ["[一-龥],[一-龥]"]},
        sentences=_text("好。"),
        cells=[cell, cell, {**cell, "text": "甲乙"}],
    )
    assert (verdict.holds, verdict.table, verdict.column, verdict.against) == ("broken", "projects", 3, ())
    assert verdict.detail == "“单位,部门”"


def test_a_document_whose_sentences_were_not_kept_is_not_tested(judged: Judged) -> None:
    assert (
        judged("wording", parameters={"patterns": ["坏"]}, cells=[{"table": "projects", "text": "坏坏"}])
        == []
    )


def test_two_things_that_cannot_both_be_said(judged: Judged) -> None:
    parameters = {"said": "包括所属单位", "denied": "单位共有1个"}
    (verdict,) = judged(
        "contradiction", parameters=parameters, sentences=_text("单位共有1个。", "包括所属单位。")
    )
    assert (verdict.holds, verdict.row, verdict.against) == ("broken", 2, ((1, 1, None),))
    assert verdict.detail == "“包括所属单位。”，“单位共有1个。”"
    (verdict,) = judged(
        "contradiction", parameters=parameters, sentences=_text("包括所属单位。", "单位共有2个。")
    )
    assert verdict.holds == "exact"
    assert judged("contradiction", parameters=parameters, sentences=_text("单位共有1个。")) == []


def _phrases(judged: Judged, *sentences: str) -> list[str]:
    words = ["专用材料及一般设备购置费"]
    return [
        verdict.detail
        for verdict in judged("near_phrases", parameters={"phrases": words}, sentences=_text(*sentences))
    ]


def test_a_fixed_phrase_with_a_letter_changed(judged: Judged) -> None:
    near = "印为“专项材料及一般设备购置费”，通常为“专用材料及一般设备购置费”"
    assert _phrases(judged, "包括专项材料及一般设备购置费。") == [near]
    assert _phrases(judged, "包括专用 材料及一般设备购置费。") == [""]
    # Two letters make another phrase, and the outermost may belong to other words.
    assert _phrases(judged, "包括专项材料及一般设施购置费。") == []
    assert _phrases(judged, "公用材料及一般设备购置费。") == [""]
    assert _phrases(judged, "没有这样的话。") == []


def test_a_number_given_twice_is_one_number(judged: Judged) -> None:
    words = ["下属(\\d+)个", "所属(\\d+)家"]
    (verdict,) = judged(
        "said_alike", parameters={"patterns": words}, sentences=_text("下属2个单位，", "所属 3 家，下属2个")
    )
    assert (verdict.holds, verdict.detail, verdict.row) == ("broken", "“下属2个”；“所属3家”", 1)
    (verdict,) = judged(
        "said_alike", parameters={"patterns": words}, sentences=_text("下属2个单位，", "所属2家")
    )
    assert verdict.holds == "exact"
    assert judged("said_alike", parameters={"patterns": words}, sentences=_text("下属单位")) == []


def test_separators_of_thousands_are_used_or_not(judged: Judged) -> None:
    five = ["收入1,000万元，支出2,000.50万元，结转3,000元", "基本支出4,000万元、项目支出5,000万元"]
    (verdict,) = judged("separators", sentences=_text(*five, "涉及6000.00万元"))
    assert (verdict.holds, verdict.detail, verdict.row) == ("broken", "“6000.00万元”", 3)
    (verdict,) = judged("separators", sentences=_text(*five, "涉及600万元，2024年"))
    assert verdict.holds == "exact"
    # About as often as not: there is no usage.
    assert judged("separators", sentences=_text("收入1,000万元", "支出2000万元")) == []
    assert judged("separators", sentences=_text("收入100万元")) == []
