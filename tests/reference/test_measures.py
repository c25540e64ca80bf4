"""The tree of measures: words, names and the sums that follow from it."""

from __future__ import annotations

from typing import get_args

import pytest

from yusuan.reference.measures import (
    Addend,
    Dimension,
    addends,
    all_measures,
    dimension_of,
    measure_name,
    measure_words,
    measures,
)

# Words that go before or behind any measure; no sum follows from them.
_MARKS = {"change", "of_which", "task"}
_FUNDS = ["fiscal_appropriation", "special_account", "unit_funds"]


def _words(sum_: tuple[Addend, ...]) -> list[str]:
    return [addend.measure for addend in sum_]


def test_a_measure_is_added_to_another_of_its_own_breakdown_with_a_weight() -> None:
    for known in measures().values():
        assert (known.dimension is None) == (known.measure in {"total", *_MARKS})
        assert known.weight in {1, -1}
        if known.parent:
            assert measures()[known.parent].dimension in {known.dimension, None}
            assert known.measure.startswith(f"{known.parent}.") or "." not in known.measure


def test_a_word_has_one_name_in_each_language() -> None:
    for measure, known in measures().items():
        assert all(known.names)
        assert measure_words()[measure.rpartition(".")[2]] == known.names


def test_the_total_by_time_is_broken_down_by_source_of_money() -> None:
    current, carried = addends("total", ["time", "fund"])
    assert (current.measure, carried.measure) == ("current_year", "carryover")
    assert _words(carried.of) == [f"carryover.{fund}" for fund in _FUNDS]
    assert _words(carried.of[2].of)[0] == "carryover.unit_funds.business"


@pytest.mark.parametrize(
    ("total", "dimensions", "expected"),
    [
        ("total", ["fund"], _FUNDS),
        ("current_year", ["fund"], [f"current_year.{fund}" for fund in _FUNDS]),
        ("basic", ["nature"], ["basic.personnel", "basic.operating"]),
        ("fiscal_appropriation", ["fund"], ["general_public", "government_fund", "state_capital"]),
        ("special_account", ["fund"], []),
        ("basic", ["fund"], []),
    ],
)
def test_the_parts_of_a_measure_in_a_breakdown(
    total: str, dimensions: list[Dimension], expected: list[str]
) -> None:
    assert _words(addends(total, dimensions)) == expected


def test_a_measure_has_at_most_one_word_of_each_breakdown_in_order() -> None:
    assert {"carryover", "carryover.total", "previous_year.basic.operating.general_public"} <= all_measures()
    assert not {"", "general_public.carryover", "basic.project", "totle"} & all_measures()
    assert set(measures()) - _MARKS <= all_measures()


def test_every_word_belongs_to_one_breakdown() -> None:
    assert {dimension_of(measure) for measure in measures()} == {None, *get_args(Dimension)}
    assert dimension_of("no_such_word") is None


def test_a_measure_is_named_word_by_word() -> None:
    assert measure_name("carryover.unit_funds.business") == "上年结转·单位资金·事业收入"
    assert measure_name("basic.total", "en") == "basic"
    assert measure_name(None) == ""
