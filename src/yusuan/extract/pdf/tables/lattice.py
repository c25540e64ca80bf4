"""Ruling lines -> grids of cells: pure geometry, in points, x to the right and y downwards."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from yusuan.extract.pdf.content.ruling_lines import Rule, merge_rules
from yusuan.extract.pdf.tables.grid import Grid, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A rule that ends this near to another one touches it.
TOUCH = 3.0
# Rules that reach this far past the outermost crossing rule bound cells whose outer border is not drawn.
OVERHANG = 6.0
# The part of a cell's side that must be drawn for the side to be a border.
DRAWN = 0.5
# No row or column that holds text is narrower.
NARROWEST = 4.0
# More rules of one direction, or more cells, are a drawing; of those rules the longest are looked at.
MOST_RULES = 1_500
MOST_CELLS = 50_000


def find_grids(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> list[Grid]:
    """Find the grids that a page's rules draw.

    Rules that touch belong to one grid. Cells between which no border is drawn are one merged cell. Where an
    outer border is not drawn, the ends of the rules across it close the grid. A single box is no grid.

    Args:
        horizontal: pieces of horizontal rules, in any order, doubled or broken as they were drawn.
        vertical: pieces of vertical rules, likewise.

    Returns:
        The grids from top to bottom, then from left to right.
    """
    grids = []
    for rows, columns in _touching(_longest(merge_rules(horizontal)), _longest(merge_rules(vertical))):
        xs = _close(_places(columns), rows)
        ys = _close(_places(rows), columns)
        if len(xs) >= 2 and len(ys) >= 2 and 1 < (len(xs) - 1) * (len(ys) - 1) <= MOST_CELLS:
            grids.append(_grid(xs, ys, rows, columns))
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _longest(rules: list[Rule]) -> list[Rule]:
    """Rules in their order, the shortest left out if there are too many."""
    if len(rules) <= MOST_RULES:
        return rules
    return sorted(sorted(rules, key=lambda rule: rule.start - rule.end)[:MOST_RULES])


def _touching(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that hang together: (horizontal, vertical), each with both kinds."""
    parents = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    xs = [rule.at for rule in vertical]
    for i, (y, left, right) in enumerate(horizontal):
        for j in range(bisect_left(xs, left - TOUCH), bisect_right(xs, right + TOUCH)):
            if vertical[j].start - TOUCH <= y <= vertical[j].end + TOUCH:
                parents[root(len(horizontal) + j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(horizontal):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(vertical, start=len(horizontal)):
        groups.setdefault(root(j), ([], []))[1].append(rule)
    found = [group for group in groups.values() if group[0] and group[1]]
    for _, lone in (group for group in groups.values() if not group[0]):
        _add_beside(found, lone)
    return found


def _add_beside(groups: list[tuple[list[Rule], list[Rule]]], lone: list[Rule]) -> None:
    """Add a vertical rule that nothing touches to the grid beside which it runs from top to bottom.

    So is the outer border of a cell drawn that goes over the whole page and on over the next.
    """
    for rule in lone:
        for _, columns in groups:
            top, bottom = min(column.start for column in columns), max(column.end for column in columns)
            if abs(rule.start - top) <= OVERHANG and abs(rule.end - bottom) <= OVERHANG:
                columns.append(rule)
                break


def _places(rules: Sequence[Rule]) -> list[float]:
    """Where rules stand, each place once."""
    places: list[float] = []
    for rule in sorted(rules):
        if not places or rule.at - places[-1] > NARROWEST:
            places.append(rule.at)
    return places


def _close(places: list[float], across: Sequence[Rule]) -> list[float]:
    """Add the outer borders that are not drawn, where most rules across reach past the outermost place."""
    low = sorted(rule.start for rule in across if rule.start <= places[0] + TOUCH)
    high = sorted((rule.end for rule in across if rule.end >= places[-1] - TOUCH), reverse=True)
    closed = list(places)
    for ends, outermost, position in ((low, places[0], 0), (high, places[-1], len(closed) + 1)):
        past = [end for end in ends if abs(end - outermost) > OVERHANG]
        if len(past) >= 2 and 2 * len(past) >= len(ends):
            closed.insert(position, past[len(past) // 2])
    return closed


def _grid(xs: list[float], ys: list[float], rows: list[Rule], columns: list[Rule]) -> Grid:
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    # above[i][j]: a border is drawn between rows i-1 and i in column j; beside[i][j] likewise for columns.
    above = [[i in (0, n_rows)] * n_columns for i in range(n_rows + 1)]
    for rule in rows:
        i = _nearest(ys, rule.at)
        for j in _covered(xs, rule):
            above[i][j] = True
    beside = [[j in (0, n_columns) for j in range(n_columns + 1)] for _ in range(n_rows)]
    for rule in columns:
        j = _nearest(xs, rule.at)
        for i in _covered(ys, rule):
            beside[i][j] = True
    return _merge_cells(xs, ys, above, beside)


def _nearest(places: list[float], at: float) -> int:
    """The index of the place at which a rule stands."""
    after = bisect_left(places, at)
    if after == len(places) or (after and at - places[after - 1] <= places[after] - at):
        return after - 1
    return after


def _covered(places: list[float], rule: Rule) -> list[int]:
    """The intervals between places of which a rule draws enough to count as a border."""
    first, last = bisect_right(places, rule.start), bisect_left(places, rule.end)
    return [
        index
        for index in range(max(0, first - 1), min(last, len(places) - 1))
        if min(rule.end, places[index + 1]) - max(rule.start, places[index])
        >= DRAWN * (places[index + 1] - places[index])
    ]


def _merge_cells(xs: list[float], ys: list[float], above: list[list[bool]], beside: list[list[bool]]) -> Grid:
    """Grow each cell to the right, then down, as long as no border stands in the way."""
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    taken = [[False] * n_columns for _ in range(n_rows)]
    spans: list[Span] = []
    for i in range(n_rows):
        for j in range(n_columns):
            if taken[i][j]:
                continue
            right = j + 1
            while right < n_columns and not beside[i][right] and not taken[i][right]:
                right += 1
            below = i + 1
            while below < n_rows and _continues_down(below, j, right, above, beside):
                below += 1
            for row in range(i, below):
                taken[row][j:right] = [True] * (right - j)
            spans.append(Span(i, j, below - i, right - j))
    return Grid.of(xs, ys, spans)


def _continues_down(
    row: int, left: int, right: int, above: list[list[bool]], beside: list[list[bool]]
) -> bool:
    """Whether the cell over columns left to right (exclusive) goes on into a row, as wide as it is."""
    return (
        not above[row][left]
        and beside[row][left]
        and beside[row][right]
        and not any(above[row][left:right])
        and not any(beside[row][left + 1 : right])
    )
