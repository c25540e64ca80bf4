"""Headings of a table without rules → cells over its columns: which are wrapped, and which stand over several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.extract.pdf.tables.aligned_columns import Extent
from yusuan.extract.pdf.tables.grid import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.pdf.tables.pieces import Piece

# In heights of a line: how far from the middle of its columns a heading may stand; the gap inside a wrapped one.
_OFF_CENTRE, _WRAPPED = 1.0, 0.6
_OVERLAP = 0.3  # of the narrower of the two


@dataclass(slots=True)
class _Heading:
    """A heading: its lines, the rows of headings and the columns that it covers."""

    pieces: list[Piece]
    top: int
    bottom: int
    first: int
    last: int

    @property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.pieces)


def with_headings(columns: Sequence[Extent], lines: Sequence[Sequence[Piece]]) -> list[Extent]:
    """The columns of a body with those of which only the headings are printed, as all their cells are blank."""
    found = list(columns)
    pieces = [piece for line in lines for piece in line]
    for number, line in enumerate(lines):
        below = [piece for lower in lines[number + 1 :] for piece in lower]
        for piece in line:
            if any(column.overlap(piece.left, piece.right) > 0 for column in found):
                continue
            if _stands_over(piece, below):
                continue
            place = _beside(piece, found, pieces)
            if place is None:
                found = sorted([*found, Extent(piece.left, piece.right)])
            else:
                found[place] = Extent(min(found[place].low, piece.left), max(found[place].high, piece.right))
    return found


def _beside(piece: Piece, columns: Sequence[Extent], headings: Sequence[Piece]) -> int | None:
    """The column without a heading next to which a heading without a column stands; None if there is none."""
    after = sum(column.high <= piece.left for column in columns)
    return next(
        (
            place
            for place in (after - 1, after)
            if 0 <= place < len(columns)
            and not any(columns[place].overlap(one.left, one.right) > 0 for one in headings)
        ),
        None,
    )


def _stands_over(piece: Piece, below: Sequence[Piece]) -> bool:
    """Whether a heading stands in the middle over two or more of those below it."""
    ordered = sorted(below, key=lambda one: one.left)
    return any(
        abs((left.left + right.right) / 2 - piece.centre) <= _OFF_CENTRE * piece.size
        for place, left in enumerate(ordered)
        for right in ordered[place + 1 :]
    )


def heading_cells(columns: Sequence[Extent], lines: Sequence[Sequence[Piece]]) -> dict[Span, str]:
    """The cells of the headings, by rows and columns.

    Args:
        columns: all columns of the table.
        lines: the pieces of each line of headings.

    Returns:
        Cells that do not overlap; each reaches up and down as far as nothing else is printed.
    """
    widths = _widths(columns, lines)
    headings: list[_Heading] = []
    for number, line in enumerate(lines):
        below = [piece for lower in lines[number + 1 :] for piece in lower]
        for piece, (first, last) in _ranges(line, below, columns, widths):
            above = next((one for one in reversed(headings) if (one.first, one.last) == (first, last)), None)
            if above is not None and piece.top - above.pieces[-1].bottom <= _WRAPPED * piece.size:
                above.pieces.append(piece)
                above.bottom = number
            else:
                headings.append(_Heading([piece], number, number, first, last))
    taken = {
        (row, column): heading
        for heading in headings
        for row in range(heading.top, heading.bottom + 1)
        for column in range(heading.first, heading.last + 1)
    }
    for heading in headings:
        _grow(heading, taken, len(lines))
    return {
        Span(one.top, one.first, one.bottom - one.top + 1, one.last - one.first + 1): one.text
        for one in headings
        if all(
            taken[row, column] is one
            for row in range(one.top, one.bottom + 1)
            for column in range(one.first, one.last + 1)
        )
    }


def _grow(heading: _Heading, taken: dict[tuple[int, int], _Heading], rows: int) -> None:
    """Let a heading reach down, then up, over rows in which its columns print nothing."""
    columns = range(heading.first, heading.last + 1)
    for step in (1, -1):
        row = (heading.bottom if step > 0 else heading.top) + step
        while 0 <= row < rows and not any((row, column) in taken for column in columns):
            taken.update({(row, column): heading for column in columns})
            heading.top, heading.bottom = min(heading.top, row), max(heading.bottom, row)
            row += step


def _widths(columns: Sequence[Extent], lines: Sequence[Sequence[Piece]]) -> list[Extent]:
    """How wide each column is with the lowest heading over it."""
    found = list(columns)
    for index, column in enumerate(columns):
        lowest = next(
            (piece for line in reversed(lines) for piece in line if _over(piece, columns) == [index]),
            None,
        )
        if lowest is not None:
            found[index] = Extent(min(column.low, lowest.left), max(column.high, lowest.right))
    return found


def _over(piece: Piece, columns: Sequence[Extent]) -> list[int]:
    """The columns that a piece overlaps, the nearest where there are none."""
    found = [
        index
        for index, column in enumerate(columns)
        if column.overlap(piece.left, piece.right)
        > _OVERLAP * min(column.high - column.low, piece.right - piece.left)
    ]
    return found or [
        min(
            range(len(columns)),
            key=lambda index: abs((columns[index].low + columns[index].high) / 2 - piece.centre),
        )
    ]


def _ranges(
    line: Sequence[Piece], below: Sequence[Piece], columns: Sequence[Extent], widths: Sequence[Extent]
) -> list[tuple[Piece, tuple[int, int]]]:
    """The first and the last column of each piece of a line of headings, none of which overlap."""
    own = [_over(piece, columns) for piece in line]
    headed = {index for piece in below for index in _over(piece, columns)}
    found: list[tuple[Piece, tuple[int, int]]] = []
    free = 0
    for place, piece in enumerate(line):
        end = own[place + 1][0] - 1 if place + 1 < len(line) else len(columns) - 1
        first, last = own[place][0], own[place][-1]
        wide = [
            (abs((widths[a].low + widths[b].high) / 2 - piece.centre), a, b)
            for a in range(free, last + 1)
            for b in range(max(a + 1, first), end + 1)
            if all(index in headed for index in range(a, b + 1))
        ]
        best = min(wide, default=None)
        if best is not None and best[0] <= _OFF_CENTRE * piece.size:
            first, last = best[1:]
        first = max(first, free)
        last = max(first, min(last, max(end, first)))
        if first >= len(columns):
            continue
        found.append((piece, (first, last)))
        free = last + 1
    return found
