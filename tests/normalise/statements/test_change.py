"""Direction, base year and subject of a change are read from the words before the figure."""

import pytest

from yusuan.model.vocabulary import ComparisonKind, Direction, Phase
from yusuan.normalise.statements.change import base_amount_year, comparison, signed, unchanged, unlike

UP, DOWN, FLAT, UNCLEAR = Direction.INCREASE, Direction.DECREASE, Direction.FLAT, Direction.UNCLEAR


def read(before, phase=Phase.BUDGET):
    return comparison(before, 2024, phase)


@pytest.mark.parametrize(
    ("before", "direction", "year", "subject"),
    [
        ("，比2023年预算减少", DOWN, 2023, ""),
        ("，较上年预算数增加了约", UP, 2023, ""),
        ("，与2021年度相比，收支总计各增加", UP, 2021, "收支总计"),
        ("。与上年相比收、支总计各增加", UP, 2023, "收、支总计"),
        ("。公务接待费比上年下降", DOWN, 2023, "公务接待费"),
        ("，其中基本支出增加", UP, None, "基本支出"),
        ("与上年对比，接待费预算较上年总体降低", DOWN, 2023, "接待费预算"),
        ("，比2022年（上一年度，下同）预算增加", UP, 2022, ""),
    ],
)
def test_the_words_say_direction_year_and_subject(before, direction, year, subject):
    said = read(before)
    assert said is not None
    assert (said.direction, said.base_year, said.subject) == (direction, year, subject)


@pytest.mark.parametrize("words", ["增加减少", "增加（减少）", "增长（下降）", "减少/增加"])
def test_both_words_at_once_are_residue(words):
    said = read(f"比上年{words}")
    assert said is not None
    assert (said.direction, said.residue) == (UNCLEAR, words)


def test_a_change_in_either_direction_is_unclear():
    said = read("比上年变化")
    assert said is not None
    assert (said.direction, said.residue) == (UNCLEAR, None)


@pytest.mark.parametrize("before", ["收入预算", "，占", "与计划生育有关的支出", "，增加人员支出，安排"])
def test_other_words_say_of_no_change(before):
    assert read(before) is None


def test_a_final_account_is_compared_with_its_own_budget():
    assert read("，比年初预算数增加", Phase.FINAL).base_year == 2024
    assert read("，比年初预算数增加").base_year is None


def test_an_amount_after_the_comparison_is_that_of_the_earlier_year():
    assert base_amount_year("收入预算，比2023年年初预算数", 2024, Phase.BUDGET) == (2023, "")
    assert base_amount_year("收入预算为", 2024, Phase.BUDGET) is None


@pytest.mark.parametrize(
    ("text", "direction", "all_"),
    [
        ("公务接待费1万元，与上年持平。", FLAT, False),
        ("甲1万元，乙2万元，均与2023年持平。", FLAT, True),
        ("支出1万元，与上年预算数相同。", FLAT, False),
        ("支出1万元，较上年无变化；", FLAT, False),
        ("支出1万元，比上年略有增加。", UP, False),
    ],
)
def test_words_without_a_figure_say_of_change_too(text, direction, all_):
    (words,) = unchanged(text, 2024, Phase.BUDGET)
    assert (words.direction, words.base_year, words.applies_to_all) == (direction, 2023, all_)


@pytest.mark.parametrize(
    ("value", "direction", "expected"),
    [(5, UP, 5), (5, DOWN, -5), (-5, DOWN, -5), (-5, UP, -5), (0, UNCLEAR, 0), (5, UNCLEAR, None)],
)
def test_the_direction_gives_the_sign(value, direction, expected):
    assert signed(value, direction) == expected


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("比上年执行数增加1万元", ComparisonKind.SPENT),
        ("2023年当年预算执行数为5万元", ComparisonKind.SPENT),
        ("较2023年决算数减少1万元", ComparisonKind.SPENT),
        ("与上年基本持平", ComparisonKind.NEARLY),
        ("与上年持平", None),
        ("比2023年预算减少1万元", None),
    ],
)
def test_a_comparison_with_money_spent_or_only_nearly_alike_is_told_apart(printed, kind):
    assert unlike(printed) is kind
