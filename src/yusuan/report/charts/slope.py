"""Slopes: the share of each line in one year and in another; no two names on one spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

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

_HEIGHT, _LEAST_HEIGHT, _PER_LINE = 340, 180, 46
# Pixels between two labels of one side.
_APART = 17
# Room above the largest share for the names of the years.
_HEADROOM = 1.08


class Slope(NamedTuple):
    """A line: its name, its size then and now (fractions), both in words."""

    label: str
    then: float
    now: float
    then_text: str
    now_text: str


def slope(
    lines: Sequence[Slope],
    ends: tuple[str, str],
    message: str,
    subject: str,
    sources: Sources,
    marks: str,
    notes: str = "",
) -> Figure:
    """Lines from then to now, from zero.

    Args:
        lines: what is drawn.
        ends: names of then and now.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: gives the language.
        marks: markup of the sources.
        notes: markup shown below, after the sources.
    """
    height = max(_LEAST_HEIGHT, min(_HEIGHT, _PER_LINE * len(lines)))
    top = max(max(line.then, line.now) for line in lines) or 1.0
    table = _table(lines, _APART / height * top, top)
    axes = _Axes.of(table, top)
    layers = [*_drawn(table, axes), *_labelled(table, axes), _headed(ends, top, axes)]
    notes = frame.below(marks, notes, sources.lang)
    return frame.figure(layers, height, message, subject, notes)


class _Axes(NamedTuple):
    """The scales of the chart, and how far the names on the right may reach."""

    x: alt.Scale
    y: alt.Scale
    limit: alt.ExprRef

    @classmethod
    def of(cls, table: pl.DataFrame, top: float) -> _Axes:
        """Both scales; where names are long, the lines still get two fifths of the width."""
        left = max(frame.width(text) for text in table["then_text"]) + 16
        right = max(frame.width(text) for text in table["text"]) + 16
        edge = f"max({left} + width * 0.3, width - {right})"
        x = alt.Scale(domain=[0, 1], range=[{"expr": f"{left}"}, {"expr": edge}], nice=False)
        return cls(x, alt.Scale(domain=[0, top * _HEADROOM], nice=False), alt.ExprRef(f"width - {edge} - 9"))

    def at_x(self, field: str) -> alt.X:
        """A field on the horizontal scale."""
        return alt.X(f"{field}:Q", scale=self.x, axis=None)

    def at_y(self, field: str) -> alt.Y:
        """A field on the vertical scale."""
        return alt.Y(f"{field}:Q", scale=self.y, axis=None)


def _table(lines: Sequence[Slope], apart: float, top: float) -> pl.DataFrame:
    """One row a line, with the places of its labels."""
    then_at = spread([line.then for line in lines], apart, top)
    now_at = spread([line.now for line in lines], apart, top)
    rows = [
        {
            "label": line.label,
            "from": line.then,
            "to": line.now,
            "then_at": then,
            "now_at": now,
            "then_text": line.then_text,
            "text": f"{line.now_text} {line.label}",
            "colour": light("actual" if line.now >= line.then else "base"),
        }
        for line, then, now in zip(lines, then_at, now_at, strict=True)
    ]
    return pl.DataFrame(rows).with_columns(zero=0, one=1)


def _drawn(table: pl.DataFrame, axes: _Axes) -> list[Any]:
    """The lines and their ends."""
    base = alt.Chart(table)
    rules = base.mark_rule(strokeWidth=2).encode(
        x=axes.at_x("zero"), x2="one:Q", y=axes.at_y("from"), y2="to:Q", color=OWN_COLOUR
    )
    dots = [
        base.mark_point(filled=True, size=46, opacity=1).encode(
            x=axes.at_x(end), y=axes.at_y(value), color=OWN_COLOUR
        )
        for end, value in (("zero", "from"), ("one", "to"))
    ]
    return [rules, *dots]


def _labelled(table: pl.DataFrame, axes: _Axes) -> list[Any]:
    """The size then on the left; the size now and the name on the right."""
    base = alt.Chart(table)
    return [
        base.mark_text(align="right", dx=-9).encode(
            x=axes.at_x("zero"), y=axes.at_y("then_at"), text="then_text:N"
        ),
        base.mark_text(align="left", dx=9, limit=axes.limit).encode(
            x=axes.at_x("one"), y=axes.at_y("now_at"), text="text:N"
        ),
    ]


def _headed(ends: tuple[str, str], top: float, axes: _Axes) -> Any:
    """The names of then and now above the lines."""
    heads = alt.Chart(pl.DataFrame({"end": [0, 1], "name": list(ends), "at": [top * _HEADROOM] * 2}))
    return heads.mark_text(color=light("muted"), fontSize=11, dy=-4).encode(
        x=axes.at_x("end"), y=axes.at_y("at"), text="name:N"
    )


def spread(values: Sequence[float], apart: float, top: float) -> list[float]:
    """Places near the values, in their order, no two nearer than `apart`; within 0 and `top` if there is room."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    places: list[float] = []
    for index in order:
        at = max(0.0, values[index])
        places.append(at if not places else max(at, places[-1] + apart))
    ceiling = top
    for position in range(len(places) - 1, -1, -1):
        places[position] = min(places[position], ceiling)
        ceiling = places[position] - apart
    place_of = dict(zip(order, places, strict=True))
    return [place_of[index] for index in range(len(values))]
