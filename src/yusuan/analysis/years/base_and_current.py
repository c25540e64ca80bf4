"""Both years of each line side by side: in tables, in prose, worked back; and which of them is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts
from yusuan.analysis.disclosed import breakdowns as comparable
from yusuan.analysis.years import notes as wording
from yusuan.model.vocabulary import BaseOrigin
from yusuan.reference.measures import measure_name
from yusuan.reference.metrics import metric_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.analysis.disclosed.breakdowns import By

# Lines that only a table of the base year prints come after the others.
_AFTER_ALL = 1_000_000
_AT = ["pair", "basis", "key"]


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
    one: pl.DataFrame, current: pl.DataFrame, base: pl.DataFrame, said: Mapping[str, pl.DataFrame], by: By
) -> pl.DataFrame:
    """All that is known of each line of a pair, side by side.

    Args:
        one: columns of `choice.PAIRS`, a row a pair.
        current: lines of this year's tables, as of `sides.sided`; their columns get the prefix t_.
        base: likewise of the base year; bt_.
        said: by prefix, amounts and reasons that prose gives: columns pair, basis, key, and those wanted.
        by: which lines.
    """
    tables = {"t_": current.drop("year"), "bt_": _added_up(base.drop("year"))}
    if comparable.is_listed(by):
        joined = _prefixed(tables["t_"], "t_").join(
            _prefixed(tables["bt_"], "bt_"), on=_AT, how="full", coalesce=True
        )
    else:
        known = comparable.lines(by).select(pl.lit(0, pl.Int32).alias("basis"), key="metric")
        joined = one.select("pair").join(known, how="cross")
        for prefix, rows in tables.items():
            joined = joined.join(_prefixed(rows, prefix), on=_AT, how="left")
    for prefix, rows in said.items():
        values = _prefixed(rows.drop("document", "base_year", strict=False), prefix)
        if values.is_empty():
            empty = (
                pl.lit(None, dtype).alias(name) for name, dtype in values.schema.items() if name not in _AT
            )
            joined = joined.with_columns(empty)
        else:
            joined = joined.join(values.unique(_AT, keep="first", maintain_order=True), on=_AT, how="left")
    with_base = base["pair"].unique().implode()
    return joined.with_columns(has_base=pl.col("pair").is_in(with_base)).join(one, on="pair")


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


def compare(both: pl.DataFrame, by: By) -> pl.DataFrame:
    """The current and the base amount of each line, from where they are best known."""
    disclosed = pl.coalesce("bt_fen", "bp_fen")
    from_prose = disclosed.is_null() & pl.col("r_base_fen").is_not_null()
    said = pl.when(from_prose).then(pl.coalesce("r_fen", "p_fen")).otherwise("p_fen")
    said_quantum = (
        pl.when(from_prose & pl.col("r_fen").is_not_null()).then("r_quantum_fen").otherwise("p_quantum_fen")
    )
    # A restated base goes with the amount that it was worked back from.
    current_said = (from_prose & pl.col("said_fen").is_not_null()) | pl.col("t_fen").is_null()
    base_in_table = pl.col("bt_fen").is_not_null()
    place = [
        pl.when("current_said")
        .then(pl.when(from_prose & pl.col("r_fen").is_not_null()).then(f"r_{name}").otherwise(f"p_{name}"))
        .otherwise(f"t_{name}")
        .alias(name)
        for name in ("page", "row")
    ]
    in_table = [
        pl.when(~pl.col("current_said")).then(f"t_{name}").alias(name)
        for name in ("column", "title", "heading")
    ]
    base_place = [
        pl.when(base_in_table)
        .then(f"bt_{name}")
        .when(pl.col("bp_fen").is_not_null())
        .then(f"bp_{name}")
        .otherwise(f"r_base_{name}")
        .alias(f"base_{name}")
        for name in ("page", "row")
    ]
    base_cell = [
        pl.when(base_in_table).then(f"bt_{name}").alias(f"base_{name}")
        for name in ("column", "title", "heading")
    ]
    names = {line: metric_name(line, "zh") for line in comparable.lines(by)["metric"].to_list()}
    label = (
        wording.of_phase(pl.col("key").replace_strict(names, default=None, return_dtype=pl.String))
        if names
        else pl.concat_str(
            pl.coalesce("t_line", "bt_line"),
            _kind_of_money(pl.coalesce("t_metric", "bt_metric")),
            ignore_nulls=True,
        )
    )
    of_lines = comparable.lines(by).select(key="metric", m_level="level", m_parent="parent", m_order="order")
    frame = (
        both.with_columns(said_fen=said, said_quantum_fen=said_quantum)
        .with_columns(current_said=current_said)
        .join(of_lines, on="key", how="left")
        .with_columns(
            *place,
            *in_table,
            *base_place,
            *base_cell,
            line=label,
            code=pl.coalesce("t_code", "bt_code"),
            metric=pl.when(pl.col("m_level").is_not_null())
            .then("key")
            .otherwise(pl.coalesce("t_metric", "bt_metric")),
            level=pl.coalesce("m_level", "t_level", "bt_level"),
            parent=pl.coalesce("m_parent", "t_parent", "bt_parent"),
            order=pl.coalesce(pl.col("m_order").cast(pl.Int64), "t_order", pl.col("bt_order") + _AFTER_ALL),
            current_fen=pl.when("current_said").then("said_fen").otherwise("t_fen"),
            current_quantum_fen=pl.when("current_said").then("said_quantum_fen").otherwise("t_quantum_fen"),
            base_fen=pl.coalesce(disclosed, "r_base_fen"),
            base_quantum_fen=pl.coalesce("bt_quantum_fen", "bp_quantum_fen", "r_base_quantum_fen"),
            base_printed_fen=pl.when(base_in_table).then("bt_printed_fen").otherwise(disclosed),
            base_restated_fen="r_base_fen",
            base_line="bt_line",
            base_origin=pl.when(disclosed.is_not_null())
            .then(pl.lit(BaseOrigin.DISCLOSED.value))
            .when(pl.col("r_base_fen").is_not_null())
            .then(pl.lit(BaseOrigin.IMPLIED.value)),
            document=pl.when(~pl.col("current_said")).then("t_document").otherwise("document"),
            base_document=pl.when(base_in_table)
            .then("bt_document")
            .when(pl.col("bp_fen").is_not_null())
            .then("base_document")
            .when(from_prose)
            .then("document"),
            reason="g_reason",
        )
        .filter(pl.col("current_fen").is_not_null() | pl.col("base_fen").is_not_null())
        .with_row_index("number")
    )
    return frame.join(_notes(frame, by), on="number", how="left").select(_KEPT)


def _notes(frame: pl.DataFrame, by: By) -> pl.DataFrame:
    """Notes of the lines that need one, by `number`."""
    from_prose = pl.coalesce("bt_fen", "bp_fen").is_null() & pl.col("r_base_fen").is_not_null()
    known = pl.col("said_fen").is_not_null() & pl.col("t_fen").is_not_null()
    differ = known & _differ("said_fen", "said_quantum_fen", "t_fen", "t_quantum_fen")
    restated = ~from_prose & _restated_differs()
    moved = pl.col("bt_printed_fen") != pl.col("bt_fen")
    renamed = pl.col("t_code").is_not_null() & (pl.col("t_line") != pl.col("bt_line"))
    coded = pl.col("bt_codes").is_not_null()
    mixed = pl.col("mixed").is_not_null()
    conditions = [restated, differ, coded, moved, mixed]
    if by in comparable.CLASSIFIED:
        conditions.append(renamed)
    else:
        renamed = pl.lit(value=False)
    some = frame.filter(pl.any_horizontal(condition.fill_null(value=False) for condition in conditions))
    other_name = amounts.plain_label(pl.col("t_line")) != amounts.plain_label(pl.col("bt_line"))
    said = pl.when("current_said").then(pl.lit("表")).otherwise(pl.lit("正文"))
    elsewhere = pl.when("current_said").then("t_fen").otherwise("said_fen")
    return some.select(
        "number",
        notes=wording.joined(
            pl.when(restated).then(
                pl.format("按本年文件推算，上年为{}万元", wording.wan_yuan(pl.col("r_base_fen")))
            ),
            pl.when(differ).then(pl.format("{}中为{}万元", said, wording.wan_yuan(elsewhere))),
            pl.when(coded).then(pl.format("上年编码{}", "bt_codes")),
            pl.when(moved).then(
                pl.format("口径按科目调整，上年原为{}万元", wording.wan_yuan(pl.col("bt_printed_fen")))
            ),
            pl.when(renamed & other_name).then(pl.format("上年名称为“{}”", "bt_line")),
            pl.col("mixed"),
        ),
    )


def _kind_of_money(measure: pl.Expr) -> pl.Expr:
    """What follows the name of a line that holds one kind of money; null for others."""
    kinds = comparable.tables("function_kind")["measure"].unique()
    names = {kind: f" · {measure_name(kind)}" for kind in kinds if kind != "total"}
    return measure.replace_strict(names, default=None, return_dtype=pl.String)


def _differ(one: str, one_quantum: str, other: str, other_quantum: str) -> pl.Expr:
    """Whether two amounts differ by more than their print can hide."""
    return (pl.col(one) - pl.col(other)).abs() > pl.max_horizontal(one_quantum, other_quantum)


def _restated_differs() -> pl.Expr:
    quantum = pl.max_horizontal("r_base_quantum_fen", pl.coalesce("bt_quantum_fen", "bp_quantum_fen"))
    return (pl.col("r_base_fen") - pl.coalesce("bt_fen", "bp_fen")).abs() > quantum
