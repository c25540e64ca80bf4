"""Rows of a table that stand below each other as lines of the same cells → rows of their own.

Some sheets and pages hold a whole block of a table in one row: all its labels in one cell, all its amounts in the
cell beside, a line each. Where every cell of a row holds as many lines, and some of them are amounts, the lines are
rows. A label that is merely wrapped stands beside one amount, and stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.extract.cell_text import several_amounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.raw import Cell


def part_rows(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a grid, rows that hold several parted; those below move down, on the page likewise.

    Args:
        cells: not overlapping; those of several amounts with the empty lines between them.

    Returns:
        The cells, without empty lines, in their order.
    """
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.text:
            rows[cell.row].append(cell)
    parted = {row: some for row, held in rows.items() if (some := _lines(held))}
    added = {row: len(next(iter(lines.values()))) - 1 for row, lines in parted.items()}
    found: list[Cell] = []
    for cell in cells:
        above = sum(count for row, count in added.items() if row < cell.row)
        grown = sum(count for row, count in added.items() if cell.row <= row < cell.row + cell.row_span)
        moved = replace(cell, row=cell.row + above, page_row=cell.page_row + above)
        lines = parted.get(cell.row, {}).get(cell.column)
        if lines:
            found += [
                replace(moved, text=line, row=moved.row + at, page_row=moved.page_row + at)
                for at, line in enumerate(lines)
            ]
        else:
            text = "\n".join(line for line in cell.text.split("\n") if line)
            found.append(replace(moved, text=text, row_span=cell.row_span + grown))
    return found


def _lines(row: Sequence[Cell]) -> dict[int, list[str]] | None:
    """By column the lines of a row's cells, None unless each holds as many and some are amounts."""
    if any(cell.row_span > 1 for cell in row) or not any(several_amounts(cell.text) for cell in row):
        return None
    labels = [cell.text.split("\n") for cell in row if not several_amounts(cell.text)]
    counts = {len(lines) for lines in labels}
    if len(counts) != 1:
        return None
    count = counts.pop()
    found: dict[int, list[str]] = {}
    for cell in row:
        every = cell.text.split("\n")
        printed = [line for line in every if line]
        lines = next((some for some in (printed, every) if len(some) == count), None)
        if lines is None:
            return None
        found[cell.column] = lines
    return found
