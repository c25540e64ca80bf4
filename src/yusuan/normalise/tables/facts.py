"""A table under a layout → its lines and amounts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.model.money import (
    FEN_PER_UNIT,
    Amount,
    NotAnAmountError,
    Unit,
    is_amount,
    parse_amount,
    unit_of_amount,
)
from yusuan.model.text import fold, squeeze
from yusuan.normalise.tables.lines.entry import Entry
from yusuan.normalise.tables.lines.line import Label, Line
from yusuan.normalise.tables.lines.line_reader import LineReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.raw import Cell
    from yusuan.normalise.tables.assembly import Table
    from yusuan.normalise.tables.headings.heading_reader import Column
    from yusuan.normalise.tables.headings.layout import Layout
    from yusuan.reference import Classification

_A_YUAN = FEN_PER_UNIT["元"]
# 0.01 万元: what is printed coarser (32 for 32.00) is a round amount more often than a rounded one.
_USUAL_QUANTUM = FEN_PER_UNIT["万元"] // 100
_DIGITS = re.compile(r"\d")
_FIGURES = re.compile(r"[-−]?\d[\d，.]*[，.][\d，.]*")  # with separators, which codes and years have not
_CODE = re.compile(r"^[\[【]?\d[\d\s\-.]*[\]】]?$")
# Nothing in these columns is an amount of money, whatever it looks like.
_NO_MONEY = frozenset(
    {
        "label",
        "code",
        "owner",
        "owner_code",
        "index",
        "text",
        "goal",
        "level1",
        "level2",
        "level3",
        "explanation",
        "target",
        "weight",
        "rate",
        "count",
    }
)


def lines_of(
    table: Table, layout: Layout, *, department: str, units: frozenset[str], year: int
) -> list[Line]:
    """The lines of a table; numbered within each side, over the blocks that stand side by side."""
    reader = LineReader(table.kind, department=department, units=units, year=year)
    lines: list[Line] = []
    for columns in _blocks(layout):
        side, block = columns[0].side, columns[0].block
        first = 1 + max((line.no for line in lines if line.side == side), default=0)
        labels = _labels(table, layout, columns)
        headings = list(dict.fromkeys(column.line for column in columns if column.line is not None))
        if headings:
            found = reader.turned(labels, headings, first)
        else:
            found = reader.lines(labels, _classification(columns), first)
        if side is not None and any(line.side == side for line in lines):
            # A further block of a side says the same money again by another classification.
            found = [replace(line, role=None, parent=None) for line in found]
        lines += [replace(line, block=block) for line in found]
    return lines


def _blocks(layout: Layout) -> list[list[Column]]:
    blocks: dict[int, list[Column]] = {}
    for column in layout.columns:
        blocks.setdefault(column.block, []).append(column)
    return list(blocks.values())


def _classification(columns: Sequence[Column]) -> Classification | None:
    """The classification that the heading of the labels names, None if it names none."""
    headings = squeeze("".join(column.heading for column in columns if column.role in {"label", "code"}))
    if "经济" in headings:
        return "government_economic" if "政府" in headings and "部门" not in headings else "economic"
    return "functional" if "功能" in headings else None


def _labels(table: Table, layout: Layout, columns: Sequence[Column]) -> list[Label]:
    """What each body row of a block prints before its amounts."""
    found: list[Label] = []
    held: list[str] = []
    turned = any(column.line is not None for column in columns)
    for row in range(layout.heading_rows, len(table.rows)):
        codes = [_own_text(table, row, column.index) for column in columns if column.role == "code"]
        code, held = _code(codes, held)
        texts = [_own_text(table, row, column.index) for column in columns if column.role == "label"]
        if not code:
            # 合计 and the like often stand in the code column.
            texts = [text if not text.isdecimal() else "" for text in codes] + texts
        while texts and not texts[-1]:
            texts.pop()
        owner, owner_code = (
            next(
                (
                    text
                    for column in columns
                    if column.role == role and (text := _own_text(table, row, column.index))
                ),
                "",
            )
            for role in ("owner", "owner_code")
        )
        if texts or code or owner or turned or _prints_amount(table, row, columns):
            found.append(Label(row, tuple(texts), code, owner, owner_code, columns[0].side))
    return found


def _prints_amount(table: Table, row: int, columns: Sequence[Column]) -> bool:
    """Whether a row without a label still prints an amount: it is kept, under no name."""
    cells = [table.rows[row][column.index] for column in columns if column.role not in _NO_MONEY]
    return any(cell is not None and is_amount(cell.text) for cell in cells)


def _code(texts: Sequence[str], held: list[str]) -> tuple[str, list[str]]:
    """The code of a row, from one column or from 类 款 项 apart, each printed on the row of its own level.

    Returns:
        The digits, "" where there are none, and what the columns hold on for the rows below.
    """
    digits = ["".join(re.findall(r"\d", text)) if _CODE.match(squeeze(text)) else "" for text in texts]
    # 款 and 项 have two digits; a workbook drops the zero before the first nine.
    digits = [text.zfill(2) if text and column else text for column, text in enumerate(digits)]
    if not any(digits):
        return "", held
    deepest = max(index for index, text in enumerate(digits) if text)
    first = next(index for index, text in enumerate(digits) if text)
    whole = (
        [*held[:first], *digits[first : deepest + 1]] if len(held) >= first else digits[first : deepest + 1]
    )
    return "".join(whole), whole


def _own_text(table: Table, row: int, column: int) -> str:
    cell = table.rows[row][column]
    return "" if cell is None else fold(cell.text)


def entries_of(table: Table, layout: Layout, lines: Sequence[Line]) -> list[Entry]:
    """Every amount printed in a table; none from columns without a unit of amount (see `lacks_unit`)."""
    return [
        Entry(line=line, column=column, cell=cell, amount=amount, unit=unit)
        for line, column, cell in _numbers(table, layout, lines)
        if (unit := _unit(cell, column, table)) is not None and (amount := _amount(cell, unit)) is not None
    ]


def lacks_unit(table: Table, layout: Layout, lines: Sequence[Line]) -> Cell | None:
    """The first amount under a known heading that has no stated unit; None if there is none."""
    return next(
        (
            cell
            for _, column, cell in _numbers(table, layout, lines)
            if column.role == "measure"
            and _unit(cell, column, table) is None
            and _amount(cell, "元") is not None
        ),
        None,
    )


def _numbers(table: Table, layout: Layout, lines: Sequence[Line]) -> Iterator[tuple[Line, Column, Cell]]:
    """Cells of lines that can hold an amount, each once."""
    by_no = {line.no: line for line in lines}
    for form in layout.forms:
        for field in form.fields:
            cell = table.rows[field.row][field.column.index]
            if cell is not None:
                yield by_no[field.line_no], field.column, cell
    by_row = {(line.side, line.block, line.row, line.turned): line for line in lines}
    for number, row in enumerate(table.rows[layout.heading_rows :], start=layout.heading_rows):
        for column in layout.columns:
            cell = row[column.index]
            line = by_row.get((column.side, column.block, number, column.line))
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


def illegible(table: Table, layout: Layout, lines: Sequence[Line]) -> list[Cell]:
    """Cells of amounts whose figures make none, such as “1,23,4.56”: nothing is read of them."""
    return [
        cell
        for _, column, cell in _numbers(table, layout, lines)
        if column.role == "measure" and _FIGURES.fullmatch(squeeze(cell.text)) and not is_amount(cell.text)
    ]


def _unit(cell: Cell, column: Column, table: Table) -> Unit | None:
    """The unit of an amount: its own where it stands in the cell, its column's, its table's."""
    return unit_of_amount(squeeze(cell.text)) or column.unit or table.unit


def _amount(cell: Cell, unit: Unit) -> Amount | None:
    try:
        return parse_amount(cell.text, unit)
    except NotAnAmountError:
        return None


def quanta_of(entries: Sequence[Entry]) -> list[int]:
    """The printed precision of each amount of a table, in 分.

    Where trailing zeros are printed (164.60), an amount is as precise as it stands, down to 0.01 万元. Where they are dropped
    (164.6, 32), the finest precision of the table is that of all its amounts; but below a yuan, where sheets
    print as many decimals as they happen to hold, an amount is only as precise as it stands: 4.8 beside 4.83 in
    yuan may be short of four fen.
    """
    of_unit: dict[Unit, list[Amount]] = {}
    for entry in entries:
        of_unit.setdefault(entry.unit, []).append(entry.amount)
    finest = {unit: min(amount.quantum_fen for amount in amounts) for unit, amounts in of_unit.items()}
    coarsest = {
        unit: _USUAL_QUANTUM if _prints_trailing_zeros(amounts, unit) else _A_YUAN
        for unit, amounts in of_unit.items()
    }
    return [
        max(finest[unit], min(entry.amount.quantum_fen, coarsest[unit]))
        for entry in entries
        for unit in [entry.unit]
    ]


def _prints_trailing_zeros(amounts: Sequence[Amount], unit: Unit) -> bool:
    """Whether amounts with the most decimals of a table end in a zero now and then, as one in ten does."""
    finest = min(amount.quantum_fen for amount in amounts)
    most = [amount for amount in amounts if amount.quantum_fen == finest < FEN_PER_UNIT[unit] and amount.fen]
    zeros = sum(amount.fen % (10 * finest) == 0 for amount in most)
    return zeros > 1 and 20 * zeros > len(most)
