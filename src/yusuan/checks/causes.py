"""One cause, one finding: which broken identities of a document have one cause, and which amount would mend them.

A wrong amount breaks every identity that it is part of. So of all amounts that broken identities share, the
one is looked for which, changed to another amount, makes the most of them hold and breaks none that holds
now. A soft identity need not hold, and a wrong amount can hide that it does not: one that the change breaks
only counts against it. What no single amount mends (a row is missing, say) is one cause where the very same
difference returns.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A difference so many times the tolerance does not return by chance.
_NO_CHANCE = 20
# Of several amounts any of which could be the wrong one, so many are named; of a lone identity's only one.
_MOST_REPAIRS = 3


class Cell(NamedTuple):
    """An amount in a document: of a table by its place, or one in prose by its number.

    Attributes:
        document: its id.
        table_no: of the table, as two can stand on one page; None in prose.
        page: 1-based.
        row: 1-based.
        column: 1-based, None in prose.
        statement_no: of a figure in prose.
    """

    document: str
    table_no: int | None
    page: int
    row: int
    column: int | None
    statement_no: int | None


@dataclass(frozen=True, slots=True)
class Repair:
    """An amount which, printed otherwise, would make all identities of a cause hold.

    Attributes:
        cell: where it stands.
        line: its label.
        printed_fen: what is printed there, None where it is blank.
        should_fen: what would make them hold.
    """

    cell: Cell
    line: str
    printed_fen: int | None
    should_fen: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Broken identities that break together.

    Attributes:
        broken: their numbers, as given, in no order.
        repairs: amounts any one of which, changed, makes all of them hold; empty where there is none, or
            so many that none can be named.
    """

    broken: frozenset[int]
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class _Residual:
    difference: int
    tolerance: int
    relation: str
    is_soft: bool

    def holds(self, change: int = 0) -> bool:
        """Whether it holds, its difference changed by so much."""
        difference = self.difference + change
        over = {"=": abs(difference), "<=": difference, ">=": -difference}[self.relation]
        return over <= self.tolerance

    def strain(self, change: int) -> float:
        """How far rounding must reach to explain what is left of its difference, 0 where that explains nothing.

        The tolerance grows with the number of rounded amounts, as the variance of their sum does.
        """
        if self.relation != "=" or not self.holds(change):
            return 0.0
        return (self.difference + change) ** 2 / max(self.tolerance, 1)


class _Touching(NamedTuple):
    """An amount, its label, and the sign with which it is part of each identity, by the identity's number."""

    line: str
    printed_fen: int | None
    weights: dict[int, int]


class _Change(NamedTuple):
    """An amount changed: how many more identities hold, which broken ones do, and what it takes of rounding."""

    gain: int
    closed: frozenset[int]
    strain: float
    repair: Repair


def causes(places: pl.DataFrame) -> list[Cause]:
    """The causes of what is broken.

    Args:
        places: one row an identity at one place, holding or broken, in any number of documents: number
            (unique), document, line, outcome, is_soft, relation, difference_fen, tolerance_fen, members. What
            is not about amounts has no difference and no members, and is a cause of its own.

    Returns:
        Causes in which every broken row is once.
    """
    broken = places.filter(pl.col("outcome") == "broken")
    if broken.is_empty():
        return []
    members = (
        places.join(broken.select("document").unique(), on="document", how="semi")
        .select("number", "outcome", owner="document", member="members")
        .explode("member")
        .drop_nulls("member")
        .unnest("member")
        .filter(pl.col("column").is_not_null() | pl.col("statement_no").is_not_null())
    )
    suspects = members.filter(pl.col("outcome") == "broken").select(Cell._fields).unique()
    touching = members.join(suspects, on=Cell._fields, nulls_equal=True, how="semi").sort(
        "number", *Cell._fields
    )
    by_document: dict[str, dict[Cell, _Touching]] = defaultdict(dict)
    for row in touching.iter_rows(named=True):
        cell = Cell(*(row[name] for name in Cell._fields))
        held = by_document[row["owner"]].setdefault(cell, _Touching(row["line"], row["amount_fen"], {}))
        held.weights[row["number"]] = held.weights.get(row["number"], 0) + row["weight"]
    # A figure in prose is held against a table's amount as prose would round it; what a change of that amount does
    # follows from the amounts themselves.
    member = pl.element().struct
    unrounded = pl.col("members").list.eval(member.field("weight") * member.field("amount_fen")).list.sum()
    residuals = {
        number: _Residual(*residual)
        for number, *residual in places.join(touching.select("number").unique(), on="number", how="semi")
        .select("number", unrounded, "tolerance_fen", "relation", "is_soft")
        .rows()
    }
    return [
        cause
        for (document,), rows in broken.group_by("document", maintain_order=True)
        for cause in _of_document(rows, by_document[str(document)], residuals)
    ]


