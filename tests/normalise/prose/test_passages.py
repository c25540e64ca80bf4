"""Printed lines become passages and sentences, each character with its line."""

import pytest

from yusuan.extract.raw import TextLine
from yusuan.normalise.prose.passages import (
    CHAPTER,
    ITEM,
    PART,
    SECTION,
    SUBITEM,
    is_title,
    numbering,
    passages,
    sentences,
)


def lines(*texts, page=1):
    return [TextLine(text, page, row) for row, text in enumerate(texts, start=1)]


def texts(*printed):
    return [passage.text for passage in passages(lines(*printed))]


FULL = "这一行文字写满了整行宽度，所以它应当在下一行继续写"


def set_page(*printed):
    """Lines of a page set to one length, with some more that show what length that is."""
    return [passage.text for passage in passages(lines(*[f"{FULL}。"] * 8, *printed))][8:]


def test_a_line_that_breaks_off_within_a_sentence_goes_on():
    assert texts("2024年收入预算12.50万元，其中：本年预", "算12.00万元。") == [
        "2024年收入预算12.50万元，其中：本年预算12.00万元。"
    ]


def test_a_full_line_goes_on_and_a_short_one_does_not():
    assert set_page(FULL, "的后半句。") == [f"{FULL}的后半句。"]
    assert set_page("短短的一行", "另起一段。") == ["短短的一行", "另起一段。"]


def test_an_amount_cut_from_its_unit_is_joined_whatever_the_length():
    assert set_page("预算总额", "12.50万元。") == ["预算总额12.50万元。"]
    assert set_page("预算3,210.1", "万元。") == ["预算3,210.1万元。"]


def test_a_numbered_line_begins_a_passage():
    assert set_page(FULL, "（一）公务接待费1万元。") == [FULL, "（一）公务接待费1万元。"]


def test_a_whole_heading_is_not_joined_with_what_follows():
    assert (
        set_page("四、某某局财政拨款收支预算总体情况说明", "本表反映情况。")[0]
        == "四、某某局财政拨款收支预算总体情况说明"
    )


def test_a_heading_over_two_lines_is_one():
    assert set_page("九、一般公共预算安排的经费支出预算和其他预算情", "况说明") == [
        "九、一般公共预算安排的经费支出预算和其他预算情况说明"
    ]


def test_a_sentence_goes_on_over_pages_without_page_numbers_and_running_heads():
    pages = [
        TextLine(text, page, row)
        for page in range(1, 6)
        for row, text in enumerate(("某某局2024年预算公开", *[f"{FULL}。"] * 7, FULL, f"- {page} -"), start=1)
    ]
    joined = [passage.text for passage in passages(pages)]
    assert joined[0] == "某某局2024年预算公开"
    assert joined.count("某某局2024年预算公开") == 1
    assert not any("-" in text for text in joined)
    assert f"{FULL}{FULL}。" in joined


def test_bare_numbers_are_page_numbers_only_at_the_edge_of_a_page():
    printed = [TextLine("7", 1, 1), TextLine("正文。", 1, 2), TextLine("1", 1, 3), TextLine("下页。", 2, 1)]
    assert [passage.text for passage in passages(printed)] == ["正文。", "下页。"]


def test_bullets_before_numbers_are_dropped():
    assert texts("- 一、主要职能", "- 二、机构设置") == ["一、主要职能", "二、机构设置"]


def test_each_character_knows_its_line():
    (passage,) = passages(lines("预算12.50万元，其中：本年预", "算12.00万元。"))
    assert passage.line_at(passage.text.index("12.50")).row == 1
    assert passage.line_at(passage.text.index("12.00")).row == 2


def test_a_caption_is_not_joined_with_the_title_below_it():
    assert set_page("表5", "项目支出总表") == ["表5", "项目支出总表"]


@pytest.mark.parametrize(
    ("text", "level", "number", "rest"),
    [
        ("第三部分 情况说明", PART, "第三部分", "情况说明"),
        ("十二、政府采购", CHAPTER, "十二、", "政府采购"),
        ("（一）机关运行经费", SECTION, "（一）", "机关运行经费"),
        ("3．公务接待费", ITEM, "3．", "公务接待费"),
        ("5．2026年收入", ITEM, "5．", "2026年收入"),
        ("（2）事业收入", SUBITEM, "（2）", "事业收入"),
    ],
)
def test_numbers_have_levels(text, level, number, rest):
    assert numbering(text) == (level, number, rest)


@pytest.mark.parametrize("text", ["2.57万元", "2024年预算", "预算", "（境）费"])
def test_what_only_looks_like_a_number_is_none(text):
    assert numbering(text) is None


def test_a_full_stop_in_brackets_ends_no_sentence():
    (passage,) = passages(lines("车辆费1万元（购置0万元，与上年持平。）比上年增加1万元。另一句。"))
    assert [sentence.text for sentence in sentences(passage)] == [
        "车辆费1万元（购置0万元，与上年持平。）比上年增加1万元。",
        "另一句。",
    ]


def test_an_unclosed_bracket_does_not_swallow_the_text():
    (passage,) = passages(lines("甲（乙。丙。丁。"))
    assert [sentence.text for sentence in sentences(passage)] == ["甲（乙。", "丙。", "丁。"]


def test_a_text_without_full_stops_is_cut():
    (passage,) = passages(lines("项目1万元，" * 3000))
    parts = [sentence.text for sentence in sentences(passage)]
    assert max(map(len, parts)) < 5000
    assert "".join(parts) == passage.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入预算情况说明", True),
        ("", False),
        ("收入预算12万元", False),
        ("一、二，三", False),
        ("长" * 61, False),
    ],
)
def test_a_title_is_short_and_holds_neither_sentence_nor_money(text, expected):
    assert is_title(text) is expected


def test_nothing_gives_nothing():
    assert passages([]) == []
    assert passages(lines("", "   ")) == []
