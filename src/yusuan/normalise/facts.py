"""A table under a layout → its lines and amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.model.money import Amount, NotAnAmountError, Unit, parse_amount
from yusuan.model.text import fold, squeeze
from yusuan.normalise.lines import Label, Line, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.raw import Cell
    from yusuan.model.vocabulary import Side
    from yusuan.normalise.columns import Column, Layout
    from yusuan.normalise.tables import Table

_DIGITS = re.compile(r"\d")
# Nothing in these columns is an amount of money, whatever it looks like.
_NO_MONEY = frozenset(
    {
        "label",
        "code",
        "owner",
        "index",
        "text",
        "goal",
        "level1",
        "level2",
        "level3",
        "explanation",
        "target",
        "weight",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount as it stands: its line, its column, its cell."""

    line: Line
    column: Column
    cell: Cell
    amount: Amount
    unit: Unit


def labels_of(table: Table, layout: Layout) -> dict[Side | None, list[Label]]:
    """What each body row prints before its amounts, by side."""
    sides = list(dict.fromkeys(column.side for column in layout.columns))
    found: dict[Side | None, list[Label]] = {side: [] for side in sides}
    for side in sides:
        columns = [column for column in layout.columns if column.side == side]
        for row in range(layout.heading_rows, len(table.rows)):
            label = _label(table, row, columns, side)
            if label.texts or label.code or label.owner:
                found[side].append(label)
    return found


def _label(table: Table, row: int, columns: Sequence[Column], side: Side | None) -> Label:
    texts = [_own_text(table, row, column.index) for column in columns if column.role == "label"]
    codes = [_own_text(table, row, column.index) for column in columns if column.role == "code"]
    owners = [_own_text(table, row, column.index) for column in columns if column.role == "owner"]
    code = "".join(squeeze(text) for text in codes)
    if code and not code.isdecimal():
        # 合计 and the like often stand in the code column.
        texts = [text if text and not text.isdecimal() else "" for text in codes] + texts
        code = ""
    while texts and not texts[-1]:
        texts.pop()
    return Label(
        row=row,
        texts=tuple(texts),
        code=code,
        owner=next((text for text in owners if text), ""),
        side=side,
    )


def _own_text(table: Table, row: int, column: int) -> str:
    cell = table.rows[row][column]
    return "" if cell is None else fold(cell.text)


def lines_of(
    table: Table, layout: Layout, *, department: str, units: frozenset[str], year: int
) -> list[Line]:
    """The lines of a table; numbered within each side."""
    lines: list[Line] = []
    for labels in labels_of(table, layout).values():
        lines += read_lines(labels, table.kind, department=department, units=units, year=year)
    return lines


def entries_of(table: Table, layout: Layout, lines: Sequence[Line]) -> list[Entry]:
    """Every amount printed in a table; none from columns without a unit of amount (see `lacks_unit`)."""
    return [
        Entry(line=line, column=column, cell=cell, amount=amount, unit=unit)
        for line, column, cell in _numbers(table, layout, lines)
        if (unit := column.unit or table.unit) is not None and (amount := _amount(cell, unit)) is not None
    ]


def lacks_unit(table: Table, layout: Layout, lines: Sequence[Line]) -> Cell | None:
    """The first amount under a known heading that has no stated unit; None if there is none."""
    return next(
        (
            cell
            for _, column, cell in _numbers(table, layout, lines)
            if column.role == "measure"
            and (column.unit or table.unit) is None
            and _amount(cell, "元") is not None
        ),
        None,
    )


def _numbers(table: Table, layout: Layout, lines: Sequence[Line]) -> Iterator[tuple[Line, Column, Cell]]:
    """Cells of lines that can hold an amount, each once."""
    by_row = {(line.side, line.row): line for line in lines}
    for number, row in enumerate(table.rows[layout.heading_rows :], start=layout.heading_rows):
        for column in layout.columns:
            cell = row[column.index]
            line = by_row.get((column.side, number))
            if (
                cell is not None
                and line is not None
                and column.role not in _NO_MONEY
                and _DIGITS.search(cell.text)
                and _begins_here(table, number, column.index)
            ):
                yield line, column, cell


def _begins_here(table: Table, row: int, column: int) -> bool:
    """Whether the cell at a position has its top left corner there."""
    cell = table.rows[row][column]
    above = table.rows[row - 1][column] if row else None
    left = table.rows[row][column - 1] if column else None
    return cell is not above and cell is not left


def _amount(cell: Cell, unit: Unit) -> Amount | None:
    try:
        return parse_amount(cell.text, unit)
    except NotAnAmountError:
        return None


def finest_quantum(entries: Sequence[Entry]) -> dict[Unit, int]:
    """The finest printed precision of a table by unit: trailing zeros are often dropped (164.6, 32)."""
    finest: dict[Unit, int] = {}
    for entry in entries:
        finest[entry.unit] = min(finest.get(entry.unit, entry.amount.quantum_fen), entry.amount.quantum_fen)
    return finest
