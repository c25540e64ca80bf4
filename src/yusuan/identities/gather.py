"""Rows of the clean frames as rules read them: document by document, and told as a list of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from yusuan.identities.verdict import Place

Row = dict[str, object]

_MOST_TOLD = 5
_LONGEST = 40


def by_document(frame: pl.DataFrame) -> dict[str, list[Row]]:
    """The rows of each document, in order."""
    found: dict[str, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(str(row["document"]), []).append(row)
    return found


def place(row: Row) -> Place:
    """Where a row stands."""
    column = row.get("column")
    return (whole(row["page"]), whole(row["row"]), None if column is None else whole(column))


def told(places: Sequence[str]) -> str:
    """The first of many places in one sentence, in Chinese."""
    shown = "；".join(places[:_MOST_TOLD])
    return shown if len(places) <= _MOST_TOLD else f"{shown}；等{len(places)}处"


def told_en(places: Sequence[str]) -> str:
    """The same in English."""
    shown = "; ".join(places[:_MOST_TOLD])
    return shown if len(places) <= _MOST_TOLD else f"{shown}; {len(places)} places in all"


def clip(text: str) -> str:
    """The beginning of a sentence."""
    text = squeeze(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def whole(value: object) -> int:
    """A value that the schema says is a whole number."""
    return int(str(value))


def real(value: object) -> float:
    """A value that the schema says is a number."""
    return float(str(value))
