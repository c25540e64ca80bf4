"""Expenditure by function: the whole, and what the general public budget pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printed.document import Cell, Grid
from printed.tables.grid import Column, Page, Row, everything
from printed.truth import function_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printed.amounts import Printer
    from printed.options import Layout
    from printed.tables.grid import Wanted
    from printed.truth import Body, Portion, Unit

_PARTS = {3: (3, 0, 0), 5: (3, 2, 0), 7: (3, 2, 2)}


def expenditure_summary(body: Body, layout: Layout, printer: Printer) -> Grid:
    """支出总表: all money by function, basic and project."""
    page = Page(body, layout, printer, "expenditure_summary")
    page.columns = [
        Column(("合计",), "total"),
        Column(("基本支出",), "basic", _is_basic),
        Column(("项目支出",), "project", _is_project),
    ]
    return _by_function(page, everything)


def general_public_expenditure(body: Body, layout: Layout, printer: Printer) -> Grid:
    """一般公共预算支出表: basic expenditure parted into personnel and operating."""
    page = Page(body, layout, printer, "general_public_expenditure")
    page.columns = [
        Column(("合计",), "total"),
        Column(("基本支出", "小计"), "basic", _is_basic),
        Column(("基本支出", "人员经费"), "basic.personnel", lambda one: one.nature == "personnel"),
        Column(("基本支出", "公用经费"), "basic.operating", lambda one: one.nature == "operating"),
        Column(("项目支出",), "project", _is_project),
    ]
    return _by_function(page, lambda one: one.fund == "general_public")


def government_fund_expenditure(body: Body, layout: Layout, printer: Printer) -> Grid:
    """政府性基金预算支出表: projects only; no unit has any but the body itself."""
    page = Page(body, layout | {"owners": "none"}, printer, "government_fund_expenditure")
    page.columns = [
        Column(("合计",), "total"),
        Column(("基本支出",), "basic", _is_basic),
        Column(("项目支出",), "project", _is_project),
    ]
    return _by_function(page, lambda one: one.fund == "government_fund")


def _is_basic(one: Portion) -> bool:
    return one.nature != "project"


def _is_project(one: Portion) -> bool:
    return one.nature == "project"


def _by_function(page: Page, wanted: Wanted) -> Grid:
    """A table with a row for each function, for each unit where the layout says so."""
    owners, codes = page.layout["owners"], page.layout["codes"]
    in_columns = owners in {"column", "merged", "first_row"}
    names = {"one": ("科目编码", "科目名称"), "split": ("类", "款", "项", "科目名称")}.get(
        codes, ("科目名称",)
    )
    page.names = (("单位名称",) if in_columns else ()) + names
    width = len(names)
    total = (*(Cell() for _ in range(len(page.names) - 1)), Cell("合计"))
    rows = [Row(total, "合计", wanted)]
    if owners == "none":
        rows += _lines(page, wanted, None, width)
        return page.grid(rows)
    for unit in page.body.units:
        own = _of(unit, wanted)
        lines = list(_lines(page, own, unit, width))
        if owners == "column":
            rows += [_before(Cell(unit.name), row) for row in lines]
        elif owners == "first_row":
            rows += [_before(Cell(unit.name if at == 0 else ""), row) for at, row in enumerate(lines)]
        elif owners == "merged":
            merged = Cell(unit.name, rows=len(lines))
            rows += [_before(merged, lines[0]), *lines[1:]]
        else:
            head = (*(Cell() for _ in range(width - 1)), Cell(unit.name))
            if codes == "one":
                head = (Cell(unit.number), Cell(unit.name))
            rows += [Row(head, unit.name, own, owner=unit.name), *lines]
    return page.grid(rows)


def _of(unit: Unit, wanted: Wanted) -> Wanted:
    return lambda one: one.owner == unit and wanted(one)


def _before(cell: Cell, row: Row) -> Row:
    return Row((cell, *row.labels), row.line, row.wanted, row.code, row.owner)


def _lines(page: Page, wanted: Wanted, unit: Unit | None, width: int) -> Iterator[Row]:
    for code in page.body.functions(wanted):
        name = function_name(code)
        form = page.layout["codes"]
        labels = {
            "one": (Cell(code), Cell(name)),
            "split": (*(Cell(part) for part in _split(code)), Cell(name)),
            "in_label": (Cell(f"[{code}]{name}"),),
        }.get(form, (Cell(name),))
        assert len(labels) == width
        yield Row(
            labels,
            name,
            lambda one, code=code: one.function.startswith(code) and wanted(one),
            None if form == "none" else code,
            unit.name if unit else None,
        )


def _split(code: str) -> list[str]:
    parts, at = [], 0
    for digits in _PARTS[len(code)]:
        parts.append(code[at : at + digits])
        at += digits
    return parts
