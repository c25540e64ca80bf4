"""Cells that selectors pick, of one table against another: the selectors as rows, and the residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.formulas.addends import SECTION, at_sum, residual_of
from yusuan.identities.formulas.names import alike_named
from yusuan.identities.formulas.picked_cells import OWNERS, picked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yusuan.identities.entries import CellsAgree, Selector

_SELECTOR = {
    "identity": pl.String,
    "is_sum": pl.Boolean,
    "selector": pl.Int32,
    "rank": pl.Int32,
    "each": pl.String,
    "by": pl.String,
    "value": pl.String,
    "named": pl.String,
    "not_titled": pl.String,
    "digit": pl.String,
    "phase": pl.String,
    "table": pl.String,
    "choice": pl.Int32,
    "measure": pl.String,
    "without": pl.String,
    "weight": pl.Int64,
    "relation": pl.String,
}

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
    named = [one for one in equations if one[3] == "name"]
    cells = picked(facts, frames, _selectors([one for one in equations if one[3] != "name"]))
    if named:
        # Once for all that is asked of them, not once for each.
        of_names = picked(facts, frames, _selectors(named)).collect().lazy()
        cells = pl.concat([cells, alike_named(of_names, frames["lines"])], how="diagonal")
    found = compared(cells.with_columns(key=key_of(pl.col("each"))))
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


def _selectors(
    equations: Iterable[tuple[str, Sequence[Selector], Sequence[Selector], str, str]],
) -> pl.LazyFrame:
    return selector_frame(
        row
        for name, left, right, each, relation in equations
        for is_sum, side in ((True, left), (False, right))
        for row in selector_rows(name, side, each, relation, is_sum=is_sum)
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
    role = pl.when(~pl.col("role").is_in(OWNERS)).then("role").otherwise(pl.lit(""))
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
                        selector.not_titled,
                        _DIGITS.get(selector.classification or "", ""),
                        selector.phase,
                        table.value,
                        choice,
                        measure,
                        selector.without,
                        selector.sign,
                        relation,
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
