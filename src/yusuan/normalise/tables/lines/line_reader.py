"""Row labels → lines: role or classification code, level, and the line of which each is a part."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.text import bare, fold, plain, squeeze
from yusuan.model.vocabulary import TableKind
from yusuan.normalise.identity.bodies import ends_like_a_body, name_of
from yusuan.normalise.tables.headings import transposed
from yusuan.normalise.tables.lines import parents
from yusuan.normalise.tables.lines.codes import CodeContext, names_of_classes
from yusuan.normalise.tables.lines.line import Label, Line
from yusuan.reference.table_kinds import table_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.model.vocabulary import Side
    from yusuan.reference import Classification

_CODE_BEFORE = re.compile(r"^[\[【（]?(\d{3}(?:\d{2}){0,2})[\]】）]?[-－_．.、]?(?=[^\d.,%年月日])")
_TOTAL = re.compile(r"合计|总计|共计|小计")
# A row of a table laid out the other way round that says when its amounts were decided.
_STAGE = re.compile(r"(?:年初|全年|调整)?(?:预算|决算)数?")
_NUMBER_BEFORE = re.compile(r"^[\d\-－_]+")
_BLANK_LABEL = re.compile(r"^[….·*＊\-—\s]+$")


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
        self._row_of_kind = table_kinds()[kind]
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
        context = CodeContext(classification or self._row_of_kind.classification or "functional", self._year)
        lines: list[Line] = []
        kept: list[Label] = []
        for label in labels:
            if label.text and _BLANK_LABEL.match(label.text):
                continue
            kept.append(label)
            lines.append(self._line(first + len(lines), label, context))
        if self._row_of_kind.lines == "projects":
            return parents.nested(lines, kept)
        lines = parents.carried_over(lines)
        return [replace(line, parent=parents.parent_of(line, lines, self._kind)) for line in lines]

    def turned(self, labels: Sequence[Label], headings: Sequence[str], first: int) -> list[Line]:
        """The lines of a table whose headings name them, a set for each row.

        Only the row of the total (or the only row) has the roles that other tables are compared with; the
        rows of units are part of it.
        """
        total = next(
            (label.row for label in labels if _TOTAL.fullmatch(plain(label.text or label.owner))), None
        )
        stages = {label.row for label in labels if _STAGE.fullmatch(plain(label.text))}
        if total is None:
            spent = (label.row for label in labels if plain(label.text).startswith("决算"))
            total = next(spent, labels[0].row if len(labels) == 1 else None)
        lines: list[Line] = []
        for label in labels:
            set_of: list[Line] = []
            for heading in headings:
                role = transposed.role_of(heading) if label.row == total or total is None else None
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
                        if label.row == total or label.row in stages
                        else "".join((label.owner or label.text).split()) or None,
                        project=None,
                        side=None,
                        matched=True,
                        turned=heading,
                    )
                )
            lines += [replace(line, parent=parents.parent_of(line, set_of, self._kind)) for line in set_of]
        return lines

    def _line(self, no: int, label: Label, context: CodeContext) -> Line:
        text = label.text
        role = _role(text, self._kind, label.side)
        printed = context.whole(label.code or (_printed_code(text) if role is None else ""))
        code = self._code(text, printed, context)
        owner_code = label.owner_code
        if code is not None:
            role = None
        elif role is None and ((printed and self._is_numbered(label)) or self._is_owner(label, context)):
            # A number that no classification has is the unit's own, unless the unit stands beside it. A
            # department's own office often bears the department's name, on a row below it.
            whole = _same_owner(text, self._department) and context.by_unit is None
            role = "department" if whole else "unit"
            owner_code = owner_code or printed
            context.enter_unit("".join(label.owner.split()) or fold(text))
        elif role is None and self._row_of_kind.classification is not None:
            code = context.find(text)
        level = 0 if role in parents.GRAND_TOTALS else (len(code) - 1) // 2 if code is not None else None
        if (
            level is None
            and role is None
            and context.in_section
            and self._row_of_kind.classification is not None
        ):
            level = 3
        of_project = self._row_of_kind.lines in {"projects", "indicators"} and role is None and bool(text)
        if of_project and self._kind is TableKind.PERFORMANCE_TARGETS:
            level = 1
        if role in parents.GRAND_TOTALS:
            context.owner = ""
        owner = "".join(label.owner.split()) or context.owner
        if role in parents.OWNERS and not owner:
            owner = fold(text)
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
            owner_code=owner_code,
        )

    @staticmethod
    def _code(text: str, printed: str, context: CodeContext) -> str | None:
        """The printed code; beside one that no classification has, the code that the name has here."""
        if not printed:
            return None
        if not context.knows(printed):
            return context.find(text)
        context.printed = True
        context.enter(printed)
        return printed

    @staticmethod
    def _is_numbered(label: Label) -> bool:
        """Whether the number of a row is a unit's: in a column of its own, or before the name of a body."""
        if label.owner:
            return False
        return bool(label.code) or ends_like_a_body(plain(label.text))

    def _is_owner(self, label: Label, context: CodeContext) -> bool:
        """Whether a row is of a whole unit: its label names one, or nothing but the unit is printed.

        Among units that list their classes, whatever is named as bodies are is the next one.
        """
        name = bare(_NUMBER_BEFORE.sub("", squeeze(label.text)))
        whole = not any(label.texts) and bool(label.owner)
        return (
            whole
            or name == bare(self._department)
            or name in self._units
            or (name.endswith("本级") and (bare(self._department) in name or name[:-2] in self._units))
            or (
                bool(context.by_unit)
                and self._row_of_kind.lines == "codes"
                and name not in names_of_classes()
                and bool(name_of(squeeze(label.text), sure=False))
            )
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
