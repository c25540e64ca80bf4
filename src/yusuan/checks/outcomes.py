"""One row an identity on one document: how it came out, or why it could not be tested."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from yusuan.checks.evaluation import not_asked
from yusuan.checks.messages import why_untested
from yusuan.identities.entries import CellsAgree, DocumentsAgree, RestatedAgrees
from yusuan.model import schemas
from yusuan.model.vocabulary import Language, Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.entries import Entry
    from yusuan.identities.suite import Identity

OF_DOCUMENT = ("department", "scope", "fiscal_year", "phase")
_REASONS: tuple[tuple[str, Language], ...] = (("reason", "zh"), ("reason_en", "en"))
_KEY = ["document", "identity"]


def outcomes(
    places: pl.DataFrame, documents: pl.DataFrame, identities: Sequence[Identity], waived: Sequence[int]
) -> pl.DataFrame:
    """How each identity came out on each document that it can be meant of.

    Args:
        places: as `evaluation.evaluate` gives them.
        documents: `schemas.Documents`.
        identities: of all suites that run.
        waived: the numbers of places that are part of a waived finding.

    Returns:
        Valid under `schemas.Outcomes`, by document and in the order of the suites.
    """
    broken = pl.col("outcome") == "broken"
    tested = places.group_by(_KEY).agg(
        pl.len().alias("tested"),
        (pl.col("outcome") == "rounding").sum().alias("rounding"),
        broken.sum().alias("broken"),
        pl.col("number").is_in(list(waived)).sum().alias("waived"),
        pl.col("difference_fen").abs().max().alias("largest_difference_fen"),
    )
    counts = pl.col("tested", "rounding", "broken", "waived")
    status = (
        pl.when(pl.col("tested") == 0)
        .then(pl.lit("untested"))
        .when(pl.col("broken") > 0)
        .then(pl.when("is_soft").then(pl.lit("question")).otherwise(pl.lit("broken")))
        .when(pl.col("rounding") > 0)
        .then(pl.lit("rounding"))
        .otherwise(pl.lit("exact"))
    )
    frame = (
        _pairs(documents, identities)
        .join(not_asked(documents, identities), on=_KEY, how="anti", maintain_order="left")
        .join(tested, on=_KEY, how="left", maintain_order="left")
        .with_columns(counts.fill_null(0))
        .filter(pl.col("is_meant") | (pl.col("tested") > 0))
        .with_columns(status=status)
    )
    return schemas.Outcomes.validate(frame.select(schemas.Outcomes.column_names()), cast=True)


def untested(outcomes: pl.DataFrame, lines: pl.DataFrame, identities: Sequence[Identity]) -> pl.DataFrame:
    """The outcomes that are untested, each with its reason.

    Args:
        outcomes: `schemas.Outcomes`.
        lines: `schemas.Lines`, whose tables are those that a document has.
        identities: of all suites that run.

    Returns:
        Valid under `schemas.Untested`, in the order of the outcomes.
    """
    tables = (
        lines.select("document", pl.col("table").cast(pl.String))
        .group_by("document")
        .agg(pl.col("table").unique().sort())
        .with_columns(pl.col("table").list.join(" "))
    )
    rows = (
        outcomes.filter(pl.col("status") == "untested")
        .join(tables, on="document", how="left", maintain_order="left")
        .with_columns(pl.col("table").fill_null(""))
    )
    by_name = {identity.formula.identity: identity for identity in identities}
    # Documents with the same tables have the same reasons.
    reasons = pl.DataFrame(
        [
            (name, held, *(why_untested(by_name[name], set(held.split()), lang) for _, lang in _REASONS))
            for name, held in rows.select("identity", "table").unique().rows()
        ],
        schema={"identity": pl.String, "table": pl.String, **{column: pl.String for column, _ in _REASONS}},
        orient="row",
    )
    frame = rows.join(reasons, on=["identity", "table"], how="left", maintain_order="left")
    return schemas.Untested.validate(frame.select(schemas.Untested.column_names()), cast=True)


def _pairs(documents: pl.DataFrame, identities: Sequence[Identity]) -> pl.DataFrame:
    """Documents × identities, in full order: suite, is_soft, and is_meant (untested ones that are not are left out)."""
    rows = [
        (number, entry.identity, identity.suite, not entry.must_hold, *kind, _is_meant(entry, *kind))
        for number, identity in enumerate(identities)
        for entry in [identity.formula]
        for kind in product(Scope, Phase)
    ]
    schema: Mapping[str, pl.DataType | type[pl.DataType]] = {
        "order": pl.Int32,
        "identity": pl.String,
        "suite": pl.String,
        "is_soft": pl.Boolean,
        "scope": pl.Enum(Scope),
        "phase": pl.Enum(Phase),
        "is_meant": pl.Boolean,
    }
    return (
        documents.select("document", *OF_DOCUMENT)
        .join(pl.DataFrame(rows, schema=schema, orient="row"), on=["scope", "phase"])
        .sort("document", "order")
    )


def _is_meant(entry: Entry, scope: Scope, phase: Phase) -> bool:
    """Whether an identity can be meant of documents of a scope and phase."""
    if isinstance(entry, (DocumentsAgree, RestatedAgrees)):
        if entry.other == "budget" and phase != Phase.FINAL:
            return False
        if entry.other == "department" and scope != Scope.UNIT:
            return False
    if isinstance(entry, (CellsAgree, DocumentsAgree)):
        return all(selector.phase in {None, phase} for selector in entry.left)
    return True
