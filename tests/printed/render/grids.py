"""The cells of a grid at their places, for formats that know rows and columns only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printed.document import Cell, Grid


class Placed(NamedTuple):
    """A cell at its top left corner."""

    row: int
    column: int
    cell: Cell


def placed(grid: Grid) -> Iterator[Placed]:
    """The cells with their rows and columns, those that others reach into left out."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(grid.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield Placed(row, column, cell)
            taken |= {
                (row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)
            }
            column += cell.columns


def width(grid: Grid) -> int:
    """How many columns it has."""
    return max(place.column + place.cell.columns for place in placed(grid))


def text(cell: Cell) -> str:
    """The text of a cell; letter below letter where it is vertical."""
    return "\n".join(cell.text) if cell.vertical else cell.text
