"""A table as read → the rows of the clean frames."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from yusuan.model import schemas
from yusuan.normalise.tables.facts import quanta_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import dataframely as dy

    from yusuan.model.vocabulary import Reading, Side
    from yusuan.normalise.identity.identity import Identity
    from yusuan.normalise.tables.assembly import Table
    from yusuan.normalise.tables.headings.layout import Layout
    from yusuan.normalise.tables.lines.entry import Entry
    from yusuan.normalise.tables.lines.line import Line

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class ReadTable:
    """One table with one reading of it."""

    table: Table
    layout: Layout
    lines: Sequence[Line]
    entries: Sequence[Entry]
    reading: Reading


def framed(rows: Iterable[Mapping[str, object]], schema: type[dy.Schema], identity: Identity) -> pl.DataFrame:
    """Rows of one document as a frame that is valid under its schema."""
    frame = frame_of(rows, schema, identity)
    return schema.validate(frame) if frame.height else frame


def frame_of(
    rows: Iterable[Mapping[str, object]], schema: type[dy.Schema], identity: Identity
) -> pl.DataFrame:
    """Rows of one document as a frame of a schema's columns, not yet validated."""
    whose: dict[str, object] = {
        "document": identity.document,
        "department": identity.department,
        "scope": identity.scope.value,
        "fiscal_year": identity.fiscal_year,
        "phase": identity.phase.value,
    }
    types = _types(schema)
    data = list(rows)
    columns = {
        name: pl.Series([whose[name]], dtype=kind).new_from_index(0, len(data))
        if name in whose
        else [row.get(name) for row in data]
        for name, kind in types.items()
    }
    return pl.DataFrame(columns, schema=types)


@functools.cache
def _types(schema: type[dy.Schema]) -> pl.Schema:
    return schema.create_empty().schema


def table_frames(read: Sequence[ReadTable], identity: Identity) -> dict[str, pl.DataFrame]:
    """Facts, lines and columns of some tables of one document, not yet validated."""
    return {
        "facts": frame_of([row for one in read for row in fact_rows(one)], schemas.Facts, identity),
        "lines": frame_of([row for one in read for row in line_rows(one)], schemas.Lines, identity),
        "columns": frame_of([row for one in read for row in column_rows(one)], schemas.Columns, identity),
    }


def _of_table(one: ReadTable) -> dict[str, object]:
    return {
        "table": one.table.kind,
        "table_no": one.table.no,
        "title": one.table.title,
        "reading": one.reading,
    }


def fact_rows(one: ReadTable) -> Rows:
    """Rows of `schemas.Facts` without those that say whose document it is."""
    return [
        {
            **_of_table(one),
            **_of_line(entry.line),
            "side": entry.line.side,
            "measure": entry.column.measure,
            "heading": entry.column.heading,
            "amount_fen": entry.amount.fen,
            "quantum_fen": quantum_fen,
            "printed": entry.cell.text,
            "unit": entry.unit,
            "page": entry.cell.page,
            "row": entry.cell.page_row,
            "column": entry.column.index + 1,
            "ocr": one.table.ocr,
        }
        for entry, quantum_fen in zip(one.entries, quanta_of(one.entries), strict=True)
    ]


def _of_line(line: Line) -> dict[str, object]:
    return {
        "line": line.label,
        "line_no": line.no,
        "parent_no": line.parent,
        "role": line.role,
        "code": line.code,
        "level": line.level,
        "owner": line.owner,
        "project": line.project,
    }


def line_rows(one: ReadTable) -> Rows:
    """Rows of `schemas.Lines` likewise."""
    rows: Rows = []
    for line in one.lines:
        place = one.table.place(line.row)
        if place is None:
            continue
        rows.append(
            {
                **_of_table(one),
                **_of_line(line),
                "side": line.side,
                "matched": line.matched,
                "page": place.page,
                "row": place.page_row,
            }
        )
    return rows


def column_rows(one: ReadTable) -> Rows:
    """Rows of `schemas.Columns` likewise."""
    return [
        {
            **_of_table(one),
            "side": column.side,
            "column": column.index + 1,
            "heading": column.heading,
            "role": column.role,
            "measure": column.measure,
        }
        for column in one.layout.columns
    ]


def cell_rows(one: ReadTable) -> Rows:
    """Rows of `schemas.Cells` likewise."""
    line_at: dict[tuple[Side | None, int], int] = {(line.side, line.row): line.no for line in one.lines}
    rows: Rows = []
    printed: set[int] = set()
    for number, row in enumerate(one.table.rows):
        for index, cell in enumerate(row):
            if cell is None or not cell.text or id(cell) in printed:
                continue
            printed.add(id(cell))
            column = one.layout.columns[index]
            body = number >= one.layout.heading_rows
            rows.append(
                {
                    **_of_table(one),
                    "line_no": line_at.get((column.side, number)) if body else None,
                    "heading": column.heading if body else "",
                    "text": cell.text,
                    "page": cell.page,
                    "row": cell.page_row,
                    "column": index + 1,
                }
            )
    return rows


def title_rows(one: ReadTable) -> Rows:
    """Rows of `schemas.Headings` likewise: the title of the table, if it has one."""
    line = one.table.title_line
    if line is None:
        return []
    return [
        {
            "place": "table",
            "number": "",
            "text": one.table.title,
            "table_no": one.table.no,
            "page": line.page,
            "row": line.row,
        }
    ]
