"""Final accounts beside the budgets of their years."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import question
from yusuan.analysis.answers import completion_of, completions
from yusuan.analysis.collection import Collection
from yusuan.analysis.completion import SCHEMA
from yusuan.analysis.question import VarianceError

FINAL, BUDGET = "甲局/2024-final", "甲局/2024-budget"
_PLACE = ("general_public_expenditure", "total")


@pytest.fixture
def compare(disclosed):
    def run(disclosures, by="general_public"):
        frame = completion_of(
            Collection(*disclosed(disclosures)), question(department="甲局", year=2024, by=by)
        )
        return {row["key"]: row for row in frame.collect().to_dicts()}

    return run


def test_the_outcome_stands_beside_every_budget_of_its_year(compare):
    found = compare(
        {
            FINAL: [
                (*_PLACE, "total", 9),
                ("general_public.total.initial_budget", 8),
                ("general_public.total.adjusted_budget", 10),
            ],
            BUDGET: [(*_PLACE, "total", 7.5)],
        }
    )["general_public.total"]
    assert [found[f"{side}_fen"] for side in ("budget", "initial", "adjusted", "final")] == [
        *(7_500_000, 8_000_000, 10_000_000, 9_000_000)
    ]
    assert (found["completion_rate"], found["difference_fen"], found["difference_rate"]) == (
        0.9,
        1_000_000,
        0.125,
    )
    assert (found["against"], found["budget_document"]) == ("final", BUDGET)
    assert found["note"] == "决算文件所列年初预算为8.00万元，预算文件为7.50万元"
    assert (found["document"], found["row"], found["initial_row"], found["adjusted_row"]) == (FINAL, 1, 2, 3)


def test_without_an_initial_budget_of_its_own_the_account_is_held_against_the_budget_document(compare):
    found = compare({FINAL: [(*_PLACE, "total", 9)], BUDGET: [(*_PLACE, "total", 10)]})[
        "general_public.total"
    ]
    assert (found["against"], found["difference_rate"], found["completion_rate"]) == ("budget", -0.1, None)
    assert found["note"] == "没有公开全年（调整）预算"


def test_columns_of_one_table_are_told_apart(compare):
    place = ("three_public", "three_public")
    found = compare(
        {FINAL: [(*place, "initial_budget", 6), (*place, "adjusted_budget", 4), (*place, "total", 3)]},
        by="three_public",
    )["three_public.total"]
    assert (found["initial_fen"], found["adjusted_fen"], found["final_fen"]) == (
        6_000_000,
        4_000_000,
        3_000_000,
    )
    assert (found["line"], found["completion_rate"]) == ("“三公”经费", 0.75)


@pytest.mark.parametrize(
    ("adjusted", "note"),
    [
        (None, "没有公开全年（调整）预算；没有公开年初预算"),
        (0, "全年（调整）预算为零，不计算完成率；没有公开年初预算"),
        (-1, "全年（调整）预算为负，不计算完成率；没有公开年初预算"),
    ],
)
def test_there_is_no_quotient_without_a_positive_base(compare, adjusted, note):
    rows = [(*_PLACE, "total", 9)]
    if adjusted is not None:
        rows.append((*_PLACE, "adjusted_budget", adjusted))
    found = compare({FINAL: rows})["general_public.total"]
    assert (found["completion_rate"], found["difference_rate"], found["note"]) == (None, None, note)


def test_an_outcome_that_is_not_disclosed_is_no_zero(compare):
    found = compare({FINAL: [(*_PLACE, "adjusted_budget", 4)]})["general_public.total"]
    assert (found["final_fen"], found["difference_fen"]) == (None, None)
    assert found["note"] == "没有公开决算数；没有公开年初预算"


def _coded(table, wan, code="2010101"):
    return {
        "table": table,
        "role": None,
        "measure": "total",
        "wan": wan,
        "code": code,
        "line": f"[{code}]行政运行",
    }


def test_functional_lines_are_compared_by_the_table_that_has_both(compare):
    said = {"metric": "general_public.line.adjusted_budget", "wan": 10, "code": "2010101"}
    found = compare(
        {
            FINAL: [
                _coded("expenditure_summary", 9),
                {**_coded("general_public_expenditure", 8), "table_no": 2},
                said,
            ]
        },
        by="function",
    )
    assert {key: (row["final_fen"], row["completion_rate"]) for key, row in found.items()} == {
        "2010101": (8_000_000, 0.8)
    }


def test_every_final_account_is_compared_and_no_budget_is(disclosed):
    frames = disclosed(
        {FINAL: [(*_PLACE, "total", 9)], BUDGET: [(*_PLACE, "total", 10)], "乙局/2024-final": []}
    )
    frame = completions(Collection(*frames), by="general_public").collect()
    assert frame.schema == pl.Schema(SCHEMA)
    assert frame["document"].to_list() == [FINAL]


def test_what_there_is_is_said_where_there_is_no_final_account(disclosed):
    frames = disclosed({BUDGET: []})
    with pytest.raises(VarianceError, match="甲局 没有 2024 final 的文件；现有 2024 budget department"):
        completion_of(Collection(*frames), question(department="甲局", year=2024))
    with pytest.raises(VarianceError, match="不能按 colour 比较"):
        completion_of(Collection(*frames), question(department="甲局", year=2024, by="colour"))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 10**8), st.integers(-(10**8), 10**8)), min_size=40, max_size=40))
def test_completion_times_the_budget_is_the_outcome(disclosed, amounts):
    frames = disclosed(
        {
            f"{number}/2024-final": [
                (*_PLACE, "total", outcome / 100),
                (*_PLACE, "adjusted_budget", budget / 100),
            ]
            for number, (budget, outcome) in enumerate(amounts)
        }
    )
    rows = (
        completions(Collection(*frames), by="general_public")
        .sort(pl.col("department").cast(pl.Int32))
        .collect()
    )
    outcomes = (rows["completion_rate"] * rows["adjusted_fen"]).to_list()
    assert outcomes == pytest.approx([outcome * 10_000 for _, outcome in amounts])
