"""Notes of comparisons, as expressions: amounts in 万元, why there is no rate, what moved where."""

from __future__ import annotations

import polars as pl

from yusuan.model.vocabulary import Phase

_FEN_PER_CENTIWAN = 10_000  # 0.01 万元

# Names of metrics that say "budget", and what they are called of a final account.
_OF_OUTCOME = {
    "收支总预算": "收支总额",
    "本年预算": "本年收支",
    "收入预算": "收入合计",
    "支出预算": "支出合计",
}


def of_outcome(name: pl.Expr) -> pl.Expr:
    """Names of metrics as a final account has them."""
    return name.str.replace_many(list(_OF_OUTCOME), list(_OF_OUTCOME.values()))


def of_phase(name: pl.Expr) -> pl.Expr:
    """Names of metrics as a document of its phase (column `phase`) has them."""
    return pl.when(pl.col("phase") == Phase.FINAL.value).then(of_outcome(name)).otherwise(name)


def wan_yuan(fen: pl.Expr) -> pl.Expr:
    """An amount in 万元 with two decimals and thousands marks, rounded half up, as `money.wan_yuan` writes it."""
    size = (fen.abs() + _FEN_PER_CENTIWAN // 2) // _FEN_PER_CENTIWAN
    whole = (size // 100).cast(pl.String).str.reverse()
    grouped = whole.str.replace_all(r"(\d{3})", "$1,").str.strip_suffix(",").str.reverse()
    sign = pl.when((fen < 0) & (size > 0)).then(pl.lit("−")).otherwise(pl.lit(""))
    return pl.concat_str(sign, grouped, pl.lit("."), (size % 100).cast(pl.String).str.zfill(2))


def why_no_rate() -> pl.Expr:
    """What stands for the rate where there is none, or where it is no ordinary one; of base_fen and current_fen."""
    base, current = pl.col("base_fen"), pl.col("current_fen")
    return (
        pl.when(pl.col("entered"))
        .then(pl.lit("新增"))
        .when(pl.col("left"))
        .then(pl.lit("取消"))
        .when(base.is_null())
        .then(pl.lit("上年未公开"))
        .when(current.is_null())
        .then(pl.lit("本年未公开"))
        .when((base == 0) & (current == 0))
        .then(pl.lit("—"))
        .when(base == 0)
        .then(pl.lit("新增"))
        .when(base < 0)
        .then(pl.lit("基数为负，不计算增减率"))
        .when(current == 0)
        .then(pl.lit("取消"))
    )


def joined(*notes: pl.Expr) -> pl.Expr:
    """Notes one after the other; null where there is none."""
    text = pl.concat_str(notes, separator="；", ignore_nulls=True)
    return pl.when(text != "").then(text)
