"""For lines that entered or left, the likely partner in the other year: a suggestion, never a match."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import comparable

if TYPE_CHECKING:
    from yusuan.analysis.comparable import By

# Names that share two thirds of their characters in order are worth a look; below that most are chance.
_LEAST_LIKENESS = 0.66
_ROW = "row_number"


def with_partners(rated: pl.DataFrame, by: By) -> pl.DataFrame:
    """A column `suggestion`: the line of the other year that may be the same, to be confirmed in the crosswalk.

    Lines are likened within their pair and level: one that entered with one that left, by the same amount or by
    their names.
    """
    found: dict[int, str] = {}
    if comparable.is_listed(by):
        numbered = rated.with_row_index(_ROW)
        apart = numbered.filter(pl.col("status").is_in(["entered", "left"]))
        for _, group in apart.group_by("pair", "level", maintain_order=True):
            found |= _of_group(group)
    values = [found.get(number) for number in range(rated.height)]
    return rated.with_columns(pl.Series("suggestion", values, dtype=pl.String))


def _of_group(group: pl.DataFrame) -> dict[int, str]:
    """By row, the name of its likely partner; the likest go first, and each has one partner."""
    entered = group.filter(pl.col("status") == "entered").to_dicts()
    left = group.filter(pl.col("status") == "left").to_dicts()
    scored = [(_likeness(one, other), one[_ROW], other[_ROW]) for one in entered for other in left]
    rows = {row[_ROW]: row for row in (*entered, *left)}
    found: dict[int, str] = {}
    for likeness, one, other in sorted(scored, reverse=True):
        if likeness and one not in found and other not in found:
            found[one], found[other] = _named(rows[other]), _named(rows[one])
    return found


def _likeness(entered: dict[str, object], left: dict[str, object]) -> float:
    amount = entered["current_fen"]
    if amount and amount == left["base_fen"]:
        return 1.0
    ratio = difflib.SequenceMatcher(None, str(entered["line"]), str(left["line"])).ratio()
    return ratio if ratio >= _LEAST_LIKENESS else 0.0


def _named(row: dict[str, object]) -> str:
    return f"{row['code']} {row['line']}" if row["code"] else str(row["line"])
