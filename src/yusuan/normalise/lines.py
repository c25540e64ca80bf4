"""Row labels → lines: role or classification code, level, and the line of which each is a part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.text import bare, fold, plain, squeeze
from yusuan.model.vocabulary import TableKind
from yusuan.normalise import three_public

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.model.vocabulary import Side
    from yusuan.reference import Classification

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
_GRAND_TOTALS = frozenset({"total", "income_total", "expenditure_total", "three_public"})
_OWNERS = frozenset({"department", "unit"})
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
_TOTAL = re.compile(r"合计|总计|共计|小计")
_NUMBER_BEFORE = re.compile(r"^[\d\-－_]+")
_BLANK_LABEL = re.compile(r"^[….·\-—\s]+$")


@dataclass(frozen=True, slots=True)
class Label:
    """What a row prints before its amounts.

    Attributes:
        row: 0-based row of the table.
        texts: the label columns from the outer to the inner; "" where blank.
        code: the digits of the code columns, joined; "" where there are none.
        owner: the unit named in a column of its own, "" where there is none.
        owner_code: the unit's number, "" where there is none.
        side: the half of a two-sided table.
    """

    row: int
    texts: tuple[str, ...]
    code: str
    owner: str
    owner_code: str
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
        owner_code: the number of the unit it belongs to, "" where there is none.
        block: of the blocks of a table that stand side by side, the one it belongs to.
        turned: the heading that names it, in a table laid out the other way round.
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
    owner_code: str = ""
    block: int = 0
    turned: str | None = None


class LineReader:
    """Recognises the labels of one table."""

    def __init__(self, kind: TableKind, *, department: str, units: frozenset[str], year: int) -> None:
        """Prepare for a table.

        Args:
            kind: of the table.
            department: whose document it is.
            units: the bare names of its units, as far as the document lists them.
            year: the fiscal year, which decides between codes of one name.
        """
        self._kind = kind
        self._department = department
        self._units = units
        self._year = year

    def lines(self, labels: Sequence[Label], classification: Classification | None, first: int) -> list[Line]:
        """The lines of one block, each with the line that it is part of.

        Args:
            labels: rows that print a label, top to bottom.
            classification: as the heading of the labels names it, None where the kind of table tells.
            first: the number of the first line.
        """
        context = _Context(classification or _usual(self._kind), self._year)
        lines: list[Line] = []
        kept: list[Label] = []
        for label in labels:
            if label.text and _BLANK_LABEL.match(label.text):
                continue
            kept.append(label)
            lines.append(self._line(first + len(lines), label, context))
        if self._kind in _NESTED_KINDS:
            return _nest(lines, kept, self._kind)
        lines = _carried_over(lines)
        return [replace(line, parent=_parent(line, lines, self._kind)) for line in lines]

    def turned(self, labels: Sequence[Label], headings: Sequence[str], first: int) -> list[Line]:
        """The lines of a table whose headings name them, a set for each row.

        Only the row of the total (or the only row) has the roles that other tables are compared with; the
        rows of units are part of it.
        """
        total = next(
            (label.row for label in labels if _TOTAL.fullmatch(plain(label.text or label.owner))), None
        )
        if total is None and labels:
            total = labels[0].row if len(labels) == 1 else None
        lines: list[Line] = []
        for label in labels:
            set_of: list[Line] = []
            for heading in headings:
                role = three_public.role_of(heading) if label.row == total or total is None else None
                if (
                    role == "three_public"
                    and "三公" not in heading
                    and any("三公" in other for other in headings)
                ):
                    role = "total"
                set_of.append(
                    Line(
                        no=first + len(lines) + len(set_of),
                        row=label.row,
                        label=fold(heading),
                        role=role,
                        code=None,
                        level=0 if role == "three_public" else None,
                        parent=None,
                        owner=None
                        if label.row == total
                        else "".join((label.owner or label.text).split()) or None,
                        project=None,
                        side=None,
                        matched=True,
                        turned=heading,
                    )
                )
            lines += [replace(line, parent=_parent(line, set_of, self._kind)) for line in set_of]
        return lines

    def _line(self, no: int, label: Label, context: _Context) -> Line:
        text = label.text
        role = _role(text, self._kind, label.side)
        code: str | None = None
        printed = label.code or (_printed_code(text) if role is None else "")
        if printed and not context.knows(printed) and (found := context.find(text)) is not None:
            # A code that no classification has, beside a name that has one here: mistyped.
            code, role = found, None
        elif printed:
            code, role = printed, None
            context.printed = True
            context.enter(code)
        elif role is None:
            if self._is_owner(label):
                # A department's own office often bears the department's name, on a row below it.
                whole = _same_owner(text, self._department) and not context.in_department
                role = "department" if whole else "unit"
                context.in_department = True
            elif self._kind in _CLASSIFIED_KINDS:
                code = context.find(text)
        level = 0 if role in _GRAND_TOTALS else (len(code) - 1) // 2 if code is not None else None
        if level is None and role is None and context.in_section and self._kind in _CLASSIFIED_KINDS:
            level = 3
        of_project = self._kind in _PROJECT_KINDS and role is None
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
            owner_code=label.owner_code,
        )

    def _is_owner(self, label: Label) -> bool:
        """Whether a row is of a whole unit: its label names one, or nothing but the unit is printed."""
        name = bare(_NUMBER_BEFORE.sub("", squeeze(label.text)))
        whole = not any(label.texts) and bool(label.owner)
        return (
            whole
            or name == bare(self._department)
            or name in self._units
            or (name.endswith("本级") and bare(self._department) in name)
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
    return bare(_NUMBER_BEFORE.sub("", squeeze(text))) == bare(department)


def _usual(kind: TableKind) -> Classification:
    """The classification by which a kind of table lists its lines where no heading says so."""
    if kind in _ECONOMIC_KINDS:
        return "economic"
    return "government_economic" if kind is TableKind.BASIC_EXPENDITURE_GOVERNMENT else "functional"


class _Context:
    """The codes passed on the way down a table, by which a name without a code is found."""

    def __init__(self, classification: Classification, year: int) -> None:
        self.year = year
        self.path: list[str] = []
        self.seen: set[str] = set()
        self.classification = classification
        self.in_department = False
        self.printed = False

    @property
    def in_section(self) -> bool:
        """Whether the latest line is a 款 or below it, in a functional classification without printed codes."""
        return self.classification == "functional" and len(self.path) > 1 and not self.printed

    def knows(self, code: str) -> bool:
        """Whether a printed code can be one: its 类 is known."""
        return any(
            code[:3] in reference.codes(one) for one in ("functional", "economic", "government_economic")
        )

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


def _parent(line: Line, lines: Sequence[Line], kind: TableKind) -> int | None:
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
    above = lines[: lines.index(line)]
    unit = next((number for number in range(len(above) - 1, -1, -1) if above[number].role in _OWNERS), -1)
    for length in (5, 3):
        if length < len(code):
            for other in reversed(above[unit + 1 :]):
                if other.code == code[:length]:
                    return other.no
    if unit >= 0:
        return above[unit].no
    return _first_role(line, lines, ("current_expenditure", "expenditure_total", "total"))


def _carried_over(lines: Sequence[Line]) -> list[Line]:
    """Funds listed under 上年结转 are carried over, whatever their labels repeat of the year's own."""
    found: list[Line] = []
    below = False
    for line in lines:
        if line.role == "carryover_in":
            below = True
        elif line.role in _GRAND_TOTALS or line.role == "current_income":
            below = False
        carried = f"carryover_{line.role}"
        found.append(replace(line, role=carried) if below and carried in _CARRIED else line)
    return found


def _section_above(line: Line, lines: Sequence[Line]) -> int | None:
    """The 款 above a name that no code is known for: where no codes are printed it can only be one of its 项."""
    for other in reversed(lines[: lines.index(line)]):
        if other.level == 2:
            return other.no
        if other.level in {0, 1} or other.role is not None:
            return None
    return None


def _owner_parent(line: Line, lines: Sequence[Line]) -> int | None:
    """A unit is part of its department, told by the number or, without numbers, by the department's name."""
    owners = [other for other in lines if other.role in _OWNERS and other.no != line.no]
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
