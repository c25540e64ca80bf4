"""A heat map of lines by years: the change from the year before as shade, sign and figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from yusuan.model.vocabulary import pick
from yusuan.report.charts import frame
from yusuan.report.charts.frame import OWN_COLOUR
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.elements.style import light

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.elements.display import Figure
    from yusuan.report.elements.sources import Sources

_ROW, _CELL = 46, 24
_ABOVE, _BELOW = -13, 8
# Shades by the size of the rate: text stays readable on the darkest.
_SHADES = ((0.5, 0.5), (0.2, 0.36), (0.05, 0.22), (0.0, 0.1))


class Cell(NamedTuple):
    """A line in a year: the rate against the year before (a fraction), None where there is none, in words."""

    line: str
    year: int
    rate: float | None
    text: str
    where: str = ""


def heat(
    cells: Sequence[Cell], message: str, subject: str, sources: Sources, marks: str, notes: str = ""
) -> Figure:
    """Lines as rows, years as columns.

    Args:
        cells: in the order of lines, each with the same years.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: gives the language.
        marks: markup of the sources.
        notes: markup shown below, after the sources.
    """
    names = list(dict.fromkeys(cell.line for cell in cells))
    order = {name: frame.key(number) for number, name in enumerate(names)}
    table = pl.DataFrame(
        [
            {
                "key": order[cell.line],
                "label": cell.line,
                "year": str(cell.year),
                "colour": light("increase" if (cell.rate or 0) > 0 else "decrease"),
                "shade": _shade(cell.rate),
                "text": cell.text,
                "where": cell.where,
            }
            for cell in cells
        ]
    )
    x = alt.X(
        "year:O",
        axis=alt.Axis(labels=True, labelAngle=0, orient="top", labelPadding=4),
        scale=alt.Scale(paddingInner=0.03),
    )
    base = alt.Chart(table).encode(x=x, y=frame.row_axis())
    tooltip_fields = [
        alt.Tooltip("label:N", title=pick(("名称", "Line"), sources.lang)),
        alt.Tooltip("year:O", title=pick(("年度", "Year"), sources.lang)),
        alt.Tooltip("text:N", title=pick(("比上年", "Change"), sources.lang)),
        alt.Tooltip("where:N", title=pick(("来源", "Source"), sources.lang)),
    ]
    boxes = base.mark_rect(height=_CELL, yOffset=_BELOW).encode(
        color=OWN_COLOUR, fillOpacity=alt.Opacity("shade:Q", scale=None, legend=None), tooltip=tooltip_fields
    )
    lines = alt.Chart(table.unique("key", keep="first", maintain_order=True)).mark_text(
        align="left", dy=_ABOVE, limit=alt.ExprRef("width")
    )
    layers = [
        boxes,
        base.mark_text(dy=_BELOW, fontSize=11).encode(text="text:N"),
        lines.encode(x=alt.value(0), y=frame.row_axis(), text="label:N"),
    ]
    notes = frame.below(marks, notes, sources.lang)
    return frame.figure(layers, len(names) * _ROW + 20, message, subject, notes)


def _shade(rate: float | None) -> float:
    """0 where nothing is compared or nothing changed."""
    if not rate:
        return 0.0
    return next(shade for least, shade in _SHADES if abs(rate) >= least)
