"""Bars from zero: a bridge between years, changes side by side, amounts in order of size."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import Language, pick
from yusuan.report.charts import frame
from yusuan.report.charts.frame import BAR_BELOW, BAR_HEIGHT, OWN_COLOUR, ROW_STEP, wan
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.elements.style import light

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.elements.display import Figure
    from yusuan.report.elements.sources import Sources
    from yusuan.report.figures.bridge import Step


class Change(NamedTuple):
    """One bar of `changes`: its name, change in 分, the change in words, where it stands."""

    label: str
    change_fen: int
    text: str
    where: str


class Bar(NamedTuple):
    """One bar of `bars`: its name, length (分, or any other unit of all), value in words, place, colour token."""

    label: str
    length: float
    text: str
    where: str = ""
    colour: str = "actual"


def bridge(steps: Sequence[Step], message: str, subject: str, sources: Sources, notes: str = "") -> Figure:
    """From last year's bar over the changes to this year's.

    Args:
        steps: from `yusuan.report.figures.bridge.bridge`.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: takes up the places of the steps.
        notes: markup shown below, after the sources.
    """
    rows: list[dict[str, Any]] = [
        {
            "key": frame.key(order),
            "label": step.label,
            "from": wan(step.from_fen),
            "to": wan(step.to_fen),
            "colour": _colour(step),
            "text": _value(step, sources.lang),
            "where": sources.where(step.place) if step.place else "",
        }
        for order, step in enumerate(steps)
    ]
    links = [
        {"key": row["key"], "next": following["key"], "at": row["to"]} for row, following in pairwise(rows)
    ]
    rule = alt.Chart(pl.DataFrame(links)).mark_rule(
        strokeDash=[2, 2], yOffset=BAR_BELOW, y2Offset=BAR_BELOW, opacity=0.6
    )
    hatched = [
        (row["key"], row["from"], row["to"])
        for row, step in zip(rows, steps, strict=True)
        if step.kind == "base" and step.implied
    ]
    marks = sources.mark(*(step.place for step in steps))
    return _figure(
        rows,
        message,
        subject,
        frame.below(marks, notes, sources.lang),
        sources.lang,
        under=[
            rule.encode(x=alt.X("at:Q", axis=None), y=frame.row_axis(), y2="next:N"),
            frame.halo(pl.DataFrame(rows)),
        ],
        hatched=hatched,
    )


def changes(
    changed: Sequence[Change], message: str, subject: str, sources: Sources, marks: str, notes: str = ""
) -> Figure:
    """Signed changes from a common zero, losses to the left, gains to the right."""
    rows = [
        {
            "key": frame.key(order),
            "label": change.label,
            "from": 0.0,
            "to": wan(change.change_fen),
            "colour": light("increase" if change.change_fen > 0 else "decrease"),
            "text": change.text,
            "where": change.where,
        }
        for order, change in enumerate(changed)
    ]
    return _figure(rows, message, subject, frame.below(marks, notes, sources.lang), sources.lang)


def bars(
    drawn: Sequence[Bar],
    message: str,
    subject: str,
    sources: Sources,
    marks: str = "",
    notes: str = "",
    line: float | None = None,
) -> Figure:
    """Amounts side by side, in the order given.

    Args:
        drawn: the bars; their lengths share one unit.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: gives the language.
        marks: markup of the sources.
        notes: markup shown below, after the sources.
        line: where a line is drawn through all bars, in the unit of the lengths.
    """
    rows = [
        {
            "key": frame.key(order),
            "label": bar.label,
            "from": 0.0,
            "to": float(bar.length),
            "colour": light(bar.colour),
            "text": bar.text,
            "where": bar.where,
        }
        for order, bar in enumerate(drawn)
    ]
    through = []
    if line is not None:
        rule = alt.Chart(pl.DataFrame({"at": [float(line)]})).mark_rule(strokeDash=[4, 3])
        through = [rule.encode(x=alt.X("at:Q", axis=None))]
    notes = frame.below(marks, notes, sources.lang)
    return _figure(rows, message, subject, notes, sources.lang, over=through)


def _figure(
    rows: list[dict[str, Any]],
    message: str,
    subject: str,
    notes: str,
    lang: Language,
    *,
    under: Sequence[Any] = (),
    over: Sequence[Any] = (),
    hatched: Sequence[tuple[str, float, float]] = (),
) -> Figure:
    table = pl.DataFrame(rows)
    ends = [*table["from"], *table["to"]]
    bar = (
        alt.Chart(table)
        .mark_bar(height=BAR_HEIGHT, yOffset=BAR_BELOW)
        .encode(
            x=frame.amounts("from", ends),
            x2="to:Q",
            y=frame.row_axis(),
            color=OWN_COLOUR,
            tooltip=frame.tips(lang),
        )
    )
    strokes = frame.hatches(hatched, max(0.0, *ends) - min(0.0, *ends))
    layers = [*under, bar, *strokes, frame.zeros(table), *over, *frame.titles(table)]
    return frame.figure(layers, len(rows) * ROW_STEP, message, subject, notes)


def _colour(step: Step) -> str:
    if step.kind == "change":
        return light("increase" if step.amount_fen > 0 else "decrease")
    if step.kind == "base":
        return light("base-fill" if step.implied else "base")
    return light("actual")


def _value(step: Step, lang: Language) -> str:
    if step.kind != "change":
        return wan_yuan(step.amount_fen)
    if step.amount_fen == 0:
        return pick(("持平", "unchanged"), lang)
    return wan_yuan(step.amount_fen, sign=True)
