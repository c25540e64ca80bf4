"""Amounts, percentages and counts are found with their units; thresholds and prices are not."""

from decimal import Decimal

import pytest

from yusuan.model.money import Amount
from yusuan.normalise.statements.figures import FigureKind, figures, normal


def only(text):
    (figure,) = figures(normal(text))
    return figure


@pytest.mark.parametrize(
    ("text", "fen", "quantum"),
    [
        ("预算3,210.1万元", 3_210_100_000, 100_000),
        ("预算0万元", 0, 1_000_000),
        ("预算1.5亿元", 15_000_000_000, 1_000_000_000),
        ("预算203,702.18元", 20_370_218, 1),
        ("预算 577.22 万元", 577_220_000, 10_000),
        ("预算１２．５０万元", 12_500_000, 10_000),
        ("增加-25.3万元", -25_300_000, 100_000),
    ],
)
def test_amounts_are_whole_fen(text, fen, quantum):
    assert only(text).amount == Amount(fen, quantum)


def test_percentages_keep_their_precision():
    figure = only("占21.4％")
    assert (figure.kind, figure.value, figure.quantum) == (FigureKind.PERCENT, Decimal("21.4"), 0.001)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("车辆7辆", "7", "辆"),
        ("设备7台/套", "7", "台/套"),
        ("设备0台（件、套）", "0", "台（件、套）"),
        ("房屋14,865.43平方米", "14865.43", "平方米"),
        ("接待1,290人次", "1290", "人次"),
    ],
)
def test_counts_have_their_unit(text, value, unit):
    figure = only(text)
    assert (figure.kind, figure.value, figure.unit) == (FigureKind.COUNT, Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "单价50万元以上设备",
        "单价100万元（含）以上设备",
        "收费255元/平方",
        "截至2023年8月31日",
        "为期3个月",
        "第二款",
    ],
)
def test_thresholds_prices_and_dates_are_no_figures(text):
    assert figures(normal(text)) == []


@pytest.mark.parametrize("text", ["预算XX万元", "增长××%", "车辆__辆"])
def test_what_a_template_left_blank_is_a_figure_without_a_value(text):
    assert only(text).is_blank


def test_normal_form_keeps_every_character_in_place():
    text = "预算１,２３４.５万元,占(5%);"
    assert len(normal(text)) == len(text)
    assert normal("甲,乙:丙;(丁)") == "甲，乙：丙；（丁）"
    assert normal("1,234万元") == "1,234万元"
