"""The frames as the outside sees them: the contract's columns, amounts in exact 元, safe in a spreadsheet."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

Format = Literal["table", "csv", "json", "parquet", "xlsx"]

# The columns that the contract fixes, in its order; a frame's further columns follow in their own.
FIRST_COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": (
        "document", "department", "scope", "fiscal_year", "phase", "unit", "format", "pages", "tables",
        "facts", "unverified_tables", "sha256", "title", "files", "identified_by", "amounts_printed",
        "amounts_read",
    ),
    "facts": (
        "department", "scope", "fiscal_year", "phase", "table", "title", "side", "line", "code", "level",
        "measure", "heading", "amount_yuan", "printed", "unit", "page", "row", "column", "document", "file",
    ),
    "statements": (
        "department", "scope", "fiscal_year", "phase", "metric", "line", "amount_yuan", "quantity",
        "quantity_unit", "base_year", "change_yuan", "change_rate", "direction", "reason", "printed",
        "page", "row", "document", "file",
    ),
    "indicators": (
        "department", "scope", "fiscal_year", "phase", "project", "level1", "level2", "level3", "target",
        "weight",
    ),
    "terms": ("department", "scope", "fiscal_year", "phase", "term", "explanation"),
    "findings": (
        "document", "department", "fiscal_year", "phase", "suite", "identity", "status", "subject", "severity",
        "weight_yuan", "table", "line", "measure", "expected_yuan", "actual_yuan", "difference_yuan",
        "tolerance_yuan", "file", "page", "row", "message",
    ),
    "variance": (
        "line", "code", "level", "base_yuan", "current_yuan", "change_yuan", "change_rate", "share",
        "contribution", "base_origin", "note",
    ),
    "series": (
        "line", "code", "level", "fiscal_year", "amount_yuan", "origin", "note", "department", "scope", "phase",
    ),
}  # fmt: skip

# What a spreadsheet takes for a formula when a cell begins with it, full-width forms included; a plain
# number is none, whatever its sign.
_FORMULA = r"^[\s\p{Cf}]*[=+\-@＝＋－＠|%]|^[\t\r\n]"
_NUMBER = r"^[+\-]?\d[\d,]*(\.\d+)?%?$|^[+\-]?\.\d+%?$"
# Of these the last two are no characters, and no XML is whole that holds them.
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f" + "\ufffe\uffff]"
_BOM = "\ufeff"
_LONGEST_CELL = 32_767  # of Excel
_YUAN_FORMAT = "#,##0.00"


def contract(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of the clean data with the columns of the contract first.

    Args:
        name: "documents", "facts", …, "findings", "variance".
        frame: with amounts in whole 分 (`*_fen`).

    Returns:
        The same rows; every `*_fen` column became `*_yuan`, an exact decimal string with two decimals, also
        within lists of structs.
    """
    in_yuan = frame.with_columns(
        yuan(pl.col(column)).alias(_in_yuan(column)) for column in frame.columns if _is_fen(column)
    ).with_columns(
        pl.col(column).list.eval(
            pl.struct(
                (yuan(field) if _is_fen(name) else field).alias(_in_yuan(name))
                for name in fields
                for field in [pl.element().struct.field(name)]
            )
        )
        for column, fields in _nested(frame).items()
    )
    first = FIRST_COLUMNS.get(name, ())
    rest = (_in_yuan(column) for column in frame.columns)
    return in_yuan.select(*first, *(column for column in rest if column not in first))


def yuan(amounts: pl.Expr) -> pl.Expr:
    """The exact decimal string in 元 of amounts in whole 分; null stays null.

    >>> pl.select(yuan(pl.Series("amount_fen", [5, -4984, None]))).to_series().to_list()
    ['0.05', '-49.84', None]
    """
    fen = amounts.cast(pl.Int64)
    size = fen.abs()
    part = (size % 100).cast(pl.String).str.zfill(2)
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, (size // 100).cast(pl.String), pl.lit("."), part)


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame whose texts no spreadsheet takes for a formula and no terminal for a command.

    A text that begins like a formula gets an apostrophe before it; texts that are plain numbers stay.
    """
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(_guarded(name) for name in texts)


def cell_text(text: str) -> str:
    """A text as a cell of a workbook can hold it: no control characters, not too long, and never markup.

    XlsxWriter takes a text from `<r>` to `</r>` for the markup of a cell and writes it unescaped, so that it
    could end the cell and begin a formula; a blank behind it makes it a text again.
    """
    plain = re.sub(_CONTROLS, "\ufffd", text)[:_LONGEST_CELL]
    return f"{plain[: _LONGEST_CELL - 1]} " if plain.endswith("</r>") else plain


def write_csv(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame for a spreadsheet: UTF-8 with a byte order mark, formulas disarmed, lists as JSON."""
    with path.open("wb") as file:
        file.write(_BOM.encode())
        guarded(_flat(frame)).write_csv(file)


def encode(frame: pl.DataFrame, form: Literal["csv", "json", "parquet", "xlsx"]) -> bytes:
    """A frame of contract columns as bytes for standard output.

    Args:
        frame: as `contract` gives it.
        form: csv is plain UTF-8 without a byte order mark.
    """
    match form:
        case "csv":
            return guarded(_flat(frame)).write_csv().encode()
        case "json":
            return (json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1) + "\n").encode()
        case "parquet":
            buffer = BytesIO()
            frame.write_parquet(buffer)
            return buffer.getvalue()
        case "xlsx":
            return _workbook(_flat(frame))


def _nested(frame: pl.DataFrame) -> dict[str, list[str]]:
    """The columns that are lists of structs, with the names of their fields."""
    return {
        name: [field.name for field in dtype.inner.fields]
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct)
    }


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as JSON texts, an empty one as nothing."""
    return frame.with_columns(
        pl.Series(
            name,
            [json.dumps(items, ensure_ascii=False) if items else None for items in frame[name].to_list()],
            dtype=pl.String,
        )
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.List)
    )


def _is_fen(column: str) -> bool:
    return column.endswith("_fen")


def _in_yuan(column: str) -> str:
    return column.removesuffix("_fen") + "_yuan" if _is_fen(column) else column


def _guarded(name: str) -> pl.Expr:
    text = pl.col(name).str.replace_all(_CONTROLS, "\ufffd")
    armed = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(armed).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)


def _workbook(frame: pl.DataFrame) -> bytes:
    """One sheet: numbers as numbers, texts as texts, never a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 — only this format needs it

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": _YUAN_FORMAT})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, frame.height, max(frame.width - 1, 0))
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, name, bold)
            for row, value in enumerate(frame.get_column(name), start=1):
                _write_cell(sheet, row, column, value, money if name.endswith("_yuan") else None)
    return buffer.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: object, money: Any) -> None:
    if value is None:
        return
    if money is not None:
        sheet.write_number(row, column, float(str(value)), money)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, cell_text(str(value)))
