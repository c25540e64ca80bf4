"""Cells that are compared by the names of their lines: which of them are of the same thing."""

from __future__ import annotations

import polars as pl

from yusuan.model.implied import line_name

_ASIDE = r"（[^（）]*）$|\([^()]*\)$"
_SEVERAL = 2


def alike_named(cells: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """The cells compared by name without those that only seem to be of the same thing.

    A line of the same name as the one that it is part of says its money again. A name that a side has only with
    something in brackets behind it (a part that was carried over) is that without them where the other side has it
    so. A name that stands under several units is the same on both sides only if it stands there as often; a kind of
    projects, only if it is a unit's that both sides name.

    Args:
        cells: what selectors that compare by name picked.
        lines: of the same documents.
    """
    line = ["document", "table_no", "side", "line_no"]
    of_name = ["document", "identity", "name"]
    named = cells.filter(pl.col("line_has_money").fill_null(value=False))
    above = named.select(*line, "identity", "name").unique()
    named = named.join(
        above,
        left_on=[*line[:3], "parent_no", "identity", "name"],
        right_on=[*line, "identity", "name"],
        how="anti",
    )
    here = named.select(*of_name, "is_sum").unique()
    other = here.with_columns(~pl.col("is_sum"), has_other=pl.lit(value=True))
    shorter = here.select(
        "document", "identity", ~pl.col("is_sum"), short="name", has_short=pl.lit(value=True)
    )
    heads = lines.select(
        *line[:2],
        pl.col("side").cast(pl.String).fill_null(""),
        line_no="parent_no",
        is_head=pl.lit(value=True),
    ).unique()
    named = (
        named.with_columns(short=line_name(pl.col("line").str.replace(_ASIDE, "")))
        .join(other, on=[*of_name, "is_sum"], how="left")
        .join(shorter, on=["document", "identity", "short", "is_sum"], how="left")
        .join(heads, on=line, how="left")
        .with_columns(
            name=pl.when(pl.col("has_other").is_null() & pl.col("has_short")).then("short").otherwise("name")
        )
    )
    place = pl.struct(line[1:])
    owner = pl.col("owner")
    is_sum = pl.col("is_sum")
    left, right = (owner.filter(side).drop_nulls().n_unique() for side in (is_sum, ~is_sum))
    as_often = place.filter(is_sum).n_unique() == place.filter(~is_sum).n_unique()
    apart = pl.min_horizontal(left, right).gt(0) & (owner.drop_nulls().n_unique() == left + right)
    same = named.group_by(of_name).agg(
        ((pl.max_horizontal(left, right) < _SEVERAL) | as_often) & ~(apart & pl.col("is_head").any())
    )
    return named.join(same.filter(pl.last()).select(of_name), on=of_name, how="semi")
