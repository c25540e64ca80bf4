"""xlsx and xls workbooks → lines of text and tables; each visible sheet is a page."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from yusuan.extract.cell_text import one_line
from yusuan.extract.office.sheet import Sheet, visible_cells
from yusuan.extract.office.xls import xls_sheets
from yusuan.extract.office.xlsx import xlsx_sheets
from yusuan.extract.office.zip_package import Package
from yusuan.extract.raw import Block, Format, RawDocument, TextLine
from yusuan.extract.refusal import refusal
from yusuan.extract.stacked_tables import segment
from yusuan.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*[0-9]*(?:\s*\([0-9]+\))?", re.IGNORECASE)
_LABELLED = re.compile(r"[^:：]{1,8}[:：]")


def read_workbook(path: Path) -> RawDocument:
    """Read the visible sheets of a workbook.

    Amounts and codes come as text: numbers as the cell's format shows them (without separators of thousands),
    else in their fewest digits; dates in ISO 8601. Hidden sheets, rows and columns are left out, and named in
    `notes`.

    Raises:
        UnreadableError: damaged, encrypted, a bomb, or without any text.
    """
    data = path.read_bytes()
    form: Format = "xlsx" if data.startswith(b"PK") else "xls"
    title = ""
    if form == "xlsx":
        with Package(path, data) as package:
            package.refuse_entities()
            title = package.title()
            sheets = xlsx_sheets(package, data)
    else:
        sheets = xls_sheets(path, data)
    visible = [sheet for sheet in sheets if not sheet.hidden]
    blocks: list[Block] = []
    for page, sheet in enumerate(visible, start=1):
        found = segment(visible_cells(sheet, page), page)
        blocks += [*_name_line(sheet.name, found, page), *found]
    if not blocks:
        raise refusal(path, "工作簿里没有可读的内容", "the workbook's visible sheets are empty")
    return RawDocument(
        path=path,
        format=form,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=len(visible),
        blocks=tuple(blocks),
        title=title,
        notes=tuple(_hidden_notes(sheets)),
    )


def _name_line(name: str, found: Iterable[Block], page: int) -> list[TextLine]:
    """A sheet's name as its first line, where nothing above its first table is a title."""
    text = one_line(name)
    for block in found:
        if not isinstance(block, TextLine):
            return [] if _UNNAMED.fullmatch(text) else [TextLine(text=text, page=page, row=1)]
        if not _LABELLED.search(block.text):
            return []
    return []


def _hidden_notes(sheets: Iterable[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        if sheet.hidden:
            yield printable(f"未读隐藏的工作表“{sheet.name}”")
            continue
        for what, hidden, place in (("行", sheet.hidden_rows, 0), ("列", sheet.hidden_columns, 1)):
            lost = hidden & {spot[place] for spot in sheet.texts}
            if lost:
                yield printable(f"工作表“{sheet.name}”有 {len(lost)} 个隐藏{what}未读")
