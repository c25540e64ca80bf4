"""The cells that selectors pick: lines by role, code or level, columns by measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.model.implied import line_name

if TYPE_CHECKING:
    from collections.abc import Mapping

# Roles that many lines of a table can have.
OWNERS = ["department", "unit"]
# One side of a table, and one selector of one side of a formula.
_SIDE = ["document", "table_no", "side"]
_OF_SELECTOR = ["document", "identity", "is_sum", "selector"]


def picked(facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], selectors: pl.LazyFrame) -> pl.LazyFrame:
    """The cells that selectors pick: each with its amount, or nothing where line and column are printed.

    Args:
        facts: columns of `schemas.Facts`, see `addends.keyed`.
        frames: the clean data; `lines` and `columns` are read.
        selectors: of `selector_frame`.

    Returns:
        One row a selector, line and measure: the selector's columns, the line's, `amount_fen` and `quantum_fen`
        (null in a blank cell), the place (the line's in a blank cell), line_has_money, table_has_money, name, and
        like: what the parts of a measure are told apart by, "" where a selector names its measures.
    """
    columns = _measures(frames["columns"])
    lines = _picked_lines(selectors, frames["lines"], columns)
    by_pattern = pl.col("measure").str.ends_with("*")
    cells = pl.concat(
        [
            _of_named_measures(lines.filter(~by_pattern), columns),
            _of_measure_patterns(lines.filter(by_pattern), columns),
        ],
        how="diagonal",
    )
    return _with_amounts(cells, facts)


def _measures(columns: pl.LazyFrame) -> pl.LazyFrame:
    """The measures that the columns of each side of a table have, `x.total` as `x`."""
    return (
        columns.filter(pl.col("measure").is_not_null())
        .select(
            "document",
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            pl.col("measure").str.strip_suffix(".total"),
        )
        .unique()
    )


def _picked_lines(selectors: pl.LazyFrame, lines: pl.LazyFrame, columns: pl.LazyFrame) -> pl.LazyFrame:
    """The lines that selectors pick, in the first kind of table that the document has of those they name."""
    ways = _with_values(
        lines.select(
            "document",
            pl.col("table").cast(pl.String),
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            "line_no",
            "line",
            "title",
            "role",
            pl.col("code"),
            "level",
            "owner",
            "parent_no",
            of_phase=pl.col("phase").cast(pl.String),
            line_page="page",
            line_row="row",
        )
    ).with_columns(pl.col("code").fill_null(""))
    unwanted = columns.rename({"measure": "without"})
    fitting = (
        selectors.join(ways, on=["table", "by", "value"])
        .filter(
            (pl.col("named") == "") | pl.col("line").str.contains(pl.col("named")),
            (pl.col("not_titled") == "") | ~pl.col("title").str.contains(pl.col("not_titled")),
            (pl.col("by") == "role") | pl.col("code").str.starts_with(pl.col("digit")),
            pl.col("phase").is_null() | (pl.col("phase") == pl.col("of_phase")),
        )
        .join(unwanted, on=[*_SIDE, "without"], how="anti")
    )
    first_kind = fitting.group_by(_OF_SELECTOR).agg(pl.col("rank").min())
    return _once(fitting.join(first_kind, on=[*_OF_SELECTOR, "rank"], how="semi"))


def _with_values(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A row for each way in which a line can be selected.

    A table that prints no total, but one department or unit whose lines all others are, has its total there.
    """
    owner = pl.col("role").is_in(OWNERS) & pl.col("parent_no").is_null()
    alone = owner.sum().over("document", "table_no") == 1
    ways = [
        ("role", pl.col("role").fill_null("")),
        ("role", pl.when(owner & alone).then(pl.lit("total")).otherwise(pl.lit(""))),
        ("code", pl.col("code").fill_null("")),
        ("level", pl.col("level").cast(pl.String).fill_null("")),
        ("any", pl.lit("")),
    ]
    return pl.concat(
        [
            frame.with_columns(by=pl.lit(by), value=value).filter((by == "any") | (pl.col("value") != ""))
            for by, value in ways
        ]
    )


def _once(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines without those that an earlier table of the same kind prints already.

    Lines are the same by code, by a role that a table has once, or as units by their names; those picked by name,
    or all of a table, are left as they are.
    """
    picked_singly = (pl.col("by") != "any") | (pl.col("each") == "code")
    role = (
        pl.when(~pl.col("role").is_in(OWNERS)).then("role").when(pl.col("each") == "name").then(line_name())
    )
    same = pl.when(picked_singly & (pl.col("code") != "")).then("code").when(picked_singly).then(role)
    first = pl.col("table_no").min().over(*_OF_SELECTOR, "by", "value", "same")
    return (
        lines.with_columns(same=same)
        .filter(pl.col("same").is_null() | (pl.col("table_no") == first))
        .drop("same")
    )


def _of_named_measures(lines: pl.LazyFrame, columns: pl.LazyFrame) -> pl.LazyFrame:
    """Cells of the measures that selectors name; of alternatives the first that the table prints."""
    cells = lines.join(columns, on=[*_SIDE, "measure"]).with_columns(like=pl.lit(""))
    at = [*_OF_SELECTOR, "table_no", "side"]
    first_choice = cells.group_by(at).agg(pl.col("choice").min())
    return cells.join(first_choice, on=[*at, "choice"], how="semi")


def _of_measure_patterns(lines: pl.LazyFrame, columns: pl.LazyFrame) -> pl.LazyFrame:
    """Cells of all the measures within `x.*`: each is compared with its like, `x` itself as the total."""
    measure, within = pl.col("measure"), pl.col("within")
    is_within = pl.concat_str(measure, pl.lit(".")) == within
    like = pl.when(is_within).then(pl.lit("total")).otherwise(measure.str.strip_prefix(within))
    return (
        lines.rename({"measure": "within"})
        .with_columns(within.str.strip_suffix("*"))
        .join(columns, on=_SIDE)
        .filter(is_within | measure.str.starts_with(within))
        .with_columns(like=like)
        .drop("within")
    )


def _with_amounts(cells: pl.LazyFrame, facts: pl.LazyFrame) -> pl.LazyFrame:
    """The amounts of cells, and whether their line and their table print any."""
    line = [*_SIDE, "line_no"]
    amounts = facts.select(*line, "measure", "amount_fen", "quantum_fen", "page", "row", "column")
    of_lines = facts.select(line).unique().with_columns(line_has_money=pl.lit(value=True))
    of_tables = facts.select("document", "table_no").unique().with_columns(table_has_money=pl.lit(value=True))
    return (
        cells.join(of_lines, on=line, how="left")
        .join(of_tables, on=["document", "table_no"], how="left")
        .join(amounts, on=[*line, "measure"], how="left")
        .with_columns(
            name=pl.when(pl.col("each") == "name").then(line_name()).otherwise(pl.lit("")),
            page=pl.col("page").fill_null(pl.col("line_page")),
            row=pl.col("row").fill_null(pl.col("line_row")),
        )
    )
