"""Income beside expenditure: the summary of all money, and that of fiscal money; and income by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printed.document import Cell, Grid, Meaning
from printed.tables.grid import Column, Page, Row
from printed.truth import economic_name, function_name

if TYPE_CHECKING:
    from printed.amounts import Printer
    from printed.options import Layout
    from printed.tables.grid import Wanted
    from printed.truth import Body

_ORDINALS = "一二三四五六七八九十"
# The lines of the income side: role, label, whose money.
_INCOME: tuple[tuple[str, str], ...] = (
    ("general_public", "一般公共预算拨款收入"),
    ("government_fund", "政府性基金预算拨款收入"),
    ("state_capital", "国有资本经营预算拨款收入"),
    ("special_account", "财政专户管理资金收入"),
    ("business", "事业收入"),
)

Line = tuple[str, int | None, str | None]
"""A label, its amount in 分 (None where nothing is printed), its code."""


def income_expenditure_summary(body: Body, layout: Layout, printer: Printer) -> Grid:
    """收支总表: income left, expenditure right, by function; further sides where the layout has them."""
    sides = [("收入", "income", _income(body)), ("支出", "expenditure", _functions(body))]
    form = layout["summary"]
    if form in {"three", "four"}:
        sides.append(("支出性质", "expenditure", _natures(body)))
    if form == "four":
        sides.append(("支出经济分类", "expenditure", _economics(body)))
    page = Page(body, layout, printer, "income_expenditure_summary")
    if form == "stacked":
        return _stacked(page, sides)
    return _beside(page, sides)


def fiscal_appropriation_summary(body: Body, layout: Layout, printer: Printer) -> Grid:
    """财政拨款收支总表: the expenditure side parted by fund."""
    page = Page(body, layout, printer, "fiscal_appropriation_summary")
    funds = ("general_public", "government_fund")

    def fiscal(one: object) -> bool:
        return one.fund in funds  # type: ignore[attr-defined]

    income = [(name, body.sum(_income_of(fund)), None) for fund, name in _INCOME[:2]]
    income = [(f"{_ORDINALS[at]}、{name}", fen, code) for at, (name, fen, code) in enumerate(income)]
    carried = body.sum(lambda one: fiscal(one) and one.carried)
    now = sum(fen or 0 for _, fen, _ in income)
    left: list[Line] = [*income, ("本年收入合计", now, None), ("上年结转", carried, None)]
    codes = [code for code in body.functions(fiscal) if len(code) == 3]
    right: list[tuple[str, Wanted | None, str | None]] = [
        (
            f"{_ORDINALS[at]}、{function_name(code)}",
            lambda one, code=code: fiscal(one) and one.function.startswith(code),
            code,
        )
        for at, code in enumerate(codes)
    ]
    right.append(("本年支出合计", fiscal, None))
    right.append(("结转下年", lambda _: False, None))
    height = max(len(left), len(right))
    lefts: list[Line] = [*left, *[("", None, None)] * (height - len(left)), ("收入总计", now + carried, None)]
    rights = [*right, *[("", None, None)] * (height - len(right)), ("支出总计", fiscal, None)]
    columns = [
        Column(("合计",), "total"),
        Column(("一般公共预算",), "general_public", lambda one: one.fund == "general_public"),
        Column(("政府性基金预算",), "government_fund", lambda one: one.fund == "government_fund"),
    ]
    headings = page.headings(
        [
            ("收入", "项目"),
            ("收入", "预算数"),
            ("支出", "项目"),
            *(("支出", *column.path) for column in columns),
        ]
    )
    if layout["columns"] == "numbered":
        headings.pop()
    rows = [
        [
            *_pair(page, "income", one),
            Cell(name),
            *(_of(page, name, wanted, code, column) for column in columns),
        ]
        for one, (name, wanted, code) in zip(lefts, rights, strict=True)
    ]
    return Grid([*headings, *rows], len(headings), page.kind)


def income_summary(body: Body, layout: Layout, printer: Printer) -> Grid:
    """收入总表: a row for each unit below the total, a column for each source."""
    page = Page(body, layout, printer, "income_summary", names=("单位编码", "单位名称"))
    page.columns = [
        Column(("合计",), "total"),
        Column(("上年结转",), "carryover", lambda one: one.carried),
        *(
            Column(
                ("本年收入", heading),
                f"current_year.{measure}",
                _income_of(fund),
                proven=fund == "general_public",
            )
            for fund, heading, measure in (
                ("general_public", "一般公共预算", "general_public"),
                ("government_fund", "政府性基金预算", "government_fund"),
                ("business", "事业收入", "unit_funds.business"),
            )
        ),
    ]
    rows = [Row((Cell(), Cell("合计")), "合计")]
    rows += [
        Row(
            (Cell(unit.number), Cell(unit.name)),
            unit.name,
            lambda one, unit=unit: one.owner == unit,
            owner=unit.name,
        )
        for unit in body.units
    ]
    return page.grid(rows)


def _income_of(fund: str) -> Wanted:
    return lambda one: one.fund == fund and not one.carried


def _income(body: Body) -> list[Line]:
    lines: list[Line] = [
        (f"{_ORDINALS[at]}、{name}", body.sum(_income_of(fund)), None)
        for at, (fund, name) in enumerate(_INCOME)
    ]
    carried = body.sum(lambda one: one.carried)
    return [
        *lines,
        ("本年收入合计", body.sum() - carried, None),
        ("上年结转", carried, None),
        ("收入总计", body.sum(), None),
    ]


def _functions(body: Body) -> list[Line]:
    codes = [code for code in body.functions() if len(code) == 3]
    lines: list[Line] = [
        (
            f"{_ORDINALS[at]}、{function_name(code)}",
            body.sum(lambda one, code=code: one.function.startswith(code)),
            code,
        )
        for at, code in enumerate(codes)
    ]
    return [*lines, ("本年支出合计", body.sum(), None), ("结转下年", 0, None), ("支出总计", body.sum(), None)]


def _natures(body: Body) -> list[Line]:
    def of(nature: str) -> int:
        return body.sum(lambda one: one.nature == nature)

    personnel, operating = of("personnel"), of("operating")
    return [
        ("一、基本支出", personnel + operating, None),
        ("人员经费", personnel, None),
        ("公用经费", operating, None),
        ("二、项目支出", of("project"), None),
        ("支出总计", body.sum(), None),
    ]


def _economics(body: Body) -> list[Line]:
    """By class of the department's economic classification; projects buy goods and services."""
    codes = ("301", "302", "303")

    def of(code: str) -> int:
        return body.sum(lambda one: (one.economic or "302").startswith(code))

    return [
        *((f"{_ORDINALS[at]}、{economic_name(code)}", of(code), code) for at, code in enumerate(codes)),
        ("支出总计", body.sum(), None),
    ]


