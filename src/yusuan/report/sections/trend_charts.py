"""Charts of a department over many years: small multiples, slopes of shares, a heat map of rates."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from yusuan.model.vocabulary import BaseOrigin, pick
from yusuan.report import charts
from yusuan.report.charts import Cell, Slope, Year, Years
from yusuan.report.elements import display, words
from yusuan.report.elements.sources import Place
from yusuan.report.figures.series import disclosed_rows, series_title, share_changes, year_span, yearly
from yusuan.report.sections.trend import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure, Html
    from yusuan.report.elements.sources import Sources
    from yusuan.report.figures.series import Line

_MOST_ROWS, _MOST_SLOPES = 14, 7
_LEAST_YEARS = 2


def multiples(
    frames: Sequence[pl.DataFrame],
    what: tuple[str, str],
    disclosure: Disclosure,
    sources: Sources,
    most: int = 5,
) -> Figure | Html:
    """Some lines over the years, on one scale: the whole of each frame and its parts of the first level.

    Args:
        frames: rows of `Workspace.series`.
        what: the lines, in words.
        disclosure: whose.
        sources: takes up the places.
        most: how many lines are drawn.
    """
    lines = [
        line
        for frame in frames
        for line in yearly(frame, sources.lang)
        if line.level <= 1 and disclosed_rows(line) and any(row["amount_fen"] for row in disclosed_rows(line))
    ]
    span = year_span(lines)
    if len(span) < _LEAST_YEARS:
        return _too_short(what, span, sources)
    lines = lines[:most]
    drawn = [
        Years(
            line.label,
            [
                Year(
                    year,
                    row.get("amount_fen"),
                    row.get("origin") == BaseOrigin.IMPLIED,
                    _where(row, sources),
                )
                for year in span
                for row in [line.at(year)]
            ],
        )
        for line in lines
    ]
    message = sentence(lines[0], sources).rstrip("。.")
    places = [Place.of(row) for line in lines for row in disclosed_rows(line)]
    subject = series_title(disclosure, pick(what, sources.lang), span, sources.lang)
    return charts.years(drawn, message, subject, sources, sources.mark(*places))


def shares(function: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Figure | Html:
    """The share of each 类 in the first year and in the last."""
    what = ("支出结构", "Composition of expenditure")
    moved = share_changes(function, sources.lang)
    if not moved:
        return _too_short(what, year_span(yearly(function, sources.lang)), sources)
    moved.sort(key=lambda shift: -max(shift[1], shift[2]))
    drawn = [
        Slope(label, then, now, words.percent(then, 1, sources.lang), words.percent(now, 1, sources.lang))
        for label, then, now, *_ in moved[:_MOST_SLOPES]
    ]
    first, last = moved[0][3:]
    label, then, now, *_ = max(moved, key=lambda shift: abs(shift[2] - shift[1]))
    by = words.points(now - then, sources.lang)
    message = pick((f"{label}占比{by}", f"{label}: {by}"), sources.lang)
    subject = f"{disclosure.department} · {pick(('各类支出占比', 'Shares of expenditure'), sources.lang)} · % · {first}–{last}"
    year = pick(("{}年", "{}"), sources.lang)
    notes = ""
    if len(moved) > len(drawn):
        cut = (f"图中是占比最大的{len(drawn)}类。", f"The {len(drawn)} largest.")
        notes = pick(cut, sources.lang)
    return charts.slope(
        drawn, (year.format(first), year.format(last)), message, subject, sources, "", escape(notes)
    )


def rates(
    frame: pl.DataFrame, what: tuple[str, str], disclosure: Disclosure, sources: Sources
) -> Figure | Html:
    """How the largest lines changed from year to year, as a heat map; an empty cell is a gap."""
    lines = yearly(frame, sources.lang)
    span = year_span(lines)
    if len(span) < _LEAST_YEARS:
        return _too_short(what, span, sources)
    parents = {line.parent for line in lines}
    ends = [line for line in lines if line.level and line.key not in parents and disclosed_rows(line)]
    ends.sort(key=lambda line: -max(row["amount_fen"] for row in disclosed_rows(line)))
    # Only where a year's own table was read does a blank mean that there was no such line.
    disclosed = {
        year for line in lines for year in span if line.at(year).get("origin") == BaseOrigin.DISCLOSED
    }
    cells = [
        Cell(f"{line.label}", year, rate, text, _where(line.at(year), sources))
        for line in _distinct(ends[:_MOST_ROWS])
        for year in span[1:]
        for rate, text in [_rate(line, year, disclosed, sources)]
    ]
    if not cells:
        return _too_short(what, span, sources)
    named = pick(what, sources.lang)
    up = [cell for cell in cells if cell.rate is not None]
    if not up:
        return _too_short(what, span, sources)
    top = max(up, key=lambda cell: abs(cell.rate or 0.0))
    zh = f"{named}中变动最大的是{top.line}（{top.year}年{top.text}）"
    en = f"{named}: the largest change is that of {top.line} ({top.year}, {top.text})"
    notes = pick(
        (
            f"比上年增减的百分比；金额最大的{min(_MOST_ROWS, len(ends))}项。",
            f"Change from the year before, in percent; the {min(_MOST_ROWS, len(ends))} largest lines.",
        ),
        sources.lang,
    )
    subject = f"{disclosure.department} · {named} · % · {span[0]}–{span[-1]}"
    return charts.heat(cells, pick((zh, en), sources.lang), subject, sources, "", escape(notes))


def _rate(line: Line, year: int, disclosed: set[int], sources: Sources) -> tuple[float | None, str]:
    now, then = line.at(year).get("amount_fen"), line.at(year - 1).get("amount_fen")
    if now is None or then is None:
        if (now is None and then is None) or {year, year - 1} - disclosed:
            return None, "—"
        return None, pick(("新增", "new") if then is None else ("取消", "ended"), sources.lang)
    if now == then:
        return 0.0, "0%"
    if then <= 0:
        return None, "—"
    return (now - then) / then, f"{'▲' if now > then else '▼'}{words.percent(now - then, then, sources.lang)}"


def _distinct(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of one name with their code before it."""
    names = [line.label for line in lines]
    return [
        line._replace(label=f"{line.code or ''} {line.label}".strip())
        if names.count(line.label) > 1
        else line
        for line in lines
    ]


def _where(row: dict[str, Any], sources: Sources) -> str:
    place = Place.of(row)
    return sources.where(place) if place else ""


def _too_short(what: tuple[str, str], span: Sequence[int], sources: Sources) -> Html:
    zh, en = what
    if len(span) >= _LEAST_YEARS:
        text = (
            f"{zh}没有相邻两年都公开的数，不画多年的图。",
            f"{en}: no two years in a row are known, hence no chart.",
        )
    elif span:
        text = (
            f"{zh}只有{span[0]}年的数，不画多年的图。",
            f"{en}: only {span[0]} is known, hence no chart over years.",
        )
    else:
        text = (f"各年文件都没有{zh}。", f"No document discloses: {en}.")
    return display.note(pick(text, sources.lang))
