"""Headings and names -> metrics, by the reviewed patterns of `reference/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from yusuan.model.text import squeeze
from yusuan.model.vocabulary import OF_UNIT, pick
from yusuan.reference import practice_of, rows
from yusuan.reference.practices import of_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yusuan.model.practice import Practice
    from yusuan.model.vocabulary import Language

_QUOTES = str.maketrans(dict.fromkeys("“”\"'‘’「」『』《》 ", None))


@dataclass(frozen=True, slots=True)
class _Section:
    pattern: re.Pattern[str]
    section: str
    practice: Practice | None


@dataclass(frozen=True, slots=True)
class _Pattern:
    section: re.Pattern[str]
    within: re.Pattern[str] | None
    said: re.Pattern[str] | None
    name: re.Pattern[str]
    counts: bool
    metric: str


def section_kind(titles: Iterable[str]) -> str:
    """The section that headings stand for, "" where none is known.

    Args:
        titles: the headings, the innermost first; the first that is known decides.
    """
    for title in titles:
        folded = _fold(title)
        for known in _sections():
            if known.pattern.search(folded):
                if known.section:
                    return known.section
                break
    return ""


def metric_of(section: str, within: str, name: str, said: str = "") -> str | None:
    """The metric that a name stands for.

    Args:
        section: as `section_kind` gives it.
        within: the entries and sums of which the name is a part, from the outer to the inner, joined by "/".
        name: the words before an amount; of counted things the words around the number, which is written "#".
            A pattern with "#" is for counted things alone, one without it for amounts alone.
        said: the sentence up to the figure.
    """
    folded, before = _fold(name), _fold(said)
    context = f"{_fold(within)}/{folded}" if within else folded
    for pattern in _patterns_of(section, counts="#" in folded):
        if pattern.within is not None and pattern.within.search(context) is None:
            continue
        if pattern.said is not None and pattern.said.search(before) is None:
            continue
        if pattern.name.search(folded):
            return pattern.metric
    return None


def of_unit(metric: str | None) -> str | None:
    """The metric of one unit of a department, beside the department's own."""
    return None if metric is None else f"{OF_UNIT}{metric}"


def metric_name(metric: str, lang: Language) -> str:
    """The name of a metric for readers.

    >>> metric_name("three_public.total", "zh"), metric_name("three_public.total", "en")
    ('“三公”经费', 'Three public expenses')

    Args:
        metric: a word of `statements.metric`; words after its own, such as `.previous_year`, are named too.
        lang: of the name.

    Raises:
        KeyError: there is no such metric.
    """
    names = _names()
    if metric.startswith(OF_UNIT):
        joiner = "：" if lang == "zh" else ": "
        return f"{pick(names[OF_UNIT], lang)}{joiner}{metric_name(metric.removeprefix(OF_UNIT), lang)}"
    if metric in names:
        return pick(names[metric], lang)
    whole, _, last = metric.rpartition(".")
    if not whole:
        raise KeyError(metric)
    joiner = "：" if lang == "zh" else ": "
    return f"{metric_name(whole, lang)}{joiner}{pick(names[f'.{last}'], lang)}"


def is_metric(metric: str) -> bool:
    """Whether a word is a metric, words behind its own (`.previous_year`) included."""
    try:
        metric_name(metric, "zh")
    except KeyError:
        return False
    return True


@cache
def metrics() -> frozenset[str]:
    """The metrics, without those that words behind their own make of them."""
    return frozenset(metric for metric in _names() if not metric.startswith("."))


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {row["metric"]: (row["zh"], row["en"]) for row in rows("metrics")}


def _fold(text: str) -> str:
    return squeeze(text).translate(_QUOTES).replace("(", "（").replace(")", "）")


@of_place
@cache
def _sections() -> tuple[_Section, ...]:
    return tuple(
        _Section(re.compile(row["pattern"]), row["section"], practice_of(row)) for row in rows("sections")
    )


@cache
def _patterns_of(section: str, *, counts: bool) -> tuple[_Pattern, ...]:
    return tuple(
        pattern
        for pattern in _patterns()
        if pattern.counts is counts and pattern.section.fullmatch(section) is not None
    )


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            section=re.compile(row["section"] or ".*"),
            within=re.compile(row["within"]) if row["within"] else None,
            said=re.compile(row["said"]) if row["said"] else None,
            name=re.compile(row["name"]),
            counts="#" in row["name"],
            metric=row["metric"],
        )
        for row in rows("metric_patterns")
    )
