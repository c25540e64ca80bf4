"""Kinds of table: their names, the classification of their lines, and what they cover."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from yusuan.model.vocabulary import TableKind
from yusuan.reference import Classification, rows

# What a line of a table is.
Lines = Literal["codes", "expenses", "projects", "indicators", "items"]
# Whether the numbers of a table are money: in a `mixed` one counts stand beside it.
Money = Literal["yes", "no", "mixed"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of table_kinds.csv.

    Attributes:
        kind: the word.
        names: Chinese, English.
        classification: of its lines, None where they have none.
        lines: what a line is.
        fund: the money that it covers, a measure of that dimension; "" for all.
        nature: the expenditure that it covers, likewise.
        money: whether its numbers are money.
        keyword: under which the text says that there is nothing to list, "" for none.
    """

    kind: TableKind
    names: tuple[str, str]
    classification: Classification | None
    lines: Lines
    fund: str
    nature: str
    money: Money
    keyword: str


@cache
def table_kinds() -> dict[TableKind, Kind]:
    """All rows of table_kinds.csv by their word, in order."""
    return {
        TableKind(row["kind"]): Kind(
            kind=TableKind(row["kind"]),
            names=(row["zh"], row["en"]),
            classification=cast("Classification", row["classification"]) if row["classification"] else None,
            lines=cast("Lines", row["lines"]),
            fund=row["fund"],
            nature=row["nature"],
            money=cast("Money", row["money"]),
            keyword=row["keyword"],
        )
        for row in rows("table_kinds")
    }


@cache
def table_names() -> dict[TableKind, tuple[str, str]]:
    """Chinese and English names by kind."""
    return {kind: row.names for kind, row in table_kinds().items()}


@cache
def amount_tables() -> tuple[TableKind, ...]:
    """The kinds whose lines are amounts: not the forms of targets, and not those that list quantities."""
    return tuple(
        kind for kind, row in table_kinds().items() if row.money != "no" and row.lines != "indicators"
    )


@cache
def classified_tables() -> tuple[TableKind, ...]:
    """The kinds whose lines belong to a classification."""
    return tuple(kind for kind, row in table_kinds().items() if row.classification is not None)
