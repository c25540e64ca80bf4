"""What a disclosure says of its amounts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printed.amounts import Printer
from printed.document import Paragraph
from printed.truth import function_name, three_public

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printed.tables.grid import Wanted
    from printed.truth import Body

Said = tuple[str | None, int]
_WAN = Printer(thousands="none")
_NAMES = {
    "overseas": "因公出国（境）费",
    "vehicle_operation": "公务用车运行维护费",
    "reception": "公务接待费",
}


def prose(body: Body, form: str) -> list[Paragraph]:
    """The sections of text of a layout.

    Args:
        body: whose money it is.
        form: a value of the option `prose`.
    """
    if form == "none":
        return []
    sections = {
        "whole": _whole,
        "by_unit": _by_unit,
        "by_class": _by_class,
        "of_which": _of_which,
        "changes": _changes,
    }
    title = Paragraph(f"第二部分 {body.name}{body.fiscal_year}年部门预算情况说明")
    return [title, *(_whole(body) if form != "whole" else ()), *sections[form](body)]


def wan(fen: int) -> str:
    """An amount as a sentence says it."""
    return f"{_WAN.text(fen)}万元"


def _said(metric: str | None, fen: int) -> Said:
    return metric, _WAN.rounded(fen)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}"


def _whole(body: Body) -> Iterator[Paragraph]:
    total = body.sum()
    basic = body.sum(lambda one: one.nature != "project")
    yield Paragraph("一、收支总体情况说明")
    yield Paragraph(
        f"{body.name}{body.fiscal_year}年收入预算{wan(total)}。支出预算{wan(total)}，其中：基本支出{wan(basic)}，占"
        f"{_share(basic, total)}；项目支出{wan(total - basic)}，占{_share(total - basic, total)}。",
        (
            _said("income.total", total),
            _said("expenditure.total", total),
            _said("expenditure.basic", basic),
            _said("expenditure.project", total - basic),
        ),
    )


def _by_unit(body: Body) -> Iterator[Paragraph]:
    yield Paragraph("二、各预算单位收支情况说明")
    for at, unit in enumerate(body.units, start=1):

        def of(wanted: Wanted, unit: object = unit) -> int:
            return body.sum(lambda one: one.owner == unit and wanted(one))

        whole, basic = of(lambda _: True), of(lambda one: one.nature != "project")
        yield Paragraph(f"（{'一二三四五'[at - 1]}）{unit.name}")
        yield Paragraph(
            f"{unit.name}{body.fiscal_year}年收入预算{wan(whole)}，支出预算{wan(whole)}，其中：基本支出{wan(basic)}，"
            f"项目支出{wan(whole - basic)}。",
        )


def _by_class(body: Body) -> Iterator[Paragraph]:
    yield Paragraph("二、一般公共预算支出情况说明")
    general = [one for one in body.portions if one.fund == "general_public"]
    total = sum(one.fen for one in general)
    yield Paragraph(f"{body.fiscal_year}年一般公共预算拨款支出{wan(total)}。按功能分类，具体情况如下：")
    codes = sorted({one.function[:3] for one in general})
    for at, code in enumerate(codes, start=1):
        whole = sum(one.fen for one in general if one.function.startswith(code))
        basic = sum(one.fen for one in general if one.function.startswith(code) and one.nature != "project")
        parts = [("基本支出", basic), ("项目支出", whole - basic)]
        words = "，".join(f"{name}{wan(fen)}" for name, fen in parts if fen)
        yield Paragraph(
            f"{at}.{function_name(code)}（类）{wan(whole)}，占{_share(whole, total)}。具体为：{words}。"
        )


def _of_which(body: Body) -> Iterator[Paragraph]:
    yield Paragraph("二、收入预算情况说明")
    total = body.sum()
    general = body.sum(lambda one: one.fund == "general_public" and not one.carried)
    carried = body.sum(lambda one: one.carried)
    business = body.sum(lambda one: one.fund == "business")
    parts = [("一般公共预算拨款收入", general), ("事业收入", business), ("上年结转", carried)]
    rest = total - general - carried - business
    if rest:
        parts.insert(1, ("政府性基金预算拨款收入", rest))
    words = "，".join(f"{name}{wan(fen)}，占{_share(fen, total)}" for name, fen in parts if fen)
    yield Paragraph(f"{body.fiscal_year}年收入预算合计{wan(total)}，其中：{words}。")


def _changes(body: Body) -> Iterator[Paragraph]:
    yield Paragraph("二、“三公”经费预算情况说明")
    now = three_public(body)
    step = {role: 370_000 * (at + 1) for at, role in enumerate(now)}
    before = {role: fen + step[role] for role, fen in now.items()}
    whole, was = sum(now.values()), sum(before.values())
    parts = "；".join(
        f"{_NAMES[role]}{wan(now[role])}，比上年减少{wan(step[role])}，下降{_share(step[role], before[role])}"
        for role in _NAMES
    )
    yield Paragraph(
        f"{body.fiscal_year}年“三公”经费预算{wan(whole)}，比上年减少{wan(was - whole)}，下降{_share(was - whole, was)}。"
        f"其中：{parts}。",
        (_said("three_public.total", whole), *(_said(f"three_public.{role}", now[role]) for role in _NAMES)),
    )
