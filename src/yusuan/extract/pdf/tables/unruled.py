"""Tables without rules, told by figures that stand under each other beside names."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from yusuan.extract.pdf.content.lines import char_rows
from yusuan.extract.pdf.tables.aligned import Aligned
from yusuan.extract.pdf.tables.aligned_columns import borders, column_at, columns_of
from yusuan.extract.pdf.tables.aligned_headings import heading_cells
from yusuan.extract.pdf.tables.aligned_rows import labels_of, levels
from yusuan.extract.pdf.tables.cells import PageTable
from yusuan.extract.pdf.tables.grid import Grid, Span
from yusuan.extract.pdf.tables.pieces import Piece, Printed, printed, right_edges, split_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.pdf.content.characters import Char
    from yusuan.extract.pdf.tables.aligned_columns import Extent

# A region is a table from so many rows with figures on; one with so many figures under headings needs no other.
_ROWS, _FIGURES = 3, 3
# Lines without any figure that may stand between two rows of a table: names of groups, wrapped labels.
_BETWEEN = 6
# Parts of a line's height: the blank between two rows of one table.
_ROW_GAP = 3.0
# Once a table's own gap is known: what parts it from another one is so many times as wide, and so high.
_WIDER_GAP = 2.5
_LEAST_GAP = 1.2


def find_unruled(chars: list[Char]) -> tuple[list[PageTable], list[Char]]:
    """Find the tables among characters that no drawn grid holds.

    Only what really is a table is taken: rows of figures beside names, that stand under each other in columns,
    below headings or three at least. All else stays text.

    Args:
        chars: characters outside of the drawn grids.

    Returns:
        The tables, and the characters outside of them.
    """
    lines = [printed(line) for line in char_rows(chars)]
    tables: list[PageTable] = []
    rest: list[Char] = []
    done = 0
    for first, last in _regions(lines):
        if first < done:
            continue
        start, end = _header_start(lines, first, last, done), _last_row(lines, first, last)
        aligned = part_headings(_told_apart(lines[start : end + 1]), first - start)
        columns = aligned.columns()
        if _is_table(aligned, columns):
            tables.append(aligned_table(aligned, columns))
            rest += [char for line in lines[done:start] for char in line.chars]
            done = end + 1
    rest += [char for line in lines[done:] for char in line.chars]
    return tables, rest


def aligned_table(lines: Aligned, columns: Sequence[Extent]) -> PageTable:
    """The table of some lines on these columns."""
    cells = heading_cells(columns, [line.pieces for line in lines.headings])
    above = min(line.top for line in lines.body) - len(lines.headings)
    tops = [line.top for line in lines.headings]
    if lines.headings and lines.headings[-1].top > lines.body[0].bottom:  # on the page before
        tops = [above + place for place in range(len(lines.headings))]
    for row, (pieces, printed_in) in enumerate(_rows(lines.body, columns), start=len(lines.headings)):
        tops.append(min(piece.top for piece in pieces))
        cells.update({Span(row, column, 1, 1): "\n".join(texts) for column, texts in printed_in.items()})
    bottom = max(line.bottom for line in lines.body)
    ys = [tops[0] - 1, *(max(top, before + 1) for before, top in pairwise(tops)), bottom + 1]
    grid = Grid.of(borders(columns), ys, cells)
    return PageTable(
        grid, {grid.spans.index(span): text for span, text in cells.items()}, ruled=False, aligned=lines
    )


def _told_apart(lines: list[Printed]) -> list[Printed]:
    """Lines whose columns touch with their pieces parted."""
    edges = right_edges(lines)
    return [
        Printed(line.chars, [part for piece in line.pieces for part in split_at(piece, edges)])
        for line in lines
    ]


def _regions(lines: list[Printed]) -> list[tuple[int, int]]:
    """First and last lines of runs of data lines, with little and neither prose nor a title between."""
    regions: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if not line.is_data:
            continue
        if regions:
            first, last = regions[-1]
            between = lines[last + 1 : index]
            gap = _usual_gap(lines[first : last + 1])
            if (
                sum(not line.numbers for line in between) <= _BETWEEN
                and not any(line.is_prose or line.is_title for line in between)
                and all(_is_near(above, below, gap) for above, below in pairwise(lines[last : index + 1]))
            ):
                regions[-1] = (first, index)
                continue
        regions.append((index, index))
    return regions


def _usual_gap(lines: list[Printed]) -> float | None:
    """The usual blank between the lines of a table, None if it has but one."""
    gaps = sorted(max(0.0, below.top - above.bottom) for above, below in pairwise(lines))
    return gaps[len(gaps) // 2] if gaps else None


def _is_near(above: Printed, below: Printed, usual: float | None) -> bool:
    """Whether two lines can be neighbours in a table whose lines usually stand so far apart."""
    height = below.bottom - below.top
    most = _ROW_GAP * height if usual is None else max(_WIDER_GAP * usual, _LEAST_GAP * height)
    return below.top - above.bottom <= most


def _header_start(lines: list[Printed], first: int, last: int, done: int) -> int:
    """The first of the lines above a region that belong to it: headings, or the first lines of its labels."""
    gap = _usual_gap(lines[first : last + 1])
    start = first
    while start > done and _is_near(lines[start - 1], lines[start], gap):
        if lines[start - 1].is_prose or lines[start - 1].is_title:
            break
        start -= 1
    left = min(line.pieces[0].right for line in lines[first : last + 1])
    while start < first and len(lines[start].pieces) < 2 and lines[start].pieces[0].left <= left:
        start += 1
    return start


def _last_row(lines: list[Printed], first: int, last: int) -> int:
    """The last of the lines below a region that belong to it: they hold a name and a figure, or end a label."""
    gap = _usual_gap(lines[first : last + 1])
    while last + 1 < len(lines) and _is_near(lines[last], lines[last + 1], gap):
        line = lines[last + 1]
        if line.is_prose or line.is_title or (line.numbers and len(line.pieces) < 2):
            break
        if not line.numbers and line.top > lines[last].bottom:
            break
        last += 1
    return last


def part_headings(lines: list[Printed], before: int) -> Aligned:
    """The lines of a table, headings apart; a first label may begin above its figures.

    Args:
        lines: all its lines.
        before: how many of them stand above the first one with figures.
    """
    columns = columns_of([piece for line in lines[before:] for piece in line.pieces])
    heights = levels([piece for line in lines[before:] for piece in line.pieces if piece.is_number])
    names: dict[int, list[Piece]] = {}
    for line in lines:
        for piece in line.pieces:
            if not piece.is_number:
                names.setdefault(column_at(columns, piece), []).append(piece)
    of_rows = {
        piece
        for labels in labels_of(list(names.values()), heights)
        for label in labels
        if label.row is not None
        for line in label.lines
        for piece in line
    }
    first = next(
        (place for place in range(before) if any(piece in of_rows for piece in lines[place].pieces)), before
    )
    return Aligned(lines[:first], lines[first:])


def _is_table(aligned: Aligned, columns: Sequence[Extent]) -> bool:
    """Whether lines are a table: enough rows of figures in columns, or one below headings."""
    data = [line for line in aligned.body if line.is_data]
    figures = [piece for line in data for piece in line.pieces if piece.is_number]
    if len(columns) < 2 or not any(piece.is_amount for piece in figures):
        return False
    if len(data) >= _ROWS:
        named = sum(any(not piece.is_number for piece in line.pieces) for line in data)
        return named > 1 or len(aligned.headings) > 0
    most = max(line.numbers for line in data)
    headed = max((len(line.pieces) for line in aligned.headings), default=0)
    return most >= _FIGURES and headed >= _FIGURES


def _rows(body: list[Printed], columns: Sequence[Extent]) -> list[tuple[list[Piece], dict[int, list[str]]]]:
    """The rows of a body: all pieces of each, and by column its lines of text."""
    pieces = [piece for line in body for piece in line.pieces]
    heights = levels([piece for piece in pieces if piece.is_number])
    found: list[tuple[float, list[tuple[int, list[Piece]]]]] = [(height, []) for height in heights]
    names: dict[int, list[Piece]] = {}
    for piece in pieces:
        column = column_at(columns, piece)
        if piece.is_number:
            row = min(range(len(heights)), key=lambda index: abs(heights[index] - piece.middle))
            found[row][1].append((column, [piece]))
        else:
            names.setdefault(column, []).append(piece)
    alone: list[tuple[float, list[tuple[int, list[Piece]]]]] = []
    for column, labels in zip(names, labels_of(list(names.values()), heights), strict=True):
        for label in labels:
            parts = [(column, line) for line in label.lines]
            if label.row is not None:
                found[label.row][1].extend(parts)
                continue
            top, bottom = label.lines[0][0].top, label.lines[-1][0].bottom
            beside = next((row for row in alone if top <= row[0] <= bottom), None)
            if beside is None:
                alone.append(((top + bottom) / 2, parts))
            else:
                beside[1].extend(parts)
    return [_texts(parts) for _, parts in sorted([*found, *alone], key=lambda row: row[0]) if parts]


def _texts(parts: list[tuple[int, list[Piece]]]) -> tuple[list[Piece], dict[int, list[str]]]:
    """The pieces of a row, and by column its lines of text."""
    pieces = [piece for _, line in parts for piece in line]
    lines: dict[int, list[tuple[float, float, str]]] = {}
    for column, line in parts:
        text = " ".join(piece.text for piece in line)
        lines.setdefault(column, []).append((line[0].middle, line[0].left, text))
    texts: dict[int, list[str]] = {}
    for column, placed in lines.items():
        last = float("-inf")
        for height, _, text in sorted(placed):
            if height - last < 1.0 and texts.get(column):
                texts[column][-1] += f" {text}"
            else:
                texts.setdefault(column, []).append(text)
            last = height
    return pieces, texts
