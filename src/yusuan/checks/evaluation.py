"""Every identity evaluated once, over all documents together: one row an identity at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.entries import Rule
from yusuan.identities.formulas.addends import MEMBER
from yusuan.identities.formulas.residuals import evaluated
from yusuan.identities.rules.registry import verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.rules.verdict import Verdict
    from yusuan.identities.suite import Identity

# Where an amount stands.
POSITION = ("document", "page", "row", "column")
# What every form of identity says of a place.
_PLACE: dict[str, pl.DataType | type[pl.DataType]] = {
    "identity": pl.String,
    "document": pl.String,
    "table": pl.String,
    "title": pl.String,
    "side": pl.String,
    "line": pl.String,
    "measure": pl.String,
    "cells": pl.Int32,
    "relation": pl.String,
    "actual_fen": pl.Int64,
    "expected_fen": pl.Int64,
    "difference_fen": pl.Int64,
    "tolerance_fen": pl.Int64,
    "page": pl.Int32,
    "row": pl.Int32,
    "column": pl.Int32,
    "detail": pl.String,
    "detail_en": pl.String,
    "outcome": pl.String,
    "members": pl.List(MEMBER),
    "against": pl.List(
        pl.Struct({"document": pl.String, "page": pl.Int32, "row": pl.Int32, "column": pl.Int32})
    ),
}
# What tells the places of amounts apart.
_ORDER = (
    *("document", "identity", "table_no", "side", "line_no", "key", "measure"),
    *("page", "row", "column"),
)
# Of identities that break together the foremost is the first of these forms.
_FORMS = ("rows", "lines", "cells", "text", "documents", "restated", "rule")


def evaluate(frames: Mapping[str, pl.DataFrame], identities: Sequence[Identity]) -> pl.DataFrame:
    """Evaluate identities on a collection.

    Args:
        frames: the clean frames, collected.
        identities: of all suites that run.

    Returns:
        One row an identity at one place where it was tested, in a full order: `number` (unique), identity,
        document, suite, subject, severity, is_soft, form (its rank among the forms); outcome (exact, rounding
        or broken) and status (question in place of broken where is_soft); table, title, side, line, measure,
        page, row and column; relation, amounts in 分 (actual, expected, difference, tolerance; null where it
        is not about amounts); detail and detail_en of a rule; members (`addends.MEMBER`) and against (the
        places that it is compared with).
    """
    attributes = pl.DataFrame(
        [_attributes(identity) for identity in identities],
        schema={
            "identity": pl.String,
            "suite": pl.String,
            "subject": pl.String,
            "severity": pl.String,
            "is_soft": pl.Boolean,
            "form": pl.Int32,
        },
        orient="row",
    )
    is_question = (pl.col("outcome") == "broken") & pl.col("is_soft")
    return (
        pl.concat([_amounts(frames, identities), _rules(frames, identities)])
        .join(
            not_asked(frames["documents"], identities),
            on=["identity", "document"],
            how="anti",
            maintain_order="left",
        )
        .join(attributes, on="identity", how="left", maintain_order="left")
        .with_columns(status=pl.when(is_question).then(pl.lit("question")).otherwise("outcome"))
        .with_row_index("number")
    )


def not_asked(documents: pl.DataFrame, identities: Sequence[Identity]) -> pl.DataFrame:
    """The documents of which an identity is not asked: it is the practice of another place or year.

    Args:
        documents: `schemas.Documents`.
        identities: of all suites that run.

    Returns:
        Columns identity and document.
    """
    local = [identity.formula for identity in identities if identity.formula.practice]
    return pl.DataFrame(
        [
            (entry.identity, document)
            for entry in local
            for document, department, year in documents.select("document", "department", "fiscal_year").rows()
            if not entry.applies(department, year)
        ],
        schema={"identity": pl.String, "document": pl.String},
        orient="row",
    )


def _attributes(identity: Identity) -> tuple[object, ...]:
    entry = identity.formula
    return (
        *(entry.identity, identity.suite, entry.subject.value, entry.severity.value),
        *(not entry.must_hold, _FORMS.index(entry.form)),
    )


def _amounts(frames: Mapping[str, pl.DataFrame], identities: Sequence[Identity]) -> pl.DataFrame:
    formulas = [identity.formula for identity in identities if not isinstance(identity.formula, Rule)]
    titles = frames["columns"].select("document", "table_no", "title").unique(["document", "table_no"])
    others = pl.element().filter(~pl.element().struct.field("is_sum"))
    return (
        evaluated(frames, formulas)
        .join(titles, on=["document", "table_no"], how="left")
        .sort(_ORDER)
        .with_columns(
            detail=pl.lit(None, pl.String),
            detail_en=pl.lit(None, pl.String),
            against=pl.col("members").list.eval(pl.struct(others.struct.field(name) for name in POSITION)),
        )
        .select(pl.col(name).cast(kind) for name, kind in _PLACE.items())
    )


def _rules(frames: Mapping[str, pl.DataFrame], identities: Sequence[Identity]) -> pl.DataFrame:
    rows = [
        _of_verdict(identity.formula.identity, verdict)
        for identity in identities
        if isinstance(identity.formula, Rule)
        for verdict in verdicts(identity.formula, frames)
    ]
    return pl.DataFrame(rows, schema=_PLACE, orient="row")


def _of_verdict(identity: str, verdict: Verdict) -> dict[str, object]:
    """The verdict of a rule at one place, as a row of `_PLACE`."""
    actual, expected = verdict.actual_fen, verdict.expected_fen
    return {
        "identity": identity,
        "document": verdict.document,
        "table": verdict.table,
        "line": verdict.line,
        "measure": verdict.measure,
        "actual_fen": actual,
        "expected_fen": expected,
        "difference_fen": None if actual is None or expected is None else actual - expected,
        "tolerance_fen": verdict.tolerance_fen,
        "page": verdict.page,
        "row": verdict.row,
        "column": verdict.column,
        "detail": verdict.detail,
        "detail_en": verdict.detail_en,
        "outcome": verdict.holds,
        "against": [
            {"document": verdict.document, "page": page, "row": row, "column": column}
            for page, row, column in verdict.against
        ],
    }
