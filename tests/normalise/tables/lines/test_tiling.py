"""Amounts one below the other, read as sums that stand right over their parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yusuan.model.money import Amount
from yusuan.normalise.tables.lines.tiling import parents


def _parents(total: int, *amounts: int) -> list[int | None] | None:
    return parents([Amount(100 * amount, 1) for amount in amounts], Amount(100 * total, 1))


def test_a_plain_list_is_all_of_the_total() -> None:
    assert _parents(30, 10, 20) == [None, None]


def test_sums_stand_over_their_parts_over_any_number_of_levels() -> None:
    assert _parents(30, 12, 7, 3, 4, 5, 18, 18) == [None, 0, 1, 1, 0, None, 5]


def test_units_of_one_amount_are_told_apart() -> None:
    assert _parents(40, 20, 20, 20, 20) in ([None, 0, None, 2], [None, None, 1, 2], [None, 0, 1, None])


def test_a_sum_is_off_by_what_rounding_takes() -> None:
    amounts = [Amount(amount, 10) for amount in (1000, 330, 330, 330)]
    assert parents(amounts, Amount(1000, 10)) == [None, 0, 0, 0]


def test_no_reading_is_none() -> None:
    assert _parents(30, 29, 28, 27) is None


def test_a_line_without_an_amount_belongs_where_it_stands() -> None:
    assert parents([Amount(5, 1), None, Amount(5, 1)], Amount(5, 1)) == [None, 0, 0]


_trees = st.recursive(
    st.integers(1, 50), lambda parts: st.lists(parts, min_size=2, max_size=4), max_leaves=12
)


def _written(tree: object, amounts: list[int]) -> int:
    if isinstance(tree, int):
        amounts.append(tree)
        return tree
    assert isinstance(tree, list)
    at = len(amounts)
    amounts.append(0)
    amounts[at] = sum(_written(part, amounts) for part in tree)
    return amounts[at]


@given(st.lists(_trees, min_size=1, max_size=4))
def test_law_every_printed_tree_closes_in_some_reading(trees: list[object]) -> None:
    amounts: list[int] = []
    total = sum(_written(tree, amounts) for tree in trees)
    found = _parents(total, *amounts)
    assert found is not None
    for head, amount in enumerate(amounts):
        parts = [amounts[at] for at, parent in enumerate(found) if parent == head]
        assert not parts or sum(parts) == amount
    assert sum(amounts[at] for at, parent in enumerate(found) if parent is None) == total
