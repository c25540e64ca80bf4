"""Forms: tables that print labels left of what they name, one sheet for a project or a department.

财政部's templates of performance targets and of self-evaluation are such: the name of the project, its money
(项目资金（万元） | 年度资金总额 | 12.34), its goal, and a grid of indicators under headings of its own. The form of
a department also holds a grid of tasks with their money.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.model.money import is_amount, parse_unit
from yusuan.model.text import fold, squeeze
from yusuan.model.vocabulary import TableKind
from yusuan.normalise.forms.money import NO_BLOCK, fields_of
from yusuan.normalise.forms.rows import FormRows, is_money
from yusuan.normalise.tables.facts import lines_of
from yusuan.normalise.tables.headings.columns import lay_out
from yusuan.normalise.tables.headings.heading_reader import Column, HeadingReader
from yusuan.normalise.tables.headings.layout import Form, Layout, Targets, Tasks
from yusuan.normalise.tables.lines.line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.normalise.tables.assembly import Table

_KINDS = frozenset({TableKind.PERFORMANCE_TARGETS, TableKind.OTHER})
# “某某经费项目绩效目标表” names its project; words of administration say what kind of projects a table lists.
_NAMES_PROJECT = re.compile(r"(?P<name>.{4,})项目(?:支出)?绩效(?:目标|自评|评价)[^（）]*表")
_NO_PROJECT = re.compile(r"年|部门|单位|[省市区县本]级|财政|重点|一般|政策|整体|支出$")
_OWNERS = ("实施", "项目单位", "使用", "单位名称", "单位", "部门名称", "")
# The lines of forms: no column of the grid goes with them, their amounts are fields.
_OF_FORMS = NO_BLOCK - 1
_THIS_YEAR = re.compile(r"年|预期")


class _Sheet:
    """A form while its rows are taken one by one."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.names: list[tuple[str, str, str]] = []
        self.pairs: list[int] = []
        self.tasks: list[tuple[int, int]] = []
        self.targets: list[Targets] = []

    def named(self, role: str) -> str:
        """The value of a key of a role; of several units the one that carries the project out."""
        found = [(key, value) for its_role, key, value in self.names if its_role == role]
        if role == "owner":
            found.sort(key=lambda name: next(rank for rank, word in enumerate(_OWNERS) if word in name[0]))
        return found[0][1] if found else ""


def lay_out_forms(table: Table, fiscal_year: int | None) -> tuple[Table, Layout] | None:
    """Read a table as forms.

    Returns:
        The table, its kind settled by what it holds, and its layout; None where it is no sheet of forms.
    """
    if table.kind not in _KINDS:
        return None
    reader = HeadingReader(TableKind.PERFORMANCE_TARGETS, fiscal_year)
    rows = FormRows(table.rows, reader)
    if not _is_form(rows, table.kind):
        return None
    sheets = list(_sheets(rows))
    if any(sheet.targets for sheet in sheets):
        table = replace(table, kind=TableKind.PERFORMANCE_TARGETS)
    forms = tuple(_form(rows, sheet, table, number) for number, sheet in enumerate(sheets, start=1))
    blank = Column(index=0, path=(), role="text", measure=None, side=None, unit=None, block=NO_BLOCK)
    columns = [replace(blank, index=index) for index in range(table.width)]
    for form in forms:
        columns += [one.column for one in form.fields]
    for number, tasks in enumerate(_tasks(forms)):
        # What a task is given is part of the department's money, not of a project's: it ties to nothing.
        columns += [
            replace(
                column,
                block=_block(number, column.block),
                measure=None if column.measure is None else f"task.{column.measure}",
            )
            for column in tasks.layout.columns
        ]
    return table, Layout(heading_rows=0, columns=tuple(columns), levels=(), reader=reader, forms=forms)


def form_lines(layout: Layout, *, department: str, units: frozenset[str], year: int) -> list[Line]:
    """The lines of a sheet of forms: one a form, then those of its grids of tasks."""
    lines = [
        Line(
            no=form.line_no,
            row=form.first,
            label=form.label,
            role=None,
            code=None,
            level=1 if form.project else None,
            parent=None,
            owner="".join(form.owner.split()) or None,
            project=form.project or None,
            side=None,
            matched=bool(form.label),
            block=_OF_FORMS,
        )
        for form in layout.forms
    ]
    for number, tasks in enumerate(_tasks(layout.forms)):
        found = lines_of(tasks.table, tasks.layout, department=department, units=units, year=year)
        ahead = len(lines)
        lines += [
            replace(
                line,
                no=line.no + ahead,
                parent=None if line.parent is None else line.parent + ahead,
                row=line.row + tasks.first,
                block=_block(number, line.block),
                level=None,
                project=None,
            )
            for line in found
        ]
    return lines


