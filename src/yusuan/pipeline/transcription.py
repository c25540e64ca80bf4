"""A file → what was read from it, without its sentences, as a figure transcript for review."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from yusuan.extract.formats import read
from yusuan.extract.raw import LEFT_OUT, Cell, RawDocument, Recorded, TextLine
from yusuan.extract.transcript.writer import write
from yusuan.model.money import is_half_a_unit, parse_unit
from yusuan.model.text import bare, fold, squeeze
from yusuan.model.vocabulary import TableKind
from yusuan.normalise.document import normalise
from yusuan.normalise.identity.identity import identify
from yusuan.normalise.identity.path import claim_of_path
from yusuan.normalise.prose.outline import outline
from yusuan.normalise.prose.passages import is_title
from yusuan.normalise.tables.assembly import assemble, kind_of
from yusuan.pipeline.sidecar import sidecar_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from yusuan.extract.raw import Block
    from yusuan.normalise.document import CleanDocument

# A longer text is prose, whatever its punctuation; one with clauses sooner.
_LONGEST_LABEL = 60
_LONGEST_WITH_CLAUSES = 12
_SENTENCE = re.compile("[。；!?]")
_CLAUSE = re.compile(r"[^\W\d]，")
# Titles stand no farther above their table; what is higher up is listed among the headings.
_LINES_ABOVE_TABLE = 12
_CAPTION = re.compile(
    r"(?:编制|填报|公开|预算)?(?:部门|单位)(?:（单位）|（部门）|名称|全称)*："  # whose table
    r"|(?:附|公开)?\d*表[-\d一二三四五六七八九十]*$"  # its number
)
_LONGEST_LEFT_OUT = 999  # whether a line is long matters to readers, not by how much

_NAMES = ("line", "owner", "project", "heading")  # columns of facts
_OF_HEADING = ("place", "number", "text", "table_no", "page", "row")
_OF_STATEMENT = (
    *("page", "row", "section", "metric", "line", "code", "amount_fen", "quantum_fen"),
    *("quantity", "quantity_unit", "base_year", "change_fen", "change_quantum_fen"),
    *("change_rate", "rate_quantum", "share", "direction", "comparison", "settled", "residue"),
)


def transcribe(path: Path, *, ocr: bool = False) -> str:
    """Read a document and write what was read as a figure transcript.

    `ingest` reads the transcript back to the same facts and the same statements (without the wording of
    these). Sentences of the document are left out: prose, explanations and goals in its tables, its glossary.

    Args:
        path: of a document in any format that is read.
        ocr: whether scanned pages are recognised.

    Raises:
        UnreadableError: it is refused, or does not say whose it is.
    """
    raw = read(path, ocr=ocr)
    source = f"{raw.path.name}（SHA-256 {raw.sha256}）"
    return write(figures_only(raw), source=source)


def figures_only(raw: RawDocument) -> RawDocument:
    """The same document without its sentences, what they say recorded in their place.

    Args:
        raw: as read.

    Returns:
        A document with the same tables, in which texts that are prose are `LEFT_OUT`, with the titles and units
        above them, and with `recorded`. The metadata title and the notes of its reader are dropped.

    Raises:
        UnreadableError: it does not say whose it is.
    """
    identity = identify(raw, sidecar_of(raw.path).claim, claim_of_path(raw.path)).identity
    clean = normalise([raw], raw.path.parent, [], identity)
    facts = clean.frames["facts"]
    names = {squeeze(name) for column in _NAMES for name in facts[column].drop_nulls().unique()}
    long_names = sorted(name for name in names if _is_prose(name))
    return replace(
        raw,
        blocks=tuple(_blocks(raw, long_names)),
        title="",
        notes=(),
        recorded=_recorded(clean),
    )


def _recorded(clean: CleanDocument) -> Recorded:
    identity = clean.identity
    headings = clean.frames["headings"].filter(pl.col("place") != "table").select(_OF_HEADING)
    statements = clean.frames["statements"].select(_OF_STATEMENT)
    return Recorded(
        department=identity.department,
        scope=identity.scope,
        fiscal_year=identity.fiscal_year,
        phase=identity.phase,
        headings=tuple({**row, "text": _label(row["text"])} for row in headings.to_dicts()),
        statements=tuple(
            {
                **row,
                "line": _label(row["line"]),
                "section": " / ".join(map(_label, row["section"].split(" / "))),
            }
            for row in statements.to_dicts()
        ),
    )


def _is_prose(text: str) -> bool:
    squeezed = squeeze(text)
    if _SENTENCE.search(squeezed):
        return True
    longest = _LONGEST_WITH_CLAUSES if _CLAUSE.search(squeezed) else _LONGEST_LABEL
    return len(squeezed) > longest and any(map(str.isalpha, squeezed))


def _label(text: str) -> str:
    return LEFT_OUT if _is_prose(text) else text


def _blocks(raw: RawDocument, long_names: Sequence[str]) -> Iterator[Block]:
    """The tables without their prose, and of the lines above them what can be their titles and units."""
    is_caption = _captions(raw)
    above: list[TextLine] = []
    for block in raw.blocks:
        if isinstance(block, TextLine):
            above.append(block)
            continue
        yield from _left_out(above[:-_LINES_ABOVE_TABLE])
        for shown, group in groupby(above[-_LINES_ABOVE_TABLE:], key=is_caption):
            lines = [*group]
            yield from lines if shown else _left_out(lines)
        yield replace(block, cells=tuple(_cell(cell, long_names) for cell in block.cells))
        above = []
    yield from _left_out(above)


def _cell(cell: Cell, long_names: Sequence[str]) -> Cell:
    """The cell, its text left out if it is prose and does not name an amount."""
    if not _is_prose(cell.text):
        return cell
    name = squeeze(cell.text)
    is_name = len(name) <= _LONGEST_LABEL or _SENTENCE.search(name) is None
    if is_name and any(name in long_name for long_name in long_names):
        return cell
    return replace(cell, text=LEFT_OUT)


def _captions(raw: RawDocument) -> Callable[[TextLine], bool]:
    """Tells headings, titles, units, names and numbers of tables from other lines."""
    titles = {table.title_line for table in assemble(raw)} - {None}
    starts = tuple(bare(title.text) for title in titles if title is not None)
    headings = {
        line
        for entry in outline([*raw.lines()])
        if entry.kind in {"heading", "contents"}
        for line in entry.passage.lines
    }

    def is_caption(line: TextLine) -> bool:
        text = fold(line.text)
        return line in titles or (
            is_title(text)
            and (
                line in headings
                or bare(text).startswith(starts)
                or parse_unit(text) is not None
                or is_half_a_unit(text)
                or kind_of(text) is not TableKind.OTHER
                or _CAPTION.match(squeeze(text)) is not None
                or not any(map(str.isalpha, text))
            )
        )

    return is_caption


def _left_out(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """As many lines in place of these, as long as the longest; those that name a unit still do."""
    for unit, group in groupby(lines, key=lambda line: parse_unit(line.text)):
        run = [*group]
        length = min(_LONGEST_LEFT_OUT, max(len(squeeze(line.text)) for line in run))
        text = LEFT_OUT * length if unit is None else f"{LEFT_OUT * length}（{unit}）"
        yield from [TextLine(text, run[0].page, run[0].row)] * len(run)
