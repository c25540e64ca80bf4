"""Basic expenditure by economic class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printed.document import Cell, Grid, Meaning
from printed.tables.grid import Column, Page, Row
from printed.truth import economic_name

if TYPE_CHECKING:
    from printed.amounts import Printer
    from printed.options import Layout
    from printed.tables.grid import Wanted
    from printed.truth import Body, Portion


def basic_expenditure(body: Body, layout: Layout, printer: Printer) -> Grid:
    """一般公共预算基本支出表: a tree of codes; its lines only; or personnel and operating side by side."""
    page = Page(body, layout, printer, "basic_expenditure")
    if layout["economic"] == "blocks":
        return _blocks(page)
    page.names = ("科目编码", "科目名称")
    page.columns = [
        Column(("合计",), "total", _is_basic),
        Column(("人员经费",), "personnel", lambda one: _is_basic(one) and one.nature == "personnel"),
        Column(("公用经费",), "operating", lambda one: _is_basic(one) and one.nature == "operating"),
    ]
    codes = [code for code in body.economics() if layout["economic"] == "tree" or len(code) == 5]
    rows = [Row((Cell(), Cell("合计")), "合计")]
    rows += [
        Row((Cell(code), Cell(economic_name(code))), economic_name(code), _under(code), code)
        for code in codes
    ]
    return page.grid(rows)


def _is_basic(one: Portion) -> bool:
    return bool(one.economic) and one.fund == "general_public"


def _under(code: str) -> Wanted:
    return lambda one: one.economic.startswith(code)


def _blocks(page: Page) -> Grid:
    """Personnel left, operating right, each with its own codes and total."""
    sides = []
    for nature, name in (("personnel", "人员经费"), ("operating", "公用经费")):
        codes = [
            code
            for code in page.body.economics()
            if page.body.sum(
                lambda one, code=code, nature=nature: one.economic.startswith(code) and one.nature == nature
            )
        ]
        sides.append((nature, name, codes))
    height = max(len(codes) for *_, codes in sides)
    headings = page.headings(
        [(name, heading) for _, name, _ in sides for heading in ("科目编码", "科目名称", "预算数")]
    )
    if page.layout["columns"] == "numbered":
        headings.pop()
    rows = [
        [cell for nature, _, codes in sides for cell in _of_block(page, nature, codes, at)]
        for at in range(height)
    ]
    totals = []
    for nature, name, _ in sides:
        fen = page.body.sum(lambda one, nature=nature: _is_basic(one) and one.nature == nature)
        totals += [
            Cell(),
            Cell(f"{name}合计"),
            page.printer.cell(fen, Meaning(page.kind, f"{name}合计", nature)),
        ]
    return Grid([*headings, *rows, totals], len(headings), page.kind)


def _of_block(page: Page, nature: str, codes: list[str], at: int) -> list[Cell]:
    if at >= len(codes):
        return [Cell(), Cell(), Cell()]
    code = codes[at]
    fen = page.body.sum(lambda one: one.economic.startswith(code))
    meaning = Meaning(page.kind, economic_name(code), nature, None, code)
    return [Cell(code), Cell(economic_name(code)), page.printer.cell(fen, meaning)]
