"""Formulas of indicators: sums of named amounts over one another, read from the reviewed table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import starmap
from typing import TYPE_CHECKING, Literal, cast, get_args

import polars as pl

from yusuan import reference
from yusuan.analysis.disclosed import metrics
from yusuan.reference.metrics import metric_name

if TYPE_CHECKING:
    from collections.abc import Mapping

Moment = Literal["", "previous", "initial_budget", "adjusted_budget"]
Unit = Literal["fraction", "yuan_per_person"]
_UNITS: tuple[Unit, ...] = get_args(Unit)
# The suffixes of metrics in `metrics.csv`, by moment.
_METRIC_SUFFIXES: dict[str, str] = {
    "": "",
    "previous": ".previous_year",
    "initial_budget": ".initial_budget",
    "adjusted_budget": ".adjusted_budget",
}

_AMOUNT = r"[a-z_]+(?:\.[a-z_]+)*(?:@(?:previous|initial_budget|adjusted_budget))?"
_SUM = rf"{_AMOUNT}|\({_AMOUNT}(?: [+-] {_AMOUNT})+\)"
_FORMULA = re.compile(
    rf"(?P<numerator>{_SUM}) / (?P<denominator>{_SUM})(?P<real> / price_index)?(?P<change> - 1)?"
)
_TERM = re.compile(rf"(?:(?P<sign>[+-]) )?(?P<metric>{_AMOUNT})")
TERMS: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "rank": pl.Int32(),
    "side": pl.String(),
    "position": pl.Int32(),
    "sign": pl.Int64(),
    "metric": pl.String(),
    "moment": pl.String(),
    "name": pl.String(),
    "name_en": pl.String(),
}


class FormulaError(ValueError):
    """A row of the table of indicators cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One amount of a formula.

    Attributes:
        metric: a metric that some comparison knows, or a headcount.
        moment: of another year or kind of budget; "" for the document's own amount.
        sign: 1 or -1.
    """

    metric: str
    moment: Moment
    sign: int


@dataclass(frozen=True, slots=True)
class Formula:
    """One row of the table of indicators.

    Attributes:
        indicator: its word.
        rank: 1 is the formula that counts; a higher one where the inputs of the lower ones are missing.
        zh: name for readers.
        en: the same in English.
        text: the formula as written.
        numerator: its terms.
        denominator: likewise.
        real: divided by the price index.
        change: less one.
        unit: of the value.
        phase: budget, final, or "" for both.
        source: of the definition.
    """

    indicator: str
    rank: int
    zh: str
    en: str
    text: str
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    real: bool
    change: bool
    unit: str
    phase: str
    source: str

    @property
    def of_two_years(self) -> bool:
        """Whether it takes an amount of the base year: then all amounts are those that are compared."""
        return any(term.moment == "previous" for term in (*self.numerator, *self.denominator))


@cache
def formulas() -> tuple[Formula, ...]:
    """All indicators, in order.

    Raises:
        FormulaError: a row that cannot be read.
    """
    return tuple(starmap(read, enumerate(reference.indicator_rows(), start=2)))


def read(line: int, row: Mapping[str, str]) -> Formula:
    """One row of the table as a formula.

    Args:
        line: of the file, for messages.
        row: as written.

    Raises:
        FormulaError: it is none, or names an amount or a unit that there is not.
    """
    place = f"reference/indicators.csv 第{line}行"
    match = _FORMULA.fullmatch(row["formula"])
    if match is None:
        raise FormulaError(f"{place}：公式读不懂：{row['formula']} (no formula)")
    formula = Formula(
        indicator=row["indicator"],
        rank=int(row["rank"]),
        zh=row["zh"],
        en=row["en"],
        text=row["formula"],
        numerator=_terms(match["numerator"]),
        denominator=_terms(match["denominator"]),
        real=match["real"] is not None,
        change=match["change"] is not None,
        unit=row["unit"],
        phase=row["phase"],
        source=row["source"],
    )
    for term in (*formula.numerator, *formula.denominator):
        if metrics.by_of(term.metric) is None and term.metric not in metrics.HEADCOUNTS:
            raise FormulaError(f"{place}：没有这个数：{term.metric} (no such amount)")
    if formula.unit not in _UNITS:
        raise FormulaError(f"{place}：没有这个单位：{formula.unit} (no such unit)")
    return formula


def terms() -> pl.DataFrame:
    """The terms of all formulas, one a row; columns `TERMS`.

    `moment` of a formula of two years is "current" or "previous": the amounts as a comparison has them.
    """
    rows = []
    for formula in formulas():
        for side, its in (("numerator", formula.numerator), ("denominator", formula.denominator)):
            for position, term in enumerate(its):
                moment = term.moment or ("current" if formula.of_two_years else "")
                named = term.metric + _METRIC_SUFFIXES[term.moment]
                names = metric_name(named, "zh"), metric_name(named, "en")
                rows.append(
                    (formula.indicator, formula.rank, side, position, term.sign, term.metric, moment, *names)
                )
    return pl.DataFrame(rows, schema=TERMS, orient="row")


def _terms(text: str) -> tuple[Term, ...]:
    terms = []
    for match in _TERM.finditer(text.strip("()")):
        metric, _, moment = match["metric"].partition("@")
        terms.append(Term(metric, cast("Moment", moment), -1 if match["sign"] == "-" else 1))
    return tuple(terms)
