"""A document without its sentences → a figure transcript, which `transcript` reads back to the same."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from yusuan.extract.raw import LEFT_OUT, RawTable
from yusuan.extract.transcript import marks
from yusuan.extract.transcript.statements import STATEMENT_FIELDS, heading_fields, statement_fields
from yusuan.extract.transcript.tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.raw import Block, RawDocument, Recorded

_HOW_TO_READ = f"""\
只有表格、标题和文字所说的数字，没有原文的句子。每行前面是“页:行”，可与原文逐行对照。# 开头的行不读入。
表照印：一行一行，各格以制表符分开；{marks.OF_LEFT} 与左格合并，{marks.OF_ABOVE} 与上格合并，\\n 是格内换行；{LEFT_OUT} 处原有文字，未录。
Tables, titles and figures only, no sentences; page:row in front of each line; cells split by tabs;
{marks.OF_LEFT} and {marks.OF_ABOVE} join a position to the cell left of it or above it, \\n breaks a line in a cell, \
{LEFT_OUT} is text left out."""


def write(raw: RawDocument, *, source: str = "") -> str:
    """Write a document that holds in `recorded` what its text says as a figure transcript.

    The texts of lines and cells are written as they stand: the caller has left the sentences out.

    Args:
        raw: the document. Its path, hash, metadata title and notes are not written.
        source: where it comes from, for people; "" for nothing.

    Returns:
        Lines that end in line feeds, the same for the same document.

    Raises:
        ValueError: nothing is recorded; cells overlap or reach beyond their grid; cells of one row stand in
            several places; or an amount is no multiple of its printed precision.
    """
    if raw.recorded is None:
        raise ValueError("what the text says is not recorded")
    comments = [marks.escape(source), *_HOW_TO_READ.splitlines()]
    lines = [
        marks.FIRST_LINE,
        *(f"{marks.COMMENT} {comment}" for comment in comments if comment),
        *_whose(raw.recorded),
        _line(marks.PAGES, raw.pages),
    ]
    if raw.unread_pages:
        lines.append(_line(marks.UNREAD, *raw.unread_pages))
    lines += _said(raw.recorded)
    lines += _blocks(raw.blocks)
    return "".join(f"{line}\n" for line in lines)


def _line(*fields: object) -> str:
    return "\t".join(map(str, fields))


def _place(page: object, row: object) -> str:
    return f"{page}:{row}"


def _whose(said: Recorded) -> Iterator[str]:
    yield _line(marks.DEPARTMENT, marks.escape(said.department))
    yield _line(marks.SCOPE, said.scope.value)
    yield _line(marks.YEAR, said.fiscal_year)
    yield _line(marks.PHASE, said.phase.value)


def _said(said: Recorded) -> Iterator[str]:
    if said.headings:
        yield ""
    for row in said.headings:
        yield _line(marks.HEADING, _place(row["page"], row["row"]), *heading_fields(row))
    if said.statements:
        yield ""
        yield _line(marks.COMMENT, "页:行", *STATEMENT_FIELDS)
    for row in said.statements:
        yield _line(marks.STATEMENT, _place(row["page"], row["row"]), *statement_fields(row))


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines of each block, an empty one after each table."""
    before: Block | None = None
    copies = 0
    for block, after in zip_longest(blocks, blocks[1:]):
        if before is None or isinstance(before, RawTable):
            yield ""
        before = block
        if isinstance(block, RawTable):
            yield from _table(block)
        elif block.text.strip(LEFT_OUT):
            yield _line(marks.LINE, _place(block.page, block.row), marks.escape(block.text))
        else:
            copies += 1
            if block != after:
                place = _place(block.page, block.row)
                yield _line(marks.LEFT_OUT_LINES, place, copies, len(block.text))
                copies = 0


def _table(table: RawTable) -> Iterator[str]:
    flags = {marks.UNRULED: not table.ruled, marks.CONTINUES: table.continues, marks.OCR: table.ocr}
    size = f"{table.n_rows}×{table.n_columns}"
    yield _line(marks.TABLE, table.page, size, *(word for word, holds in flags.items() if holds))
    for place, fields in rows_of(table):
        yield _line(marks.NO_PLACE if place is None else _place(*place), *fields)
