"""Rules on lists of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yusuan.identities.rules.verdict import Verdict

    Judged = Callable[..., list[Verdict]]


def _passages(*passages: str | tuple[str, str] | tuple[str, str, str]) -> list[Mapping[str, object]]:
    """Passages, each as its text, or as kind, text and number."""
    rows = []
    for number, passage in enumerate(passages, start=1):
        kind, text, mark = ("text", passage, "") if isinstance(passage, str) else (*passage, "")[:3]
        rows.append({"passage_no": number, "kind": kind, "text": text, "number": mark, "section": "说明"})
    return rows


def _ordinals(judged: Judged, *passages: str | tuple[str, str]) -> list[str]:
    return [verdict.detail for verdict in judged("ordinals", sentences=_passages(*passages))]


def test_one_point_is_no_list(judged: Judged) -> None:
    assert _ordinals(judged, "问题：一是人手不足。") == ["只有“一是”"]
    assert _ordinals(judged, "一是人手不足；二是资金不足。") == [""]
    assert _ordinals(judged, "一是人手；三是资金。") == ["只有“一是、三是”"]
    assert _ordinals(judged, "一是人手。", "二是资金。") == [""]
    # A heading ends what may be one list.
    assert _ordinals(judged, "一是人手。", ("heading", "措施"), "一是加人；二是加钱。") == ["只有“一是”"]
    assert _ordinals(judged, "这一是非，唯一是他，统一是要求。") == []


def _pasted(judged: Judged, *items: str) -> list[tuple[str, int]]:
    rows = _passages(*(("item", item) for item in items))
    return [(verdict.detail, verdict.row) for verdict in judged("pasted_items", sentences=rows)]


def test_an_item_with_the_words_of_another(judged: Judged) -> None:
    words = "万元，我局为新成立单位，没有上年的上级补助收入，也没有今年的。"
    own = "1.一般公共预算收入5万元，我局为新成立单位，没有上年的一般公共预算收入。"
    pasted = [own, f"2.政府性基金收入0{words}", f"3.上级补助收入7{words}"]
    assert _pasted(judged, *pasted) == [("“政府性基金收入”的说明是“上级补助收入”的", 2)]
    assert _pasted(judged, own, pasted[2]) == [("", 1)]
    # Words that name neither may be meant of both.
    both = "万元，与上年相比没有增减变化，基本持平。"
    assert _pasted(judged, f"1.政府性基金收入0{both}", f"2.上级补助收入7{both}") == [("", 1)]
    assert _pasted(judged, own) == []


def _shares(judged: Judged, text: str) -> list[str]:
    return [verdict.detail for verdict in judged("list_shares", sentences=_passages(text))]


def test_a_share_left_out_of_a_list(judged: Judged) -> None:
    assert _shares(judged, "出国费0万元，占0%；用车5万元；接待费5万元，占50%。") == ["“用车5万元”没有占比"]
    assert _shares(judged, "出国费0万元，占0%；用车5万元，占50%；接待费5万元，占50%。") == [""]
    assert _shares(judged, "出国费0万元，占0%；用车5万元；接待费5万元。") == []
    assert _shares(judged, "用车5万元；接待费5万元，占50%。") == []


def _open(judged: Judged, *passages: str | tuple[str, str] | tuple[str, str, str]) -> list[str]:
    return [verdict.detail for verdict in judged("open_ends", sentences=_passages(*passages))]


_LONG = "本部门接待费主要用于接待其他省市的来访，按照规定的标准安排工作用餐"


def test_a_paragraph_without_a_stop(judged: Judged) -> None:
    assert _open(judged, _LONG, ("heading", "下一节")) == [f"“…{_LONG[-25:]}”"]
    assert _open(judged, f"{_LONG}。") == [""]
    assert _open(judged, _LONG, ("item", "2.下一条。", "2.")) == [f"“…{_LONG[-25:]}”"]


def test_what_may_go_on_or_is_no_paragraph_is_not_tested(judged: Judged) -> None:
    assert _open(judged, _LONG, "接着说的话") == []
    assert _open(judged, f"注：{_LONG}") == []
    assert _open(judged, "短，没有句号") == []
    assert _open(judged, ("heading", _LONG)) == []
    assert _open(judged, f"{_LONG}，构建集中统", ("item", "一、全面的体系。", "一、")) == []


def _told(judged: Judged, rule: str, *passages: str | tuple[str, str]) -> list[str]:
    return [verdict.detail for verdict in judged(rule, sentences=_passages(*passages))]


def test_a_purpose_is_said_once(judged: Judged) -> None:
    once = "接待费5万元，主要用于接待其他省市来访的费用。"
    again = "接待3次，主要包括接待其他省市来访的费用"
    assert _told(judged, "repeated_purposes", once + again) == ["“接待其他省市来访的费用”"]
    assert _told(judged, "repeated_purposes", once, again) == [""]
    assert _told(judged, "repeated_purposes", once + "主要包括其他。") == [""]
    assert _told(judged, "repeated_purposes", "主要用于接待。") == []
