"""Printed text brought to the form in which it is compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.model.text import bare, enumerator, fold, plain, squeeze

# Tags are dropped once: what is left of a tag inside a tag is text. All that NFKC turns into < or > is out.
_TEXT = st.text(st.characters(exclude_characters="<>＜＞﹤﹥", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("一、社会保障 和就业支出", "一、社会保障和就业支出"),
        ("  合\n计 ", "合计"),
        ("2024 年 预算数", "2024年预算数"),
        ("IDC 机房 日均", "IDC机房日均"),
        ("Table of   contents", "Table of contents"),
        ("<p>目标 1：</p><P class='x'>保障</p>", "目标1：保障"),
        ("a < b > c", "a < b > c"),
        ("预\u200b算\ufeff数", "预算数"),
        ("合　计", "合计"),
    ],
)
def test_a_folded_label_stands_on_one_line_without_blanks_at_chinese_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("项 目(一级)", "项目（一级）"),
        ("ＩＤＣ１２", "IDC12"),
        ("A: b; c,d", "A：b；c，d"),
        ("〔2024〕1号", "[2024]1号"),
        ("¨a", "\u0308a"),
        ("e \u0301", "é"),
    ],
)
def test_squeezed_text_has_no_blanks_and_one_form_of_each_letter(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@pytest.mark.parametrize(
    ("text", "label", "before"),
    [
        ("一、财政拨款收入", "财政拨款收入", "一、"),
        ("（二）卫生健康支出", "卫生健康支出", "（二）"),
        ("其中：（1）公务用车运行维护费", "公务用车运行维护费", "其中：（1）"),
        ("2、公务接待费", "公务接待费", "2、"),
        ("3.公务用车费", "公务用车费", "3."),
        ("①办公费", "办公费", "1"),
        ("⑴办公费", "办公费", "（1）"),
        ("⒈办公费", "办公费", "1."),
        ("★合计", "合计", "★"),
        ("1.5倍", "1.5倍", ""),
        ("一般公共预算", "一般公共预算", ""),
        ("三公经费", "三公经费", ""),
        ("因公出国（境）费", "因公出国（境）费", ""),
    ],
)
def test_a_plain_label_has_lost_its_enumerators_and_nothing_else(text: str, label: str, before: str) -> None:
    assert plain(text) == label
    assert enumerator(text) == before


def test_bare_names_agree_whatever_their_punctuation_and_quotes() -> None:
    assert (
        bare("社会保险评估、审计（政府采购）")
        == bare("社会保险评估 审计(政府采购)")
        == "社会保险评估审计政府采购"
    )
    assert bare("“三公”经费_表") == "三公经费表"


@given(_TEXT)
def test_law_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(_TEXT)
def test_law_squeezing_twice_is_squeezing_once(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@given(st.sampled_from(["", "一、", "（二）", "其中：", "1.", "①", "其中：（1）", "12、"]), _TEXT)
def test_law_a_plain_label_is_plain(before: str, text: str) -> None:
    assert plain(plain(before + text)) == plain(before + text)


@given(_TEXT)
def test_law_enumerator_and_plain_label_make_up_the_squeezed_text(text: str) -> None:
    assert squeeze(text).endswith(plain(text))
    assert enumerator(text) + plain(text) == squeeze(text)
