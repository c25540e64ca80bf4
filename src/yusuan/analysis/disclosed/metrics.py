"""What documents disclose under a metric: amounts from tables, else from prose, and headcounts; for all documents at once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from yusuan import reference
from yusuan.analysis.disclosed import amounts

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import Lines

# The comparisons whose lines are known by a metric: each metric is a line of one of them.
METRIC_BYS: tuple[Lines, ...] = (
    "total",
    "kind",
    "general_public",
    "income",
    "three_public",
    "operating",
    "indicator",
)
HEADCOUNTS = ("staff.active", "staff.posts")
PLACE = ("page", "row", "column", "title", "heading")
SCHEMA: dict[str, pl.DataType] = {
    "document": pl.String(),
    "metric": pl.String(),
    "fen": pl.Int64(),
    "quantity": pl.Float64(),
    "page": pl.Int32(),
    "row": pl.Int32(),
    "column": pl.Int32(),
    "title": pl.String(),
    "heading": pl.String(),
}


@cache
def by_of(metric: str) -> Lines | None:
    """The comparison in which a metric is a line, None where there is none."""
    named = {row["metric"]: row["by"] for row in reference.comparison_lines()}
    return next((by for by in METRIC_BYS if by == named.get(metric)), None)


def disclosed_amounts(facts: pl.LazyFrame, statements: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Every amount and headcount that a document discloses under a metric, in pieces to be collected at once.

    Args:
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.

    Returns:
        Columns `SCHEMA`, one row a document and metric; amounts in 分, as tables print them, else as prose says
        them first. A headcount of which a document gives different numbers is left out.
    """
    return [*(of_lines(facts, statements, by) for by in METRIC_BYS), _schemed(_headcounts(statements))]


def of_lines(facts: pl.LazyFrame, statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """The amounts of the lines of one comparison; columns as in `disclosed_amounts`."""
    tables = amounts.in_tables(facts, by).select("document", "metric", "fen", *PLACE)
    prose = amounts.in_prose(statements, by).select("document", "fen", "page", "row", metric="key")
    rows = pl.concat([tables, prose], how="diagonal")
    return _schemed(rows.unique(["document", "metric"], keep="first", maintain_order=True))


def _headcounts(statements: pl.LazyFrame) -> pl.LazyFrame:
    people = statements.filter(
        pl.col("metric").is_in(HEADCOUNTS) & pl.col("quantity").is_not_null() & pl.col("code").is_null()
    )
    return (
        people.group_by("document", "metric", maintain_order=True)
        .agg(pl.col("quantity", "page", "row").first(), numbers=pl.col("quantity").n_unique())
        .filter(pl.col("numbers") == 1)
        .drop("numbers")
    )


def _schemed(rows: pl.LazyFrame) -> pl.LazyFrame:
    present = rows.collect_schema().names()
    return rows.select(
        (pl.col(name) if name in present else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMA.items()
    )
