"""What a letter takes out of a report's page: its headline, key table, charts, findings and sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import html

from yusuan.model.text import printable
from yusuan.report.elements.style import COLOURS, light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lxml.html import HtmlElement

# A letter is read in a minute; the attachment has the rest. By these bounds it also stays within its size.
ROWS, POINTS, FINDINGS, CHARTS = 20, 6, 8, 3
_SENTENCE, _CELL = 400, 120


def _has(name: str) -> str:
    """The condition that an element is of a class, whatever else it is."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")

_STATUSES = ("broken", "question")
_OPENING_REPORT = "variance"
# Marks of sources lead to places in the page, and folded lists are opened there; a finding's tag is its rule.
_NOT_FOR_MAIL = (
    f".//*[self::script or self::style or self::svg or self::details or {_has('src')}]"
    f" | self::li/span[{_has('tag')}]"
)


class PageError(Exception):
    """A file is no report of ours; the message names it and what is missing."""


@dataclass(frozen=True, slots=True)
class Table:
    """The key table.

    Attributes:
        caption: whose, what, unit, years.
        headings: of the columns shown: the line's name, then figures.
        rows: cells as many as headings, the depth of the line, and the remark on the line or "".
        notes: what its tags mean.
        left_out: rows that are only in the page.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], int, str], ...]
    notes: str
    left_out: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its Vega-Lite specification as JSON in the light colours, and its words."""

    spec: str
    message: str
    subject: str
    notes: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of one status, worst first in the list of them: the title, the first few, how many more."""

    title: str
    sentences: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A page's parts, as plain text on one line each; nothing in it is markup.

    Attributes:
        path: of the page.
        department: whose document.
        period: year, scope and phase.
        title: of the report.
        headline: its finding in one sentence.
        points: further findings in short.
        table: the first table that is not folded away, None where there is none.
        charts: in the page's order.
        findings: what is broken and what is in question, where the page lists it.
        sources: the files the figures come from.
        made: name and value of what made the page.
    """

    path: Path
    department: str
    period: str
    title: str
    headline: str
    points: tuple[str, ...]
    table: Table | None
    charts: tuple[Chart, ...]
    findings: tuple[Findings, ...]
    sources: tuple[str, ...]
    made: tuple[tuple[str, str], ...]


def pages(folder: Path) -> list[Path]:
    """The pages of a report in its folder, the one that a letter opens with first."""
    return sorted(folder.glob("*.html"), key=lambda path: (path.stem != _OPENING_REPORT, path.name))


def read(path: Path) -> Excerpt:
    """Take a page apart.

    Args:
        path: of an HTML page that `yusuan report` made.

    Raises:
        PageError: it is none, or has no headline.
        OSError: it cannot be read.
    """
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(path.read_bytes(), parser=parser)
    except html.etree.LxmlError as error:
        raise PageError(f"{path}：不是报告 ({error})") from None
    said = {
        meta.get("name"): _clean(meta.get("content", "")) for meta in root.iter("meta") if meta.get("name")
    }
    main = root.find(".//main")
    if main is None or "yusuan-title" not in said or not said.get("description"):
        raise PageError(f"{path}：不是 yusuan 的报告，或没有开头一句 (no report, or without a headline)")
    charts = tuple(
        _chart(figure) for figure in main.iter("figure") if figure.find(".//script[@data-chart]") is not None
    )
    return Excerpt(
        path=path,
        department=said.get("yusuan-department", ""),
        period=said.get("yusuan-period", ""),
        title=said["yusuan-title"],
        headline=_short(said["description"], _SENTENCE),
        points=tuple(_text(item, _SENTENCE) for item in main.xpath(f".//ul[{_has('points')}]/li")[:POINTS]),
        findings=_findings(main),
        charts=charts[:CHARTS],
        table=_key_table(main),
        sources=tuple(_text(line, _SENTENCE) for line in main.xpath(f".//p[{_has('file')}]")),
        made=tuple(
            (_text(pair.find("dt"), _CELL), _text(pair.find("dd"), _CELL))
            for pair in main.xpath("./section[@id='about']//dl/div")
        ),
    )


