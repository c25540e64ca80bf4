"""One document: its parts as read → its clean frames, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.suite import CellsAgree, LinesAddUp, RowsAddUp
from yusuan.model import schemas
from yusuan.model.text import bare, squeeze
from yusuan.model.vocabulary import Reading, Side
from yusuan.normalise.closing import settle
from yusuan.normalise.columns import Layout, lay_out
from yusuan.normalise.facts import Entry, entries_of, finest_quantum, lines_of
from yusuan.normalise.indicators import indicators_of, realign
from yusuan.normalise.lines import Line
from yusuan.normalise.tables import Table, assemble
from yusuan.normalise.whose import Identity, identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import dataframely as dy

    from yusuan.extract.raw import RawDocument
    from yusuan.identities import suite

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class CleanDocument:
    """A document as clean data.

    Attributes:
        identity: whose it is.
        frames: the frames of `schemas.CLEAN`, each valid under its schema.
        notes: lines for whoever runs the reading: unverified tables, unknown headings, unmatched lines.
    """

    identity: Identity
    frames: Mapping[str, pl.DataFrame]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """One table with one reading of it."""

    table: Table
    layout: Layout
    lines: Sequence[Line]
    entries: Sequence[Entry]
    reading: Reading


def normalise(
    parts: Sequence[RawDocument], source_root: Path, identities: Sequence[suite.Identity]
) -> CleanDocument:
    """Read the meaning of a document.

    Args:
        parts: its files, the one that names the document first.
        source_root: the folder to which paths are given.
        identities: the suites; those on tables choose between readings.

    Raises:
        UnreadableError: it is no disclosure, or amounts have no stated unit.
    """
    identity = identify(parts[0])
    source = " + ".join(_relative(part.path, source_root) for part in parts)
    tables: list[Table] = []
    for part in parts:
        tables += [replace(table, no=len(tables) + number) for number, table in enumerate(assemble(part), 1)]
    read = _settled(_with_layouts(tables, identity, source), identity, identities, source)
    frames: dict[str, Rows] = {name: [] for name in schemas.CLEAN}
    for one in read:
        frames["facts"] += _fact_rows(one)
        frames["lines"] += _line_rows(one)
        frames["columns"] += _column_rows(one)
        frames["cells"] += _cell_rows(one)
        frames["headings"] += _title_rows(one)
        frames["indicators"] += indicators_of(one.table, one.layout)
    frames["documents"] = [_document_row(parts, read, source_root)]
    return CleanDocument(
        identity=identity,
        frames={name: framed(rows, schemas.CLEAN[name], identity) for name, rows in frames.items()},
        notes=tuple(_notes(read, parts, source)),
    )


def framed(rows: Iterable[Mapping[str, object]], schema: type[dy.Schema], identity: Identity) -> pl.DataFrame:
    """Rows of one document as a frame that is valid under its schema."""
    whose: dict[str, object] = {
        "document": identity.document,
        "department": identity.department,
        "scope": identity.scope.value,
        "fiscal_year": identity.fiscal_year,
        "phase": identity.phase.value,
    }
    types = schema.create_empty().schema
    data = [{**row, **whose} for row in rows]
    columns = {name: [_plain(row.get(name)) for row in data] for name in types}
    frame = pl.DataFrame(columns, schema=types)
    return schema.validate(frame)


def _plain(value: object) -> object:
    return getattr(value, "value", value)


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else path.name


def _with_layouts(tables: Sequence[Table], identity: Identity, source: str) -> list[_Read]:
    laid = [(table, lay_out(table, identity.fiscal_year)) for table in tables]
    laid = [(realign(table, layout), layout) for table, layout in laid]
    units = frozenset(name for table, layout in laid for name in _owners(table, layout))
    return [_read(table, layout, identity, units, source) for table, layout in laid]


def _read(
    table: Table, layout: Layout, identity: Identity, units: frozenset[str], source: str
) -> _Read:
    lines = lines_of(table, layout, department=identity.department, units=units, year=identity.fiscal_year)
    return _Read(table, layout, lines, entries_of(table, layout, lines, source), Reading.UNTESTED)


def _owners(table: Table, layout: Layout) -> Iterable[str]:
    """Names of units: what stands in columns for them."""
    for column in layout.columns:
        if column.role == "owner":
            for row in table.rows[layout.heading_rows :]:
                cell = row[column.index]
                if cell is not None and cell.text.strip():
                    yield bare(squeeze(cell.text).lstrip("0123456789-－_"))


def _settled(
    read: list[_Read], identity: Identity, identities: Sequence[suite.Identity], source: str
) -> list[_Read]:
    """Every table under the reading that closes."""
    formulas = [
        rule.formula for rule in identities if isinstance(rule.formula, (RowsAddUp, LinesAddUp, CellsAgree))
        if rule.formula.severity == "hard"
    ]
    used = [frozenset(entry.column.index for entry in one.entries) for one in read]
    cached = [_table_frames(one, identity) for one in read]

    def frames_of(changed: Mapping[int, Layout]) -> dict[str, pl.DataFrame]:
        per_table = [
            _table_frames(_relaid(one, changed[number], source), identity) if number in changed else cached[number]
            for number, one in enumerate(read)
        ]
        return {name: pl.concat([frames[name] for frames in per_table]) for name in ("facts", "lines", "columns")}

    if not read:
        return read
    layouts, readings = settle(
        [one.table for one in read],
        [one.layout for one in read],
        used,
        frames_of,
        formulas,
        identity.fiscal_year,
    )
    return [
        replace(_relaid(one, layout, source), reading=reading)
        for one, layout, reading in zip(read, layouts, readings, strict=True)
    ]


def _relaid(one: _Read, layout: Layout, source: str) -> _Read:
    """The same table, its columns read otherwise; its lines stay."""
    if layout is one.layout:
        return one
    return replace(one, layout=layout, entries=entries_of(one.table, layout, one.lines, source))


def _table_frames(one: _Read, identity: Identity) -> dict[str, pl.DataFrame]:
    return {
        "facts": framed(_fact_rows(one), schemas.Facts, identity),
        "lines": framed(_line_rows(one), schemas.Lines, identity),
        "columns": framed(_column_rows(one), schemas.Columns, identity),
    }


def _of_table(one: _Read) -> dict[str, object]:
    return {"table": one.table.kind, "table_no": one.table.no, "title": one.table.title, "reading": one.reading}


def _fact_rows(one: _Read) -> Rows:
    finest = finest_quantum(one.entries)
    return [
        {
            **_of_table(one),
            **_of_line(entry.line),
            "side": entry.line.side,
            "measure": entry.column.measure,
            "heading": entry.column.heading,
            "amount_fen": entry.amount.fen,
            "quantum_fen": finest[entry.unit],
            "printed": entry.cell.text,
            "unit": entry.unit,
            "page": entry.cell.page,
            "row": entry.cell.page_row,
            "column": entry.column.index + 1,
            "ocr": one.table.ocr,
        }
        for entry in one.entries
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


def _line_rows(one: _Read) -> Rows:
    rows: Rows = []
    for line in one.lines:
        place = next(cell for cell in one.table.rows[line.row] if cell is not None)
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


def _column_rows(one: _Read) -> Rows:
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


def _cell_rows(one: _Read) -> Rows:
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


def _title_rows(one: _Read) -> Rows:
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


def _document_row(parts: Sequence[RawDocument], read: Sequence[_Read], root: Path) -> dict[str, object]:
    units = [entry.unit for one in read for entry in one.entries]
    return {
        "unit": max(set(units), key=units.count) if units else None,
        "format": "+".join(part.format for part in parts),
        "pages": sum(part.pages for part in parts),
        "tables": len(read),
        "facts": len(units),
        "unverified_tables": sum(one.reading is Reading.UNVERIFIED for one in read),
        "sha256": "+".join(part.sha256 for part in parts),
        "title": next((part.title for part in parts if part.title), ""),
        "path": "\n".join(_relative(part.path, root) for part in parts),
    }


def _notes(read: Sequence[_Read], parts: Sequence[RawDocument], source: str) -> Iterable[str]:
    for part in parts:
        yield from (f"{source}：{note}" for note in part.notes)
    for one in read:
        where = f"{source}：第{one.table.page}页，表“{one.table.title}”"
        if one.reading is Reading.UNVERIFIED:
            yield f"{where}：没有一种读法使勾稽关系成立，其金额标为未证实 (unverified)"
        unknown = {
            entry.column.heading for entry in one.entries if entry.column.measure is None
        }
        for heading in sorted(unknown):
            yield f"{where}：不认识表头“{heading}”，其金额保留，含义为空 (unknown heading)"
