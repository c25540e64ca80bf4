"""Projects: listed, under categories, under one name, with of-which columns, or the key ones only."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from printed.document import Cell, Grid
from printed.tables.grid import Column, Page, Row

if TYPE_CHECKING:
    from printed.amounts import Printer
    from printed.options import Layout
    from printed.tables.grid import Wanted
    from printed.truth import Body, Portion, Unit


def projects(body: Body, layout: Layout, printer: Printer) -> Grid:
    """项目支出表."""
    page = Page(body, layout, printer, "projects", names=("项目名称", "项目单位"))
    page.columns = [
        Column(("合计",), "total"),
        Column(("一般公共预算",), "general_public", lambda one: one.fund == "general_public"),
        Column(("政府性基金预算",), "government_fund", lambda one: one.fund == "government_fund"),
        Column(("单位资金",), "unit_funds", lambda one: one.fund == "business"),
    ]
    form = layout["projects"]
    if form == "of_which":
        page.columns.append(Column(("其中：上年结转",), "carryover", lambda one: one.carried, proven=False))
    every = sorted(body.projects(), key=lambda one: (one[1], one[0].number))
    if form == "key":
        every = every[: max(2, len(every) // 2)]
        return page.grid([_row(unit, name) for unit, name in every])
    rows = [Row((Cell("合计"), Cell()), "合计", _is_project)]
    for name, members in groupby(every, key=lambda one: one[1]):
        if form in {"categories", "same_name"}:
            category = name if form == "same_name" else f"{name}类项目"
            rows.append(Row((Cell(category), Cell()), category, _named(name)))
        rows += [_row(unit, name) for unit, _ in members]
    return page.grid(rows)


def _is_project(one: Portion) -> bool:
    return bool(one.project)


def _named(name: str) -> Wanted:
    return lambda one: one.project == name


def _row(unit: Unit, name: str) -> Row:
    return Row(
        (Cell(name), Cell(unit.name)),
        name,
        lambda one: one.owner == unit and one.project == name,
        owner=unit.name,
    )
