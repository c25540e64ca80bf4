"""A frame on standard output, in the format that was asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from yusuan.cli.console import say
from yusuan.model.text import printable
from yusuan.storage import export

if TYPE_CHECKING:
    import polars as pl

    from yusuan.cli.options import Form

# What fits on a screen, by frame; the other formats have all columns.
_WHOSE = ("department", "fiscal_year")
_ON_SCREEN: dict[str, tuple[str, ...]] = {
    "documents": ("document", "unit", "format", "pages", "tables", "facts", "unverified_tables"),
    "facts": (*_WHOSE, "table", "side", "line", "code", "measure", "amount_yuan", "page", "row"),
    "statements": (
        *(*_WHOSE, "metric", "line", "amount_yuan", "quantity", "quantity_unit"),
        *("change_yuan", "change_rate", "page", "row"),
    ),
    "indicators": (*_WHOSE, "project", "level1", "level2", "level3", "target", "weight"),
    "terms": (*_WHOSE, "term", "explanation"),
    "findings": (*_WHOSE, "status", "severity", "identity", "difference_yuan", "page", "row", "message"),
    "variance": (
        *("line", "code", "base_yuan", "current_yuan", "change_yuan", "change_rate"),
        *("base_origin", "note"),
    ),
    "ratios": (
        *("department", "fiscal_year", "name", "value", "unit", "numerator", "numerator_yuan"),
        *("denominator", "denominator_yuan", "denominator_quantity", "reason"),
    ),
    "completion": (
        *("line", "code", "budget_yuan", "initial_yuan", "adjusted_yuan", "final_yuan"),
        *("completion_rate", "difference_yuan", "difference_rate", "note"),
    ),
    "peers": (
        *("line", "rank", "department", "amount_yuan", "value", "share", "median_yuan", "median"),
        "reason",
    ),
    "series": ("line", "code", "fiscal_year", "amount_yuan", "origin", "note"),
}
_MOST_ROWS = 400
_WIDE = 10_000  # where no terminal limits the width, a line is a row


def print_frame(name: str, frame: pl.DataFrame, form: Form) -> None:
    """Print a frame of the clean data with the contract's columns.

    Args:
        name: of the frame, as in `export.FIRST_COLUMNS`.
        frame: with amounts in whole 分.
        form: as asked for; "parquet" has the amounts in 分 as well.

    Raises:
        BadParameter: a binary format, and standard output is a terminal.
    """
    shown = export.contract(name, frame)
    if form == "table":
        _print_table(name, shown)
        return
    if form in {"parquet", "xlsx"} and sys.stdout.isatty():
        raise typer.BadParameter(
            f"{form} 不能显示在终端上，请写入文件 (redirect it): … --format {form} > {name}.{form}"
        )
    if form == "parquet":
        shown = shown.hstack(frame.select("^.*_fen$"))
    sys.stdout.buffer.write(export.encode(shown, form))


def _print_table(name: str, frame: pl.DataFrame) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    columns = _ON_SCREEN.get(name, tuple(frame.columns))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        numeric = column.endswith("_yuan") or frame.schema[column].is_numeric()
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in frame.select(columns).head(_MOST_ROWS).iter_rows():
        table.add_row(*(Text("" if value is None else printable(str(value))) for value in row))
    Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False).print(table)
    if frame.height > _MOST_ROWS:
        say(f"另有 {frame.height - _MOST_ROWS} 行；--format csv 给出全部 (more rows: --format csv has all)")
