"""What the columns of a table hold: heading rows found, headings spread over what they span, measures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.model.money import is_amount
from yusuan.model.text import enumerator, squeeze
from yusuan.model.vocabulary import Side, TableKind
from yusuan.normalise.tables.headings import transposed
from yusuan.normalise.tables.headings.grammar import PART
from yusuan.normalise.tables.headings.heading_reader import LABELLED_SIDES, Column, HeadingReader
from yusuan.normalise.tables.headings.heading_rows import count_heading_rows, spread
from yusuan.normalise.tables.headings.layout import Layout
from yusuan.reference.measures import dimension_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.raw import Cell
    from yusuan.normalise.tables.assembly import Table

_SIDES = {
    "收入": Side.INCOME,
    "支出": Side.EXPENDITURE,
    "收入情况": Side.INCOME,
    "支出情况": Side.EXPENDITURE,
}
# Where a block has no other total, this is it.
_YEARS_TOTAL = re.compile(r"本年(?:收入|支出)(?:合计|小计)")


def lay_out(table: Table, fiscal_year: int | None) -> Layout:
    """Find the heading rows of a table and read its columns under them as printed."""
    count = count_heading_rows(table.rows)
    levels = spread(table.rows[:count])
    paths = [_path([level[index] for level in levels]) for index in range(table.width)]
    reader = HeadingReader(
        table.kind,
        fiscal_year,
        beside_final=any("决算数" in level for path in paths for level in path),
        beside_income=any(path == ("本年收入",) for path in paths),
    )
    reader = replace(reader, title=_title(paths, reader))
    sides = _sides(paths, reader)
    columns = [reader.column(index, path, sides[index]) for index, path in enumerate(paths)]
    if table.kind is TableKind.THREE_PUBLIC:
        columns = transposed.turned(columns, reader)
    columns = _with_labels(columns, _wordy(table.rows[count:], table.width))
    columns = _with_parts(_with_totals(list(_in_blocks(columns))))
    return Layout(heading_rows=count, columns=tuple(columns), levels=levels, reader=reader)


def _path(levels: Sequence[str]) -> tuple[str, ...]:
    path: list[str] = []
    for level in levels:
        if level and (not path or path[-1] != level):
            path.append(level)
    return tuple(path)


def _sides(paths: Sequence[tuple[str, ...]], reader: HeadingReader) -> list[Side | None]:
    """The side of each column: told by the outer headings 收入 and 支出."""
    outer = [_SIDES.get(squeeze(path[0])) if path else None for path in paths]
    if Side.INCOME not in outer or Side.EXPENDITURE not in outer:
        outer = [LABELLED_SIDES.get(path[0]) if path else None for path in paths]
        labelled = {
            side
            for side, path in zip(outer, paths, strict=True)
            if len(path) > 1 and (inner := reader.level(path[-1])) is not None and inner.role == "label"
        }
        if not {Side.INCOME, Side.EXPENDITURE} <= labelled:
            return [None] * len(paths)
    sides: list[Side | None] = []
    for side in outer:
        sides.append(side or (sides[-1] if sides else None))
    return sides


def _wordy(rows: Sequence[Sequence[Cell | None]], width: int) -> frozenset[int]:
    """The columns that hold words more often than amounts."""
    balance = [0] * width
    for row in rows:
        for index, cell in enumerate(row):
            if cell is not None and cell.text.strip() and cell.column == index:
                balance[index] += -1 if is_amount(cell.text) else 1
    return frozenset(index for index, words in enumerate(balance) if words > 0)


def _with_labels(columns: Sequence[Column], wordy: frozenset[int]) -> list[Column]:
    """Columns of words under an unknown heading: the label where there is no other, else text."""
    labelled = any(column.role in {"label", "owner"} for column in columns)
    found: list[Column] = []
    for column in columns:
        if column.role == "unknown" and column.index in wordy:
            found.append(replace(column, role="text" if labelled else "label"))
            labelled = True
        else:
            found.append(column)
    return found


def _with_totals(columns: Sequence[Column]) -> list[Column]:
    """One total a block: 本年支出合计 where it prints no other, the first where it prints more than one."""
    totalled = {column.block for column in columns if column.measure == "total"}
    found: list[Column] = []
    seen: set[int] = set()
    for column in columns:
        if column.block not in totalled and column.path and _YEARS_TOTAL.fullmatch(squeeze(column.path[-1])):
            found.append(replace(column, measure="total"))
        elif column.measure == "total" and column.line is None and column.block in seen:
            # 总计 beside 部门预算/合计: a part of it.
            found.append(replace(column, measure=PART))
        else:
            found.append(column)
        if found[-1].measure == "total":
            seen.add(column.block)
    return found


def _with_parts(columns: Sequence[Column]) -> list[Column]:
    """Columns under 其中 as parts of the fund or nature left of them, under the same outer heading.

    Behind a total 其中 opens the list of what it is made of, and the funds there keep their own measure.
    """
    found: list[Column] = []
    whole: Column | None = None
    for column in columns:
        depth = next((n for n, level in enumerate(column.path) if enumerator(level).startswith("其中")), None)
        if depth is None:
            whole = column if column.measure is not None else whole
            found.append(column)
            continue
        beside = (
            whole is not None and whole.block == column.block and whole.path[:depth] == column.path[:depth]
        )
        is_part = beside and whole is not None and _is_specific(whole.measure) and column.measure is not None
        if is_part and PART not in str(column.measure).split("."):
            found.append(replace(column, measure=f"{whole.measure if whole else ''}.{PART}"))
        else:
            found.append(column)
    return found


def _is_specific(measure: str | None) -> bool:
    """Whether a measure is of one fund or nature, not the total of a year."""
    word = (measure or "total").split(".")[-1]
    return word != "total" and dimension_of(word) != "time"


def _title(paths: Sequence[tuple[str, ...]], reader: HeadingReader) -> str | None:
    """The outermost level where it stands over all columns and means nothing by itself."""
    outermost = {path[0] for path in paths if path}
    if len(outermost) != 1 or any(len(path) < 2 for path in paths if path):
        return None
    (text,) = outermost
    return text if reader.level(text) is None else None


def _in_blocks(columns: Sequence[Column]) -> Iterator[Column]:
    """Number the blocks that stand side by side, and set second classifications of one block aside.

    A label behind amounts starts a block of its own. Codes behind the label of a block, and the label that
    goes with them, say the same lines again in another classification: they are kept as text.
    """
    block = 0
    labelled = measured = second = False
    side: Side | None = None
    for column in columns:
        if column.role in {"label", "code"} and (measured or column.side != side):
            block += 1 if labelled or measured else 0
            labelled = measured = second = False
        side = column.side
        role = column.role
        if role == "code" and labelled:
            second = True
        if role in {"label", "code"} and second:
            role = "text"
        labelled = labelled or role == "label"
        measured = measured or role in {"measure", "unknown"}
        yield replace(column, role=role, block=block)
