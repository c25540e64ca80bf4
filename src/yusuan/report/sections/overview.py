"""Sections on a department at a glance: its duties, staff and money; a page to begin with."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.vocabulary import STATUS_NAMES, Scope, Status, pick
from yusuan.report import charts, tables
from yusuan.report.charts import Bar
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Html
from yusuan.report.elements.sources import Place
from yusuan.report.sections import drivers
from yusuan.report.sections.projects import leaves
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure
    from yusuan.report.elements.sources import Sources

_DUTIES = r"(职责|职能)"
_PLACES = ("body", "contents")
_PASSAGES = ("item", "text")
_MOST_PASSAGES = 20


def badge(findings: pl.DataFrame | None, disclosure: Disclosure, sources: Sources) -> Html:
    """How the document's identities came out, in a line.

    Args:
        findings: the document's rows of `schemas.Findings`, None where nothing has been checked yet.
        disclosure: whose.
        sources: gives the language.
    """
    if findings is None or findings.is_empty():
        text = ("勾稽关系：没有核对过。", "Identities: not checked.")
        return display.note(pick(text, sources.lang))
    counts = dict(findings.filter(pl.col("waived").is_null()).group_by("status").len().iter_rows())
    shown = " ".join(
        f'<span class="tag status-{status.value}">{pick(STATUS_NAMES[status], sources.lang)} {counts.get(status.value, 0)}</span>'
        for status in Status
    )
    what = pick(("勾稽核对", "Identities"), sources.lang)
    more = pick(("详见勾稽核对报告", "see the report on what adds up"), sources.lang)
    bad = counts.get(Status.BROKEN.value, 0)
    worth = pick(
        (
            f"，其中{bad}项不符，引用有关数字前请先看说明",
            "; look up what is broken before citing those figures",
        ),
        sources.lang,
    )
    markup = (
        f"{what}：{shown}{worth if bad else ''}（{more}）"
        if sources.lang == "zh"
        else f"{what}: {shown}{worth if bad else ''} ({more})"
    )
    return Html(f'<p class="quality">{markup}</p>', f"{disclosure.department} {what}")


def duties(sentences: pl.DataFrame, headings: pl.DataFrame, sources: Sources) -> Html:
    """What the document says the department is for, quoted; where only its heading was kept, where to read on.

    Args:
        sentences: the document's rows of `schemas.Sentences`.
        headings: likewise of `schemas.Headings`.
        sources: takes up the places.
    """
    passages = sentences.filter(pl.col("section").str.contains(_DUTIES), pl.col("kind").is_in(_PASSAGES))
    if not passages.is_empty():
        # The first such section; a later one may be of a unit.
        passages = passages.filter(pl.col("section") == passages["section"][0])
        return _quoted(passages, sources)
    candidates = headings.filter(pl.col("text").str.contains(_DUTIES), pl.col("place").is_in(_PLACES)).sort(
        pl.col("place").cast(pl.String)
    )
    if candidates.is_empty():
        missing = ("没有读到说明职责的部分。", "No section on duties was found.")
        return display.note(pick(missing, sources.lang))
    row = candidates.row(0, named=True)
    place = Place(row["document"], row["page"], row["row"], label=row["text"])
    text = pick(
        (
            f"主要职责见原文{sources.where(place)}“{row['number']}{row['text']}”。",
            f"Duties: see {sources.where(place)} of the document, “{row['number']}{row['text']}”.",
        ),
        sources.lang,
    )
    return Html(f"<p>{escape(text)}{sources.mark(place)}</p>", text)


def _quoted(passages: pl.DataFrame, sources: Sources) -> Html:
    passages = passages.group_by("passage_no", maintain_order=True).agg(
        pl.col("text").str.join(""), pl.col("document", "page", "row", "section").first()
    )
    shown = []
    for row in passages.head(_MOST_PASSAGES).iter_rows(named=True):
        place = Place(row["document"], row["page"], row["row"], label=row["section"])
        shown.append(f'<p lang="zh-Hans">{escape(row["text"])}{sources.mark(place)}</p>')
    more = passages.height - len(shown)
    if more > 0:
        rest = (f"另有{more}段，见原文。", f"{more} more passages in the document.")
        shown.append(f"<p>{pick(rest, sources.lang)}</p>")
    return Html(f"<blockquote>{''.join(shown)}</blockquote>", "\n".join(passages["text"]))


def units(frame: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Figure | Html:
    """The units whose money the tables tell apart, by size."""
    rows = sorted(leaves(frame), key=lambda row: -row["current_fen"])
    if len(rows) < 2:
        is_unit = disclosure.scope == Scope.UNIT
        text = (
            ("这份文件只讲一个单位。", "This document is of one unit alone.")
            if is_unit
            else ("文件的表没有分单位列示金额。", "The document's tables do not tell units apart.")
        )
        return display.note(pick(text, sources.lang))
    whole = sum(row["current_fen"] for row in rows)
    bars = [
        Bar(
            label=words.line(row, sources.lang),
            length=row["current_fen"],
            text=pick(("{}（{}）", "{} ({})"), sources.lang).format(
                tables.amount(row["current_fen"]), words.percent(row["current_fen"], whole, sources.lang)
            ),
            where=sources.where(place) if (place := Place.of(row)) else "",
        )
        for row in rows
    ]
    first = rows[0]
    share = words.percent(first["current_fen"], whole, sources.lang)
    message = pick(
        (
            f"{len(rows)}个单位中，{words.line(first)}最大，占{share}",
            f"Of {len(rows)} units {words.line(first)} is the largest, {share}",
        ),
        sources.lang,
    )
    subject = disclosure.subject(pick(("各单位预算", "Units"), sources.lang), sources.lang)
    return charts.bars(bars, message, subject, sources, drivers.marks(rows, sources))


def glance(frames: Sequence[pl.DataFrame], disclosure: Disclosure, sources: Sources) -> Html:
    """The amounts one asks for first, this year and the year before."""
    rows = [row for frame in frames for row in frame.iter_rows(named=True) if row["current_fen"] is not None]
    if not rows:
        text = ("文件没有可列的总额。", "The document gives no totals.")
        return display.note(pick(text, sources.lang))
    frame = pl.concat([frame for frame in frames if len(frame)], how="diagonal_relaxed").filter(
        pl.col("current_fen").is_not_null()
    )
    caption = disclosure.subject(
        pick(("收支概况", "Money at a glance"), sources.lang), sources.lang, base=True
    )
    return tables.variance(
        frame, disclosure.year, disclosure.base_year, sources, name="glance", caption=caption
    )


def procurement(statements: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Html:
    """What is to be bought, as the text says."""
    rows = (
        statements.filter(
            pl.col("metric").str.contains(r"^procurement\.(total|goods|works|services|reserved)"),
            pl.col("amount_fen").is_not_null(),
        )
        .unique("metric", keep="first", maintain_order=True)
        .to_dicts()
    )
    if not rows:
        text = ("文件没有说明政府采购金额。", "The document states no amounts of procurement.")
        return display.note(pick(text, sources.lang))
    cells = [
        [
            escape(words.name(row["metric"], row["line"], sources.lang, by_metric=True)),
            tables.amount(row["amount_fen"]),
            sources.mark(_place_of_statement(row)),
        ]
        for row in rows
    ]
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        Column(pick(("金额", "Amount"), sources.lang), number=True),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    what = pick(("政府采购", "Government procurement"), sources.lang)
    return tables.build("procurement", columns, cells, disclosure.subject(what, sources.lang))


def _place_of_statement(row: dict[str, Any]) -> Place:
    return Place(row["document"], row["page"], row["row"], label=row["line"])
