"""In every line, a column equals the columns it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.formulas.addends import SECTION, residual_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.identities.entries import RowsAddUp
    from yusuan.reference.measures import Addend


def row_residuals(facts: pl.LazyFrame, columns: pl.LazyFrame, formulas: Sequence[RowsAddUp]) -> pl.LazyFrame:
    """One residual a line and formula; facts as of `addends.keyed`."""
    layout = (
        columns.filter(pl.col("measure").is_not_null())
        .select(
            "document",
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            pl.col("table").cast(pl.String),
            pl.col("measure").str.strip_suffix(".total"),
        )
        .group_by(*SECTION, "table")
        .agg(pl.col("measure").unique().sort().str.join(" ").alias("layout"))
        .collect()
    )
    terms = pl.DataFrame(
        [
            term
            for table, measures in layout.select("table", "layout").unique().sort("table", "layout").rows()
            for term in _row_terms(table, measures, formulas)
        ],
        schema={
            "table": pl.String,
            "layout": pl.String,
            "identity": pl.String,
            "measure": pl.String,
            "is_sum": pl.Boolean,
            "weight": pl.Int64,
            "within": pl.List(pl.String),
        },
        orient="row",
    ).lazy()
    total = pl.col("measure").filter(pl.col("is_sum")).first().alias("measure")
    line = [*SECTION, "line_no"]
    terms_of_lines = facts.join(layout.lazy().drop("table"), on=SECTION).join(
        terms, on=["table", "layout", "measure"]
    )
    counted_above = (
        terms_of_lines.select(*line, "identity", "measure", "within")
        .explode("within")
        .join(facts.select(*line, within="measure"), on=[*line, "within"])
    )
    return (
        terms_of_lines.join(counted_above, on=[*line, "identity", "measure"], how="anti")
        .sort(*line, "column")
        .group_by(*SECTION, "line_no", "identity")
        .agg(pl.col("table").first(), pl.col("line").first(), total, *residual_of())
        .filter(pl.col("has_sum") & pl.col("has_parts"))
        .with_columns(key=pl.col("line_no").cast(pl.String), relation=pl.lit("="))
    )


def _row_terms(
    table: str, layout: str, formulas: Sequence[RowsAddUp]
) -> Iterator[tuple[str, str, str, str, bool, int, list[str]]]:
    printed = set(layout.split(" "))
    for formula in formulas:
        if table not in formula.tables or formula.total not in printed or formula.without in printed:
            continue
        addends = list(_printed_parts(formula.addends, printed, []))
        if len(addends) < formula.least:
            continue
        yield (table, layout, formula.identity, formula.total, True, 1, [])
        for addend, within in addends:
            yield (table, layout, formula.identity, addend.measure, False, addend.weight, within)


def _printed_parts(
    addends: Sequence[Addend], printed: set[str], within: list[str]
) -> Iterator[tuple[Addend, list[str]]]:
    """The addends a table prints, each with the sums that hold it already where a line prints those."""
    for addend in addends:
        is_printed = addend.measure in printed
        if is_printed:
            yield (addend, within)
        yield from _printed_parts(addend.of, printed, [*within, addend.measure] if is_printed else within)
