"""Lines in two years: base, current, change, rate, share, contribution, and where they stand.

As many pairs of documents as are given are compared at once, when the result is collected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts
from yusuan.analysis.disclosed import breakdowns as comparable
from yusuan.analysis.disclosed.amounts import WHOLE
from yusuan.analysis.question import Materiality
from yusuan.analysis.years import notes as wording
from yusuan.analysis.years.base_and_current import compare, of_pairs, side_by_side
from yusuan.analysis.years.crosswalk import Crosswalk, crosswalk
from yusuan.analysis.years.remainder import KEY as REST
from yusuan.analysis.years.remainder import with_rest
from yusuan.analysis.years.shared_lines import common_basis, sided
from yusuan.analysis.years.suggestions import with_partners

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By

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
    "base_share": pl.Float64(),
    "growth_contribution": pl.Float64(),
    "structure_contribution": pl.Float64(),
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
        over the whole's base: `growth_contribution` is what it would be had the line grown like the whole,
        `structure_contribution` what comes of its own share growing or shrinking. `base_fen` is comparable: `base_printed_fen` is what the earlier document prints
        under this code, `base_restated_fen` what the later one says of that year. `status` is both, entered,
        left, or missing (in one of the years, unknown).
    """
    query = partial(_variance, pairs, facts, statements, by, maps or Maps(), materiality or Materiality())
    return pl.defer(query, schema=SCHEMA)


def _variance(
    pairs: pl.DataFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    by: By,
    maps: Maps,
    materiality: Materiality,
) -> pl.DataFrame:
    """The comparison itself, in steps: a plan in one piece would read the same frames again and again."""
    seen = pl.concat([pairs["document"], pairs["base_document"].drop_nulls()]).unique().to_list()
    facts = facts.filter(pl.col("document").is_in(seen))
    statements = statements.filter(pl.col("document").is_in(seen))
    span = {
        "first_year": pl.min_horizontal("fiscal_year", "base_year"),
        "last_year": pl.max_horizontal("fiscal_year", "base_year"),
    }
    one = pairs.unique("pair", keep="first", maintain_order=True)
    now = one.select("pair", "document", year="fiscal_year", **span)
    then = pairs.filter(pl.col("base_document").is_not_null()).select(
        "pair", document="base_document", year="base_year", **span
    )
    lines, implied, prose, given = pl.collect_all(
        [
            amounts.in_tables(facts, by, maps.projects),
            of_pairs(amounts.worked_back(statements, by), one, "base_year"),
            amounts.in_prose(statements, by),
            of_pairs(amounts.reasons(statements, by), one, "base_year"),
        ]
    )
    current, base = common_basis(
        sided(lines, now, by, maps.codes), sided(lines, then, by, maps.codes), implied, by
    )
    said = {
        "p_": prose.join(one.select("pair", "document"), on="document"),
        "bp_": prose.join(then.select("pair", "document"), on="document"),
        "r_": implied,
        "g_": given,
    }
    compared = compare(side_by_side(one, current, base, said, by), by)
    rated = _ordered(_rated(with_rest(compared.lazy(), by), by, materiality), by).collect()
    return with_partners(rated, by).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


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
            base_share=pl.when(pl.col("whole_base_fen") > 0).then(
                pl.col("base_fen") / pl.col("whole_base_fen")
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
            # A line that entered had no share to grow with.
            growth_contribution=pl.col("base_share").fill_null(pl.when("entered").then(0.0))
            * (pl.col("whole_fen") - pl.col("whole_base_fen"))
            / pl.col("whole_base_fen"),
            material=pl.lit(always) | (by_amount & by_rate).fill_null(value=False),
        )
        .with_columns(structure_contribution=pl.col("contribution") - pl.col("growth_contribution"))
    )


def _ordered(rated: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """The whole first and what its parts leave over last; between them by code, or as printed."""
    if by in comparable.CLASSIFIED:
        code = pl.concat_str("code", "metric", separator=" ", ignore_nulls=True)
        place = pl.when(pl.col("key") == WHOLE).then(pl.lit("")).when(pl.col("key") == REST).then(pl.lit("~"))
        order = [place.otherwise(code)]
    elif by == "total":
        # Of the totals, those known in both years come first.
        order = [pl.col("current_fen").is_null() | pl.col("base_fen").is_null(), pl.col("order")]
    else:
        order = [pl.col("level") != 0, pl.col("key") == REST, pl.col("order")]
    needed = [name for name in SCHEMA if name != "suggestion"]
    return rated.select("pair", "order", *needed).sort("pair", *order)
