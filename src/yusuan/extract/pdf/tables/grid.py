"""A table's geometry: borders of rows and columns, and the cells they bound, merged ones included."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Span(NamedTuple):
    """The place of one cell in its grid."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's geometry on its page, in points, x to the right and y downwards.

    Attributes:
        xs: x of the column borders, ascending; one more than there are columns.
        ys: y of the row borders, ascending; one more than there are rows.
        spans: the cells in reading order; they cover the grid without overlap.
        owners: for each row and column, the index in `spans` of the cell that covers it.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]
    owners: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, xs: Sequence[float], ys: Sequence[float], spans: Iterable[Span]) -> Grid:
        """A grid of cells; places that none of them covers become cells of their own.

        Args:
            xs: x of the column borders.
            ys: y of the row borders.
            spans: cells that do not overlap, in any order.
        """
        n_rows, n_columns = len(ys) - 1, len(xs) - 1
        free = [[True] * n_columns for _ in range(n_rows)]
        cells = list(spans)
        for row, column, row_span, column_span in cells:
            for i in range(row, row + row_span):
                free[i][column : column + column_span] = [False] * column_span
        cells += [Span(i, j, 1, 1) for i in range(n_rows) for j in range(n_columns) if free[i][j]]
        cells.sort()
        owners = [[-1] * n_columns for _ in range(n_rows)]
        for index, (row, column, row_span, column_span) in enumerate(cells):
            for i in range(row, row + row_span):
                owners[i][column : column + column_span] = [index] * column_span
        return cls(tuple(xs), tuple(ys), tuple(cells), tuple(tuple(row) for row in owners))

    @property
    def n_rows(self) -> int:
        """Rows of the grid."""
        return len(self.ys) - 1

    @property
    def n_columns(self) -> int:
        """Columns of the grid."""
        return len(self.xs) - 1

    @property
    def area(self) -> float:
        """In square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> int | None:
        """The index in `spans` of the cell at a point, None outside of the grid."""
        xs, ys = self.xs, self.ys
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        return self.owners[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]

    def box(self, cell: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a cell."""
        row, column, row_span, column_span = self.spans[cell]
        return self.xs[column], self.ys[row], self.xs[column + column_span], self.ys[row + row_span]

    def overlaps(self, other: Grid) -> bool:
        """Whether two grids have a part of the page in common."""
        return (
            self.xs[0] < other.xs[-1]
            and other.xs[0] < self.xs[-1]
            and self.ys[0] < other.ys[-1]
            and other.ys[0] < self.ys[-1]
        )

    def with_rows(self, cuts: dict[int, list[float]]) -> Grid:
        """Part rows where no rule does.

        Args:
            cuts: by row, the y at which to part it. Cells of that row only are parted, cells that reach
                over it grow.
        """
        starts, ys = _starts(self.ys, cuts)
        spans = []
        for row, column, row_span, column_span in self.spans:
            top, below = starts[row], starts[row + row_span]
            if row_span == 1:
                spans += [Span(i, column, 1, column_span) for i in range(top, below)]
            else:
                spans.append(Span(top, column, below - top, column_span))
        return Grid.of(self.xs, ys, spans)

    def with_columns(self, cuts: dict[int, list[float]]) -> Grid:
        """Part columns where no rule does, as `with_rows` parts rows."""
        starts, xs = _starts(self.xs, cuts)
        spans = []
        for row, column, row_span, column_span in self.spans:
            left, right = starts[column], starts[column + column_span]
            if column_span == 1:
                spans += [Span(row, j, row_span, 1) for j in range(left, right)]
            else:
                spans.append(Span(row, left, row_span, right - left))
        return Grid.of(xs, self.ys, spans)

    def on_columns(self, xs: Sequence[float]) -> Grid | None:
        """The same cells, in the same order, on more column borders.

        Args:
            xs: column borders; each of the grid's own is, more or less, among them.

        Returns:
            The grid, None if two of its borders are nearest to the same one of those given.
        """
        if len(xs) == len(self.xs):
            return self
        starts = [_nearest(xs, x) for x in self.xs]
        if len(set(starts)) < len(starts):
            return None
        spans = [
            Span(row, starts[column], row_span, starts[column + column_span] - starts[column])
            for row, column, row_span, column_span in self.spans
        ]
        return Grid.of(xs, self.ys, spans)


def _nearest(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - at))


def _starts(borders: tuple[float, ...], cuts: dict[int, list[float]]) -> tuple[list[int], list[float]]:
    """Where each old border stands among the new ones, and the new ones."""
    starts: list[int] = []
    places: list[float] = []
    for index, border in enumerate(borders):
        starts.append(len(places))
        places.append(border)
        places += sorted(cuts.get(index, ()))
    return starts, places
