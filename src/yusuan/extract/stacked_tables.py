"""A grid that holds more than one table → lines of text (titles, units, notes) and tables.

Sheets, and tables made from sheets, hold the title, the unit and the notes in cells of the same grid as the
table, and stack several tables in one grid. A row with one cell above a table is a line of text; inside a
table it is a label whose amounts are blank, and stays. One table ends and the next begins where a title or a
unit line stands between them, never at an empty row alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yusuan.extract.cell_text import one_line
from yusuan.extract.raw import Block, Cell, RawTable, TextLine
from yusuan.extract.rows_in_cells import part_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_UNIT = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*[万亿千百]*元")
_FORM_NUMBER = re.compile(r"^[\u4e00-\u9fff]{0,6}\s*[0-9]{1,2}(?:-[0-9]{1,2})?\s*表$")
_WHOSE = re.compile(
    r"(?:部门|单位|编制单位|编制部门|填报单位|填报部门|公开部门|预算单位|部门名称|单位名称)\s*[:：]"
)
_TITLE = re.compile(r"表(?:\s*[(（].*[)）])?$|^附?[表件]\s*[0-9一二三四五六七八九十]")
_NOTE = re.compile(r"^(?:备?注|说明|附注|填表说明|数据来源|[*※])")
_AMOUNT = re.compile(r"[-−△(（]?[0-9][0-9,，]*(?:\.[0-9]+)?[)）]?(?:%|[亿万千百]{0,2}元?)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_MOST_CELLS_OF_A_LINE = 4


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is not empty: its cells, and whether an empty row stands above it.

    A row without cells of its own is covered by a cell that spans rows.
    """

    index: int
    cells: tuple[Cell, ...]
    after_gap: bool

    @property
    def left(self) -> int:
        return self.cells[0].column if self.cells else 0

    @property
    def right(self) -> int:
        return max((cell.column + cell.column_span for cell in self.cells), default=0)

    @property
    def text(self) -> str:
        return "  ".join(one_line(cell.text) for cell in self.cells)

    @property
    def has_amount(self) -> bool:
        return any(_AMOUNT.fullmatch(cell.text) and not _YEAR.fullmatch(cell.text) for cell in self.cells)

    @property
    def states_unit(self) -> bool:
        return bool(_UNIT.search(self.text)) or any(_FORM_NUMBER.match(cell.text) for cell in self.cells)

    @property
    def may_be_line(self) -> bool:
        """Whether it may stand outside a table: one cell, or a few that say in what unit or of whom."""
        if len(self.cells) <= 1:
            return True
        says_whose = self.states_unit or _WHOSE.match(self.cells[0].text) is not None
        return len(self.cells) <= _MOST_CELLS_OF_A_LINE and says_whose and not self.has_amount

    @property
    def opens(self) -> bool:
        """Whether it looks like the first line above a new table, not like a label of the table before."""
        if not self.cells:
            return False
        wide = self.cells[0].column_span > 1
        return self.after_gap or self.states_unit or (wide and bool(_TITLE.search(self.text)))


def segment(cells: Sequence[Cell], page: int = 1) -> list[Block]:
    """Split the cells of one grid into lines of text and tables, in reading order.

    Args:
        cells: not overlapping, by the rows and columns of the whole grid, `page_row` as a reader counts.
        page: the page (sheet) on which the grid stands.

    Returns:
        `TextLine`s with the `page_row` of their cells as row, and `RawTable`s that count rows and columns
        from their own top left corner. Every cell that is not blank is in one of them.
    """
    blocks: list[Block] = []
    table: list[_Row] = []
    rows = _rows(part_rows(cells))
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end].may_be_line:
            end += 1
        run, following = rows[at:end], rows[end] if end < len(rows) else None
        kept = _kept_in_table(run, following, table)
        table += run[:kept]
        lines = run[kept:]
        if lines or (following and table and _starts_anew(following, table)):
            _close(table, blocks, page)
            heading = _heading_rows(lines, following)
            blocks += (_line(row, page) for row in lines[: len(lines) - heading] if row.cells)
            table = lines[len(lines) - heading :]
        if following:
            table.append(following)
        at = end + 1
    _close(table, blocks, page)
    return blocks


