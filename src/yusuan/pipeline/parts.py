"""Whether several files make one document: copies, complementary parts, or contradictions.

A disclosure often comes as a text and a workbook of its tables, or as the same thing in two formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from yusuan.extract.raw import UnreadableError
from yusuan.model.text import bare, printable
from yusuan.model.vocabulary import TableKind
from yusuan.reference.table_kinds import table_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_KEY = ("table", "side", "name", "code", "owner", "project", "said")


@dataclass(frozen=True)
class Part:
    """One file of a document, read by itself.

    Attributes:
        path: the file.
        sha256: of its bytes.
        frames: its clean frames, at least `facts`, `statements` and `terms`.
    """

    path: Path
    sha256: str
    frames: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Together:
    """What of several files makes the document.

    Attributes:
        whole: files to be read with their tables.
        prose: files of which only the running text is read, since their tables stand in another.
        notes: a line for each file that was left out, or of which tables were.
    """

    whole: tuple[Path, ...]
    prose: tuple[Path, ...]
    notes: tuple[str, ...]


def together(parts: Sequence[Part]) -> Together:
    """Settle how the files that claim to be the same document go together.

    Args:
        parts: files of one department, scope, year and phase.

    Raises:
        UnreadableError: two of them give different amounts for the same cell, or share some tables and
            differ in others so that neither holds the other; both are named.
    """
    ordered = sorted(parts, key=lambda part: (-part.frames["facts"].height, str(part.path)))
    taken: list[Part] = []
    prose: list[Part] = []
    notes: list[str] = []
    for part in ordered:
        others = taken + prose
        copy = next((other for other in others if other.sha256 == part.sha256), None)
        if copy is not None:
            notes.append(_note(part, copy, "内容完全相同，只取后者", "identical bytes"))
            continue
        holder = next((other for other in taken if _repeats(part, other)), None)
        if holder is None:
            taken.append(part)
        elif _says_more(part, others):
            prose.append(part)
            notes.append(_note(part, holder, "表格相同，取后者的表格", "same tables"))
        else:
            notes.append(_note(part, holder, "内容相同，只取后者", "same content"))
    by_name = sorted(taken, key=lambda part: str(part.path))
    return Together(tuple(p.path for p in by_name), tuple(p.path for p in prose), tuple(notes))


def _repeats(part: Part, other: Part) -> bool:
    """Whether all tables of a part stand in another file as well; False where they share none.

    Raises:
        UnreadableError: they contradict each other.
    """
    ours, theirs = _amounts(part), _amounts(other)
    shared = ours.join(theirs, on=_KEY, how="inner", nulls_equal=True, suffix="_there")
    differing = shared.filter(pl.col("amounts") != pl.col("amounts_there"))
    if differing.height:
        first = differing.row(0, named=True)
        table = table_names()[TableKind(first["table"])][0]
        place = printable(f"{table} {first['line']} {first['said']}")
        raise _refused(part, other, f"互相矛盾：{place} 等 {differing.height} 处金额不同", "contradiction")
    if not ours.height:
        return _sayings(part).height > 0 and not _says_more(part, [other])
    if shared.height == ours.height:
        return True
    if shared.height:
        raise _refused(part, other, "有些表相同而有些不同，不能确定以哪个为准", "overlapping tables")
    return False


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
        .agg(pl.col("amount_fen").sort().alias("amounts"), pl.col("line").first())
    )


def _says_more(part: Part, others: Sequence[Part]) -> bool:
    """Whether a part's prose says something that no other file's prose says."""
    said = pl.concat([_sayings(other) for other in others])
    return _sayings(part).join(said, on=said.columns, how="anti", nulls_equal=True).height > 0


def _sayings(part: Part) -> pl.DataFrame:
    """The figures said in a part's prose and its terms, one a row."""
    statements = part.frames["statements"].select("metric", "line", "amount_fen", "quantity", "change_fen")
    terms = part.frames["terms"].select(metric=pl.lit("term"), line="term")
    return pl.concat([statements, terms], how="diagonal").unique(maintain_order=True)


def _note(part: Part, other: Part, chinese: str, english: str) -> str:
    return printable(f"{part.path} 与 {other.path}：{chinese} ({english})")


def _refused(part: Part, other: Part, chinese: str, english: str) -> UnreadableError:
    first, second = sorted([str(part.path), str(other.path)])
    return UnreadableError(printable(f"{first} 与 {second}：{chinese} ({english})"))
