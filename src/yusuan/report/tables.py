"""Tables, by great-tables: years compared, parts of a whole, quantities, counts; with places."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from great_tables import GT

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import STATUS_NAMES, BaseOrigin, Language, Status, pick
from yusuan.report.elements import words
from yusuan.report.elements.display import Html, folded
from yusuan.report.elements.sources import Place
from yusuan.report.elements.sparkline import sparkline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.report.elements.sources import Sources
    from yusuan.report.figures.shares import Composition

_MISSING = "—"
# Of 万元 in a table, and as many as a 分 needs.
_DECIMALS, _ALL_DECIMALS = 2, 6
_OWN_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


class Column(NamedTuple):
    """A column of a table: its heading, and whether it holds numbers."""

    heading: str
    number: bool = False


def variance(
    frame: pl.DataFrame,
    year: int,
    base_year: int,
    sources: Sources,
    *,
    name: str,
    caption: str,
    notes: Sequence[str] = (),
    series: pl.DataFrame | None = None,
) -> Html:
    """Lines in two years: 上年, 本年, 增减额, 增减率, 历年, 原因, 来源.

    Args:
        frame: rows of `Workspace.variance`.
        year: of the current amounts.
        base_year: of the base.
        sources: takes up the places.
        name: makes the table's id unique on its page.
        caption: what, unit, when.
        notes: sentences below the table.
        series: rows of `Workspace.series`; lines known in three years or more get a small drawing of them.
    """
    drawn = _sparklines(series, year, sources.lang)
    remarks = [_remarks(row, sources.lang) for row in frame.iter_rows(named=True)]
    rows = []
    for row, remark in zip(frame.iter_rows(named=True), remarks, strict=True):
        origin = (
            f"{_tag(pick(('推算', 'implied'), sources.lang))} "
            if row["base_origin"] == BaseOrigin.IMPLIED
            else ""
        )
        rows.append(
            [
                _line(
                    sources.named(row["line"], words.line(row, sources.lang)),
                    row["level"],
                ),
                (origin if row["base_fen"] is not None else "") + amount(row["base_fen"]),
                amount(row["current_fen"]),
                amount(row["change_fen"], sign=True),
                _rate(row, sources.lang),
                *([drawn.get(row["key"], "")] if drawn else []),
                *([text(remark)] if any(remarks) else []),
                sources.mark(Place.of(row), Place.of_base(row)),
            ]
        )
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        Column(f"{base_year}{pick(('年', ''), sources.lang)}", number=True),
        Column(f"{year}{pick(('年', ''), sources.lang)}", number=True),
        Column(pick(("增减额", "Change"), sources.lang), number=True),
        Column(pick(("增减率", "Rate"), sources.lang), number=True),
        *([Column(pick(("历年", "Years"), sources.lang))] if drawn else []),
        *([Column(pick(("说明", "Note"), sources.lang))] if any(remarks) else []),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    return build(f"variance-{name}", columns, rows, caption, notes)


def parts(whole: Composition, sources: Sources, *, caption: str) -> Html:
    """Every line of a composition with its amount, share and place."""
    rows = [
        [
            _line(sources.named(part.label), part.level),
            amount(part.amount_fen),
            _share(part.amount_fen, whole.whole_fen),
            sources.mark(part.place),
        ]
        for part in whole.parts
    ]
    total = (pick(("合计", "Total"), sources.lang), amount(whole.whole_fen))
    rows.append([*(f"<strong>{text}</strong>" for text in total), "", ""])
    columns = [
        Column(pick(("项目", "Line"), sources.lang)),
        Column(pick(("金额", "Amount"), sources.lang), number=True),
        Column(pick(("占比", "Share"), sources.lang), number=True),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    table = build(f"parts-{whole.table.value}", columns, rows, caption)
    summary = pick(
        (f"数据表：{len(whole.parts)}行，逐行注明来源", f"Data: {len(whole.parts)} lines"), sources.lang
    )
    return folded(table, summary)


def quantities(frame: pl.DataFrame, sources: Sources, *, name: str, caption: str) -> Html:
    """People, vehicles, land, buildings: what is said, with its unit.

    Args:
        frame: rows of `schemas.Statements` with a quantity.
        sources: takes up the places.
        name: makes the table's id unique on its page.
        caption: what and when.
    """
    printed = frame["line"].to_list()
    rows = [
        [
            # Things of one name are told apart by their metric.
            escape(words.name(row["metric"], row["line"], sources.lang, printed.count(row["line"]) > 1)),
            escape(words.quantity(row["quantity"], row["quantity_unit"], sources.lang)),
            sources.mark(Place(row["document"], row["page"], row["row"], label=row["line"])),
        ]
        for row in frame.iter_rows(named=True)
    ]
    columns = [
        Column(pick(("项目", "Item"), sources.lang)),
        Column(pick(("数量", "Quantity"), sources.lang), number=True),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    return build(f"quantities-{name}", columns, rows, caption)


def counts(frame: pl.DataFrame, lang: Language, *, caption: str) -> Html:
    """How many identities of each suite came out how: columns suite, status, count."""
    suites = frame["suite"].unique(maintain_order=True).to_list()
    amounts_of = {(row["suite"], row["status"]): row["count"] for row in frame.iter_rows(named=True)}
    rows = [
        [escape(suite), *(str(amounts_of.get((suite, status.value), 0)) for status in Status)]
        for suite in suites
    ]
    columns = [Column(pick(("规则集", "Suite"), lang))]
    columns += [Column(pick(STATUS_NAMES[status], lang), number=True) for status in Status]
    return build("counts", columns, rows, caption)


def build(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    caption: str,
    notes: Sequence[str] = (),
) -> Html:
    """A table of cells that are markup already.

    Args:
        name: becomes its id; unique on a page.
        columns: headings, as text.
        rows: cells as escaped markup, one for each column.
        caption: as text.
        notes: sentences below the table, as text.
    """
    keys = [f"c{index}" for index in range(len(columns))]
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(keys, pl.String), orient="row")
    numbers = [key for key, column in zip(keys, columns, strict=True) if column.number]
    table = (
        GT(frame, rowname_col=keys[0], id=f"table-{name}")
        .fmt(lambda markup: markup, columns=keys)
        .tab_stubhead(columns[0].heading)
        .cols_label({key: column.heading for key, column in zip(keys[1:], columns[1:], strict=True)})
        .cols_align("left", columns=[key for key in keys if key not in numbers])
        .cols_align("right", columns=numbers)
    )
    markup = _OWN_STYLE.sub("", table.as_raw_html()).replace(
        "<thead>", f"<caption><span>{escape(caption)}</span></caption><thead>", 1
    )
    below = "".join(f'<p class="notes">{escape(note)}</p>' for note in notes)
    kinds = ["table"]
    if 'class="text"' not in markup:
        kinds.append("narrow")
    if 'class="level-' in markup:
        kinds.append("lines")
    tag = f'<div class="{" ".join(kinds)}" role="region" tabindex="0"'
    scroller = f'{tag} aria-label="{escape(caption, quote=True)}">'
    return Html(f"{scroller}{markup}</div>{below}", caption)


def text(sentence: str, tag: str | None = None) -> str:
    """A cell that holds a sentence, which wants room, and a small tag after it."""
    return f'<div class="text">{escape(sentence)}{f" {_tag(tag)}" if tag else ""}</div>'


def amount(fen: int | None, *, sign: bool = False) -> str:
    """A cell with an amount in 万元, a dash for a missing one."""
    return _MISSING if fen is None else wan_yuan(fen, sign=sign)


def decimals(amounts: Sequence[int | None]) -> int:
    """How many decimals of 万元 a column needs, two at least, so that none of its amounts (分) is rounded."""
    needed = [
        _ALL_DECIMALS - len(digits) + len(digits.rstrip("0")) for digits in map(str, filter(None, amounts))
    ]
    return max(_DECIMALS, *needed) if needed else _DECIMALS


def change_text(row: Mapping[str, Any], lang: Language) -> str:
    """A change with its rate: “−157.22（▼21.4%）”."""
    rate = _rate(row, lang)
    change = amount(row["change_fen"], sign=True)
    return change if rate == _MISSING else pick((f"{change}（{rate}）", f"{change} ({rate})"), lang)


def _remarks(row: Mapping[str, Any], lang: Language) -> str:
    """The notes of a line, then the document's own reason."""
    return pick(("；", "; "), lang).join(
        part for part in (words.notes(row["note"], lang), row["reason"]) if part
    )


