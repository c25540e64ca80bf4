"""Of which line each line is part: by codes, units, roles, or the columns in which labels nest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.text import squeeze
from yusuan.model.vocabulary import TableKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.normalise.tables.lines.line import Label, Line

GRAND_TOTALS = frozenset({"total", "income_total", "expenditure_total", "three_public"})
OWNERS = frozenset({"department", "unit"})
_NATURES = frozenset(
    {
        "basic_nature",
        "project_nature",
        "operation_nature",
        "remitted_nature",
        "subsidy_nature",
        "reserve_nature",
    }
)
_CARRIED = frozenset({"carryover_general_public", "carryover_government_fund", "carryover_state_capital"})


def parent_of(line: Line, lines: Sequence[Line], kind: TableKind) -> int | None:
    """The nearest line of a block that is printed among those that this one is part of."""
    if kind is not TableKind.THREE_PUBLIC and squeeze(line.label).startswith("其中"):
        return None
    if line.code is not None:
        return _code_parent(line, lines)
    if line.role is None and not line.matched and line.level is not None:
        return _section_above(line, lines)
    if line.role in {"department", "unit"}:
        return _owner_parent(line, lines)
    if line.role in _NATURES and any(other.code is not None for other in lines):
        return None
    return _role_parent(line, lines, "three_public" if kind is TableKind.THREE_PUBLIC else line.side)


def _role_parent(line: Line, lines: Sequence[Line], within: str | None) -> int | None:
    """The nearest printed line among those that a role is part of."""
    role = reference.role_parent(line.role, within) if line.role is not None else ""
    while role:
        up = _first_role(line, lines, (role,))
        if up is not None:
            return up
        role = reference.role_parent(role, within)
    return None


def _code_parent(line: Line, lines: Sequence[Line]) -> int | None:
    """The line of the code one level up (or more), else of the unit whose lines these are, else the total."""
    code = line.code or ""
    above = lines[: line.no - lines[0].no]
    unit = next((number for number in range(len(above) - 1, -1, -1) if above[number].role in OWNERS), -1)
    for length in (5, 3):
        if length < len(code):
            for other in reversed(above[unit + 1 :]):
                if other.code == code[:length]:
                    return other.no
    if unit >= 0:
        return above[unit].no
    return _first_role(line, lines, ("current_expenditure", "expenditure_total", "total"))


def carried_over(lines: Sequence[Line]) -> list[Line]:
    """Funds listed under 上年结转 are carried over, whatever their labels repeat of the year's own."""
    found: list[Line] = []
    below = False
    for line in lines:
        if line.role == "carryover_in":
            below = True
        elif line.role in GRAND_TOTALS or line.role == "current_income":
            below = False
        carried = f"carryover_{line.role}"
        found.append(replace(line, role=carried) if below and carried in _CARRIED else line)
    return found


def _section_above(line: Line, lines: Sequence[Line]) -> int | None:
    """The 款 above a name that no code is known for: where no codes are printed it can only be one of its 项."""
    for other in reversed(lines[: line.no - lines[0].no]):
        if other.level == 2:
            return other.no
        if other.level in {0, 1} or other.role is not None:
            return None
    return None


def _owner_parent(line: Line, lines: Sequence[Line]) -> int | None:
    """A unit is part of its department, told by the number or, without numbers, by the department's name."""
    owners = [other for other in lines if other.role in OWNERS and other.no != line.no]
    if line.owner_code:
        above = [
            other
            for other in owners
            if other.owner_code
            and other.owner_code != line.owner_code
            and line.owner_code.startswith(other.owner_code)
        ]
        if above:
            return max(above, key=lambda other: len(other.owner_code)).no
    elif line.role == "unit":
        up = _first_role(line, lines, ("department",))
        if up is not None:
            return up
    return _first_role(line, lines, ("total",))


def _first_role(line: Line, lines: Sequence[Line], roles: Sequence[str]) -> int | None:
    for role in roles:
        for other in lines:
            if other.role == role and other.no != line.no:
                return other.no
    return None


def nested(lines: Sequence[Line], labels: Sequence[Label]) -> list[Line]:
    """Levels and parents of tables whose labels nest: by label column, or department → unit → project."""
    depth_of_row = {label.row: label.depth for label in labels}
    found: list[Line] = []
    open_lines: list[tuple[int, int]] = []
    with_owners = any(line.role in OWNERS for line in lines)
    total = next((line.no for line in lines if line.role == "total"), None)
    for line in lines:
        if line.role == "total":
            found.append(replace(line, level=0))
            continue
        depth = 1 + depth_of_row[line.row]
        if with_owners:
            depth = {"department": 1, "unit": 2}.get(line.role or "", 2 + depth)
        while open_lines and open_lines[-1][0] >= depth:
            open_lines.pop()
        parent = open_lines[-1][1] if open_lines else total
        open_lines.append((depth, line.no))
        found.append(replace(line, level=depth, parent=parent))
    return found
