"""The value of an indicator from the two sides of its formula, or the reason why it has none."""

from __future__ import annotations

import polars as pl

from yusuan.analysis.years.notes import joined

_FEN_PER_YUAN = 100


def valued(sides: pl.LazyFrame) -> pl.LazyFrame:
    """The value of every formula, or the reason why it has none.

    Args:
        sides: a row a document and formula: the two sides with their names, amounts in 分, quantities, places and
            what is missing (`numerator_name`, `numerator_fen`, …), and the columns of the formula.

    Returns:
        The same rows with `value`, `reason`, `reason_en`, and the inputs under the names of `indicators.SCHEMA`.
    """
    missing = _joined_missing("missing", "、")
    denominator = pl.coalesce(pl.col("denominator_fen").cast(pl.Float64), "denominator_quantity")
    return _with_columns_of_schema(
        sides.with_columns(
            missing=missing,
            missing_en=_joined_missing("missing_en", ", "),
            complete=missing == "",
            divisor=denominator,
            is_positive=(denominator > 0).fill_null(value=False),
            is_unindexed=pl.col("real") & pl.col("price_index").is_null(),
        ).with_columns(value=_value(), reason=_reason(), reason_en=_reason_en())
    )


def _joined_missing(column: str, separator: str) -> pl.Expr:
    names = [f"{side}_{column}" for side in ("numerator", "denominator")]
    return pl.concat_str(
        [pl.when(pl.col(name) != "").then(name) for name in names], separator=separator, ignore_nulls=True
    )


def _value() -> pl.Expr:
    amount = (
        pl.when(pl.col("unit") == "yuan_per_person")
        .then(pl.col("numerator_fen") / _FEN_PER_YUAN)
        .otherwise("numerator_fen")
    )
    ratio = amount / pl.col("divisor") / pl.when("real").then("price_index").otherwise(1.0)
    value = ratio - pl.when("change").then(1.0).otherwise(0.0)
    return pl.when(pl.col("complete") & pl.col("is_positive") & ~pl.col("is_unindexed")).then(value)


def _reason() -> pl.Expr:
    return (
        pl.when(~pl.col("complete"))
        .then(pl.format("没有公开：{}", "missing"))
        .when(~pl.col("is_positive"))
        .then(pl.format("{}不为正", "denominator_name"))
        .when("is_unindexed")
        .then(pl.lit("没有给出价格指数"))
    )


def _reason_en() -> pl.Expr:
    return (
        pl.when(~pl.col("complete"))
        .then(pl.format("not disclosed: {}", "missing_en"))
        .when(~pl.col("is_positive"))
        .then(pl.lit("the denominator is not positive"))
        .when("is_unindexed")
        .then(pl.lit("no price index is given"))
    )


def _with_columns_of_schema(valued: pl.LazyFrame) -> pl.LazyFrame:
    """Inputs and places under the names of `SCHEMA`; those of the numerator have no prefix."""
    note = joined(pl.col("numerator_note"), pl.col("denominator_note"))
    return valued.with_columns(
        numerator="numerator_name",
        denominator="denominator_name",
        price_index=pl.when("real").then("price_index"),
        note=pl.when("complete").then(note),
        document=pl.coalesce("numerator_of", "document"),
        page="numerator_page",
        row="numerator_row",
        column="numerator_column",
        denominator_document="denominator_of",
    )
