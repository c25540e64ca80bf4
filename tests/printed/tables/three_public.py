"""The “三公” table: across, down, beside the year before, or with a number before its first amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printed.document import Cell, Grid, Meaning
from printed.tables.grid import Page
from printed.truth import three_public as spent

if TYPE_CHECKING:
    from printed.amounts import Printer
    from printed.options import Layout
    from printed.truth import Body

# Label of the column, label of the row, role.
_LINES = (
    (("合计",), "合计", "all"),
    (("因公出国（境）费",), "一、因公出国（境）费用", "overseas"),
    (("公务用车购置及运行费", "小计"), "二、公务用车购置及运行费", "vehicles"),
    (("公务用车购置及运行费", "公务用车购置费"), "其中：公务用车购置费", "vehicle_purchase"),
    (("公务用车购置及运行费", "公务用车运行费"), "公务用车运行费", "vehicle_operation"),
    (("公务接待费",), "三、公务接待费", "reception"),
)


def three_public(body: Body, layout: Layout, printer: Printer) -> Grid:
    """“三公”经费支出表."""
    page = Page(body, layout, printer, "three_public")
    fen = spent(body)
    fen |= {"vehicle_purchase": 0, "vehicles": fen["vehicle_operation"], "all": sum(fen.values())}
    form = layout["three_public"]
    if form in {"down", "previous"}:
        return _down(page, fen, with_previous=form == "previous")
    return _across(page, fen, indexed=form == "indexed")


def _across(page: Page, fen: dict[str, int], *, indexed: bool) -> Grid:
    paths: list[tuple[str, ...]] = [("序号",), ("单位名称",)] if indexed else []
    headings = page.headings([*paths, *(path for path, _, _ in _LINES)])
    if page.layout["columns"] == "numbered":
        headings.pop()
    cells = [Cell("1"), Cell(page.body.name)] if indexed else []
    line = {path: path[0] if path[-1] == "小计" else path[-1] for path, _, _ in _LINES}
    cells += [page.printer.cell(fen[role], Meaning(page.kind, line[path])) for path, _, role in _LINES]
    return Grid([*headings, cells], len(headings), page.kind)


def _down(page: Page, fen: dict[str, int], *, with_previous: bool) -> Grid:
    headings = [("项目",), ("上年预算数",), ("本年预算数",)] if with_previous else [("项目",), ("预算数",)]
    rows = page.headings(headings)
    if page.layout["columns"] == "numbered":
        rows.pop()
    count = len(rows)
    before = _year_before(fen)
    for _, label, role in _LINES:
        cells = [Cell(label)]
        if with_previous:
            meaning = Meaning(page.kind, label, "previous_year")
            cells.append(page.printer.cell(before[role], meaning))
        cells.append(page.printer.cell(fen[role], Meaning(page.kind, label)))
        rows.append(cells)
    return Grid(rows, count, page.kind)


def _year_before(fen: dict[str, int]) -> dict[str, int]:
    before = {
        role: fen[role] + 370_000 * (at + 1)
        for at, role in enumerate(("overseas", "reception", "vehicle_operation"))
    }
    return before | {
        "vehicle_purchase": 0,
        "vehicles": before["vehicle_operation"],
        "all": sum(before.values()),
    }
