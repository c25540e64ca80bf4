"""Slopes: what each line's share was in one year and what it is in another; no two names on one spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    apart = _APART / height * top
    then_at = spread([line.then for line in lines], apart, top)
    now_at = spread([line.now for line in lines], apart, top)
    table = pl.DataFrame(
        [
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
    )
    left = max(frame.width(text) for text in table["then_text"]) + 16
    # Where names are long, the lines still get two fifths of the width.
    right = max(frame.width(text) for text in table["text"]) + 16
    edge = f"max({left} + width * 0.3, width - {right})"
    start, stop = {"expr": f"{left}"}, {"expr": edge}
    x = alt.Scale(domain=[0, 1], range=[start, stop], nice=False)
    y = alt.Scale(domain=[0, top * 1.08], nice=False)
    base = alt.Chart(table.with_columns(zero=0, one=1))
    at = {"x": alt.X("zero:Q", scale=x, axis=None)}
    rules = base.mark_rule(strokeWidth=2).encode(
        **at, x2="one:Q", y=alt.Y("from:Q", scale=y, axis=None), y2="to:Q", color=OWN_COLOUR
    )
    dots = [
        base.mark_point(filled=True, size=46, opacity=1).encode(
            x=alt.X(f"{end}:Q", scale=x, axis=None),
            y=alt.Y(f"{value}:Q", scale=y, axis=None),
            color=OWN_COLOUR,
        )
        for end, value in (("zero", "from"), ("one", "to"))
    ]
    labels = [
        base.mark_text(align="right", dx=-9).encode(
            **at, y=alt.Y("then_at:Q", scale=y, axis=None), text="then_text:N"
        ),
        base.mark_text(align="left", dx=9, limit=alt.ExprRef(f"width - {edge} - 9")).encode(
            x=alt.X("one:Q", scale=x, axis=None), y=alt.Y("now_at:Q", scale=y, axis=None), text="text:N"
        ),
    ]
    heads = alt.Chart(pl.DataFrame({"end": [0, 1], "name": list(ends), "at": [top * 1.08] * 2}))
    heading = heads.mark_text(color=light("muted"), fontSize=11, dy=-4).encode(
        x=alt.X("end:Q", scale=x, axis=None), y=alt.Y("at:Q", scale=y, axis=None), text="name:N"
    )
    notes = frame.below(marks, notes, sources.lang)
    return frame.figure([rules, *dots, *labels, heading], height, message, subject, notes)


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
