"""Sections on a department over many years: sentences, small multiples, shares, rates; gaps stay gaps."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from yusuan.model.vocabulary import BaseOrigin, pick
from yusuan.report import tables
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several, folded
from yusuan.report.elements.sources import Place
from yusuan.report.figures.series import (
    disclosed_rows,
    longest_whole,
    series_title,
    share_changes,
    year_span,
    yearly,
)
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Html
    from yusuan.report.elements.sources import Sources
    from yusuan.report.figures.series import Line

_LEAST_YEARS = 2
# Below a twentieth of a point a share reads as unchanged.
_LEAST_SHIFT = 0.0005


def growth_lead(frames: Sequence[pl.DataFrame], disclosure: Disclosure, sources: Sources) -> Html:
    """From the first year to the last: the whole, its growth, the average a year.

    Args:
        frames: rows of `Workspace.series` that hold a whole; the one disclosed in most years is named.
        disclosure: whose.
        sources: takes up the places.
    """
    line = longest_whole(*frames, lang=sources.lang)
    if line is None:
        text = (
            f"{disclosure.department}的文件没有可作多年比较的总额。",
            f"The documents of {disclosure.department} give no totals to follow.",
        )
        return display.lead(pick(text, sources.lang))
    sentences, rows = sentence(line, sources), disclosed_rows(line)
    if len(rows) < _LEAST_YEARS:
        only = (
            f"只有{rows[0]['fiscal_year']}年的数，看不出多年趋势。",
            f" There is only {rows[0]['fiscal_year']}: no trend to display.",
        )
        sentences += pick(only, sources.lang)
    return display.lead(sentences, sources.mark(Place.of(rows[0]), Place.of(rows[-1])))


def points(
    frames: Sequence[pl.DataFrame], function: pl.DataFrame, disclosure: Disclosure, sources: Sources
) -> Html:
    """What moved most in the shares, and how single lines went.

    Args:
        frames: rows of `Workspace.series`; the whole of each is named.
        function: likewise, by function.
        disclosure: whose.
        sources: takes up the places.
    """
    sentences = []
    if changes := share_changes(function, sources.lang):
        label, then, now, first, last = max(changes, key=lambda shift: abs(shift[2] - shift[1]))
        if abs(now - then) >= _LEAST_SHIFT:
            share_then, share_now = (words.percent(share, 1, sources.lang) for share in (then, now))
            by = words.points(now - then, sources.lang)
            zh = f"支出结构：{label}占比由{first}年的{share_then}变为{last}年的{share_now}，{by}，变化最大。"
            en = f"Composition: {label} went from {share_then} in {first} to {share_now} in {last}, {by}: the largest shift."
            sentences.append((pick((zh, en), sources.lang), ""))
    for frame in frames:
        line = longest_whole(frame, lang=sources.lang)
        if line is not None and len(rows := disclosed_rows(line)) >= _LEAST_YEARS:
            sentences.append((sentence(line, sources), sources.mark(Place.of(rows[0]), Place.of(rows[-1]))))
    if not sentences:
        text = (
            f"没有两年以上可比的“三公”经费、机关运行经费或支出结构（{disclosure.year}年）。",
            "No line is known in more than one year.",
        )
        return display.note(pick(text, sources.lang))
    return display.points(sentences)


def sentence(line: Line, sources: Sources) -> str:
    """How a line went: “2017–2019年本年预算由28,849.38万元增至37,188.34万元，累计增长28.9%，年均增长13.5%。”."""
    rows, lang = disclosed_rows(line), sources.lang
    first, last = rows[0], rows[-1]
    then, now = first["amount_fen"], last["amount_fen"]
    start, end = first["fiscal_year"], last["fiscal_year"]
    if start == end:
        return pick(
            (f"{end}年{line.label}{words.amount(now)}。", f"{line.label}, {end}: {words.amount(now, 'en')}."),
            lang,
        )
    mark = pick(("（推算）", " (implied)"), lang) if first["origin"] == BaseOrigin.IMPLIED else ""
    if then == now:
        zh = f"{start}–{end}年{line.label}首尾相同，均为{words.amount(now)}"
        en = f"{line.label} is the same in {start} and {end}: {words.amount(now, 'en')}"
        return pick((f"{zh}。", f"{en}."), lang)
    verb = pick(("增至" if now > then else "减至", "up to" if now > then else "down to"), lang)
    zh = f"{start}–{end}年{line.label}由{words.amount(then)}{mark}{verb}{words.amount(now)}"
    en = (
        f"{line.label}, {start}–{end}: from {words.amount(then, 'en')}{mark} {verb} {words.amount(now, 'en')}"
    )
    if then > 0 and now >= 0:
        rate = words.percent(now - then, then, lang)
        zh += f"，{'累计' if end - start > 1 else ''}{'增长' if now > then else '下降'}{rate}"
        en += f", {'up' if now > then else 'down'} {rate}"
        if end - start > 1 and now > 0:
            yearly_rate = (now / then) ** (1 / (end - start)) - 1
            average = words.percent(yearly_rate, 1, lang)
            zh += f"，年均{'增长' if now > then else '下降'}{average}"
            en += f", {average} a year on average"
    return pick((f"{zh}。", f"{en}."), lang)


def table(
    frames: Sequence[pl.DataFrame], what: tuple[str, str], disclosure: Disclosure, sources: Sources
) -> Html | Several:
    """Every line in every year with the sources, folded away; a gap is a dash; nothing of one year."""
    lines = [line for frame in frames for line in yearly(frame, sources.lang)]
    span = year_span(lines)
    named = pick(what, sources.lang)
    if len(span) < _LEAST_YEARS:
        return Several(())
    implied = pick(("推算", "implied"), sources.lang)
    cells = []
    for line in lines:
        amounts = [
            tables.amount(row.get("amount_fen"))
            + (f' <span class="tag">{implied}</span>' if row.get("origin") == BaseOrigin.IMPLIED else "")
            for row in map(line.at, span)
        ]
        marks = sources.mark(*(Place.of(row) for row in disclosed_rows(line)))
        cells.append([f'<span class="level-{line.level}">{escape(line.label)}</span>', *amounts, marks])
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        *(Column(pick((f"{year}年", str(year)), sources.lang), number=True) for year in span),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    caption = series_title(disclosure, named, span, sources.lang)
    summary = pick(
        (
            f"数据表：{named}{len(lines)}行，{len(span)}年",
            f"Data: {named}, {len(lines)} lines, {len(span)} years",
        ),
        sources.lang,
    )
    return folded(tables.build(f"series-{lines[0].key}", columns, cells, caption), summary)
