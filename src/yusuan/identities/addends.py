"""What the evaluation of every form of identity shares: facts under their keys, a sum against its addends."""

from __future__ import annotations

import polars as pl

PLACE = pl.struct("page", "row", "column")
SECTION = ["document", "table_no", "side"]


def keyed(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Facts with a known meaning, in plain types, `basic.total` as `basic`."""
    return facts.filter(pl.col("measure").is_not_null()).select(
        "document",
        pl.col("table").cast(pl.String),
        "table_no",
        pl.col("side").cast(pl.String).fill_null(""),
        "line_no",
        pl.col("parent_no"),
        "line",
        pl.col("role").fill_null(""),
        pl.col("code").fill_null(""),
        pl.col("level").fill_null(-1),
        pl.col("measure").str.strip_suffix(".total"),
        "amount_fen",
        "quantum_fen",
        "page",
        "row",
        "column",
    )


def tolerance() -> pl.Expr:
    """Half of every printed precision: each printed amount may be off by half its last digit."""
    return (pl.col("quantum_fen").sum() // 2).alias("tolerance_fen")


def residual_of() -> list[pl.Expr]:
    """Printed sum (weight > 0, `sum` true) against addends, with the places of both."""
    is_sum = pl.col("is_sum")
    printed = pl.col("amount_fen").is_not_null()
    # Where amounts stand; of a side that is all blank, where its blanks stand.
    at_sum = is_sum & (printed | ~(is_sum & printed).any())
    at_parts = ~is_sum & (printed | ~(~is_sum & printed).any())
    signed = pl.col("amount_fen") * pl.col("weight")
    return [
        signed.filter(is_sum).sum().alias("actual_fen"),
        (is_sum & printed).sum().alias("cells"),
        signed.filter(~is_sum).sum().alias("expected_fen"),
        tolerance(),
        is_sum.any().alias("has_sum"),
        (~is_sum).any().alias("has_parts"),
        pl.col("page").filter(at_sum).first(),
        pl.col("row").filter(at_sum).first(),
        pl.col("column").filter(at_sum).first(),
        PLACE.filter(at_parts).alias("against"),
        pl.col("table_no").unique().alias("tables"),
    ]
