"""For lines that entered or left, the most similar line of the other year: a suggestion, never a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By

# Names that share two thirds of their characters are worth a look; below that most are chance.
_LEAST_SIMILARITY = 0.66
_ROW = "row_number"


def with_suggestions(rated: pl.DataFrame, by: By) -> pl.DataFrame:
    """A column `suggestion`: the line of the other year that may be the same, to be confirmed in the crosswalk.

    Lines are compared within their pair and level: one that entered with one that left, by the same amount or
    by their names.
    """
    numbered = rated.with_row_index(_ROW)
    suggested: dict[int, str] = {}
    if breakdowns.is_listed(by):
        for row in _candidates(numbered).iter_rows(named=True):
            entered, left = row[_ROW], row[f"{_ROW}_left"]
            if entered not in suggested and left not in suggested:
                suggested[entered], suggested[left] = row["name_left"], row["name"]
    suggestions = pl.DataFrame(
        {_ROW: list(suggested), "suggestion": list(suggested.values())},
        schema={_ROW: numbered.schema[_ROW], "suggestion": pl.String},
    )
    return numbered.join(suggestions, on=_ROW, how="left", maintain_order="left").drop(_ROW)


def _candidates(numbered: pl.DataFrame) -> pl.DataFrame:
    """Lines that entered beside those that left in the same pair and level, the most similar first."""
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
    candidates = entered.join(left, on=["pair", "level"], suffix="_left")
    similarity = _similarity(candidates.select("line", "line_left").unique())
    same_amount = (pl.col("fen") == pl.col("fen_left")) & (pl.col("fen") != 0)
    return (
        candidates.join(similarity, on=["line", "line_left"])
        .with_columns(similarity=pl.when(same_amount).then(1.0).otherwise("similarity"))
        .filter(pl.col("similarity") >= _LEAST_SIMILARITY)
        .sort("similarity", _ROW, f"{_ROW}_left", descending=[True, False, False])
    )


def _similarity(names: pl.DataFrame) -> pl.DataFrame:
    """How many of their characters pairs of names share, from 0 to 1 (Dice's coefficient)."""
    letters = {
        name: pl.col(name).str.replace_all(r"[\s\p{P}]", "").str.split("").list.unique()
        for name in ("line", "line_left")
    }
    common = letters["line"].list.set_intersection(letters["line_left"]).list.len()
    both = letters["line"].list.len() + letters["line_left"].list.len()
    return names.with_columns(similarity=2 * common / both)
