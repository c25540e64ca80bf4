"""Facts that stand where the lines of comparisons may be printed, as the reference tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import Lines

_AT = ("table", "role", "side", "measure")
_LINE = ("document", "table_no", "side", "line_no")


def of_metrics(facts: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Facts of lines known by a metric, in every place where one may stand.

    A place may be the sum of several columns of one line; it counts where all of them are printed.

    Returns:
        Columns of `schemas.Facts` without level, and metric, rank (1 is the best place); of a sum the amount and
        the precision of all columns, the place of the first.
    """
    # The one line of a table of one line is its total, also where nothing says so.
    lines = ["document", "table_no", "side"]
    single_lines = facts.group_by(lines).agg(is_single=pl.col("line_no").n_unique() == 1)
    plain = (
        facts.join(single_lines, on=lines, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            pl.col("table").cast(pl.String),
            pl.col("side").cast(pl.String),
            role=pl.coalesce(
                "role", pl.when(pl.col("is_single") & (pl.col("line") == "")).then(pl.lit("total"))
            ),
        )
        .drop("level")
    )
    cells = breakdowns.cells(by)
    blocking = cells.filter(pl.col("only_without").is_not_null()).select(
        "metric", "rank", "table", "role", "side", measure="only_without"
    )
    blocked = (
        plain.join(blocking.lazy(), on=_AT, nulls_equal=True).select("document", "metric", "rank").unique()
    )
    is_sum = pl.col("measure").str.contains("+", literal=True)
    # Of equal places the first that is printed counts: joins keep the order of the facts.
    placed = plain.join(cells.filter(~is_sum).lazy(), on=_AT, nulls_equal=True, maintain_order="left")
    sums = cells.filter(is_sum)
    if not sums.is_empty():
        placed = pl.concat([placed, _summed(plain, sums)], how="diagonal")
    return placed.join(blocked, on=["document", "metric", "rank"], how="anti", maintain_order="left")


def of_tables(facts: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Facts of the tables whose coded or named lines are compared; of several tables of one kind the first."""
    wanted = breakdowns.tables(by)
    of_kinds = facts.with_columns(pl.col("table").cast(pl.String)).join(
        wanted.drop("only_without").lazy(), on=["table", "measure"], maintain_order="left"
    )
    first = of_kinds.filter(pl.col("table_no") == pl.col("table_no").min().over("document", "basis"))
    blocking = wanted.filter(pl.col("only_without").is_not_null())
    if blocking.is_empty():
        return first
    others = facts.select("document", "table_no", only_without="measure").unique()
    blocked = blocking.select("basis", "measure", "only_without").lazy().join(others, on="only_without")
    return first.join(
        blocked, on=["document", "basis", "table_no", "measure"], how="anti", maintain_order="left"
    )


def _summed(facts: pl.LazyFrame, sums: pl.DataFrame) -> pl.LazyFrame:
    """One row a line that prints all the columns of a sum."""
    terms = sums.with_columns(pl.col("measure").str.split("+")).with_columns(
        terms=pl.col("measure").list.len()
    )
    key = ["metric", "rank", *_LINE]
    return (
        facts.join(terms.explode("measure").lazy(), on=_AT, nulls_equal=True, maintain_order="left")
        .unique([*key, "measure"], keep="first", maintain_order=True)
        .with_columns(
            amount_fen=pl.col("amount_fen").sum().over(key),
            quantum_fen=pl.col("quantum_fen").sum().over(key),
            printed_terms=pl.len().over(key),
        )
        .filter(pl.col("printed_terms") == pl.col("terms"))
        .unique(key, keep="first", maintain_order=True)
        .drop("terms", "printed_terms")
    )
