"""Sections on one year against another: the lead sentence, the bridges, the table.

Each takes rows of `Workspace.variance` and gives what a cell displays; where the data do not hold what is
asked, a sentence says so instead.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.vocabulary import BaseOrigin, pick
from yusuan.report import charts, tables
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several
from yusuan.report.elements.sources import Place
from yusuan.report.figures.bridge import bridge as bridge_steps
from yusuan.report.figures.bridge import parts_add_up
from yusuan.report.sections import drivers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure, Html
    from yusuan.report.elements.sources import Sources

_HATCHED = (
    "斜线为推算数：按{year}年文件所述增减额倒推，不是{base}年文件公开的数。",
    "Hatched: worked back from the change that the {year} document states, not disclosed in {base}.",
)

_IMPLIED_NOTE = (
    "“推算”：{base}年数按{year}年文件所述增减额倒推，不是{base}年文件公开的数。",
    "“implied”: worked back from the change that the {year} document states.",
)


def change_lead(
    frame: pl.DataFrame, disclosure: Disclosure, sources: Sources, parts: pl.DataFrame | None = None
) -> Html:
    """The finding in one sentence: the whole of the frame, with its change.

    Args:
        frame: rows of `Workspace.variance`.
        disclosure: whose.
        sources: takes up the places.
        parts: rows by function, which say what a change is made of where the document gives no reason.
    """
    row = _whole(frame)
    if row is None:
        text = pick(
            (
                f"{disclosure.department}{disclosure.year}年文件没有说明本年预算及其变动，本报告不作总量比较。",
                f"The {disclosure.year} document of {disclosure.department} states no total to compare.",
            ),
            sources.lang,
        )
        return display.lead(text)
    text = _sentence(row, disclosure, sources)
    if (
        parts is not None
        and not row["reason"]
        and (made_of := drivers.main_drivers(parts, row["change_fen"], sources.lang))
    ):
        text += pick((f"主要是{made_of}。", f" Mainly: {made_of}."), sources.lang)
    return display.lead(text, sources.mark(*_places(row)))


def key_points(
    frames: Sequence[pl.DataFrame],
    disclosure: Disclosure,
    sources: Sources,
    first: Sequence[tuple[str, str]] = (),
) -> Html:
    """One sentence for the whole of each frame, after those given (with the markup of their markers)."""
    rows = [row for row in map(_whole, frames) if row is not None]
    if not rows and not first:
        text = pick(
            (
                "文件没有说明机关运行经费和“三公”经费。",
                "The document states neither operating costs nor three public expenses.",
            ),
            sources.lang,
        )
        return display.note(text)
    sentences = [(_sentence(row, disclosure, sources), sources.mark(*_places(row))) for row in rows]
    return display.points([*first, *sentences])


def bridge(
    frame: pl.DataFrame, disclosure: Disclosure, sources: Sources, what: tuple[str, str] | None = None
) -> Figure | Html:
    """From the base year to this year: the whole of the frame, by its parts where they close.

    Args:
        frame: rows of `Workspace.variance`.
        disclosure: whose.
        sources: takes up the places.
        what: name of the whole, where its line is only called 合计.
    """
    total = _whole(frame)
    if total is not None and what:
        total |= {"line": pick(what, sources.lang), "metric": None}
    if total is None or total["change_fen"] is None:
        text = pick(
            (
                f"{disclosure.base_year}年和{disclosure.year}年的数额没有都见于文件，不画变动图。",
                f"The amounts of {disclosure.base_year} and {disclosure.year} are not both known: no bridge.",
            ),
            sources.lang,
        )
        return display.note(text)
    drawn = bridge_steps(total, _parts(frame, total), disclosure.year, disclosure.base_year, sources.lang)
    comparison = words.Comparison.of(total, disclosure.year, disclosure.base_year, sources.lang)
    message = f"{words.subject(comparison, sources.lang)}{pick(('', ': '), sources.lang)}" + words.movement(
        comparison, sources.lang
    )
    notes = ""
    if comparison.implied:
        notes = pick(_HATCHED, sources.lang).format(base=disclosure.base_year, year=disclosure.year)
    subject = disclosure.subject(comparison.line, sources.lang, base=True)
    return charts.bridge(drawn, message, subject, sources, escape(notes))


def bridges(
    total: pl.DataFrame,
    by: Sequence[tuple[pl.DataFrame, tuple[str, str]]],
    disclosure: Disclosure,
    sources: Sources,
) -> Several:
    """A bridge for each breakdown that adds up to its whole; that of the total alone where none does.

    Args:
        total: rows of `Workspace.variance`.
        by: rows of its breakdowns, with the name of the whole of each.
        disclosure: whose.
        sources: takes up the places.
    """
    closing = [
        (frame, what)
        for frame, what in by
        if (whole := _whole(frame)) is not None and parts_add_up(whole, _parts(frame, whole))
    ]
    drawn = [bridge(frame, disclosure, sources, what) for frame, what in closing]
    return Several(tuple(drawn or [bridge(total, disclosure, sources)]))


def table(
    frames: Sequence[pl.DataFrame],
    disclosure: Disclosure,
    sources: Sources,
    series: Sequence[pl.DataFrame] = (),
) -> Html:
    """All lines of some frames in both years, one frame after the other, with the document's reasons.

    Args:
        frames: of `Workspace.variance`.
        disclosure: whose.
        sources: takes up the places.
        series: of `Workspace.series`, the same lines over more years.
    """
    rows = [frame for frame in frames if len(frame)]
    if not rows:
        missing = ("文件没有说明这些经费。", "The document does not state these amounts.")
        return display.note(pick(missing, sources.lang))
    frame = pl.concat(rows, how="diagonal_relaxed")
    notes = []
    if (frame["base_origin"] == BaseOrigin.IMPLIED.value).any():
        notes.append(
            pick(_IMPLIED_NOTE, sources.lang).format(base=disclosure.base_year, year=disclosure.year)
        )
    first = frame.row(0, named=True)
    name = first.get("metric") or "line"
    what = words.name(name, first["line"], sources.lang)
    if len(rows) > 1:
        name, what = "all", pick(("各项变动", "Changes"), sources.lang)
    return tables.variance(
        frame,
        disclosure.year,
        disclosure.base_year,
        sources,
        name=name,
        caption=disclosure.subject(what, sources.lang, base=True),
        notes=notes,
        series=pl.concat(series) if series else None,
    )


def _sentence(row: dict[str, Any], disclosure: Disclosure, sources: Sources) -> str:
    comparison = words.Comparison.of(
        {**row, "phase": disclosure.phase}, disclosure.year, disclosure.base_year, sources.lang
    )
    return words.headline(comparison, sources.lang)


def _whole(frame: pl.DataFrame) -> dict[str, Any] | None:
    """The line that the others are parts of: the first of level 0, what was carried over aside."""
    rows = frame.filter(pl.col("level") == 0, pl.col("metric").ne_missing("overview.carryover"))
    return rows.row(0, named=True) if len(rows) else None


def _parts(frame: pl.DataFrame, total: Mapping[str, Any]) -> pl.DataFrame:
    """The lines one level below a line."""
    return frame.filter(pl.col("level") == total["level"] + 1)


def _places(row: Mapping[str, Any]) -> tuple[Place | None, Place | None]:
    """Where both amounts of a line stand."""
    return Place.of(row), Place.of_base(row)
