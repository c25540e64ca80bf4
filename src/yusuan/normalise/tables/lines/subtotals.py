"""Lists of projects and purchases that print sums among their items without marking them: the amounts tell which they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.normalise.tables.lines import tiling
from yusuan.normalise.tables.lines.parents import OWNERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.model.money import Amount
    from yusuan.normalise.tables.lines.entry import Entry
    from yusuan.normalise.tables.lines.line import Line

# A list that adds up to this much more than its sum counts money twice: it holds subtotals.
_TWICE = 1.5

# For each line that is part of another, its number and the other's.
Tree = dict[int, int]


def settled(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """The lines with sums set over the items that they sum up.

    A whole table is a tree: its total, the units or kinds that it is made of, their items, and so on down. Where
    the names of units do not tell the tree (a project that bears a unit's name, a unit of an unknown name), the
    amounts do. Where a list counts money twice and no tree of it closes, its lines are left without the sum they
    would belong to: what cannot be told is not tested.
    """
    amounts = {entry.line.no: entry.amount for entry in entries if entry.column.measure == "total"}
    fen = {no: amount.fen for no, amount in amounts.items()}
    total = next((line for line in lines if line.role == "total"), None)
    units = any(line.role in OWNERS for line in lines)
    if total is not None and total.no in amounts and units and not _closes(lines, fen):
        tree = _tree(_below(lines, total), amounts, total.no)
        if tree is not None:
            return _of_units(lines, tree, total.no)
    parents: dict[int, int | None] = {}
    for line in lines:
        parts = [other.no for other in lines if other.parent == line.no]
        target = fen.get(line.no, 0)
        if len(parts) > 1 and target and sum(fen.get(part, 0) for part in parts) > _TWICE * target:
            parents |= _tree(parts, amounts, line.no) or dict.fromkeys(parts, None)
    return [replace(line, parent=parents[line.no]) if line.no in parents else line for line in lines]


def _below(lines: Sequence[Line], total: Line) -> list[int]:
    return [line.no for line in lines if line.no > total.no and line.side == total.side]


def _closes(lines: Sequence[Line], amounts: Mapping[int, int]) -> bool:
    """Whether the lines that are sums by their names and places add up as they stand."""
    for line in lines:
        parts = [amounts.get(other.no, 0) for other in lines if other.parent == line.no]
        if parts and (line.role == "total" or line.role in OWNERS) and sum(parts) != amounts.get(line.no, 0):
            return False
    return True


def _tree(numbers: Sequence[int], amounts: Mapping[int, Amount], root: int) -> Tree | None:
    """The lines as one tree in which every sum stands right over its parts and equals them; None if there is none."""
    parents = tiling.parents([amounts.get(number) for number in numbers], amounts[root])
    if parents is None:
        return None
    return {number: root if at is None else numbers[at] for number, at in zip(numbers, parents, strict=True)}


def _of_units(lines: Sequence[Line], tree: Tree, total: int) -> list[Line]:
    """The lines under their parents in a tree, with units where the table has some."""
    sums = set(tree.values())
    tops = [line for line in lines if tree.get(line.no) == total]
    # Where all stands under one line, that is the department, and what is right below it are its units.
    whole = tops[0].no if len(tops) == 1 else None
    units = {no for no, parent in tree.items() if parent == (whole or total) and no in sums}
    owners: dict[int, str] = {}
    found: list[Line] = []
    for line in lines:
        parent = tree.get(line.no)
        if parent is None:
            found.append(line)
            continue
        role = "department" if line.no == whole else "unit" if line.no in units else None
        owners[line.no] = line.label if role is not None else owners.get(parent, "")
        found.append(
            replace(
                line,
                parent=parent,
                role=role,
                owner=owners[line.no] or line.owner,
                project=None if role is not None else line.label,
                level=1 if line.no == whole else 2 if role is not None else 3,
                matched=True,
            )
        )
    return found
