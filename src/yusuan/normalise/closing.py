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
from yusuan.normalise.columns import Column, Layout, read_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from yusuan.identities.suite import CellsAgree, LinesAddUp, RowsAddUp
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
    used: Sequence[frozenset[int]],
    frames_of: Callable[[Mapping[int, Layout]], Mapping[str, pl.DataFrame]],
    formulas: Sequence[RowsAddUp | LinesAddUp | CellsAgree],
    fiscal_year: int,
) -> tuple[list[Layout], list[Reading]]:
    """Choose the reading of every table of a document.

    Args:
        tables: of the document.
        layouts: each table's, under the printed headings.
        used: for each table the indexes of the columns that hold amounts.
        frames_of: facts, lines and columns of the document with some layouts replaced, by table index.
        formulas: what should hold inside tables and between them.
        fiscal_year: of the document.

    Returns:
        The layouts chosen, and how sure each is.
    """
    settled: dict[int, Layout] = {}
    scores = _scores({"": frames_of(settled)}, formulas)
    readings: list[Reading] = []
    for index, table in enumerate(tables):
        mine = scores.get(("", table.no), _Score(0, 0))
        if not _in_doubt(mine, layouts[index], used[index]):
            readings.append(Reading.CLOSED if mine.closed else Reading.UNTESTED)
            continue
        candidates = list(islice(_candidates(table, layouts[index], used[index], fiscal_year), _MOST_READINGS))
        tried = _scores(
            {str(number): frames_of({**settled, index: one}) for number, one in enumerate(candidates)}, formulas
        )
        best = _best([tried.get((str(number), table.no), _Score(0, 0)) for number in range(len(candidates))], mine)
        if best is not None:
            settled[index] = candidates[best]
            scores = _scores({"": frames_of(settled)}, formulas)
            readings.append(Reading.SETTLED)
        elif mine.closed and mine.broken <= _DOUBT * (mine.closed + mine.broken):
            readings.append(Reading.CLOSED)
        else:
            readings.append(Reading.UNVERIFIED if mine.broken else Reading.UNTESTED)
    return [settled.get(index, layout) for index, layout in enumerate(layouts)], readings


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
    readings: Mapping[str, Mapping[str, pl.DataFrame]],
    formulas: Sequence[RowsAddUp | LinesAddUp | CellsAgree],
) -> dict[tuple[str, int], _Score]:
    """Identities held and broken by reading and table, every reading taken for a document of its own."""
    if not readings:
        return {}
    stacked = {
        frame: pl.concat(
            [frames[frame].with_columns(document=pl.lit(name, pl.String)) for name, frames in readings.items()]
        ).lazy()
        for frame in ("facts", "lines", "columns")
    }
    outcome = (
        closes(residuals(stacked, formulas))
        .explode("tables")
        .group_by("document", table_no="tables")
        .agg(
            closed=(pl.col("outcome") != "broken").sum().cast(pl.Int64),
            broken=(pl.col("outcome") == "broken").sum().cast(pl.Int64),
        )
        .collect()
    )
    return {(name, no): _Score(closed, broken) for name, no, closed, broken in outcome.rows()}


def _in_doubt(score: _Score, layout: Layout, used: frozenset[int]) -> bool:
    meanings = [(column.side, column.measure) for column in layout.columns if column.index in used]
    unknown = any(measure is None for _, measure in meanings)
    return score.broken > 0 or unknown or len(set(meanings)) < len(meanings)


def _candidates(table: Table, layout: Layout, used: frozenset[int], fiscal_year: int) -> Iterator[Layout]:
    """Other readings, the smallest change first: one column moved by one, by two, then two columns."""
    options = {
        column.index: _alternatives(column, table, layout, fiscal_year)
        for column in layout.columns
        if column.index in used
    }
    for count in range(1, _MOST_COLUMNS_MOVED + 1):
        for indexes in combinations(sorted(options), count):
            for columns in product(*(options[index] for index in indexes)):
                moved = {column.index: column for column in columns}
                yield replace(
                    layout, columns=tuple(moved.get(column.index, column) for column in layout.columns)
                )


def _alternatives(column: Column, table: Table, layout: Layout, fiscal_year: int) -> list[Column]:
    """What a column means under its own outer heading and a neighbour's inner one, or all of a neighbour's."""
    found: list[Column] = []
    meanings = {column.measure}
    for distance in range(1, _FURTHEST + 1):
        for other in (column.index - distance, column.index + distance):
            if not 0 <= other < table.width or layout.columns[other].side != column.side:
                continue
            for split in reversed(range(len(layout.levels))):
                levels = [
                    level[column.index if depth < split else other] for depth, level in enumerate(layout.levels)
                ]
                path = tuple(dict.fromkeys(level for level in levels if level))
                candidate = read_column(column.index, path, column.side, table.kind, fiscal_year)
                if candidate.role == "measure" and candidate.measure not in meanings:
                    meanings.add(candidate.measure)
                    found.append(candidate)
    return found