def _rows(cells: Iterable[Cell]) -> list[_Row]:
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.text:
            by_row.setdefault(cell.row, []).append(cell)
            for covered in range(cell.row + 1, cell.row + cell.row_span):
                by_row.setdefault(covered, [])
    rows: list[_Row] = []
    for index in sorted(by_row):
        after_gap = bool(rows) and rows[-1].index < index - 1
        ordered = sorted(by_row[index], key=lambda cell: cell.column)
        rows.append(_Row(index, tuple(ordered), after_gap))
    return rows


def _kept_in_table(run: Sequence[_Row], following: _Row | None, table: Sequence[_Row]) -> int:
    """How many rows of a run of possible lines are labels (with blank amounts) of the table above."""
    if not table:
        return 0
    opening = next((place for place, row in enumerate(run) if row.opens), len(run))
    rest = run[opening:]
    if following is None:
        return _before_notes(run, table)
    gap = following.after_gap or any(row.after_gap for row in rest)
    named = any(row.states_unit or _is_title(row) for row in rest)
    if rest and (named or (gap and not following.has_amount)):
        return opening
    return len(run)


def _is_title(row: _Row) -> bool:
    return bool(_TITLE.search(row.text)) and (
        row.after_gap or any(cell.column_span > 1 for cell in row.cells)
    )


def _before_notes(run: Sequence[_Row], table: Sequence[_Row]) -> int:
    """At the end of a grid: where the notes under the table begin."""
    width = max(row.right for row in table) - min(row.left for row in table if row.cells)
    for place, row in enumerate(run):
        wide = any(2 * cell.column_span > width for cell in row.cells) and width > 1
        if row.cells and (row.after_gap or wide or row.states_unit or _NOTE.search(row.text)):
            return place
    return len(run)


def _starts_anew(row: _Row, table: Sequence[_Row]) -> bool:
    """Whether a row after an empty one, without any line between, uses other columns than the table."""
    if not row.after_gap:
        return False
    left = min(other.left for other in table if other.cells)
    right = max(other.right for other in table)
    return row.left < left or row.right > right


def _heading_rows(lines: Sequence[_Row], following: _Row | None) -> int:
    """How many of the lines above a table are its headings: one cell over some of its columns (1 or 0)."""
    if following is None or following.after_gap or not lines or len(lines[-1].cells) != 1:
        return 0
    last, cell = lines[-1], lines[-1].cells[0]
    over_some = last.left > following.left and cell.column_span > 1 and last.right <= following.right
    return int(
        over_some and not last.states_unit and not _WHOSE.search(last.text) and not _TITLE.search(last.text)
    )


def _line(row: _Row, page: int) -> TextLine:
    return TextLine(text=row.text, page=page, row=row.cells[0].page_row)


def _close(rows: list[_Row], blocks: list[Block], page: int) -> None:
    """Put the table of these rows behind the blocks.

    Its rows and columns are counted from its own corner; columns in which no cell begins (the inside of a
    merged title, an empty column of a sheet) are not columns of the table.
    """
    cells = [cell for row in rows for cell in row.cells]
    if not cells:
        return
    row_of = {row.index: number for number, row in enumerate(rows)}
    starts = sorted({cell.column for cell in cells})
    placed = []
    for cell in cells:
        column = bisect_left(starts, cell.column)
        beyond = bisect_left(starts, cell.column + cell.column_span)
        covered = sum(row in row_of for row in range(cell.row, cell.row + cell.row_span))
        placed.append(
            replace(cell, row=row_of[cell.row], column=column, row_span=covered, column_span=beyond - column)
        )
    blocks.append(RawTable(cells=tuple(placed), n_rows=len(rows), n_columns=len(starts), page=page))
