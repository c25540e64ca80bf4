"""Saved web pages → lines of text and tables, with row and column spans; layout tables are containers."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from yusuan.extract.cell_text import cell_text, one_line, unwrapped
from yusuan.extract.raw import Block, Cell, RawDocument, RawTable, TextLine
from yusuan.extract.refusal import refusal
from yusuan.extract.stacked_tables import segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# fmt: off
_SILENT = frozenset({
    "head", "script", "style", "template", "noscript", "iframe", "frame", "frameset", "object", "embed",
    "applet", "audio", "video", "canvas", "svg", "math", "select", "option", "datalist", "button",
    "textarea", "input", "nav", "xml",
})
_BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ATTACHED = re.compile(r"\.(?:pdf|xlsx?|docx?|et|wps|zip|rar|ofd)$", re.IGNORECASE)
_LETTER = re.compile(r"\w")
_ICON = 64  # pixels: a picture so small holds no table
_MOST_OWN = 4  # cells of its own for each of an inner table, beyond which that is but a part of a cell
_PROSE = 60  # characters: a cell of a one-row table longer than this is a paragraph
_MOST_COLUMNS_SPANNED = 1_000  # as browsers cap it
_SPANS_END = 10_000  # no table that people read is so wide; beyond it cells are one column wide


def read_html(path: Path) -> RawDocument:
    """Read what a browser shows of a saved page, without fetching or running anything.

    Scripts, hidden elements, form fields, `nav` and lists of links elsewhere are left out. Tables that only
    arrange the page (they hold tables, or a single column, or one row of prose) give their text as lines.

    Raises:
        UnreadableError: nested too deep, or a page that shows no text (one that a script fills).
    """
    data = path.read_bytes()
    root = _parse(path, decode_html(data))
    reader = _Reader()
    reader.read(root)
    if not reader.blocks:
        raise refusal(path, "网页里没有文字（内容可能由脚本生成或在框架里）", "the page shows no text")
    notes = (f"略去 {reader.link_lists} 个链接列表",) if reader.link_lists else ()
    return RawDocument(
        path=path,
        format="html",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=1,
        blocks=tuple(reader.blocks),
        pictures=_pictures(root),
        title=_title(root),
        notes=notes,
    )


def _pictures(root: etree._Element) -> int:
    """How many pictures a page shows that are no icons."""
    sizes = [
        (_span(image, "width"), _span(image, "height")) for image in root.iter("img") if _is_shown(image)
    ]
    return sum(not 1 < width <= _ICON and not 1 < height <= _ICON for width, height in sizes)


def decode_html(data: bytes) -> str:
    """The text of a page: by its byte order mark, as UTF-8 if it is, as it declares, else as GB 18030."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    for encoding in ("utf-8", "gb18030" if name.startswith("gb") else name, "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return data.decode("gb18030", errors="replace")


