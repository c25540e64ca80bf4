"""Measures, the meanings of columns: their names, and the tree from which the sums of a row follow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Literal, cast, get_args

from yusuan.model.vocabulary import pick
from yusuan.reference import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.model.vocabulary import Language

# The ways in which a total is broken down: by year of origin, by nature of expenditure, by source of money.
Dimension = Literal["time", "nature", "fund"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of measures.csv.

    Attributes:
        measure: the word; words of two levels are joined by a dot (`basic.personnel`).
        dimension: the breakdown that it belongs to, None for the total
            and for words that go before or behind any measure (change, of_which).
        parent: the measure that it is added to, "" where it is added to none.
        weight: with which it is added, 1 or −1.
        names: Chinese, English.
    """

    measure: str
    dimension: Dimension | None
    parent: str
    weight: int
    names: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Addend:
    """One addend of a sum, which a table may print itself, or only in its own parts.

    Attributes:
        measure: of the column.
        weight: 1 or −1.
        of: its parts.
    """

    measure: str
    weight: int = 1
    of: tuple[Addend, ...] = ()


@cache
def measures() -> dict[str, Measure]:
    """All rows of measures.csv by their word, in order."""
    return {
        row["measure"]: Measure(
            measure=row["measure"],
            dimension=cast("Dimension", row["dimension"]) if row["dimension"] else None,
            parent=row["parent"],
            weight=int(row["weight"] or 1),
            names=(row["zh"], row["en"]),
        )
        for row in rows("measures")
    }


@cache
def measure_words() -> dict[str, tuple[str, str]]:
    """The single words of which measures are made, with their Chinese and English names."""
    return {measure.rpartition(".")[2]: known.names for measure, known in measures().items()}


@cache
def all_measures() -> frozenset[str]:
    """Every measure that a heading can mean: at most one word of each dimension, joined by dots.

    Example:
        >>> {"total", "carryover.total", "current_year.basic.general_public"} <= all_measures()
        True
        >>> "general_public.carryover" in all_measures()
        False
    """
    of_dimension = [
        ["", *(word for word, known in measures().items() if known.dimension == dimension)]
        for dimension in get_args(Dimension)
    ]
    joined = {".".join(filter(None, words)) for words in product(*of_dimension)} - {""}
    return frozenset({"total", *joined, *(f"{time}.total" for time in of_dimension[0] if time)})


def dimension_of(measure: str) -> Dimension | None:
    """The breakdown that a word belongs to, None for the total and for words of other vocabularies."""
    known = measures().get(measure)
    return None if known is None else known.dimension


def addends(total: str, dimensions: Sequence[Dimension]) -> tuple[Addend, ...]:
    """What a measure is made of.

    Args:
        total: `total`, or a measure with parts, which may stand under a word of time
            (`current_year.unit_funds`).
        dimensions: the breakdown; the parts of the first are broken down by the next.

    Example:
        >>> [addend.measure for addend in addends("carryover.fiscal_appropriation", ["fund"])]
        ['carryover.general_public', 'carryover.government_fund', 'carryover.state_capital']
    """
    first, _, inner = total.partition(".")
    time = first if dimension_of(first) == "time" else ""
    parent = (inner if time else total) or "total"
    return tuple(_addends(parent, f"{time}." if time else "", dimensions))


def _addends(parent: str, time: str, dimensions: Sequence[Dimension]) -> Iterator[Addend]:
    if not dimensions:
        return
    for known in measures().values():
        if known.parent == parent and known.dimension == dimensions[0]:
            measure = f"{time}{known.measure}"
            parts = tuple(_addends(known.measure, time, dimensions[:1])) or addends(measure, dimensions[1:])
            yield Addend(measure, known.weight, parts)


def measure_name(measure: str | None, lang: Language = "zh") -> str:
    """A measure for readers.

    Example:
        >>> measure_name("current_year.general_public")
        '本年预算·一般公共预算'
    """
    if not measure:
        return ""
    words = measure.removesuffix(".total").split(".")
    return ("·" if lang == "zh" else ", ").join(
        pick(measure_words().get(word, (word, word)), lang) for word in words
    )
