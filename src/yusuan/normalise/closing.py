"""Which reading closes: where headings stand shifted over their columns, arithmetic chooses.

A table is read under its printed headings. Where an identity inside it or a tie to its neighbours does not
hold, or a column of amounts has no meaning, the columns of amounts try the headings of their neighbours:
the smallest change under which more closes and nothing breaks is the reading. A table that closes under
none is marked, and its facts carry the mark.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, islice, product
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.residuals import closes, residuals
from yusuan.model.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yusuan.identities.suite import CellsAgree, LinesAddUp, RowsAddUp
    from yusuan.normalise.columns import Column, Layout
    from yusuan.normalise.tables import Table

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
    readings: list[Reading] = []
    current = {name: frame.lazy() for name, frame in frames.items()}
    used = _used(frames["facts"])
    scores = _scores(current, [None], formulas)
    for index, table in enumerate(tables):
        columns = used.get(table.no, frozenset())
        mine = scores.get((0, table.no), _Score(0, 0))
        if not _in_doubt(mine, layouts[index], columns):
            readings.append(Reading.CLOSED if mine.closed else Reading.UNTESTED)
            continue
        better = _better_layout(table, layouts[index], columns, current, formulas, mine)
        if better is not None:
            chosen[index] = better
            current = _relabelled(current, [(table.no, better)])
            current = {name: frame.drop("reading_no", strict=False) for name, frame in current.items()}
            scores = _scores(current, [None], formulas)
            readings.append(Reading.SETTLED)
        elif mine.closed and mine.broken <= _DOUBT * (mine.closed + mine.broken):
            readings.append(Reading.CLOSED)
        else:
            readings.append(Reading.UNVERIFIED if mine.broken else Reading.UNTESTED)
    return chosen, readings


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
    """The smallest change of headings under which more closes; None if there is none."""
    for moved in range(1, _MOST_COLUMNS_MOVED + 1):
        candidates = list(islice(_candidates(table, layout, used, moved), _MOST_READINGS))
        if not candidates:
            continue
        scores = _scores(current, [(table.no, candidate) for candidate in candidates], formulas)
        best = _best(
            [scores.get((number, table.no), _Score(0, 0)) for number in range(len(candidates))], printed
        )
        if best is not None:
            return candidates[best]
    return None


class _Score:
    """How many identities that touch a table hold and how many break."""

    __slots__ = ("broken", "closed")

    def __init__(self, closed: int, broken: int) -> None:
        self.closed = closed
        self.broken = broken

    def better_than(self, other: _Score) -> bool:
        return self.broken < other.broken and self.closed >= other.closed


def _best(scores: Sequence[_Score], printed: _Score) -> int | None:
    """The first of the readings that is better than the printed one and that no later one betters."""
    best: int | None = None
    for number, score in enumerate(scores):
        if score.better_than(printed) and (best is None or score.better_than(scores[best])):
            best = number
    return best


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
    outcome = (
        closes(residuals(stacked, formulas))
        .explode("tables")
        .group_by(pl.col("document").cast(pl.Int64), pl.col("tables"))
        .agg(
            closed=(pl.col("outcome") != "broken").sum().cast(pl.Int64),
            broken=(pl.col("outcome") == "broken").sum().cast(pl.Int64),
        )
        .collect()
    )
    return {(reading, no): _Score(closed, broken) for reading, no, closed, broken in outcome.rows()}


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


def _in_doubt(score: _Score, layout: Layout, used: frozenset[int]) -> bool:
    amounts = [column for column in layout.columns if column.index in used and column.role != "comparison"]
    meanings = [(column.block, column.line, column.measure) for column in amounts]
    unknown = any(column.measure is None for column in amounts)
    return score.broken > 0 or unknown or len(set(meanings)) < len(meanings)


def _candidates(table: Table, layout: Layout, used: frozenset[int], count: int) -> Iterator[Layout]:
    """Other readings, with a number of columns read under a neighbour's heading, the nearest first."""
    options = {
        column.index: _alternatives(column, table, layout)
        for column in layout.columns
        if column.index in used
    }
    for indexes in combinations(sorted(options), count):
        for columns in product(*(options[index] for index in indexes)):
            moved = {column.index: column for column in columns}
            yield replace(layout, columns=tuple(moved.get(column.index, column) for column in layout.columns))


def _alternatives(column: Column, table: Table, layout: Layout) -> list[Column]:
    """A column under its own outer heading and a neighbour's inner one, or under all of a neighbour's."""
    found: list[Column] = []
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
                candidate = replace(candidate, block=column.block)
                if candidate.role == "measure" and candidate.measure not in meanings:
                    meanings.add(candidate.measure)
                    found.append(candidate)
    return found
