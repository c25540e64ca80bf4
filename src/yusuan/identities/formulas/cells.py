"""Cells that selectors pick, of one table against another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.formulas.addends import SECTION, at_sum, residual_of
from yusuan.model.implied import line_name

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
    "digit": pl.String,
    "phase": pl.String,
    "table": pl.String,
    "choice": pl.Int32,
    "measure": pl.String,
    "without": pl.String,
    "weight": pl.Int64,
    "relation": pl.String,
}

# Roles that many lines of a table can have.
_OWNERS = ["department", "unit"]
# What codes of a classification begin with.
_DIGITS = {"functional": "2", "economic": "3", "government_economic": "5"}


def cell_residuals(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[CellsAgree]
) -> pl.LazyFrame:
    """One residual a formula, or one for each code, line or name; facts as of `addends.keyed`."""
    given = {formula.identity: formula.given for formula in formulas if formula.given}
    conditions = [
        (f"{identity} {number}", identity, condition)
        for identity, some in given.items()
        for number, condition in enumerate(some)
    ]
    equations = [(one.identity, one.left, one.right, one.each, one.relation) for one in formulas]
    equations += [(name, one.left, one.right, "once", "=") for name, _, one in conditions]
    selectors = selector_frame(
        row
        for name, left, right, each, relation in equations
        for is_sum, side in ((True, left), (False, right))
        for row in selector_rows(name, side, each, relation, is_sum=is_sum)
    )
    found = compared(picked(facts, frames, selectors).with_columns(key=key_of(pl.col("each"))))
    if not conditions:
        return found
    held = _holding(found, [(name, identity) for name, identity, _ in conditions])
    always = [formula.identity for formula in formulas if not formula.given]
    return pl.concat(
        [
            found.filter(pl.col("identity").is_in(always)),
            found.join(held, on=["document", "identity"], how="semi"),
        ]
    )


def _holding(found: pl.LazyFrame, conditions: Sequence[tuple[str, str]]) -> pl.LazyFrame:
    """The documents in which all conditions of an identity are seen to hold: columns document, identity.

    Args:
        found: residuals of the conditions, among others.
        conditions: name and identity of each.
    """
    needed = pl.LazyFrame(conditions, schema={"condition": pl.String, "identity": pl.String}, orient="row")
    return (
        found.filter((pl.col("actual_fen") - pl.col("expected_fen")).abs() <= pl.col("tolerance_fen"))
        .select("document", condition="identity")
        .join(needed, on="condition")
        .group_by("document", "identity")
        .len("held")
        .join(needed.group_by("identity").len("held"), on=["identity", "held"], how="semi")
    )


def key_of(each: pl.Expr) -> pl.Expr:
    """By what picked cells are compared: once in all, by code, by name, or by code or else role."""
    # A unit is no role that a line has once.
    role = pl.when(~pl.col("role").is_in(_OWNERS)).then("role").otherwise(pl.lit(""))
    return (
        pl.when((each == "code") | ((each == "line") & (pl.col("code") != "")))
        .then("code")
        .when(each == "line")
        .then(role)
        .when(each == "name")
        .then("name")
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
        choices = [
            (choice, measure)
            for choice, measures in enumerate([selector.measures, *selector.instead])
            for measure in measures
        ]
        for place, table in enumerate(selector.tables):
            for by, value, instead in bys:
                rank = 2 * place + instead
                for choice, measure in choices:
                    yield (
                        identity,
                        is_sum,
                        number,
                        rank,
                        each,
                        by,
                        value,
                        selector.named,
                        _DIGITS.get(selector.classification or "", ""),
                        selector.phase,
                        table.value,
                        choice,
                        measure,
                        selector.without,
                        selector.sign,
                        relation,
                    )


def _with_values(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A row for each way in which a line can be selected.

    A table that prints no total, but one department or unit whose lines all others are, has its total there.
    """
    owner = pl.col("role").is_in(_OWNERS) & pl.col("parent_no").is_null()
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