def _sparklines(series: pl.DataFrame | None, year: int, lang: Language) -> dict[str, str]:
    """Drawings by key of the line, up to a year; empty where no line is known long enough."""
    if series is None:
        return {}
    rows = series.filter(pl.col("fiscal_year") <= year).sort("fiscal_year")
    if rows.is_empty():
        return {}
    span = range(rows["fiscal_year"].min(), year + 1)  # type: ignore[arg-type]
    drawn = {}
    for (key,), group in rows.group_by("key", maintain_order=True):
        amounts_of = dict(group.select("fiscal_year", "amount_fen").iter_rows())
        drawn[str(key)] = sparkline([(each, amounts_of.get(each)) for each in span], lang)
    return drawn if any(drawn.values()) else {}


def _share(part: int, whole: int) -> str:
    """A share for a column of numbers: decimals stand below each other, and what is small is not 0."""
    return words.percent(part, whole).replace("不足", "&lt;")


def _line(markup: str, level: int | None) -> str:
    return f'<span class="level-{level or 0}">{markup}</span>'


def _tag(text: str) -> str:
    return f'<span class="tag">{escape(text)}</span>'


def _rate(row: Mapping[str, Any], lang: Language) -> str:
    if row["change_rate"] is None:
        return _MISSING
    if row["change_fen"] == 0:
        return "0.00%"
    size = words.percent(row["change_fen"], row["base_fen"], lang, decimals=2)
    return f"{'▲' if row['change_fen'] > 0 else '▼'}{size}"
