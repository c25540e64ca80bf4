"""Rows and columns that a table shows by where its amounts stand, without a rule between them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from yusuan.extract.pdf.content.lines import char_rows, join, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yusuan.extract.pdf.content.characters import Char
    from yusuan.extract.pdf.tables.grid import Grid

# An amount printed whole: with decimals, so that the halves of an amount broken over two lines are none.
_WHOLE_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2,6}")
# The part of a line's height, above and below its middle, that no other line overlaps.
_CORE = 0.3
# Rows that must show the same columns before a column is parted.
_ROWS = 3


class Extent(NamedTuple):
    """From where to where something is printed, across rows or along them."""

    low: float
    high: float


def missing_rows(grid: Grid, cells: dict[int, list[Char]]) -> dict[int, list[float]]:
    """Where rows are to be parted: between amounts that stand one under the other in one cell.

    A row is parted if at least two of its cells hold nothing but whole amounts, two or more, that stand on
    the same lines.

    Args:
        grid: the table's drawn grid.
        cells: by cell, its characters.

    Returns:
        By row, the y at which to part it.
    """
    columns: dict[int, list[list[Extent]]] = defaultdict(list)
    for cell in _with_points(cells):
        span = grid.spans[cell]
        rows = char_rows(cells[cell])
        if span.row_span == 1 and len(rows) > 1 and all(_WHOLE_AMOUNT.fullmatch(join(row)) for row in rows):
            columns[span.row].append([_level(row) for row in rows])
    cuts: dict[int, list[float]] = {}
    for row, amounts in columns.items():
        if len(amounts) > 1 and _agree(amounts):
            beside = (chars for cell, chars in cells.items() if grid.spans[cell][::2] == (row, 1))
            cuts[row] = cuts_between(_level(line) for chars in beside for line in char_rows(chars))
    return cuts


def missing_columns(grid: Grid, cells: dict[int, list[Char]]) -> dict[int, list[float]]:
    """Where columns are to be parted: between amounts that stand side by side in one cell, row after row.

    Args:
        grid: the table's drawn grid.
        cells: by cell, its characters.

    Returns:
        By column, the x at which to part it.
    """
    rows: dict[int, list[list[Extent]]] = defaultdict(list)
    for cell in _with_points(cells):
        span = grid.spans[cell]
        for row in char_rows(cells[cell]) if span.column_span == 1 else ():
            amounts = words(row)
            if len(amounts) > 1 and all(_WHOLE_AMOUNT.fullmatch(join(amount)) for amount in amounts):
                rows[span.column].append([Extent(amount[0].left, amount[-1].right) for amount in amounts])
    return {
        column: cuts_between(extent for row in amounts for extent in row)
        for column, amounts in rows.items()
        if len(amounts) >= _ROWS
    }


def cuts_between(extents: Iterable[Extent]) -> list[float]:
    """The middles of the gaps between groups of extents that overlap."""
    cuts: list[float] = []
    reach: float | None = None
    for low, high in sorted(extents):
        if reach is not None and low >= reach:
            cuts.append((reach + low) / 2)
        reach = high if reach is None else max(reach, high)
    return cuts


def _with_points(cells: dict[int, list[Char]]) -> list[int]:
    """The cells that hold two decimal points, and may hold two amounts."""
    return [cell for cell, chars in cells.items() if sum(char.text == "." for char in chars) > 1]


def _level(row: list[Char]) -> Extent:
    """The height at which a line's middle stands: boxes of lines set tightly overlap, these do not."""
    size = max(char.bottom - char.top for char in row)
    middle = row[0].middle[1]
    return Extent(middle - _CORE * size, middle + _CORE * size)


def _agree(columns: list[list[Extent]]) -> bool:
    """Whether the amounts of several cells stand on the same lines: the longest list holds all others."""
    longest = max(columns, key=len)
    return all(
        any(level.low < other.high and other.low < level.high for other in longest)
        for column in columns
        for level in column
    )
