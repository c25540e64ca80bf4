"""Headings and names -> metrics, by the reviewed patterns of `reference/`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

_QUOTES = str.maketrans(dict.fromkeys("“”\"'‘’「」『』《》 ", None))


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric and its names for readers.

    Attributes:
        metric: its word, `<section>.<measure>`.
        zh: Chinese name.
        en: English name.
    """

    metric: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    section: re.Pattern[str]
    within: re.Pattern[str] | None
    name: re.Pattern[str]
    metric: str


def section_kind(titles: Iterable[str]) -> str:
    """The section that headings stand for, "" where none is known.

    Args:
        titles: the headings, the innermost first; the first that is known decides.
    """
    for title in titles:
        folded = _fold(title)
        for pattern, section in _sections():
            if pattern.search(folded):
                if section:
                    return section
                break
    return ""


def metric_of(section: str, within: str, name: str, *, whole: bool = False) -> str | None:
    """The metric that a name stands for.

    Args:
        section: as `section_kind` gives it.
        within: the entries and sums of which the name is a part, from the outer to the inner, joined by "/".
        name: the words before the figure; for counted things with "#" and the words around the number.
        whole: whether the pattern must cover the name from end to end, for names in running text.
    """
    folded = _fold(name)
    context = f"{_fold(within)}/{folded}" if within else folded
    for pattern in _patterns():
        if pattern.section.fullmatch(section) is None:
            continue
        if pattern.within is not None and pattern.within.search(context) is None:
            continue
        if (pattern.name.fullmatch if whole else pattern.name.search)(folded):
            return pattern.metric
    return None


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by their word."""
    return {row["metric"]: Metric(row["metric"], row["zh"], row["en"]) for row in _rows("metrics")}


def _fold(text: str) -> str:
    return squeeze(text).translate(_QUOTES).replace("(", "（").replace(")", "）")


def _rows(name: str) -> list[dict[str, str]]:
    table = resources.files("yusuan.reference").joinpath(f"{name}.csv")
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _sections() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["section"]) for row in _rows("sections"))


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            section=re.compile(row["section"] or ".*"),
            within=re.compile(row["within"]) if row["within"] else None,
            name=re.compile(row["name"]),
            metric=row["metric"],
        )
        for row in _rows("metric_patterns")
    )
