"""Sections on one department among others of its year: its rank, and the excluded with a reason."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan import reference
from yusuan.analysis import answers
from yusuan.analysis.peers import SCHEMA
from yusuan.analysis.question import VarianceError
from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import Language, pick
from yusuan.report import charts, tables
from yusuan.report.charts import Bar
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several
from yusuan.report.elements.sources import Place
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure, Html
    from yusuan.report.elements.sources import Sources
    from yusuan.workspace.workspace import Workspace

_MOST_BARS = 20
_LEAST = 2
# Of two departments the median lies in the middle and says nothing.
_LEAST_FOR_MEDIAN = 3


def rows_by_line(workspace: Workspace, disclosure: Disclosure, by: str) -> pl.DataFrame:
    """Rows of `Workspace.peers` for the document's year, phase and scope; none where there are no such lines."""
    try:
        return answers.peers_of(workspace.collection(), disclosure.question(by)).collect()
    except VarianceError:
        return pl.DataFrame(schema=SCHEMA)


def rows_by_indicator(
    workspace: Workspace, disclosure: Disclosure, indicator: str, lang: Language = "zh"
) -> pl.DataFrame:
    """The same for an indicator, named in the language of the report."""
    names = {row["indicator"]: (row["zh"], row["en"]) for row in reference.indicator_rows()}
    try:
        question = replace(disclosure.question(), indicator=indicator)
        ranked = answers.peers_of(workspace.collection(), question).collect()
    except VarianceError:
        return pl.DataFrame(schema=SCHEMA)
    return ranked.with_columns(line=pl.lit(pick(names[indicator], lang)))


def rank_lead(frames: Sequence[pl.DataFrame], disclosure: Disclosure, sources: Sources) -> Html:
    """Where the department stands by the first line that it can be compared by.

    Args:
        frames: rows of `Workspace.peers`, one comparison each, the preferred first.
        disclosure: whose.
        sources: takes up the places.
    """
    for frame in frames:
        own = _own(frame, disclosure)
        if own is not None and (own["of"] or 0) >= _LEAST:
            return display.lead(sentence(own, disclosure, sources.lang), sources.mark(Place.of(own)))
    text = (
        f"没有其他部门{disclosure.year}年同阶段、同口径的文件可以与{disclosure.department}比较。",
        f"There is no other department of {disclosure.year}, like phase and like scope, to compare with.",
    )
    return display.lead(pick(text, sources.lang))


def sentence(own: dict[str, Any], disclosure: Disclosure, lang: Language = "zh") -> str:
    """“2026年收支总预算5,000.00万元，在12个部门中居第3位，比中位数高1,200.00万元。”."""
    name, size = words.line(own, lang), _size(own, lang)
    middle = _middle(own, lang) if own["of"] >= _LEAST_FOR_MEDIAN else ""
    zh = f"{disclosure.year}年{name}{size}，在{own['of']}个可比部门中居第{own['rank']}位"
    en = f"{name}, {disclosure.year}: {size}, number {own['rank']} of {own['of']} comparable departments"
    return pick((f"{zh}{middle and f'，{middle}'}。", f"{en}{middle and f', {middle}'}."), lang)