def _of_document(
    broken: pl.DataFrame, cells: Mapping[Cell, _Touching], residuals: Mapping[int, _Residual]
) -> Iterator[Cause]:
    """The causes of one document, those that explain most first."""
    alike = {
        number: _difference(number, *rest)
        for number, *rest in broken.select("number", "line", "difference_fen", "tolerance_fen").rows()
    }
    must = set(broken.filter(~pl.col("is_soft"))["number"])
    left = set(alike)
    while left:
        changes = [
            change
            for cell, touching in cells.items()
            if (change := _best_change(cell, touching, left, residuals)) is not None
        ]
        same: dict[object, set[int]] = defaultdict(set)
        for number in left:
            same[alike[number]].add(number)
        returning = max((frozenset(numbers) for numbers in same.values()), key=_weight)
        best = max(changes, key=lambda change: (change.gain, *_weight(change.closed)), default=None)
        if best is None or (len(returning) > len(best.closed) and not _mends(best.closed, returning & must)):
            yield Cause(returning)
            left -= returning
        else:
            repairs = [
                change.repair
                for change in changes
                if (change.gain, change.closed) == (best.gain, best.closed)
            ]
            most = _MOST_REPAIRS if len(best.closed) > 1 else 1
            yield Cause(best.closed, tuple(repairs) if len(repairs) <= most else ())
            left -= best.closed


def _mends(closed: frozenset[int], must: frozenset[int]) -> bool:
    """Whether a change makes all hold that must; the same difference in a question besides is chance."""
    return bool(must) and must <= closed


def _weight(numbers: frozenset[int]) -> tuple[int, int]:
    return len(numbers), -min(numbers)


def _difference(number: int, line: str | None, difference: int | None, tolerance: int | None) -> object:
    """What is the same for identities in which the same difference returns."""
    if not difference:
        return number
    return abs(difference) if abs(difference) > _NO_CHANCE * (tolerance or 0) else (abs(difference), line)


def _best_change(
    cell: Cell, touching: _Touching, left: set[int], residuals: Mapping[int, _Residual]
) -> _Change | None:
    """The change of one amount that makes the most hold and breaks nothing that must, None if there is none.

    Of changes that make as many hold, the one that takes least of rounding.
    """
    weights = touching.weights
    suspects = [number for number in weights if number in left and weights[number]]
    holding = [number for number in weights if number not in left and residuals[number].holds()]
    changes: list[_Change] = []
    for by in sorted({-residuals[number].difference // weights[number] for number in suspects}):
        closed = frozenset(number for number in suspects if residuals[number].holds(weights[number] * by))
        opened = [number for number in holding if not residuals[number].holds(weights[number] * by)]
        gain = len(closed) - len(opened)
        if gain > 0 and all(residuals[number].is_soft for number in opened):
            strain = sum(residuals[number].strain(weights[number] * by) for number in (*closed, *holding))
            should = (touching.printed_fen or 0) + by
            changes.append(
                _Change(gain, closed, strain, Repair(cell, touching.line, touching.printed_fen, should))
            )
    return max(changes, key=lambda change: (change.gain, -change.strain), default=None)
