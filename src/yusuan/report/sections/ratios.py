"""A section on ratios, rates and money per head: each with its inputs, or why it cannot be computed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.vocabulary import Language, pick
from yusuan.report import tables
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several
from yusuan.report.elements.sources import Place
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Html
    from yusuan.report.elements.sources import Sources


def table(indicators: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Html | Several:
    """The indicators that can be computed, and one sentence on those that cannot.

    Args:
        indicators: rows of `Workspace.indicators_of`.
        disclosure: whose.
        sources: takes up the places.
    """
    computed = indicators.filter(pl.col("value").is_not_null()).to_dicts()
    unknown = indicators.filter(pl.col("value").is_null())
    name = pick(("name", "name_en"), sources.lang)
    pieces = []
    if computed:
        cells = [
            [
                escape(row[name]),
                value(row, sources.lang),
                _inputs(row, sources.lang),
                sources.mark(*_places(row, sources.lang)),
            ]
            for row in computed
        ]
        columns = [
            Column(pick(("指标", "Indicator"), sources.lang)),
            Column(pick(("数值", "Value"), sources.lang), number=True),
            Column(pick(("算法", "How it is computed"), sources.lang)),
            Column(pick(("来源", "Source"), sources.lang)),
        ]
        when = f"{disclosure.year}{pick(('年', ''), sources.lang)}"
        caption = f"{disclosure.department} · {pick(('分析指标', 'Indicators'), sources.lang)} · {when}"
        pieces.append(tables.build("indicators", columns, cells, caption))
    if len(unknown):
        names = pick(("、", ", "), sources.lang).join(unknown[name].unique(maintain_order=True))
        text = (f"缺少数据、没有计算的指标：{names}。", f"Not computed for want of data: {names}.")
        pieces.append(display.note(pick(text, sources.lang)))
    return Several(tuple(pieces))


def value(row: Mapping[str, Any], lang: Language = "zh") -> str:
    """A value with its unit: “27.5%”, “−9.9%”, “38,712元/人”."""
    sign = "−" if row["value"] < 0 else ""
    if row["unit"] == "fraction":
        return f"{sign}{words.percent(row['value'], 1, lang)}"
    return f"{sign}{abs(row['value']):,.0f}{pick(('元/人', ' yuan a head'), lang)}"


def _inputs(row: Mapping[str, Any], lang: Language) -> str:
    """Numerator and denominator in words, where the indicator has both."""
    if not row["numerator"] or not row["denominator"]:
        return "—"
    over = " ÷ ".join(_size(row, side, lang) for side in ("numerator", "denominator"))
    return tables.text(f"{over} − 1" if row["formula"].endswith("- 1") else over)


def _size(row: Mapping[str, Any], side: str, lang: Language) -> str:
    fen, quantity = row[f"{side}_fen"], row.get(f"{side}_quantity")
    if fen is not None:
        size = words.amount(fen, lang)
    else:
        size = "" if quantity is None else words.quantity(quantity, "人", lang)
    # The names of inputs are Chinese; in English the amounts must do.
    return size if lang == "en" else f"{row[side]}{size}"


def _places(row: Mapping[str, Any], lang: Language) -> tuple[Place | None, Place | None]:
    other = {key: row[f"denominator_{key}"] for key in ("document", "page", "row", "column")}
    return Place.of(row), Place.of(other | {"line": row["denominator"] if lang == "zh" else None})
