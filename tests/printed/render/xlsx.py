"""A printed document as a workbook: each table on a sheet, amounts as numbers under a format."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from printed.amounts import FEN
from printed.document import Grid, Paragraph
from printed.render.grids import placed, text

if TYPE_CHECKING:
    from printed.document import Amount, Document


def as_xlsx(document: Document) -> bytes:
    """The workbook's bytes. Text above a table stands on its sheet; the prose has one of its own."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        lines: list[str] = []
        formats = {
            code: book.add_format({"num_format": code})
            for code in ("0.00", "#,##0.00", "0.0000", "#,##0.0000")
        }
        wrapped = book.add_format({"text_wrap": True})
        for number, block in enumerate(document.blocks):
            if isinstance(block, Paragraph):
                lines.append(block.text)
                continue
            sheet = book.add_worksheet(f"表{number}")
            for row, line in enumerate(lines):
                sheet.write_string(row, 0, line)
            _write(sheet, block, len(lines), formats, wrapped)
            lines = []
        if lines:
            sheet = book.add_worksheet("说明")
            for row, line in enumerate(lines):
                sheet.write_string(row, 0, line)
    return buffer.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, grid: Grid, top: int, formats: dict, wrapped: object
) -> None:
    for row, column, cell in placed(grid):
        first, last = top + row, top + row + cell.rows - 1
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_range(first, column, last, column + cell.columns - 1, "", wrapped)
        if cell.amount is not None and _is_number(cell.text):
            printer = cell.amount.printer
            code = ("#,##0." if printer.thousands == "comma" else "0.") + "0" * printer.places
            sheet.write_number(first, column, _value(cell.amount), formats[code])
        else:
            sheet.write_string(first, column, text(cell), wrapped)


def _is_number(printed: str) -> bool:
    """Whether a spreadsheet would show the amount so; other prints are text."""
    return (
        printed.replace(",", "").replace(".", "", 1).isascii()
        and " " not in printed
        and "." in printed
        and "\n" not in printed
    )


def _value(amount: Amount) -> float:
    return float(Decimal(amount.fen) / FEN[amount.printer.unit])
