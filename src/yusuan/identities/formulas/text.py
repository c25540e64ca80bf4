"""Figures said in prose against the cells of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.formulas.addends import SECTION, member
from yusuan.identities.formulas.cells import key_of, selector_frame, selector_rows
from yusuan.identities.formulas.picked_cells import picked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.entries import TextAgrees


# Between an identity and the number of a meaning of its words; no identity holds it.
_MEANING = "#"


def text_residuals(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[TextAgrees]
) -> pl.LazyFrame:
    """One residual a statement whose metric a formula names; facts as of `addends.keyed`."""
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
            weight=pl.lit(1, pl.Int64),
            is_sum=pl.lit(value=True),
            column=pl.lit(None, pl.Int32),
        )
    )
    off = (pl.col("amount_fen") - pl.col("expected_fen")).abs()
    nearest = (
        said.join(text_cells(facts, frames, formulas), on=["document", "identity", "key"])
        .sort("document", "identity", "said_no", off, "meaning")
        .unique(["document", "identity", "said_no"], keep="first", maintain_order=True)
    )
    return nearest.select(
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
        expected_fen=_at_precision(pl.col("expected_fen"), pl.col("quantum_fen")),
        tolerance_fen=(pl.col("quanta") + pl.col("quantum_fen")) // 2,
        page="page",
        row="row",
        column="column",
        tables=pl.concat_list("table_no"),
        members=pl.concat_list(member(statement_no=pl.col("said_no")), "members"),
    )


def text_cells(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[TextAgrees]
) -> pl.LazyFrame:
    """What the cells that formulas name add up to: one row a document, formula, key and meaning of the words."""
    selectors = selector_frame(
        row
        for formula in formulas
        for meaning, cells in enumerate([formula.cells, *formula.or_cells])
        for row in selector_rows(
            f"{formula.identity}{_MEANING}{meaning}", cells, formula.each, formula.relation, is_sum=False
        )
    )
    identity = pl.col("identity").str.split_exact(_MEANING, 1).struct
    printed = pl.col("amount_fen").is_not_null()
    # Where amounts stand; where all are blank, where the blanks stand.
    stands = printed | ~printed.any()
    return (
        picked(facts, frames, selectors)
        .filter(pl.col("table_has_money").fill_null(value=False))
        .with_columns(key=key_of(pl.col("each")), is_sum=pl.lit(value=False))
        .sort(*SECTION, "line_no", "column", "measure", "selector")
        .group_by("document", "identity", "key")
        .agg(
            (pl.col("amount_fen") * pl.col("weight")).sum().alias("expected_fen"),
            pl.col("quantum_fen").sum().alias("quanta"),
            member().filter(stands).alias("members"),
            pl.col("measure", "table", "table_no", "line_no").filter(stands).first(),
            printed.any().alias("is_printed"),
        )
        .with_columns(identity=identity.field("field_0"), meaning=identity.field("field_1").cast(pl.Int32))
        # What the words may also mean is only meant where an amount is printed there: missing is not zero.
        .filter((pl.col("meaning") == 0) | pl.col("is_printed"))
    )


def _at_precision(amount: pl.Expr, quantum: pl.Expr) -> pl.Expr:
    """An amount rounded half up to the precision in which the text says it, where it is printed finer."""
    whole = (amount.abs() + quantum // 2) // quantum * quantum
    return pl.when(amount < 0).then(-whole).otherwise(whole).fill_null(amount)
