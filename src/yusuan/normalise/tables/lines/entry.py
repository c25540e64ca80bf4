"""An amount of a table with its line, its column and its cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yusuan.extract.raw import Cell
    from yusuan.model.money import Amount, Unit
    from yusuan.normalise.tables.headings.heading_reader import Column
    from yusuan.normalise.tables.lines.line import Line


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount as it stands: its line, its column, its cell."""

    line: Line
    column: Column
    cell: Cell
    amount: Amount
    unit: Unit
