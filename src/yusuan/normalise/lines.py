"""Row labels → lines: role or classification code, level, and the line of which each is a part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.text import bare, fold, plain, squeeze
from yusuan.model.vocabulary import Side, TableKind
from yusuan.reference import Classification

if TYPE_CHECKING:
    from collections.abc import Sequence

_CODE_BEFORE = re.compile(r"^[\[【（]?(\d{3}(?:\d{2}){0,2})[\]】）]?[-－_．.、]?(?=[^\d.,%年月日])")
_ECONOMIC_KINDS = frozenset(
    {
        TableKind.BASIC_EXPENDITURE,
        TableKind.GENERAL_PUBLIC_ECONOMIC,
        TableKind.EXPENDITURE_ECONOMIC,
    }
)
_CLASSIFIED_KINDS = _ECONOMIC_KINDS | {
    TableKind.INCOME_EXPENDITURE_SUMMARY,
    TableKind.INCOME_SUMMARY,
    TableKind.EXPENDITURE_SUMMARY,
    TableKind.FISCAL_APPROPRIATION_SUMMARY,
    TableKind.GENERAL_PUBLIC_EXPENDITURE,
    TableKind.BASIC_EXPENDITURE_GOVERNMENT,
    TableKind.GOVERNMENT_FUND_EXPENDITURE,
    TableKind.STATE_CAPITAL_EXPENDITURE,
    TableKind.OTHER,
}
_NESTED_KINDS = frozenset({TableKind.PROJECTS, TableKind.OUTSOURCING})
_PROJECT_KINDS = _NESTED_KINDS | {TableKind.PERFORMANCE_TARGETS}
_BLANK_LABEL = re.compile(r"^[….·\-—\s]*$")


@dataclass(frozen=True, slots=True)
class Label:
    """What a row prints before its amounts.

    Attributes:
        row: 0-based row of the table.
        texts: the label columns from the outer to the inner; "" where blank.
        code: the digits of the code columns, joined; "" where there are none.
        owner: the unit named in a column of its own, "" where there is none.
        side: the half of a two-sided table.
    """

    row: int
    texts: tuple[str, ...]
    code: str
    owner: str
    side: Side | None

    @property
    def depth(self) -> int:
        """The column of the innermost printed label, 0 for the outermost."""
        return max((index for index, text in enumerate(self.texts) if text), default=0)

    @property
    def text(self) -> str:
        """The innermost printed label, else the owner, else the code."""
        return next((text for text in reversed(self.texts) if text), self.owner or self.code)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that can hold amounts.

    Attributes:
        no: 1-based within its side of the table.
        row: 0-based row of the table.
        label: as printed, blanks folded.
        role: what it is where it is no line of a classification.
        code: its code, printed or found by its name in context.
        level: 1 类, 2 款, 3 项, 0 for totals; the depth of nested tables; None where unknown.
        parent: the `no` of the line that it is added to.
        owner: the unit it belongs to, where printed.
        project: the project it belongs to, in tables of projects.
        side: the half of a two-sided table.
        matched: whether it was recognised at all.
    """

    no: int
    row: int
    label: str
    role: str | None
    code: str | None
    level: int | None
    parent: int | None
    owner: str | None
    project: str | None
    side: Side | None
    matched: bool


def read_lines(
    labels: Sequence[Label], kind: TableKind, *, department: str, units: frozenset[str], year: int
) -> list[Line]:
    """Recognise the labels of one side of a table, in their order.

    Args:
        labels: rows that print a label, top to bottom.
        kind: of the table.
        department: whose document it is.
        units: the squeezed names of its units, as far as the document lists them.
        year: the fiscal year, which decides between codes of one name.
    """
    context = _Context(kind, year)
    lines: list[Line] = []
    for label in labels:
        if _BLANK_LABEL.match(label.text):
            continue
        lines.append(_recognise(len(lines) + 1, label, context, department, units))
    if kind in _NESTED_KINDS:
        return _nest(lines, labels, kind)
    return [replace(line, parent=_parent(line, lines)) for line in lines]


def _recognise(no: int, label: Label, context: _Context, department: str, units: frozenset[str]) -> Line:
    text = label.text
    role = _role(text, context.kind, label.side)
    code: str | None = None
    level: int | None = None
    if role is None or (label.code and label.code.isdecimal()):
        printed = label.code or _printed_code(text)
        if printed:
            code, level, role = printed, (len(printed) - 1) // 2, None
            context.enter(code)
    if role is None and code is None:
        if _is_owner(text, department, units):
            role = "department" if _same_owner(text, department) else "unit"
        elif context.kind in _CLASSIFIED_KINDS:
            code = context.find(text)
            level = None if code is None else (len(code) - 1) // 2
    if role in {"total", "income_total", "expenditure_total", "three_public"}:
        level = 0
    of_project = context.kind in _PROJECT_KINDS and role is None
    owner = "".join(label.owner.split()) or (fold(text) if role in {"department", "unit"} else "")
    return Line(
        no=no,
        row=label.row,
        label=fold(text),
        role=role,
        code=code,
        level=level,
        parent=None,
        owner=(owner or None) if role != "total" else None,
        project=fold(text) if of_project else None,
        side=label.side,
        matched=role is not None or code is not None or of_project,
    )


