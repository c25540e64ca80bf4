"""What charts share: rows with their names and values above, axes from zero, hatches, tips, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.money import FEN_PER_WAN_YUAN
from yusuan.model.vocabulary import Language, pick
from yusuan.report.elements.display import Figure
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.elements.style import CHART_WIDTH, chart_config, light

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Pixels of a row: its name and value stand on a line of their own, so that the bar has the whole width of a
# phone, and below them the bar.
ROW_STEP = 42
BAR_HEIGHT = 14
_TEXT_ABOVE, BAR_BELOW = -11, 6
_GAP = 12
_WIDE, _NARROW, _FIRST_WIDE = 12, 8, 0x2000
_HATCHES_PER_SPAN = 70
# A steep stroke through the height of a bar.
_HATCH = "M-0.15,0.5L0.15,-0.5"

OWN_COLOUR = alt.Color("colour:N", scale=None)


def figure(layers: Sequence[Any], height: int, message: str, subject: str, notes: str) -> Figure:
    """Layers as one chart that takes the width of its page.

    Args:
        layers: of Altair, the lowest first.
        height: in pixels.
        message: what the chart says.
        subject: who, what, unit, when.
        notes: markup shown below.
    """
    chart = layers[0] if len(layers) == 1 else alt.layer(*layers)
    spec = (
        chart.properties(width=CHART_WIDTH, height=height)
        .properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .to_dict()
    )
    spec.pop("$schema", None)
    spec["description"] = f"{message}（{subject}）"
    spec["config"] = chart_config()
    return Figure(spec, message, subject, notes)


def wan(fen: int) -> float:
    """分 as 万元, for a position on an axis; texts are made of the exact amount."""
    return fen / FEN_PER_WAN_YUAN


def key(order: int) -> str:
    """Two lines may have one name: they are keyed by their order."""
    return f"{order:04d}"


def row_axis() -> Any:
    """The axis of rows, which has no labels: names are written above the bars."""
    return alt.Y("key:N", axis=None)


def amounts(field: str, ends: Sequence[float]) -> Any:
    """The axis of amounts: from zero, over the whole width; values are written, only zero is marked."""
    domain = [min(0.0, *ends), max(0.0, *ends)]
    if domain == [0.0, 0.0]:
        domain = [0.0, 1.0]
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=domain, nice=False, zero=True), axis=None)


def zeros(frame: pl.DataFrame) -> Any:
    """Zero at each bar; a line through all rows would run through their names."""
    ticks = alt.Chart(frame.with_columns(zero=0)).mark_tick(
        orient="vertical", size=BAR_HEIGHT + 6, thickness=1, yOffset=BAR_BELOW, color=light("muted")
    )
    return ticks.encode(x=alt.X("zero:Q", axis=None), y=row_axis())


def titles(frame: pl.DataFrame) -> list[Any]:
    """The names of rows on the left, their values on the right, above the bars."""
    room = max((width(text) for text in frame["text"]), default=0) + _GAP
    base = alt.Chart(frame).encode(y=row_axis())
    names = base.mark_text(align="left", dy=_TEXT_ABOVE, limit=alt.ExprRef(f"width - {room}"))
    values = base.mark_text(align="right", dy=_TEXT_ABOVE)
    return [
        names.encode(x=alt.value(0), text="label:N"),
        values.encode(x=alt.value("width"), text="text:N"),
    ]


def halo(frame: pl.DataFrame) -> Any:
    """Paper behind the values, where lines would run through them."""
    mark = alt.Chart(frame).mark_text(
        align="right", dy=_TEXT_ABOVE, stroke=light("paper"), strokeWidth=4, strokeJoin="round"
    )
    return mark.encode(x=alt.value("width"), y=row_axis(), text="text:N")


def hatches(rows: Iterable[tuple[str, float, float]], span: float, colour: str = "base") -> list[Any]:
    """Strokes over the bars of worked-back amounts, as layers: none where there is nothing to hatch.

    Args:
        rows: key of the row, the ends of its bar.
        span: of the whole axis.
        colour: token.
    """
    gap = span / _HATCHES_PER_SPAN
    at = [
        {"key": name, "at": low + gap * (n + 0.5)}
        for name, *ends in rows
        for low, high in [sorted(ends)]
        for n in range(int((high - low) / gap))
    ]
    if not at:
        return []
    mark = alt.Chart(pl.DataFrame(at)).mark_point(
        shape=_HATCH,
        size=BAR_HEIGHT**2,
        filled=False,
        stroke=light(colour),
        strokeWidth=1,
        opacity=1,
        yOffset=BAR_BELOW,
    )
    return [mark.encode(x=alt.X("at:Q", axis=None), y=row_axis())]


def tips(lang: Language) -> list[Any]:
    """The tooltip: name, value, source."""
    named = [("label", "名称", "Line"), ("text", "万元", "10,000 yuan"), ("where", "来源", "Source")]
    return [alt.Tooltip(f"{field}:N", title=pick((zh, en), lang)) for field, zh, en in named]


def below(marks: str, notes: str, lang: Language) -> str:
    """The lines under a chart: its sources, then its notes."""
    source = f"{pick(('来源：', 'Source: '), lang)}{marks}" if marks else ""
    return " ".join(part for part in (source, notes) if part)


def width(text: str) -> int:
    """About how many pixels a text takes at the charts' font size."""
    return sum(_WIDE if ord(character) >= _FIRST_WIDE else _NARROW for character in text)
