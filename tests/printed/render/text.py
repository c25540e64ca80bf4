"""A printed document as tab-separated text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printed.document import Paragraph
from printed.render.grids import placed, width

if TYPE_CHECKING:
    from printed.document import Document, Grid


def as_text(document: Document) -> bytes:
    """The file's bytes. A merged cell stands in its first place, the others are blank."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines += ["", block.text] if block.is_title else [block.text]
        else:
            lines += _rows(block)
    return "\n".join([*lines, ""]).encode()


def _rows(grid: Grid) -> list[str]:
    texts = [[""] * width(grid) for _ in grid.rows]
    for row, column, cell in placed(grid):
        texts[row][column] = cell.text.replace("\n", "")
    return ["\t".join(row) for row in texts]
