"""Small multiples: one line of the budget a row, one column a year, all rows on one scale; gaps stay gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import pick
from yusuan.report.charts import frame
from yusuan.report.charts.frame import OWN_COLOUR, wan
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.elements.style import light

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.elements.display import Figure
    from yusuan.report.elements.sources import Sources

_ROW = 118
# Of a row's height: its columns; the rest is for its name and the values.
_COLUMNS = 0.56
_BASE = 0.96
_COLUMN_WIDTH = 30
_MOST_VALUED = 6
_STROKES_PER_COLUMN = 14
# A flat stroke through the width of a column.
_STROKE = "M-0.5,0.12L0.5,-0.12"
_GAP = "—"


class Year(NamedTuple):
    """A line in a year: the amount in 分, None for a gap; whether it was worked back; where it stands."""

    year: int
    amount_fen: int | None
    implied: bool
    where: str


class Years(NamedTuple):
    """A row of the chart."""

    label: str
    years: Sequence[Year]


def years(
    rows: Sequence[Years], message: str, subject: str, sources: Sources, marks: str, notes: str = ""
) -> Figure:
    """Lines over the years, one below the other.

    Args:
        rows: each with the same years.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: gives the language.
        marks: markup of the sources.
        notes: markup shown below, after the sources.
    """
    amounts = [wan(at.amount_fen) for row in rows for at in row.years if at.amount_fen is not None]
    low, high = min(0.0, *amounts), max(0.0, *amounts)
    scale = _COLUMNS / ((high - low) or 1.0)
    last = max(at.year for row in rows for at in row.years)
    valued = len(rows[0].years) <= _MOST_VALUED
    table = pl.DataFrame(
        [
            {
                "label": row.label,
                "year": str(at.year),
                "base": order + _BASE + low * scale,
                "top": None if at.amount_fen is None else order + _BASE + (low - wan(at.amount_fen)) * scale,
                "head": order + _BASE + (low - max(0.0, wan(at.amount_fen or 0))) * scale,
                "name": order + 0.04,
                "colour": _colour(at, last),
                "text": _text(at),
                "said": _text(at) if valued or at.year == last or at.amount_fen is None else "",
                "restated": at.implied,
                "where": at.where,
            }
            for order, row in enumerate(rows)
            for at in row.years
        ],
        schema_overrides={"top": pl.Float64},
    )
    notes = frame.below(marks, _remarks(rows, notes, sources), sources.lang)
    return frame.figure(_layers(table, len(rows), sources), len(rows) * _ROW + 20, message, subject, notes)


def _layers(table: pl.DataFrame, rows: int, sources: Sources) -> list[Any]:
    scale = alt.Scale(domain=[0, rows], reverse=True, nice=False)
    x = alt.X(
        "year:O", axis=alt.Axis(labels=True, labelAngle=0, labelPadding=6), scale=alt.Scale(paddingInner=0.2)
    )
    base = alt.Chart(table).encode(x=x)
    valid = "isValid(datum.top)"
    columns = (
        base.transform_filter(valid)
        .mark_bar(size=_COLUMN_WIDTH)
        .encode(
            y=alt.Y("base:Q", scale=scale, axis=None),
            y2="top:Q",
            color=OWN_COLOUR,
            tooltip=[
                alt.Tooltip("year:O", title=pick(("年度", "Year"), sources.lang)),
                *frame.tips(sources.lang),
            ],
        )
    )
    values = base.transform_filter(valid).mark_text(dy=-8, fontSize=11)
    gaps = base.transform_filter(f"!{valid}").mark_text(dy=-8, color=light("muted"))
    names = alt.Chart(table.unique("name", keep="first", maintain_order=True)).mark_text(
        align="left", baseline="top", fontWeight=600, limit=alt.ExprRef("width")
    )
    lines = alt.Chart(table.unique("base", maintain_order=True)).mark_rule(color=light("muted"))
    return [
        columns,
        *_strokes(table, scale),
        lines.encode(y=alt.Y("base:Q", scale=scale, axis=None)),
        values.encode(y=alt.Y("head:Q", scale=scale, axis=None), text="said:N"),
        gaps.encode(y=alt.Y("head:Q", scale=scale, axis=None), text="said:N"),
        names.encode(x=alt.value(0), y=alt.Y("name:Q", scale=scale, axis=None), text="label:N"),
    ]


def _strokes(table: pl.DataFrame, scale: alt.Scale) -> list[Any]:
    gap = _COLUMNS / _STROKES_PER_COLUMN
    at = [
        {"year": row["year"], "at": low + gap * (n + 0.5)}
        for row in table.filter("restated", pl.col("top").is_not_null()).iter_rows(named=True)
        for low, high in [sorted((row["base"], row["top"]))]
        for n in range(int((high - low) / gap))
    ]
    if not at:
        return []
    mark = alt.Chart(pl.DataFrame(at)).mark_point(
        shape=_STROKE, size=_COLUMN_WIDTH**2, filled=False, stroke=light("base"), strokeWidth=1, opacity=1
    )
    return [mark.encode(x="year:O", y=alt.Y("at:Q", scale=scale, axis=None))]


def _colour(at: Year, last: int) -> str:
    if at.implied:
        return light("base-fill")
    return light("actual" if at.year == last else "base")


def _text(at: Year) -> str:
    return _GAP if at.amount_fen is None else wan_yuan(at.amount_fen)


def _remarks(rows: Sequence[Years], notes: str, sources: Sources) -> str:
    """Which marks need a word: gaps and worked-back amounts, where there are any."""
    remarks = [notes] if notes else []
    if any(at.amount_fen is None for row in rows for at in row.years):
        remarks.append(pick(("“—”：该年没有公开。", "“—”: not disclosed for that year."), sources.lang))
    if any(at.implied for row in rows for at in row.years):
        remarks.append(
            pick(
                (
                    "斜线：按后一年文件所述推算。",
                    "Hatched: worked back from what the next year's document says.",
                ),
                sources.lang,
            )
        )
    return pick(("", " "), sources.lang).join(remarks)
