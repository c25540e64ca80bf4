"""Ruling lines to grids: geometry alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.extract.pdf.content.ruling_lines import Rule, merge_rules
from yusuan.extract.pdf.tables.grid import Grid, Span
from yusuan.extract.pdf.tables.lattice import find_grids

XS = (10.0, 60.0, 110.0, 200.0)
YS = (20.0, 40.0, 60.0)
ROWS = [Rule(y, XS[0], XS[-1]) for y in YS]
COLUMNS = [Rule(x, YS[0], YS[-1]) for x in XS]


def only(grids: list[Grid]) -> Grid:
    (grid,) = grids
    return grid


def test_crossing_rules_are_a_grid() -> None:
    grid = only(find_grids(ROWS, COLUMNS))
    assert (grid.xs, grid.ys) == (XS, YS)
    assert grid.spans == tuple(Span(i, j, 1, 1) for i in range(2) for j in range(3))


def test_pieces_of_a_rule_are_one_rule() -> None:
    pieces = [Rule(20, 10, 40), Rule(20.4, 42, 100), Rule(20, 99, 200)]
    (rule,) = merge_rules(pieces)
    assert (rule.start, rule.end) == (10, 200)
    assert rule.at == pytest.approx(20.1, abs=0.2)


def test_doubled_rules_are_one_rule() -> None:
    assert len(merge_rules([Rule(20, 10, 200), Rule(22, 10, 200), Rule(30, 10, 200)])) == 2


def test_rules_of_different_tables_at_one_height_stay_apart() -> None:
    assert merge_rules([Rule(20, 10, 90), Rule(20, 120, 200)]) == [Rule(20, 10, 90), Rule(20, 120, 200)]


def test_what_is_too_short_for_a_cell_is_no_rule() -> None:
    assert merge_rules([Rule(20, 10, 12), Rule(20, 30, 34), Rule(20, 60, 60)]) == []


def test_cells_without_a_border_between_them_are_merged() -> None:
    rows = [Rule(20, 10, 200), Rule(40, 60, 200), Rule(60, 10, 200)]
    columns = [Rule(10, 20, 60), Rule(60, 20, 60), Rule(110, 40, 60), Rule(200, 20, 60)]
    grid = only(find_grids(rows, columns))
    assert grid.spans == (Span(0, 0, 2, 1), Span(0, 1, 1, 2), Span(1, 1, 1, 1), Span(1, 2, 1, 1))


def test_cells_that_hang_together_in_no_box_are_parted_into_boxes() -> None:
    rows = [Rule(20, 10, 200), Rule(40, 60, 200), Rule(60, 10, 200)]
    columns = [Rule(10, 20, 60), Rule(60, 40, 60), Rule(200, 20, 60)]
    grid = only(find_grids(rows, columns))
    assert grid.spans == (Span(0, 0, 1, 2), Span(1, 0, 1, 1), Span(1, 1, 1, 1))


def test_missing_outer_borders_are_closed_where_rules_reach_past_the_others() -> None:
    grid = only(find_grids([Rule(40, 10, 200), Rule(60, 10, 200)], [Rule(60, 20, 80), Rule(110, 20, 80)]))
    assert (grid.xs, grid.ys) == ((10, 60, 110, 200), (20, 40, 60, 80))


def test_one_rule_that_reaches_out_closes_nothing() -> None:
    rows = [Rule(20, 10, 260), Rule(40, 10, 200), Rule(60, 10, 200)]
    assert only(find_grids(rows, COLUMNS)).xs == XS


def test_a_rule_that_runs_beside_a_grid_from_top_to_bottom_belongs_to_it() -> None:
    rows = [Rule(y, 60, 200) for y in YS]
    assert only(find_grids(rows, [Rule(30, 20, 60), *COLUMNS[1:]])).xs == (30, 60, 110, 200)
    assert only(find_grids(rows, [Rule(30, 5, 160), *COLUMNS[1:]])).xs == (60, 110, 200)


def test_a_single_box_and_lone_rules_are_no_grid() -> None:
    assert (
        find_grids(
            [Rule(20, 10, 90), Rule(60, 10, 90), Rule(90, 10, 90)], [Rule(10, 20, 60), Rule(90, 20, 60)]
        )
        == []
    )
    assert find_grids(ROWS, []) == []
    assert find_grids([], COLUMNS) == []


def test_tables_that_do_not_touch_are_grids_from_top_to_bottom() -> None:
    low = [Rule(rule.at + 100, rule.start, rule.end) for rule in ROWS]
    low_columns = [Rule(rule.at, rule.start + 100, rule.end + 100) for rule in COLUMNS]
    grids = find_grids([*low, *ROWS], [*low_columns, *COLUMNS])
    assert [grid.ys[0] for grid in grids] == [20, 120]


def test_a_hatched_drawing_does_not_take_for_ever() -> None:
    many = [Rule(8.0 * k, 0, 30_000) for k in range(3_000)]
    assert find_grids(many, many) == []


def test_a_point_is_in_the_cell_that_covers_it() -> None:
    grid = Grid.of(XS, YS, [Span(0, 1, 2, 2)])
    assert grid.spans == (Span(0, 0, 1, 1), Span(0, 1, 2, 2), Span(1, 0, 1, 1))
    assert [grid.cell_at(x, y) for x, y in ((12, 22), (150, 55), (12, 59), (5, 22), (12, 60))] == [
        0,
        1,
        2,
        None,
        None,
    ]


def test_parting_a_row_parts_its_cells_and_stretches_merged_ones() -> None:
    grid = Grid.of((0, 10, 20), (0, 10, 20), [Span(0, 0, 2, 1)]).with_rows({0: [5]})
    assert grid.ys == (0, 5, 10, 20)
    assert grid.spans == (Span(0, 0, 3, 1), Span(0, 1, 1, 1), Span(1, 1, 1, 1), Span(2, 1, 1, 1))


def test_parting_a_column_parts_its_cells_and_stretches_merged_ones() -> None:
    grid = Grid.of((0, 10, 20), (0, 10, 20), [Span(0, 0, 1, 2)]).with_columns({1: [15]})
    assert grid.xs == (0, 10, 15, 20)
    assert grid.spans == (Span(0, 0, 1, 3), Span(1, 0, 1, 1), Span(1, 1, 1, 1), Span(1, 2, 1, 1))


def test_cells_on_more_columns_keep_their_order() -> None:
    grid = Grid.of((0, 20, 40), (0, 10), [])
    moved = grid.on_columns((0, 10, 20.5, 40))
    assert moved is not None
    assert moved.spans == (Span(0, 0, 1, 2), Span(0, 2, 1, 1))
    assert grid.on_columns((0, 80, 100, 200)) is None


@given(data=st.data(), seed=st.integers(0, 2**32))
def test_a_grid_is_found_however_its_rules_are_broken_up(data: st.DataObject, seed: int) -> None:
    steps = st.lists(st.integers(8, 80), min_size=1, max_size=6)
    xs = _places(data.draw(steps))
    ys = _places(data.draw(steps))
    if len(xs) + len(ys) == 4:
        return
    shuffle = random.Random(seed)
    rows = [piece for y in ys for piece in _pieces(y, xs[0], xs[-1], shuffle)]
    columns = [piece for x in xs for piece in _pieces(x, ys[0], ys[-1], shuffle)]
    shuffle.shuffle(rows)
    shuffle.shuffle(columns)
    grid = only(find_grids(rows, columns))
    assert grid.xs == pytest.approx(xs, abs=1)
    assert grid.ys == pytest.approx(ys, abs=1)
    assert len(grid.spans) == grid.n_rows * grid.n_columns


def _places(steps: list[int]) -> list[float]:
    places = [50.0]
    for step in steps:
        places.append(places[-1] + step)
    return places


def _pieces(at: float, start: float, end: float, shuffle: random.Random) -> list[Rule]:
    cuts = sorted(shuffle.uniform(start, end) for _ in range(shuffle.randrange(4)))
    ends = zip([start, *cuts], [*cuts, end], strict=True)
    return [Rule(at + shuffle.uniform(-0.6, 0.6), low, high + shuffle.uniform(-1, 1)) for low, high in ends]
