"""Both years of each line side by side: in tables, in prose, implied; and which amounts are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts, breakdowns
from yusuan.analysis.years import notes
from yusuan.model.vocabulary import BaseOrigin
from yusuan.reference.measures import measure_name
from yusuan.reference.metrics import metric_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.analysis.disclosed.breakdowns import By

# Where the amounts of a line come from, as prefixes of columns.
TABLE, BASE_TABLE = "table_", "base_table_"
PROSE, BASE_PROSE = "prose_", "base_prose_"
# The amount of the base year that prose implies (`implied_base_…`), and the amount it follows from.
IMPLIED = "implied_"
GIVEN = "given_"

# Lines that only a table of the base year prints come after the others.
_AFTER_ALL = 1_000_000
_AT = ["pair", "basis", "key"]
_CELL = ("column", "title", "heading")
# What the steps after this one need.
_KEPT = (
    "pair", "basis", "key", "parent", "line", "code", "metric", "level", "order", "notes", "reason", "has_base",
    "current_fen", "current_quantum_fen", "base_fen", "base_quantum_fen", "base_printed_fen",
    "base_restated_fen", "base_line", "base_origin", "document", "page", "row", "column", "title", "heading",
    "base_document", "base_page", "base_row", "base_column", "base_title", "base_heading",
    "department", "scope", "phase", "fiscal_year", "base_year",
)  # fmt: skip


def of_pairs(rows: pl.LazyFrame, pairs: pl.DataFrame, *years: str) -> pl.LazyFrame:
    """Rows by document (and base year) as rows by pair."""
    on = ["document", *years]
    return rows.join(pairs.lazy().select("pair", *on), on=on)


def side_by_side(
    pairs: pl.DataFrame,
    current: pl.DataFrame,
    base: pl.DataFrame,
    prose: Mapping[str, pl.DataFrame],
    by: By,
) -> pl.DataFrame:
    """All that is disclosed of each line of a pair, side by side.

    Args:
        pairs: columns of `documents.PAIRS`, a row a pair.
        current: lines of this year's tables, see `shared_lines.sided`; their columns get the prefix `TABLE`.
        base: likewise of the base year; `BASE_TABLE`.
        prose: by prefix, amounts and reasons that prose gives: columns pair, basis, key, and those wanted.
        by: which lines.
    """
    tables = {TABLE: current.drop("year"), BASE_TABLE: _added_up(base.drop("year"))}
    lines = _lines_of_tables(tables) if breakdowns.is_listed(by) else _known_lines(pairs, tables, by)
    for prefix, rows in prose.items():
        lines = _with_prose(lines, _prefixed(rows.drop("document", "base_year", strict=False), prefix))
    with_base = base["pair"].unique().implode()
    return lines.with_columns(has_base=pl.col("pair").is_in(with_base)).join(pairs, on="pair")


def _lines_of_tables(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The lines that either year's table lists."""
    current, base = (_prefixed(rows, prefix) for prefix, rows in tables.items())
    return current.join(base, on=_AT, how="full", coalesce=True)


def _known_lines(pairs: pl.DataFrame, tables: Mapping[str, pl.DataFrame], by: By) -> pl.DataFrame:
    """The lines known by a metric, each for every pair, with what the tables of both years print of them."""
    metrics = breakdowns.lines(by).select(pl.lit(0, pl.Int32).alias("basis"), key="metric")
    lines = pairs.select("pair").join(metrics, how="cross")
    for prefix, rows in tables.items():
        lines = lines.join(_prefixed(rows, prefix), on=_AT, how="left")
    return lines


