"""A layout and a seed → a whole disclosure: its text and its tables, in the order of the field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from printed.amounts import Printer
from printed.document import Block, Document, Grid, Paragraph
from printed.prose import prose
from printed.tables.economic import basic_expenditure
from printed.tables.projects import projects
from printed.tables.spending import (
    expenditure_summary,
    general_public_expenditure,
    government_fund_expenditure,
)
from printed.tables.summary import fiscal_appropriation_summary, income_expenditure_summary, income_summary
from printed.tables.three_public import three_public
from printed.truth import make_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from printed.options import Layout
    from printed.truth import Body

_TABLES: tuple[tuple[str, Callable[[Body, Layout, Printer], Grid]], ...] = (
    ("部门收支总表", income_expenditure_summary),
    ("部门收入总表", income_summary),
    ("部门支出总表", expenditure_summary),
    ("财政拨款收支总表", fiscal_appropriation_summary),
    ("一般公共预算支出表", general_public_expenditure),
    ("一般公共预算基本支出表", basic_expenditure),
    ("政府性基金预算支出表", government_fund_expenditure),
    ("一般公共预算“三公”经费支出表", three_public),
    ("项目支出表", projects),
)
_PLACES = {"元": 2, "千元": 2, "万元": 2, "百万元": 4}


def print_disclosure(seed: int, layout: Layout) -> Document:
    """Make a body up and print what it discloses.

    Args:
        seed: what its money follows from.
        layout: how it is printed.
    """
    units = 3 if layout["owners"] != "none" or layout["prose"] == "by_unit" else 1 + seed % 2
    body = make_body(
        seed, units=units, cents=layout["precision"] != "exact", carried=layout["carried"] == "yes"
    )
    document = Document(body.name, body.fiscal_year, layout)
    document.blocks += [Paragraph(f"{body.name}{body.fiscal_year}年部门预算", is_title=True)]
    tables = list(_tables(body, layout))
    document.blocks += tables
    if layout["repeated"] == "twice":
        document.blocks += [_without_amounts(block) for block in tables]
    document.blocks += prose(body, layout["prose"])
    return document


def _tables(body: Body, layout: Layout) -> list[Block]:
    blocks: list[Block] = [Paragraph("第一部分 部门预算表")]
    for title, make in _TABLES:
        if make is projects and layout["projects"] == "absent":
            continue
        if make is government_fund_expenditure and not body.sum(lambda one: one.fund == "government_fund"):
            continue
        name = "重点项目支出情况表" if make is projects and layout["projects"] == "key" else title
        printer = _printer(layout, mixed=make is three_public)
        grid = make(body, layout, printer)
        if layout["cells"] == "several_rows" and make is general_public_expenditure:
            grid = _in_one_cell(grid)
        blocks += [Paragraph(name, is_title=True), Paragraph(f"单位：{printer.unit}"), grid]
    return blocks


def _printer(layout: Layout, *, mixed: bool) -> Printer:
    unit = layout["unit"]
    if unit == "mixed":
        unit = "元" if mixed else "万元"
    return Printer(
        unit, _PLACES[unit], layout["thousands"], layout["zero"], whole=layout["precision"] == "whole"
    )


def _in_one_cell(grid: Grid) -> Grid:
    """The last two rows of a table as lines of one row's cells; blank cells would lose their line."""
    above, below = grid.rows[-2:]
    if any(cell.rows > 1 or not cell.text for cell in (*above, *below)):
        return grid
    joined = [
        replace(one, text=f"{one.text}\n{other.text}", further=(other.amount,) if other.amount else ())
        for one, other in zip(above, below, strict=True)
    ]
    return Grid([*grid.rows[:-2], joined], grid.n_headings, grid.kind)


def _without_amounts(block: Block) -> Block:
    """The same print, of which nothing is expected a second time."""
    if not isinstance(block, Grid):
        return block
    rows = [[replace(cell, amount=None, further=()) for cell in row] for row in block.rows]
    return Grid(rows, block.n_headings, block.kind)
