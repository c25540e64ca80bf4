"""Which reading closes: where headings stand shifted over their columns, arithmetic chooses.

A table is read under its printed headings. Where an identity inside it or a tie to its neighbours does not
hold, the columns of amounts try the headings of their neighbours, in their order: the smallest change under
which more amounts are shown to be equal and no more breaks is the reading. A table of which too much breaks
under all of them is marked, and its facts carry the mark.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, islice, product
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.entries import CellsAgree
from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.model.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yusuan.identities.entries import LinesAddUp, RowsAddUp
    from yusuan.model.vocabulary import TableKind
    from yusuan.normalise.tables.assembly import Table
    from yusuan.normalise.tables.headings.heading_reader import Column
    from yusuan.normalise.tables.headings.layout import Layout

# Headings slip by a cell or two; one or two columns at a time were ever seen to.
_FURTHEST = 2
_MOST_COLUMNS_MOVED = 2
_MOST_READINGS = 80
# More than this share of broken identities puts the reading in doubt rather than the document.
_DOUBT = 0.34


def settle(
    tables: Sequence[Table],
    layouts: Sequence[Layout],
    frames: Mapping[str, pl.DataFrame],
    formulas: Sequence[RowsAddUp | LinesAddUp | CellsAgree],
) -> tuple[list[Layout], list[Reading]]:
    """Choose the reading of every table of a document.

    Args:
        tables: of the document.
        layouts: each table's, under the printed headings.
        frames: facts, lines and columns of the document under those layouts.
        formulas: what should hold inside tables and between them.

    Returns:
        The layouts chosen, and how sure each is.
    """
    chosen = list(layouts)
    current = {name: frame.lazy() for name, frame in frames.items()}
    used = _used(frames["facts"])
    scores = _scores(current, [None], formulas)
    settled: set[int] = set()
    for index, table in enumerate(tables):
        columns = used.get(table.no, frozenset())
        mine = scores.get((0, table.no), _Score())
        if not mine.broken:
            continue
        better = _better_layout(table, layouts[index], columns, current, formulas, mine)
        if better is not None:
            chosen[index] = better
            settled.add(table.no)
            relabelled = _relabelled(current, [(table.no, better)])
            current = {
                name: frame.drop("reading_no", strict=False).collect().lazy()
                for name, frame in relabelled.items()
            }
            scores = _scores(current, [None], formulas)
    return chosen, [
        _reading(scores.get((0, table.no), _Score()), is_settled=table.no in settled, is_ocr=table.ocr)
        for table in tables
    ]


def _reading(score: _Score, *, is_settled: bool, is_ocr: bool) -> Reading:
    """How sure the reading that was chosen is.

    What was recognised from a picture is in doubt until equal amounts show it, and where any differ.
    """
    if is_ocr and (score.broken or not score.proofs):
        return Reading.UNVERIFIED
    if is_settled:
        return Reading.SETTLED
    if not score.closed and not score.broken:
        return Reading.UNTESTED
    return Reading.UNVERIFIED if score.doubtful else Reading.CLOSED


def _used(facts: pl.DataFrame) -> dict[int, frozenset[int]]:
    """The 0-based columns that hold amounts, by table."""
    found = facts.group_by("table_no").agg(pl.col("column").unique() - 1)
    return {no: frozenset(columns) for no, columns in found.rows()}


def _better_layout(
    table: Table,
    layout: Layout,
    used: frozenset[int],
    current: Mapping[str, pl.LazyFrame],
    formulas: Sequence[RowsAddUp | LinesAddUp | CellsAgree],
    printed: _Score,
) -> Layout | None:
    """The smallest change of headings that proves itself; None if there is none."""
    formulas = [formula for formula in formulas if table.kind in _kinds(formula)]
    kinds = sorted({kind.value for formula in formulas for kind in _kinds(formula)})
    touched = (pl.col("table_no") == table.no) | pl.col("table").cast(pl.String).is_in(kinds)
    current = {name: frame.filter(touched) for name, frame in current.items()}
    found: Layout | None = None
    best = printed
    for moved in range(1, _MOST_COLUMNS_MOVED + 1):
        candidates = list(islice(_candidates(table, layout, used, moved), _MOST_READINGS))
        if not candidates:
            continue
        scores = _scores(current, [(table.no, candidate) for candidate in candidates], formulas)
        for number, candidate in enumerate(candidates):
            score = scores.get((number, table.no), _Score())
            if score.mends(printed) and score.net > best.net:
                found, best = candidate, score
        if found is not None and not best.broken and _all_known(found, used):
            break
    return None if best.doubtful else found


def _all_known(layout: Layout, used: frozenset[int]) -> bool:
    return all(column.measure is not None for column in layout.columns if column.index in used)


def _kinds(formula: RowsAddUp | LinesAddUp | CellsAgree) -> frozenset[TableKind]:
    """The kinds of table that a formula can be about."""
    if isinstance(formula, CellsAgree):
        return frozenset(kind for selector in formula.selectors for kind in selector.tables)
    return frozenset(formula.tables)


@dataclass(frozen=True, slots=True)
class _Score:
    """How the identities that touch a table come out.

    Attributes:
        closed: how many hold.
        broken: how many break.
        proofs: how many of those that hold say that one amount equals others, none of it nothing. A bound
            that is kept, or nothing against nothing, holds under wrong headings as well.
    """

    closed: int = 0
    broken: int = 0
    proofs: int = 0

    @property
    def doubtful(self) -> bool:
        """Whether so much breaks that the reading is in doubt rather than the document."""
        return self.broken > _DOUBT * (self.closed + self.broken)

    @property
    def net(self) -> int:
        """What speaks for the reading less what speaks against it."""
        return self.proofs - self.broken

    def mends(self, other: _Score) -> bool:
        """Whether more is equal than under another reading, and what breaks does not only go untested."""
        return 0 < other.broken >= self.broken and self.proofs > other.proofs


def _scores(
    current: Mapping[str, pl.LazyFrame],
    readings: Sequence[tuple[int, Layout] | None],
    formulas: Sequence[RowsAddUp | LinesAddUp | CellsAgree],
) -> dict[tuple[int, int], _Score]:
    """Identities held and broken by reading and table, every reading taken for a document of its own."""
    stacked = _relabelled(current, readings)
    stacked = {
        name: frame.with_columns(document=pl.col("reading_no").cast(pl.String))
        for name, frame in stacked.items()
    }
    holds = pl.col("outcome") != "broken"
    outcome = (
        closes(residuals(stacked, formulas))
        .explode("tables")
        .group_by(pl.col("document").cast(pl.Int64), pl.col("tables"))
        .agg(
            closed=holds.sum().cast(pl.Int64),
            broken=(~holds).sum().cast(pl.Int64),
            proofs=(holds & (pl.col("relation") == "=") & (pl.col("actual_fen") != 0)).sum().cast(pl.Int64),
        )
        .collect()
    )
    return {
        (reading, no): _Score(closed, broken, proofs)
        for reading, no, closed, broken, proofs in outcome.rows()
    }


def _relabelled(
    current: Mapping[str, pl.LazyFrame], readings: Sequence[tuple[int, Layout] | None]
) -> dict[str, pl.LazyFrame]:
    """The frames once for each reading (`reading_no`), one table's columns renamed in each."""
    numbers = pl.LazyFrame({"reading_no": range(len(readings))}, schema={"reading_no": pl.Int32})
    renamed = pl.LazyFrame(
        [
            (number, table_no, column.index + 1, column.measure)
            for number, reading in enumerate(readings)
            if reading is not None
            for table_no, layout in [reading]
            for column in layout.columns
        ],
        schema={"reading_no": pl.Int32, "table_no": pl.Int32, "column": pl.Int32, "renamed": pl.String},
        orient="row",
    ).with_columns(is_renamed=pl.lit(value=True))
    frames: dict[str, pl.LazyFrame] = {"lines": current["lines"].join(numbers, how="cross")}
    for name in ("facts", "columns"):
        frames[name] = (
            current[name]
            .join(numbers, how="cross")
            .join(renamed, on=["reading_no", "table_no", "column"], how="left")
            .with_columns(
                measure=pl.when(pl.col("is_renamed")).then(pl.col("renamed")).otherwise(pl.col("measure"))
            )
            .drop("renamed", "is_renamed")
        )
    return frames


