"""Columns that a table without rules between them shows by how its pieces stand below each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yusuan.extract.pdf.tables.pieces import Piece

# Names that run over into a column of figures do so in no more than this part of the rows.
_RUN_OVER = 0.3
# In points: how far a name reaches that runs over; how far columns that touch may overlap.
_EDGE, _TOUCH = 1.0, 0.3


class Extent(NamedTuple):
    """From where to where a column is printed."""

    low: float
    high: float

    def overlap(self, low: float, high: float) -> float:
        """How much of something else lies in it."""
        return min(self.high, high) - max(self.low, low)


def columns_of(pieces: Sequence[Piece]) -> list[Extent]:
    """The columns of a table's body, from left to right.

    Figures never reach into another column; a name that does is left out of account, if few do.
    """
    figures = _groups(piece for piece in pieces if piece.is_number)
    names = [piece for piece in pieces if not piece.is_number]
    over = [piece for piece in names if any(_runs_into(piece, column) for column in figures)]
    if len(over) <= _RUN_OVER * len(names):
        names = [piece for piece in names if piece not in over]
    return _groups([*(piece for piece in pieces if piece.is_number), *names])


def column_at(columns: Sequence[Extent], piece: Piece) -> int:
    """The column in which a piece stands: that of its end for figures, of its beginning for names."""
    if piece.is_number or not any(_runs_into(piece, column) for column in columns):
        return max(range(len(columns)), key=lambda index: columns[index].overlap(piece.left, piece.right))
    return min(range(len(columns)), key=lambda index: _distance(columns[index], piece.left + _EDGE))


def borders(columns: Sequence[Extent]) -> list[float]:
    """The x between columns, and around them."""
    inner = [(before.high + after.low) / 2 for before, after in pairwise(columns)]
    return [columns[0].low - _EDGE, *inner, columns[-1].high + _EDGE]


def _groups(pieces: Iterable[Piece]) -> list[Extent]:
    """Extents that overlap as one."""
    found: list[Extent] = []
    for low, high in sorted((piece.left, piece.right) for piece in pieces):
        if found and low < found[-1].high - _TOUCH:
            found[-1] = Extent(found[-1].low, max(found[-1].high, high))
        else:
            found.append(Extent(low, high))
    return found


def _runs_into(piece: Piece, column: Extent) -> bool:
    """Whether a piece begins left of a column and ends inside it."""
    return piece.left < column.low - _EDGE and piece.right > column.low + _EDGE


def _distance(column: Extent, x: float) -> float:
    return max(column.low - x, x - column.high, 0.0)
