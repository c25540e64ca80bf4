"""Page numbers and running headers and footers: printed on the pages, no part of the text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yusuan.extract.pdf.content.lines import Line
    from yusuan.extract.pdf.pages.page import PageLayout

# “3”, “- 3 -”, “第 3 页，共 45 页”, “3 / 45”, “iv”, and the same at the end of a running line.
_DASH = r"[-‐‑–—―－·•~～.…\s]*"
_TOTAL = r"(?:共\s*\d{1,4}\s*页\s*[,，]?\s*)?"
_COUNT = rf"(?:{_TOTAL}第?\s*(?P<page>\d{{1,4}})\s*页?(?:\s*[,，/／]?\s*共?\s*\d{{1,4}}\s*页?)?)"
_PAGE_NUMBER = re.compile(rf"{_DASH}(?:页\s*[（(]\s*)?{_COUNT}[)）]?{_DASH}")
_ROMAN = re.compile(rf"{_DASH}(?:[ivxIVX]{{1,5}}|[ⅰ-ⅻⅠ-Ⅻ]){_DASH}")
_AT_END = re.compile(rf"{_DASH}{_COUNT}{_DASH}$")
# Titles of tables, units and names of departments repeat at the top of pages, and are no running headers;
# the times and addresses that browsers print there are.
_TELLING = re.compile(r"表\s*[\d一二三四五六七八九十]*\s*(?:[（(].*)?$|(?<!\d)[:：](?!//)")
# The parts of a page's height, from its top, above and below which page numbers stand; running lines.
_ABOVE, _BELOW = 0.15, 0.78
_HEADER, _FOOTER = 0.1, 0.9
# A running line stands on at least so many pages, and on so large a part of them (two may alternate).
_PAGES = 4
_SHARE = 0.4
# How far (in points) text may reach into the table beside which it stands.
_NEAR = 3.0


def drop_furniture(pages: list[PageLayout]) -> None:
    """Take page numbers, running headers and footers out of the pages' lines.

    Args:
        pages: all pages of a document; their lines are changed.
    """
    offsets = Counter(
        int(number["page"]) - page.number
        for page in pages
        for line in _outermost(page, _ABOVE, _BELOW)
        if (number := _PAGE_NUMBER.fullmatch(line.text))
    )
    for page in pages:
        for line in _outermost(page, _ABOVE, _BELOW):
            if _is_page_number(line.text, page.number, offsets):
                page.lines.remove(line)
    printed = sum(bool(page.lines or page.tables) for page in pages)
    while running := _running(pages, max(_PAGES, _SHARE * printed)):
        for page in pages:
            for line in _outermost(page, _HEADER, _FOOTER):
                if _key(page, line) in running:
                    page.lines.remove(line)


def _outermost(page: PageLayout, above: float, below: float) -> list[Line]:
    """The first and the last line of a page, if they stand at its edge and outside of its tables."""
    if not page.lines:
        return []
    top = min((table.grid.ys[0] for table in page.tables), default=page.box.bottom)
    bottom = max((table.grid.ys[-1] for table in page.tables), default=page.box.top)
    first, last = page.lines[0], page.lines[-1]
    found = []
    if first.bottom <= top + _NEAR and first.baseline <= above * page.box.height:
        found.append(first)
    if last.top >= bottom - _NEAR and last.baseline >= below * page.box.height:
        found.append(last)
    return found


def _is_page_number(text: str, page: int, offsets: Counter[int]) -> bool:
    """Whether a line is a page number; a bare figure is one if it counts as other pages do."""
    number = _PAGE_NUMBER.fullmatch(text)
    if not number:
        return bool(_ROMAN.fullmatch(text))
    offset = int(number["page"]) - page
    return not text.isdecimal() or offset == 0 or offsets[offset] > 1


def _running(pages: list[PageLayout], least: float) -> set[tuple[str, bool]]:
    """The lines that stand at the edge of enough pages."""
    counts = Counter(_key(page, line) for page in pages for line in _outermost(page, _HEADER, _FOOTER))
    return {key for key, count in counts.items() if count >= least and not _TELLING.search(key[0])}


def _key(page: PageLayout, line: Line) -> tuple[str, bool]:
    """A running line's text without its page number, and whether it stands at the top."""
    return _AT_END.sub("", line.text), line.baseline < page.box.height / 2
