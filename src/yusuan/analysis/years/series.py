"""Lines over many years: what each year discloses, what later documents say of years that are missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts
from yusuan.analysis.disclosed import breakdowns as comparable
from yusuan.analysis.years import notes as wording
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
    own year's document is missing, the amount that the earliest later document says of it stands in, marked.

    Args:
        documents: columns document, department (the name the series goes by), scope, phase, fiscal_year.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        by: which lines.
        maps: the reviewed maps; those that come with yusuan where None.

    Returns:
        Columns `SCHEMA`, lazily; amounts in 分; one row a line and year between the first and the last.
        `origin` is disclosed, restated, or null in a gap; `note` says which codes the line bore, and how what
        is disclosed differs from what a later document says of the year.
    """
    query = partial(_series, documents, facts, statements, by, maps or Maps())
    return pl.defer(query, schema=SCHEMA)


def _series(
    documents: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, by: By, maps: Maps
) -> pl.DataFrame:
    """The series themselves, in steps: a plan in one piece would read the same frames again and again."""
    seen = documents["document"].to_list()
    facts = facts.filter(pl.col("document").is_in(seen))
    statements = statements.filter(pl.col("document").is_in(seen))
    numbered = documents.with_columns(
        pair=pl.struct(_OF_DEPARTMENT).rank("dense").cast(pl.Int64),
        first_year=pl.col("fiscal_year").min().over(_OF_DEPARTMENT),
        last_year=pl.col("fiscal_year").max().over(_OF_DEPARTMENT),
    )
    members = numbered.select("pair", "document", "first_year", "last_year", year="fiscal_year")
    of_document = numbered.lazy().select("pair", "document", year="fiscal_year")
    in_prose = amounts.in_prose(statements, by).join(of_document, on="document")
    worked_back = (
        amounts.worked_back(statements, by)
        .join(of_document, on="document")
        .sort("year")
        .select(
            "pair", "basis", "key", "document", year="base_year", fen="base_fen", page="base_page", row="base_row",
            quantum_fen="base_quantum_fen",
        )
        .unique(["pair", "basis", "key", "year"], keep="first", maintain_order=True)
    )  # fmt: skip
    lines, told, said = pl.collect_all([amounts.in_tables(facts, by, maps.projects), in_prose, worked_back])
    in_tables = shared_basis(sided(lines, members, by, maps.codes), by)
    return _laid_out(in_tables.lazy(), told.lazy(), said.lazy(), numbered, by).collect()


def _laid_out(
    in_tables: pl.LazyFrame,
    in_prose: pl.LazyFrame,
    worked_back: pl.LazyFrame,
    numbered: pl.DataFrame,
    by: By,
) -> pl.LazyFrame:
    """Every line in every year, with the best that is known of it."""
    at = ["pair", "basis", "key", "year"]
    line = ["pair", "basis", "key"]
    if comparable.is_listed(by):
        known = in_tables.select(line).unique()
    else:
        known = pl.concat([rows.select(line) for rows in (in_tables, in_prose, worked_back)]).unique()
    extra = worked_back.join(known, on=line, how="semi").select("pair", "year")
    years = (
        pl.concat([numbered.lazy().select("pair", year="fiscal_year"), extra])
        .group_by("pair")
        .agg(year=pl.int_range(pl.col("year").min(), pl.col("year").max() + 1, dtype=pl.Int32))
        .explode("year")
    )
    latest = _latest(in_tables, numbered, by)
    told = _prefixed(in_prose, at, "p_")
    said = _prefixed(worked_back, at, "r_")
    rows = (
        known.join(years, on="pair")
        .join(in_tables.drop(*_OF_LINE), on=at, how="left")
        .join(told, on=at, how="left")
        .join(said, on=at, how="left")
        .join(latest, on=line, how="left")
        .join(numbered.lazy().select("pair", *_OF_DEPARTMENT).unique(), on="pair")
    )
    table = pl.col("fen").is_not_null()
    disclosed = pl.coalesce("fen", "p_fen")
    differs = (disclosed - pl.col("r_fen")).abs() > pl.max_horizontal(
        pl.coalesce("quantum_fen", "p_quantum_fen"), "r_quantum_fen"
    )
    place = {
        name: pl.when(table)
        .then(name)
        .when(pl.col("p_fen").is_not_null())
        .then(f"p_{name}")
        .otherwise(f"r_{name}")
        for name in ("document", "page", "row")
    }
    return (
        rows.with_columns(
            **place,
            amount_fen=pl.coalesce(disclosed, "r_fen"),
            origin=pl.when(disclosed.is_not_null())
            .then(pl.lit(BaseOrigin.DISCLOSED.value))
            .when(pl.col("r_fen").is_not_null())
            .then(pl.lit(BaseOrigin.IMPLIED.value)),
            note=wording.joined(
                pl.when(pl.col("codes").is_not_null()).then(pl.format("当年编码{}", "codes")),
                pl.when(pl.col("printed_fen").ne_missing(pl.col("fen"))).then(
                    pl.format("口径按科目调整，原为{}万元", wording.wan_yuan(pl.col("printed_fen")))
                ),
                pl.when(differs).then(
                    pl.format("按后一年文件推算为{}万元", wording.wan_yuan(pl.col("r_fen")))
                ),
            ),
            line="line" if comparable.is_listed(by) else wording.of_phase(pl.col("line")),
            fiscal_year="year",
        )
        .sort("pair", pl.col("key") != amounts.WHOLE, *_order(by), "year", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
    )


_OF_LINE = ("code", "line", "metric", "level", "parent", "order")


def _latest(in_tables: pl.LazyFrame, numbered: pl.DataFrame, by: By) -> pl.LazyFrame:
    """What a line is called and where it belongs, as its last year says; of known lines by their metric."""
    line = ["pair", "basis", "key"]
    if comparable.is_listed(by):
        return (
            in_tables.sort("year", descending=True)
            .unique(line, keep="first", maintain_order=True)
            .select(*line, "code", "line", "metric", "level", "parent", "order")
        )
    known = comparable.lines(by).with_columns(
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


def _order(by: By) -> list[str]:
    return ["code", "metric"] if by in comparable.CLASSIFIED else ["order"]


def _prefixed(rows: pl.LazyFrame, keys: list[str], prefix: str) -> pl.LazyFrame:
    unique = rows.unique(keys, keep="first", maintain_order=True)
    names = ("document", "page", "row", "fen", "quantum_fen")
    return unique.select(*keys, *(pl.col(name).alias(f"{prefix}{name}") for name in names))
