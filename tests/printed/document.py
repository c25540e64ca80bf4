"""A printed document: paragraphs and grids of cells, each amount with what it means."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printed.amounts import Printer
    from printed.options import Layout


@dataclass(frozen=True)
class Meaning:
    """What an amount is, as the reader should say it.

    Attributes:
        kind: of the table.
        line: the row's label, without numbers and codes.
        measure: of the column.
        side: in a table of two sides.
        code: where the row's code is printed, or its name alone tells it.
        owner: the unit, where the row is one unit's.
        proven: whether an identity holds it against others, so that an error in it is told.
    """

    kind: str
    line: str
    measure: str | None = "total"
    side: str | None = None
    code: str | None = None
    owner: str | None = None
    proven: bool = True


@dataclass(frozen=True)
class Amount:
    """A printed amount: what it means, its text, and the money that the text says."""

    meaning: Meaning
    fen: int
    printer: Printer


@dataclass(frozen=True)
class Cell:
    """One cell; `rows` and `columns` are what it spans, `amounts` what further lines of it hold."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    amount: Amount | None = None
    is_heading: bool = False
    vertical: bool = False
    further: tuple[Amount, ...] = ()

    def with_error(self, error_fen: int) -> Cell:
        """The same cell with another amount."""
        assert self.amount is not None
        fen = self.amount.fen + error_fen
        return replace(self, text=self.amount.printer.text(fen), amount=replace(self.amount, fen=fen))


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with the amounts that it says by metric."""

    text: str
    said: tuple[tuple[str | None, int], ...] = ()
    is_title: bool = False


@dataclass
class Grid:
    """A table: rows of cells, those of its headings first."""

    rows: list[list[Cell]]
    n_headings: int
    kind: str = ""


Block = Paragraph | Grid


@dataclass
class Document:
    """A disclosure as it is printed."""

    department: str
    fiscal_year: int
    layout: Layout
    blocks: list[Block] = field(default_factory=list)

    def amounts(self) -> Iterator[tuple[Grid, int, int, Amount]]:
        """Every amount of its tables: grid, row, place in the row, amount."""
        for block in self.blocks:
            if isinstance(block, Grid):
                for row, cells in enumerate(block.rows):
                    for place, cell in enumerate(cells):
                        if cell.amount is not None:
                            yield block, row, place, cell.amount

    def with_error(self, grid: Grid, row: int, place: int, error_fen: int) -> Document:
        """The same document with one amount changed."""
        changed = Grid([list(cells) for cells in grid.rows], grid.n_headings, grid.kind)
        changed.rows[row][place] = changed.rows[row][place].with_error(error_fen)
        return replace(self, blocks=[changed if block is grid else block for block in self.blocks])
