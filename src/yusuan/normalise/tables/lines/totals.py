"""What lines add up to where the sum prints no label, or the label no amount: the amounts tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.model.vocabulary import Side
    from yusuan.normalise.tables.lines.entry import Entry
    from yusuan.normalise.tables.lines.line import Line


def settled(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """The lines with the total that prints no label, and none under a line that prints no amount."""
    return _under_amounts(_with_total(lines, entries), entries)


def _with_total(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """A first row without a label is the total of a table that names none, if the rest adds up to it."""
    if not lines or lines[0].label or lines[0].role or any(line.role == "total" for line in lines):
        return list(lines)
    first, *others = lines
    parts = {line.no for line in others if line.parent is None}
    printed = {entry.line.no: entry.amount for entry in entries if entry.column.measure == "total"}
    whole = printed.get(first.no)
    amounts = [amount for no, amount in printed.items() if no in parts]
    if whole is None or not amounts:
        return list(lines)
    tolerance = sum(amount.quantum_fen for amount in (whole, *amounts)) // 2
    if abs(whole.fen - sum(amount.fen for amount in amounts)) > tolerance:
        return list(lines)
    total = replace(first, role="total", level=0, project=None, matched=True)
    return [total, *(replace(line, parent=total.no) if line.no in parts else line for line in others)]


def _under_amounts(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """A line that prints no amount is no sum: its parts belong to the nearest line above that prints one."""
    printed = {(entry.line.side, entry.line.no) for entry in entries}
    above: dict[tuple[Side | None, int], int | None] = {(line.side, line.no): line.parent for line in lines}
    found: list[Line] = []
    for line in lines:
        parent = line.parent
        while parent is not None and (line.side, parent) not in printed:
            parent = above.get((line.side, parent))
        found.append(replace(line, parent=parent))
    return found
