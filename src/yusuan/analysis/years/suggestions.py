"""For lines that entered or left, the likely partner in the other year: a suggestion, never a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns as comparable

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By

# Names that share two thirds of their characters are worth a look; below that most are chance.
_LEAST_LIKENESS = 0.66
_ROW = "row_number"


def with_partners(rated: pl.DataFrame, by: By) -> pl.DataFrame:
    """A column `suggestion`: the line of the other year that may be the same, to be confirmed in the crosswalk.

    Lines are likened within their pair and level: one that entered with one that left, by the same amount or by
    their names.
    """
    numbered = rated.with_row_index(_ROW)
    found: dict[int, str] = {}
    if comparable.is_listed(by):
        for row in _candidates(numbered).iter_rows(named=True):
            one, other = row[_ROW], row[f"{_ROW}_left"]
            if one not in found and other not in found:
                found[one], found[other] = row["name_left"], row["name"]
    named = pl.DataFrame(
        {_ROW: list(found), "suggestion": list(found.values())},
        schema={_ROW: numbered.schema[_ROW], "suggestion": pl.String},
    )
    return numbered.join(named, on=_ROW, how="left", maintain_order="left").drop(_ROW)


def _candidates(numbered: pl.DataFrame) -> pl.DataFrame:
    """Lines that entered beside those that left in the same pair and level, the likest first."""
    apart = numbered.filter(pl.col("status").is_in(["entered", "left"])).select(
        "pair",
        "level",
        _ROW,
        "status",
        "line",
        fen=pl.coalesce("current_fen", "base_fen"),
        name=pl.concat_str("code", "line", separator=" ", ignore_nulls=True),
    )
    entered, left = (
        apart.filter(pl.col("status") == status).drop("status") for status in ("entered", "left")
    )
    both = entered.join(left, on=["pair", "level"], suffix="_left")
    likeness = _likeness(both.select("line", "line_left").unique())
    same = (pl.col("fen") == pl.col("fen_left")) & (pl.col("fen") != 0)
    return (
        both.join(likeness, on=["line", "line_left"])
        .with_columns(likeness=pl.when(same).then(1.0).otherwise("likeness"))
        .filter(pl.col("likeness") >= _LEAST_LIKENESS)
        .sort("likeness", _ROW, f"{_ROW}_left", descending=[True, False, False])
    )


def _likeness(names: pl.DataFrame) -> pl.DataFrame:
    """How many of their characters pairs of names share, from 0 to 1 (Dice's coefficient)."""
    letters = {
        name: pl.col(name).str.replace_all(r"[\s\p{P}]", "").str.split("").list.unique()
        for name in ("line", "line_left")
    }
    common = letters["line"].list.set_intersection(letters["line_left"]).list.len()
    both = letters["line"].list.len() + letters["line_left"].list.len()
    return names.with_columns(likeness=2 * common / both)
