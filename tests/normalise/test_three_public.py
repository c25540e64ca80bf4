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


def test_rows_of_units_are_parts_and_only_the_total_is_compared(clean) -> None:
    document = clean(
        _FRONT
        + "单位名称\t“三公”经费合计\t因公出国（境）费\t公务用车运行维护费\t公务接待费\n"
        + "合计\t6.00\t1.00\t2.00\t3.00\n甲市福利院\t6.00\t1.00\t2.00\t3.00\n"
    )
    facts = document.frames["facts"]
    assert facts.filter(pl.col("role") == "three_public").height == 1
    assert facts.filter(pl.col("owner") == "甲市福利院").height == 4