def _once(lined: pl.LazyFrame, of_selector: Sequence[str]) -> pl.LazyFrame:
    """The lines without those that an earlier table of the same kind prints already.

    Lines are the same by code, or by a role that a table has once; those picked by name, or all of a table,
    are left as they are.
    """
    told = (pl.col("by") != "any") | (pl.col("each") == "code")
    role = pl.when(~pl.col("role").is_in(_OWNERS)).then("role")
    line = pl.when(told & (pl.col("code") != "")).then("code").when(told).then(role)
    lined = lined.with_columns(same=line)
    first = pl.col("table_no").min().over(*of_selector, "by", "value", "same")
    return lined.filter(pl.col("same").is_null() | (pl.col("table_no") == first)).drop("same")


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
            "parent_no",
            of_phase=pl.col("phase").cast(pl.String),
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
        (pl.col("named") == "") | pl.col("line").str.contains(pl.col("named")),
        pl.col("code").str.starts_with(pl.col("digit")),
        pl.col("phase").is_null() | (pl.col("phase") == pl.col("of_phase")),
    )
    section = ["document", "table_no", "side"]
    beside = columns.rename({"measure": "without"})
    lined = lined.join(beside, on=[*section, "without"], how="anti")
    # Of the kinds of table that a selector names, the first that the document has.
    of_selector = ["document", "identity", "is_sum", "selector"]
    best = lined.group_by(of_selector).agg(pl.col("rank").min())
    lined = _once(lined.join(best, on=[*of_selector, "rank"], how="semi"), of_selector)
    every = pl.col("measure").str.ends_with("*")
    by_measure = lined.filter(~every).join(columns, on=[*section, "measure"]).with_columns(like=pl.lit(""))
    # Of the measures that a selector names, the first that the table prints.
    best = by_measure.group_by(*of_selector, *section[1:]).agg(pl.col("choice").min())
    by_measure = by_measure.join(best, on=[*of_selector, *section[1:], "choice"], how="semi")
    measure, within = pl.col("measure"), pl.col("within")
    is_within = pl.concat_str(measure, pl.lit(".")) == within
    by_each = (
        lined.filter(every)
        .rename({"measure": "within"})
        .with_columns(within.str.strip_suffix("*"))
        .join(columns, on=section)
        .filter(is_within | measure.str.starts_with(within))
        .with_columns(
            like=pl.when(is_within).then(pl.lit("total")).otherwise(measure.str.strip_prefix(within))
        )
        .drop("within")
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
        name=pl.when(names).then(line_name()).otherwise(pl.lit("")),
        page=pl.col("page").fill_null(pl.col("line_page")),
        row=pl.col("row").fill_null(pl.col("line_row")),
    )


def compared(picked: pl.LazyFrame, document: str = "document") -> pl.LazyFrame:
    """Left against right of each formula, once or for each key; both sides must be printed.

    A blank counts as nothing in a line that prints other amounts; a line without any is not printed.

    Args:
        picked: cells, with the `key` by which they are compared.
        document: column that says in which document a cell stands; `document` says to which it is held.
    """
    is_sum = pl.col("is_sum")
    has_money = pl.col("line_has_money").fill_null(value=False)
    return (
        picked.filter((pl.col("each") == "once") | (pl.col("key") != ""))
        .sort(*SECTION, "line_no", "column", "measure", "is_sum", "selector")
        .group_by("document", "identity", "key", "relation", "like")
        .agg(
            *residual_of(document),
            pl.col("amount_fen").is_not_null().any().alias("any_amount"),
            has_money.filter(is_sum).any().alias("sum_has_money"),
            has_money.filter(~is_sum).any().alias("parts_have_money"),
            pl.col("table").filter(at_sum()).first(),
            pl.col("table_no").filter(at_sum()).first(),
            pl.col("side").filter(at_sum()).first(),
            pl.col("line_no").filter(at_sum()).first(),
            pl.col("line").filter(at_sum()).first(),
            pl.col("measure").filter(at_sum()).first(),
        )
        .filter(pl.all_horizontal("has_sum", "has_parts", "any_amount", "sum_has_money", "parts_have_money"))
    )
