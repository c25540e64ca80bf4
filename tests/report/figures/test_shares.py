"""The parts of a whole: which table, which rows, what is taken together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.model.vocabulary import TableKind
from yusuan.report.figures.shares import ECONOMIC_TABLES, FUNCTION_TABLES, composition

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace


@pytest.fixture
def facts(workspace: Workspace) -> pl.DataFrame:
    return workspace.facts().collect()


def test_the_lines_stand_in_print_order_without_their_enumerators(facts: pl.DataFrame):
    whole = composition(facts, FUNCTION_TABLES)
    assert whole is not None
    assert (whole.title, whole.whole_fen) == ("支出预算总表", 5_905_480_000)
    assert [(part.label, part.level) for part in whole.parts[:3]] == [
        ("社会保障和就业支出", 1),
        ("人力资源和社会保障管理事务", 2),
        ("行政运行", 3),
    ]
    assert whole.parts[0].share == pytest.approx(0.91465, abs=1e-5)
    assert whole.parts[0].place is not None
    assert whole.parts[0].place.row == 127


def test_a_table_without_a_total_row_is_the_sum_of_its_classes(facts: pl.DataFrame):
    whole = composition(facts, ECONOMIC_TABLES)
    assert whole is not None
    assert (whole.table, whole.whole_fen) == (TableKind.BASIC_EXPENDITURE, 4_153_190_000)


def test_of_two_tables_of_a_kind_that_of_the_classification_is_taken(facts: pl.DataFrame):
    by_function = facts.filter(pl.col("table") == TableKind.GENERAL_PUBLIC_EXPENDITURE).with_columns(
        table=pl.lit(TableKind.BASIC_EXPENDITURE.value, facts.schema["table"]),
        table_no=pl.lit(0, pl.Int32),
    )
    whole = composition(pl.concat([by_function, facts]), ECONOMIC_TABLES)
    assert whole == composition(facts, ECONOMIC_TABLES)
    assert composition(by_function, ECONOMIC_TABLES) is None


def test_small_lines_of_one_parent_are_taken_together(facts: pl.DataFrame):
    whole = composition(facts, ECONOMIC_TABLES)
    assert whole is not None
    folded = whole.folded("其余{}项")
    assert [part.label for part in folded.parts if part.place is None] == ["其余3项"]
    together = next(part for part in folded.parts if part.place is None)
    assert (together.amount_fen, together.level) == (48_250_000, 2)
    assert [part.label for part in folded.parts][-1] == "办公设备购置"


def test_codes_printed_in_a_name_are_left_out(facts: pl.DataFrame):
    coded = facts.with_columns(line=pl.lit("[2010501]行政运行"))
    whole = composition(coded, FUNCTION_TABLES)
    assert whole is not None
    assert {part.label for part in whole.parts} == {"行政运行"}


def test_a_chart_goes_no_deeper_than_its_bars_allow(facts: pl.DataFrame):
    whole = composition(facts, FUNCTION_TABLES)
    assert whole is not None
    assert whole.depth == 3
    assert whole.folded(most=10).depth == 2
    assert whole.folded(most=1).depth == 1


def test_folding_loses_no_money_at_any_level(facts: pl.DataFrame):
    whole = composition(facts, FUNCTION_TABLES)
    assert whole is not None
    for level in (1, 2, 3):
        before = sum(part.amount_fen for part in whole.parts if part.level == level)
        after = sum(part.amount_fen for part in whole.folded().parts if part.level == level)
        assert before == after


def test_a_document_without_the_table_has_no_composition(facts: pl.DataFrame):
    assert composition(facts.clear(), FUNCTION_TABLES) is None


def test_rows_of_units_and_projects_are_no_parts_of_the_department(facts: pl.DataFrame):
    owned = facts.with_columns(owner=pl.lit("某单位"))
    assert composition(owned, FUNCTION_TABLES) is None
