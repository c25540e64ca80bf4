"""docx documents → paragraphs and tables in the order of the body, from the package's own markup.

Read without a document model on top: the markup says all that is needed (`w:gridSpan`, `w:vMerge`), and
office suites write packages whose other parts are broken (a picture is missing) but whose text is whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from yusuan.extract.cell_text import cell_text, one_line
from yusuan.extract.office.zip_package import Package
from yusuan.extract.raw import Block, Cell, RawDocument, RawTable, TextLine
from yusuan.extract.refusal import refusal
from yusuan.extract.stacked_tables import segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

# Elements that only wrap what is printed: content controls, insertions, links, alternatives.
# fmt: off
_WRAPPERS = frozenset({
    "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo",
    "ruby", "rubyBase", "AlternateContent", "Choice",
})
# fmt: on
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off"}
_MOST_SPANNED = 1_000


def read_word(path: Path) -> RawDocument:
    """Read the body of a docx: paragraphs as lines, tables with each merged cell once.

    A docx has no pages: all stands on page 1, and a line's row is its running number. A table inside a cell
    follows the table around it; a text box follows the paragraph that holds it. Deleted and hidden text,
    notes, headers and footers are left out. Numbers that the word processor counts itself (automatic
    numbering) are not in the file as text, and are not given.

    Raises:
        UnreadableError: damaged, encrypted, a bomb, or without any text.
    """
    data = path.read_bytes()
    with Package(path, data) as package:
        package.refuse_entities()
        body = package.xml(package.main_part()).find("{*}body")
        title = package.title()
    reader = _Reader()
    if body is not None:
        reader.read(body)
    if not reader.blocks:
        raise refusal(path, "文档里没有可读的文字", "no text in the document")
    return RawDocument(
        path=path,
        format="docx",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=1,
        blocks=tuple(reader.blocks),
        title=title,
    )


@dataclass(slots=True)
class _Reader:
    """Collects the blocks of a body and counts its lines. The parser bounds how deep tables nest."""

    blocks: list[Block] = field(default_factory=list)
    lines: int = 0

    def read(self, container: etree._Element) -> None:
        """Read the paragraphs and tables of a body, a cell or a text box."""
        for element in _children(container):
            if _name(element) == "p":
                for line in _paragraph(element).split("\n"):
                    self._add_line(line)
                for box in _text_boxes(element):
                    self.read(box)
            elif _name(element) == "tbl":
                self._read_table(element)

    def _read_table(self, table: etree._Element) -> None:
        cells, sources = _table_cells(table)
        if all(cell.column == 0 for cell in cells):  # a frame around text, not a table
            for source in sources:
                self.read(source)
            return
        for block in segment(cells):
            if isinstance(block, RawTable):
                self.blocks.append(block)
            else:
                self._add_line(block.text)
        for source in sources:
            for element in _children(source):
                if _name(element) == "tbl":
                    self._read_table(element)

    def _add_line(self, text: str) -> None:
        if line := one_line(text):
            self.lines += 1
            self.blocks.append(TextLine(text=line, page=1, row=self.lines))


def _table_cells(table: etree._Element) -> tuple[list[Cell], list[etree._Element]]:
    """The cells of a table, merged ones once, and beside them the elements that hold their content."""
    cells: list[Cell] = []
    sources: list[etree._Element] = []
    open_above: dict[int, int] = {}  # by its first column, the cell that the row above leaves open downwards
    rows = (row for row in _children(table) if _name(row) == "tr" and row.find("{*}trPr/{*}del") is None)
    for number, row in enumerate(rows):
        column = _count(row, "trPr/gridBefore", 0)
        still_open: dict[int, int] = {}
        for source in (cell for cell in _children(row) if _name(cell) == "tc"):
            span = min(max(_count(source, "tcPr/gridSpan", 1), 1), _MOST_SPANNED)
            downwards, sideways = _merge(source, "vMerge"), _merge(source, "hMerge")
            above = open_above.get(column)
            if sideways == "continue" and cells and cells[-1].row == number:
                cells[-1] = replace(cells[-1], column_span=cells[-1].column_span + span)
            elif downwards == "continue" and above is not None and cells[above].column_span == span:
                cells[above] = replace(cells[above], row_span=cells[above].row_span + 1)
                still_open[column] = above
            else:
                if downwards:
                    still_open[column] = len(cells)
                text = cell_text("\n".join(_texts(source)))
                cells.append(Cell(text, number, column, column_span=span, page_row=number + 1))
                sources.append(source)
            column += span
        open_above = still_open
    return cells, sources


def _texts(container: etree._Element) -> Iterator[str]:
    """The paragraphs of a cell, those of its text boxes after them, those of tables inside it not."""
    for element in _children(container):
        if _name(element) == "p":
            yield _paragraph(element)
            for box in _text_boxes(element):
                yield from _texts(box)


def _paragraph(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(container: etree._Element) -> Iterator[str]:
    for element in _children(container):
        name = _name(element)
        if name == "r" and not _is_on(element.find("{*}rPr/{*}vanish")):
            yield from _pieces(element)
        elif name == "t":
            yield element.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes anchored in a paragraph; of alternatives only the first choice."""
    for box in paragraph.iter("{*}txbxContent"):
        holders = [_name(holder) for holder in box.iterancestors() if paragraph in holder.iterancestors()]
        if "Fallback" not in holders and "txbxContent" not in holders:
            yield box


def _children(container: etree._Element) -> Iterator[etree._Element]:
    """What a container holds, through elements that only wrap."""
    for child in container:
        if _name(child) in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: etree._Element) -> str:
    """The `w:val` of a property, "" if it has none."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}val")), "")


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and _value(element) not in _OFF


def _count(element: etree._Element, path: str, default: int) -> int:
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    text = "" if found is None else _value(found)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _merge(source: etree._Element, name: str) -> str:
    """How a cell is merged: "restart", "continue" (also where no value is given), or "" if it is not."""
    found = source.find(f"{{*}}tcPr/{{*}}{name}")
    return "" if found is None else _value(found) or "continue"
