"""How several files of one document go together: copies, complementary parts, or versions of which one counts.

A disclosure often comes as a text and a workbook of its tables, as the same thing in two formats, or once more,
corrected.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import polars as pl

from yusuan.model.text import bare, printable
from yusuan.model.vocabulary import TableKind
from yusuan.reference.table_kinds import table_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from yusuan.normalise.identity.identity import Identified
    from yusuan.normalise.identity.version import Version

_KEY = ("table", "side", "name", "code", "owner", "project", "said")
_FIRST = ("line", "measure", "page", "row", "column", "file")
_ONE_TEXT = (
    0.3  # of what the shorter of two texts says, said by the other too: they are texts of one document
)
_BY = ("document", "told", "path")


class Part(Protocol):
    """One file of a document, read by itself."""

    @property
    def identified(self) -> Identified | None:
        """Which disclosure it is of."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file."""

    @property
    def sha256(self) -> str:
        """Of its bytes."""

    @property
    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Its clean frames, at least facts, statements and terms."""

    @property
    def version(self) -> Version:
        """Which version it is."""


AnyPart = TypeVar("AnyPart", bound=Part)


@dataclass(frozen=True)
class Aside(Generic[AnyPart]):
    """A file that does not count.

    Attributes:
        part: the file.
        reason: why, in words.
        replaced: whether a sign says that another version replaces it.
        differing: where it prints other amounts than the file that counts: rows of `schemas.Versions`.
    """

    part: AnyPart
    reason: str
    replaced: bool = False
    differing: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class Plan(Generic[AnyPart]):
    """What of several files makes the document.

    Attributes:
        whole: files to be read with their tables.
        prose: files of which only the running text is read, since their tables stand in another.
        aside: files that do not count.
        notes: a line for each file of which something does not count.
    """

    whole: tuple[AnyPart, ...]
    prose: tuple[AnyPart, ...] = ()
    aside: tuple[Aside[AnyPart], ...] = field(default=())
    notes: tuple[str, ...] = ()


class _Relation(enum.Enum):
    """What a file is to one that counts."""

    APART = enum.auto()
    COPY = enum.auto()
    HELD = enum.auto()
    HELD_TABLES = enum.auto()
    OTHER_TEXT = enum.auto()
    DIFFERS = enum.auto()
    OVERLAPS = enum.auto()


_REASONS = {
    _Relation.COPY: ("内容完全相同，只取后者", "identical bytes"),
    _Relation.HELD: ("内容相同，只取后者", "same content"),
    _Relation.HELD_TABLES: ("表格相同，取后者的表格", "same tables"),
    _Relation.OTHER_TEXT: ("是同一文件的两份文字，取较全的后者", "two texts of one document"),
    _Relation.OVERLAPS: ("有些表相同而有些不同，取较全的后者", "overlapping tables"),
}


def together(parts: Sequence[AnyPart]) -> Plan[AnyPart]:
    """Settle how the files that claim to be the same document go together.

    A corrected or later version counts, else the one whose own words say whose it is, else the fuller one.

    Args:
        parts: files of one department, scope, year and phase.

    Returns:
        Every file in one of `whole`, `prose` and `aside`, whatever the order in which they are given.
    """
    taken: list[AnyPart] = []
    prose: list[AnyPart] = []
    aside: list[Aside[AnyPart]] = []
    notes: list[str] = []
    for part in sorted(parts, key=_foremost_first):
        relation, other, differing = _to_those(part, taken, prose)
        if other is None:
            taken.append(part)
            continue
        said = _difference(part, other, differing) if differing.height else _reason(relation)
        notes.append(printable(f"{part.paths[0]} 与 {other.paths[0]}：{said}"))
        if relation is _Relation.HELD_TABLES:
            prose.append(part)
        else:
            replaced = other.version.is_later_than(part.version)
            aside.append(Aside(part, said, replaced, tuple(_cells(differing))))
    return Plan(tuple(sorted(taken, key=_name)), tuple(sorted(prose, key=_name)), tuple(aside), tuple(notes))


def _name(part: Part) -> str:
    return str(part.paths[0])


def _foremost_first(part: Part) -> tuple[object, ...]:
    day = part.version.day.toordinal() if part.version.day is not None else 0
    by = _BY.index(part.identified.by) if part.identified is not None else len(_BY)
    facts, said = part.frames["facts"].height, part.frames["statements"].height
    return (not part.version.corrected, -day, by, -facts, -said, _name(part))


def _to_those(
    part: AnyPart, taken: Sequence[AnyPart], prose: Sequence[AnyPart]
) -> tuple[_Relation, AnyPart | None, pl.DataFrame]:
    """What a file is to those that count, to which of them, and where they differ; to none where it stands apart."""
    nowhere = pl.DataFrame()
    for other in (*taken, *prose):
        if other.sha256 == part.sha256 and other.paths != part.paths:
            return _Relation.COPY, other, nowhere
    for other in taken:
        relation, differing = _relation(part, other)
        if relation is _Relation.HELD:
            relation = _relation_of_prose(part, [*taken, *prose])
        if relation is not _Relation.APART:
            return relation, other, differing
    return _Relation.APART, None, nowhere


def _relation_of_prose(part: Part, others: Sequence[Part]) -> _Relation:
    """What the text of a file is, whose tables all stand in another."""
    found = {_relation_of_text(part, other) for other in others}
    if not _sayings(part).height or _Relation.HELD in found:
        return _Relation.HELD
    return _Relation.OTHER_TEXT if _Relation.OTHER_TEXT in found else _Relation.HELD_TABLES


def _relation(part: Part, other: Part) -> tuple[_Relation, pl.DataFrame]:
    """What a file is to another, and where both print the same cell with other amounts."""
    ours, theirs = _amounts(part), _amounts(other)
    if not ours.height:
        return _relation_of_text(part, other), ours
    shared = ours.join(theirs, on=_KEY, how="inner", nulls_equal=True, suffix="_there", maintain_order="left")
    differing = shared.filter(pl.col("amounts") != pl.col("amounts_there"))
    if differing.height:
        return _Relation.DIFFERS, differing
    if shared.height == ours.height:
        return _Relation.HELD, differing
    return (_Relation.OVERLAPS if shared.height else _Relation.APART), differing


def _relation_of_text(part: Part, other: Part) -> _Relation:
    ours, theirs = _sayings(part), _sayings(other)
    if not ours.height or not theirs.height:
        return _Relation.APART
    common = ours.join(theirs, on=ours.columns, how="semi", nulls_equal=True).height
    if common == ours.height:
        return _Relation.HELD
    is_one_text = common >= _ONE_TEXT * min(ours.height, theirs.height)
    return _Relation.OTHER_TEXT if is_one_text else _Relation.APART


def _reason(relation: _Relation) -> str:
    chinese, english = _REASONS[relation]
    return f"{chinese} ({english})"


def _difference(part: Part, other: Part, differing: pl.DataFrame) -> str:
    """Two versions of a document, and which of them counts: by a sign, else the fuller one."""
    first = differing.row(0, named=True)
    table, _ = table_names()[TableKind(first["table"])]
    place = f"{table} {first['line']} {first['said']} 等 {differing.height} 处金额不同"
    if other.version.is_later_than(part.version):
        why = "更正后的版本" if other.version.corrected else f"{other.version.day} 的版本"
        return f"前一版本由{why}取代，{place} (replaced by the later version)"
    return f"互相矛盾：{place}；没有写明哪个是更正，暂取后者 (contradiction)"


def _cells(differing: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Each cell that differs, as the file that counts has it and as the other."""
    for row in differing.iter_rows(named=True):
        pairs = zip(row["amounts_there"], row["amounts"], strict=False)
        amount, other = next((pair for pair in pairs if pair[0] != pair[1]), (row["amounts_there"][0], 0))
        yield {
            "table": row["table"],
            "line": row["line_there"],
            "measure": row["measure_there"],
            "amount_fen": amount,
            "page": row["page_there"],
            "row": row["row_there"],
            "column": row["column_there"],
            "file": row["file_there"],
            "other_fen": other,
            "other_page": row["page"],
        }


def _amounts(part: Part) -> pl.DataFrame:
    """The amounts of known tables by what they are of: one row a key, with all amounts printed there."""
    return (
        part.frames["facts"]
        .filter(pl.col("table").cast(pl.String) != TableKind.OTHER.value)
        .with_columns(
            pl.col("table").cast(pl.String),
            pl.col("line").map_elements(bare, return_dtype=pl.String).alias("name"),
            pl.coalesce("measure", "heading").alias("said"),
        )
        .group_by(_KEY, maintain_order=True)
        .agg(pl.col("amount_fen").sort().alias("amounts"), pl.col(_FIRST).first())
    )


def _sayings(part: Part) -> pl.DataFrame:
    """The figures said in a part's prose and its terms, one a row."""
    statements = part.frames["statements"].select("metric", "line", "amount_fen", "quantity", "change_fen")
    terms = part.frames["terms"].select(metric=pl.lit("term"), line="term")
    return pl.concat([statements, terms], how="diagonal").unique(maintain_order=True)
