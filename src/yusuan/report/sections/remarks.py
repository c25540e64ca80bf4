"""Remarks on changes beside the figures: lines that entered and left, reasons, two amounts for one year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.vocabulary import BaseOrigin, pick
from yusuan.report import tables
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several, folded
from yusuan.report.elements.sources import Place
from yusuan.report.sections.drivers import line_change
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure, Html
    from yusuan.report.elements.sources import Sources

_MOST_NAMED = 3
# Two amounts printed to 0.01 万元 may be this far apart and still be the same.
_SAME_FEN = 20_000


def entered_and_left(frame: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Html | Several:
    """Lines that are in one of both years only, each with the line of the other year that may be the same."""
    rows = frame.filter(pl.col("status").is_in(["entered", "left"])).to_dicts()
    if not rows:
        in_both = (
            (pl.col("level") > 0) & (pl.col("status") == "both") & (pl.col("base_origin") == "disclosed")
        )
        if frame.filter(in_both).is_empty():
            # Without the base year's own table there is no telling; that is said where the changes would be.
            return Several(())
        text = (
            "两年的各项相同，没有新增或取消。",
            "Both years have the same lines: none entered, none left.",
        )
        return display.note(pick(text, sources.lang))
    names = {"entered": pick(("新增", "entered"), sources.lang), "left": pick(("取消", "left"), sources.lang)}
    cells = [
        [
            sources.named(row["line"], words.line(row, sources.lang)),
            names[row["status"]],
            tables.amount(row["base_fen"]),
            tables.amount(row["current_fen"]),
            tables.text(row["suggestion"]) if row["suggestion"] else "—",
            sources.mark(Place.of(row), Place.of_base(row)),
        ]
        for row in rows
    ]
    year = pick(("{}年", "{}"), sources.lang)
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        Column(pick(("变化", "Change"), sources.lang)),
        Column(year.format(disclosure.base_year), number=True),
        Column(year.format(disclosure.year), number=True),
        Column(pick(("可能对应", "May be the same as"), sources.lang)),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    note = pick(
        (
            "“可能对应”按金额或名称相近提示，不作为对应关系；确认后写入 data/reference/ 中的对照表。",
            "“May be the same as” is a hint by amount or name; confirm it in the crosswalk of data/reference/.",
        ),
        sources.lang,
    )
    subject = disclosure.subject(
        pick(("新增与取消", "Entered and left"), sources.lang), sources.lang, base=True
    )
    return tables.build(f"moved-{rows[0]['key']}", columns, cells, subject, [note])


def reasons(frames: Sequence[pl.DataFrame], disclosure: Disclosure, sources: Sources) -> Html | Several:
    """Material changes with the document's own reasons; which of them it gives no reason for."""
    rows = _material_changes(frames)
    if not rows:
        text = ("没有可比的重大变动。", "No material change can be shown.")
        return display.note(pick(text, sources.lang))
    explained = [row for row in rows if row["reason"]]
    unexplained = [row for row in rows if not row["reason"] and row["level"] and row["key"] != "rest"]
    pieces: list[Figure | Html] = []
    if explained:
        pieces.append(_reason_table(explained, disclosure, sources))
    if unexplained:
        pieces.append(_without_reason(unexplained, sources, others_explained=bool(explained)))
    return Several(tuple(pieces))


def _material_changes(frames: Sequence[pl.DataFrame]) -> list[dict[str, Any]]:
    """The material changes, each once.

    A whole with one part moves with it: such lines are one change, and the one with a reason stands for it.
    """
    rows: dict[tuple[int | None, int | None], dict[str, Any]] = {}
    for frame in frames:
        for row in frame.filter(pl.col("material"), pl.col("change_fen") != 0).iter_rows(named=True):
            amounts = row["base_fen"], row["current_fen"]
            if amounts not in rows or (row["reason"] and not rows[amounts]["reason"]):
                rows[amounts] = row
    return list(rows.values())


