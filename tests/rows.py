"""Rows of the analysis' frames, from what matters of them; the rest is null."""

from __future__ import annotations

from typing import Any

import polars as pl

from yusuan.analysis.years.series import SCHEMA as SERIES
from yusuan.analysis.years.variance import SCHEMA as VARIANCE

DOCUMENT = "吉林省社会保险事业管理局/2024-budget"


def wan(amount: float | None) -> int | None:
    """万元 as 分."""
    return None if amount is None else round(amount * 1_000_000)


def rows_of(schema: dict[str, pl.DataType], *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def compared(
    line: str, base: float | None, current: float | None, level: int = 1, **more: Any
) -> dict[str, Any]:
    """A row of `Workspace.variance`, amounts in 万元."""
    known = base is not None and current is not None
    return {
        "line": line,
        "key": line,
        "level": level,
        "base_fen": wan(base),
        "current_fen": wan(current),
        "change_fen": wan(current) - wan(base) if known else None,
        "base_origin": "disclosed",
        "status": "both" if known else "missing",
        "material": False,
        "document": DOCUMENT,
        "page": 1,
        "row": 120 + len(line),
    } | more


def comparison(*rows: dict[str, Any]) -> pl.DataFrame:
    return rows_of(VARIANCE, *rows)


def series(*lines: tuple[str, int, dict[int, float | None]], **more: Any) -> pl.DataFrame:
    """Rows of `Workspace.series`: name, level, amount in 万元 by year."""
    rows = [
        {
            "key": line,
            "line": line,
            "level": level,
            "parent": None if level == 0 else lines[0][0],
            "fiscal_year": year,
            "amount_fen": wan(amount),
            "origin": None if amount is None else "disclosed",
            "document": None if amount is None else DOCUMENT,
            "page": 1,
            "row": year,
        }
        | more
        for line, level, years in lines
        for year, amount in years.items()
    ]
    return rows_of(SERIES, *rows)
