"""The heading rows of a table, and their texts spread over all that they span."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from yusuan.model.money import is_amount
from yusuan.model.text import enumerator, fold, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.raw import Cell

_MOST_HEADING_ROWS = 6
_YEAR = re.compile(r"(20\d{2})年?")
_HEADING_MARKS = re.compile(
    r"项目|科目|合计|小计|总计|名称|编码|代码|预算|决算|金额|栏次|行次|指标|单位|^[类款项]$"
)


def count_heading_rows(rows: Sequence[Sequence[Cell | None]]) -> int:
    """Rows at the top before the first amount, less those that are labels already."""
    limit = next(
        (number for number, row in enumerate(rows) if _holds_amount(row)), min(len(rows), _MOST_HEADING_ROWS)
    )
    count = 0
    for row in rows[: min(limit, _MOST_HEADING_ROWS)]:
        texts = _distinct(row)
        if count and not _continues_heading(row, rows[count - 1], texts):
            break
        count += 1
    while count < len(rows) and _is_numbering(rows[count]):
        count += 1
    return count


def _holds_amount(row: Sequence[Cell | None]) -> bool:
    texts = [cell.text for cell in row if cell is not None]
    return not _is_numbering(row) and any(
        is_amount(text) and not _YEAR.fullmatch(squeeze(text)) for text in texts
    )


def _is_numbering(row: Sequence[Cell | None]) -> bool:
    """A row of column numbers (栏次 1 2 3 …), which look like amounts."""
    texts = [squeeze(text) for text in _distinct(row)]
    texts = [text for text in texts if text not in {"栏次", "行次", "**", "—", "-"}]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    if len(numbers) < max(2, len(texts) - 1):
        return False
    return all(later - earlier in {0, 1} for earlier, later in pairwise(numbers))


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or not cell.text.strip()


def _distinct(row: Sequence[Cell | None]) -> list[str]:
    cells = {id(cell): cell for cell in row if cell is not None}
    return [cell.text for cell in cells.values() if cell.text.strip()]


def _continues_heading(
    row: Sequence[Cell | None], above: Sequence[Cell | None], texts: Sequence[str]
) -> bool:
    """Whether a row without amounts is a further level of the heading rather than a label."""
    if any(cell is not None and 1 < cell.column_span < len(row) for cell in above) and len(texts) > 1:
        return True
    if any(cell is not None and cell is up for cell, up in zip(row, above, strict=True)):
        return True
    if not texts:
        return False
    filled = sum(1 for cell, up in zip(row, above, strict=True) if _is_blank(up) and not _is_blank(cell))
    if filled > 1 and len(texts) > filled:
        # Without spans, a heading over several columns leaves blanks that the next level fills.
        return True
    first_blank = row[0] is None or not row[0].text.strip()
    # A numbered text (一、部门预算) is a label, whatever words it holds.
    marked = sum(1 for text in texts if _HEADING_MARKS.search(squeeze(text)) and not enumerator(text))
    return len(texts) > 1 and (first_blank or marked * 2 > len(texts)) and marked > 0


def spread(rows: Sequence[Sequence[Cell | None]]) -> tuple[tuple[str, ...], ...]:
    """The heading texts over all they span; where no spans are known, a blank goes on from its left.

    A blank continues the heading left of it only as far as the heading above goes on, and only where a
    lower level still has something to say; a blank at the bottom continues what is above it.
    """
    levels: list[list[str]] = []
    for number, row in enumerate(rows):
        if _is_numbering(row):
            continue
        level: list[str] = []
        for column, cell in enumerate(row):
            if cell is not None and cell.text.strip():
                level.append(fold(cell.text))
            elif _goes_on_right(rows, levels, number, column):
                level.append(level[column - 1])
            else:
                level.append("")
        levels.append(level)
    return tuple(tuple(level) for level in levels)


def _goes_on_right(
    rows: Sequence[Sequence[Cell | None]], levels: Sequence[Sequence[str]], number: int, column: int
) -> bool:
    if column == 0 or number + 1 >= len(rows):
        return False
    if any(cell is not None and cell.column_span > 1 for cell in rows[number]):
        return False
    above_goes_on = all(level[column] == level[column - 1] for level in levels)
    return above_goes_on and _something_below(rows, number, column)


def _something_below(rows: Sequence[Sequence[Cell | None]], number: int, column: int) -> bool:
    """Whether a lower heading row prints something in this column or further right before the next heading."""
    for later in rows[number + 1 :]:
        cell = later[column]
        if cell is not None and cell.text.strip():
            return True
    return rows[number][column] is None and not any(
        cell is not None and cell.text.strip() for cell in [row[column] for row in rows]
    )