def _reason_table(rows: Sequence[dict[str, Any]], disclosure: Disclosure, sources: Sources) -> Html:
    cells = [
        [
            sources.named(row["line"], words.line(row, sources.lang)),
            tables.amount(row["change_fen"], sign=True),
            tables.text(row["reason"]),
            sources.mark(Place.of(row)),
        ]
        for row in rows
    ]
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        Column(pick(("增减额", "Change"), sources.lang), number=True),
        Column(pick(("文件所述原因", "Reason given"), sources.lang)),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    caption = pick(("变动的原因", "Reasons for changes"), sources.lang)
    return tables.build("reasons", columns, cells, disclosure.subject(caption, sources.lang, base=True))


def _without_reason(rows: list[dict[str, Any]], sources: Sources, *, others_explained: bool) -> Html:
    """How many material changes the document gives no reason for, the largest of them named."""
    largest = sorted(rows, key=lambda row: -abs(row["change_fen"]))[:_MOST_NAMED]
    names = pick(("、", "; "), sources.lang).join(line_change(row, sources.lang) for row in largest)
    more = len(rows) > _MOST_NAMED
    text = (
        f"另有{len(rows)}项重大变动没有说明原因：{names}{'等' if more else ''}。"
        if others_explained
        else f"文件没有说明增减的原因。重大变动共{len(rows)}项：{names}{'等' if more else ''}。",
        f"No reason is given for {len(rows)} material changes: {names}{', among others' if more else ''}.",
    )
    return display.note(pick(text, sources.lang))


def implied_bases(frames: Sequence[pl.DataFrame], disclosure: Disclosure, sources: Sources) -> Html:
    """Where the amount that the later document implies for the earlier year is not what that one disclosed."""
    comparable = [
        row
        for frame in frames
        for row in frame.iter_rows(named=True)
        if row["base_restated_fen"] is not None and row["base_origin"] == BaseOrigin.DISCLOSED
    ]
    if not comparable:
        text = (
            f"{disclosure.year}年文件没有说明可与{disclosure.base_year}年公开数对照的上年数。",
            f"The {disclosure.year} document says nothing of {disclosure.base_year} to set beside what was disclosed.",
        )
        return display.note(pick(text, sources.lang))
    rows = [row for row in comparable if abs(row["base_restated_fen"] - row["base_fen"]) > _SAME_FEN]
    if not rows:
        text = (
            f"对照了{len(comparable)}项，{disclosure.year}年文件所说的{disclosure.base_year}年数与当年公开数一致。",
            f"{len(comparable)} lines: the {disclosure.year} document agrees with what {disclosure.base_year} disclosed.",
        )
        return display.note(pick(text, sources.lang))
    return _implied_table(rows, disclosure, sources)


def _implied_table(rows: Sequence[dict[str, Any]], disclosure: Disclosure, sources: Sources) -> Html:
    cells = [
        [
            sources.named(row["line"], words.line(row, sources.lang)),
            tables.amount(row["base_fen"]),
            tables.amount(row["base_restated_fen"]),
            tables.amount(row["base_restated_fen"] - row["base_fen"], sign=True),
            sources.mark(Place.of(row), Place.of_base(row)),
        ]
        for row in rows
    ]
    disclosed = (f"{disclosure.base_year}年公开数", f"Disclosed in {disclosure.base_year}")
    implied = (f"按{disclosure.year}年文件推算", f"By the {disclosure.year} document")
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        Column(pick(disclosed, sources.lang), number=True),
        Column(pick(implied, sources.lang), number=True),
        Column(pick(("相差", "Difference"), sources.lang), number=True),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    caption = pick(
        (f"{disclosure.base_year}年数的两种说法", f"{disclosure.base_year}, said twice"), sources.lang
    )
    return tables.build("restated", columns, cells, disclosure.subject(caption, sources.lang))


def lines(
    frame: pl.DataFrame, what: tuple[str, str], disclosure: Disclosure, sources: Sources
) -> Html | Several:
    """All lines of a comparison in both years, folded away; nothing where there are none."""
    if frame.is_empty():
        return Several(())
    named = pick(what, sources.lang)
    first = frame.row(0, named=True)
    caption = disclosure.subject(named, sources.lang, base=True)
    table = tables.variance(
        frame, disclosure.year, disclosure.base_year, sources, name=f"lines-{first['key']}", caption=caption
    )
    summary = pick(
        (f"数据表：{named}{len(frame)}行，两年对照", f"Data: {named}, {len(frame)} lines"), sources.lang
    )
    return folded(table, summary)
