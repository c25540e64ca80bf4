"""Text files: one line a paragraph, tables as lines of cells split by tabs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from yusuan.extract.raw import Block, Cell, RawDocument, RawTable, TextLine, UnreadableError
from yusuan.extract.transcript.reader import is_figure_transcript, read_figures

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def read_transcript(path: Path) -> RawDocument:
    """Read a tab-separated transcript (UTF-8, or GB 18030 as Chinese Windows writes it).

    A file that begins as a figure transcript is read as one (`transcript_figures`). In any other, lines that
    hold a tab are rows. Rows on adjoining lines are one table even where one is a cell short; over blank
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
    return RawDocument(path=path, format="txt", sha256=sha256, pages=1, blocks=tuple(_blocks(_lines(text))))


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


def _decode(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
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
