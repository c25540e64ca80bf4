"""Cells that selectors pick, of one table against another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.addends import SECTION, residual_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yusuan.identities.suite import CellsAgree, Selector

_SELECTOR = {
    "identity": pl.String,
    "is_sum": pl.Boolean,
    "selector": pl.Int32,
    "rank": pl.Int32,
    "each": pl.String,
    "by": pl.String,
    "value": pl.String,
    "named": pl.String,
    "table": pl.String,
    "measure": pl.String,
    "weight": pl.Int64,
    "relation": pl.String,
}


def cell_residuals(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[CellsAgree]
) -> pl.LazyFrame:
    """One residual a formula, or one for each code or name; facts as of `addends.keyed`."""
    selectors = selector_frame(
        row
        for formula in formulas
        for is_sum, side in ((True, formula.left), (False, formula.right))
        for row in selector_rows(formula.identity, side, formula.each, formula.relation, is_sum=is_sum)
    )
    return _compared(picked(facts, frames, selectors).with_columns(key=key_of(pl.col("each"))))


def key_of(each: pl.Expr) -> pl.Expr:
    """By what picked cells are compared: once in all, by code or by name."""
    return (
        pl.when(each == "code")
        .then(pl.col("code"))
        .when(each == "name")
        .then(pl.col("name"))
        .otherwise(pl.lit(""))
    )


def selector_frame(rows: Iterable[tuple[object, ...]]) -> pl.LazyFrame:
    """Rows of `selector_rows` as a frame."""
    return pl.DataFrame(list(rows), schema=_SELECTOR, orient="row").lazy()


def selector_rows(
    identity: str, selectors: Sequence[Selector], each: str, relation: str, *, is_sum: bool
) -> Iterator[tuple[object, ...]]:
    """A row for each kind of table, way to select a line, and measure that selectors name."""
    for number, selector in enumerate(selectors):
        # Lines by their level stand in for a total that a table does not print.
        levels = int(bool(selector.roles or selector.codes))
        bys = [
            *(("role", role, 0) for role in selector.roles),
            *(("code", code, 0) for code in selector.codes),
            *(("level", str(level), levels) for level in selector.levels),
        ] or [("any", "", 0)]
        for place, table in enumerate(selector.tables):
            for by, value, instead in bys:
                rank = 2 * place + instead
                for measure in selector.measures:
                    yield (
                        identity,
                        is_sum,
                        number,
                        rank,
                        each,
                        by,
                        value,
                        selector.named,
                        table.value,
                        measure,
                        selector.sign,
                        relation,
                    )


def _with_values(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A row for each way in which a line can be selected."""
    ways = {
        "role": pl.col("role").fill_null(""),
        "code": pl.col("code").fill_null(""),
        "level": pl.col("level").cast(pl.String).fill_null(""),
        "any": pl.lit(""),
    }
    return pl.concat(
        [
            frame.with_columns(by=pl.lit(by), value=value).filter((by == "any") | (pl.col("value") != ""))
            for by, value in ways.items()
        ]
    )


def _name() -> pl.Expr:
    """A name whatever its punctuation and the order of its letters."""
    return (
        pl.col("line")
        .str.replace_all(r"^[\d\-－_ ]+", "")
        .str.replace_all(r"[^\p{L}\p{N}]", "")
        .str.split("")
        .list.sort()
        .list.join("")
    )


def picked(facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], selectors: pl.LazyFrame) -> pl.LazyFrame:
    """The cells that selectors pick: each with its amount, or nothing where line and column are printed."""
    lines = _with_values(
        frames["lines"].select(
            "document",
            pl.col("table").cast(pl.String),
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            "line_no",
            "line",
            "role",
            pl.col("code"),
            "level",
            line_page="page",
            line_row="row",
        )
    ).with_columns(pl.col("code").fill_null(""))
    columns = (
        frames["columns"]
        .filter(pl.col("measure").is_not_null())
        .select(
            "document",
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            pl.col("measure").str.strip_suffix(".total"),
        )
        .unique()
    )
    lined = selectors.join(lines, on=["table", "by", "value"]).filter(
        (pl.col("named") == "") | pl.col("line").str.contains(pl.col("named"))
    )
    # Of the kinds of table that a selector names, the first that the document has.
    of_selector = ["document", "identity", "is_sum", "selector"]
    best = lined.group_by(of_selector).agg(pl.col("rank").min())
    lined = lined.join(best, on=[*of_selector, "rank"], how="semi")
    section = ["document", "table_no", "side"]
    every = pl.col("measure") == "*"
    by_measure = lined.filter(~every).join(columns, on=[*section, "measure"]).with_columns(like=pl.lit(""))
    by_each = (
        lined.filter(every).drop("measure").join(columns, on=section).with_columns(like=pl.col("measure"))
    )
    grid = pl.concat([by_measure, by_each], how="diagonal")
    names = pl.col("each") == "name"
    amounts = facts.select(
        *section, "line_no", "measure", "amount_fen", "quantum_fen", "page", "row", "column"
    )
    of_lines = facts.select(*section, "line_no").unique().with_columns(line_has_money=pl.lit(value=True))
    of_tables = facts.select("document", "table_no").unique().with_columns(table_has_money=pl.lit(value=True))
    grid = grid.join(of_lines, on=[*section, "line_no"], how="left").join(
        of_tables, on=["document", "table_no"], how="left"
    )
    return grid.join(amounts, on=[*section, "line_no", "measure"], how="left").with_columns(
        name=pl.when(names).then(_name()).otherwise(pl.lit("")),
        page=pl.col("page").fill_null(pl.col("line_page")),
        row=pl.col("row").fill_null(pl.col("line_row")),
    )


def _compared(picked: pl.LazyFrame) -> pl.LazyFrame:
    """Left against right of each formula, once or for each key; both sides must be printed.

    A blank counts as nothing in a line that prints other amounts; a line without any is not printed.
    """
    is_sum = pl.col("is_sum")
    has_money = pl.col("line_has_money").fill_null(value=False)
    return (
        picked.filter((pl.col("each") == "once") | (pl.col("key") != ""))
        .sort(*SECTION, "line_no", "column")
        .group_by("document", "identity", "key", "relation", "like")
        .agg(
            *residual_of(),
            pl.col("amount_fen").is_not_null().any().alias("any_amount"),
            has_money.filter(is_sum).any().alias("sum_has_money"),
            has_money.filter(~is_sum).any().alias("parts_have_money"),
            pl.col("table").filter(is_sum).first(),
            pl.col("table_no").filter(is_sum).first(),
            pl.col("side").filter(is_sum).first(),
            pl.col("line_no").filter(is_sum).first(),
            pl.col("line").filter(is_sum).first(),
            pl.col("measure").filter(is_sum).first(),
        )
        .filter(pl.all_horizontal("has_sum", "has_parts", "any_amount", "sum_has_money", "parts_have_money"))
    )
