"""One document: its parts as read → its clean frames, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.suite import CellsAgree, LinesAddUp, RowsAddUp
from yusuan.model import schemas
from yusuan.model.text import bare, squeeze
from yusuan.model.vocabulary import Reading, Side, TableKind
from yusuan.normalise import owners, subtotals
from yusuan.normalise.closing import settle
from yusuan.normalise.columns import Layout, lay_out
from yusuan.normalise.facts import Entry, entries_of, finest_quantum, lacks_unit, lines_of
from yusuan.normalise.glossary import terms
from yusuan.normalise.indicators import indicators_of, realign
from yusuan.normalise.outline import headings
from yusuan.normalise.statements import statements
from yusuan.normalise.tables import Table, assemble
from yusuan.normalise.units import is_money, proven, supposed
from yusuan.normalise.whose import Identity, identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import dataframely as dy

    from yusuan.extract.raw import Cell, RawDocument
    from yusuan.identities import suite
    from yusuan.model.money import Unit
    from yusuan.normalise.lines import Line

Rows = list[dict[str, object]]
TableFormula = RowsAddUp | LinesAddUp | CellsAgree


@dataclass(frozen=True)
class CleanDocument:
    """A document as clean data.

    Attributes:
        identity: whose it is.
        frames: the frames of `schemas.CLEAN`, each valid under its schema.
        notes: lines for whoever runs the reading: unverified tables, unknown headings, settled units.
        refused: a line for each table that could not be read as money; the rest of the document stands.
    """

    identity: Identity
    frames: Mapping[str, pl.DataFrame]
    notes: tuple[str, ...]
    refused: tuple[str, ...]


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
        UnreadableError: it is no disclosure.
    """
    identity = identify(parts[0])
    source = " + ".join(_relative(part.path, source_root) for part in parts)
    tables: list[Table] = []
    for part in parts:
        tables += [replace(table, no=len(tables) + number) for number, table in enumerate(assemble(part), 1)]
    formulas: list[TableFormula] = [
        rule.formula
        for rule in identities
        if isinstance(rule.formula, (RowsAddUp, LinesAddUp, CellsAgree)) and rule.formula.severity == "hard"
    ]
    read, proofs, refused = _with_units(_with_layouts(tables, identity), identity, formulas, source)
    read = _settled(read, identity, formulas)
    frames: dict[str, Rows] = {name: [] for name in schemas.CLEAN}
    for one in read:
        frames["facts"] += _fact_rows(one)
        frames["lines"] += _line_rows(one)
        frames["columns"] += _column_rows(one)
        frames["cells"] += _cell_rows(one)
        frames["headings"] += _title_rows(one)
        frames["indicators"] += indicators_of(one.table, one.layout)
    for part in parts:
        if part.recorded is not None:
            frames["headings"] += [dict(row) for row in part.recorded.headings]
            frames["statements"] += [{**row, "printed": ""} for row in part.recorded.statements]
            continue
        lines = list(part.lines())
        frames["headings"] += headings(lines)
        frames["terms"] += terms(lines)
        frames["statements"] += statements(
            lines, identity.fiscal_year, {"phase": identity.phase, "department": identity.department}
        )
    for number, row in enumerate(frames["statements"], start=1):
        row["statement_no"] = number
    frames["documents"] = [_document_row(parts, read, source_root)]
    return CleanDocument(
        identity=identity,
        frames={name: framed(rows, schemas.CLEAN[name], identity) for name, rows in frames.items()},
        notes=(*proofs, *_notes(read, parts, source)),
        refused=tuple(refused),
    )


def framed(rows: Iterable[Mapping[str, object]], schema: type[dy.Schema], identity: Identity) -> pl.DataFrame:
    """Rows of one document as a frame that is valid under its schema."""
    return schema.validate(_frame(rows, schema, identity))


def _frame(rows: Iterable[Mapping[str, object]], schema: type[dy.Schema], identity: Identity) -> pl.DataFrame:
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
    return pl.DataFrame(columns, schema=types)


def _plain(value: object) -> object:
    return getattr(value, "value", value)


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else f"{path.parent.name}/{path.name}"


