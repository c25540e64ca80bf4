"""Tables without rules, told by amounts that stand under each other in several columns."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from yusuan.extract.pdf.content.lines import char_rows, words
from yusuan.extract.pdf.tables.cells import PageTable
from yusuan.extract.pdf.tables.grid import Grid, Span
from yusuan.extract.pdf.tables.missing_rules import Extent, cuts_between

if TYPE_CHECKING:
    from yusuan.extract.pdf.content.characters import Char

_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?%?")
_PROSE = re.compile(r"[，。；]")
_TITLE = re.compile(r"单位\s*[:：]|表\s*(?:[（(].*[)）])?$")
# A region is a table from so many rows on, each with so many numbers, in columns of so many members.
_ROWS, _NUMBERS, _MEMBERS = 3, 2, 3
# Rows without any number that may stand between two rows of a table: names of groups, wrapped labels.
_BETWEEN = 6
# Parts of a line's height: the blank between two columns of words, of numbers; between two rows of one table.
_COLUMN_GAP = 1.2
_NUMBER_GAP = 0.5
_ROW_GAP = 3.0
# Once a table's own gap is known: what parts it from another one is so many times as wide, and so high.
_WIDER_GAP = 2.5
_LEAST_GAP = 1.2


class _Piece(NamedTuple):
    """What stands in one column of one line."""

    text: str
    left: float
    right: float

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text))


class _Row(NamedTuple):
    """A printed line as pieces."""

    chars: list[Char]
    pieces: list[_Piece]

    @property
    def top(self) -> float:
        return min(char.top for char in self.chars)

    @property
    def bottom(self) -> float:
        return max(char.bottom for char in self.chars)

    @property
    def is_data(self) -> bool:
        return sum(piece.is_number for piece in self.pieces) >= _NUMBERS and not self.is_prose

    @property
    def has_number(self) -> bool:
        return any(piece.is_number for piece in self.pieces)

    @property
    def is_title(self) -> bool:
        return not self.has_number and any(_TITLE.search(piece.text) for piece in self.pieces)

    @property
    def is_prose(self) -> bool:
        return any(_PROSE.search(piece.text) and len(piece.text) > 15 for piece in self.pieces)


def find_unruled(chars: list[Char]) -> tuple[list[PageTable], list[Char]]:
    """Find the tables among characters that no drawn grid holds.

    Only what really is a table is taken: at least three rows with two numbers or more, that stand under
    each other in at least two columns, and labels. All else stays text.

    Args:
        chars: characters outside of the drawn grids.

    Returns:
        The tables, and the characters outside of them.
    """
    rows = [_row(line) for line in char_rows(chars)]
    tables: list[PageTable] = []
    rest: list[Char] = []
    done = 0
    for first, last in _regions(rows):
        if first < done:
            continue
        start, end = _header_start(rows, first, last, done), _last_row(rows, first, last)
        table = _table(rows[start : end + 1], rows[first : last + 1])
        if table:
            tables.append(table)
            rest += [char for row in rows[done:start] for char in row.chars]
            done = end + 1
    rest += [char for row in rows[done:] for char in row.chars]
    return tables, rest


def _row(line: list[Char]) -> _Row:
    found = [
        _Piece("".join([char.text for char in word]), word[0].left, word[-1].right) for word in words(line)
    ]
    pieces = found[:1]
    if len(found) > 1:
        size = max(char.bottom - char.top for char in line)
        for piece in found[1:]:
            before = pieces[-1]
            if piece.left - before.right > _gap(before, piece) * size:
                pieces.append(piece)
            else:
                pieces[-1] = _Piece(f"{before.text} {piece.text}", before.left, piece.right)
    return _Row(line, pieces)


def _gap(before: _Piece, piece: _Piece) -> float:
    return _NUMBER_GAP if before.is_number or piece.is_number else _COLUMN_GAP


def _regions(rows: list[_Row]) -> list[tuple[int, int]]:
    """First and last rows of runs of data rows, with little and neither prose nor a title between."""
    regions: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        if not row.is_data:
            continue
        if regions:
            first, last = regions[-1]
            between = rows[last + 1 : index]
            gap = _usual_gap(rows[first : last + 1])
            if (
                sum(not row.has_number for row in between) <= _BETWEEN
                and not any(row.is_prose or row.is_title for row in between)
                and all(_is_near(above, below, gap) for above, below in pairwise(rows[last : index + 1]))
            ):
                regions[-1] = (first, index)
                continue
        regions.append((index, index))
    return regions


def _usual_gap(rows: list[_Row]) -> float | None:
    """The least blank between the rows of a table, None if it has but one."""
    return min((max(0.0, below.top - above.bottom) for above, below in pairwise(rows)), default=None)


def _is_near(above: _Row, below: _Row, usual: float | None) -> bool:
    """Whether two rows can be neighbours in a table whose rows usually stand so far apart."""
    height = below.bottom - below.top
    most = _ROW_GAP * height if usual is None else max(_WIDER_GAP * usual, _LEAST_GAP * height)
    return below.top - above.bottom <= most


def _header_start(rows: list[_Row], first: int, last: int, done: int) -> int:
    """The first of the rows above a region that belong to its headings: in columns, too."""
    gap = _usual_gap(rows[first : last + 1])
    start = first
    while start > done and _is_near(rows[start - 1], rows[start], gap):
        if rows[start - 1].is_prose or rows[start - 1].is_title:
            break
        start -= 1
    while start < first and len(rows[start].pieces) < 2:
        start += 1
    return start


def _last_row(rows: list[_Row], first: int, last: int) -> int:
    """The last of the rows below a region that hold a label and a number each."""
    gap = _usual_gap(rows[first : last + 1])
    while last + 1 < len(rows) and _is_near(rows[last], rows[last + 1], gap):
        row = rows[last + 1]
        if row.is_prose or not row.has_number or len(row.pieces) < 2:
            break
        last += 1
    return last


def _table(rows: list[_Row], region: list[_Row]) -> PageTable | None:
    """The table of a region and its headings, None if it is none."""
    data = [row for row in region if row.is_data]
    numbers = [piece for row in data for piece in row.pieces if piece.is_number]
    if len(data) < _ROWS or sum(_has_label(row) for row in data) < 2 or _full_columns(numbers) < 2:
        return None
    cuts = cuts_between(Extent(piece.left, piece.right) for row in data for piece in row.pieces)
    if len(cuts) < _NUMBERS:
        return None
    left = min(piece.left for row in rows for piece in row.pieces)
    right = max(piece.right for row in rows for piece in row.pieces)
    xs = [left - 1, *cuts, right + 1]
    middles = [(above.bottom + below.top) / 2 for above, below in pairwise(rows)]
    ys = [rows[0].top - 1, *middles, rows[-1].bottom + 1]
    texts: dict[Span, str] = {}
    for index, row in enumerate(rows):
        texts.update(_cells(index, row, xs))
    grid = Grid.of(xs, ys, texts)
    return PageTable(grid, {grid.spans.index(span): text for span, text in texts.items()}, ruled=False)


def _has_label(row: _Row) -> bool:
    return any(not piece.is_number for piece in row.pieces)


def _full_columns(numbers: list[_Piece]) -> int:
    """How many columns of numbers have enough members."""
    cuts = cuts_between(Extent(piece.left, piece.right) for piece in numbers)
    members = [0] * (len(cuts) + 1)
    for piece in numbers:
        members[sum(piece.left > cut for cut in cuts)] += 1
    return sum(count >= _MEMBERS for count in members)


def _cells(index: int, row: _Row, xs: list[float]) -> dict[Span, str]:
    """The pieces of a row by the columns they stand over."""
    cells: dict[Span, str] = {}
    free = 0
    for piece in row.pieces:
        middle = (piece.left + piece.right) / 2
        core = 0.4 * (piece.right - piece.left)
        first = max(free, sum(middle - core >= x for x in xs) - 1)
        last = min(len(xs) - 2, max(first, sum(middle + core >= x for x in xs) - 1))
        if first >= len(xs) - 1:
            span, text = cells.popitem()
            cells[span] = f"{text} {piece.text}"
            continue
        cells[Span(index, first, 1, last - first + 1)] = piece.text
        free = last + 1
    return cells
