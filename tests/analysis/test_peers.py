"""A year across departments: only what is comparable, ranked; the rest left out aloud."""

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import question
from yusuan.analysis.answers import peers_of
from yusuan.analysis.collection import Collection
from yusuan.analysis.peers import SCHEMA
from yusuan.analysis.question import VarianceError

_PLACE = ("expenditure_summary", "total")


def _spent(wan, name="total"):
    return [(*_PLACE, name, wan)]


@pytest.fixture(scope="session")
def compare(disclosed):
    def run(disclosures, by="expenditure.total", **asked):
        frame = peers_of(
            Collection(*disclosed(disclosures)), question(**{"year": 2024, "by": by, **asked})
        ).collect()
        assert frame.schema == pl.Schema(SCHEMA)
        return frame

    return run


def test_equal_amounts_share_a_rank_and_the_middle_is_the_median(compare):
    amounts = {"甲": 6, "乙": 2, "丙": 2, "丁": 10}
    frame = compare({f"{name}/2024-budget": _spent(wan) for name, wan in amounts.items()})
    assert frame.select("department", "rank", "share").rows() == [
        ("丁", 1, 0.5), ("甲", 2, 0.3), ("丙", 3, 0.1), ("乙", 3, 0.1),
    ]  # fmt: skip
    spread = frame.select("of", "median_fen", "lower_quartile_fen", "upper_quartile_fen").unique().row(0)
    assert spread == (4, 4_000_000, 2_000_000, 7_000_000)
    assert frame["difference_fen"].to_list() == [6_000_000, 2_000_000, -2_000_000, -2_000_000]


def test_documents_of_another_scope_or_phase_are_left_out_with_the_reason(compare):
    frame = compare(
        {"甲/2024-budget": _spent(6), "乙/2024-budget-unit": _spent(5), "丙/2024-final": _spent(4)}
    )
    assert frame.select("department", "rank", "amount_fen", "reason").rows() == [
        ("甲", 1, 6_000_000, None),
        ("丙", None, None, "阶段不同：决算"),
        ("乙", None, None, "口径不同：单位本级"),
    ]


def test_lines_of_final_accounts_are_not_called_budgets(compare):
    frame = compare({"甲/2024-final": _spent(6)}, phase="final")
    assert frame.select("line", "rank").rows() == [("支出合计", 1)]


def test_a_department_with_a_document_that_fits_is_not_left_out_for_another(compare):
    frame = compare(
        {"甲/2024-budget": _spent(6), "甲/2024-budget-unit": _spent(5), "甲/2024-final": _spent(4)}
    )
    assert frame.select("amount_fen", "reason").rows() == [(6_000_000, None)]


def test_the_money_of_the_year_is_never_held_against_a_total_with_what_was_carried_over(compare):
    summary = ("income_expenditure_summary", "income_total")
    frame = compare(
        {"甲/2024-budget": [(*summary, "current_year", 6)], "乙/2024-budget": [(*summary, "total", 9)]},
        by="overview.current_year",
    )
    assert frame.select("department", "reason").rows() == [
        ("甲", None),
        ("乙", "没有公开本年预算，只有收支总预算，含义不同"),
    ]


def test_departments_asked_for_that_have_no_such_year_are_listed(compare):
    disclosures = {"甲/2024-budget": _spent(6), "乙/2023-budget": _spent(5), "丙/2024-budget": _spent(4)}
    frame = compare(disclosures, departments=["甲", "乙"])
    assert frame.select("department", "reason").rows() == [("甲", None), ("乙", "没有 2024 年的文件")]


def test_without_a_positive_sum_there_are_ranks_but_no_shares(compare):
    frame = compare({"甲/2024-budget": _spent(6), "乙/2024-budget": _spent(-1)})
    assert frame.select("rank", "share").rows() == [(1, None), (2, None)]


def _coded(table, wan, code="2010101"):
    return {"table": table, "role": None, "measure": "total", "wan": wan, "code": code, "line": "行政运行"}


def test_coded_lines_are_compared_in_the_kind_of_table_that_most_have(compare):
    general, all_money = "general_public_expenditure", "expenditure_summary"
    frame = compare(
        {
            "甲/2024-budget": [_coded(general, 6), {**_coded(all_money, 7), "table_no": 2}],
            "乙/2024-budget": [_coded(general, 5)],
            "丙/2024-budget": [_coded("projects", 5)],
        },
        by="function",
    )
    assert frame.select("department", "line", "amount_fen", "rank", "reason").rows() == [
        ("甲", "行政运行", 6_000_000, 1, None),
        ("乙", "行政运行", 5_000_000, 2, None),
        ("丙", None, None, None, "没有同一种表"),
    ]


def test_an_indicator_is_compared_by_the_formula_that_most_can_answer(compare):
    general = ("general_public_expenditure", "total")
    both = [(*_PLACE, "total", 10), (*_PLACE, "project", 4), (*general, "total", 8), (*general, "project", 2)]
    frame = compare(
        {"甲/2024-budget": both, "乙/2024-budget": both[2:], "丙/2024-budget": both[:1]},
        indicator="project_ratio",
    )
    assert frame.select("department", "value", "rank", "unit", "reason").rows() == [
        ("乙", 0.25, 1, "fraction", None),
        ("甲", 0.25, 1, "fraction", None),
        ("丙", None, None, "fraction", "没有公开：一般公共预算项目支出、一般公共预算拨款支出"),
    ]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"year": 2030}, "没有 2030 年的文件；现有 2024"),
        ({"by": "colour"}, "不能按 colour 比较；现有 total、kind"),
        ({"by": "procurement.total"}, "不能按 procurement.total 比较"),
        ({"departments": ["乙"]}, "没有这些部门：乙"),
        ({"indicator": "beauty"}, "没有这个指标：beauty；现有 expenditure_growth"),
        ({"phase": "dream"}, "没有这个阶段：dream"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(compare, asked, message):
    with pytest.raises(VarianceError, match=message):
        compare({"甲/2024-budget": _spent(6)}, **asked)


AMOUNTS = st.dictionaries(st.sampled_from("子丑寅卯辰巳午未申酉戌亥"), st.integers(0, 10**6), min_size=1)


@settings(max_examples=40)
@given(AMOUNTS, st.sampled_from([1, 100, 10_000]), st.randoms())
def test_shares_ranks_and_orders_obey_their_laws(compare, amounts, factor, chance: random.Random):
    rows = [(f"{name}/2024-budget", wan) for name, wan in amounts.items()]
    frame = compare({name: _spent(wan) for name, wan in rows})
    chance.shuffle(rows)
    other = compare({name: _spent(wan * factor) for name, wan in rows})
    # The order of documents and the unit of amount change nothing.
    kept = ["department", "rank", "of"]
    assert other.select(kept).equals(frame.select(kept))
    if sum(amounts.values()) > 0:
        assert frame["share"].sum() == pytest.approx(1)
        assert other["share"].to_list() == pytest.approx(frame["share"].to_list())
    else:
        assert frame["share"].null_count() == frame.height
    # Ranks are a weak order: one more than the number of larger amounts.
    held = list(amounts.values())
    for row in frame.to_dicts():
        assert row["rank"] == 1 + sum(amount > amounts[row["department"]] for amount in held)
