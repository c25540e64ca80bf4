"""Rules on changes said in the text: amount, rate, direction and the year before fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.identities.rules.numbers.changes import said_previous, said_rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.identities.rules.verdict import Verdict

    Judge = Callable[..., list[Verdict]]

_WAN = 1_000_000
_CENT = 10_000


def _said(fen: int, **more: object) -> dict[str, object]:
    return {
        "metric": "reception",
        "line": "公务接待费",
        "amount_fen": fen,
        "quantum_fen": _CENT,
        "rate_quantum": 0.0001,
        **more,
    }


# --- rates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "holds"), [(-0.214, "exact"), (-0.215, "rounding"), (-0.3, "broken"), (0.214, "exact")]
)
def test_a_rate_is_change_by_base(judged: Judge, rate: float, holds: str) -> None:
    """The sign is the direction's affair: “下降21.4%” and “-21.4%” say the same."""
    said = _said(57_722, change_fen=-15_722, change_rate=rate, rate_quantum=0.001)
    (verdict,) = judged("said_rate", statements=[said])
    assert verdict.holds == holds
    if holds == "broken":
        assert "增减率为30.00%，按金额计算为21.41%" in verdict.detail
        assert "the rate of change of “公务接待费” is said to be 30.00%" in verdict.detail_en


@pytest.mark.parametrize("change", [5, 6])
def test_a_base_of_zero_or_less_gives_no_rate_to_compare_with(judged: Judge, change: int) -> None:
    assert judged("said_rate", statements=[_said(5, change_fen=change, change_rate=1.0)]) == []


def _frame(*rows: dict[str, object]) -> dict[str, pl.DataFrame]:
    plain = {
        "document": "甲",
        "statement_no": 1,
        "page": 1,
        "row": 1,
        "direction": "increase",
        "change_fen": None,
        "change_rate": None,
        "change_quantum_fen": _CENT,
    }
    return {"statements": pl.DataFrame([{**plain, **row} for row in rows], infer_schema_length=None)}


@given(base=st.integers(1, 10**9), now=st.integers(0, 10**9), digits=st.integers(2, 4))
def test_law_a_rate_rounded_from_its_amounts_holds_whichever_way_it_is_said(
    base: int, now: int, digits: int
) -> None:
    quantum = 10**-digits
    rate = round((now - base) / base, digits)
    rated = {"change_rate": rate, "rate_quantum": quantum}
    (verdict,) = said_rate(_frame(_said(now, change_fen=now - base, **rated)))
    assert verdict.holds in {"exact", "rounding"}
    before = _said(base, metric="reception.previous_year")
    (verdict,) = said_previous(_frame(before, _said(now, **rated)))
    assert verdict.holds in {"exact", "rounding"}


# --- the base that a change implies -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "change", "holds"),
    [
        (651, -949, "exact"),
        (651, 949, "broken"),
        (651, 651, "exact"),
        (651, 652, "rounding"),
        (651, 653, "broken"),
        (0, 0, "exact"),
    ],
)
def test_the_year_before_is_not_below_zero(judged: Judge, amount: int, change: int, holds: str) -> None:
    said = _said(amount * _CENT, change_fen=change * _CENT, change_quantum_fen=_CENT)
    (verdict,) = judged("said_base", statements=[said])
    assert (verdict.holds, verdict.actual_fen, verdict.expected_fen) == (holds, (amount - change) * _CENT, 0)
    if change == 949:
        assert verdict.detail == "文中“公务接待费”为6.51万元，比上年增加9.49万元，上年就成了−2.98万元"
        assert "the year before would have been CNY −0.0298 million" in verdict.detail_en


def test_an_amount_below_zero_and_one_without_change_have_no_base_to_judge(judged: Judge) -> None:
    assert judged("said_base", statements=[_said(-5, change_fen=5), _said(5), {"change_fen": 5}]) == []


# --- direction ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "figures", "holds"),
    [
        ("increase", {"change_fen": 5}, "exact"),
        ("increase", {"change_fen": 5, "change_rate": 0.1}, "exact"),
        ("increase", {"change_fen": 5, "change_rate": -0.1}, "broken"),
        ("decrease", {"change_rate": -0.1}, "exact"),
        ("decrease", {"change_fen": -5, "change_rate": 0.1}, "broken"),
        ("decrease", {"change_fen": 5}, "broken"),
        ("increase", {"change_fen": 0, "change_rate": 0.0}, "exact"),
        ("flat", {}, "exact"),
        ("flat", {"change_rate": 0.0}, "exact"),
        ("flat", {"change_fen": 5}, "broken"),
    ],
)
def test_words_amount_and_rate_point_the_same_way(
    judged: Judge, direction: str, figures: dict[str, float], holds: str
) -> None:
    (verdict,) = judged("said_direction", statements=[_said(9, direction=direction, **figures)])
    assert verdict.holds == holds


