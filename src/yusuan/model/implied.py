"""Amounts of earlier years and of the budget that a later document implies in its prose."""

from __future__ import annotations

import polars as pl

from yusuan.model.vocabulary import OF_UNIT, BaseOrigin, ComparisonKind, Direction, Phase

_PREVIOUS = ".previous_year"
_INITIAL = ".initial_budget"

# Metrics of many lines: known by their code, or by their name where they have none.
_OF_LINES = r"\.(?:line|part|economic|government_economic)$"

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


def implied_amounts(statements: pl.LazyFrame) -> pl.LazyFrame:
    """Amounts of earlier years that later documents imply: the amount less its change.

    A figure said to be as the year before is the same in both; “基本持平” is not. An amount of the year
    before that the later document states itself is taken as it is. Left out are changes without a sign,
    comparisons within the same year (a final account against its own budget) and, in budgets, comparisons
    with the money spent (执行数, 决算数).

    Args:
        statements: columns of `schemas.Statements`.

    Returns:
        Columns `COLUMNS`: `document` and place are the later document's, `fiscal_year` is the earlier year,
        `origin` is "restated" (the contract's word for implied). The same amount said twice in a document is
        one row; amounts in 分.
    """
    return (
        of_earlier_years(statements)
        .with_columns(fiscal_year="other_year", origin=pl.lit(BaseOrigin.IMPLIED.value))
        .select(COLUMNS)
        .unique(
            ("document", "fiscal_year", "metric", "code", "amount_fen"), keep="first", maintain_order=True
        )
    )


def of_earlier_years(statements: pl.LazyFrame) -> pl.LazyFrame:
    """Statements that imply an amount of an earlier year, with that amount.

    Returns:
        Columns of `statements`, where `amount_fen` is the implied amount, `quantum_fen` the coarser print,
        `given_quanta` the sum of both, and `other_year`, `other_phase` say whose amount it is.
    """
    flat = (
        (pl.col("direction") == Direction.FLAT)
        & pl.col("change_fen").is_null()
        & (pl.col("comparison") == ComparisonKind.NEARLY).not_().fill_null(value=True)
    )
    as_it_is = pl.col("metric").str.ends_with(_PREVIOUS) | flat
    # Budgets are compared with budgets: what is said against the money spent is no change of the budget.
    spent = (pl.col("phase") == Phase.BUDGET) & (pl.col("comparison") == ComparisonKind.SPENT).fill_null(
        value=False
    )
    changed = pl.when(as_it_is).then(0).otherwise("change_fen")
    return (
        statements.filter(
            _of_the_document(),
            pl.col("metric").is_not_null() & (pl.col("base_year") < pl.col("fiscal_year")) & ~spent,
        )
        .with_columns(
            metric=pl.col("metric").str.strip_suffix(_PREVIOUS),
            amount_fen=pl.col("amount_fen") - changed,
            quantum_fen=pl.max_horizontal("quantum_fen", "change_quantum_fen"),
            given_quanta=pl.col("quantum_fen")
            + pl.when(as_it_is).then(0).otherwise(pl.col("change_quantum_fen").fill_null(0)),
            other_year="base_year",
            other_phase="phase",
        )
        .filter(pl.col("amount_fen").is_not_null())
    )


def of_the_budget(statements: pl.LazyFrame) -> pl.LazyFrame:
    """Statements of final accounts that give the initial budget of their year; columns as in `of_earlier_years`."""
    return statements.filter(
        _of_the_document(),
        (pl.col("phase") == Phase.FINAL)
        & pl.col("metric").str.ends_with(_INITIAL)
        & pl.col("amount_fen").is_not_null(),
    ).with_columns(
        metric=pl.col("metric").str.strip_suffix(_INITIAL),
        given_quanta="quantum_fen",
        other_year="fiscal_year",
        other_phase=pl.lit(Phase.BUDGET, pl.Enum(Phase)),
    )


def _of_the_document() -> pl.Expr:
    """Whether a statement is of the whole document, not of one unit in it."""
    return ~pl.col("metric").str.starts_with(OF_UNIT)


def statement_key() -> pl.Expr:
    """What tells statements of one metric apart: a code, or the name of a line that has none."""
    by_name = pl.col("metric").str.contains(_OF_LINES)
    name = pl.when(by_name).then(line_name()).otherwise(pl.lit(""))
    return pl.coalesce("code", name).alias("key")


def line_name(line: pl.Expr | None = None) -> pl.Expr:
    """The name of a line (that of the column `line`) whatever its punctuation and the order of its letters."""
    return (
        (pl.col("line") if line is None else line)
        .str.replace_all(r"^[\d\-－_ ]+", "")
        .str.replace_all(r"[^\p{L}\p{N}]", "")
        .str.split("")
        .list.sort()
        .list.join("")
    )
