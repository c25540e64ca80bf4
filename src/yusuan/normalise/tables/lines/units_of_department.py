"""Whether a row with the department's name is the whole of the units or one beside them: the sums tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.normalise.tables.lines.entry import Entry
    from yusuan.normalise.tables.lines.line import Line


def settled(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """The lines, with the department's own office set beside the other units where only that adds up.

    A table of units can begin with the department as the sum of what follows, or with the department's own
    office under the same name. If the units do not add up to the department, but all of them with it add up
    to the total, it is the office.
    """
    department = next((line for line in lines if line.role == "department"), None)
    total = next((line for line in lines if line.role == "total"), None)
    units = [line for line in lines if line.role == "unit" and department and line.parent == department.no]
    if department is None or total is None or not units:
        return list(lines)
    printed = {entry.line.no: entry.amount for entry in entries if entry.column.measure == "total"}
    amounts = {no: amount.fen for no, amount in printed.items()}
    tolerance = sum(amount.quantum_fen for amount in printed.values()) // 2
    parts = sum(amounts.get(line.no, 0) for line in units)
    own = amounts.get(department.no, 0)
    if abs(parts - own) <= tolerance or abs(own + parts - amounts.get(total.no, 0)) > tolerance:
        return list(lines)
    beside = {line.no for line in units} | {department.no}
    return [replace(line, role="unit", parent=total.no) if line.no in beside else line for line in lines]