def _with_layouts(tables: Sequence[Table], identity: Identity) -> list[_Read]:
    laid = [(table, lay_out(table, identity.fiscal_year)) for table in tables]
    laid = [(realign(table, layout), layout) for table, layout in laid]
    units = frozenset(name for table, layout in laid for name in _owners(table, layout))
    read: list[_Read] = []
    for table, layout in laid:
        lines = lines_of(
            table, layout, department=identity.department, units=units, year=identity.fiscal_year
        )
        lines = owners.settled(lines, entries_of(table, layout, lines))
        if table.kind is TableKind.PROJECTS:
            lines = subtotals.settled(lines, entries_of(table, layout, lines))
        read.append(_Read(table, layout, lines, entries_of(table, layout, lines), Reading.UNTESTED))
    return read


def _with_units(
    read: Sequence[_Read], identity: Identity, formulas: Sequence[TableFormula], source: str
) -> tuple[list[_Read], list[str], list[str]]:
    """The tables with their units: those without one proven by ties or refused; notes and refusals."""
    without = {one.table.no: one for one in read if is_money(one.table.kind) and _unitless(one) is not None}
    if not without:
        return list(read), [], []
    unit = supposed(one.table.unit for one in read if one.entries)
    if unit is None:
        return list(read), [], [_refusal(one, source) for one in without.values()]
    trial = [_in_unit(one, unit) if one.table.no in without else one for one in read]
    shown = proven(list(without), _table_frames(trial, identity), formulas)
    notes = [
        f"{_where(one, source)}没有写明金额单位，按与其他表的勾稽关系定为{unit} (unit proven by ties)"
        for no, one in without.items()
        if no in shown
    ]
    refused = [_refusal(one, source) for no, one in without.items() if no not in shown]
    return (
        [after if after.table.no in shown else before for before, after in zip(read, trial, strict=True)],
        notes,
        refused,
    )


def _unitless(one: _Read) -> Cell | None:
    return lacks_unit(one.table, one.layout, one.lines)


def _in_unit(one: _Read, unit: Unit) -> _Read:
    table = replace(one.table, unit=unit)
    return replace(one, table=table, entries=entries_of(table, one.layout, one.lines))


def _refusal(one: _Read, source: str) -> str:
    cell = _unitless(one)
    row = one.table.row if cell is None else cell.page_row
    return (
        f"{source}：第{one.table.page}页第{row}行，"
        f"表“{one.table.title}”没有写明金额单位，不能读作金额 (no unit of amount stated)"
    )


def _where(one: _Read, source: str) -> str:
    return f"{source}：第{one.table.page}页，表“{one.table.title}”"


def _owners(table: Table, layout: Layout) -> Iterable[str]:
    """Names of units: what stands in columns for them."""
    for column in layout.columns:
        if column.role == "owner":
            for row in table.rows[layout.heading_rows :]:
                cell = row[column.index]
                if cell is not None and (name := bare(squeeze(cell.text).lstrip("0123456789-－_"))):
                    yield name


def _settled(read: Sequence[_Read], identity: Identity, formulas: Sequence[TableFormula]) -> list[_Read]:
    """Every table under the reading that closes."""
    layouts, readings = settle(
        [one.table for one in read],
        [one.layout for one in read],
        _table_frames(read, identity),
        formulas,
    )
    return [
        replace(_relaid(one, layout), reading=reading)
        for one, layout, reading in zip(read, layouts, readings, strict=True)
    ]


def _relaid(one: _Read, layout: Layout) -> _Read:
    """The same table, its columns read otherwise; its lines stay."""
    if layout is one.layout:
        return one
    return replace(one, layout=layout, entries=entries_of(one.table, layout, one.lines))


def _table_frames(read: Sequence[_Read], identity: Identity) -> dict[str, pl.DataFrame]:
    return {
        "facts": _frame([row for one in read for row in _fact_rows(one)], schemas.Facts, identity),
        "lines": _frame([row for one in read for row in _line_rows(one)], schemas.Lines, identity),
        "columns": _frame([row for one in read for row in _column_rows(one)], schemas.Columns, identity),
    }


def _of_table(one: _Read) -> dict[str, object]:
    return {
        "table": one.table.kind,
        "table_no": one.table.no,
        "title": one.table.title,
        "reading": one.reading,
    }


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
        place = next((cell for cell in one.table.rows[line.row] if cell is not None), None)
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
        where = _where(one, source)
        if one.reading is Reading.UNVERIFIED:
            yield f"{where}：没有一种读法使勾稽关系成立，其金额标为未证实 (unverified)"
        unknown = {entry.column.heading for entry in one.entries if entry.column.measure is None}
        for heading in sorted(unknown):
            yield f"{where}：不认识表头“{heading}”，其金额保留，含义为空 (unknown heading)"
