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


def with_partners(rated: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """A column `suggestion`: the line of the other year that may be the same, to be confirmed in the crosswalk.

    Lines are likened within their pair and level: one that entered with one that left, by the same amount or by
    their names.
    """
    if not comparable.is_listed(by):
        return rated.with_columns(suggestion=pl.lit(None, pl.String))
    schema = rated.collect_schema()
    return rated.map_batches(
        _suggest,
        schema={**schema, "suggestion": pl.String()},
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
    )


def _suggest(rows: pl.DataFrame) -> pl.DataFrame:
    numbered = rows.with_row_index(_ROW)
    apart = numbered.filter(pl.col("status").is_in(["entered", "left"]))
    found: dict[int, str] = {}
    for _, group in apart.group_by("pair", "level", maintain_order=True):
        entered = group.filter(pl.col("status") == "entered").to_dicts()
        left = group.filter(pl.col("status") == "left").to_dicts()
        scored = sorted(
            (
                (likeness, one[_ROW], other[_ROW])
                for one in entered
                for other in left
                if (likeness := _likeness(one, other))
            ),
            reverse=True,
        )
        rows_of = {row[_ROW]: row for row in (*entered, *left)}
        for _, one, other in scored:
            if one not in found and other not in found:
                found[one], found[other] = _named(rows_of[other]), _named(rows_of[one])
    values = [found.get(number) for number in range(rows.height)]
    return rows.with_columns(pl.Series("suggestion", values, dtype=pl.String))


def _likeness(entered: dict[str, object], left: dict[str, object]) -> float:
    amount = entered["current_fen"]
    if amount and amount == left["base_fen"]:
        return 1.0
    ratio = difflib.SequenceMatcher(None, str(entered["line"]), str(left["line"])).ratio()
    return ratio if ratio >= _LEAST_LIKENESS else 0.0


def _named(row: dict[str, object]) -> str:
    return f"{row['code']} {row['line']}" if row["code"] else str(row["line"])
