"""Sections on budget execution: a final account beside the budget of its year, completion and differences."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.analysis import answers
from yusuan.analysis.completion import SCHEMA
from yusuan.analysis.question import VarianceError
from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import Language, pick
from yusuan.report import charts, tables
from yusuan.report.charts import Pair
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several, folded
from yusuan.report.elements.sources import Place
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.analysis.disclosed.breakdowns import By
    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure, Html
    from yusuan.report.elements.sources import Sources
    from yusuan.workspace.workspace import Workspace

_MOST_BARS, _MOST_NAMED = 12, 3


def execution(workspace: Workspace, disclosure: Disclosure, by: By) -> pl.DataFrame:
    """Rows of `Workspace.completion`; none where there is no final account of the year."""
    try:
        return answers.completion_of(workspace.collection(), disclosure.question(by)).collect()
    except VarianceError:
        return pl.DataFrame(schema=SCHEMA)


def execution_lead(frames: Sequence[pl.DataFrame], disclosure: Disclosure, sources: Sources) -> Html:
    """The outcome beside the budget, in one sentence; or that there is nothing to set side by side.

    Args:
        frames: rows of `Workspace.completion`; the first whole that has a budget is named.
        disclosure: whose.
        sources: takes up the places.
    """
    if all(frame.is_empty() for frame in frames):
        text = (
            f"没有{disclosure.department}{disclosure.year}年的决算，不能与预算比较。",
            f"There is no final account of {disclosure.department} for {disclosure.year} to set beside the budget.",
        )
        return display.lead(pick(text, sources.lang))
    whole = [
        row
        for frame in frames
        for row in frame.filter(pl.col("level") == 0).iter_rows(named=True)
        if row["final_fen"] is not None
    ]
    if not whole:
        text = (
            f"{disclosure.year}年决算没有可用的总额。",
            f"The final account of {disclosure.year} gives no total.",
        )
        return display.lead(pick(text, sources.lang))
    row = next((row for row in whole if _planned(row) is not None), whole[0])
    return display.lead(f"{sentence(row, disclosure.year, sources.lang)}", sources.mark(*_places(row)))


def sentence(row: Mapping[str, Any], year: int, lang: Language = "zh") -> str:
    """How a line came out.

    Example: “2019年支出合计决算4,010.00万元，为全年预算4,100.00万元的97.8%；比年初预算增加10.00万元，增长0.3%。”
    """
    name, spent = words.line(row, lang), words.amount(row["final_fen"], lang)
    sentences = [pick((f"{year}年{name}决算{spent}", f"{name}, {year} final accounts: {spent}"), lang)]
    adjusted, first = row["adjusted_fen"], _initial(row)
    if adjusted is not None and adjusted > 0 and row["final_fen"] >= 0:
        rate = words.percent(row["final_fen"], adjusted, lang)
        planned = words.amount(adjusted, lang)
        sentences[0] += pick(
            (f"，为全年预算{planned}的{rate}", f", {rate} of the adjusted budget of {planned}"), lang
        )
    if first is not None:
        before = pick(("年初预算", "the initial budget"), lang)
        moved = words.change(row["final_fen"], first, lang, before)
        sentences.append(
            pick(
                (
                    f"与{before}持平" if row["final_fen"] == first else f"比{before}{moved}",
                    f"against {before}: {moved}",
                ),
                lang,
            )
        )
    if len(sentences) == 1 and adjusted is None:
        sentences.append(pick(("没有可比的预算数", "no budget to compare"), lang))
    return pick(("；", "; "), lang).join(sentences) + pick(("。", "."), lang)


def points(frames: Sequence[pl.DataFrame], disclosure: Disclosure, sources: Sources) -> Html | Several:
    """The lines that differ most from what was planned; nothing where there is no final account."""
    if all(frame.is_empty() for frame in frames):
        return Several(())
    # From the initial budget, or where only an adjusted one is known, from that.
    off = pl.coalesce("difference_fen", pl.col("final_fen") - pl.col("adjusted_fen"))
    rows = [
        row
        for frame in frames
        for row in frame.with_columns(off=off)
        .filter(pl.col("level") > 0, pl.col("off") != 0)
        .iter_rows(named=True)
    ]
    if not rows:
        text = (
            f"没有{disclosure.year}年可以逐项比较的预算数和决算数。",
            f"No lines of {disclosure.year} have both a budget and an outcome that differ.",
        )
        return display.note(pick(text, sources.lang))
    rows.sort(key=lambda row: -abs(row["off"]))
    sentences = [
        (sentence(row, disclosure.year, sources.lang), sources.mark(*_places(row)))
        for row in rows[:_MOST_NAMED]
    ]
    return display.points(sentences)


def beside(
    frame: pl.DataFrame, what: tuple[str, str], disclosure: Disclosure, sources: Sources
) -> Figure | Html | Several:
    """Outcomes on budgets, line by line, as bars; nothing where there is no final account."""
    if frame.is_empty():
        return Several(())
    rows = [
        row
        for row in frame.filter(pl.col("level").is_between(0, 1)).iter_rows(named=True)
        if row["final_fen"] is not None and (row["final_fen"] or _planned(row))
    ]
    named = pick(what, sources.lang)
    if not any(_planned(row) for row in rows):
        text = (
            f"没有{disclosure.year}年{named}的预算数和决算数可以对照，不画图。",
            f"{named}: no budget and outcome of {disclosure.year} to set side by side, hence no chart.",
        )
        return display.note(pick(text, sources.lang))
    drawn = [
        Pair(
            label=words.line(row, sources.lang),
            planned_fen=_planned(row),
            actual_fen=row["final_fen"],
            text=_value(row, sources.lang),
            where=sources.where(place) if (place := Place.of(row)) else "",
        )
        for row in rows[:_MOST_BARS]
    ]
    first = next(row for row in rows if _planned(row))
    message = sentence(first, disclosure.year, sources.lang).rstrip("。.")
    subject = disclosure.subject(
        pick((f"{named}：预算与决算", f"{named}: budget and outcome"), sources.lang), sources.lang
    )
    notes = pick(
        (
            "浅色粗条是预算（有全年预算的用全年预算，否则用年初预算），深色细条是决算，括号内是决算占预算的比例。",
            "Light: budget (adjusted where there is one, else initial); dark: outcome, with its share of the budget.",
        ),
        sources.lang,
    )
    marks = sources.mark(*(place for row in rows[:_MOST_BARS] for place in _places(row)))
    return charts.pairs(drawn, message, subject, sources, marks, escape(notes))


def table(
    frames: Sequence[pl.DataFrame], what: tuple[str, str], disclosure: Disclosure, sources: Sources
) -> Html | Several:
    """Budgets, outcome, completion and difference of every line; nothing where there is no final account."""
    if all(frame.is_empty() for frame in frames):
        return Several(())
    rows = [row for frame in frames for row in frame.iter_rows(named=True) if row["final_fen"] is not None]
    named = pick(what, sources.lang)
    if not rows:
        text = (f"决算没有{named}。", f"The final account has no {named}.")
        return display.note(pick(text, sources.lang))
    cells = [
        [
            f'<span class="level-{row["level"] or 0}">{sources.named(row["line"], words.line(row, sources.lang))}</span>',
            tables.amount(_initial(row)),
            tables.amount(row["adjusted_fen"]),
            tables.amount(row["final_fen"]),
            _rate(row["final_fen"], row["adjusted_fen"], sources.lang),
            tables.amount(row["difference_fen"], sign=True),
            tables.text(row["note"] if row["note"] and sources.lang == "zh" else ""),
            sources.mark(*_places(row)),
        ]
        for row in rows
    ]
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        Column(pick(("年初预算", "Initial budget"), sources.lang), number=True),
        Column(pick(("全年预算", "Adjusted budget"), sources.lang), number=True),
        Column(pick(("决算", "Outcome"), sources.lang), number=True),
        Column(pick(("完成率", "Completion"), sources.lang), number=True),
        Column(pick(("与年初预算相差", "Against initial"), sources.lang), number=True),
        Column(pick(("说明", "Note"), sources.lang)),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    subject = disclosure.subject(named, sources.lang)
    built = tables.build(f"completion-{rows[0]['key']}", columns, cells, subject)
    summary = pick((f"数据表：{named}{len(rows)}行", f"Data: {named}, {len(rows)} lines"), sources.lang)
    return folded(built, summary)


def _initial(row: Mapping[str, Any]) -> int | None:
    """The initial budget that the difference goes by: the final account's own, else the budget document's."""
    own: int | None = row["initial_fen"]
    return row["budget_fen"] if own is None else own


def _planned(row: Mapping[str, Any]) -> int | None:
    adjusted: int | None = row["adjusted_fen"]
    return _initial(row) if adjusted is None else adjusted


def _value(row: Mapping[str, Any], lang: Language) -> str:
    rate = _rate(row["final_fen"], _planned(row), lang)
    spent = wan_yuan(row["final_fen"])
    return spent if rate == "—" else pick((f"{spent}（{rate}）", f"{spent} ({rate})"), lang)


def _rate(part: int, whole: int | None, lang: Language) -> str:
    """A quotient only on a positive base."""
    return words.percent(part, whole, lang) if whole and whole > 0 and part >= 0 else "—"


def _places(row: Mapping[str, Any]) -> list[Place | None]:
    places = [Place.of(row)]
    for side in ("initial", "adjusted", "budget"):
        page, document = row[f"{side}_page"], row["budget_document" if side == "budget" else "document"]
        if page is not None and document:
            places.append(Place(document, page, row[f"{side}_row"], row[f"{side}_column"], label=row["line"]))
    return places