def _with_prose(lines: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    if values.is_empty():
        names = (name for name in values.columns if name not in _AT)
        return lines.with_columns(pl.lit(None, values.schema[name]).alias(name) for name in names)
    return lines.join(values.unique(_AT, keep="first", maintain_order=True), on=_AT, how="left")


def _added_up(base: pl.DataFrame) -> pl.DataFrame:
    """Lines of several base documents, of departments that merged, as one."""
    if not base.select(pl.struct(_AT).is_duplicated().any()).item():
        return base
    money = ("fen", "printed_fen", "quantum_fen")
    others = (name for name in base.columns if name not in {*_AT, *money})
    return (
        base.group_by(_AT, maintain_order=True)
        .agg(*(pl.col(name).first() for name in others), *(pl.col(name).sum() for name in money))
        .select(base.columns)
    )


def _prefixed(rows: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return rows.rename({name: f"{prefix}{name}" for name in rows.columns if name not in _AT})


def compare(lines: pl.DataFrame, by: By) -> pl.DataFrame:
    """The current and the base amount of each line, from where they are best known.

    Args:
        lines: of `side_by_side`.
        by: which lines.

    Returns:
        One row a pair and line that has an amount in either year; columns `_KEPT`, amounts in 分.
    """
    sourced = _with_origins(lines)
    placed = _with_places(_with_amounts(sourced))
    named = _with_names(placed, by).filter(
        pl.col("current_fen").is_not_null() | pl.col("base_fen").is_not_null()
    )
    numbered = named.with_row_index("number")
    return numbered.join(_notes(numbered, by), on="number", how="left").select(_KEPT)


def _with_origins(lines: pl.DataFrame) -> pl.DataFrame:
    """Where both amounts come from: the base disclosed (table before prose) or implied, the current amount likewise.

    Adds base_disclosed_fen, base_is_implied, follows_implied (whether the amount that the base follows from is
    stated), stated_fen and stated_quantum_fen (the current amount in prose), current_in_prose.
    """
    return (
        lines.with_columns(base_disclosed_fen=pl.coalesce("base_table_fen", "base_prose_fen"))
        .with_columns(
            base_is_implied=pl.col("base_disclosed_fen").is_null() & pl.col("implied_base_fen").is_not_null()
        )
        .with_columns(follows_implied=pl.col("base_is_implied") & pl.col("implied_fen").is_not_null())
        .with_columns(
            stated_fen=pl.when("base_is_implied")
            .then(pl.coalesce("implied_fen", "prose_fen"))
            .otherwise("prose_fen"),
            stated_quantum_fen=pl.when("follows_implied")
            .then("implied_quantum_fen")
            .otherwise("prose_quantum_fen"),
        )
        .with_columns(
            # An implied base goes with the amount that it follows from.
            current_in_prose=(pl.col("base_is_implied") & pl.col("stated_fen").is_not_null())
            | pl.col("table_fen").is_null()
        )
    )


def _with_amounts(lines: pl.DataFrame) -> pl.DataFrame:
    """The amounts that are compared, their precision, and the origin of the base."""
    origin = (
        pl.when(pl.col("base_disclosed_fen").is_not_null())
        .then(pl.lit(BaseOrigin.DISCLOSED.value))
        .when(pl.col("implied_base_fen").is_not_null())
        .then(pl.lit(BaseOrigin.IMPLIED.value))
    )
    return lines.with_columns(
        current_fen=_current("stated_fen", "table_fen"),
        current_quantum_fen=_current("stated_quantum_fen", "table_quantum_fen"),
        base_fen=pl.coalesce("base_disclosed_fen", "implied_base_fen"),
        base_quantum_fen=pl.coalesce(
            "base_table_quantum_fen", "base_prose_quantum_fen", "implied_base_quantum_fen"
        ),
        base_printed_fen=_base("base_table_printed_fen", "base_disclosed_fen", "base_disclosed_fen"),
        base_restated_fen="implied_base_fen",
        base_origin=origin,
    )


def _with_places(lines: pl.DataFrame) -> pl.DataFrame:
    """Where both amounts stand: document, page, row; of an amount in a table also column, title, heading."""
    in_table = ~pl.col("current_in_prose")
    base_in_table = pl.col("base_table_fen").is_not_null()
    return lines.with_columns(
        *(
            pl.when("current_in_prose")
            .then(pl.when("follows_implied").then(f"{IMPLIED}{name}").otherwise(f"{PROSE}{name}"))
            .otherwise(f"{TABLE}{name}")
            .alias(name)
            for name in ("page", "row")
        ),
        *(pl.when(in_table).then(f"{TABLE}{name}").alias(name) for name in _CELL),
        *(
            _base(f"{BASE_TABLE}{name}", f"{BASE_PROSE}{name}", f"{IMPLIED}base_{name}").alias(f"base_{name}")
            for name in ("page", "row")
        ),
        *(pl.when(base_in_table).then(f"{BASE_TABLE}{name}").alias(f"base_{name}") for name in _CELL),
        document=pl.when(in_table).then("table_document").otherwise("document"),
        base_document=_base(
            "base_table_document", "base_document", pl.when("base_is_implied").then("document")
        ),
    )


def _current(in_prose: str, in_table: str) -> pl.Expr:
    """One of two columns: by where the current amount stands."""
    return pl.when("current_in_prose").then(in_prose).otherwise(in_table)


def _base(in_table: str, in_prose: str, otherwise: str | pl.Expr) -> pl.Expr:
    """One of three columns: by where the base amount stands."""
    return (
        pl.when(pl.col("base_table_fen").is_not_null())
        .then(in_table)
        .when(pl.col("base_prose_fen").is_not_null())
        .then(in_prose)
        .otherwise(otherwise)
    )


def _with_names(lines: pl.DataFrame, by: By) -> pl.DataFrame:
    """What each line is called and where it belongs: known lines by their metric, others as the tables print them."""
    known = breakdowns.lines(by).select(
        key="metric", known_level="level", known_parent="parent", known_order="order"
    )
    return lines.join(known, on="key", how="left").with_columns(
        line=_label(by),
        base_line="base_table_line",
        code=pl.coalesce("table_code", "base_table_code"),
        metric=pl.when(pl.col("known_level").is_not_null())
        .then("key")
        .otherwise(pl.coalesce("table_metric", "base_table_metric")),
        level=pl.coalesce("known_level", "table_level", "base_table_level"),
        parent=pl.coalesce("known_parent", "table_parent", "base_table_parent"),
        order=pl.coalesce(
            pl.col("known_order").cast(pl.Int64), "table_order", pl.col("base_table_order") + _AFTER_ALL
        ),
        reason="given_reason",
    )


def _label(by: By) -> pl.Expr:
    names = {metric: metric_name(metric, "zh") for metric in breakdowns.lines(by)["metric"].to_list()}
    if names:
        return notes.of_phase(pl.col("key").replace_strict(names, default=None, return_dtype=pl.String))
    kind = _kind_of_money(pl.coalesce("table_metric", "base_table_metric"))
    return pl.concat_str(pl.coalesce("table_line", "base_table_line"), kind, ignore_nulls=True)


def _notes(lines: pl.DataFrame, by: By) -> pl.DataFrame:
    """Notes of the lines that need one, by `number`."""
    both_years_coded = pl.col("table_code").is_not_null() & (
        pl.col("table_line") != pl.col("base_table_line")
    )
    needed = {
        "implied_differs": ~pl.col("base_is_implied") & _implied_differs(),
        "prose_differs": _prose_differs(),
        "recoded": pl.col("base_table_codes").is_not_null(),
        "moved": pl.col("base_table_printed_fen") != pl.col("base_table_fen"),
        "is_mixed": pl.col("mixed").is_not_null(),
        "renamed": both_years_coded if by in breakdowns.CLASSIFIED else pl.lit(value=False),
    }
    noted = lines.with_columns(
        **{name: condition.fill_null(value=False) for name, condition in needed.items()}
    ).filter(pl.any_horizontal(*needed))
    other_name = amounts.plain_label(pl.col("table_line")) != amounts.plain_label(pl.col("base_table_line"))
    elsewhere = pl.when("current_in_prose").then(pl.lit("表")).otherwise(pl.lit("正文"))
    amount_elsewhere = _current("table_fen", "stated_fen")
    return noted.select(
        "number",
        notes=notes.joined(
            pl.when("implied_differs").then(
                pl.format("按本年文件推算，上年为{}万元", notes.wan_yuan(pl.col("implied_base_fen")))
            ),
            pl.when("prose_differs").then(
                pl.format("{}中为{}万元", elsewhere, notes.wan_yuan(amount_elsewhere))
            ),
            pl.when("recoded").then(pl.format("上年编码{}", "base_table_codes")),
            pl.when("moved").then(
                pl.format("口径按科目调整，上年原为{}万元", notes.wan_yuan(pl.col("base_table_printed_fen")))
            ),
            pl.when(pl.col("renamed") & other_name).then(pl.format("上年名称为“{}”", "base_table_line")),
            pl.col("mixed"),
        ),
    )


def _kind_of_money(measure: pl.Expr) -> pl.Expr:
    """What follows the name of a line that holds one kind of money; null for others."""
    kinds = breakdowns.tables("function_kind")["measure"].unique()
    names = {kind: f" · {measure_name(kind)}" for kind in kinds if kind != "total"}
    return measure.replace_strict(names, default=None, return_dtype=pl.String)


def _prose_differs() -> pl.Expr:
    """Whether prose and table give the current amount differently, by more than their print can hide."""
    quantum = pl.max_horizontal("stated_quantum_fen", "table_quantum_fen")
    return (pl.col("stated_fen") - pl.col("table_fen")).abs() > quantum


def _implied_differs() -> pl.Expr:
    """Whether the implied base differs from the disclosed one, by more than their print can hide."""
    disclosed_quantum = pl.coalesce("base_table_quantum_fen", "base_prose_quantum_fen")
    quantum = pl.max_horizontal("implied_base_quantum_fen", disclosed_quantum)
    return (pl.col("implied_base_fen") - pl.col("base_disclosed_fen")).abs() > quantum