@dataclass(frozen=True, slots=True)
class _Move:
    """A column read under the heading of a neighbour.

    Attributes:
        column: as read then.
        source: the column whose heading it takes.
        depth: from this level of the heading on; the levels above stay its own.
    """

    column: Column
    source: int
    depth: int


def _candidates(table: Table, layout: Layout, used: frozenset[int], count: int) -> Iterator[Layout]:
    """Other readings, with a number of columns read under a neighbour's heading.

    Columns without a meaning are tried first, then columns close together. Headings are shifted, never
    shuffled, and no reading gives two columns one meaning that have two as printed. Where the headings name
    the lines, they are not moved.
    """
    options = {
        column.index: _moves(column, table, layout)
        for column in layout.columns
        if column.index in used and column.line is None
    }
    doubles = _doubles(layout, used)
    for indexes in sorted(combinations(sorted(options), count), key=lambda some: _unlikely(some, layout)):
        for moves in product(*(options[index] for index in indexes)):
            moved = {move.column.index: move for move in moves}
            reading = tuple(
                moved[column.index].column if column.index in moved else column for column in layout.columns
            )
            candidate = replace(layout, columns=reading)
            if _doubles(candidate, used) <= doubles and _in_order(layout, used, moved):
                yield candidate


def _unlikely(indexes: Sequence[int], layout: Layout) -> tuple[int, int]:
    known = sum(layout.columns[index].measure is not None for index in indexes)
    return known, indexes[-1] - indexes[0]


def _doubles(layout: Layout, used: frozenset[int]) -> int:
    """How many columns of amounts mean the same as another."""
    meanings = [
        (column.block, column.line, column.measure.removesuffix(".total"))
        for column in layout.columns
        if column.index in used and column.measure is not None
    ]
    return len(meanings) - len(set(meanings))


def _in_order(layout: Layout, used: frozenset[int], moved: Mapping[int, _Move]) -> bool:
    """Whether the headings of each level still stand in their printed order."""
    for depth, level in enumerate(layout.levels):
        sources = [
            moved[index].source if index in moved and depth >= moved[index].depth else index
            for index in sorted(used)
        ]
        printed = [source for source in sources if level[source]]
        if printed != sorted(printed):
            return False
    return True


def _moves(column: Column, table: Table, layout: Layout) -> list[_Move]:
    """A column under its own outer heading and a neighbour's inner one, or under all of a neighbour's."""
    found: list[_Move] = []
    meanings = {column.measure}
    for distance in range(1, _FURTHEST + 1):
        for other in (column.index - distance, column.index + distance):
            if not 0 <= other < table.width or layout.columns[other].side != column.side:
                continue
            for split in reversed(range(len(layout.levels))):
                levels = [
                    level[column.index if depth < split else other]
                    for depth, level in enumerate(layout.levels)
                ]
                path = tuple(dict.fromkeys(level for level in levels if level))
                candidate = layout.reader.column(column.index, path, column.side)
                if candidate.role == "measure" and candidate.measure not in meanings:
                    meanings.add(candidate.measure)
                    found.append(_Move(replace(candidate, block=column.block), other, split))
    return found
