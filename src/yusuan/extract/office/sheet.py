"""One sheet of a workbook, as every kind of workbook gives it, → the cells that it shows."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass, field

from yusuan.extract.raw import Cell


@dataclass(slots=True)
class Sheet:
    """What a sheet holds, rows and columns counted from 0.

    Attributes:
        name: as on its tab.
        hidden: whether its tab is hidden.
        texts: the text of each cell that is not blank, as shown.
        merged: first row, first column, last row, last column of each merged range.
        hidden_rows: rows that are not shown.
        hidden_columns: columns that are not shown.
        uncomputed: cells whose formula nobody has computed: they show nothing.
    """

    name: str
    hidden: bool = False
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)

    def shows(self, place: tuple[int, int]) -> bool:
        """Whether a cell stands in a row and a column that are shown."""
        return place[0] not in self.hidden_rows and place[1] not in self.hidden_columns


def visible_cells(sheet: Sheet, page: int) -> list[Cell]:
    """The cells that a sheet shows, in a grid of its visible rows and columns, each merged range once.

    Args:
        sheet: any.
        page: the number of the sheet among the visible ones.

    Returns:
        Cells that are not blank and do not overlap, in reading order; `page_row` is the sheet's own row.
    """
    if not sheet.texts:
        return []
    rows = _visible({row for row, _ in sheet.texts}, sheet.hidden_rows)
    columns = _visible({column for _, column in sheet.texts}, sheet.hidden_columns)
    taken = [bytearray(len(columns)) for _ in rows]
    cells = []
    for top, left, bottom, right in sorted(sheet.merged):
        first, last = bisect_left(rows, top), bisect_left(rows, bottom + 1)
        start, stop = bisect_left(columns, left), bisect_left(columns, right + 1)
        if first >= last or start >= stop or any(any(covered[start:stop]) for covered in taken[first:last]):
            continue  # hidden, beyond the values, or over another range
        for covered in taken[first:last]:
            covered[start:stop] = b"\1" * (stop - start)
        if text := sheet.texts.get((top, left), ""):
            cells.append(Cell(text, first, start, last - first, stop - start, page, rows[first] + 1))
    row_of = {row: index for index, row in enumerate(rows)}
    column_of = {column: index for index, column in enumerate(columns)}
    for (row, column), text in sheet.texts.items():
        if row in row_of and column in column_of and not taken[row_of[row]][column_of[column]]:
            cells.append(Cell(text, row_of[row], column_of[column], page=page, page_row=row + 1))
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def address(place: tuple[int, int]) -> str:
    """A cell's place as a spreadsheet names it: (5, 1) is "B6"."""
    row, column = place
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def date_text(moment: dt.datetime | dt.date | dt.time) -> str:
    """A date or time in ISO 8601; midnight is left out."""
    if isinstance(moment, dt.datetime):
        day_only = moment.time() == dt.time()
        return moment.date().isoformat() if day_only else moment.isoformat(sep=" ", timespec="seconds")
    return moment.isoformat()


def _visible(used: set[int], hidden: set[int]) -> list[int]:
    return [number for number in range(min(used), max(used) + 1) if number not in hidden]
