"""Amounts of the earlier year, worked back from what a later document says of the change."""

from __future__ import annotations

import polars as pl

from yusuan.model.vocabulary import BaseOrigin, Direction, Phase

# Budgets are compared with budgets: what is said against the money spent is no change of the budget.
_AGAINST_SPENT = (
    r"(?:比|较|与|同)(?:上一?年|去年|20\d\d年?)[^，。；]{0,12}(?:执行|决算)"
    r"|20\d\d年[^，。；]{0,8}(?:执行|决算)数为"
)
_NEARLY = r"基本(?:持平|一致|相同|相当)"
_PREVIOUS = ".previous_year"

COLUMNS = (
    "document",
    "department",
    "scope",
    "fiscal_year",
    "phase",
    "metric",
    "code",
    "line",
    "amount_fen",
    "quantum_fen",
    "origin",
    "page",
    "row",
    "printed",
)


def restated(statements: pl.LazyFrame) -> pl.LazyFrame:
    """Facts of earlier years that later documents imply: the amount less its change.

    A figure said to be as the year before is the same in both; “基本持平” is not. An amount of the year
    before that the later document states itself is taken as it is. Left out are changes without a sign,
    comparisons within the same year (a final account against its own budget) and, in budgets, comparisons
    with the money spent (执行数, 决算数).

    Args:
        statements: columns of `schemas.Statements`.

    Returns:
        Columns `COLUMNS`: `document` and place are the later document's, `fiscal_year` is the earlier year,
        `origin` is "restated". The same amount said twice in a document is one row.
    """
    flat = (
        (pl.col("direction") == Direction.FLAT)
        & pl.col("change_fen").is_null()
        & ~pl.col("printed").str.contains(_NEARLY)
    )
    said_before = pl.col("metric").str.ends_with(_PREVIOUS)
    base = (
        pl.when(said_before | flat)
        .then(pl.col("amount_fen"))
        .otherwise(pl.col("amount_fen") - pl.col("change_fen"))
    )
    spent = (pl.col("phase") == Phase.BUDGET) & pl.col("printed").str.contains(_AGAINST_SPENT)
    return (
        statements.filter(
            pl.col("metric").is_not_null() & (pl.col("base_year") < pl.col("fiscal_year")) & ~spent
        )
        .with_columns(
            fiscal_year=pl.col("base_year"),
            metric=pl.col("metric").str.strip_suffix(_PREVIOUS),
            amount_fen=base,
            quantum_fen=pl.max_horizontal("quantum_fen", "change_quantum_fen"),
            origin=pl.lit(BaseOrigin.RESTATED.value),
        )
        .filter(pl.col("amount_fen").is_not_null())
        .select(COLUMNS)
        .unique(
            ("document", "fiscal_year", "metric", "code", "amount_fen"), keep="first", maintain_order=True
        )
    )