def _tasks(forms: Sequence[Form]) -> list[Tasks]:
    return [tasks for form in forms for tasks in form.tasks]


def _block(number: int, block: int) -> int:
    """The blocks of grids of tasks, each grid's apart from the others'."""
    return number * 100 + block


def _is_form(rows: FormRows, kind: TableKind) -> bool:
    """Whether a grid of indicators stands below other rows, no names left of it; or money beside its label."""
    for row in range(1, len(rows)):
        columns = rows.target_columns(row)
        if columns is not None:
            return rows.is_stubbed(row, columns)
    if kind is TableKind.OTHER and not any(rows.opens(row) for row in range(len(rows))):
        return False
    return any(_is_money_row(rows, row) for row in range(len(rows)))


def _is_money_row(rows: FormRows, row: int) -> bool:
    """Whether a row prints what its money is, in which unit, the label of an amount, and the amount."""
    starts = rows.starts(row)
    return any(
        parse_unit(head.text) is not None and is_money(label.text) and is_amount(amount.text)
        for (_, head), (_, label), (_, amount) in zip(starts, starts[1:], starts[2:], strict=False)
    )


def _sheets(rows: FormRows) -> Iterator[_Sheet]:
    """The forms of a table: the next begins where one is named that has its project or its indicators."""
    sheet = _Sheet(0)
    among_targets = False
    row = 0
    while row < len(rows):
        columns = rows.target_columns(row)
        if columns is not None:
            sheet.targets.append(Targets(row + 1, row + 1, columns))
            among_targets = True
        elif not among_targets and (columns := rows.unheaded_targets(row)) is not None:
            sheet.targets.append(Targets(row, row + 1, columns))
            among_targets = True
        elif rows.opens(row):
            named = rows.named(row)
            if sheet.targets or (named[0][0] == "label" and sheet.named("label")):
                yield sheet
                sheet = _Sheet(row)
            sheet.names += named
            sheet.pairs.append(row)
            among_targets = False
        elif among_targets:
            last = sheet.targets[-1]
            sheet.targets[-1] = replace(last, end=row + 1)
        elif (end := rows.tasks_end(row)) is not None:
            sheet.tasks.append((row, end))
            row = end
            continue
        else:
            sheet.names += rows.named(row)
            sheet.pairs.append(row)
        row += 1
    yield sheet


def _form(rows: FormRows, sheet: _Sheet, table: Table, line_no: int) -> Form:
    project = sheet.named("label") or _project_of(table.title)
    owner = sheet.named("owner")
    tasks = []
    for first, end in sheet.tasks:
        grid = replace(table, rows=table.rows[first:end])
        tasks.append(Tasks(first, grid, lay_out(grid, rows.reader.fiscal_year)))
    return Form(
        line_no=line_no,
        first=sheet.first,
        label=project or owner or table.title,
        project=project,
        owner=owner,
        goal=_goal(rows, sheet.pairs),
        fields=fields_of(rows, sheet.pairs, line_no),
        tasks=tuple(tasks),
        targets=tuple(sheet.targets),
    )


def _project_of(title: str) -> str:
    match = _NAMES_PROJECT.fullmatch(squeeze(title))
    return "" if match is None or _NO_PROJECT.search(match["name"]) else match["name"]


def _goal(rows: FormRows, numbers: Sequence[int]) -> str:
    """The goal that a form prints right of its key, or below the label of the year's."""
    labels: dict[int, str] = {}
    texts: list[tuple[int, str]] = []
    is_open = False
    for row in numbers:
        cells = rows.cells(row)
        if cells and cells[0][0] == 0:
            is_open = rows.role(cells[0][1].text) == "goal"
            cells = cells[1:]
        if not is_open:
            continue
        for column, cell in cells:
            if rows.role(cell.text) in {"goal", "text"}:
                labels[column] = cell.text
            elif rows.begins(row, column):
                texts.append((column, fold(cell.text)))
    of_year = next((column for column, label in labels.items() if _THIS_YEAR.search(label)), None)
    chosen = [text for column, text in texts if of_year is None or column == of_year]
    return "".join(chosen)
