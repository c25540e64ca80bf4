"""Sections on the composition of a year's money, on staff and on assets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.model.vocabulary import TableKind, pick
from yusuan.reference.table_kinds import table_names
from yusuan.report import charts, tables
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Html, Several
from yusuan.report.figures.shares import (
    ECONOMIC_TABLES,
    FUNCTION_TABLES,
    OPERATING_TABLES,
    Composition,
    composition,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources

# What the whole of a table and column is, in words.
_WHOLES: dict[tuple[TableKind, str], tuple[str, str]] = {
    (TableKind.EXPENDITURE_SUMMARY, "total"): ("支出", "expenditure"),
    (TableKind.EXPENDITURE_ECONOMIC, "total"): ("支出", "expenditure"),
    (TableKind.GENERAL_PUBLIC_EXPENDITURE, "total"): (
        "一般公共预算支出",
        "general public budget expenditure",
    ),
    (TableKind.GENERAL_PUBLIC_ECONOMIC, "total"): ("一般公共预算支出", "general public budget expenditure"),
    (TableKind.BASIC_EXPENDITURE, "total"): ("一般公共预算基本支出", "basic expenditure"),
    (TableKind.BASIC_EXPENDITURE, "operating"): ("公用经费", "operating expenditure"),
}


def by_function(
    facts: pl.DataFrame, disclosure: Disclosure, sources: Sources, *, data: bool = True
) -> Several:
    """All expenditure by 类, 款, 项 of the functional classification; `data`: with the table of the lines."""
    return _parts(facts, FUNCTION_TABLES, disclosure, sources, measure="total", data=data)


def by_economic_class(
    facts: pl.DataFrame, disclosure: Disclosure, sources: Sources, *, data: bool = True
) -> Several:
    """Expenditure by economic class: of all money where the document has it, else of basic expenditure."""
    return _parts(facts, ECONOMIC_TABLES, disclosure, sources, measure="total", data=data)


def operating(facts: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Several:
    """公用经费 by economic class."""
    return _parts(facts, OPERATING_TABLES, disclosure, sources, measure="operating")


def staff(statements: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Html:
    """People and units, as the text says."""
    counted = _quantities(statements, r"^(staff|units|offices|institutions)\b")
    return _counts(counted, disclosure, sources, "staff", ("人员与机构", "Staff and units"))


def assets(statements: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Several:
    """Vehicles, land, buildings, equipment, as the text says: held, and to be bought."""
    bought = _quantities(statements, r"^assets\.purchase\b")
    held = _quantities(statements, r"^assets\b").join(bought, on="statement_no", how="anti")
    shown = [_counts(held, disclosure, sources, "assets", ("占有使用的国有资产", "State-owned assets held"))]
    if len(bought):
        what = ("计划购置", "To be bought")
        shown.append(_counts(bought, disclosure, sources, "purchases", what))
    return Several(tuple(shown))


def _parts(
    facts: pl.DataFrame,
    kinds: Sequence[TableKind],
    disclosure: Disclosure,
    sources: Sources,
    *,
    measure: str,
    data: bool = True,
) -> Several:
    whole = composition(facts, kinds, measure=measure, lang=sources.lang)
    if whole is None:
        names = "、".join(pick(table_names()[kind], sources.lang) for kind in kinds)
        zh = f"文件中没有可用的{names}，不列构成。"
        return Several(
            (display.note(pick((zh, f"The document has no usable table of: {names}."), sources.lang)),)
        )
    named = pick(_WHOLES[whole.table, measure], sources.lang)
    subject = disclosure.subject(
        pick((f"{named}（《{whole.title}》）", f"{named} (《{whole.title}》)"), sources.lang), sources.lang
    )
    chart = charts.tree(whole, _largest(whole, named, disclosure.year, sources), subject, sources)
    return Several((chart, tables.parts(whole, sources, caption=subject)) if data else (chart,))


def _quantities(statements: pl.DataFrame, metrics: str) -> pl.DataFrame:
    return statements.filter(pl.col("quantity").is_not_null(), pl.col("metric").str.contains(metrics)).unique(
        ["metric", "quantity"], keep="first", maintain_order=True
    )


def _counts(
    rows: pl.DataFrame, disclosure: Disclosure, sources: Sources, name: str, what: tuple[str, str]
) -> Html:
    named = pick(what, sources.lang)
    if rows.is_empty():
        text = (f"文件没有说明{named}。", f"The document does not state: {named}.")
        return display.note(pick(text, sources.lang))
    when = f"{disclosure.year}{pick(('年文件', ''), sources.lang)}"
    caption = f"{disclosure.department} · {named} · {when}"
    return tables.quantities(rows, sources, name=name, caption=caption)


def _largest(whole: Composition, what: str, year: int, sources: Sources) -> str:
    """The message of a composition: its largest line of the first level, or of all where there is one."""
    first = [part for part in whole.parts if part.level == min(part.level for part in whole.parts)]
    largest = max(first, key=lambda part: part.amount_fen)
    share = words.percent(largest.amount_fen, whole.whole_fen, sources.lang)
    amount = words.amount(largest.amount_fen, sources.lang)
    total = words.amount(whole.whole_fen, sources.lang)
    return pick(
        (
            f"{year}年{what}{total}，其中{largest.label}{amount}，占{share}",
            f"{year} {what}: {total}, of which {largest.label} {amount}, {share}",
        ),
        sources.lang,
    )
