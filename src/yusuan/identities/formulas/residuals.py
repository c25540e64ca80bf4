"""Formulas evaluated over frames: what is printed against what should be, wherever it is printed.

All formulas of one form are evaluated in one lazy query over all documents. Blanks of a line or a column
that is printed with other amounts count as nothing; a line or a column that is not printed is not tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.entries import (
    CellsAgree,
    DocumentsAgree,
    LinesAddUp,
    RestatedAgrees,
    RowsAddUp,
    TextAgrees,
)
from yusuan.identities.formulas.addends import (
    MEMBER,
    SECTION,
    keyed,
    lines_with_unknown_money,
    sections_with_unplaced_money,
)
from yusuan.identities.formulas.cells import cell_residuals
from yusuan.identities.formulas.columns_add_up import row_residuals
from yusuan.identities.formulas.documents import document_residuals
from yusuan.identities.formulas.lines_add_up import line_residuals
from yusuan.identities.formulas.restated import restated_residuals
from yusuan.identities.formulas.text import text_residuals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.entries import Amounts

# One row a residual. `actual` is what is printed as the sum (or on the left), `expected` what it should be;
# `cells` is how many printed amounts make up `actual`, `tables` are the numbers of all tables that it
# touches, `members` its amounts: difference = Σ weight · amount (of what prose says: before the other side is
# rounded as prose rounds it).
RESIDUAL: dict[str, pl.DataType | type[pl.DataType]] = {
    "document": pl.String,
    "identity": pl.String,
    "key": pl.String,
    "table": pl.String,
    "table_no": pl.Int32,
    "side": pl.String,
    "line_no": pl.Int32,
    "line": pl.String,
    "measure": pl.String,
    "relation": pl.String,
    "actual_fen": pl.Int64,
    "cells": pl.Int32,
    "expected_fen": pl.Int64,
    "tolerance_fen": pl.Int64,
    "page": pl.Int32,
    "row": pl.Int32,
    "column": pl.Int32,
    "tables": pl.List(pl.Int32),
    "members": pl.List(MEMBER),
}

# The frames that formulas read.
_READ = {"documents", "facts", "lines", "columns", "statements"}
_AT_ONCE = 100


def residuals(
    frames: Mapping[str, pl.LazyFrame],
    formulas: Sequence[Amounts],
    said: Sequence[TextAgrees] | None = None,
) -> pl.LazyFrame:
    """Evaluate formulas.

    Args:
        frames: facts, lines and columns (and statements, where formulas are about prose; documents, where
            they are between documents) of any number of documents.
        formulas: of any of the forms.
        said: those on prose, which tell what a restated figure is of; where None, those among the formulas.

    Returns:
        One row a residual, columns of `RESIDUAL`.
    """
    facts = keyed(frames["facts"])
    parts = [
        row_residuals(facts, frames["columns"], [one for one in formulas if isinstance(one, RowsAddUp)]),
        line_residuals(facts, [one for one in formulas if isinstance(one, LinesAddUp)]),
        cell_residuals(facts, frames, [one for one in formulas if isinstance(one, CellsAgree)]),
    ]
    texts = [one for one in formulas if isinstance(one, TextAgrees)]
    if texts:
        parts.append(text_residuals(facts, frames, texts))
    between = [one for one in formulas if isinstance(one, DocumentsAgree)]
    if between:
        parts.append(document_residuals(facts, frames, between))
    given = [one for one in formulas if isinstance(one, RestatedAgrees)]
    if given:
        parts.append(restated_residuals(facts, frames, given, texts if said is None else said))
    return pl.concat(
        [part.select(pl.col(name).cast(kind) for name, kind in RESIDUAL.items()) for part in parts]
    )


def evaluated(frames: Mapping[str, pl.DataFrame], formulas: Sequence[Amounts]) -> pl.DataFrame:
    """Evaluate formulas over a collection of any size, and say how each comes out.

    Those that look at one document are evaluated over some documents after another: joining all cells of a large
    collection at once would take memory for no gain. Those between documents may need partners anywhere in the
    collection: all at once.

    Args:
        frames: as for `residuals`, collected.
        formulas: likewise.

    Returns:
        One row a residual, columns of `RESIDUAL` and those that `closes` adds.
    """
    between = [one for one in formulas if isinstance(one, (DocumentsAgree, RestatedAgrees))]
    alone = [one for one in formulas if not isinstance(one, (DocumentsAgree, RestatedAgrees))]
    said = [one for one in alone if isinstance(one, TextAgrees)]
    read = {name: frame for name, frame in frames.items() if name in _READ}
    documents = frames["documents"]["document"]
    found = [closes(residuals({name: frame.lazy() for name, frame in read.items()}, between, said)).collect()]
    for at in range(0, len(documents) if alone else 0, _AT_ONCE):
        some = documents.slice(at, _AT_ONCE).implode()
        part = {name: frame.filter(pl.col("document").is_in(some)).lazy() for name, frame in read.items()}
        found.append(_testable(closes(residuals(part, alone)), part["facts"], alone).collect())
    return pl.concat(found)


def _testable(found: pl.LazyFrame, facts: pl.LazyFrame, formulas: Sequence[Amounts]) -> pl.LazyFrame:
    """Without sums that do not close where their missing addend may stand under a heading or in a line not known.

    (A reader that looks for the right reading of a table needs them.)
    """
    rows = [one.identity for one in formulas if isinstance(one, RowsAddUp)]
    lines = [one.identity for one in formulas if isinstance(one, LinesAddUp)]
    columns_unknown = lines_with_unknown_money(facts).with_columns(column_unknown=True)
    lines_unknown = sections_with_unplaced_money(facts).with_columns(line_unknown=True)
    is_untestable = (pl.col("identity").is_in(rows) & pl.col("column_unknown").fill_null(value=False)) | (
        pl.col("identity").is_in(lines) & pl.col("line_unknown").fill_null(value=False)
    )
    return (
        found.join(columns_unknown, on=[*SECTION, "line_no"], how="left")
        .join(lines_unknown, on=[*SECTION, "measure"], how="left")
        .filter(~(is_untestable & (pl.col("outcome") == "broken")))
        .drop("column_unknown", "line_unknown")
    )


def closes(residual: pl.LazyFrame) -> pl.LazyFrame:
    """Add `difference_fen` and `outcome`: exact, rounding or broken."""
    difference = pl.col("actual_fen") - pl.col("expected_fen")
    over = (
        pl.when(pl.col("relation") == "=")
        .then(difference.abs())
        .when(pl.col("relation") == "<=")
        .then(difference)
        .otherwise(-difference)
    )
    return residual.with_columns(difference_fen=difference).with_columns(
        outcome=pl.when((over == 0) | ((over < 0) & (pl.col("relation") != "=")))
        .then(pl.lit("exact"))
        .when(over <= pl.col("tolerance_fen"))
        .then(pl.lit("rounding"))
        .otherwise(pl.lit("broken"))
    )
