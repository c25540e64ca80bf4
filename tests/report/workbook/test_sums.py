"""Lines beside the sum of their parts: exact, within rounding, or not; never of what is not disclosed."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.model import schemas
from yusuan.report.workbook.sums import of_facts, of_lines, with_parts


def lines(*rows: tuple[int, int | None, int | None]) -> pl.DataFrame:
    schema = {"no": pl.UInt32, "parent": pl.UInt32, "amount_fen": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(quantum_fen=pl.lit(10_000, pl.Int64))


def test_a_total_stands_beside_the_sum_of_its_parts_with_the_difference_and_its_tolerance():
    found = with_parts(lines((1, None, 50_000), (2, 1, 20_000), (3, 1, 40_000), (4, 3, 40_000)), "amount_fen")
    assert found["amount_fen_parts"].to_list() == [60_000, None, 40_000, None]
    assert found["amount_fen_gap"].to_list() == [-10_000, None, 0, None]
    assert found["amount_fen_tolerance"].to_list() == [15_000, None, 10_000, None]


def test_parts_that_are_not_disclosed_are_not_zero():
    found = with_parts(lines((1, None, 5), (2, 1, None), (3, None, None), (4, 3, 7)), "amount_fen")
    assert found["amount_fen_parts"].to_list() == [None, None, 7, None]
    assert found["amount_fen_gap"].to_list() == [None] * 4
    assert found["amount_fen_tolerance"].to_list() == [None] * 4


@given(st.lists(st.none() | st.integers(-(10**12), 10**12), min_size=1, max_size=30))
def test_gap_and_parts_make_the_printed_amount(amounts):
    found = with_parts(
        lines((1, None, 10**6), *((n, 1, fen) for n, fen in enumerate(amounts, 2))), "amount_fen"
    )
    assert found.height == len(amounts) + 1
    if any(fen is not None for fen in amounts):
        assert found["amount_fen_parts"][0] + found["amount_fen_gap"][0] == 10**6
    else:
        assert found["amount_fen_parts"][0] is None


@pytest.mark.parametrize(
    ("changed", "part_of"),
    [({}, 1), ({"side": "income"}, None), ({"table_no": 2}, None), ({"measure": "project"}, None)],
)
def test_an_amount_is_part_of_its_parent_line_under_the_same_heading(framed, changed, part_of):
    row = {"table": "expenditure_summary", "table_no": 1, "side": "expenditure", "measure": "basic"}
    facts = framed(
        schemas.Facts,
        {**row, "measure": "basic.total", "line_no": 7},
        {**row, "line_no": 8, "parent_no": 7, **changed},
        {**row, "line_no": 9, "parent_no": None},
    )
    assert of_facts(facts)["parent"].to_list() == [None, part_of, None]


def test_under_headings_that_are_not_known_the_heading_itself_tells(framed):
    row = {"table": "other", "measure": None, "heading": "甲"}
    facts = framed(
        schemas.Facts,
        {**row, "line_no": 1},
        {**row, "line_no": 2, "parent_no": 1},
        {**row, "line_no": 3, "parent_no": 1, "heading": "乙"},
    )
    assert of_facts(facts)["parent"].to_list() == [None, 1, None]


def test_an_amount_printed_twice_for_a_line_is_the_sum_of_nothing(framed):
    row = {"table": "other", "measure": "total"}
    facts = framed(
        schemas.Facts, {**row, "line_no": 1}, {**row, "line_no": 1}, {**row, "line_no": 2, "parent_no": 1}
    )
    assert of_facts(facts)["parent"].to_list() == [None, None, None]


def test_lines_of_a_comparison_are_parts_within_their_block_in_its_coarsest_precision():
    blocks = pl.DataFrame(
        [
            ("a", "whole", None, 30_000, None),
            ("a", "x", "whole", 20_000, 10_000),
            ("b", "x", "whole", 150, 1_000_000),
            ("c", "whole", None, None, None),
        ],
        schema={
            "by": pl.String,
            "key": pl.String,
            "parent": pl.String,
            "base_fen": pl.Int64,
            "current_fen": pl.Int64,
        },
        orient="row",
    )
    found = of_lines(blocks)
    assert found["no"].to_list() == [1, 2, 3, 4]
    assert found["parent"].to_list() == [None, 1, None, None]
    assert found["quantum_fen"].to_list() == [10_000, 10_000, 1, 1]
