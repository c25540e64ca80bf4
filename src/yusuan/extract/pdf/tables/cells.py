"""Characters of a page -> the cells of its grids, and what stands outside of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from yusuan.extract.pdf.content.lines import char_rows, join, print_text, words
from yusuan.extract.pdf.tables.missing_rules import missing_columns, missing_rows
from yusuan.extract.pdf.tables.overflow import CUT, is_clipped, runs_on, settle_overflow

if TYPE_CHECKING:
    from yusuan.extract.pdf.content.characters import Char, PageText
    from yusuan.extract.pdf.tables.aligned import Aligned
    from yusuan.extract.pdf.tables.grid import Grid
    from yusuan.extract.pdf.tables.overflow import Point, Source

_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?%?")
# Rows of several numbers that make a table.
_ROWS = 3


@dataclass(slots=True)
class PageTable:
    """A table as one page shows it.

    Attributes:
        grid: its rows, columns and cells.
        texts: by cell (index in the grid's spans), its text; empty cells left out.
        ruled: whether its grid is drawn.
        continues: whether it goes on from the last table of the page before.
        aligned: its lines, where it is not drawn and stands on columns that its text shows.
    """

    grid: Grid
    texts: dict[int, str]
    ruled: bool = True
    continues: bool = False
    aligned: Aligned | None = None


@dataclass(slots=True)
class _Sorted:
    """Characters by where they belong: by grid and cell, or outside; and whether a rule cuts through any."""

    cells: list[dict[int, list[Char]]]
    rest: list[Char]
    cut: bool


def fill_grids(
    chars: list[Char], text: PageText, grids: list[Grid], source: Source | None
) -> tuple[list[PageTable], list[Char]]:
    """Fill a page's grids with its characters.

    Grids without text (charts, frames) are left out, as is a lone column that holds one text (a framed
    paragraph) or rows of several amounts each (a table whose columns are not ruled).

    Args:
        chars: the visible characters of the page.
        text: its text, for what runs up or down the page.
        grids: its grids.
        source: where its characters come from; None if none runs over its cell.

    Returns:
        The tables, and the characters outside of them.
    """
    points: dict[int, Point] = {}
    found = _sort(chars, grids, points)
    if source and (found.cut or (grids and is_clipped(found.rest, source))):
        chars, points = settle_overflow(chars, grids, source)
        found = _sort(chars, grids, points)
    tables = []
    rest = found.rest
    for drawn, sorted_cells in zip(grids, found.cells, strict=True):
        grid, cells = _part(drawn, sorted_cells, points)
        texts = {cell: print_text(held) for cell, held in cells.items()}
        _add_turned(grid, texts, text)
        if not texts or (grid.n_columns == 1 and (len(texts) == 1 or _hides_columns(cells))):
            rest += [char for held in cells.values() for char in held]
        else:
            tables.append(PageTable(grid, texts))
    return tables, rest


def _hides_columns(cells: dict[int, list[Char]]) -> bool:
    """Whether the lines of a column's cells hold several numbers each, row after row."""
    lines = [line for held in cells.values() for line in char_rows(held)]
    return (
        sum(sum(bool(_NUMBER.fullmatch(join(word))) for word in words(line)) > 1 for line in lines) >= _ROWS
    )


def _sort(chars: list[Char], grids: list[Grid], points: dict[int, Point]) -> _Sorted:
    """Give each character to the smallest grid that it stands in."""
    found = _Sorted([{} for _ in grids], [], cut=False)
    frames = sorted(zip(grids, found.cells, strict=True), key=lambda frame: frame[0].area)
    apart = not any(one.overlaps(other) for one, other in combinations(grids, 2))
    before: Char | None = None
    held: list[Char] = []
    box = (0.0, 0.0, 0.0, 0.0)
    for char in chars:
        x, y = (points and points.get(char.number)) or char.middle
        if not (apart and box[0] <= x < box[2] and box[1] <= y < box[3]):  # not in the cell of the one before
            last = held
            for grid, cells in frames:
                cell = grid.cell_at(x, y)
                if cell is not None:
                    held, box = cells.setdefault(cell, []), grid.box(cell)
                    break
            else:
                found.rest.append(char)
                continue
            if before is not None and last is not held and runs_on(before, char):
                found.cut = True
        held.append(char)
        before = char
        if not found.cut:
            found.cut = not _is_inside(char, box)
    return found


def _is_inside(char: Char, box: tuple[float, float, float, float]) -> bool:
    """Whether no rule around a cell cuts through a character in it."""
    left, top, right, bottom = char[:4]
    over = CUT * (right - left)
    under = CUT * (bottom - top)
    return (
        left + over >= box[0]
        and right - over <= box[2]
        and top + under >= box[1]
        and bottom - under <= box[3]
    )


def _part(
    grid: Grid, cells: dict[int, list[Char]], points: dict[int, Point]
) -> tuple[Grid, dict[int, list[Char]]]:
    """Part rows and columns where rules are missing and amounts show them."""
    for find, part in ((missing_rows, type(grid).with_rows), (missing_columns, type(grid).with_columns)):
        cuts = find(grid, cells)
        if any(cuts.values()):
            grid = part(grid, cuts)
            held = [char for chars in cells.values() for char in chars]
            cells = _sort(held, [grid], points).cells[0]
    return grid, cells


def _add_turned(grid: Grid, texts: dict[int, str], text: PageText) -> None:
    """Give the text that runs up or down the page to the cells that hold no other."""
    turned: dict[int, list[Char]] = {}
    for (x, y), char in text.turned:
        cell = grid.cell_at(x, y)
        if cell is not None and cell not in texts:
            turned.setdefault(cell, []).append(char)
    texts.update((cell, print_text(chars)) for cell, chars in turned.items())
