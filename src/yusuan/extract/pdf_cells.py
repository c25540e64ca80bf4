"""Characters of a page -> the cells of its grids, and what stands outside of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.extract.pdf_missing_rules import missing_columns, missing_rows
from yusuan.extract.pdf_overflow import CUT, is_clipped, runs_on, settle_overflow
from yusuan.extract.pdf_text import char_rows, join, print_text, words

if TYPE_CHECKING:
    from yusuan.extract.lattice_grid import Grid
    from yusuan.extract.pdf_chars import Char, PageText
    from yusuan.extract.pdf_overflow import Point, Source

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
    """

    grid: Grid
    texts: dict[int, str]
    ruled: bool = True
    continues: bool = False


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
    before: tuple[Char, list[Char]] | None = None
    for char in chars:
        x, y = (points and points.get(char.number)) or char.middle
        for grid, cells in frames:
            xs, ys = grid.xs, grid.ys
            if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
                cell = grid.owners[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
                held = cells.setdefault(cell, [])
                held.append(char)
                if not found.cut:
                    found.cut = not _is_inside(char, grid, cell) or (
                        before is not None and before[1] is not held and runs_on(before[0], char)
                    )
                    before = char, held
                break
        else:
            found.rest.append(char)
    return found


def _is_inside(char: Char, grid: Grid, cell: int) -> bool:
    """Whether no rule around a cell cuts through a character in it."""
    left, top, right, bottom, *_ = char
    row, column, row_span, column_span = grid.spans[cell]
    over = CUT * (right - left)
    under = CUT * (bottom - top)
    return (
        left + over >= grid.xs[column]
        and right - over <= grid.xs[column + column_span]
        and top + under >= grid.ys[row]
        and bottom - under <= grid.ys[row + row_span]
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
