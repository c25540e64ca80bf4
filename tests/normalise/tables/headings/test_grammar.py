"""What a heading means by the words that it is made of."""

from __future__ import annotations

import pytest

from yusuan.normalise.tables.headings.grammar import Meaning, compose


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("项目支出总数", ("project",)),
        ("本年财政拨款基本支出", ("fiscal_appropriation", "basic")),
        ("基本支出财政拨款", ("basic", "fiscal_appropriation")),
        ("扣除基建项目后预算数", ("of_which",)),
        ("市级财政资金", ("fiscal_appropriation", "of_which")),
        ("政府采购项目", ("procurement",)),
        ("增减变化情况", ("change",)),
        ("年初预算安排数", ("initial_budget",)),
        ("上年财政拨款结转", ("carryover",)),
        ("执行数", ("executed",)),
    ],
)
def test_known_words_in_any_order_are_a_measure(text: str, words: tuple[str, ...]) -> None:
    assert compose(text) == Meaning(words, "measure")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("在职人员数量", "count"),
        ("编制人数", "count"),
        ("占预算比例", "rate"),
        ("比上年增减率", "rate"),
        ("预算执行率", "rate"),
        ("本年绩效指标值", "target"),
        ("自评得分", "weight"),
    ],
)
def test_what_is_no_money_is_told_by_its_last_word(text: str, role: str) -> None:
    found = compose(text)
    assert found is not None
    assert found.role == role


@pytest.mark.parametrize("text", ["编制预算", "金额", "年度金额"])
def test_words_that_add_nothing_are_neutral(text: str) -> None:
    assert compose(text) == Meaning((), "neutral")


@pytest.mark.parametrize(
    "text", ["培训费", "人均支出", "2026年", "基本支出和办公费", "预备费", "某", "单位", "项目", "部门"]
)
def test_a_heading_with_a_word_that_is_not_known_is_unknown(text: str) -> None:
    assert compose(text) is None
