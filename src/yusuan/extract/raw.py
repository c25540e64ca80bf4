"""What every reader gives: a document as lines of text and tables of cells, each with its place.

A reader knows nothing of budgets. It says what stands where; `normalise` says what it means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from yusuan.model.vocabulary import Phase, Scope

Format = Literal["pdf", "xlsx", "xls", "docx", "html", "txt"]

LEFT_OUT = "■"
"""What stands in a transcript for text that it does not carry: once for a cell, once a letter for a line."""


class UnreadableError(Exception):
    """A document that is refused: one line that names the file, the place where known, and the reason."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line (or paragraph) of running text outside tables.

    Attributes:
        text: as printed, without line breaks.
        page: 1-based; 1 for formats without pages (the sheet's number for workbooks).
        row: 1-based number of the line on its page (in a text file: in the file).
    """

    text: str
    page: int
    row: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, at its top left corner in the grid.

    Attributes:
        text: as printed; the lines of a wrapped cell joined by a line feed.
        row: 0-based row in `RawTable`.
        column: 0-based column in `RawTable`.
        row_span: rows covered, at least 1.
        column_span: columns covered, at least 1.
        page: 1-based page on which it is printed.
        page_row: 1-based row as a reader counts it: the line number of a text file, the sheet's row of a
            workbook, elsewhere the row within the table on its page.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    page: int = 1
    page_row: int = 0


@dataclass(frozen=True, slots=True)
class RawTable:
    """A grid of cells as printed. Cells do not overlap; positions that no cell covers are empty.

    Attributes:
        cells: in reading order (row, then column). Empty cells may be left out.
        n_rows: rows of the grid.
        n_columns: columns of the grid.
        page: first page on which it stands.
        ruled: whether its grid comes from drawn rules or markup (True) or from text positions (False).
        continues: whether the reader saw that it continues the table before it (same column rules at the
            top of the next page, no text between).
        ocr: whether its text was recognised from a picture.
    """

    cells: tuple[Cell, ...]
    n_rows: int
    n_columns: int
    page: int = 1
    ruled: bool = True
    continues: bool = False
    ocr: bool = False

    def grid(self) -> list[list[Cell | None]]:
        """The cells by row and column, each at its top left corner only."""
        rows: list[list[Cell | None]] = [[None] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            rows[cell.row][cell.column] = cell
        return rows


Block = TextLine | RawTable


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a figure transcript says of its document's running text, in place of that text.

    It was read from the text when the transcript was written, and is taken as it stands.

    Attributes:
        department: whose document it is, as the document names it.
        scope: department (with its units) or unit.
        fiscal_year: the budget year.
        phase: budget or final.
        headings: of the contents page and the body: rows of `schemas.Headings`, columns place, number, text,
            page and row.
        statements: the figures said in prose: rows of `schemas.Statements` without the columns of prose
            (reason, items and printed) and without statement_no.
    """

    department: str
    scope: Scope
    fiscal_year: int
    phase: Phase
    headings: tuple[Mapping[str, object], ...] = ()
    statements: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as read: blocks in reading order.

    Attributes:
        path: the file.
        format: by its content, not by its name.
        sha256: of the file's bytes, in hex.
        pages: number of pages (sheets of a workbook; 1 for text and HTML).
        blocks: lines of text and tables, in the order in which a person reads them.
        unread_pages: pages that hold pictures but no text (scans), which were not read.
        pictures: of a web page, how many pictures it shows.
        title: what the file's metadata gives as title, "" if nothing.
        notes: what a reader of the file should know, one line each.
        recorded: of a figure transcript, what the document's text says; then `blocks` hold tables and titles
            only. None where `blocks` hold the text itself.
    """

    path: Path
    format: Format
    sha256: str
    pages: int
    blocks: tuple[Block, ...]
    unread_pages: tuple[int, ...] = ()
    pictures: int = 0
    title: str = ""
    notes: tuple[str, ...] = field(default=())
    recorded: Recorded | None = None

    def lines(self) -> Iterator[TextLine]:
        """The lines of text outside tables."""
        return (block for block in self.blocks if isinstance(block, TextLine))

    def tables(self) -> Iterator[RawTable]:
        """The tables, as each page shows them."""
        return (block for block in self.blocks if isinstance(block, RawTable))
