"""Lines in two years: base, current, change, rate, share, contribution, and where they stand.

Everything is one lazy query over as many pairs of documents as are given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import amounts, comparable, rest, wording
from yusuan.analysis.amounts import WHOLE
from yusuan.analysis.crosswalk import Crosswalk, crosswalk
from yusuan.analysis.pairing import compared, of_pairs, side_by_side
from yusuan.analysis.partners import with_partners
from yusuan.analysis.sides import common_basis, sided

if TYPE_CHECKING:
    from yusuan.analysis.comparable import By

SCHEMA: dict[str, pl.DataType] = {
    "line": pl.String(),
    "code": pl.String(),
    "level": pl.Int32(),
    "base_fen": pl.Int64(),
    "current_fen": pl.Int64(),
    "change_fen": pl.Int64(),
    "change_rate": pl.Float64(),
    "share": pl.Float64(),
    "contribution": pl.Float64(),
    "base_origin": pl.String(),
    "note": pl.String(),
    "metric": pl.String(),
    "reason": pl.String(),
    "document": pl.String(),
    "page": pl.Int32(),
    "row": pl.Int32(),
    "column": pl.Int32(),
    "title": pl.String(),
    "heading": pl.String(),
    "base_document": pl.String(),
    "base_page": pl.Int32(),
    "base_row": pl.Int32(),
    "base_column": pl.Int32(),
    "base_title": pl.String(),
    "base_heading": pl.String(),
    "base_line": pl.String(),
    "base_printed_fen": pl.Int64(),
    "base_restated_fen": pl.Int64(),
    "status": pl.String(),
    "material": pl.Boolean(),
    "suggestion": pl.String(),
    "key": pl.String(),
    "parent": pl.String(),
    "department": pl.String(),
    "scope": pl.String(),
    "phase": pl.String(),
    "fiscal_year": pl.Int32(),
    "base_year": pl.Int32(),
    "basis": pl.Int32(),
}


@dataclass(frozen=True, slots=True)
class Materiality:
    """From where on a change is material: by amount and by rate, both.

    Attributes:
        least_fen: the smallest change that is, in 分.
        least_rate: likewise as a fraction; a change without a rate needs the amount alone.
    """

    least_fen: int = 10_000_000
    least_rate: float = 0.05


@dataclass(frozen=True)
class Maps:
    """The reviewed maps between years.

    Attributes:
        codes: which code became which.
        projects: columns department, old (normalised name), new (likewise), since.
    """

    codes: Crosswalk = field(default_factory=crosswalk)
    projects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=amounts.RENAMED))


def variance(
    pairs: pl.DataFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    by: By = "total",
    *,
    maps: Maps | None = None,
    materiality: Materiality | None = None,
) -> pl.LazyFrame:
    """Compare years, like with like.

    The base is what the earlier document discloses; where it does not, what the later one says of that year.
    Lines that are in neither year are left out. Where lines of a table are compared, a line that only one of
    both tables prints has entered or left; a metric has where the other parts make up the whole without it.
    What a whole holds beyond its parts is a line of its own (`key` "rest"), so that changes add up to that of
    the whole and contributions to its rate.

    Args:
        pairs: columns of `choice.PAIRS`.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        by: which lines.
        maps: the reviewed maps; those that come with yusuan where None.
        materiality: from where on a change is material.

    Returns:
        Columns `SCHEMA`, lazily; amounts in 分. `change_rate` is a fraction, null where the base is missing, zero
        or negative; `note` says why. `share` is of the whole's current amount, `contribution` is the change
        over the whole's base. `base_fen` is comparable: `base_printed_fen` is what the earlier document prints
        under this code, `base_restated_fen` what the later one says of that year. `status` is both, entered,
        left, or missing (in one of the years, unknown).
    """
    maps = maps or Maps()
    seen = pl.concat([pairs["document"], pairs["base_document"].drop_nulls()]).unique().to_list()
    facts = facts.filter(pl.col("document").is_in(seen))
    statements = statements.filter(pl.col("document").is_in(seen))
    lines = amounts.in_tables(facts, by, maps.projects)
    span = {
        "first_year": pl.min_horizontal("fiscal_year", "base_year"),
        "last_year": pl.max_horizontal("fiscal_year", "base_year"),
    }
    one = pairs.unique("pair", keep="first", maintain_order=True)
    now = one.select("pair", "document", year="fiscal_year", **span)
    then = pairs.filter(pl.col("base_document").is_not_null()).select(
        "pair", document="base_document", year="base_year", **span
    )
    implied = of_pairs(amounts.worked_back(statements, by), one, "base_year")
    current, base = common_basis(
        sided(lines, now, by, maps.codes), sided(lines, then, by, maps.codes), implied, by
    )
    both = side_by_side(one, current, base, implied, statements, then, by)
    lines = rest.with_rest(compared(both, by), by)
    rated = with_partners(_rated(lines, by, materiality or Materiality()), by)
    return _ordered(rated, by).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def _rated(lines: pl.LazyFrame, by: By, materiality: Materiality) -> pl.LazyFrame:
    change = pl.coalesce(
        pl.col("current_fen") - pl.col("base_fen"),
        pl.when("entered").then("current_fen"),
        pl.when("left").then(-pl.col("base_fen")),
    )
    by_amount = pl.col("change_fen").abs() >= materiality.least_fen
    by_rate = pl.col("change_rate").abs().fill_null(1.0) >= materiality.least_rate
    always = by in comparable.ALWAYS_MATERIAL
    return (
        lines.with_columns(change_fen=change)
        .with_columns(
            change_rate=pl.when((pl.col("base_fen") > 0) & pl.col("change_fen").is_not_null()).then(
                pl.col("change_fen") / pl.col("base_fen")
            ),
            share=pl.when(pl.col("whole_fen") > 0).then(pl.col("current_fen") / pl.col("whole_fen")),
            contribution=pl.when(pl.col("whole_base_fen") > 0).then(
                pl.col("change_fen") / pl.col("whole_base_fen")
            ),
            status=pl.when("entered")
            .then(pl.lit("entered"))
            .when("left")
            .then(pl.lit("left"))
            .when(pl.col("change_fen").is_null())
            .then(pl.lit("missing"))
            .otherwise(pl.lit("both")),
            note=wording.joined(wording.why_no_rate(), pl.col("notes")),
        )
        .with_columns(
            material=pl.lit(always) | (by_amount & by_rate).fill_null(value=False),
        )
    )


def _ordered(rated: pl.LazyFrame, by: By) -> pl.LazyFrame:
    if by in comparable.CLASSIFIED:
        order = [pl.col("key") != WHOLE, pl.col("key") == rest.KEY, pl.col("code"), pl.col("metric")]
    elif by == "total":
        # Of the totals, those known in both years come first.
        order = [pl.col("current_fen").is_null() | pl.col("base_fen").is_null(), pl.col("order")]
    else:
        order = [pl.col("level") != 0, pl.col("key") == rest.KEY, pl.col("order")]
    return rated.sort("pair", *order, maintain_order=True)
