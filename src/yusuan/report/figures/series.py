"""Rows of `Workspace.series` as lines with their years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from yusuan.model.vocabulary import PHASE_NAMES, Language, pick
from yusuan.report.elements import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.report.disclosure import Disclosure


class Line(NamedTuple):
    """A line over the years.

    Attributes:
        key: tells lines apart.
        parent: key of the line it is part of.
        label: for readers.
        code: of the classification.
        level: 0 for a whole.
        years: the rows of `Workspace.series` by year; a gap has no amount.
    """

    key: str
    parent: str | None
    label: str
    code: str | None
    level: int
    years: Mapping[int, dict[str, Any]]

    def at(self, year: int) -> dict[str, Any]:
        """The row of a year, an empty one where there is none."""
        return self.years.get(year, {})


def yearly(frame: pl.DataFrame, lang: Language = "zh") -> list[Line]:
    """The lines of a series, in its order."""
    rows_of_line: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        rows_of_line.setdefault(row["key"], []).append(row)
    return [
        Line(
            key=key,
            parent=rows[-1]["parent"],
            label=words.line(rows[-1], lang),
            code=rows[-1]["code"],
            level=rows[-1]["level"] or 0,
            years={row["fiscal_year"]: row for row in rows},
        )
        for key, rows in rows_of_line.items()
    ]


def disclosed_rows(line: Line) -> list[dict[str, Any]]:
    """The rows of a line that have an amount, by year."""
    return [row for _, row in sorted(line.years.items()) if row["amount_fen"] is not None]


def year_span(lines: Sequence[Line]) -> list[int]:
    """The years from the first to the last in which any line has an amount; gaps in between stay."""
    years = [row["fiscal_year"] for line in lines for row in disclosed_rows(line)]
    return list(range(min(years), max(years) + 1)) if years else []


def longest_whole(*frames: pl.DataFrame, lang: Language = "zh") -> Line | None:
    """The line that stands for some series: the whole disclosed in most years, the first of these; not the carry-over."""
    of_whole = pl.col("level") == 0, pl.col("metric").ne_missing("overview.carryover")
    lines = [
        line for frame in frames for line in yearly(frame.filter(*of_whole), lang) if disclosed_rows(line)
    ]
    return max(lines, key=lambda line: len(disclosed_rows(line)), default=None)


def share_changes(function: pl.DataFrame, lang: Language = "zh") -> list[tuple[str, float, float, int, int]]:
    """Name, share of the whole in the first and in the last year with a whole, these years; of each 类."""
    lines = yearly(function, lang)
    of_whole = next((line for line in lines if line.level == 0), None)
    years = (
        [row["fiscal_year"] for row in disclosed_rows(of_whole) if row["amount_fen"] > 0] if of_whole else []
    )
    if of_whole is None or len(years) < 2:
        return []
    first, last = years[0], years[-1]
    return [
        (
            line.label,
            (line.at(first).get("amount_fen") or 0) / of_whole.at(first)["amount_fen"],
            (line.at(last).get("amount_fen") or 0) / of_whole.at(last)["amount_fen"],
            first,
            last,
        )
        for line in lines
        if line.level == 1
    ]


def series_title(disclosure: Disclosure, what: str, span: Sequence[int], lang: Language) -> str:
    """Who, what, unit, when."""
    unit = pick(("万元", "10,000 yuan"), lang)
    when = f"{span[0]}–{span[-1]}{pick(('年', ' '), lang)}{pick(PHASE_NAMES[disclosure.phase], lang)}"
    return f"{disclosure.department} · {what} · {unit} · {when}"
