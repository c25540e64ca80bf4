"""Rows and columns that a table shows by where its amounts stand, without a rule between them."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from yusuan.extract.pdf.content.lines import char_rows, join, words
from yusuan.extract.pdf.tables.aligned_rows import labels_of, levels
from yusuan.extract.pdf.tables.pieces import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yusuan.extract.pdf.content.characters import Char
    from yusuan.extract.pdf.tables.grid import Grid
    from yusuan.extract.pdf.tables.pieces import Piece

# An amount printed whole: with decimals, so that the halves of an amount broken over two lines are none.
_WHOLE_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2,6}")
# Middles of lines nearer than this (in points) are on one.
_LEAST = 1.0
# Rows that must show the same columns before a column is parted.
_ROWS = 3


class Extent(NamedTuple):
    """From where to where something is printed, across rows or along them."""

    low: float
    high: float


def missing_rows(grid: Grid, cells: dict[int, list[Char]]) -> dict[int, list[float]]:
    """Where rows are to be parted: between amounts that stand one under the other in one cell.

    A row is parted if one of its cells holds nothing but whole amounts, two or more, and a cell of names as many
    lines, or another cell of amounts some on the same lines. Names that wrap are put to the amounts around which
    they stand.

    Args:
        grid: the table's drawn grid.
        cells: by cell, its characters.

    Returns:
        By row, the y at which to part it.
    """
    rows: dict[int, list[int]] = defaultdict(list)
    for cell in cells:
        if grid.spans[cell].row_span == 1:
            rows[grid.spans[cell].row].append(cell)
    several = {grid.spans[cell].row for cell in _with_points(cells)}
    return {row: _row_cuts([cells[cell] for cell in rows[row]]) for row in several if row in rows}


def _row_cuts(cells: Sequence[list[Char]]) -> list[float]:
    """The y at which to part the cells of one row; none if they are one row."""
    figures: list[Piece] = []
    names: list[list[Piece]] = []
    amounts: list[list[float]] = []
    for chars in cells:
        lines = [printed(line).pieces for line in char_rows(chars)]
        pieces = [piece for line in lines for piece in line]
        if all(len(line) == 1 and _WHOLE_AMOUNT.fullmatch(line[0].text) for line in lines):
            amounts.append(levels(pieces))
        if all(piece.is_number for piece in pieces):
            figures += pieces
        else:
            names.append(pieces)
    heights = levels(figures)
    lines_of_names = max((len(levels(pieces)) for pieces in names), default=0)
    longest = max(map(len, amounts), default=0)
    agreeing = sum(len(column) > 1 for column in amounts)
    if longest < 2 or not (lines_of_names >= len(heights) or agreeing > 1):
        return []
    found = [(height, height, height) for height in heights]
    for labels in labels_of(names, heights):
        for label in labels:
            first, last = label.lines[0][0].middle, label.lines[-1][0].middle
            if label.row is None:
                found.append(((first + last) / 2, first, last))
            else:
                middle, low, high = found[label.row]
                found[label.row] = (middle, min(low, first), max(high, last))
    found.sort()
    return [(above[2] + below[1]) / 2 for above, below in pairwise(found) if below[1] - above[2] > _LEAST]


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
