"""Lines of a table without rules between its rows → rows: whose label a line is that stands beside no amount.

A label that wraps stands on more lines than its amounts. Its lines stand around them, or begin or end beside them, as
cells are aligned; and nearer to each other than those of two rows. Each column of labels is divided by the cheapest
way: what it costs is how far each label stands from where its row has its amounts, and the gaps inside labels.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.extract.pdf.tables.pieces import Piece

# In heights of a line: what a label without amounts costs, amounts without a label, a gap inside a label.
_ALONE, _UNNAMED, _GAP = 0.35, 0.3, 1.5
# What a gap costs that is as wide as one between two rows; gaps that differ by less are as wide.
_TWO_ROWS, _NEAR = 1.0, 0.05
# What a line costs that another one of its label follows though it is not full; how much of a full one may be missing.
_SHORT, _FULL = 0.5, 2.2
# The most lines of one label.
_MOST_LINES = 8
# Lines whose middles are nearer than this part of their height are one.
_SAME = 0.35


class Label(NamedTuple):
    """The lines of one label, and the row whose amounts it names (None where it has none)."""

    lines: list[list[Piece]]
    row: int | None


class _Shape(NamedTuple):
    """What lines of one label look like: the usual blank between them, the least between two rows, their width."""

    usual: float
    apart: float
    width: float

    def cost(self, label: Sequence[list[Piece]], size: float) -> float:
        """What it costs to take lines for one label: gaps that are wide, and lines that end before they are full."""
        gaps = sum(
            _GAP * max(0.0, gap - self.usual) / size + (_TWO_ROWS if gap > self.apart - _NEAR * size else 0.0)
            for gap in _gaps(label)
        )
        full = self.width - _FULL * size
        return gaps + sum(_SHORT for line in label[:-1] if _width(line) < full)


def _width(line: list[Piece]) -> float:
    return line[-1].right - line[0].left


def _middle(lines: Sequence[list[Piece]]) -> float:
    return (lines[0][0].top + lines[-1][0].bottom) / 2


def _first(lines: Sequence[list[Piece]]) -> float:
    return lines[0][0].middle


def _last(lines: Sequence[list[Piece]]) -> float:
    return lines[-1][0].middle


_ALIGNMENTS: tuple[Callable[[Sequence[list[Piece]]], float], ...] = (_middle, _first, _last)


def levels(pieces: Sequence[Piece]) -> list[float]:
    """The heights at which pieces stand, from top to bottom, those on one line once."""
    found: list[float] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        if not found or piece.middle - found[-1] > _SAME * piece.size:
            found.append(piece.middle)
    return found


def labels_of(columns: Sequence[Sequence[Piece]], rows: Sequence[float]) -> list[list[Label]]:
    """Divide each column of labels.

    Args:
        columns: by column, the pieces of its labels.
        rows: the heights at which rows have their figures.

    Returns:
        By column, its labels from top to bottom, all columns aligned the same way.
    """
    lines = [_lines(column) for column in columns]
    # Lines of one label stand nearest to each other; those of two rows that both have figures do not.
    usual = min((gap for column in lines for gap in _gaps(column)), default=0.0)
    apart = min((gap for column in lines for gap in _between_rows(column, rows)), default=float("inf"))
    best: tuple[float, list[list[Label]]] | None = None
    for alignment in _ALIGNMENTS:
        divided = [
            _divide(column, rows, alignment, _Shape(usual, apart, max(map(_width, column))))
            for column in lines
        ]
        cost = sum(cost for cost, _ in divided)
        if best is None or cost < best[0] - _SAME:
            best = cost, [labels for _, labels in divided]
    return best[1] if best is not None else []


def _lines(column: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces of a column by line."""
    lines: list[list[Piece]] = []
    for piece in sorted(column, key=lambda one: one.middle):
        if lines and piece.middle - lines[-1][0].middle <= _SAME * piece.size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def _between_rows(lines: list[list[Piece]], rows: Sequence[float]) -> list[float]:
    """The blanks between lines next to each other that both stand beside figures."""
    return [
        below[0].top - above[0].bottom
        for above, below in pairwise(lines)
        if all(
            any(abs(line[0].middle - row) <= _SAME * line[0].size for row in rows) for line in (above, below)
        )
    ]


def _divide(
    lines: list[list[Piece]],
    rows: Sequence[float],
    place: Callable[[Sequence[list[Piece]]], float],
    shape: _Shape,
) -> tuple[float, list[Label]]:
    """The cheapest way to divide a column's lines among rows, in order, and what it costs."""
    size = min((line[0].size for line in lines), default=1.0)
    # cost[n][k]: the first n lines divided among the first k rows; how: lines of the last label, with a row or not.
    cost = [[k * _UNNAMED for k in range(len(rows) + 1)]]
    how = [[(0, True)] * (len(rows) + 1)]
    for n in range(1, len(lines) + 1):
        best = [(float("inf"), (0, False))] * (len(rows) + 1)
        for count in range(1, min(n, _MOST_LINES) + 1):
            label, before = lines[n - count : n], cost[n - count]
            inner = shape.cost(label, size)
            at = place(label)
            for k in range(len(rows) + 1):
                best[k] = min(best[k], (before[k] + inner + _ALONE, (count, False)))
                if k:
                    off = abs(at - rows[k - 1]) / size
                    best[k] = min(best[k], (before[k - 1] + inner + off, (count, True)))
        for k in range(1, len(rows) + 1):
            best[k] = min(best[k], (best[k - 1][0] + _UNNAMED, (0, True)))
        cost.append([total for total, _ in best])
        how.append([step for _, step in best])
    return cost[-1][-1], _traced(lines, how)


def _traced(lines: list[list[Piece]], how: list[list[tuple[int, bool]]]) -> list[Label]:
    """The labels of the cheapest way, from its last step back."""
    labels: list[Label] = []
    n, k = len(lines), len(how[0]) - 1
    while n:
        count, with_row = how[n][k]
        if count:
            labels.append(Label(lines[n - count : n], k - 1 if with_row else None))
        n, k = n - count, k - 1 if with_row else k
    return labels[::-1]


def _gaps(lines: Sequence[list[Piece]]) -> list[float]:
    """The blanks between lines."""
    return [below[0].top - above[0].bottom for above, below in pairwise(lines)]
