from __future__ import annotations

import polars as pl

_FRONT = "甲市民政局\n2024年部门预算\n“三公”经费表\n单位：万元\n"


def _amounts(document) -> dict[tuple[str | None, str | None], str]:
    facts = document.frames["facts"].select("role", "measure", "printed")
    return {(role, measure): printed for role, measure, printed in facts.iter_rows()}


def test_headings_that_name_lines_become_lines(clean) -> None:
    document = clean(
        _FRONT
        + "“三公”经费合计\t因公出国（境）费\t公务用车购置费\t公务用车运行维护费\t公务接待费\t会议费\n"
        + "6.50\t1.00\t2.00\t3.00\t0.50\t4.00\n"
    )
    assert _amounts(document) == {
        ("three_public", "total"): "6.50",
        ("overseas", "total"): "1.00",
        ("vehicle_purchase", "total"): "2.00",
        ("vehicle_operation", "total"): "3.00",
        ("reception", "total"): "0.50",
        ("conference", "total"): "4.00",
    }


def test_two_years_side_by_side_are_two_measures(clean) -> None:
    document = clean(
        _FRONT
        + "2023年预算数\t\t\t2024年预算数\t\t\n"
        + "因公出国（境）费\t公务用车运行维护费\t公务接待费\t因公出国（境）费\t公务用车运行维护费\t公务接待费\n"
        + "1.00\t2.00\t3.00\t4.00\t5.00\t6.00\n"
    )
    facts = document.frames["facts"].filter(pl.col("role") == "reception")
    assert dict(facts.select("measure", "printed").iter_rows()) == {"previous_year": "3.00", "total": "6.00"}


def test_a_year_in_front_of_a_heading_tells_the_measure_and_not_another_line(clean) -> None:
    document = clean(
        _FRONT
        + "2024年“三公”经费预算数\t\t\t\t2024年机关运行经费预算数\n"
        + "合计\t因公出国（境）费\t公务用车运行费\t公务接待费\t\n"
        + "6.00\t1.00\t2.00\t3.00\t7.00\n"
    )
    assert _amounts(document) == {
        ("three_public", "total"): "6.00",
        ("overseas", "total"): "1.00",
        ("vehicle_operation", "total"): "2.00",
        ("reception", "total"): "3.00",
        ("operating_costs", "total"): "7.00",
    }
    lines = document.frames["facts"]["line"].to_list()
    assert (lines[0], lines[-1]) == ("“三公”经费预算数", "机关运行经费预算数")


def test_a_heading_of_the_year_before_is_the_previous_year_of_the_same_line(clean) -> None:
    parts = "合计\t因公出国（境）费\t公务用车运行费\t公务接待费"
    document = clean(
        _FRONT
        + "2023年“三公”经费预算数\t\t\t\t2024年“三公”经费预算数\t\t\t\n"
        + f"{parts}\t{parts}\n"
        + "6.00\t1.00\t2.00\t3.00\t15.00\t4.00\t5.00\t6.00\n"
    )
    assert _amounts(document) == {
        ("three_public", "previous_year"): "6.00",
        ("overseas", "previous_year"): "1.00",
        ("vehicle_operation", "previous_year"): "2.00",
        ("reception", "previous_year"): "3.00",
        ("three_public", "total"): "15.00",
        ("overseas", "total"): "4.00",
        ("vehicle_operation", "total"): "5.00",
        ("reception", "total"): "6.00",
    }


def test_rows_of_units_are_parts_and_only_the_total_is_compared(clean) -> None:
    document = clean(
        _FRONT
        + "单位名称\t“三公”经费合计\t因公出国（境）费\t公务用车运行维护费\t公务接待费\n"
        + "合计\t6.00\t1.00\t2.00\t3.00\n甲市福利院\t6.00\t1.00\t2.00\t3.00\n"
    )
    facts = document.frames["facts"]
    assert facts.filter(pl.col("role") == "three_public").height == 1
    assert facts.filter(pl.col("owner") == "甲市福利院").height == 4
