"""Amounts that prose gives of another document, and whether that document discloses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.formulas.addends import member
from yusuan.identities.formulas.documents import of_one_meaning
from yusuan.identities.formulas.text import text_cells
from yusuan.model.implied import of_earlier_years, of_the_budget, statement_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.entries import RestatedAgrees, TextAgrees


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
                of_earlier_years(frames["statements"]).with_columns(other=pl.lit("previous_year")),
                of_the_budget(frames["statements"]).with_columns(other=pl.lit("budget")),
            ],
            how="diagonal",
        )
        .join(identities, on="other")
        .with_columns(statement_key())
        .sort("document", "identity", "statement_no")
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
        .sort(
            "document", "identity", "statement_no", off, pl.col("in_table").not_(), *_first_place(), "entry"
        )
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


def _first_place() -> list[pl.Expr]:
    """Where the first member stands: of places that come equally near, the first of the document is taken."""
    first = pl.col("members").list.first().struct
    return [first.field(name) for name in ("page", "row", "column", "table_no", "statement_no")]


def _in_tables(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], texts: Sequence[TextAgrees]
) -> pl.LazyFrame:
    """What tables disclose of metrics, by the hard entries that say where they stand."""
    equal = [text for text in texts if text.relation == "=" and text.must_hold]
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
            entry="identity",
        )
    )


def _in_prose(statements: pl.LazyFrame) -> pl.LazyFrame:
    """What prose discloses of metrics."""
    return (
        statements.filter(pl.col("metric").is_not_null() & pl.col("amount_fen").is_not_null())
        .with_columns(
            statement_key(),
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
            entry=pl.lit(None, pl.String),
        )
    )
