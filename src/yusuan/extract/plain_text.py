"""Text files: one line a paragraph, tables as lines of cells split by tabs."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from typing import TYPE_CHECKING

from yusuan.extract.raw import Block, Cell, RawDocument, RawTable, TextLine, UnreadableError
from yusuan.extract.transcript.reader import is_figure_transcript, read_figures

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ROWS = 3  # of as many cells that make a comma-separated table
_AMOUNT = re.compile(r"[-−△]?\d[\d,]*(?:\.\d+)?")
_THOUSANDS = re.compile(r'[^\d\s.,"-]\d{1,3},\d{3}(?!\d)')
_RULE = re.compile(r":?-{2,}:?")


def read_transcript(path: Path) -> RawDocument:
    """Read a tab-separated transcript (UTF-8, or GB 18030 as Chinese Windows writes it).

    A file that begins as a figure transcript is read as one (`transcript_figures`). In any other, lines that
    hold a tab are rows, as are those of Markdown tables and of comma-separated ones. Rows on adjoining lines are one table even where one is a cell short; over blank
    lines a table goes on only with the same number of cells. What a blank cell in a heading means (the
    heading left of it or above it goes on) is settled later.

    Raises:
        UnreadableError: the file is no text, or a malformed figure transcript.
    """
    data = path.read_bytes()
    text = _decode(path, data)
    sha256 = hashlib.sha256(data).hexdigest()
    if is_figure_transcript(text):
        return read_figures(path, _lines(text), sha256)
    lines = with_tabs(_lines(text))
    return RawDocument(path=path, format="txt", sha256=sha256, pages=1, blocks=tuple(_blocks(lines)))


def _blocks(lines: Iterable[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        if "\t" in line:
            cells = line.split("\t")
            if rows and number > rows[-1][0] + 1 and len(cells) != len(rows[-1][1]):
                blocks.append(_table(rows))
                rows = []
            rows.append((number, cells))
        elif line.strip():
            if rows:
                blocks.append(_table(rows))
                rows = []
            blocks.append(TextLine(text=line.strip(), page=1, row=number))
    if rows:
        blocks.append(_table(rows))
    return blocks


def with_tabs(lines: list[str]) -> list[str]:
    """The lines of a text, those of Markdown tables and of comma-separated ones with tabs between their cells.

    Commas are taken for separators where three lines or more in a row hold as many cells, and one an amount.
    Rules of Markdown (`|---|---:|`) become blank lines, so that all lines keep their numbers.
    """
    found = [_of_markdown(line) for line in lines]
    first = 0
    while first < len(lines):
        width = len(_of_commas(lines[first]))
        last = first + 1
        while width > 1 and last < len(lines) and len(_of_commas(lines[last])) == width:
            last += 1
        cells = [_of_commas(line) for line in lines[first:last]]
        if last - first >= _ROWS and any(_AMOUNT.fullmatch(cell.strip()) for row in cells for cell in row):
            found[first:last] = ["\t".join(row) for row in cells]
        first = last
    return found


def _of_markdown(line: str) -> str:
    bare = line.strip()
    if "\t" in line or not (len(bare) > 1 and bare.startswith("|") and bare.endswith("|")):
        return line
    cells = [cell.strip() for cell in bare[1:-1].split("|")]
    return "" if all(_RULE.fullmatch(cell) for cell in cells) else "\t".join(cells)


def _of_commas(line: str) -> list[str]:
    """The cells of a comma-separated line, none where it holds a tab or a comma of thousands."""
    if "," not in line or "\t" in line or _THOUSANDS.search(line):
        return []
    return next(csv.reader([line]), [])


def _decode(path: Path, data: bytes) -> str:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # what Windows calls Unicode
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableError(f"{path}：不是文本文件 (not a text file)")


def _lines(text: str) -> list[str]:
    """The lines as editors count them: a form feed or another separator inside a line does not end it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _table(rows: list[tuple[int, list[str]]]) -> RawTable:
    cells = tuple(
        Cell(text=text.strip(), row=index, column=column, page=1, page_row=number)
        for index, (number, texts) in enumerate(rows)
        for column, text in enumerate(texts)
        if text.strip()
    )
    width = max(len(texts) for _, texts in rows)
    return RawTable(cells=cells, n_rows=len(rows), n_columns=width, page=1)
