"""A table as rows of fields of a figure transcript, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.extract.raw import Cell, RawTable
from yusuan.extract.transcript import marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Place = tuple[int, int]  # page and row


def rows_of(table: RawTable) -> Iterator[tuple[Place | None, list[str]]]:
    """Each row: where it is printed, None where no cell begins in it, and a field for each position.

    Raises:
        ValueError: cells overlap or reach beyond the grid, or cells of one row stand in several places.
    """
    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    places: list[Place | None] = [None] * table.n_rows
    for cell in table.cells:
        for row, column in _covered(cell):
            if row >= table.n_rows or column >= table.n_columns or rows[row][column]:
                raise ValueError(f"a cell overlaps another, or the edge, at row {row}, column {column}")
            rows[row][column] = marks.OF_LEFT if row == cell.row else marks.OF_ABOVE
        rows[cell.row][cell.column] = marks.escape(cell.text) or marks.NO_TEXT
        place = (cell.page, cell.page_row)
        if places[cell.row] not in {None, place}:
            raise ValueError(f"the cells of row {cell.row} stand in several places")
        places[cell.row] = place
    return zip(places, rows, strict=True)


def cells_of(rows: Sequence[tuple[Place | None, Sequence[str]]]) -> tuple[Cell, ...]:
    """The cells of rows of fields, all of one length.

    Raises:
        ValueError: a field is malformed; its arguments are the row (0-based) and the field.
    """
    fields = [row for _, row in rows]
    owned = {(row, column) for row, texts in enumerate(fields) for column, text in enumerate(texts) if text}
    cells: list[Cell] = []
    for row, (place, texts) in enumerate(rows):
        for column, text in enumerate(texts):
            if text in {"", marks.OF_LEFT, marks.OF_ABOVE}:
                continue
            if place is None:
                raise ValueError(row, text)
            cell = Cell(
                text=_text(row, text),
                row=row,
                column=column,
                row_span=_height(fields, row, column),
                column_span=_width(texts, column),
                page=place[0],
                page_row=place[1],
            )
            owned.difference_update(_covered(cell))
            cells.append(cell)
    if owned:
        row, column = min(owned)
        raise ValueError(row, fields[row][column])
    return tuple(cells)


def _covered(cell: Cell) -> Iterator[Place]:
    for row in range(cell.row, cell.row + cell.row_span):
        for column in range(cell.column, cell.column + cell.column_span):
            yield row, column


def _text(row: int, field: str) -> str:
    if field == marks.NO_TEXT:
        return ""
    try:
        return marks.unescape(field)
    except ValueError as error:
        raise ValueError(row, field) from error


def _width(texts: Sequence[str], column: int) -> int:
    width = 1
    while column + width < len(texts) and texts[column + width] == marks.OF_LEFT:
        width += 1
    return width


def _height(fields: Sequence[Sequence[str]], row: int, column: int) -> int:
    width = _width(fields[row], column)
    height = 1
    while row + height < len(fields) and all(
        text == marks.OF_ABOVE for text in fields[row + height][column : column + width]
    ):
        height += 1
    return height
