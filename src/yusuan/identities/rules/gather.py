"""Rows of the clean frames as rules read them: document by document, and told as a list of places."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from yusuan.identities.rules.verdict import Verdict
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from yusuan.identities.rules.verdict import Place

Row = dict[str, object]

_MOST_TOLD = 5
_LONGEST = 40


def by_document(frame: pl.DataFrame) -> dict[str, list[Row]]:
    """The rows of each document, in order."""
    found: dict[str, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(str(row["document"]), []).append(row)
    return found


def by_table(frame: pl.DataFrame) -> dict[tuple[object, object], list[Row]]:
    """The rows of each table, by document and number, in order."""
    found: dict[tuple[object, object], list[Row]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault((row["document"], row["table_no"]), []).append(row)
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


def listed(document: str, rows: Sequence[Row], said: Sequence[str], said_en: Sequence[str]) -> Verdict:
    """One verdict a document on all places of one kind.

    Args:
        document: its id.
        rows: the places, the first of which leads; where nothing is wrong, one that was tested.
        said: what is wrong at each place, in Chinese; empty where the rule holds.
        said_en: the same in English.
    """
    first = rows[0]
    names = (first.get(name) for name in ("project", "level3", "line"))
    return Verdict(
        document=document,
        key="",
        holds="broken" if said else "exact",
        table=str(first.get("table") or ("performance_targets" if "level3" in first else "text")),
        line=str(next(filter(None, names), None) or clip(str(first.get("text") or ""))),
        page=whole(first["page"]),
        row=whole(first["row"]),
        column=None if first.get("column") is None else whole(first["column"]),
        against=tuple(place(row) for row in rows[1:]),
        detail=told(said),
        detail_en=told_en(said_en),
    )


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


def lowest(rows: Sequence[Row]) -> list[Row]:
    """The rows of a table that are no sum of those right below.

    Where one repeats the amount of the next, only the next.
    """
    roots: list[int] = []
    found: list[Row] = []
    for row in reversed(rows):
        amount = whole(row["amount_fen"])
        together = list(accumulate(reversed(roots)))
        if amount in together:
            del roots[len(roots) - 1 - together.index(amount) :]
        else:
            found.append(row)
        roots.append(amount)
    return found[::-1]
