"""Lines beside the sum of their parts: what a reader of the workbook checks a printed total against."""

from __future__ import annotations

import polars as pl

_STEPS_FEN = (10_000, 100)


def with_parts(frame: pl.DataFrame, amount: str) -> pl.DataFrame:
    """Each line with the sum of what is disclosed of its parts, and the difference.

    Args:
        frame: columns no (of the line, unique), parent (no of the line that it is part of), the amount in 分,
            and quantum_fen, the precision of the amounts.
        amount: the column of the amount.

    Returns:
        The frame with `<amount>_parts`, null where no part is disclosed; `<amount>_gap`, the printed amount less
        the parts; `<amount>_tolerance`, half the sum of the precisions of all of them, beyond which a gap is
        more than rounding.
    """
    parts, gap, tolerance = (f"{amount}_{name}" for name in ("parts", "gap", "tolerance"))
    disclosed = frame.filter(pl.col(amount).is_not_null(), pl.col("parent").is_not_null())
    sums = disclosed.group_by("parent").agg(
        pl.col(amount).sum().alias(parts), of_parts=pl.col("quantum_fen").sum()
    )
    difference = pl.col(amount) - pl.col(parts)
    return (
        frame.join(sums, left_on="no", right_on="parent", how="left", maintain_order="left")
        .with_columns(
            difference.alias(gap),
            pl.when(difference.is_not_null())
            .then((pl.col("quantum_fen") + pl.col("of_parts")) // 2)
            .alias(tolerance),
        )
        .drop("of_parts")
    )


def of_facts(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts with no and parent: an amount is part of the one of its parent line under the same heading.

    Args:
        facts: columns of `schemas.Facts`, of one document.
    """
    where = ["table_no", "side"]
    # `basic.total` is plain `basic`; a heading that is not known stands for itself.
    means = pl.coalesce(pl.col("measure").str.strip_suffix(".total"), "heading")
    numbered = facts.with_row_index("no", offset=1).with_columns(means=means)
    above = numbered.select(*where, "means", parent_no="line_no", parent="no").unique(
        [*where, "means", "parent_no"], keep="none"
    )
    return numbered.join(
        above, on=[*where, "means", "parent_no"], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(parent=pl.when(pl.col("parent_no").is_not_null()).then("parent"))


def of_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of comparisons with no, parent and quantum_fen.

    Args:
        lines: columns by, key, parent (the key of the line that it is part of), base_fen, current_fen.

    Returns:
        The lines with parent as a no, and the coarsest precision in which every amount of a block is exact.
    """
    numbered = lines.with_row_index("no", offset=1)
    above = numbered.select("by", of="key", above="no").unique(["by", "of"], keep="first")
    step = pl.min_horizontal(_step("base_fen"), _step("current_fen"))
    return (
        numbered.join(
            above, left_on=["by", "parent"], right_on=["by", "of"], how="left", maintain_order="left"
        )
        .with_columns(parent="above", quantum_fen=step.min().over("by").fill_null(1))
        .drop("above")
    )


def _step(amount: str) -> pl.Expr:
    """The coarsest precision in which an amount is exact: 0.01 万元, 元, 分; null of null."""
    fen = pl.col(amount)
    coarse, middle = _STEPS_FEN
    exact = pl.when(fen % coarse == 0).then(coarse).when(fen % middle == 0).then(middle).otherwise(1)
    return pl.when(fen.is_not_null()).then(exact).cast(pl.Int64)
