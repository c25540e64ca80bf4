"""A frame of the workspace as people read it: short labels, amounts in 万元, rates in percent."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan import reference
from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import (
    PHASE_NAMES,
    SCOPE_NAMES,
    SIDE_NAMES,
    STATUS_NAMES,
    Language,
    Phase,
    Scope,
    Side,
    Status,
    TableKind,
    pick,
)
from yusuan.reference.table_kinds import table_names
from yusuan.report import tables
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.report.elements.display import Html

_MISSING = "—"
# A cell may hold a paragraph; what is longer is cut here, the frame has it whole.
_LONGEST_TEXT = 120
_WIDE_TEXT = 24
_HASH_SHOWN = 16
_RATES = frozenset(
    {
        "change_rate",
        "share",
        "base_share",
        "contribution",
        "growth_contribution",
        "structure_contribution",
        "rate_quantum",
    }
)
_WORDS: dict[str, Mapping[Any, tuple[str, str]]] = {
    "phase": PHASE_NAMES,
    "status": STATUS_NAMES,
    "table": table_names(),
    "side": SIDE_NAMES,
    "scope": SCOPE_NAMES,
}
_ENUMS = {"phase": Phase, "status": Status, "table": TableKind, "scope": Scope, "side": Side}


def display(frame: pl.DataFrame | pl.LazyFrame, lang: Language = "zh", rows: int = 50) -> Html:
    """A table of a frame for a notebook.

    Columns of yusuan's own frames get short labels, amounts (`*_fen`) are shown in 万元 and rates in percent;
    other columns keep their names. Blank is a dash. Columns of lists are left out.

    Args:
        frame: any frame; a lazy one is collected.
        lang: of labels and words.
        rows: how many rows are shown at most; the caption says how many there are.
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    names = [name for name, dtype in frame.schema.items() if not dtype.is_nested()]
    amounts = [name for name in names if name.endswith("_fen")]
    columns = [Column(label(name, lang), number=frame.schema[name].is_numeric()) for name in names]
    cells = [
        [_cell(name, value, lang) for name, value in zip(names, row, strict=True)]
        for row in frame.select(names).head(rows).iter_rows()
    ]
    count = pick((f"{frame.height} 行", f"{frame.height} rows"), lang)
    if frame.height > rows:
        count += pick((f"，只列前 {rows} 行", f", the first {rows} shown"), lang)
    if amounts:
        count += pick(("；金额单位：万元", "; amounts in 10,000 yuan"), lang)
    return tables.build("frame", columns, cells, count)


def label(column: str, lang: Language = "zh") -> str:
    """The short label of a column, its name where there is none."""
    named = reference.column_labels().get(column)
    return pick(named, lang) if named else column


def _cell(column: str, value: object, lang: Language) -> str:
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        return pick(("是", "yes") if value else ("否", "no"), lang)
    if isinstance(value, int | float):
        return _number(column, value)
    if column == "sha256":
        return escape(str(value)[:_HASH_SHOWN])
    if column in _ENUMS:
        return escape(_word(column, str(value), lang))
    return _text(str(value))


def _number(column: str, value: float) -> str:
    if column.endswith("_fen") and isinstance(value, int):
        return wan_yuan(value, sign=column in {"change_fen", "difference_fen"})
    if column in _RATES:
        return f"{value * 100:,.2f}%".replace("-", "−")
    return str(value)


def _word(column: str, value: str, lang: Language) -> str:
    try:
        return pick(_WORDS[column][_ENUMS[column](value)], lang)
    except ValueError:
        return value


def _text(value: str) -> str:
    shown = value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    return tables.text(shown) if len(shown) > _WIDE_TEXT else escape(shown)
