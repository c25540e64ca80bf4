"""Drivers of a change: the few lines that matter, as sentences and as bars."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.vocabulary import Language, pick
from yusuan.report import charts, tables
from yusuan.report.charts import Change
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several
from yusuan.report.elements.sources import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure, Html
    from yusuan.report.elements.sources import Sources

_MOST_NAMED, _MOST_BARS = 3, 12
# A line that makes up less of the whole change than this explains nothing.
_LEAST_PART = 0.1
# Two amounts printed to 0.01 万元 may each be half of that off.
_QUANTUM_FEN = 10_000


def finest(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The smallest lines whose changes still add up: parts in place of their whole wherever they make it up.

    Args:
        frame: rows of `Workspace.variance`.
    """
    rows = [row for row in frame.iter_rows(named=True) if row["level"]]
    keys = {row["key"] for row in rows}
    parts: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(row["parent"] if row["parent"] in keys else None, []).append(row)

    def expand(row: dict[str, Any]) -> list[dict[str, Any]]:
        below = parts.get(row["key"], [])
        changes = [part["change_fen"] for part in below]
        if not below or None in changes or row["change_fen"] is None:
            return [row]
        if abs(sum(changes) - row["change_fen"]) > _QUANTUM_FEN * len(below):
            return [row]
        return [leaf for part in below for leaf in expand(part)]

    smallest = [leaf for row in parts.get(None, []) for leaf in expand(row)]
    names = [leaf["line"] for leaf in smallest]
    above = {row["key"]: row["line"] for row in rows}
    # 一般行政管理事务 stands under many a 款: lines of one name are told apart by what they are part of.
    return [
        leaf | {"line": f"{leaf['line']}（{above[leaf['parent']]}）"}
        if names.count(leaf["line"]) > 1 and leaf["parent"] in above
        else leaf
        for leaf in smallest
    ]


def main_drivers(frame: pl.DataFrame, change_fen: int | None, lang: Language = "zh") -> str:
    """“行政运行增加2,421.68万元、提租补贴增加2,146.85万元”: what makes up most of a change; "" where unknown.

    Args:
        frame: rows of `Workspace.variance` by function, or any other parts of the same whole.
        change_fen: the change to be explained.
        lang: of the words.
    """
    leaves = finest(frame)
    changes = [row["change_fen"] for row in leaves]
    made_up = None not in changes and sum(changes) == change_fen
    if not change_fen or not (made_up or change_fen in frame.filter(pl.col("level") == 0)["change_fen"]):
        return ""
    same = [
        row
        for row in leaves
        if row["change_fen"] and row["change_fen"] / change_fen >= _LEAST_PART and row["key"] != "rest"
    ]
    same.sort(key=lambda row: -abs(row["change_fen"]))
    return pick(("、", "; "), lang).join(line_change(row, lang) for row in same[:_MOST_NAMED])


def points(
    kind: pl.DataFrame, function: pl.DataFrame, disclosure: Disclosure, sources: Sources
) -> list[tuple[str, str]]:
    """Sentences on what makes up the change, with the markers of their sources: none where nothing is comparable."""
    sentences = []
    # What is nothing in both years is no kind of this department's.
    some = (
        pl.col("current_fen").fill_null(0).abs()
        + pl.col("base_fen").fill_null(0).abs()
        + pl.col("change_fen").abs()
    )
    first = kind.filter(pl.col("level") == 1, some > 0)
    if len(first):
        parts = pick(("；", "; "), sources.lang).join(
            _of_kind(row, disclosure, sources.lang) for row in first.to_dicts()
        )
        sentences.append(
            (
                pick((f"按支出类型：{parts}。", f"By kind of expenditure: {parts}."), sources.lang),
                marks(first.to_dicts(), sources),
            )
        )
    leaves = [row for row in finest(function) if row["change_fen"] and row["key"] != "rest"]
    for up in (True, False):
        group = sorted(
            (row for row in leaves if (row["change_fen"] > 0) == up), key=lambda row: -abs(row["change_fen"])
        )
        if group:
            sentences.append((_by_function(group, up, sources.lang), marks(group[:_MOST_NAMED], sources)))
    return sentences


