"""Tables without rules that a page break cuts: headings left behind, and rows too few to be a table alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.extract.pdf.tables.aligned import common_columns
from yusuan.extract.pdf.tables.pieces import printed
from yusuan.extract.pdf.tables.unruled import aligned_table, part_headings

if TYPE_CHECKING:
    from yusuan.extract.pdf.content.lines import Line
    from yusuan.extract.pdf.pages.page import PageLayout
    from yusuan.extract.pdf.tables.pieces import Printed


def take_headings(before: PageLayout, page: PageLayout) -> None:
    """Give a table that begins a page without headings those that stand at the end of the page before.

    Args:
        before: a page; the headings are no lines of it any more.
        page: the next one.
    """
    table = page.tables[0] if page.tables else None
    if table is None or table.aligned is None or table.aligned.headings:
        return
    if any(line.top < table.grid.ys[0] for line in page.lines):
        return
    bottom = before.tables[-1].grid.ys[-1] if before.tables else before.box.top
    lines: list[tuple[Line, Printed]] = []
    for line, one in reversed(_edges(before)):
        if line.top < bottom or one.is_title or one.is_prose or one.numbers:
            break
        lines.insert(0, (line, one))
    if not any(len(one.pieces) > 1 for _, one in lines):
        return
    table.aligned.headings = [one for _, one in lines]
    again = aligned_table(table.aligned, table.aligned.columns())
    table.grid, table.texts = again.grid, again.texts
    for line, _ in lines:
        before.lines.remove(line)


def take_rows(before: PageLayout, page: PageLayout) -> None:
    """Take the lines that begin a page for the last rows of the table that ends the page before, where they are.

    Args:
        before: a page.
        page: the next one; the rows are a table of it, and no lines any more.
    """
    last = before.tables[-1] if before.tables else None
    if last is None or last.aligned is None or any(line.top > last.grid.ys[-1] for line in before.lines):
        return
    top = page.tables[0].grid.ys[0] if page.tables else page.box.bottom
    lines: list[tuple[Line, Printed]] = []
    for line, one in _edges(page):
        if line.top > top or one.is_title or one.is_prose:
            break
        lines.append((line, one))
    data = [place for place, (_, one) in enumerate(lines) if one.is_data]
    if not data:
        return
    lines = lines[: data[-1] + 1]
    rows = part_headings([one for _, one in lines], data[0])
    columns = common_columns([last.aligned, rows])
    if columns is None or len(columns) > len(last.aligned.columns()):
        return
    page.tables.insert(0, aligned_table(rows, columns))
    for line, _ in lines:
        page.lines.remove(line)


def _edges(page: PageLayout) -> list[tuple[Line, Printed]]:
    """The lines at the edges of a page that are left, page numbers and running lines not."""
    return [(line, printed(chars)) for line, chars in page.edges if line in page.lines]
