"""Charts: a bridge between years, bars of change, parts of a whole, findings by status; all horizontal bars.

Each function takes prepared figures and gives a `Figure`. Rules of the one look: this year dark, last year
light, worked-back amounts hatched, signs on changes only, axes from zero, values written at the bars.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from yusuan.model.money import FEN_PER_WAN_YUAN, wan_yuan
from yusuan.model.vocabulary import STATUS_NAMES, Language, Status, pick
from yusuan.report import words
from yusuan.report.lean import IRI_GRAMMAR, without
from yusuan.report.look import BAR_STEP, CHART_WIDTH, chart_config, light
from yusuan.report.show import Figure

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.report.bridge import Step
    from yusuan.report.composition import Composition
    from yusuan.report.sources import Sources

# Pixels: names longer than this are cut, with an ellipsis (the table below has them whole).
_LONGEST_LABEL = 250
_LABEL_GAP = 12
_WIDE, _NARROW, _FIRST_WIDE = 12, 8, 0x2000
_HATCHES_PER_SPAN = 70
# A steep stroke through the height of a bar.
_HATCH = "M-0.15,0.5L0.15,-0.5"
_BAR_HEIGHT = 18
# Vega trims blanks, but not what follows this width-less mark.
_INDENT = "\u200b\u3000"
# The deeper the lighter.
_SHADES = {1: "actual", 2: "actual-2", 3: "actual-3"}
_OWN_COLOUR = alt.Color("colour:N", scale=None)


class Change(NamedTuple):
    """One bar of `changes`."""

    label: str
    change_fen: int
    text: str
    where: str


def bridge(steps: Sequence[Step], message: str, subject: str, sources: Sources, notes: str = "") -> Figure:
    """From last year's bar over the changes to this year's.

    Args:
        steps: from `yusuan.report.bridge.bridge`.
        message: what the chart says.
        subject: who, what, unit, when.
        sources: takes up the places of the steps.
        notes: markup shown below, after the sources.
    """
    rows = [
        {
            "key": _key(order),
            "label": step.label,
            "from": _wan(step.from_fen),
            "to": _wan(step.to_fen),
            "colour": _colour(step),
            "hatched": step.kind == "base" and step.restated,
            "text": _value(step, sources.lang),
            "end": _wan(max(step.from_fen, step.to_fen)),
            "where": sources.where(step.place) if step.place else "",
        }
        for order, step in enumerate(steps)
    ]
    frame = pl.DataFrame(rows)
    ends = [*frame["from"], *frame["to"]]
    x = _amounts("from", ends, right=_room(rows))
    base = alt.Chart(frame).encode(y=_lines(rows))
    bars = base.mark_bar(height=_BAR_HEIGHT).encode(
        x=x, x2="to:Q", color=_OWN_COLOUR, tooltip=_tips(sources.lang)
    )
    links = alt.Chart(_links(rows)).mark_rule(strokeDash=[2, 2]).encode(x="at:Q", y="key:N", y2="next:N")
    labels = base.mark_text(align="left", dx=6).encode(x="end:Q", text="text:N")
    layers = [links, bars, labels]
    hatches = _hatches(rows, max(0.0, *ends) - min(0.0, *ends))
    if len(hatches):
        layers.insert(2, _hatch(hatches))
    marks = sources.mark(*(step.place for step in steps))
    return _figure(layers, rows, message, subject, _notes(marks, notes, sources.lang))


def changes(
    bars: Sequence[Change], message: str, subject: str, sources: Sources, marks: str, notes: str = ""
) -> Figure:
    """Signed changes from a common zero, each on its own: nothing here adds up."""
    rows = [
        {
            "key": _key(order),
            "label": bar.label,
            "change": _wan(bar.change_fen),
            "text": bar.text,
            "where": bar.where,
            "colour": light("increase" if bar.change_fen > 0 else "decrease"),
            "right": bar.change_fen >= 0,
        }
        for order, bar in enumerate(bars)
    ]
    frame = pl.DataFrame(rows)
    x = _amounts(
        "change",
        frame["change"].to_list(),
        left=_room([row for row in rows if not row["right"]]),
        right=_room([row for row in rows if row["right"]]),
    )
    base = alt.Chart(frame).encode(x=x, y=_lines(rows))
    layers = [
        base.mark_bar(height=_BAR_HEIGHT).encode(color=_OWN_COLOUR, tooltip=_tips(sources.lang)),
        base.transform_filter("datum.right").mark_text(align="left", dx=6).encode(text="text:N"),
        base.transform_filter("!datum.right").mark_text(align="right", dx=-6).encode(text="text:N"),
    ]
    return _figure(layers, rows, message, subject, _notes(marks, notes, sources.lang))


def parts(whole: Composition, message: str, subject: str, sources: Sources, notes: str = "") -> Figure:
    """The lines of a classification as bars, the deeper the lighter, with their shares of the whole."""
    drawn = whole.folded(pick(("其余{}项", "{} others"), sources.lang))
    if drawn.depth < whole.depth:
        cut = ("图中不列更细的各项，见数据表。", "Finer lines are in the data below.")
        notes = f"{notes} {pick(cut, sources.lang)}".strip()
    rows = [
        {
            "key": _key(order),
            "label": _INDENT * (part.level - 1) + part.label,
            "amount": _wan(part.amount_fen),
            "colour": light(_SHADES.get(part.level, "actual-3")),
            "text": pick(("{}（{}）", "{} ({})"), sources.lang).format(
                wan_yuan(part.amount_fen), words.percent(part.amount_fen, whole.whole_fen, sources.lang)
            ),
            "where": sources.where(part.place) if part.place else "",
        }
        for order, part in enumerate(drawn.parts)
    ]
    frame = pl.DataFrame(rows)
    x = _amounts("amount", frame["amount"].to_list(), right=_room(rows))
    base = alt.Chart(frame).encode(x=x, y=_lines(rows))
    layers = [
        base.mark_bar(height=_BAR_HEIGHT - 2).encode(color=_OWN_COLOUR, tooltip=_tips(sources.lang)),
        base.mark_text(align="left", dx=6).encode(text="text:N"),
    ]
    first = next((part.place for part in whole.parts if part.place), None)
    lines = _notes(sources.mark(first), notes, sources.lang)
    return _figure(layers, rows, message, subject, lines, step=BAR_STEP - 4)


def statuses(counts: pl.DataFrame, message: str, subject: str, lang: Language = "zh") -> Figure:
    """How the tested identities of each suite came out.

    Args:
        counts: columns suite, status, count, in the order in which suites are shown.
        message: what the chart says.
        subject: who, what, when.
        lang: of the labels.
    """
    names = {status.value: pick(STATUS_NAMES[status], lang) for status in Status}
    frame = counts.with_columns(
        pl.col("status").cast(pl.String).replace_strict(names).alias("name"),
        pl.col("status").cast(pl.String).replace_strict({s: i for i, s in enumerate(names)}).alias("order"),
    )
    chart = (
        alt.Chart(frame.select("suite", "name", "count", "order"))
        .mark_bar(height=_BAR_HEIGHT)
        .encode(
            x=alt.X(
                "count:Q", stack="zero", axis=alt.Axis(labels=True, grid=True, tickMinStep=1, tickCount=6)
            ),
            y=alt.Y("suite:N", sort=None),
            color=alt.Color(
                "name:N",
                sort=list(names.values()),
                scale=alt.Scale(domain=list(names.values()), range=[light(status) for status in names]),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("suite:N", title=pick(("规则集", "Suite"), lang)),
                alt.Tooltip("name:N", title=pick(("结果", "Result"), lang)),
                alt.Tooltip("count:Q", title=pick(("处数", "Count"), lang)),
            ],
        )
    )
    rows = [{"label": suite} for suite in frame["suite"].unique()]
    return _figure([chart], rows, message, subject, "")


def _figure(
    layers: list[Any],
    rows: Sequence[Mapping[str, Any]],
    message: str,
    subject: str,
    notes: str,
    step: int = BAR_STEP,
) -> Figure:
    chart = layers[0] if len(layers) == 1 else alt.layer(*layers)
    spec = (
        chart.properties(width=CHART_WIDTH, height=len(rows) * step)
        .properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .to_dict()
    )
    spec.pop("$schema", None)
    spec["description"] = f"{message}（{subject}）"
    spec["config"] = chart_config(min(_LONGEST_LABEL, max(_width(row["label"]) for row in rows)))
    return Figure(spec, message, subject, notes)


def _wan(fen: int) -> float:
    return fen / FEN_PER_WAN_YUAN


def _colour(step: Step) -> str:
    if step.kind == "change":
        return light("increase" if step.amount_fen > 0 else "decrease")
    if step.kind == "base":
        return light("base-fill" if step.restated else "base")
    return light("actual")


def _value(step: Step, lang: Language) -> str:
    if step.kind != "change":
        return wan_yuan(step.amount_fen)
    if step.amount_fen == 0:
        return pick(("持平", "unchanged"), lang)
    return wan_yuan(step.amount_fen, sign=True)


def _amounts(field: str, ends: Sequence[float], *, left: int = 0, right: int = 0) -> Any:
    """The axis of amounts: from zero, with room for the labels at its ends, in pixels."""
    domain = [min(0.0, *ends), max(0.0, *ends)]
    if domain == [0.0, 0.0]:
        domain = [0.0, 1.0]
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=domain, range=[left, {"expr": f"width - {right}"}], nice=False, zero=True),
        # Only the line at zero: values are written at the bars.
        axis=alt.Axis(values=[0], grid=True, gridColor=light("muted")),
    )


def _room(rows: Sequence[Mapping[str, Any]]) -> int:
    """Pixels for the longest value label, 0 for none."""
    return max((_width(row["text"]) + _LABEL_GAP for row in rows), default=0)


def _width(text: str) -> int:
    """About how many pixels a text takes at the charts' font size."""
    return sum(_WIDE if ord(character) >= _FIRST_WIDE else _NARROW for character in text)


