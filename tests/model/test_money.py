"""Money: parsing what is printed, its quantum, and writing it again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.model.money import (
    FEN_PER_UNIT,
    Amount,
    NotAnAmountError,
    Unit,
    is_amount,
    million_yuan,
    parse_amount,
    parse_unit,
    wan_yuan,
    yuan,
)

_FEN = st.integers(min_value=-(10**16), max_value=10**16)
_UNITS = st.sampled_from(["元", "万元", "亿元"])


@pytest.mark.parametrize(
    ("text", "unit", "fen", "quantum"),
    [
        ("5320.79", "万元", 5_320_790_000, 10_000),
        ("5,320.79", "万元", 5_320_790_000, 10_000),
        ("5，320．79", "万元", 5_320_790_000, 10_000),
        ("164.6", "万元", 164_600_000, 100_000),
        ("32", "万元", 32_000_000, 1_000_000),
        ("0.000001", "万元", 1, 1),
        ("1,234.56", "元", 123_456, 1),
        ("1234", "元", 123_400, 100),
        ("1.5", "亿元", 15_000_000_000, 1_000_000_000),
        (".5", "元", 50, 10),
        ("０．０１", "万元", 10_000, 10_000),
        ("¥12.00", "元", 1_200, 1),
        ("0.00", "万元", 0, 10_000),
        ("800.00万元", "元", 800_000_000, 10_000),
        ("800.0万", "元", 800_000_000, 100_000),
        ("△35.44", "万元", -35_440_000, 10_000),
        ("128138,600", "元", 12_813_860_000, 100),
    ],
)
def test_an_amount_is_read_exactly_with_its_quantum(text: str, unit: Unit, fen: int, quantum: int) -> None:
    assert parse_amount(text, unit) == Amount(fen=fen, quantum_fen=quantum)


@pytest.mark.parametrize("text", ["-49.84", "－49.84", "−49.84", "–49.84", "（49.84）", "(49.84)", "-¥49.84"])
def test_a_negative_amount_keeps_its_sign_however_it_is_printed(text: str) -> None:
    amount = parse_amount(text, "万元")
    assert amount is not None
    assert amount.fen == -49_840_000


@pytest.mark.parametrize("text", ["", "  ", "\n", "-", "—", "——", "/", "…", "……", "--"])
def test_a_blank_or_a_dash_is_missing_not_zero(text: str) -> None:
    assert parse_amount(text, "万元") is None
    assert not is_amount(text)


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "5%",
        "12.5.1",
        "5.",
        "1,23",
        "12,3456",
        "(49.84",
        "49.84)",
        "1e5",
        "¥",
        ".",
        "2024年",
        "0x10",
        "٣",
        "220102199001011234",
        "9" * 25,
        "9" * 31,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmountError):
        parse_amount(text, "万元")
    assert not is_amount(text)


def test_a_number_wrapped_inside_its_cell_is_one_amount() -> None:
    assert parse_amount("376,936.6\n0", "元") == Amount(fen=37_693_660, quantum_fen=1)


def test_the_noise_of_a_binary_float_is_rounded_half_up_to_whole_fen() -> None:
    assert parse_amount("0.005", "元") == Amount(fen=1, quantum_fen=1)
    assert parse_amount("3.0000000000000004", "万元") == Amount(fen=3_000_000, quantum_fen=1)


def test_an_amount_beyond_any_budget_is_refused_before_it_overflows() -> None:
    largest = parse_amount(f"{10**14}", "元")
    assert largest is not None
    assert largest.fen == 10**16
    with pytest.raises(NotAnAmountError):
        parse_amount(f"{10**14}.01", "元")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位: 元", "元"),
        ("单 位 ： 亿 元", "亿元"),
        ("单位：人民币万元", "万元"),
        ("预算数（万元）", "万元"),
        ("金额(单位：元)", "元"),
        ("填报单位：甲局 金额单位：万元", "万元"),
        ("单位：元/人", None),
        ("单价（元／平方米）", None),
        ("单位名称：甲市民政局", None),
        ("单位：百万元", "百万元"),
        ("单位：千元", "千元"),
        ("预算数", None),
        ("", None),
    ],
)
def test_the_unit_of_amount_is_the_one_that_is_named(text: str, unit: Unit | None) -> None:
    assert parse_unit(text) == unit


@pytest.mark.parametrize(
    ("fen", "decimals", "sign", "text"),
    [
        (5_320_790_000, 2, False, "5,320.79"),
        (-49_840_000, 2, False, "−49.84"),
        (-49_840_000, 2, True, "−49.84"),
        (49_840_000, 2, True, "+49.84"),
        (0, 2, True, "0.00"),
        (-4_999, 2, True, "0.00"),
        (5_000, 2, False, "0.01"),
        (-5_000, 2, False, "−0.01"),
        (1, 6, False, "0.000001"),
    ],
)
def test_wan_yuan_rounds_half_up_with_separators_and_never_minus_zero(
    fen: int, decimals: int, *, sign: bool, text: str
) -> None:
    assert wan_yuan(fen, decimals, sign=sign) == text


def test_yuan_is_an_exact_decimal_string() -> None:
    assert yuan(5_320_790_000) == "53207900.00"
    assert yuan(-5) == "-0.05"
    assert yuan(0) == "0.00"


@given(_FEN)
def test_law_what_is_written_in_yuan_reads_back(fen: int) -> None:
    assert parse_amount(yuan(fen), "元") == Amount(fen=fen, quantum_fen=1)


@given(_FEN)
def test_law_what_is_written_for_readers_in_full_precision_reads_back(fen: int) -> None:
    assert parse_amount(wan_yuan(fen, 6), "万元") == Amount(fen=fen, quantum_fen=1)


@given(_FEN, _UNITS, _UNITS)
def test_law_one_amount_printed_in_any_unit_is_the_same_whole_fen(fen: int, one: Unit, other: Unit) -> None:
    def printed(unit: Unit) -> str:
        return f"{Decimal(fen) / FEN_PER_UNIT[unit]:,f}"

    first, second = parse_amount(printed(one), one), parse_amount(printed(other), other)
    assert first is not None
    assert second is not None
    assert first.fen == second.fen == fen


@given(st.integers(0, 10**5), st.integers(0, 6), _UNITS)
def test_law_the_quantum_is_one_in_the_last_printed_digit(digits: int, decimals: int, unit: Unit) -> None:
    text = f"{Decimal(digits).scaleb(-decimals):.{decimals}f}"
    next_text = f"{Decimal(digits + 1).scaleb(-decimals):.{decimals}f}"
    amount, after = parse_amount(text, unit), parse_amount(next_text, unit)
    assert amount is not None
    assert after is not None
    step = FEN_PER_UNIT[unit] / 10**decimals
    assert amount.quantum_fen == max(1, step)
    if step >= 1:
        assert after.fen - amount.fen == amount.quantum_fen


@settings(max_examples=300)
@given(st.text(max_size=40) | st.from_regex(r"-?\d{1,32}(\.\d{0,32})?", fullmatch=True), _UNITS)
def test_law_any_text_is_an_amount_or_missing_or_refused(text: str, unit: Unit) -> None:
    try:
        amount = parse_amount(text, unit)
    except NotAnAmountError:
        return
    assert amount is None or abs(amount.fen) <= 10**16


@pytest.mark.parametrize(
    ("fen", "sign", "said"),
    [
        (532_079_000_000, False, "CNY 5,320.7900 million"),
        (5_905_480_000, False, "CNY 59.0548 million"),
        (100, False, "CNY 0.000001 million"),
        (-4_984_001, True, "CNY −0.04984001 million"),
        (52_120_000, True, "CNY +0.5212 million"),
        (0, True, "CNY 0.0000 million"),
    ],
)
def test_an_amount_in_an_english_sentence_is_exact(fen: int, sign: bool, said: str) -> None:
    assert million_yuan(fen, sign=sign) == said
