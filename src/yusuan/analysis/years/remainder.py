"""The remainder of a whole beyond its parts, as a line of its own; and which lines entered or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns
from yusuan.analysis.disclosed.amounts import WHOLE

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By

# The key of the line that holds the remainder.
REMAINDER = "rest"
_OF_PAIR = (
    "pair", "department", "scope", "phase", "fiscal_year", "base_year", "basis", "whole_fen", "whole_base_fen",
)  # fmt: skip
_ROUNDING, _UNLISTED = "尾差（四舍五入）", "其余（表中未分列）"


def with_remainder(lines: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """The lines with the amounts of their whole, its remainder beyond its parts, and which lines entered or left.

    Args:
        lines: one row a pair and key, with level, current_fen, base_fen, their quanta, and has_base.
        by: which lines.

    Returns:
        The same with whole_fen, whole_base_fen, entered and left, and a row `REMAINDER` of level 1 for each pair
        whose parts of level 1, known in both years, do not add up to the whole in one of them. Amounts in 分.
    """
    whole_key = breakdowns.whole_metric(by) or WHOLE
    wholes = _wholes(lines, whole_key, listed=breakdowns.is_listed(by))
    rows = _with_status(lines.join(wholes, on="pair"), whole_key, listed=breakdowns.is_listed(by))
    return pl.concat([rows, _remainders(rows, wholes, whole_key)], how="diagonal")


def _wholes(lines: pl.LazyFrame, whole_key: str, *, listed: bool) -> pl.LazyFrame:
    """Of each pair: whole_fen, parts (their sum), rest_fen (the remainder), tolerance, and the same of the base year."""
    is_whole, is_part = pl.col("key") == whole_key, pl.col("level") == 1
    of_years = {"": ("current_fen", "current_quantum_fen"), "_base": ("base_fen", "base_quantum_fen")}
    sums = []
    for year, (fen, quantum) in of_years.items():
        sums += [
            pl.col(fen).filter(is_whole).first().alias(f"printed_whole{year}"),
            pl.col(fen).filter(is_part).sum().alias(f"parts{year}"),
            (is_part & pl.col(fen).is_not_null()).sum().alias(f"known{year}"),
            (pl.col(quantum).filter(is_part | is_whole).sum() // 2).alias(f"tolerance{year}"),
        ]
    wholes = lines.group_by("pair").agg(*sums)
    for year, (fen, rest) in {
        "": ("whole_fen", "rest_fen"),
        "_base": ("whole_base_fen", "rest_base_fen"),
    }.items():
        has_parts = pl.col(f"known{year}") > 0
        # A table without a line for the whole: it is what its lines add up to.
        sum_of_parts = pl.when(pl.lit(listed) & has_parts).then(f"parts{year}")
        wholes = wholes.with_columns(
            pl.coalesce(f"printed_whole{year}", sum_of_parts).alias(fen)
        ).with_columns(pl.when(has_parts).then(pl.col(fen) - pl.col(f"parts{year}")).alias(rest))
    return wholes


def _with_status(rows: pl.LazyFrame, whole_key: str, *, listed: bool) -> pl.LazyFrame:
    """Adds entered and left: a line that only one of both tables lists, or without which the other parts close."""
    is_whole, is_part = pl.col("key") == whole_key, pl.col("level") == 1
    closes = (pl.col("rest_fen") == 0).fill_null(value=False)
    closes_base = (pl.col("rest_base_fen") == 0).fill_null(value=False)
    no_base, no_current = pl.col("base_fen").is_null(), pl.col("current_fen").is_null()
    in_table = pl.lit(listed) & pl.col("has_base").fill_null(value=False)
    known_part = ~pl.lit(listed) & is_part
    return rows.with_columns(
        entered=no_base & ~no_current & ~is_whole & (in_table | (known_part & closes_base)),
        left=no_current & ~no_base & ~is_whole & (in_table | (known_part & closes)),
    )


def _remainders(rows: pl.LazyFrame, wholes: pl.LazyFrame, whole_key: str) -> pl.LazyFrame:
    """One row for each pair whose parts leave a remainder in one of the years."""
    beyond_rounding = pl.max_horizontal(
        pl.col("rest_fen").abs() - pl.col("tolerance"),
        pl.col("rest_base_fen").abs() - pl.col("tolerance_base"),
    )
    known = pl.col("rest_fen").is_not_null() & pl.col("rest_base_fen").is_not_null()
    has_remainder = (pl.col("rest_fen") != 0) | (pl.col("rest_base_fen") != 0)
    return (
        rows.select(_OF_PAIR)
        .unique("pair", keep="first", maintain_order=True)
        .join(wholes.drop("whole_fen", "whole_base_fen"), on="pair")
        .join(_half_known(rows), on="pair", how="anti")
        .filter(known & has_remainder)
        .select(
            *_OF_PAIR,
            pl.lit(REMAINDER).alias("key"),
            pl.when(beyond_rounding > 0).then(pl.lit(_UNLISTED)).otherwise(pl.lit(_ROUNDING)).alias("line"),
            pl.lit(1, pl.Int32).alias("level"),
            pl.lit(whole_key).alias("parent"),
            pl.col("rest_fen").alias("current_fen"),
            pl.col("rest_base_fen").alias("base_fen"),
            pl.lit(value=False).alias("entered"),
            pl.lit(value=False).alias("left"),
            pl.lit(None, pl.String).alias("notes"),
        )
    )


def _half_known(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Pairs with a part that is known in one year alone: the remainder of the other year holds it."""
    one_sided = pl.col("current_fen").is_null() != pl.col("base_fen").is_null()
    return rows.filter((pl.col("level") == 1) & one_sided & ~pl.col("entered") & ~pl.col("left")).select(
        "pair"
    )