def _role(text: str, kind: TableKind, side: Side | None) -> str | None:
    within: str | None = "three_public" if kind is TableKind.THREE_PUBLIC else side
    folded = plain(text)
    for known in reference.line_roles():
        if known.within == within and known.pattern.fullmatch(folded):
            return known.role
    return None


def _printed_code(text: str) -> str:
    match = _CODE_BEFORE.match(squeeze(text))
    return "" if match is None else match.group(1)


def _same_owner(text: str, department: str) -> bool:
    return bare(re.sub(r"^[\d\-－_]+", "", squeeze(text))) == bare(department)


def _is_owner(text: str, department: str, units: frozenset[str]) -> bool:
    name = bare(re.sub(r"^[\d\-－_]+", "", squeeze(text)))
    return name == bare(department) or name in units or (name.endswith("本级") and bare(department) in name)


class _Context:
    """The codes passed on the way down a table, by which a name without a code is found."""

    def __init__(self, kind: TableKind, year: int) -> None:
        self.kind = kind
        self.year = year
        self.path: list[str] = []
        self.seen: set[str] = set()
        self.classification: Classification = "functional"
        if kind in _ECONOMIC_KINDS:
            self.classification = "economic"
        elif kind is TableKind.BASIC_EXPENDITURE_GOVERNMENT:
            self.classification = "government_economic"

    def enter(self, code: str) -> None:
        """Go to a code: later names are looked for under it first, then under its parents."""
        self.path = [code[:length] for length in (3, 5, 7) if length <= len(code)]
        self.seen.add(code)

    def find(self, text: str) -> str | None:
        """The code of a name here: under the latest line, beside it, or a new 类; None if it is not known."""
        named = _codes_by_name(self.classification).get(_name_key(text), ())
        candidates = [code for code in named if code not in self.seen]
        for ancestor in (*reversed(self.path), ""):
            under = [code for code in candidates if code[: -2 if len(code) > 3 else 0] == ancestor]
            if under:
                best = min(under, key=self._distance)
                self.enter(best)
                return best
        return None

    def _distance(self, code: str) -> tuple[int, str]:
        """Years between this document and those in which the code was seen under the name."""
        known = reference.codes(self.classification)[code]
        if known.first_year is None or known.last_year is None:
            return (1, code)
        return (max(known.first_year - self.year, self.year - known.last_year, 0), code)


def _name_key(text: str) -> str:
    return bare(plain(text)).removesuffix("支出").removesuffix("费用").removesuffix("费")


@cache
def _codes_by_name(classification: Classification) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    known = reference.codes(classification)
    for code in known.values():
        key = _name_key(code.name)
        found[key] = (*found.get(key, ()), code.code)
    for digits, names in reference.former_names().items():
        if digits in known:
            for name, _ in names:
                key = _name_key(name)
                if digits not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), digits)
    return found


def _parent(line: Line, lines: Sequence[Line]) -> int | None:
    """The nearest line that is printed among those that this one is part of."""
    if line.code is not None:
        for length in (5, 3):
            if length < len(line.code):
                up = _nearest(line, lines, code=line.code[:length])
                if up is not None:
                    return up
        roles = ("current_expenditure", "expenditure_total", "total")
        return _first_role(line, lines, roles)
    if line.role in {"department", "unit"}:
        up = _nearest(line, lines, role="department") if line.role == "unit" else None
        return up or _first_role(line, lines, ("total",))
    within = "three_public" if _is_three_public(line, lines) else line.side
    role = reference.role_parent(line.role, within) if line.role is not None else ""
    while role:
        up = _first_role(line, lines, (role,))
        if up is not None:
            return up
        role = reference.role_parent(role, within)
    return None


def _is_three_public(line: Line, lines: Sequence[Line]) -> bool:
    return line.side is None and line.role in {
        "overseas",
        "reception",
        "vehicles",
        "vehicle_operation",
        "vehicle_purchase",
    }


def _nearest(
    line: Line, lines: Sequence[Line], *, code: str | None = None, role: str | None = None
) -> int | None:
    """The closest line above (of the same unit, where units are printed) with a code or a role."""
    for other in reversed(lines[: line.no - 1]):
        if (code is not None and other.code == code) or (role is not None and other.role == role):
            return other.no
    return None


def _first_role(line: Line, lines: Sequence[Line], roles: Sequence[str]) -> int | None:
    for role in roles:
        for other in lines:
            if other.role == role and other.no != line.no:
                return other.no
    return None


def _nest(lines: Sequence[Line], labels: Sequence[Label], kind: TableKind) -> list[Line]:
    """Levels and parents of tables whose labels nest: by label column, or department → unit → project."""
    depth_of_row = {label.row: label.depth for label in labels}
    nested: list[Line] = []
    open_lines: list[tuple[int, int]] = []
    total = next((line.no for line in lines if line.role == "total"), None)
    for line in lines:
        if line.role == "total":
            nested.append(replace(line, level=0))
            continue
        depth = 1 + depth_of_row[line.row]
        if kind is TableKind.OUTSOURCING:
            depth = {"department": 1, "unit": 2}.get(line.role or "", 3)
        while open_lines and open_lines[-1][0] >= depth:
            open_lines.pop()
        parent = open_lines[-1][1] if open_lines else total
        open_lines.append((depth, line.no))
        nested.append(replace(line, level=depth, parent=parent))
    return nested
