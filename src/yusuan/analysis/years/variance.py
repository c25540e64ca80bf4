"""Lines in two years: base, current, change, rate, share, contribution, and where they stand.

As many pairs of documents as are given are compared at once, when the result is collected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts, breakdowns
from yusuan.analysis.disclosed.amounts import WHOLE
from yusuan.analysis.question import Materiality
from yusuan.analysis.years import notes
from yusuan.analysis.years.base_and_current import (
    BASE_PROSE,
    GIVEN,
    IMPLIED,
    PROSE,
    compare,
    of_pairs,
    side_by_side,
)
from yusuan.analysis.years.crosswalk import Crosswalk, crosswalk
from yusuan.analysis.years.remainder import REMAINDER, with_remainder
from yusuan.analysis.years.shared_lines import common_basis, sided
from yusuan.analysis.years.suggestions import with_suggestions

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
        pairs: columns of `documents.PAIRS`.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        by: which lines.
        maps: the reviewed maps; those that come with yusuan where None.
        materiality: thresholds of a material change.

    Returns:
        Columns `SCHEMA`, lazily; amounts in 分. `change_rate` is a fraction, null where the base is missing, zero
        or negative; `note` says why. `share` is of the whole's current amount, `contribution` is the change
        over the whole's base: `growth_contribution` is what it would be had the line grown like the whole,
        `structure_contribution` what comes of its own share growing or shrinking. `base_fen` is comparable:
        `base_printed_fen` is what the earlier document prints under this code, `base_restated_fen` the amount
        that the later one implies. `status` is both, entered, left, or missing (in one of the years, unknown).
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
    read = pl.concat([pairs["document"], pairs["base_document"].drop_nulls()]).unique().to_list()
    facts = facts.filter(pl.col("document").is_in(read))
    statements = statements.filter(pl.col("document").is_in(read))
    # Where departments merged, a pair has several rows: one for each base document.
    single = pairs.unique("pair", keep="first", maintain_order=True)
    current_members, base_members = _members(pairs, single)
    lines, implied, prose, reasons = pl.collect_all(
        [
            amounts.in_tables(facts, by, maps.projects),
            of_pairs(amounts.implied(statements, by), single, "base_year"),
            amounts.in_prose(statements, by),
            of_pairs(amounts.reasons(statements, by), single, "base_year"),
        ]
    )
    current, base = common_basis(
        sided(lines, current_members, by, maps.codes),
        sided(lines, base_members, by, maps.codes),
        implied,
        by,
    )
    prose_by_prefix = {
        PROSE: prose.join(single.select("pair", "document"), on="document"),
        BASE_PROSE: prose.join(base_members.select("pair", "document"), on="document"),
        IMPLIED: implied,
        GIVEN: reasons,
    }
    compared = compare(side_by_side(single, current, base, prose_by_prefix, by), by)
    rated = _ordered(_rated(with_remainder(compared.lazy(), by), by, materiality), by).collect()
    return with_suggestions(rated, by).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def _members(pairs: pl.DataFrame, single: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The documents of this year and of the base year, as `sided` takes them."""
    span = {
        "first_year": pl.min_horizontal("fiscal_year", "base_year"),
        "last_year": pl.max_horizontal("fiscal_year", "base_year"),
    }
    current = single.select("pair", "document", year="fiscal_year", **span)
    base = pairs.filter(pl.col("base_document").is_not_null()).select(
        "pair", document="base_document", year="base_year", **span
    )
    return current, base


def _rated(lines: pl.LazyFrame, by: By, materiality: Materiality) -> pl.LazyFrame:
    """Change, rate, status and note of each line, its shares of the whole, and whether the change is material."""
    return _with_materiality(_with_shares(_with_changes(lines)), by, materiality)


def _with_changes(lines: pl.LazyFrame) -> pl.LazyFrame:
    change = pl.coalesce(
        pl.col("current_fen") - pl.col("base_fen"),
        pl.when("entered").then("current_fen"),
        pl.when("left").then(-pl.col("base_fen")),
    )
    positive_base = (pl.col("base_fen") > 0) & pl.col("change_fen").is_not_null()
    status = (
        pl.when("entered")
        .then(pl.lit("entered"))
        .when("left")
        .then(pl.lit("left"))
        .when(pl.col("change_fen").is_null())
        .then(pl.lit("missing"))
        .otherwise(pl.lit("both"))
    )
    return lines.with_columns(change_fen=change).with_columns(
        change_rate=pl.when(positive_base).then(pl.col("change_fen") / pl.col("base_fen")),
        status=status,
        note=notes.joined(notes.why_no_rate(), pl.col("notes")),
    )


def _with_shares(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Shares of the whole in both years, and the change as a part of the whole's: by growth and by structure."""
    whole, whole_base = pl.col("whole_fen"), pl.col("whole_base_fen")
    # A line that entered had no share to grow with.
    share_to_grow = pl.col("base_share").fill_null(pl.when("entered").then(0.0))
    return (
        lines.with_columns(
            share=pl.when(whole > 0).then(pl.col("current_fen") / whole),
            base_share=pl.when(whole_base > 0).then(pl.col("base_fen") / whole_base),
            contribution=pl.when(whole_base > 0).then(pl.col("change_fen") / whole_base),
        )
        .with_columns(growth_contribution=share_to_grow * (whole - whole_base) / whole_base)
        .with_columns(structure_contribution=pl.col("contribution") - pl.col("growth_contribution"))
    )


def _with_materiality(lines: pl.LazyFrame, by: By, materiality: Materiality) -> pl.LazyFrame:
    by_amount = pl.col("change_fen").abs() >= materiality.least_fen
    by_rate = pl.col("change_rate").abs().fill_null(1.0) >= materiality.least_rate
    always = pl.lit(by in breakdowns.ALWAYS_MATERIAL)
    return lines.with_columns(material=always | (by_amount & by_rate).fill_null(value=False))


def _ordered(rated: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """The whole first and what its parts leave over last; between them by code, or as printed."""
    if by in breakdowns.CLASSIFIED:
        code = pl.concat_str("code", "metric", separator=" ", ignore_nulls=True)
        place = (
            pl.when(pl.col("key") == WHOLE)
            .then(pl.lit(""))
            .when(pl.col("key") == REMAINDER)
            .then(pl.lit("~"))
        )
        order = [place.otherwise(code)]
    elif by == "total":
        # Of the totals, those known in both years come first.
        order = [pl.col("current_fen").is_null() | pl.col("base_fen").is_null(), pl.col("order")]
    else:
        order = [pl.col("level") != 0, pl.col("key") == REMAINDER, pl.col("order")]
    needed = [name for name in SCHEMA if name != "suggestion"]
    return rated.select("pair", "order", *needed).sort("pair", *order)
