"""One document: its parts as read → its clean frames, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.entries import CellsAgree, LinesAddUp, RowsAddUp
from yusuan.model import schemas
from yusuan.model.text import bare, printable, squeeze
from yusuan.model.vocabulary import Reading, TableKind
from yusuan.normalise.forms.forms import form_lines, lay_out_forms
from yusuan.normalise.forms.targets import indicators_of, realign
from yusuan.normalise.identity.identity import Identity, identify
from yusuan.normalise.identity.words import title_of
from yusuan.normalise.prose.glossary import terms
from yusuan.normalise.prose.outline import headings
from yusuan.normalise.prose.sentences import sentence_rows
from yusuan.normalise.statements.statements import statements
from yusuan.normalise.tables.assembly import Table, assemble
from yusuan.normalise.tables.facts import entries_of, illegible, lacks_unit, lines_of
from yusuan.normalise.tables.headings.columns import lay_out
from yusuan.normalise.tables.headings.shifted_headings import settle
from yusuan.normalise.tables.lines import subtotals, totals
from yusuan.normalise.tables.lines import units_of_department as owners
from yusuan.normalise.tables.notes import table_notes
from yusuan.normalise.tables.rows import (
    ReadTable,
    Rows,
    cell_rows,
    column_rows,
    fact_rows,
    framed,
    line_rows,
    table_frames,
    title_rows,
)
from yusuan.normalise.tables.units import is_money, proven, supposed
from yusuan.reference.practices import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from yusuan.extract.raw import Cell, RawDocument
    from yusuan.identities import suite
    from yusuan.model.money import Unit
    from yusuan.normalise.tables.headings.layout import Layout
    from yusuan.normalise.tables.lines.line import Line

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


@pl.Config(engine_affinity="in-memory")  # the streaming engine takes twice as long over so few rows
def normalise(
    parts: Sequence[RawDocument],
    source_root: Path,
    identities: Sequence[suite.Identity],
    identity: Identity | None = None,
    unit: Unit | None = None,
) -> CleanDocument:
    """Read the meaning of a document.

    Args:
        parts: its files, the one that names the document first.
        source_root: the folder to which paths are given.
        identities: the suites; those on tables choose between readings.
        identity: whose it is, where that is settled; else the first file's own words say it.
        unit: of the amounts of tables that state none, where somebody said it.

    Raises:
        UnreadableError: it is no disclosure.
    """
    identity = identity or identify(parts[0]).identity
    with reading(identity.department, identity.fiscal_year):
        return _normalised(parts, source_root, identities, identity, unit)


def _normalised(
    parts: Sequence[RawDocument],
    source_root: Path,
    identities: Sequence[suite.Identity],
    identity: Identity,
    unit: Unit | None,
) -> CleanDocument:
    files = [_relative(part.path, source_root) for part in parts]
    source = " + ".join(files)
    tables: list[Table] = []
    file_of: dict[int, str] = {}
    frames: dict[str, Rows] = {name: [] for name in schemas.CLEAN}
    for part, file in zip(parts, files, strict=True):
        its = assemble(part)
        frames["headings"] += _in_file(file, table_notes(part, its, before=len(tables)))
        tables += [replace(table, no=len(tables) + number) for number, table in enumerate(its, 1)]
        file_of |= dict.fromkeys(range(len(file_of) + 1, len(tables) + 1), file)
    formulas: list[TableFormula] = [
        rule.formula
        for rule in identities
        if isinstance(rule.formula, (RowsAddUp, LinesAddUp, CellsAgree))
        and rule.formula.must_hold
        and rule.formula.applies(identity.department, identity.fiscal_year)
    ]
    read, proofs, refused = _with_units(_with_layouts(tables, identity), identity, formulas, source, unit)
    read, clashes = _each_place_once(_settled(read, identity, formulas), source)
    refused += clashes
    for one in read:
        for name, rows in _rows_of_table(one).items():
            frames[name] += _in_file(file_of[one.table.no], rows)
    for part, file in zip(parts, files, strict=True):
        for name, rows in _rows_of_text(part, identity).items():
            frames[name] += _in_file(file, rows)
    for number, row in enumerate(frames["statements"], start=1):
        row["statement_no"] = number
    frames["documents"] = [_document_row(parts, read, files)]
    return CleanDocument(
        identity=identity,
        frames={name: framed(rows, schemas.CLEAN[name], identity) for name, rows in frames.items()},
        notes=(*proofs, *_notes(read, parts, source)),
        refused=tuple(refused),
    )


def _relative(path: Path, root: Path) -> str:
    """A path as it is kept: no line break in it, and no sign that parts one from the next."""
    shown = str(path.relative_to(root)) if path.is_relative_to(root) else f"{path.parent.name}/{path.name}"
    return printable(shown).replace(";", "；")


def _in_file(file: str, rows: Iterable[Mapping[str, object]]) -> Rows:
    return [{**row, "file": file} for row in rows]


def _rows_of_table(one: ReadTable) -> dict[str, Iterable[Mapping[str, object]]]:
    """What one table gives, by the names of the frames."""
    return {
        "facts": fact_rows(one),
        "lines": line_rows(one),
        "columns": column_rows(one),
        "cells": cell_rows(one),
        "headings": title_rows(one),
        "indicators": indicators_of(one.table, one.layout),
    }


def _rows_of_text(part: RawDocument, identity: Identity) -> dict[str, Iterable[Mapping[str, object]]]:
    """What the running text of one file gives, by the names of the frames."""
    if part.recorded is not None:
        return {
            "headings": [row for row in part.recorded.headings if row["place"] != "note"],
            "statements": [{**row, "printed": ""} for row in part.recorded.statements],
        }
    lines = list(part.lines())
    of_document = {"phase": identity.phase, "department": identity.department}
    return {
        "headings": headings(lines),
        "sentences": sentence_rows(lines),
        "terms": terms(lines),
        "statements": statements(lines, identity.fiscal_year, of_document),
    }


def _with_layouts(tables: Sequence[Table], identity: Identity) -> list[ReadTable]:
    laid = [
        lay_out_forms(table, identity.fiscal_year) or (table, lay_out(table, identity.fiscal_year))
        for table in tables
    ]
    laid = [(realign(table, layout), layout) for table, layout in laid]
    units = frozenset(name for table, layout in laid for name in _owners(table, layout))
    read: list[ReadTable] = []
    for table, layout in laid:
        read_lines = partial(form_lines, layout) if layout.forms else partial(lines_of, table, layout)
        lines = read_lines(department=identity.department, units=units, year=identity.fiscal_year)
        lines = _by_amounts(table, layout, lines)
        read.append(ReadTable(table, layout, lines, entries_of(table, layout, lines), Reading.UNTESTED))
    return read


def _by_amounts(table: Table, layout: Layout, lines: Sequence[Line]) -> list[Line]:
    """The lines with what only their amounts tell: totals without a label, sums over units, subtotals."""
    found = totals.settled(lines, entries_of(table, layout, lines))
    found = owners.settled(found, entries_of(table, layout, found))
    if table.kind in {TableKind.PROJECTS, TableKind.PROCUREMENT}:
        found = subtotals.settled(found, entries_of(table, layout, found))
    return found


def _with_units(
    read: Sequence[ReadTable],
    identity: Identity,
    formulas: Sequence[TableFormula],
    source: str,
    told: Unit | None,
) -> tuple[list[ReadTable], list[str], list[str]]:
    """The tables with their units: those without one in the one told, proven by ties, or refused; notes, refusals."""
    without = {one.table.no: one for one in read if is_money(one.table.kind) and _unitless(one) is not None}
    if not without:
        return list(read), [], []
    if told is not None:
        return [_in_unit(one, told) if one.table.no in without else one for one in read], [], []
    unit = supposed(one.table.unit for one in read if one.entries)
    if unit is None:
        return list(read), [], [_refusal(one, source) for one in without.values()]
    silent = [no for no, one in without.items() if one.table.other_unit is None]
    trial = [_in_unit(one, unit) if one.table.no in silent else one for one in read]
    shown = proven(silent, table_frames(trial, identity), formulas)
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


def _unitless(one: ReadTable) -> Cell | None:
    return lacks_unit(one.table, one.layout, one.lines)


def _in_unit(one: ReadTable, unit: Unit) -> ReadTable:
    table = replace(one.table, unit=unit)
    lines = _by_amounts(table, one.layout, one.lines)
    return replace(one, table=table, lines=lines, entries=entries_of(table, one.layout, lines))


def _refusal(one: ReadTable, source: str) -> str:
    cell = _unitless(one)
    row = one.table.row if cell is None else cell.page_row
    where = f"{source}：第{one.table.page}页第{row}行，表“{one.table.title}”"
    if one.table.other_unit is not None:
        return f"{where}的单位是“{one.table.other_unit}”，不是金额的单位，不能读作金额 (no unit of amounts)"
    return f"{where}没有写明金额单位，不能读作金额 (no unit of amount stated)"


def _where(one: ReadTable, source: str) -> str:
    return f"{source}：第{one.table.page}页，表“{one.table.title}”"


def _owners(table: Table, layout: Layout) -> Iterable[str]:
    """Names of units: what stands in columns for them."""
    for column in layout.columns[: table.width]:
        if column.role == "owner":
            for row in table.rows[layout.heading_rows :]:
                cell = row[column.index]
                if cell is not None and (name := bare(squeeze(cell.text).lstrip("0123456789-－_"))):
                    yield name


def _settled(
    read: Sequence[ReadTable], identity: Identity, formulas: Sequence[TableFormula]
) -> list[ReadTable]:
    """Every table under the reading that closes."""
    layouts, readings = settle(
        [one.table for one in read],
        [one.layout for one in read],
        table_frames(read, identity),
        formulas,
    )
    return [
        replace(_relaid(one, layout), reading=reading)
        for one, layout, reading in zip(read, layouts, readings, strict=True)
    ]


def _each_place_once(read: Iterable[ReadTable], source: str) -> tuple[list[ReadTable], list[str]]:
    """The tables, without the amounts of one that has two at one place: neither could be cited; refusals."""
    kept: list[ReadTable] = []
    refused: list[str] = []
    for one in read:
        places = {(entry.cell.page, entry.cell.page_row, entry.column.index) for entry in one.entries}
        if len(places) == len(one.entries):
            kept.append(one)
            continue
        kept.append(replace(one, entries=()))
        refused.append(f"{_where(one, source)}有两个金额在同一处，其金额不读 (two amounts at one place)")
    return kept, refused


def _relaid(one: ReadTable, layout: Layout) -> ReadTable:
    """The same table, its columns read otherwise; its lines stay."""
    if layout is one.layout:
        return one
    return replace(one, layout=layout, entries=entries_of(one.table, layout, one.lines))


def _document_row(
    parts: Sequence[RawDocument], read: Sequence[ReadTable], files: Sequence[str]
) -> dict[str, object]:
    units = [entry.unit for one in read for entry in one.entries]
    return {
        "unit": max(set(units), key=units.count) if units else None,
        "format": "+".join(part.format for part in parts),
        "pages": sum(part.pages for part in parts),
        "tables": len(read),
        "facts": len(units),
        "unverified_tables": sum(one.reading is Reading.UNVERIFIED for one in read),
        "sha256": "+".join(part.sha256 for part in parts),
        "title": next((title for part in parts if (title := title_of(part))), ""),
        "files": ";".join(dict.fromkeys(files)),
        "identified_by": "document",
    }


def _notes(read: Sequence[ReadTable], parts: Sequence[RawDocument], source: str) -> Iterable[str]:
    for part in parts:
        yield from (f"{source}：{note}" for note in part.notes)
    for one in read:
        where = _where(one, source)
        if one.reading is Reading.UNVERIFIED:
            why = "由图像识别，没有勾稽关系证实" if one.table.ocr else "没有一种读法使勾稽关系成立"
            yield f"{where}：{why}，其金额标为未证实 (unverified)"
        for cell in illegible(one.table, one.layout, one.lines):
            text = printable(cell.text)
            yield (
                f"{source}：第{cell.page}页第{cell.page_row}行第{cell.column + 1}列“{text}”"
                "认不出是多少，没有读 (not legible)"
            )
        unknown = {entry.column.heading for entry in one.entries if entry.column.measure is None}
        for heading in sorted(unknown):
            yield f"{where}：不认识表头“{heading}”，其金额保留，含义为空 (unknown heading)"
