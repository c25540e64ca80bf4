"""Sums that print no label, and labels that print no amount: of what lines are part is told by the amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.normalise.document import CleanDocument

    Clean = Callable[..., CleanDocument]


def _parents(document: CleanDocument) -> dict[str, str | None]:
    lines = document.frames["lines"].to_dicts()
    names = {(line["side"], line["line_no"]): line["line"] for line in lines}
    return {line["line"]: names.get((line["side"], line["parent_no"])) for line in lines}


def _expenditure(*rows: str) -> str:
    head = "科目编码|科目名称|合计|基本支出|项目支出"
    return "支出总表\n单位：万元\n" + "\n".join(row.replace("|", "\t") for row in (head, *rows)) + "\n"


def test_a_first_row_without_a_label_is_the_total_if_the_rest_adds_up_to_it(clean: Clean) -> None:
    # The sum is off by its last digit, as sums of rounded amounts are.
    document = clean(
        _expenditure("||30.01|30.01|", "208|社会保障和就业支出|10.00|10.00|", "221|住房保障支出|20.00|20.00|")
    )
    rows = document.frames["lines"].select("role", "level", "parent_no", "matched").rows()
    assert rows == [("total", 0, None, True), (None, 1, 1, True), (None, 1, 1, True)]


@pytest.mark.parametrize(
    "rows",
    [
        ("||31.00|31.00|", "208|社会保障和就业支出|10.00|10.00|", "221|住房保障支出|20.00|20.00|"),
        ("208|社会保障和就业支出|10.00|10.00|", "||10.00|10.00|", "221|住房保障支出|20.00|20.00|"),
        ("||30.00|30.00|", "208|社会保障和就业支出|30.00|30.00|", "|合计|30.00|30.00|"),
        ("||30.00|30.00|",),
        ("|奇怪的名目|30.00|30.00|", "208|社会保障和就业支出|30.00|30.00|"),
    ],
    ids=["adds up to something else", "not the first", "another is named", "nothing to add up", "a label"],
)
def test_a_row_is_no_total_otherwise(clean: Clean, rows: tuple[str, ...]) -> None:
    lines = clean(_expenditure(*rows)).frames["lines"]
    assert lines.filter(lines["line"].is_in(["", "奇怪的名目"]))["role"].to_list() == [None]


def test_projects_below_a_total_without_a_label_are_counted_without_it(clean: Clean) -> None:
    document = clean(
        "项目支出绩效目标表\n单位：万元\n单位名称\t项目名称\t金额\t绩效目标\n**\t**\t**\t**\n\t\t30.00\t\n"
        "甲市福利院\t慰问\t10.00\t慰问老人\n甲市救助站\t救助\t20.00\t救助流浪\n"
    )
    lines = document.frames["lines"]
    assert lines.select("role", "project").rows() == [("total", None), (None, "慰问"), (None, "救助")]


def test_parts_of_a_line_without_an_amount_are_part_of_what_it_is_part_of(clean: Clean) -> None:
    document = clean(
        "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
        "1、财政拨款\t\t一、社会保障和就业支出\t30.00\n(1)一般公共预算拨款收入\t25.00\t\t\n"
        "2、其他收入\t5.00\t\t\n本年收入合计\t30.00\t本年支出合计\t30.00\n"
        "收入总计\t30.00\t支出总计\t30.00\n"
    )
    parents = _parents(document)
    assert parents["(1)一般公共预算拨款收入"] == parents["2、其他收入"] == "本年收入合计"
    assert parents["1、财政拨款"] == "本年收入合计"


def test_parts_of_a_line_with_an_amount_stay_under_it(clean: Clean) -> None:
    document = clean(
        "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
        "1、财政拨款\t25.00\t一、社会保障和就业支出\t30.00\n(1)一般公共预算拨款收入\t25.00\t\t\n"
        "2、其他收入\t5.00\t\t\n本年收入合计\t30.00\t本年支出合计\t30.00\n"
        "收入总计\t30.00\t支出总计\t30.00\n"
    )
    assert _parents(document)["(1)一般公共预算拨款收入"] == "1、财政拨款"
