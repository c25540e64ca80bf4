"""One PDF page as a reader sees it: printed lines, tables, and whether it is but a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from yusuan.extract.pdf.content import calls
from yusuan.extract.pdf.content.characters import read_chars, text_rotation
from yusuan.extract.pdf.content.drawing import Drawing, read_drawing
from yusuan.extract.pdf.content.hidden import visible_chars
from yusuan.extract.pdf.content.lines import Line, char_rows, printed_line
from yusuan.extract.pdf.content.view import Box, View
from yusuan.extract.pdf.tables.cells import PageTable, fill_grids
from yusuan.extract.pdf.tables.lattice import find_grids
from yusuan.extract.pdf.tables.overflow import Source
from yusuan.extract.pdf.tables.unruled import find_unruled

if TYPE_CHECKING:
    import pypdfium2

    from yusuan.extract.pdf.content.characters import Char

# A picture over this part of a page without text is a scan; so are letters drawn as so many outlines.
_SCAN_AREA = 0.1
_SCAN_OUTLINES = 50
# A picture over this part of a page, beside no more than so many characters, is what the page shows.
_PICTURE_AREA = 0.3
_FEW_CHARS = 50
# The part of a page's characters without a known meaning from which on its text is not to be relied on.
_UNMAPPED = 0.3
# Lines at the top and at the bottom of a page that may be rows or headings of a table on the next page, or the last.
_EDGE_LINES = 8


@dataclass(slots=True)
class PageLayout:
    """What one page shows.

    Attributes:
        number: 1-based.
        box: the page as shown.
        lines: printed lines outside of tables, from top to bottom.
        tables: from top to bottom.
        edges: the first and the last of the lines, with their characters: a table may begin or end there.
        holds_scan: whether it shows a picture as large as a scan, or letters drawn as outlines.
        is_picture: whether it shows that and holds no text, or little, or none that can be relied on.
        is_recognised: whether what it holds was recognised from a picture.
    """

    number: int
    box: Box
    lines: list[Line] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    edges: list[tuple[Line, list[Char]]] = field(default_factory=list)
    holds_scan: bool = False
    is_picture: bool = False
    is_recognised: bool = False


def read_page(page: pypdfium2.PdfPage, number: int) -> PageLayout:
    """Read one page.

    Args:
        page: the page, which stays open.
        number: its 1-based number.
    """
    text_page = pdfium.FPDFText_LoadPage(page.raw)
    try:
        return _read(page, calls.address(text_page), number)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _read(page: pypdfium2.PdfPage, text_page: int, number: int) -> PageLayout:
    turn = text_rotation(text_page)
    view = View(page.get_rotation() if turn is None else turn, *page.get_bbox())
    text = read_chars(text_page, view)
    drawing = read_drawing(calls.address(page.raw), view)
    chars = visible_chars(text.chars, drawing, page, text_page, view)
    layout = PageLayout(number, view.page, holds_scan=_holds_scan(drawing, view.page))
    layout.is_picture = _is_beside_picture(chars, drawing, view.page)
    if text.unmapped > _UNMAPPED * text.total:
        layout.is_picture = True
        return layout
    source = Source(text_page, view, drawing.in_forms, calls.address(page.raw))
    grids = find_grids(drawing.horizontal, drawing.vertical)
    ruled, chars = fill_grids(chars, text, grids, source)
    unruled, chars = find_unruled(chars)
    layout.tables = sorted(ruled + unruled, key=lambda table: (table.grid.ys[0], table.grid.xs[0]))
    rows = char_rows(chars)
    layout.lines = [printed_line(row) for row in rows]
    at_edges = zip(layout.lines, rows, strict=True)
    layout.edges = [
        edge for place, edge in enumerate(at_edges) if place < _EDGE_LINES or place >= len(rows) - _EDGE_LINES
    ]
    return layout


def _holds_scan(drawing: Drawing, page: Box) -> bool:
    area = page.width * page.height
    return drawing.outlines >= _SCAN_OUTLINES or any(
        box.width * box.height >= _SCAN_AREA * area for box in drawing.pictures
    )


def _is_beside_picture(chars: list[Char], drawing: Drawing, page: Box) -> bool:
    """Whether a page's little text stands beside a large picture, as the title of a table that is one."""
    return len(chars) <= _FEW_CHARS and any(
        box.width * box.height >= _PICTURE_AREA * page.width * page.height
        and not any(box.holds(*char.middle) for char in chars)
        for box in drawing.pictures
    )
