"""Lists of projects and purchases that print subtotals among their items without marking them: the sums tell which they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.normalise.tables.lines.entry import Entry
    from yusuan.normalise.tables.lines.line import Line

# A list that adds up to this much more than its sum counts money twice: it holds subtotals.
_TWICE = 1.5


def settled(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """The lines with subtotals set over the items that they sum up.

    Where a list counts money twice and no grouping of it closes, its lines are left without the sum they
    would belong to: what cannot be told is not tested.
    """
    amounts = {entry.line.no: entry.amount.fen for entry in entries if entry.column.measure == "total"}
    parents: dict[int, int | None] = {}
    for line in lines:
        parts = [other for other in lines if other.parent == line.no]
        target = amounts.get(line.no, 0)
        if len(parts) > 1 and target and sum(amounts.get(part.no, 0) for part in parts) > _TWICE * target:
            parents |= _grouped([part.no for part in parts], amounts, line.no, target)
    return [replace(line, parent=parents[line.no]) if line.no in parents else line for line in lines]


def _grouped(
    numbers: Sequence[int], amounts: Mapping[int, int], parent: int, target: int
) -> dict[int, int | None]:
    """Each line's parent if reading subtotals from the left makes the list add up, else none for any."""
    found: dict[int, int | None] = {}
    if _group(numbers, amounts, parent, found) == target:
        return found
    return dict.fromkeys(numbers, None)


def _group(
    numbers: Sequence[int], amounts: Mapping[int, int], parent: int, found: dict[int, int | None]
) -> int:
    """Set the parents of a list of lines; the sum of those directly under the parent."""
    total = start = 0
    while start < len(numbers):
        number = numbers[start]
        found[number] = parent
        total += amounts.get(number, 0)
        end = _covered(numbers, amounts, start)
        if end > start + 1:
            _group(numbers[start + 1 : end], amounts, number, found)
        start = end
    return total


def _covered(numbers: Sequence[int], amounts: Mapping[int, int], start: int) -> int:
    """Where the items end that a line sums up; right behind it where it sums up none."""
    whole, running, end = amounts.get(numbers[start], 0), 0, start + 1
    while whole and end < len(numbers) and running < whole:
        running += amounts.get(numbers[end], 0)
        end += 1
    return end if running == whole else start + 1
