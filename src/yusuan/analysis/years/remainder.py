"""What a whole holds beyond its parts, as a line of its own; and which lines entered or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns as comparable
from yusuan.analysis.disclosed.amounts import WHOLE

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By

KEY = "rest"
_ROUNDING, _UNLISTED = "尾差（四舍五入）", "其余（表中未分列）"


def with_rest(compared: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """The lines with the amounts of their whole, what its parts leave over, and which lines entered or left.

    Args:
        compared: one row a pair and key, with level, current_fen, base_fen, their quanta, and has_base.
        by: which lines.

    Returns:
        The same with whole_fen, whole_base_fen, entered and left, and a row `KEY` of level 1 for each pair whose
        parts of level 1, known in both years, do not add up to the whole in one of them.
    """
    whole = comparable.whole(by) or WHOLE
    is_whole = pl.col("key") == whole
    part = pl.col("level") == 1
    sums = compared.group_by("pair").agg(
        printed_whole=pl.col("current_fen").filter(is_whole).first(),
        printed_whole_base=pl.col("base_fen").filter(is_whole).first(),
        parts=pl.col("current_fen").filter(part).sum(),
        parts_base=pl.col("base_fen").filter(part).sum(),
        count=part.sum(),
        known=(part & pl.col("current_fen").is_not_null()).sum(),
        known_base=(part & pl.col("base_fen").is_not_null()).sum(),
        tolerance=(pl.col("current_quantum_fen").filter(part | is_whole).sum() // 2),
        tolerance_base=(pl.col("base_quantum_fen").filter(part | is_whole).sum() // 2),
    )
    listed = comparable.is_listed(by)
    # A table without a line for the whole: it is what its lines add up to.
    total = pl.coalesce("printed_whole", pl.when(pl.lit(listed) & (pl.col("known") > 0)).then("parts"))
    total_base = pl.coalesce(
        "printed_whole_base", pl.when(pl.lit(listed) & (pl.col("known_base") > 0)).then("parts_base")
    )
    wholes = sums.with_columns(whole_fen=total, whole_base_fen=total_base).with_columns(
        rest_fen=pl.when(pl.col("known") > 0).then(pl.col("whole_fen") - pl.col("parts")),
        rest_base_fen=pl.when(pl.col("known_base") > 0).then(pl.col("whole_base_fen") - pl.col("parts_base")),
    )
    closes = (pl.col("rest_fen") == 0).fill_null(value=False)
    closes_base = (pl.col("rest_base_fen") == 0).fill_null(value=False)
    in_table = pl.lit(listed) & pl.col("has_base").fill_null(value=False)
    no_base, no_current = pl.col("base_fen").is_null(), pl.col("current_fen").is_null()
    rows = compared.join(wholes, on="pair").with_columns(
        entered=no_base & ~no_current & ~is_whole & (in_table | (~pl.lit(listed) & part & closes_base)),
        left=no_current & ~no_base & ~is_whole & (in_table | (~pl.lit(listed) & part & closes)),
    )
    return pl.concat([rows, _rest(rows, wholes, whole)], how="diagonal")


def _rest(rows: pl.LazyFrame, wholes: pl.LazyFrame, whole: str) -> pl.LazyFrame:
    """One row for each pair whose parts leave something over in one of the years."""
    shared = [
        "pair",
        "department",
        "scope",
        "phase",
        "fiscal_year",
        "base_year",
        "basis",
        "whole_fen",
        "whole_base_fen",
    ]
    off = pl.max_horizontal(
        (pl.col("rest_fen").abs() - pl.col("tolerance")),
        (pl.col("rest_base_fen").abs() - pl.col("tolerance_base")),
    )
    # Where a part is known in one year alone, what is over in the other holds it: that is no line of its own.
    one_sided = pl.col("current_fen").is_null() != pl.col("base_fen").is_null()
    half_known = rows.filter((pl.col("level") == 1) & one_sided & ~pl.col("entered") & ~pl.col("left"))
    known = pl.col("rest_fen").is_not_null() & pl.col("rest_base_fen").is_not_null()
    left_over = (pl.col("rest_fen") != 0) | (pl.col("rest_base_fen") != 0)
    return (
        rows.select(shared)
        .unique("pair", keep="first", maintain_order=True)
        .join(wholes.drop("whole_fen", "whole_base_fen"), on="pair")
        .join(half_known.select("pair"), on="pair", how="anti")
        .filter(known & left_over)
        .select(
            *shared,
            pl.lit(KEY).alias("key"),
            pl.when(off > 0).then(pl.lit(_UNLISTED)).otherwise(pl.lit(_ROUNDING)).alias("line"),
            pl.lit(1, pl.Int32).alias("level"),
            pl.lit(whole).alias("parent"),
            pl.col("rest_fen").alias("current_fen"),
            pl.col("rest_base_fen").alias("base_fen"),
            pl.lit(value=False).alias("entered"),
            pl.lit(value=False).alias("left"),
            pl.lit(None, pl.String).alias("notes"),
        )
    )
