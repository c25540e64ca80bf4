"""Numbers as a sheet shows them."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.extract.office.number_format import shortest, shown

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "0.00", "1234.50"),
        (1234.5, "#,##0.00", "1234.50"),
        (33.333333333333, "0.00", "33.33"),
        (0.125, "0.00", "0.13"),
        (-0.125, "0.00", "-0.13"),
        (-0.001, "0.00", "0.00"),
        (0.1234, "0.00%", "12.34%"),
        (1, "00", "01"),
        (2080505.0, "0", "2080505"),
        (1.5, "0.0##", "1.5"),
        (-3, "#,##0.00_);[Red](#,##0.00)", "-3.00"),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1234.50"),
        (1234.5, "[$¥-804]#,##0.00", "1234.50"),
        (12, '0.00"万元"', "12.00万元"),
        (12, '0"个"', "12个"),
        (12345600, "0.00,", "12345.60"),
        (12345600, "#,##0.00,,", "12.35"),
        (12345600, "0!.0000", "1234.5600"),
        (12345600, "0!.0,", "1234.6"),
        (12345600, '0"."0,', "1234.6"),
        (12345600, '0!.0,"万"', "1234.6万"),
        (-12345600, "0!.0,;-0!.0,", "-1234.6"),
    ],
)
def test_formats_that_set_digits_are_followed(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    "code",
    [
        "",
        "General",
        "@",
        "# ?/?",
        "0.00E+00",
        "[DBNum1]0",
        "[>100]0.0;0",
        "yyyy",
        ";;;",
    ],
)
def test_formats_that_do_more_leave_the_stored_number(code):
    assert shown(1234.5, code) == "1234.5"


def test_a_format_of_absurd_length_leaves_the_stored_number():
    assert shown(1.5, "0." + "0" * 10_000) == "1.5"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2080505.0, "2080505"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e22, "1" + "0" * 22),
        (-0.0, "0"),
        (1.10, "1.1"),
    ],
)
def test_stored_numbers_come_in_their_fewest_digits(value, text):
    assert shortest(value) == text


def test_what_is_no_number_says_so():
    assert shortest(math.nan) == shortest(math.inf) == "#NUM!"


@given(NUMBERS)
def test_no_stored_number_is_in_scientific_notation_or_off_by_more_than_its_15_digits(value):
    text = shortest(value)
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]*[1-9])?", text)
    assert math.isclose(float(text), value, rel_tol=1e-14)


@given(NUMBERS, st.integers(0, 6))
def test_a_shown_number_is_the_stored_one_within_half_its_last_place(value, places):
    text = shown(value, "#,##0" + ("." + "0" * places if places else ""))
    assert abs(Decimal(text) - Decimal(shortest(value))) <= Decimal(5).scaleb(-places - 1)


@given(st.text(max_size=30), NUMBERS)
def test_no_format_code_raises(code, value):
    assert shown(value, code)