def largest_changes(
    frame: pl.DataFrame, what: tuple[str, str], disclosure: Disclosure, sources: Sources
) -> Figure | Html | Several:
    """The largest changes among lines that do not overlap, as bars to both sides of zero.

    Args:
        frame: rows of `Workspace.variance`.
        what: the lines, in words.
        disclosure: whose.
        sources: takes up the places.
    """
    if frame.is_empty():
        return Several(())
    named = pick(what, sources.lang)
    rows = sorted(
        (row for row in finest(frame) if row["change_fen"]), key=lambda row: -abs(row["change_fen"])
    )
    if not rows:
        unchanged = frame["change_fen"].null_count() == 0
        return display.note(_nothing_changed(named, disclosure, sources, unchanged=unchanged))
    bars = [
        Change(
            label=words.line(row, sources.lang),
            change_fen=row["change_fen"],
            text=tables.change_text(row, sources.lang),
            where=sources.where(place) if (place := Place.of(row)) else "",
        )
        for row in rows[:_MOST_BARS]
    ]
    up = sum(row["change_fen"] > 0 for row in rows)
    down = len(rows) - up
    message = pick(
        (
            f"{named}有{len(rows)}项变动，{_counted(up, down)}；最大的是{line_change(rows[0], 'zh')}",
            f"{named.capitalize()}: {len(rows)} changed, {up} up and {down} down; the largest is {line_change(rows[0], 'en')}",
        ),
        sources.lang,
    )
    more = (
        f"图中是变动最大的{_MOST_BARS}项，全部各项见数据表。",
        f"The {_MOST_BARS} largest; the data have all.",
    )
    notes = pick(more, sources.lang) if len(rows) > _MOST_BARS else ""
    subject = disclosure.subject(
        pick((f"{named}增减额", f"{named}, changes"), sources.lang), sources.lang, base=True
    )
    return charts.changes(bars, message, subject, sources, marks(rows[:_MOST_BARS], sources), escape(notes))


def _nothing_changed(named: str, disclosure: Disclosure, sources: Sources, *, unchanged: bool) -> str:
    """Why there is no chart of changes: all lines are as they were, or none can be compared."""
    same = (
        f"{named}与{disclosure.base_year}年相同。",
        f"{named.capitalize()}: as in {disclosure.base_year}.",
    )
    incomparable = (
        f"没有可以与{disclosure.base_year}年比较的{named}，不画变动图。",
        f"{named.capitalize()}: nothing can be compared with {disclosure.base_year}, hence no chart of changes.",
    )
    return pick(same if unchanged else incomparable, sources.lang)


def _of_kind(row: dict[str, Any], disclosure: Disclosure, lang: Language) -> str:
    if row["current_fen"] is None or row["base_fen"] is None:
        return line_change(row, lang)
    before = pick((f"{disclosure.base_year}年", str(disclosure.base_year)), lang)
    sentences = words.change(row["current_fen"], row["base_fen"], lang, before)
    return pick(("{}{}", "{} {}"), lang).format(words.line(row, lang), sentences)


def _by_function(rows: Sequence[dict[str, Any]], up: bool, lang: Language) -> str:
    named = rows[:_MOST_NAMED]
    names = pick(("、", "; "), lang).join(_share(row, lang) for row in named)
    more = len(rows) > len(named)
    zh = f"{'增加' if up else '减少'}的功能科目{len(rows)}个：{names}{'等' if more else ''}。"
    en = f"{len(rows)} functional lines went {'up' if up else 'down'}: {names}{', among others' if more else ''}."
    return pick((zh, en), lang)


def _share(row: dict[str, Any], lang: Language) -> str:
    """A line's change, and by how many points it moves the whole."""
    size = line_change(row, lang)
    if row["contribution"] is None or abs(row["contribution"]) < 0.0005:
        return size
    by = words.points(abs(row["contribution"]), "zh").removeprefix("上升")
    zh = f"{size}（{'拉高' if row['contribution'] > 0 else '拉低'}总额{by}）"
    way = ("adding", "to") if row["contribution"] > 0 else ("taking", "off")
    points = words.points(abs(row["contribution"]), "en").removeprefix("up ")
    return pick((zh, f"{size} ({way[0]} {points} {way[1]} the total)"), lang)


def line_change(row: Mapping[str, Any], lang: Language) -> str:
    """“行政运行增加2,421.68万元”."""
    change = row["change_fen"]
    size = words.amount(abs(change), lang)
    verb = pick(("增加" if change > 0 else "减少", " up " if change > 0 else " down "), lang)
    return f"{words.line(row, lang)}{verb}{size}"


def _counted(up: int, down: int) -> str:
    if not up or not down:
        return f"全部{'增加' if up else '减少'}"
    return f"{up}项增加、{down}项减少"


def marks(rows: Sequence[Mapping[str, Any]], sources: Sources) -> str:
    """The markers of where some lines stand, in both years."""
    return sources.mark(*(place for row in rows for place in (Place.of(row), Place.of_base(row))))
