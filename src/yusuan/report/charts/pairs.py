"""Budget and outcome line by line: a light bar, and a dark one on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from yusuan.report.charts import frame
from yusuan.report.charts.frame import BAR_BELOW, BAR_HEIGHT, ROW_STEP, wan
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.elements.style import light

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.elements.display import Figure
    from yusuan.report.elements.sources import Sources

_THIN = 6


class Pair(NamedTuple):
    """Two amounts of a line in 分: the planned one may be missing; both in words; where the later stands."""

    label: str
    planned_fen: int | None
    actual_fen: int
    text: str
    where: str = ""


def pairs(
    drawn: Sequence[Pair], message: str, subject: str, sources: Sources, marks: str, notes: str
) -> Figure:
    """Actual amounts on planned ones, from zero, on one scale.

    Args:
        drawn: one a line.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: gives the language.
        marks: markup of the sources.
        notes: markup below: which bar is which.
    """
    table = pl.DataFrame(
        [
            {
                "key": frame.key(order),
                "label": pair.label,
                "from": 0.0,
                "planned": None if pair.planned_fen is None else wan(pair.planned_fen),
                "actual": wan(pair.actual_fen),
                "text": pair.text,
                "where": pair.where,
            }
            for order, pair in enumerate(drawn)
        ],
        schema_overrides={"planned": pl.Float64},
    )
    ends = [*table["planned"].drop_nulls(), *table["actual"]]
    base = alt.Chart(table).encode(y=frame.row_axis(), tooltip=frame.tips(sources.lang))
    x = frame.amounts("from", ends)
    thick = base.mark_bar(height=BAR_HEIGHT, yOffset=BAR_BELOW, color=light("base"))
    thin = base.mark_bar(height=_THIN, yOffset=BAR_BELOW, color=light("actual"))
    layers = [
        thick.transform_filter("isValid(datum.planned)").encode(x=x, x2="planned:Q"),
        thin.encode(x=x, x2="actual:Q"),
        frame.zeros(table),
        *frame.titles(table),
    ]
    notes = frame.below(marks, notes, sources.lang)
    return frame.figure(layers, table.height * ROW_STEP, message, subject, notes)