@pytest.mark.parametrize(
    ("printed", "holds"),
    [
        ("较上年增加9.49万元，减少的主要原因是压缩经费。", "broken"),
        ("较上年增加9.49万元，下降原因是压缩经费。", "broken"),
        ("较上年增加9.49万元，增长的原因是人员增加。", "exact"),
        ("较上年增加9.49万元，主要原因是人员减少。", "exact"),
        ("较上年增加9.49万元，增加的原因和减少的原因是两项。", "exact"),
    ],
)
def test_the_reason_is_of_the_same_direction(judged: Judge, printed: str, holds: str) -> None:
    said = _said(651, direction="increase", change_fen=949, printed=printed)
    (verdict,) = judged("said_direction", statements=[said])
    assert verdict.holds == holds
    if "减少的" in printed and holds == "broken":
        assert verdict.detail == "增减方向前后不一致：“较上年增加9.49万元，减少的主要原因是压缩经费。”"
        assert verdict.detail_en.startswith("the words and figures of a change point different ways")


def test_a_reason_in_a_sentence_of_several_changes_may_be_of_another(judged: Judge) -> None:
    printed = "收入增加5万元，支出减少5万元，减少的原因是压缩经费。"
    said = [
        _said(9, direction="increase", change_fen=5, printed=printed),
        _said(9, direction="decrease", change_fen=-5, printed=printed),
    ]
    assert [verdict.holds for verdict in judged("said_direction", statements=said)] == ["exact", "exact"]


def test_a_direction_that_the_words_leave_open_is_not_judged(judged: Judge) -> None:
    assert judged("said_direction", statements=[_said(9, direction="unclear", change_fen=5), _said(9)]) == []


# --- the year before ----------------------------------------------------------------------------------


def _years(now: int, before: int, **more: object) -> list[dict[str, object]]:
    return [
        _said(before * _CENT, metric="reception.previous_year"),
        _said(now * _CENT, **{"direction": "increase", **more}),
    ]


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ({"change_fen": 34 * _CENT}, "exact"),
        ({"change_fen": 35 * _CENT}, "rounding"),
        ({"change_fen": 36 * _CENT}, "broken"),
        ({"change_rate": 0.34}, "exact"),
        ({"change_rate": 0.3482}, "broken"),
        ({"change_rate": -0.34, "direction": "decrease"}, "broken"),
        ({"direction": "flat"}, "broken"),
    ],
)
def test_change_and_rate_are_those_between_the_two_years(
    judged: Judge, said: dict[str, object], holds: str
) -> None:
    rows = _years(134, 100, change_quantum_fen=_CENT, **said)
    for order in (rows, rows[::-1]):
        (verdict,) = judged("said_previous", statements=order)
        assert verdict.holds == holds
        assert verdict.detail == "" if holds == "exact" else verdict.detail_en != ""


def test_the_details_name_both(judged: Judge) -> None:
    (change,) = judged(
        "said_previous", statements=_years(134, 100, change_fen=_WAN, change_quantum_fen=_CENT)
    )
    assert change.detail == "文中“公务接待费”的增减额为1.00万元，两年相差0.34万元"
    assert (change.actual_fen, change.expected_fen, change.tolerance_fen) == (_WAN, 34 * _CENT, 15_000)
    (rate,) = judged("said_previous", statements=_years(134, 100, change_rate=-0.34, direction="decrease"))
    assert rate.detail == "文中“公务接待费”的增减率为-34.00%，按两年金额计算为+34.00%"


def test_years_of_another_figure_or_without_a_change_are_no_pair(judged: Judge) -> None:
    before, now = _years(134, 100, change_rate=0.1)
    assert judged("said_previous", statements=[before]) == []
    assert judged("said_previous", statements=[before, {**now, "line": "培训费"}]) == []
    assert judged("said_previous", statements=[before, {**now, "metric": "training"}]) == []
    assert judged("said_previous", statements=[before, {**now, "direction": None}]) == []
    assert judged("said_previous", statements=[before, {**now, "direction": "unclear"}]) == []
    assert judged("said_previous", statements=_years(134, 0, change_rate=1.0)) == []


# --- a base of zero -----------------------------------------------------------------------------------


def test_a_rate_from_nothing_is_asked_about_once_a_document(judged: Judge) -> None:
    said = [
        _said(500, change_fen=500, change_rate=1.0, direction="increase"),
        _said(500, change_fen=100, change_rate=0.25),
        _said(700, change_fen=700, change_rate=0.0),
    ]
    (verdict,) = judged("zero_base", statements=said)
    assert (verdict.holds, verdict.row, verdict.against) == ("broken", 1, ((1, 3, None),))
    assert verdict.detail == "“公务接待费”上年为0，写了增长100%；“公务接待费”上年为0，写了增长0%"
    assert verdict.detail_en.startswith("“公务接待费” was 0, a rate of 100% is said; ")


def test_a_base_of_zero_may_be_said_itself(judged: Judge) -> None:
    (verdict,) = judged("zero_base", statements=_years(134, 0, change_rate=1.0))
    assert (verdict.holds, verdict.row) == ("broken", 2)
    (verdict,) = judged("zero_base", statements=_years(134, 100, change_rate=0.34))
    assert verdict.holds == "exact"


def test_nothing_to_nothing_and_a_change_without_rate_are_no_rate(judged: Judge) -> None:
    said = [_said(0, change_fen=0, change_rate=0.0), _said(500, change_fen=500)]
    assert judged("zero_base", statements=said) == []
