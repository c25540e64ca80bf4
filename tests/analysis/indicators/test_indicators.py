"""Indicators: a value with its inputs and their places, or the reason why there is none."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import question
from yusuan import reference
from yusuan.analysis.answers import all_indicators, indicators_of
from yusuan.analysis.collection import Collection
from yusuan.analysis.indicators.formulas import FormulaError, formulas, read
from yusuan.analysis.indicators.indicators import SCHEMA
from yusuan.analysis.question import VarianceError

D = "甲局/2024-budget"
_BASIC = ("general_public_expenditure", "total", "basic.operating", 8)


@pytest.fixture
def measure(disclosed):
    def run(disclosures, **asked):
        frame = indicators_of(
            Collection(*disclosed(disclosures)), question(department="甲局", year=2024, **asked)
        )
        return {row["indicator"]: row for row in frame.collect().to_dicts()}

    return run


def _total(measure, wan):
    return ("expenditure_summary", "total", measure, wan)


def _people(metric, number):
    return {"metric": metric, "quantity": float(number), "quantity_unit": "人"}


def test_a_ratio_has_its_inputs_and_their_places(measure):
    found = measure({D: [_total("total", 10), _total("project", 4)]})["project_ratio"]
    assert (found["value"], found["unit"], found["reason"]) == (0.4, "fraction", None)
    assert (found["numerator"], found["numerator_fen"], found["row"]) == ("项目支出", 4_000_000, 2)
    assert (found["denominator"], found["denominator_fen"], found["denominator_row"]) == (
        "支出预算",
        10_000_000,
        1,
    )
    assert (found["document"], found["denominator_document"], found["name"]) == (D, D, "项目支出比率")
    assert found["formula"] == "expenditure.project / expenditure.total"


def test_a_missing_input_is_named(measure):
    found = measure({D: [_total("total", 10)]})["project_ratio"]
    assert (found["value"], found["numerator_fen"]) == (None, None)
    assert (found["reason"], found["reason_en"]) == (
        "没有公开：项目支出",
        "not disclosed: Project expenditure",
    )


@pytest.mark.parametrize("whole", [0, -2])
def test_there_is_no_ratio_to_what_is_not_positive(measure, whole):
    found = measure({D: [_total("total", whole), _total("project", 0)]})["project_ratio"]
    assert (found["value"], found["reason"]) == (None, "支出预算不为正")


def test_where_all_money_is_not_broken_down_the_general_public_budget_is(measure):
    rows = [("general_public_expenditure", "total", "total", 16), _BASIC]
    found = measure({D: [*rows, _total("total", 20)]})["operating_ratio"]
    assert (found["value"], found["formula"]) == (
        0.5,
        "general_public.basic.operating / general_public.total",
    )
    found = measure({D: [*rows, _total("total", 20), _total("basic.operating", 8)]})["operating_ratio"]
    assert (found["value"], found["formula"]) == (0.4, "expenditure.basic.operating / expenditure.total")


def test_money_a_head_is_in_yuan_and_tells_staff_from_posts(measure):
    found = measure({D: [_BASIC, _people("staff.active", 4), _people("staff.posts", 5)]})
    assert (found["operating_per_active"]["value"], found["operating_per_active"]["unit"]) == (
        20_000,
        "yuan_per_person",
    )
    assert (found["operating_per_post"]["value"], found["operating_per_post"]["denominator_quantity"]) == (
        16_000,
        5,
    )


def test_two_headcounts_that_differ_are_none(measure):
    found = measure({D: [_BASIC, _people("staff.active", 4), _people("staff.active", 5)]})
    assert found["operating_per_active"]["reason"] == "没有公开：在职人员"


def test_growth_is_from_the_base_that_comparisons_have(measure):
    before = {"甲局/2023-budget": [_total("total", 8)], "甲局/2020-budget": [_total("total", 5)]}
    found = measure({D: [_total("total", 10)], **before})["expenditure_growth"]
    assert (found["value"], found["denominator_document"], found["note"]) == (0.25, "甲局/2023-budget", None)
    assert measure({D: [_total("total", 10)], **before}, base=2020)["expenditure_growth"]["value"] == 1.0


def test_a_base_worked_back_from_the_document_is_said_to_be(measure):
    said = {"metric": "operating_costs", "wan": 9, "change_fen": -1_000_000, "change_quantum_fen": 10_000}
    found = measure({D: [{**said, "direction": "decrease", "base_year": 2023}]})["operating_costs_change"]
    assert (found["value"], found["note"]) == (pytest.approx(-0.1), "上年数由本年文件推算")


def test_growth_in_real_terms_needs_a_price_index(measure):
    disclosures = {D: [_total("total", 10)], "甲局/2023-budget": [_total("total", 8)]}
    found = measure(disclosures)["real_expenditure_growth"]
    assert (found["value"], found["reason"]) == (None, "没有给出价格指数")
    found = measure(disclosures, price_index=1.25)["real_expenditure_growth"]
    assert (found["value"], found["price_index"]) == (pytest.approx(0), 1.25)
    with pytest.raises(VarianceError, match="价格指数应为正数"):
        measure(disclosures, price_index=0)


def test_completion_is_an_indicator_of_final_accounts_alone(measure):
    rows = [_total("total", 9), _total("adjusted_budget", 10)]
    assert "budget_completion" not in measure({D: rows})
    found = measure({"甲局/2024-final": rows}, phase="final")
    assert (found["budget_completion"]["value"], "carried_over_share" in found) == (0.9, False)
    names = found["budget_completion"]["numerator"], found["budget_completion"]["denominator"]
    assert names == ("支出合计", "支出合计：全年预算")


def test_an_initial_budget_of_the_budget_document_is_said_to_be(measure):
    found = measure({"甲局/2024-final": [_total("total", 9)], D: [_total("total", 12)]}, phase="final")
    found = found["initial_budget_completion"]
    assert (found["value"], found["note"]) == (0.75, "年初预算取自预算文件")
    assert (found["denominator_document"], found["denominator_row"]) == (D, 1)


def test_sums_want_all_of_their_terms(measure):
    place = ("income_summary", "total")
    rows = [(*place, "current_year.total", 10), (*place, "general_public", 6), (*place, "government_fund", 2)]
    assert measure({D: rows})["fiscal_dependence"]["value"] is None
    found = measure({D: [*rows, (*place, "state_capital", 1)]})["fiscal_dependence"]
    assert (found["value"], found["numerator_fen"]) == (0.9, 9_000_000)


def test_all_documents_are_measured_in_one_query(disclosed):
    rows = [_total("total", 10), _total("project", 4)]
    frame = all_indicators(Collection(*disclosed({D: rows, "乙局/2024-budget": rows}))).collect()
    assert frame.schema == pl.Schema(SCHEMA)
    found = frame.filter(pl.col("indicator") == "project_ratio")
    assert found.select("department", "value").rows() == [("乙局", 0.4), ("甲局", 0.4)]


@settings(max_examples=4)
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=60, max_size=60))
def test_a_unit_of_amount_changes_no_ratio_and_parts_make_the_whole(disclosed, amounts):
    """In 万元 and in 亿元, say: the same amounts ten thousand times as large."""

    def ratios(factor):
        rows = {
            f"{number:03d}/2024-budget": [
                _total("total", (project + basic) * factor),
                _total("project", project * factor),
                _total("basic.personnel", basic * factor),
            ]
            for number, (basic, project) in enumerate(amounts)
        }
        named = pl.col("indicator").is_in(["project_ratio", "personnel_ratio"])
        return all_indicators(Collection(*disclosed(rows))).filter(named).collect()

    plain, large = ratios(1), ratios(10_000)
    assert plain["value"].to_list() == large["value"].to_list()
    sums = plain.group_by("department").agg(pl.col("value").sum())["value"]
    assert sums.to_list() == pytest.approx([1.0] * len(amounts))


def test_every_row_of_the_table_is_a_formula_with_names_and_a_source():
    assert [formula.text for formula in formulas()] == [row["formula"] for row in reference.indicator_rows()]
    ranks = {}
    for formula in formulas():
        assert formula.zh
        assert formula.en
        assert formula.source
        assert formula.phase in {"", "budget", "final"}
        ranks.setdefault(formula.indicator, []).append((formula.rank, formula.zh, formula.unit))
    for rows in ranks.values():
        assert [rank for rank, _, _ in rows] == list(range(1, len(rows) + 1))
        assert len({row[1:] for row in rows}) == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"formula": "expenditure.total"}, "第7行：公式读不懂：expenditure.total"),
        ({"formula": "expenditure.total / nothing.there"}, "没有这个数：nothing.there"),
        ({"unit": "apples"}, "没有这个单位：apples"),
    ],
)
def test_a_row_that_is_wrong_is_named(changed, message):
    row = {
        "indicator": "x",
        "rank": "1",
        "zh": "某",
        "en": "x",
        "formula": "expenditure.project / expenditure.total",
    }
    with pytest.raises(FormulaError, match=message):
        read(7, {**row, "unit": "fraction", "phase": "", "source": "常用定义", **changed})
