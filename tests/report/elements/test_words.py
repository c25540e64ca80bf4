"""Findings in words: what a finance officer would write, and what none would."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.report.elements import words
from yusuan.report.elements.words import Comparison

WAN = 1_000_000


def compared(current: int | None, base: int | None, **more: object) -> Comparison:
    return Comparison(line="本年预算", year=2024, base_year=2023, current_fen=current, base_fen=base, **more)


def test_the_headline_names_amount_change_rate_and_reason():
    sentence = words.headline(
        compared(532_079 * 10_000, 537_063 * 10_000, reason="按过紧日子要求，压减行政运行成本。")
    )
    assert sentence == (
        "2024年本年预算5,320.79万元，比上年减少49.84万元，下降0.9%。主要原因：按过紧日子要求，压减行政运行成本。"
    )


def test_the_headline_in_english():
    sentence = words.headline(compared(532_079 * 10_000, 537_063 * 10_000), "en")
    assert sentence == (
        "本年预算, 2024 budget: CNY 53.2079 million, "
        "CNY 0.4984 million less than in the previous year (down 0.9%)."
    )


@pytest.mark.parametrize(
    ("current", "base", "said"),
    [
        (110 * WAN, 100 * WAN, "比上年增加10.00万元，增长10.0%"),
        (100 * WAN, 100 * WAN, "与上年持平"),
        (0, 0, "与上年持平"),
        (5 * WAN, 0, "比上年增加5.00万元（上年为0，不计算增减率）"),
        (0, 5 * WAN, "比上年减少5.00万元，下降100.0%"),
        (5 * WAN, -WAN, "比上年增加6.00万元（上年为负数，不计算增减率）"),
        (5 * WAN, None, "没有可比的上年数"),
        (None, 5 * WAN, "没有可比的上年数"),
        (10_000 * WAN + 3_000, 10_000 * WAN, "比上年增加30元，增长不足0.1%"),
    ],
)
def test_changes_are_said_as_they_are(current: int | None, base: int | None, said: str):
    assert words.movement(compared(current, base)) == said


def test_another_base_year_is_named():
    other = Comparison(line="支出", year=2024, base_year=2021, current_fen=2 * WAN, base_fen=WAN)
    assert words.movement(other) == "比2021年增加1.00万元，增长100.0%"


def test_a_line_without_this_years_amount_is_said_to_be_missing():
    assert words.headline(compared(None, WAN)) == "2024年本年预算未见于文件，不作比较。"


def test_a_final_account_is_named_as_one():
    final = Comparison("支出", 2023, 2022, WAN, WAN, phase="final")
    assert words.headline(final) == "2023年支出决算1.00万元，与上年持平。"


@pytest.mark.parametrize(
    ("difference", "said"),
    [(0.012, "上升1.2个百分点"), (-0.0005, "下降0.1个百分点"), (0.0004, "持平"), (0.0, "持平")],
)
def test_differences_of_rates_are_percentage_points(difference: float, said: str):
    assert words.points(difference) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(247.0, "人", "247人"), (14865.43, "平方米", "14,865.43平方米"), (10.0, None, "10"), (0.0, "辆", "0辆")],
)
def test_quantities_keep_their_units(value: float, unit: str | None, said: str):
    assert words.quantity(value, unit) == said


def test_a_rate_without_a_base_is_refused():
    with pytest.raises(ZeroDivisionError, match="needs a base"):
        words.percent(5, 0)


amounts = st.integers(min_value=-(10**15), max_value=10**15)


@given(current=amounts, base=amounts, lang=st.sampled_from(["zh", "en"]))
def test_a_direction_word_never_carries_a_sign_nor_a_change_of_nothing(current: int, base: int, lang: str):
    said = words.movement(compared(current, base), lang)
    assert not re.search(r"(增加|减少|增长|下降|up|down) ?[−+-]", said)
    assert not re.search(r"(增加|减少|增长|下降)0(?![.,\d])|(增加|减少)0\.00|增长0(\.0)?%|下降0(\.0)?%", said)
    assert ("%" in said) <= (base > 0)


@pytest.mark.parametrize(
    ("row", "lang", "said"),
    [
        ({"line": "一、[208]社会保障和就业支出", "code": "208"}, "zh", "社会保障和就业支出"),
        ({"line": "一、[208]社会保障和就业支出", "code": "208"}, "en", "Social security and employment"),
        ({"line": "行政运行", "code": "2010101"}, "en", "行政运行"),
        ({"line": "支出预算", "metric": "expenditure.total"}, "zh", "支出预算"),
        ({"line": "支出预算", "metric": "expenditure.total"}, "en", "Total expenditure"),
        ({"line": "[2010101]"}, "zh", "[2010101]"),
    ],
)
def test_a_line_has_a_name_for_readers(row: dict[str, str], lang: str, said: str):
    assert words.line(row, lang) == said


@pytest.mark.parametrize(
    ("current", "base", "said"),
    [
        (2_000_000, 1_000_000, "增加1.00万元，增长100.0%"),
        (1_000_000, 2_000_000, "减少1.00万元，下降50.0%"),
        (1_000_000, 1_000_000, "持平"),
        (1_000_000, 0, "增加1.00万元（上年为0，不计算增减率）"),
        (1_000_000, -1_000_000, "增加2.00万元（上年为负数，不计算增减率）"),
    ],
)
def test_a_change_may_stand_without_what_it_is_from(current: int, base: int, said: str):
    assert words.change(current, base, "zh", "上年") == said
