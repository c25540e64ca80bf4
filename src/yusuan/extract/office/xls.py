"""The sheets of an xls workbook (BIFF, Excel 97 and before), through xlrd.

Not through calamine: it tells neither formats nor hidden columns of an xls, and a damaged one can make it end
the process.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlrd

from yusuan.extract.cell_text import cell_text
from yusuan.extract.office.number_format import shown
from yusuan.extract.office.sheet import Sheet, date_text
from yusuan.extract.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def xls_sheets(path: Path, data: bytes) -> list[Sheet]:
    """Read the sheets of an xls.

    Raises:
        UnreadableError: damaged, or encrypted.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
            ignore_workbook_corruption=True,
        )
        return [_sheet(book, sheet) for sheet in book.sheets()]
    except MemoryError:
        raise
    except Exception as error:  # xlrd lets whatever a damaged record leads to come through
        if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error):
            raise refusal(path, "文件已加密，请先解除密码", "encrypted") from error
        raise refusal(path, "文件已损坏或不完整", f"damaged or truncated: {type(error).__name__}") from error


def _sheet(book: xlrd.Book, source: xlrd.sheet.Sheet) -> Sheet:
    return Sheet(
        name=source.name,
        hidden=source.visibility != 0,
        texts=dict(_texts(book, source)),
        merged=[(top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells],
        hidden_rows={row for row, info in source.rowinfo_map.items() if info.hidden},
        hidden_columns={column for column, info in source.colinfo_map.items() if info.hidden},
    )


def _texts(book: xlrd.Book, source: xlrd.sheet.Sheet) -> Iterator[tuple[tuple[int, int], str]]:
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            if text := _text(book, source, cell, (row, column)):
                yield (row, column), text


def _text(book: xlrd.Book, source: xlrd.sheet.Sheet, cell: xlrd.sheet.Cell, place: tuple[int, int]) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return cell_text(cell.value)
        case xlrd.XL_CELL_NUMBER:
            style = book.xf_list[source.cell_xf_index(*place)]
            return shown(cell.value, book.format_map[style.format_key].format_str)
        case xlrd.XL_CELL_DATE:
            return _date(book, cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#ERR!"))
        case _:
            return ""


def _date(book: xlrd.Book, value: float) -> str:
    try:
        return date_text(xlrd.xldate.xldate_as_datetime(value, book.datemode))
    except (xlrd.xldate.XLDateError, ValueError, OverflowError):
        return shown(value, "")  # no date that a calendar has
