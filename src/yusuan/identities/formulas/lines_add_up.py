"""In every column, a line equals the lines that are part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.formulas.addends import SECTION, residual_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.identities.entries import LinesAddUp


def line_residuals(facts: pl.LazyFrame, formulas: Sequence[LinesAddUp]) -> pl.LazyFrame:
    """One residual a line that is a sum, and column; facts as of `addends.keyed`."""
    applies = pl.DataFrame(
        [
            (formula.identity, table.value, role, level)
            for formula in formulas
            for table in formula.tables
            for role, level in [*((role, None) for role in formula.roles), *(("", n) for n in formula.levels)]
        ],
        schema={"identity": pl.String, "table": pl.String, "role": pl.String, "level": pl.Int32},
        orient="row",
    ).lazy()
    node = [*SECTION, "node"]
    parts = facts.filter(pl.col("parent_no").is_not_null()).with_columns(node="parent_no", is_sum=False)
    sums = facts.with_columns(node="line_no", is_sum=True).join(
        parts.select(node).unique(), on=node, how="semi"
    )
    parts = parts.join(sums.select(node).unique(), on=node, how="semi")
    head = (
        sums.sort(*SECTION, "line_no", "column")
        .group_by(node)
        .agg(pl.col("role", "level", "line", "page", "row").first())
    )
    tested = pl.concat(
        [
            head.join(applies.filter(pl.col("level").is_null()).drop("level"), on=["role"], how="inner"),
            head.join(applies.filter(pl.col("level").is_not_null()).drop("role"), on=["level"], how="inner"),
        ],
        how="diagonal",
    ).select(*node, "identity", "line", pl.col("table").alias("of_table"), line_page="page", line_row="row")
    return (
        pl.concat([sums, parts])
        .sort(*SECTION, "line_no", "column")
        .with_columns(weight=pl.lit(1, pl.Int64))
        .group_by(*node, "measure")
        .agg(pl.col("table").first(), *residual_of())
        .join(tested, left_on=[*node, "table"], right_on=[*node, "of_table"])
        .with_columns(
            key=pl.col("node").cast(pl.String),
            line_no="node",
            relation=pl.lit("="),
            page=pl.col("page").fill_null(pl.col("line_page")),
            row=pl.col("row").fill_null(pl.col("line_row")),
        )
    )
