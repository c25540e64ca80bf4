"""xlsx and xls workbooks → lines of text and tables; each visible sheet is a page."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from yusuan.extract.cell_text import one_line
from yusuan.extract.office.sheet import Sheet, address, visible_cells
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
# What a sheet shows where a value cannot be: an error, or a column too narrow.
_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|N/A|NAME\?|NUM!|NULL!|ERR!|#{2,})")
_MOST_NAMED = 20
_LABELLED = re.compile(r"[^:：]{1,8}[:：]")


def read_workbook(path: Path) -> RawDocument:
    """Read the visible sheets of a workbook.

    Amounts and codes come as text: numbers as the cell's format shows them (without separators of thousands),
    else in their fewest digits; dates in ISO 8601. Hidden sheets, rows and columns are left out, and named in
    `notes`, as are cells that show an error instead of a value, and formulas that nobody has computed.

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
        notes=(*_hidden_notes(sheets), *_blind_notes(visible)),
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


def _blind_notes(sheets: Iterable[Sheet]) -> Iterator[str]:
    """Cells that show no value though they should: each by its address."""
    for sheet in sheets:
        errors = [
            f"{address(place)}（{text}）"
            for place, text in sorted(sheet.texts.items())
            if _ERROR.fullmatch(text) and sheet.shows(place)
        ]
        if errors:
            yield printable(
                f"工作表“{sheet.name}”有错误值，没有读：{_list(errors)} (errors instead of values)"
            )
        formulas = [address(place) for place in sorted(sheet.uncomputed) if sheet.shows(place)]
        if formulas:
            yield printable(
                f"工作表“{sheet.name}”有 {len(formulas)} 个公式没有算出的值，没有读，"
                f"请用表格软件打开后另存：{_list(formulas)} (formulas without values)"
            )


def _list(names: list[str]) -> str:
    return "、".join(names[:_MOST_NAMED]) + (f"等 {len(names)} 处" if len(names) > _MOST_NAMED else "")
