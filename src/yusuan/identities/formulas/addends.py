"""What the evaluation of every form of identity shares: facts under their keys, a sum against its addends."""

from __future__ import annotations

import polars as pl

# One amount of a residual: where it stands (`statement_no` for one said in prose, which has no table and no
# column; of two tables on one page both can have the same rows), its sign in the difference, and whether it
# is on the side of what is printed as the sum.
MEMBER = pl.Struct(
    {
        "document": pl.String,
        "table_no": pl.Int32,
        "page": pl.Int32,
        "row": pl.Int32,
        "column": pl.Int32,
        "statement_no": pl.Int32,
        "line": pl.String,
        "weight": pl.Int64,
        "is_sum": pl.Boolean,
        "amount_fen": pl.Int64,
    }
)
SECTION = ["document", "table_no", "side"]


def keyed(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Facts with a known meaning, in plain types, `basic.total` as `basic`."""
    return facts.filter(pl.col("measure").is_not_null()).select(
        "document",
        pl.col("table").cast(pl.String),
        "table_no",
        pl.col("side").cast(pl.String).fill_null(""),
        "line_no",
        pl.col("parent_no"),
        "line",
        pl.col("role").fill_null(""),
        pl.col("code").fill_null(""),
        pl.col("level").fill_null(-1),
        pl.col("measure").str.strip_suffix(".total"),
        "amount_fen",
        "quantum_fen",
        "page",
        "row",
        "column",
    )


def lines_with_unknown_money(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Lines that print money under a heading that is not known: it may be an addend of any sum in them.

    Args:
        facts: columns of `schemas.Facts`.

    Returns:
        Columns of `SECTION` and `line_no`, each line once.
    """
    return (
        facts.filter(pl.col("measure").is_null() & (pl.col("amount_fen") != 0))
        .select("document", "table_no", pl.col("side").cast(pl.String).fill_null(""), "line_no")
        .unique()
    )


def sections_with_unplaced_money(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Where a line prints money that is neither known nor part of another: it may be an addend of any sum there.

    It is none behind the grand total, where the same money follows by another classification, nor where it prints the
    amount of a sum again (一、财政拨款 over all classes).

    Args:
        facts: columns of `schemas.Facts`.

    Returns:
        Columns of `SECTION` and `measure` (see `keyed`), each once.
    """
    unplaced = (
        pl.col("role").is_null()
        & pl.col("code").is_null()
        & pl.col("parent_no").is_null()
        & ~pl.col("line").str.starts_with("其中")
    )
    of_side = ["document", "table_no", "side"]
    is_end = pl.col("role").is_in(["income_total", "expenditure_total"])
    end = pl.col("line_no").filter(is_end).min().over(of_side)
    is_sum = is_end | pl.col("role").is_in(["total", "current_income", "current_expenditure"])
    sums = pl.col("amount_fen").filter(is_sum).min().over(*of_side, "measure")
    addend = (pl.col("line_no") < end).fill_null(value=True) & (pl.col("amount_fen") != sums).fill_null(
        value=True
    )
    return (
        facts.filter(unplaced & addend & pl.col("measure").is_not_null() & (pl.col("amount_fen") != 0))
        .select(
            "document",
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            pl.col("measure").str.strip_suffix(".total"),
        )
        .unique()
    )


def tolerance() -> pl.Expr:
    """Half of every printed precision: each printed amount may be off by half its last digit."""
    return (pl.col("quantum_fen").sum() // 2).alias("tolerance_fen")


def member(document: str = "document", statement_no: pl.Expr | None = None) -> pl.Expr:
    """Each amount as a `MEMBER`.

    Args:
        document: column that says in which document it stands.
        statement_no: of a figure said in prose.
    """
    return pl.struct(
        pl.col(document).alias("document"),
        (pl.col("table_no") if statement_no is None else pl.lit(None)).cast(pl.Int32).alias("table_no"),
        pl.col("page", "row").cast(pl.Int32),
        pl.col("column").cast(pl.Int32),
        (pl.lit(None) if statement_no is None else statement_no).cast(pl.Int32).alias("statement_no"),
        pl.col("line"),
        pl.when("is_sum").then(pl.col("weight")).otherwise(-pl.col("weight")).cast(pl.Int64).alias("weight"),
        pl.col("is_sum"),
        pl.col("amount_fen"),
    )


def at_sum() -> pl.Expr:
    """Whether an amount is one of the sum's; of a sum that is all blank, whether it is one of its blanks."""
    printed = pl.col("amount_fen").is_not_null()
    return pl.col("is_sum") & (printed | ~(pl.col("is_sum") & printed).any())


def residual_of(document: str = "document") -> list[pl.Expr]:
    """Printed sum (`is_sum`) against addends, with the places of both.

    Args:
        document: column that says in which document an amount stands.
    """
    is_sum = pl.col("is_sum")
    printed = pl.col("amount_fen").is_not_null()
    at_parts = ~is_sum & (printed | ~(~is_sum & printed).any())
    signed = pl.col("amount_fen") * pl.col("weight")
    return [
        signed.filter(is_sum).sum().alias("actual_fen"),
        (is_sum & printed).sum().alias("cells"),
        signed.filter(~is_sum).sum().alias("expected_fen"),
        tolerance(),
        is_sum.any().alias("has_sum"),
        (~is_sum).any().alias("has_parts"),
        pl.col("page").filter(at_sum()).first(),
        pl.col("row").filter(at_sum()).first(),
        pl.col("column").filter(at_sum()).first(),
        member(document).filter(at_sum() | at_parts).alias("members"),
        pl.col("table_no").unique().alias("tables"),
    ]