def _beside(page: Page, sides: list[tuple[str, str, list[Line]]]) -> Grid:
    """The sides beside each other; their totals stand in the last row."""
    height = max(len(lines) for *_, lines in sides)
    with_ordinals = page.layout["summary"] == "ordinals"
    paths: list[tuple[str, ...]] = [("序号",)] if with_ordinals else []
    for name, _, _ in sides:
        paths += [(name, "项目"), (name, "预算数")]
    headings = page.headings(paths)
    if page.layout["columns"] == "numbered":
        headings.pop()
    rows = []
    for at in range(height):
        row = [Cell(str(at + 1))] if with_ordinals else []
        for _, side, lines in sides:
            filled = [*lines[:-1], *[("", None, None)] * (height - len(lines)), lines[-1]]
            row += _pair(page, side, filled[at])
        rows.append(row)
    return Grid([*headings, *rows], len(headings), page.kind)


def _stacked(page: Page, sides: list[tuple[str, str, list[Line]]]) -> Grid:
    """The sides below each other in two columns, each under its own name."""
    rows = [[page.heading("项目"), page.heading("预算数")]]
    for name, side, lines in sides:
        rows.append([Cell(name), Cell()])
        rows += [_pair(page, side, line) for line in lines]
    return Grid(rows, 1, page.kind)


def _pair(page: Page, side: str, line: Line) -> list[Cell]:
    label, fen, code = line
    if fen is None:
        return [Cell(label), Cell()]
    return [Cell(label), page.printer.cell(fen, Meaning(page.kind, label, "total", side, code))]


def _of(page: Page, label: str, wanted: Wanted | None, code: str | None, column: Column) -> Cell:
    if wanted is None:
        return Cell()
    fen = page.body.sum(lambda one: wanted(one) and column.wanted(one))
    return page.printer.cell(fen, Meaning(page.kind, label, column.measure, "expenditure", code))
