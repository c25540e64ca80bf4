"""A printed document as a Word file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx

from printed.document import Paragraph
from printed.render.grids import placed, text, width

if TYPE_CHECKING:
    from printed.document import Document, Grid


def as_docx(document: Document) -> bytes:
    """The file's bytes."""
    word = docx.Document()
    for block in document.blocks:
        if isinstance(block, Paragraph):
            word.add_paragraph(block.text)
        else:
            _add_table(word, block)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _add_table(word: docx.document.Document, grid: Grid) -> None:
    table = word.add_table(len(grid.rows), width(grid))
    cells = [list(row.cells) for row in table.rows]
    for row, column, cell in placed(grid):
        corner = cells[row][column]
        if cell.rows > 1 or cell.columns > 1:
            corner = corner.merge(cells[row + cell.rows - 1][column + cell.columns - 1])
        corner.text = text(cell)
