"""Lines over many years: what each year discloses, and what later documents imply of missing years."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts, breakdowns
from yusuan.analysis.years import notes
from yusuan.analysis.years.shared_lines import shared_basis, sided
from yusuan.analysis.years.variance import Maps
from yusuan.model.vocabulary import BaseOrigin
from yusuan.reference.metrics import metric_name

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By

SCHEMA: dict[str, pl.DataType] = {
    "department": pl.String(),
    "scope": pl.String(),
    "phase": pl.String(),
    "key": pl.String(),
    "parent": pl.String(),
    "line": pl.String(),
    "code": pl.String(),
    "metric": pl.String(),
    "level": pl.Int32(),
    "fiscal_year": pl.Int32(),
    "amount_fen": pl.Int64(),
    "origin": pl.String(),
    "note": pl.String(),
    "document": pl.String(),
    "page": pl.Int32(),
    "row": pl.Int32(),
    "column": pl.Int32(),
    "title": pl.String(),
    "heading": pl.String(),
}
_OF_DEPARTMENT = ("department", "scope", "phase")
# What a line is called and where it belongs, the same in all years.
_OF_LINE = ("code", "line", "metric", "level", "parent", "order")
_LINE = ("pair", "basis", "key")
_AT = (*_LINE, "year")


def series(
    documents: pl.DataFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    by: By = "total",
    *,
    maps: Maps | None = None,
) -> pl.LazyFrame:
    """Each line of each department across its years, under the keys that all of them share.

    A year in which nothing is disclosed of a line is a gap: a row without an amount, never a zero. Where its
    own year's document is missing, the amount that the earliest later document implies stands in, marked.

    Args:
        documents: columns document, department (the name the series goes by), scope, phase, fiscal_year.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        by: which lines.
        maps: the reviewed maps; those that come with yusuan where None.

    Returns:
        Columns `SCHEMA`, lazily; amounts in 分; one row a line and year between the first and the last.
        `origin` is disclosed, restated (implied by a later document), or null in a gap; `note` says which
        codes the line bore, and how the disclosed amount differs from the implied one.
    """
    query = partial(_series, documents, facts, statements, by, maps or Maps())
    return pl.defer(query, schema=SCHEMA)


def _series(
    documents: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, by: By, maps: Maps
) -> pl.DataFrame:
    """The series themselves, in steps: a plan in one piece would read the same frames again and again."""
    read = documents["document"].to_list()
    facts = facts.filter(pl.col("document").is_in(read))
    statements = statements.filter(pl.col("document").is_in(read))
    numbered = documents.with_columns(
        pair=pl.struct(_OF_DEPARTMENT).rank("dense").cast(pl.Int64),
        first_year=pl.col("fiscal_year").min().over(_OF_DEPARTMENT),
        last_year=pl.col("fiscal_year").max().over(_OF_DEPARTMENT),
    )
    members = numbered.select("pair", "document", "first_year", "last_year", year="fiscal_year")
    lines, in_prose, implied = pl.collect_all(
        [
            amounts.in_tables(facts, by, maps.projects),
            _in_prose(statements, numbered, by),
            _implied(statements, numbered, by),
        ]
    )
    in_tables = shared_basis(sided(lines, members, by, maps.codes), by)
    rows = _every_year(in_tables.lazy(), in_prose.lazy(), implied.lazy(), numbered, by)
    return _schemed(_with_notes(_with_origin(rows), by), by).collect()


def _in_prose(statements: pl.LazyFrame, numbered: pl.DataFrame, by: By) -> pl.LazyFrame:
    """Amounts that prose states of a document's own year."""
    of_document = numbered.lazy().select("pair", "document", year="fiscal_year")
    return amounts.in_prose(statements, by).join(of_document, on="document")


def _implied(statements: pl.LazyFrame, numbered: pl.DataFrame, by: By) -> pl.LazyFrame:
    """Amounts of earlier years, as the earliest later document implies them."""
    of_document = numbered.lazy().select("pair", "document", year="fiscal_year")
    return (
        amounts.implied(statements, by)
        .join(of_document, on="document")
        .sort("year")
        .select(
            "pair", "basis", "key", "document", year="base_year", fen="base_fen", page="base_page", row="base_row",
            quantum_fen="base_quantum_fen",
        )
        .unique(_AT, keep="first", maintain_order=True)
    )  # fmt: skip


