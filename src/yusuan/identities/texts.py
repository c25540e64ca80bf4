"""Figures said in prose against the cells of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.addends import PLACE, SECTION
from yusuan.identities.cells import key_of, picked, selector_frame, selector_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.suite import TextAgrees


def text_residuals(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[TextAgrees]
) -> pl.LazyFrame:
    """One residual a statement whose metric a formula names; facts as of `addends.keyed`."""
    selectors = selector_frame(
        row
        for formula in formulas
        for row in selector_rows(
            formula.identity, formula.cells, formula.each, formula.relation, is_sum=False
        )
    )
    metrics = pl.DataFrame(
        [(formula.metric, formula.identity, formula.each, formula.relation) for formula in formulas],
        schema={"metric": pl.String, "identity": pl.String, "each": pl.String, "relation": pl.String},
        orient="row",
    ).lazy()
    said = (
        frames["statements"]
        .filter(pl.col("amount_fen").is_not_null())
        .join(metrics, on="metric")
        .filter((pl.col("each") == "once") | pl.col("code").is_not_null())
        .with_columns(
            key=pl.when(pl.col("each") == "code").then(pl.col("code")).otherwise(pl.lit("")),
            said_no="statement_no",
        )
    )
    printed = pl.col("amount_fen").is_not_null()
    cells = (
        picked(facts, frames, selectors)
        .filter(pl.col("table_has_money").fill_null(value=False))
        .with_columns(key=key_of(pl.col("each")))
        .sort(*SECTION, "line_no", "column")
        .group_by("document", "identity", "key")
        .agg(
            (pl.col("amount_fen") * pl.col("weight")).sum().alias("expected_fen"),
            pl.col("quantum_fen").sum().alias("quanta"),
            PLACE.filter(printed | ~printed.any()).alias("against"),
            pl.col("measure").first(),
            pl.col("table").first(),
            pl.col("table_no").first(),
            pl.col("line_no").first(),
        )
    )
    return said.join(cells, on=["document", "identity", "key"]).select(
        "document",
        "identity",
        pl.col("said_no").cast(pl.String).alias("key"),
        pl.lit("text").alias("table"),
        "table_no",
        pl.lit("").alias("side"),
        "line_no",
        "line",
        "measure",
        "relation",
        actual_fen="amount_fen",
        cells=pl.lit(1, pl.Int32),
        expected_fen="expected_fen",
        tolerance_fen=(pl.col("quanta") + pl.col("quantum_fen")) // 2,
        page="page",
        row="row",
        column=pl.lit(None, pl.Int32),
        tables=pl.concat_list("table_no"),
        against="against",
    )