def _parse(path: Path, text: str) -> etree._Element:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    cleaned = text.replace("\0", "").encode("utf-8", errors="replace")
    try:
        root = lxml_html.document_fromstring(cleaned, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise refusal(path, "不是可读的网页", "not a readable page") from error
    if any(entry.type_name in {"ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY"} for entry in parser.error_log):
        raise refusal(path, "网页嵌套过深或过大，不予读取", "nested too deep or too large")
    return root


def _title(root: etree._Element) -> str:
    """The article's own title as Chinese government sites declare it, else the page's."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle" and meta.get("content"):
            return one_line(meta.get("content", ""))
    return one_line(next((title.text or "" for title in root.iter("title")), ""))


@dataclass(slots=True)
class _Reader:
    """Collects the blocks of a page; text gathers until the line that it is part of ends."""

    blocks: list[Block] = field(default_factory=list)
    gathered: list[str] = field(default_factory=list)
    lines: int = 0
    link_lists: int = 0

    def read(self, container: etree._Element, *, pre: bool = False) -> None:
        """Read what an element holds. The parser bounds how deep elements nest."""
        pre = pre or container.tag == "pre"
        self.gathered.append(_as_shown(container.text, pre=pre))
        for child in container:
            if child.tag == "br":
                self._end_line()
            elif _is_shown(child) and child.tag in _BLOCK:
                self._end_line()
                self._read_block(child, pre=pre)
                self._end_line()
            elif _is_shown(child):
                self.read(child, pre=pre)
            self.gathered.append(_as_shown(child.tail, pre=pre))

    def _read_block(self, block: etree._Element, *, pre: bool) -> None:
        if block.tag == "table" and not _is_layout(block):
            self._read_table(block)
        elif block.tag in {"ul", "ol"} and _leads_elsewhere(block):
            self.link_lists += 1
        else:
            self.read(block, pre=pre)

    def _read_table(self, table: etree._Element) -> None:
        for caption in table.iterchildren("caption"):
            self.read(caption)
            self._end_line()
        cells = _table_cells(table)
        if all(cell.row == 0 for cell in cells) and any(len(cell.text) > _PROSE for cell in cells):
            for cell in cells:
                self._add_lines(cell.text)
            return
        for block in segment(cells):
            if isinstance(block, RawTable):
                self.blocks.append(block)
            else:
                self._add_lines(block.text)

    def _end_line(self) -> None:
        self._add_lines("".join(self.gathered))
        self.gathered.clear()

    def _add_lines(self, text: str) -> None:
        for line in cell_text(text).split("\n"):
            if line:
                self.lines += 1
                self.blocks.append(TextLine(text=line, page=1, row=self.lines))


def _table_cells(table: etree._Element) -> list[Cell]:
    """The cells of a data table, their spans cut to the rows of their group and to what is free."""
    cells: list[Cell] = []
    free_from: dict[int, int] = {}  # by column, the first row that no cell above reaches
    for number, (sources, left) in enumerate(_rows(table)):
        column = 0
        for source in sources:
            while free_from.get(column, 0) > number:
                column += 1
            width = min(_span(source, "colspan") or 1, _MOST_COLUMNS_SPANNED) if column < _SPANS_END else 1
            taken = (place for place in range(1, width) if free_from.get(column + place, 0) > number)
            width = next(taken, width)
            height = min(_span(source, "rowspan") or left, left)
            text = cell_text("".join(_pieces(source)))
            cells.append(Cell(text, number, column, height, width, page_row=number + 1))
            for covered in range(column, column + width):
                free_from[covered] = number + height
            column += width
    return cells


def _rows(table: etree._Element) -> list[tuple[list[etree._Element], int]]:
    """The shown rows of a table: their shown cells, and the rows from each to the end of its group."""
    rows: list[tuple[etree._Element, list[etree._Element]]] = []
    for element in table.iter("tr", "td", "th"):
        row = next(element.iterancestors("tr", "table"), table) if element.tag != "tr" else element
        if next(element.iterancestors("table")) is not table:
            continue
        if not (_is_shown(element) and _is_shown(row) and _is_shown(row.getparent())):
            continue
        if element.tag == "tr" or not rows or rows[-1][0] is not row:  # or a cell that no row holds
            rows.append((row, []))
        if element.tag != "tr":
            rows[-1][1].append(element)
    numbered: list[tuple[list[etree._Element], int]] = []
    left, group = 0, None
    for row, sources in reversed(rows):
        left = left + 1 if row.getparent() is group else 1
        group = row.getparent()
        numbered.append((sources, left))
    return numbered[::-1]


def _pieces(container: etree._Element, *, pre: bool = False, nested: bool = False) -> Iterator[str]:
    """The text of a cell, that of a table inside it too; a line feed at each `br` and around each block."""
    pre = pre or container.tag == "pre"
    nested = nested or container.tag == "table"
    yield _as_shown(container.text, pre=pre)
    for child in container:
        ends_line = child.tag in _BLOCK
        if child.tag == "br":
            yield "\n"
        if ends_line:
            yield "\n"
        if _is_shown(child) and (
            nested or child.tag not in {"tr", "td", "th"}
        ):  # ill-nested: cells of their own
            yield from _pieces(child, pre=pre, nested=nested)
        if ends_line:
            yield "\n"
        yield _as_shown(child.tail, pre=pre)


def _as_shown(text: str | None, *, pre: bool) -> str:
    return (text or "") if pre else unwrapped(text or "")


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only arranges the page: it holds tables of some size, or no row has two cells."""
    rows = _rows(table)
    own = sum(len(sources) for sources, _ in rows)
    inner = sum(1 for _ in table.iter("td", "th")) - own if _holds_table(table) else 0
    return inner * _MOST_OWN >= own or all(len(sources) < 2 for sources, _ in rows)


def _holds_table(element: etree._Element) -> bool:
    return next(element.iterdescendants("table"), None) is not None


def _leads_elsewhere(links: etree._Element) -> bool:
    """Whether a list is navigation: nothing but links to other pages, none of them a document."""
    targets = [link.get("href", "") for link in links.iter("a") if link.get("href")]
    if not targets or any(target.startswith("#") or _ATTACHED.search(target) for target in targets):
        return False
    linked = "".join(str(text) for link in links.iter("a") for text in link.itertext())
    return _LETTER.findall(linked) == _LETTER.findall("".join(map(str, links.itertext())))


def _is_shown(element: etree._Element | None) -> bool:
    if element is None:
        return True
    if not isinstance(element.tag, str) or element.tag in _SILENT or element.get("hidden") is not None:
        return False
    return _HIDDEN.search(element.get("style", "")) is None


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
