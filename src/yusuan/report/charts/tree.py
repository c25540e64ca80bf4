"""类 → 款 → 项 as an icicle: one column a level, heights by amount, each line beside what it is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import pick
from yusuan.report.charts import frame
from yusuan.report.charts.bars import Bar, bars
from yusuan.report.charts.frame import OWN_COLOUR, wan
from yusuan.report.elements import words
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.elements.style import light

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from yusuan.report.elements.display import Figure
    from yusuan.report.elements.sources import Sources
    from yusuan.report.figures.shares import Composition, Part

_HEIGHT = 430
# Pixels: a lower box has no room for its name, a higher one has room for its amount too.
_LEAST_NAMED, _LEAST_VALUED = 15, 32
_INSET = 6
# Rounded parts may add up to a little more than their whole: by 0.01 万元 each.
_QUANTUM_FEN = 10_000
_SHADES = {1: "tree-1", 2: "tree-2", 3: "tree-3"}


def tree(whole: Composition, message: str, subject: str, sources: Sources, notes: str = "") -> Figure:
    """The lines of a classification as boxes beside their parents; as bars where they are no tree of parts.

    Args:
        whole: lines in print order, with their levels.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: takes up the place of the first line.
        notes: markup shown below, after the sources.
    """
    first = next((part.place for part in whole.parts if part.place), None)
    marks = sources.mark(first)
    boxes = nested(whole)
    if boxes is None or whole.depth == 1:
        return _flat(whole, message, subject, sources, marks, notes)
    scale = _HEIGHT / whole.whole_fen
    rows: list[dict[str, Any]] = [
        {
            "label": part.label,
            "level": part.level - 1,
            "right": part.level,
            "top": wan(top),
            "bottom": wan(top + part.amount_fen),
            "middle": wan(top) + wan(part.amount_fen) / 2,
            "height": part.amount_fen * scale,
            "colour": light(_SHADES[min(part.level, len(_SHADES))]),
            "text": _value(part, whole, sources),
            "where": sources.where(part.place) if part.place else "",
        }
        for part, top in boxes
    ]
    unnamed = sum(row["height"] < _LEAST_NAMED for row in rows)
    if unnamed:
        small = (
            f"图中{unnamed}项过小，没有写名称，见数据表。",
            f"{unnamed} boxes are too small for names: see the data.",
        )
        notes = f"{notes} {pick(small, sources.lang)}".strip()
    notes = frame.below(marks, notes, sources.lang)
    return frame.figure(_layers(rows, whole, sources), _HEIGHT, message, subject, notes)


def nested(whole: Composition) -> list[tuple[Part, int]] | None:
    """Each line with the amount above it where boxes are stacked, None where a line holds more than its whole.

    A line's parts begin where it begins; what they leave over of it stays blank.
    """
    placed: list[tuple[Part, int]] = []
    tops, ends = {0: 0}, {0: whole.whole_fen}
    for part in whole.parts:
        above = part.level - 1
        if part.amount_fen < 0 or above not in tops:
            return None
        top = tops[above]
        if top + part.amount_fen > ends[above] + _QUANTUM_FEN * len(whole.parts):
            return None
        placed.append((part, top))
        tops[above] = top + part.amount_fen
        tops = {level: at for level, at in tops.items() if level <= above} | {part.level: top}
        ends[part.level] = top + part.amount_fen
    return placed


def _layers(rows: list[dict[str, Any]], whole: Composition, sources: Sources) -> list[Any]:
    table = pl.DataFrame(rows)
    x = alt.X("level:Q", scale=alt.Scale(domain=[0, whole.depth], nice=False), axis=None)
    y_scale = alt.Scale(domain=[0, wan(whole.whole_fen)], reverse=True, nice=False)
    base = alt.Chart(table)
    boxes = base.mark_rect(stroke=light("paper"), strokeWidth=1).encode(
        x=x,
        x2="right:Q",
        y=alt.Y("top:Q", scale=y_scale, axis=None),
        y2="bottom:Q",
        color=OWN_COLOUR,
        tooltip=frame.tips(sources.lang),
    )
    limit = alt.ExprRef(f"width / {whole.depth} - {2 * _INSET}")
    middle = alt.Y("middle:Q", scale=y_scale, axis=None)
    named = base.encode(x=x, y=middle)
    style: dict[str, Any] = {"align": "left", "dx": _INSET, "limit": limit}
    return [
        boxes,
        named.transform_filter(f"datum.height >= {_LEAST_VALUED}")
        .mark_text(dy=-7, **style)
        .encode(text="label:N"),
        named.transform_filter(f"datum.height >= {_LEAST_VALUED}")
        .mark_text(dy=8, fontSize=11, **style)
        .encode(text="text:N"),
        named.transform_filter(f"datum.height >= {_LEAST_NAMED} && datum.height < {_LEAST_VALUED}")
        .mark_text(**style)
        .encode(text="label:N"),
    ]


def _flat(whole: Composition, message: str, subject: str, sources: Sources, marks: str, notes: str) -> Figure:
    drawn = whole.folded(pick(("其余{}项", "{} others"), sources.lang))
    if drawn.depth < whole.depth:
        cut = ("图中不列更细的各项，见数据表。", "Finer lines are in the data below.")
        notes = f"{notes} {pick(cut, sources.lang)}".strip()
    shown = [
        Bar(
            label=part.label,
            length=wan(part.amount_fen),
            text=_value(part, whole, sources),
            where=sources.where(part.place) if part.place else "",
        )
        for part in drawn.parts
    ]
    return bars(shown, message, subject, sources, marks, notes)


def _value(part: Part, whole: Composition, sources: Sources) -> str:
    share = words.percent(part.amount_fen, whole.whole_fen, sources.lang)
    return pick(("{}（{}）", "{} ({})"), sources.lang).format(wan_yuan(part.amount_fen), share)
