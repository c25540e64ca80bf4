"""The money of a form: amounts beside their labels, under a path of the labels that they are part of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.model.money import is_amount, parse_unit
from yusuan.normalise.forms.rows import is_money, label_of
from yusuan.normalise.tables.headings.layout import Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yusuan.extract.raw import Cell
    from yusuan.normalise.forms.rows import FormRows

_SUM = re.compile(r"(?:总?额|合计|[总小]计)$")
# Columns of fields belong to no block of lines: each field says itself of which line it is.
NO_BLOCK = -1


def fields_of(rows: FormRows, numbers: Sequence[int], line_no: int) -> tuple[Field, ...]:
    """The amounts of one form.

    A meaning that is printed twice (实施期 beside 年度) is that of the first; the further ones keep their
    heading without it.

    Args:
        rows: of the table.
        numbers: of those that print labels beside what they name.
        line_no: of the line to which the amounts belong.
    """
    found: list[Field] = []
    seen: set[str] = set()
    for row, column, path in _Reading(rows).amounts(numbers):
        read = rows.reader.column(column, path, None)
        measure = None if read.measure in seen else read.measure
        seen.add(measure or "")
        found.append(Field(line_no, row, replace(read, role="measure", measure=measure, block=NO_BLOCK)))
    return tuple(found)


class _Reading:
    """A form while it is being read.

    Heads are labels left of labels (项目资金（万元）); sums are those above their parts (年度资金总额).
    """

    def __init__(self, rows: FormRows) -> None:
        self._rows = rows
        self._heads: dict[int, Cell] = {}
        self._sums: dict[int, tuple[tuple[str, ...], str]] = {}
        self._headings: Mapping[int, str] = {}

    def amounts(self, numbers: Sequence[int]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Row, column and path of each amount."""
        for row in numbers:
            self._take_heads(row)
            self._headings = self._rows.amount_columns(row) or self._headings
            before: list[tuple[int, Cell]] = []
            for column, cell in self._rows.cells(row):
                if is_amount(cell.text) and self._rows.begins(row, column):
                    path = self._path(row, column, before)
                    if path is not None:
                        yield row, column, path
                before.append((column, cell))

    def _take_heads(self, row: int) -> None:
        for column, cell in self._rows.cells(row):
            if self._rows.begins(row, column):
                self._heads.pop(column, None)
            beside = self._rows.beside(row, column)
            if not is_money(cell.text):
                self._sums.pop(column, None)
            elif beside is not None and not is_amount(beside.text):
                self._heads[column] = cell

    def _path(self, row: int, column: int, before: Sequence[tuple[int, Cell]]) -> tuple[str, ...] | None:
        heading = self._headings.get(column)
        if heading is None and self._headings and column > min(self._headings):
            # 分值, 执行率, 得分 beside the columns of money.
            return None
        if heading is not None:
            before = [place for place in before if place[0] < min(self._headings)]
        if not before or is_amount(before[-1][1].text):
            return None
        at, cell = before[-1]
        heads = tuple(self._heads_of(row, at))
        label = label_of(cell.text)
        if not is_money(label, among_money=any(parse_unit(head) for head in heads)):
            return None
        parts: tuple[str, ...] = (label,)
        if _SUM.search(label):
            self._sums[at] = (heads, label)
        elif self._sums.get(at, ((), ""))[0] == heads and at in self._sums:
            parts = (self._sums[at][1], label)
        return (*heads, *parts, *(() if heading is None else (label_of(heading),)))

    def _heads_of(self, row: int, at: int) -> Iterator[str]:
        """The heads of a label: those left of it that go on, or that blanks continue."""
        for column, head in sorted(self._heads.items()):
            here = self._rows.rows[row][column]
            if column < at and (here is head or here is None or not here.text.strip()):
                yield label_of(head.text)
