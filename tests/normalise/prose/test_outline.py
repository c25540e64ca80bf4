"""Contents page, headings, entries of lists and paragraphs are told apart."""

from yusuan.extract.raw import TextLine
from yusuan.normalise.prose.outline import headings, outline


def lines(*texts):
    return [TextLine(text, 1, row) for row, text in enumerate(texts, start=1)]


def found(*texts):
    return [(row["place"], row["number"], row["text"]) for row in headings(lines(*texts))]


CONTENTS = ("目 录", "第一部分 部门概况", "一、主要职能", "第二部分 情况说明", "一、收入预算情况")
BODY = (
    "第一部分 部门概况",
    "一、主要职能",
    "负责某项工作。",
    "第二部分 情况说明",
    "一、收入预算情况",
    "收入预算1万元。",
)


def test_the_contents_page_ends_where_its_first_entry_comes_again():
    assert found(*CONTENTS, *BODY) == [
        ("contents", "", "目录"),
        ("contents", "第一部分", "部门概况"),
        ("contents", "一、", "主要职能"),
        ("contents", "第二部分", "情况说明"),
        ("contents", "一、", "收入预算情况"),
        ("body", "第一部分", "部门概况"),
        ("body", "一、", "主要职能"),
        ("body", "第二部分", "情况说明"),
        ("body", "一、", "收入预算情况"),
    ]


def test_a_contents_page_without_its_title_is_known_by_its_entries():
    places = [place for place, *_ in found(*CONTENTS[1:], *BODY)]
    assert places == ["contents"] * 4 + ["body"] * 4


def test_headings_one_after_another_are_no_contents_page():
    assert {place for place, *_ in found(*BODY)} == {"body"}


def test_leaders_and_page_numbers_are_no_part_of_a_title():
    contents = (
        "目录",
        "（一）主要职能 ........................2",
        "（二）机构设置情况 ....3",
        "一、概况 1",
        "二、名词解释 9",
    )
    assert [text for _, _, text in found(*contents, "正文。")][1:] == [
        "主要职能",
        "机构设置情况",
        "概况",
        "名词解释",
    ]


def test_a_sentence_with_a_number_is_an_entry_with_a_short_title():
    entries = outline(
        lines(
            "1.公务接待费2.33万元，比上年减少1万元。",
            "（一）基本支出。基本支出预算5万元。",
            "（二）支出预算：2026年预算数5万元。",
        )
    )
    assert [(entry.kind, entry.title) for entry in entries] == [
        ("item", "公务接待费"),
        ("item", "基本支出"),
        ("item", "支出预算"),
    ]


def test_a_title_without_a_number_is_a_heading_and_a_note_is_not():
    kinds = {
        entry.passage.text: entry.kind
        for entry in outline(lines("其他相关情况说明", "单位：万元", "注：无。", "无。"))
    }
    assert kinds == {"其他相关情况说明": "heading", "单位：万元": "text", "注：无。": "text", "无。": "text"}


def test_a_definition_is_no_heading():
    entries = outline(lines("一、财政拨款：指由财政安排的资金。", "（二）事业收入：指开展活动取得的收入"))
    assert {entry.kind for entry in entries} == {"item"}


def test_small_numbers_head_only_what_sounds_like_a_title():
    entries = outline(lines("1.机关运行经费", "2、办公室"))
    assert [entry.kind for entry in entries] == ["heading", "item"]
