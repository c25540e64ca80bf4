"""What a document says of its empty tables: “注：本部门无政府性基金预算，故本表无数据”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yusuan.extract.raw import RawTable
from yusuan.model.text import fold, squeeze
from yusuan.reference.table_kinds import table_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.raw import Cell, RawDocument
    from yusuan.normalise.tables.assembly import Table

_SAYS_NOTHING = re.compile(
    r"(?:没有|不涉及|未(?:安排|发生|使用|编列|纳入)|不存在|为空表?|空表|(?<![有零])无(?![论法需锡]))"
    r"[^，。；]{0,40}?(?:预算|支出|收支|收入|数据|数字|发生|经费|拨款|项目|内容|事项|资金|安排|此项|该项|采购|表|额)"
    r"|[不未][^，。；]{0,6}涉及|空表"
)
_IS_NOTE = re.compile(r"^[（(]?(?:备?注|说明)[:：]|本(?:部门|单位|表)")
_LONGEST = 160
_LONGEST_CLAUSE = 50
_CLAUSE_ENDS = re.compile(r"[，。；！？,;!?]")
_LINES_UNDER = 6


def table_notes(raw: RawDocument, tables: Sequence[Table], *, before: int) -> list[dict[str, object]]:
    """The notes that say that a table has nothing to list.

    A note stands under its table or inside it, before the title of the next; or elsewhere and names what the
    table is about. A figure transcript lists them.

    Args:
        raw: a part of a document.
        tables: those of the part, numbered from 1.
        before: how many tables the parts before have.

    Returns:
        Rows of `schemas.Headings` with the place "note" and the clause that says so as text, without those
        columns that say whose document it is.
    """
    if raw.recorded is None:
        found = _found(raw, tables)
    else:
        found = [dict(row) for row in raw.recorded.headings if row["place"] == "note"]
    return [{**row, "table_no": before + int(str(row["table_no"]))} for row in found]


def _found(raw: RawDocument, tables: Sequence[Table]) -> list[dict[str, object]]:
    of_cell = {id(cell): table for table in tables for row in table.rows for cell in row if cell is not None}
    titles = {id(table.title_line): table for table in tables if table.title_line is not None}
    found: list[dict[str, object]] = []
    near: Table | None = None
    lines = 0
    for block in raw.blocks:
        if isinstance(block, RawTable):
            near = next((of_cell[id(cell)] for cell in block.cells if id(cell) in of_cell), near)
            lines = 0
            continue
        if id(block) in titles:
            near, lines = titles[id(block)], 0
            continue
        lines += 1
        if says_nothing(block.text):
            of_line = {table.no: table for table in _named(block.text, tables)}
            if near is not None and lines <= _LINES_UNDER:
                of_line[near.no] = near
            found += [_row(table, block.text, block.page, block.row) for table in of_line.values()]
    for table in tables:
        for cell in _notes_in(table):
            its = {of.no: of for of in (table, *_named(cell.text, tables))}
            found += [_row(of, cell.text, cell.page, cell.page_row) for of in its.values()]
    return found


def says_nothing(text: str) -> bool:
    """Whether a line says that there is nothing to list."""
    squeezed = squeeze(text)
    return len(squeezed) <= _LONGEST and _SAYS_NOTHING.search(squeezed) is not None


def _named(text: str, tables: Sequence[Table]) -> Iterator[Table]:
    """The tables of the kinds that a note names."""
    squeezed = squeeze(text)
    return (table for table in tables if (word := table_kinds()[table.kind].keyword) and word in squeezed)


def _notes_in(table: Table) -> Iterator[Cell]:
    """The cells of a table that are such notes."""
    cells = {id(cell): cell for row in table.rows for cell in row if cell is not None}
    for cell in cells.values():
        if _IS_NOTE.search(squeeze(cell.text)) and says_nothing(cell.text):
            yield cell


def _clause(text: str) -> str:
    """The words of a note that say that there is nothing, those on the table itself if there are such."""
    clauses = [clause.strip() for clause in _CLAUSE_ENDS.split(text)]
    saying = [clause for clause in clauses if says_nothing(clause)] or clauses
    return max(saying, key=lambda clause: "本表" in clause)[:_LONGEST_CLAUSE]


def _row(table: Table, text: str, page: int, row: int) -> dict[str, object]:
    return {
        "place": "note",
        "number": "",
        "text": _clause(fold(text)),
        "table_no": table.no,
        "page": page,
        "row": row,
    }
