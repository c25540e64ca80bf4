"""Both years of each line side by side: in tables, in prose, worked back; and which of them is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import amounts, comparable, wording
from yusuan.model.vocabulary import MEASURE_WORDS, BaseOrigin
from yusuan.normalise.statements_metric import metric_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.analysis.comparable import By

# Lines that only a table of the base year prints come after the others.
_AFTER_ALL = 1_000_000


def of_pairs(rows: pl.LazyFrame, pairs: pl.DataFrame, *years: str) -> pl.LazyFrame:
    """Rows by document (and base year) as rows by pair."""
    on = ["document", *years]
    return rows.join(pairs.lazy().select("pair", *on), on=on)


def side_by_side(
    one: pl.DataFrame, current: pl.LazyFrame, base: pl.LazyFrame, said: Mapping[str, pl.LazyFrame], by: By
) -> pl.LazyFrame:
    """All that is known of each line of a pair, side by side.

    Args:
        one: columns of `choice.PAIRS`, a row a pair.
        current: lines of this year's tables, as of `sides.sided`; their columns get the prefix t_.
        base: likewise of the base year; bt_.
        said: by prefix, amounts and reasons that prose gives: columns pair, basis, key, and those wanted.
        by: which lines.
    """
    at = ["pair", "basis", "key"]
    if comparable.is_listed(by):
        keys = pl.concat([current.select(at), base.select(at)]).unique()
    else:
        known = comparable.lines(by).select(pl.lit(0, pl.Int32).alias("basis"), key="metric")
        keys = one.lazy().select("pair").join(known.lazy(), how="cross")
    tables = {"t_": current.drop("year", "moved_fen"), "bt_": base.drop("year", "moved_fen")}
    prose = {prefix: rows.drop("document", "base_year", strict=False) for prefix, rows in said.items()}
    joined = keys
    for prefix, rows in {**tables, **prose}.items():
        names = {name: f"{prefix}{name}" for name in rows.collect_schema().names() if name not in at}
        values = rows.unique(at, keep="first", maintain_order=True).rename(names)
        joined = joined.join(values, on=at, how="left")
    has_base = base.select("pair").unique().with_columns(has_base=pl.lit(value=True))
    return joined.join(has_base, on="pair", how="left").join(one.lazy(), on="pair")


def compare(both: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """The current and the base amount of each line, from where they are best known."""
    disclosed = pl.coalesce("bt_fen", "bp_fen")
    from_prose = disclosed.is_null() & pl.col("r_base_fen").is_not_null()
    said = pl.when(from_prose).then(pl.coalesce("r_fen", "p_fen")).otherwise("p_fen")
    said_quantum = (
        pl.when(from_prose & pl.col("r_fen").is_not_null()).then("r_quantum_fen").otherwise("p_quantum_fen")
    )
    known = pl.col("said_fen").is_not_null() & pl.col("t_fen").is_not_null()
    # A restated base goes with the amount that it was worked back from.
    current_said = (from_prose & pl.col("said_fen").is_not_null()) | pl.col("t_fen").is_null()
    differ = known & _differ("said_fen", "said_quantum_fen", "t_fen", "t_quantum_fen")
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
    moved = base_in_table & pl.col("bt_printed_fen").ne_missing(pl.col("bt_fen"))
    notes = [
        pl.when(~from_prose & pl.col("r_base_fen").is_not_null() & _restated_differs()).then(
            pl.format("按本年文件推算，上年为{}万元", wording.wan_yuan(pl.col("r_base_fen")))
        ),
        pl.when(differ & pl.col("current_said")).then(
            pl.format("表中为{}万元", wording.wan_yuan(pl.col("t_fen")))
        ),
        pl.when(differ & ~pl.col("current_said")).then(
            pl.format("正文中为{}万元", wording.wan_yuan(pl.col("said_fen")))
        ),
        pl.when(pl.col("bt_codes").is_not_null()).then(pl.format("上年编码{}", "bt_codes")),
        pl.when(moved & pl.col("bt_printed_fen").is_not_null()).then(
            pl.format("口径按科目调整，上年原为{}万元", wording.wan_yuan(pl.col("bt_printed_fen")))
        ),
        pl.when(_renamed(by)).then(pl.format("上年名称为“{}”", "bt_line")),
        pl.col("mixed"),
    ]
    names = {line: metric_name(line, "zh") for line in comparable.lines(by)["metric"].to_list()}
    label = (
        pl.col("key").replace_strict(names, default=None, return_dtype=pl.String)
        if names
        else pl.concat_str(
            pl.coalesce("t_line", "bt_line"),
            _kind_of_money(pl.coalesce("t_metric", "bt_metric")),
            ignore_nulls=True,
        )
    )
    of_lines = (
        comparable.lines(by).lazy().select(key="metric", m_level="level", m_parent="parent", m_order="order")
    )
    return (
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
            .then(pl.lit(BaseOrigin.RESTATED.value)),
            document=pl.when(~pl.col("current_said")).then("t_document").otherwise("document"),
            base_document=pl.when(base_in_table)
            .then("bt_document")
            .when(pl.col("bp_fen").is_not_null())
            .then("base_document")
            .when(from_prose)
            .then("document"),
            reason="g_reason",
            notes=wording.joined(*notes),
        )
        .filter(pl.col("current_fen").is_not_null() | pl.col("base_fen").is_not_null())
    )


def _kind_of_money(measure: pl.Expr) -> pl.Expr:
    """What follows the name of a line that holds one kind of money; null for others."""
    names = {measure: f" · {name[0]}" for measure, name in MEASURE_WORDS.items()}
    return measure.replace_strict(names, default=None, return_dtype=pl.String)


def _differ(one: str, one_quantum: str, other: str, other_quantum: str) -> pl.Expr:
    """Whether two amounts differ by more than their print can hide."""
    return (pl.col(one) - pl.col(other)).abs() > pl.max_horizontal(one_quantum, other_quantum)


def _restated_differs() -> pl.Expr:
    quantum = pl.max_horizontal("r_base_quantum_fen", pl.coalesce("bt_quantum_fen", "bp_quantum_fen"))
    return (pl.col("r_base_fen") - pl.coalesce("bt_fen", "bp_fen")).abs() > quantum


def _renamed(by: By) -> pl.Expr:
    """Whether a coded line bore another name in the base year, its code or not."""
    if by not in comparable.CLASSIFIED:
        return pl.lit(value=False)
    return pl.col("t_code").is_not_null() & (
        amounts.plain_label(pl.col("t_line")) != amounts.plain_label(pl.col("bt_line"))
    )
