"""Rules on headings and numbers of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yusuan.identities.rules.verdict import Verdict

    Judged = Callable[..., list[Verdict]]
    Titles = Sequence[tuple[str, str]]


def _headings(contents: Titles, body: Titles) -> list[Mapping[str, object]]:
    return [
        {"place": place, "number": number, "text": text}
        for place, titles in (("contents", contents), ("body", body))
        for number, text in titles
    ]


def _of_contents(judged: Judged, rule: str, contents: Titles, body: Titles) -> list[tuple[str, int]]:
    found = judged(rule, parameters={"likeness": 0.8}, headings=_headings(contents, body))
    return [(verdict.detail, verdict.row) for verdict in found]


def test_a_heading_is_numbered_as_in_the_contents(judged: Judged) -> None:
    contents = [("一、", "部门职责"), ("二、", "单位构成")]
    assert _of_contents(judged, "contents_numbers", contents, contents) == [("", 3)]
    assert _of_contents(judged, "contents_numbers", contents, [contents[0], ("（二）", "单位构成")]) == [
        ("目录为“二、单位构成”，正文为“（二）”", 4)
    ]
    # Another chapter's heading of the same words, and one without a number, are none of the contents'.
    assert _of_contents(judged, "contents_numbers", contents, [("七、", "单位构成"), ("", "部门职责")]) == []
    assert _of_contents(judged, "contents_numbers", contents, []) == []


def test_a_chapter_is_worded_as_in_the_contents(judged: Judged) -> None:
    contents = [
        ("一、", "甲局2024年收支情况总体说明"),
        ("二、", "机关运行经费安排说明"),
        ("三、", "收支总表"),
    ]
    first = ("一、", "2024年度收支情况总体说明（详见表1）")
    assert _of_contents(judged, "contents_chapters", contents, [first, ("二、", "机关运行经费安排说明")]) == [
        ("", 1)
    ]
    assert _of_contents(
        judged, "contents_chapters", contents, [first, ("二、", "机关运行经费安排情况说明")]
    ) == [("目录为“机关运行经费安排说明”，正文为“机关运行经费安排情况说明”", 5)]


def test_a_heading_of_another_depth_or_meaning_is_not_meant(judged: Judged) -> None:
    contents = [("一、", "收支总体说明"), ("二、", "机关运行经费安排说明")]
    for other in [("（二）", "机关运行经费安排情况说明"), ("二、", "名词解释")]:
        body = [("一、", "收支总体说明"), other]
        assert _of_contents(judged, "contents_chapters", contents, body) == [("", 1)]
    # Where no chapter is found again the contents are of something else.
    assert _of_contents(judged, "contents_chapters", contents, [("一、", "收支总体情况说明")]) == []


def _numbered(*numbers: str, kind: str = "item", section: str = "说明") -> list[Mapping[str, object]]:
    return [
        {"kind": kind, "number": number, "section": section, "level": 3.0, "text": f"{number}说明"}
        for number in numbers
    ]


def _marks(judged: Judged, rows: list[Mapping[str, object]]) -> list[str]:
    return [verdict.detail for verdict in judged("number_marks", sentences=rows)]


def test_numbers_of_one_list_have_one_mark(judged: Judged) -> None:
    assert _marks(judged, _numbered("1．", "2.")) == ["序号“1．、2.”的标点不一"]
    assert _marks(judged, _numbered("1.", "2.")) == [""]
    assert _marks(judged, [*_numbered("1．"), *_numbered("1.", section="另一节")]) == [""]
    assert _marks(judged, _numbered("1、", "2、")) == []


def _stops(judged: Judged, *titles: str) -> list[str]:
    rows = [{"kind": "heading", "number": "一、", "level": 1.0, "text": title} for title in titles]
    return [verdict.detail for verdict in judged("heading_stops", parameters={"share": 0.2}, sentences=rows)]


def test_one_heading_of_many_with_a_stop(judged: Judged) -> None:
    five = ["一、收入", "二、支出", "三、采购", "四、资产"]
    assert _stops(judged, *five, "五、绩效。") == ["“五、绩效。”"]
    assert _stops(judged, *five, "五、绩效") == [""]
    assert _stops(judged, *five[:3], "四、资产。", "五、绩效。") == [""]