def _key_table(main: HtmlElement) -> Table | None:
    tables = main.xpath(
        ".//div[contains(concat(' ', @class, ' '), ' table ')][not(ancestor::details)]//table"
    )
    if not tables:
        return None
    heads = tables[0].xpath("./thead/tr[last()]/th")
    rows = tables[0].xpath("./tbody/tr")
    notes = tables[0].xpath(f"ancestor::div[{_has('yusuan')}][1]/p[{_has('notes')}]")
    shown = [n for n, head in enumerate(heads) if n == 0 or _is_figure(head)]
    remark = next((n for n, _ in enumerate(heads) if _remarks(rows, n)), None)
    return Table(
        caption=_text(tables[0].find("caption"), _SENTENCE),
        headings=tuple(_text(heads[n], _CELL) for n in shown),
        rows=tuple(_row(row, shown, remark) for row in rows[:ROWS]),
        notes=_text(notes[0], _SENTENCE) if notes else "",
        left_out=max(0, len(rows) - ROWS),
    )


def _row(row: HtmlElement, shown: Sequence[int], remark: int | None) -> tuple[tuple[str, ...], int, str]:
    cells = list(row)
    depth = next((int(name[-1]) for name in _classes(row) if re.fullmatch(r"level-\d", name)), 0)
    texts = tuple(_figure(cells[n]) if n < len(cells) else "" for n in shown)
    said = "" if remark is None or remark >= len(cells) else _text(cells[remark], _SENTENCE)
    return texts, depth, said


def _figure(cell: HtmlElement) -> str:
    """A cell with its tag before the figure, so that figures stand under each other."""
    tags = cell.xpath(f"./span[{_has('tag')}]")
    if not tags or not _is_figure(cell):
        return _text(cell, _CELL)
    figure = _text(cell, _CELL)
    tag = _text(tags[0], _CELL)
    return f"{tag} {figure.removesuffix(tag).strip()}"


def _is_figure(cell: HtmlElement) -> bool:
    return "gt_right" in cell.get("class", "").split()


def _remarks(rows: Sequence[HtmlElement], column: int) -> bool:
    """Whether a column holds sentences: the table's builder marks them as text."""
    return any(column and column < len(row) and row[column].xpath(f"./div[{_has('text')}]") for row in rows)


def _classes(element: HtmlElement) -> list[str]:
    return [name for inner in element.iter() for name in (inner.get("class") or "").split()]


def _chart(figure: HtmlElement) -> Chart:
    spec = _VARIABLE.sub(_light, figure.findtext(".//script[@data-chart]") or "{}")
    said = figure.xpath(f".//p[{_has('message')}]")
    message = said[0].find("strong") if said else None
    subject = said[0].find("span") if said else None
    notes = figure.xpath(f"./div/div[{_has('caption')}]")
    return Chart(
        spec=spec,
        message=_text(message, _SENTENCE),
        subject=_text(subject, _SENTENCE),
        notes=_without_marks(_text(notes[0], _SENTENCE)) if notes else "",
    )


def _findings(main: HtmlElement) -> tuple[Findings, ...]:
    found = []
    for status in _STATUSES:
        for listed in main.xpath(
            f".//ol[contains(@class, 'findings') and contains(@class, 'status-{status}')]"
        ):
            items = listed.findall("li")
            titles = listed.xpath("ancestor::section[1]/h2")
            sentences = tuple(_text(item, _SENTENCE) for item in items[:FINDINGS])
            title = _text(titles[0], _CELL) if titles else status
            found.append(Findings(title, sentences, len(items) - len(sentences)))
    return tuple(found)


def _text(element: Any, most: int) -> str:
    """The words of an element on one line, without what only the page's reader can use."""
    if element is None:
        return ""
    left = set(element.xpath(_NOT_FOR_MAIL))
    return _short(_clean(_words(element, left)), most)


def _words(element: HtmlElement, left: set[HtmlElement]) -> str:
    parts = [element.text or ""]
    for child in element:
        if child not in left:
            parts.append(" " if child.tag == "br" else _words(child, left))
        parts.append(child.tail or "")
    return "".join(parts)


def _without_marks(notes: str) -> str:
    """A note whose marks of sources are gone needs no word that announces them."""
    return re.sub(r"^(来源：|Source:)\s*", "", notes)


def _clean(text: str) -> str:
    return printable(" ".join(text.split()))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _light(match: re.Match[str]) -> str:
    return light(match[1]) if match[1] in COLOURS else match[0]