def ranking(frame: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Figure | Html | Several:
    """All departments as bars, the own one dark, the median as a line; then who is left out, and why."""
    rows = frame.filter(pl.col("reason").is_null(), pl.col("rank").is_not_null()).sort("rank").to_dicts()
    if not rows:
        return Several(())
    own = _own(frame, disclosure)
    if len(rows) < _LEAST or own is None:
        name = words.line(rows[0], sources.lang)
        text = (
            f"{name}：{'没有其他部门可比' if own else '本部门没有公开，不作比较'}。",
            f"{name}: {'no other department to compare with' if own else 'not disclosed by this department'}.",
        )
        return display.note(pick(text, sources.lang))
    shown = rows[:_MOST_BARS]
    if own not in shown:
        shown[-1] = own
    bars = [
        Bar(
            label=row["department"],
            length=row["amount_fen"] if row["amount_fen"] is not None else row["value"],
            text=_text(row, sources.lang),
            where=sources.where(place) if (place := Place.of(row)) else "",
            colour="actual" if row["department"] == disclosure.department else "base",
        )
        for row in shown
    ]
    median, notes = None, []
    if len(rows) >= _LEAST_FOR_MEDIAN:
        median = float(own["median_fen"] if own["amount_fen"] is not None else own["median"])
        notes.append(pick(("虚线是中位数。", "The dashed line is the median."), sources.lang))
    if len(rows) > len(shown):
        cut = (f"共{len(rows)}个部门，图中列{len(shown)}个。", f"{len(shown)} of {len(rows)} departments.")
        notes.append(pick(cut, sources.lang))
    message = sentence(own, disclosure, sources.lang).rstrip("。.")
    unit = (
        pick(("万元", "10,000 yuan"), sources.lang)
        if own["amount_fen"] is not None
        else _unit(own, sources.lang)
    )
    when = f"{disclosure.year}{pick(('年', ''), sources.lang)}"
    subject = f"{words.line(own, sources.lang)} · {unit} · {when}"
    marks = sources.mark(*(Place.of(row) for row in shown))
    figure = charts.bars(bars, message, subject, sources, marks, escape("".join(notes)), median)
    return Several((figure,))


def excluded(frame: pl.DataFrame, sources: Sources) -> Html:
    """Departments of the year that may not be compared, with the reason."""
    rows = frame.filter(pl.col("reason").is_not_null()).unique("department", maintain_order=True).to_dicts()
    if not rows:
        text = ("该年的部门都可比。", "All departments of the year can be compared.")
        return display.note(pick(text, sources.lang))
    cells = [[escape(row["department"]), tables.text(row["reason"])] for row in rows]
    columns = [
        Column(pick(("部门", "Department"), sources.lang)),
        Column(pick(("不作比较的原因", "Why it is left out"), sources.lang)),
    ]
    what = pick(("未作比较的部门", "Departments left out"), sources.lang)
    return tables.build("left-out", columns, cells, what)


def _own(frame: pl.DataFrame, disclosure: Disclosure) -> dict[str, Any] | None:
    rows = frame.filter(
        pl.col("department") == disclosure.department,
        pl.col("reason").is_null(),
        pl.col("rank").is_not_null(),
    )
    return rows.row(0, named=True) if len(rows) else None


def _middle(own: dict[str, Any], lang: Language) -> str:
    if own["amount_fen"] is None:
        median, distance = own["median"], own["difference"]
        if not distance:
            return pick(("等于中位数", "at the median"), lang)
        shown = _number(median, own["unit"], lang)
        return pick(
            (
                f"{'高' if distance > 0 else '低'}于中位数{shown}",
                f"{'above' if distance > 0 else 'below'} the median of {shown}",
            ),
            lang,
        )
    distance = own["difference_fen"]
    if not distance:
        return pick(("等于中位数", "at the median"), lang)
    size = words.amount(abs(distance), lang)
    return pick(
        (
            f"比中位数{'高' if distance > 0 else '低'}{size}",
            f"{size} {'above' if distance > 0 else 'below'} the median",
        ),
        lang,
    )


def _size(row: dict[str, Any], lang: Language) -> str:
    if row["amount_fen"] is not None:
        return words.amount(row["amount_fen"], lang)
    return _number(row["value"], row["unit"], lang)


def _text(row: dict[str, Any], lang: Language) -> str:
    if row["amount_fen"] is None:
        return _number(row["value"], row["unit"], lang)
    share = row["share"]
    return wan_yuan(row["amount_fen"]) + (
        "" if share is None else pick(("（占{}）", " ({})"), lang).format(words.percent(share, 1, lang))
    )


def _number(value: float, unit: str | None, lang: Language) -> str:
    sign = "−" if value < 0 else ""
    if unit == "fraction":
        return f"{sign}{words.percent(value, 1, lang)}"
    return f"{sign}{abs(value):,.0f}{pick(('元', ' yuan'), lang)}"


def _unit(row: dict[str, Any], lang: Language) -> str:
    return "%" if row["unit"] == "fraction" else pick(("元/人", "yuan per head"), lang)
