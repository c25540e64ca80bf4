"""Amounts that prose gives of another document, and whether that document discloses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.addends import member
from yusuan.identities.cells import line_name
from yusuan.identities.documents import of_one_meaning
from yusuan.identities.texts import text_cells
from yusuan.model.vocabulary import BaseOrigin, ComparisonKind, Direction, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.suite import RestatedAgrees, TextAgrees

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
    return (
        _of_earlier_years(statements)
        .with_columns(fiscal_year="other_year", origin=pl.lit(BaseOrigin.RESTATED.value))
        .select(COLUMNS)
        .unique(
            ("document", "fiscal_year", "metric", "code", "amount_fen"), keep="first", maintain_order=True
        )
    )


def restated_residuals(
    facts: pl.LazyFrame,
    frames: Mapping[str, pl.LazyFrame],
    formulas: Sequence[RestatedAgrees],
    texts: Sequence[TextAgrees],
) -> pl.LazyFrame:
    """One residual an amount that prose gives of another document; facts as of `addends.keyed`.

    Of the places where that document discloses it (prose and table may differ there, which is its own
    finding), the one that comes nearest counts.
    """
    identities = pl.LazyFrame(
        [(formula.identity, formula.other) for formula in formulas],
        schema={"identity": pl.String, "other": pl.String},
        orient="row",
    )
    documents = frames["documents"].select(
        "department", "scope", other_phase="phase", other_year="fiscal_year", other_document="document"
    )
    given = (
        pl.concat(
            [
                _of_earlier_years(frames["statements"]).with_columns(other=pl.lit("previous_year")),
                _of_the_budget(frames["statements"]).with_columns(other=pl.lit("budget")),
            ],
            how="diagonal",
        )
        .join(identities, on="other")
        .with_columns(_key())
        .unique(
            ("document", "identity", "other_year", "metric", "key", "amount_fen"),
            keep="first",
            maintain_order=True,
        )
        .join(documents, on=["department", "scope", "other_phase", "other_year"])
    )
    disclosed = pl.concat([_in_tables(facts, frames, texts), _in_prose(frames["statements"])])
    off = (pl.col("amount_fen") - pl.col("expected_fen")).abs()
    return (
        of_one_meaning(given)
        .join(disclosed, on=["other_document", "metric", "key"])
        .sort("document", "statement_no", off, pl.col("in_table").not_())
        .unique(("document", "identity", "statement_no"), keep="first", maintain_order=True)
        .with_columns(column=pl.lit(None, pl.Int32), weight=pl.lit(1, pl.Int64), is_sum=pl.lit(value=True))
        .select(
            "document",
            "identity",
            "line",
            "expected_fen",
            "page",
            "row",
            "column",
            key=pl.col("statement_no").cast(pl.String),
            table=pl.lit("text"),
            table_no=pl.lit(None, pl.Int32),
            side=pl.lit(""),
            line_no=pl.lit(None, pl.Int32),
            measure=pl.lit(None, pl.String),
            relation=pl.lit("="),
            actual_fen="amount_fen",
            cells=pl.lit(1, pl.Int32),
            tolerance_fen=(pl.col("given_quanta") + pl.col("quanta")) // 2,
            tables=pl.lit([], pl.List(pl.Int32)),
            members=pl.concat_list(member(statement_no=pl.col("statement_no")), "members"),
        )
    )


def _of_earlier_years(statements: pl.LazyFrame) -> pl.LazyFrame:
    """Amounts of earlier years: `other_year`, of the statement's own phase."""
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
            pl.col("metric").is_not_null() & (pl.col("base_year") < pl.col("fiscal_year")) & ~spent
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


def _of_the_budget(statements: pl.LazyFrame) -> pl.LazyFrame:
    """Amounts of the budget at the beginning of a final account's year."""
    return statements.filter(
        (pl.col("phase") == Phase.FINAL)
        & pl.col("metric").str.ends_with(_INITIAL)
        & pl.col("amount_fen").is_not_null()
    ).with_columns(
        metric=pl.col("metric").str.strip_suffix(_INITIAL),
        given_quanta="quantum_fen",
        other_year="fiscal_year",
        other_phase=pl.lit(Phase.BUDGET, pl.Enum(Phase)),
    )


def _key() -> pl.Expr:
    """What tells statements of one metric apart: a code, or the name of a line that has none."""
    by_name = pl.col("metric").str.contains(_OF_LINES)
    name = pl.when(by_name).then(line_name()).otherwise(pl.lit(""))
    return pl.coalesce("code", name).alias("key")


def _in_tables(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], texts: Sequence[TextAgrees]
) -> pl.LazyFrame:
    """What tables disclose of metrics, by the hard entries that say where they stand."""
    equal = [text for text in texts if text.relation == "=" and text.severity == "hard"]
    metrics = pl.LazyFrame(
        [(text.identity, text.metric) for text in equal],
        schema={"identity": pl.String, "metric": pl.String},
        orient="row",
    )
    return (
        text_cells(facts, frames, equal)
        .join(metrics, on="identity")
        .select(
            "metric",
            "key",
            "expected_fen",
            "quanta",
            "members",
            other_document="document",
            in_table=pl.lit(value=True),
        )
    )


def _in_prose(statements: pl.LazyFrame) -> pl.LazyFrame:
    """What prose discloses of metrics."""
    return (
        statements.filter(pl.col("metric").is_not_null() & pl.col("amount_fen").is_not_null())
        .with_columns(
            _key(),
            column=pl.lit(None, pl.Int32),
            weight=pl.lit(1, pl.Int64),
            is_sum=pl.lit(value=False),
        )
        .select(
            "metric",
            "key",
            expected_fen="amount_fen",
            quanta="quantum_fen",
            members=pl.concat_list(member(statement_no=pl.col("statement_no"))),
            other_document="document",
            in_table=pl.lit(value=False),
        )
    )
