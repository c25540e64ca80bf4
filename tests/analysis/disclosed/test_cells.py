"""Lines are found where documents print them, also where a table splits, sums or nests otherwise."""

import polars as pl
import pytest

from yusuan.analysis.disclosed import amounts
from yusuan.analysis.years import base_and_current

D = "甲局/2024-budget"


@pytest.fixture
def lines(disclosed):
    def run(by, *rows):
        _, facts, _ = disclosed({D: list(rows)})
        return {row["key"]: row for row in amounts.in_tables(facts, by).collect().to_dicts()}

    return run


def _total(measure, wan):
    return ("expenditure_summary", "total", measure, wan)


def test_basic_expenditure_that_no_column_sums_up_is_personnel_and_operating_money(lines):
    found = lines(
        "kind",
        _total("total", 10),
        _total("basic.personnel", 4),
        _total("basic.operating", 3),
        _total("project", 3),
    )
    assert found["expenditure.basic"]["fen"] == 7_000_000


def test_a_column_for_basic_expenditure_goes_before_the_sum(lines):
    found = lines("kind", _total("basic.personnel", 4), _total("basic.operating", 3), _total("basic", 8))
    assert found["expenditure.basic"]["fen"] == 8_000_000


def test_half_of_a_sum_is_no_sum(lines):
    found = lines("kind", _total("total", 10), _total("basic.personnel", 4), _total("project", 3))
    assert "expenditure.basic" not in found


@pytest.mark.parametrize("measure", ["total", "personnel"])
def test_the_total_of_a_block_is_that_of_its_kind_of_money(lines, measure):
    found = lines("general_public", ("basic_expenditure", "personnel_total", measure, 4))
    assert found["general_public.basic.personnel"]["fen"] == 4_000_000


def _coded(measure, wan):
    row = {"table": "expenditure_summary", "role": None, "measure": measure, "wan": wan, "line": "行政运行"}
    return {**row, "code": "2010101", "level": 3}


def test_kinds_of_money_are_personnel_and_operating_where_basic_is_not_printed(lines):
    found = lines(
        "function_kind", _coded("basic.personnel", 4), _coded("basic.operating", 3), _coded("project", 2)
    )
    assert {row["metric"] for row in found.values()} == {"basic.personnel", "basic.operating", "project"}
    found = lines(
        "function_kind", _coded("basic", 7), _coded("basic.personnel", 4), _coded("basic.operating", 3)
    )
    assert list(found) == ["2010101:basic"]


def test_lines_of_one_kind_of_money_say_which():
    kinds = pl.DataFrame({"kind": ["basic.personnel", "project", None]})
    named = kinds.select(base_and_current._kind_of_money(pl.col("kind")))["kind"].to_list()
    assert named == [" · 基本支出·人员经费", " · 项目支出", None]


def _unit(name, wan, role, line_no, parent_no=1):
    return {
        "table": "expenditure_summary", "role": role, "measure": "total", "wan": wan, "line": name, "line_no": line_no,
        "parent_no": None if role == "total" else parent_no, "owner": None if role == "total" else name,
    }  # fmt: skip


def test_a_departments_own_offices_beside_its_units_are_one_of_them(lines):
    found = lines(
        "unit",
        _unit("合计", 10, "total", 1),
        _unit("甲局", 6, "department", 2),
        _unit("甲局信息中心", 4, "unit", 3),
    )
    assert {key: row["fen"] for key, row in found.items()} == {
        "whole": 10_000_000,
        "甲局": 6_000_000,
        "甲局信息中心": 4_000_000,
    }


def test_a_department_that_sums_its_units_up_is_none_of_them(lines):
    found = lines(
        "unit",
        _unit("合计", 10, "total", 1),
        _unit("甲局", 10, "department", 2),
        _unit("甲局本级", 6, "unit", 3, parent_no=2),
        _unit("甲局信息中心", 4, "unit", 4, parent_no=2),
    )
    assert sorted(found) == ["whole", "甲局信息中心", "甲局本级"]


def _project(name, wan, line_no, parent_no=None, *, role=None):
    return {
        "table": "projects", "role": role, "measure": "total", "wan": wan, "line": name, "line_no": line_no, "level": 0 if role else 3,
        "parent_no": parent_no, "project": None if role else name,
    }  # fmt: skip


def test_projects_have_the_level_that_the_names_above_them_give(lines):
    found = lines(
        "project",
        _project("合计", 10, 1, role="total"),
        _project("信息化", 10, 2),
        _project("运维", 7, 3, 2),
        _project("建设", 3, 4, 2),
    )
    assert {key: row["level"] for key, row in found.items()} == {
        "whole": 0,
        "信息化": 1,
        "信息化/运维": 2,
        "信息化/建设": 2,
    }


def test_projects_whose_nesting_is_lost_are_not_added_up(lines):
    found = lines(
        "project", _project("合计", 10, 1, role="total"), _project("专用项目", 10, 2), _project("运维", 10, 3)
    )
    assert {row["level"] for row in found.values()} == {0, 3}


def test_of_equal_places_the_first_that_is_printed_counts(disclosed):
    place = ("basic_expenditure", "total", "total")
    documents = {f"{number}局/2024-budget": [(*place, 4), (*place, 4)] for number in range(50)}
    _, facts, _ = disclosed(documents)
    rows = amounts.in_tables(facts, "general_public").filter(key="general_public.basic").collect()
    assert (rows.height, rows["row"].unique().to_list()) == (50, [1])