def _links(rows: list[dict[str, Any]]) -> pl.DataFrame:
    pairs = [
        {"key": row["key"], "next": following["key"], "at": row["to"]} for row, following in pairwise(rows)
    ]
    return pl.DataFrame(pairs)


def _hatches(rows: list[dict[str, Any]], span: float) -> pl.DataFrame:
    gap = span / _HATCHES_PER_SPAN
    at = [
        {"key": row["key"], "at": low + gap * (n + 0.5)}
        for row in rows
        if row["hatched"]
        for low, high in [sorted((row["from"], row["to"]))]
        for n in range(int((high - low) / gap))
    ]
    return pl.DataFrame(at)


def _hatch(frame: pl.DataFrame) -> Any:
    return (
        alt.Chart(frame)
        .mark_point(
            shape=_HATCH, size=_BAR_HEIGHT**2, filled=False, stroke=light("base"), strokeWidth=1, opacity=1
        )
        .encode(x="at:Q", y="key:N")
    )


def _key(order: int) -> str:
    """Two lines may have one name: bars are keyed by their order, and labelled by their name."""
    return f"{order:04d}"


def _lines(rows: Sequence[dict[str, Any]]) -> Any:
    """The axis of lines. Its labels are looked up in a Vega expression; JSON strings are Vega's strings."""
    names = json.dumps({row["key"]: row["label"] for row in rows})
    return alt.Y("key:N", axis=alt.Axis(labelExpr=f"{names}[datum.value]"))


def _tips(lang: Language) -> list[Any]:
    titles = [("label", "名称", "Line"), ("text", "万元", "10,000 yuan"), ("where", "来源", "Source")]
    return [alt.Tooltip(f"{field}:N", title=pick((zh, en), lang)) for field, zh, en in titles]


def _notes(marks: str, notes: str, lang: Language) -> str:
    source = f"{pick(('来源：', 'Source: '), lang)}{marks}" if marks else ""
    return " ".join(part for part in (source, notes) if part)