def _every_year(
    in_tables: pl.LazyFrame, in_prose: pl.LazyFrame, implied: pl.LazyFrame, numbered: pl.DataFrame, by: By
) -> pl.LazyFrame:
    """Every line in every year, with what tables (no prefix), prose (prose_) and later documents (implied_) give."""
    if breakdowns.is_listed(by):
        lines = in_tables.select(_LINE).unique()
    else:
        lines = pl.concat([rows.select(_LINE) for rows in (in_tables, in_prose, implied)]).unique()
    implied_years = implied.join(lines, on=_LINE, how="semi").select("pair", "year")
    years = (
        pl.concat([numbered.lazy().select("pair", year="fiscal_year"), implied_years])
        .group_by("pair")
        .agg(year=pl.int_range(pl.col("year").min(), pl.col("year").max() + 1, dtype=pl.Int32))
        .explode("year")
    )
    return (
        lines.join(years, on="pair")
        .join(in_tables.drop(*_OF_LINE), on=_AT, how="left")
        .join(_prefixed(in_prose, "prose_"), on=_AT, how="left")
        .join(_prefixed(implied, "implied_"), on=_AT, how="left")
        .join(_latest(in_tables, numbered, by), on=_LINE, how="left")
        .join(numbered.lazy().select("pair", *_OF_DEPARTMENT).unique(), on="pair")
    )


def _with_origin(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The amount of each year with its origin and place: a table's, else prose's, else what is implied."""
    disclosed = pl.coalesce("fen", "prose_fen")
    origin = (
        pl.when(disclosed.is_not_null())
        .then(pl.lit(BaseOrigin.DISCLOSED.value))
        .when(pl.col("implied_fen").is_not_null())
        .then(pl.lit(BaseOrigin.IMPLIED.value))
    )
    place = {
        name: pl.when(pl.col("fen").is_not_null())
        .then(name)
        .when(pl.col("prose_fen").is_not_null())
        .then(f"prose_{name}")
        .otherwise(f"implied_{name}")
        for name in ("document", "page", "row")
    }
    return rows.with_columns(
        **place,
        disclosed_fen=disclosed,
        amount_fen=pl.coalesce(disclosed, "implied_fen"),
        origin=origin,
        fiscal_year="year",
    )


def _with_notes(rows: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """Which codes a line bore, what its table prints, what is implied otherwise; and names by phase."""
    quantum = pl.max_horizontal(pl.coalesce("quantum_fen", "prose_quantum_fen"), "implied_quantum_fen")
    implied_differs = (pl.col("disclosed_fen") - pl.col("implied_fen")).abs() > quantum
    note = notes.joined(
        pl.when(pl.col("codes").is_not_null()).then(pl.format("当年编码{}", "codes")),
        pl.when(pl.col("printed_fen").ne_missing(pl.col("fen"))).then(
            pl.format("口径按科目调整，原为{}万元", notes.wan_yuan(pl.col("printed_fen")))
        ),
        pl.when(implied_differs).then(
            pl.format("按后一年文件推算为{}万元", notes.wan_yuan(pl.col("implied_fen")))
        ),
    )
    line = pl.col("line") if breakdowns.is_listed(by) else notes.of_phase(pl.col("line"))
    return rows.with_columns(note=note, line=line)


def _schemed(rows: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """The whole first, then lines by code or as printed, each by year; columns `SCHEMA`."""
    order = ["code", "metric"] if by in breakdowns.CLASSIFIED else ["order"]
    return rows.sort("pair", pl.col("key") != amounts.WHOLE, *order, "year", maintain_order=True).select(
        pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()
    )


def _latest(in_tables: pl.LazyFrame, numbered: pl.DataFrame, by: By) -> pl.LazyFrame:
    """What a line is called and where it belongs, as its last year prints it; of known lines by their metric."""
    if breakdowns.is_listed(by):
        return (
            in_tables.sort("year", descending=True)
            .unique(_LINE, keep="first", maintain_order=True)
            .select(*_LINE, *_OF_LINE)
        )
    known = breakdowns.lines(by).with_columns(
        line=pl.col("metric").map_elements(lambda metric: metric_name(metric, "zh"), return_dtype=pl.String),
        code=pl.lit(None, pl.String),
        order=pl.col("order").cast(pl.Int64),
        key="metric",
    )
    return (
        numbered.lazy()
        .select("pair")
        .unique()
        .join(known.lazy(), how="cross")
        .with_columns(basis=pl.lit(0, pl.Int32))
    )


def _prefixed(rows: pl.LazyFrame, prefix: str) -> pl.LazyFrame:
    unique = rows.unique(_AT, keep="first", maintain_order=True)
    names = ("document", "page", "row", "fen", "quantum_fen")
    return unique.select(*_AT, *(pl.col(name).alias(f"{prefix}{name}") for name in names))
