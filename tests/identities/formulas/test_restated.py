"""Amounts that prose implies of another document are held against what that one discloses."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.identities.entries import RestatedAgrees, Selector, TextAgrees
from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.model import schemas

_BEFORE = RestatedAgrees(identity="restated", other="previous_year")
_OF_BUDGET = RestatedAgrees(identity="restated", other="budget")
_INCOME = TextAgrees(
    identity="text.income",
    metric="income.total",
    cells=[Selector(tables=["income_summary"], measures=["total"], roles=["total"])],
)
_BY_CODE = TextAgrees(
    identity="text.line",
    metric="general_public.line",
    cells=[Selector(tables=["general_public_expenditure"], measures=["total"])],
    each="code",
)


def _budget(year, *lines, department="甲市民政局", kind="部门", phase="年{}预算"):
    return f"{department}\n{year}{phase.format(kind)}\n" + "".join(f"{line}\n" for line in lines)


_SAID = "2024年机关运行经费5.00万元，比上年预算增加1.00万元。"


@pytest.fixture
def outcomes(collection):
    """What formulas say of a collection: only of what is between documents."""

    def evaluate(*texts, formulas=(_BEFORE,)):
        rows = closes(residuals(collection(*texts), formulas)).filter(pl.col("identity") == "restated")
        return rows.sort("document", pl.col("key").cast(pl.Int32)).collect().to_dicts()

    return evaluate


def _short(rows):
    return [(row["actual_fen"] / 1e6, row["expected_fen"] / 1e6, row["outcome"]) for row in rows]


@pytest.mark.parametrize(("before", "outcome"), [("4.00", "exact"), ("4.01", "rounding"), ("4.02", "broken")])
def test_what_is_worked_back_is_what_the_year_before_said(outcomes, before, outcome):
    (row,) = outcomes(_budget(2024, _SAID), _budget(2023, f"2023年机关运行经费{before}万元。"))
    assert (row["outcome"], row["document"], row["table"]) == (outcome, "甲市民政局/2024-budget", "text")
    # Half of what is printed of the amount, of its change and of the amount before.
    assert row["tolerance_fen"] == 15_000
    mine, theirs = row["members"]
    assert row["difference_fen"] == mine["amount_fen"] - theirs["amount_fen"]
    assert [(one["document"], one["row"], one["statement_no"], one["weight"]) for one in (mine, theirs)] == [
        ("甲市民政局/2024-budget", 3, 1, 1),
        ("甲市民政局/2023-budget", 3, 1, -1),
    ]
    assert (row["page"], row["row"], row["column"], row["tables"]) == (1, 3, None, [])


@pytest.mark.parametrize(
    "other",
    [
        _budget(2022, "2022年机关运行经费4.50万元。"),
        _budget(2023, "2023年机关运行经费4.50万元。", department="乙市民政局"),
        _budget(2023, "2023年机关运行经费4.50万元。", kind="单位"),
        _budget(2023, "2023年机关运行经费4.50万元。", phase="年度{}决算"),
        _budget(2023, "2023年公务接待费4.50万元。"),
    ],
    ids=["two years before", "another department", "another scope", "another phase", "another metric"],
)
def test_what_is_not_the_same_thing_is_not_compared(outcomes, other):
    assert outcomes(_budget(2024, _SAID), other) == []


def test_a_change_against_an_earlier_year_is_held_against_that_year(outcomes):
    said = "2024年机关运行经费5.00万元，比2022年预算增加1.00万元。"
    rows = outcomes(
        _budget(2024, said),
        _budget(2023, "2023年机关运行经费9.00万元。"),
        _budget(2022, "2022年机关运行经费4.00万元。"),
    )
    assert _short(rows) == [(4.0, 4.0, "exact")]


def test_of_the_places_that_disclose_an_amount_the_nearest_counts(outcomes):
    table = ("收入预算总表", "单位：万元", "科目名称\t总计", "教育支出\t{0}", "合计\t{0}")
    earlier = "\n".join((*table, "收入预算情况说明", "2023年收入预算{1}万元。"))
    later = _budget(2024, "收入预算情况说明", "2024年收入预算12.00万元，比2023年预算增加2.00万元。")
    for printed, said, disclosed, column in [
        ("10.00", "90.00", 10.0, 2),
        ("90.00", "10.00", 10.0, None),
        ("10.00", "10.00", 10.0, 2),
        ("11.00", "13.00", 11.0, 2),
    ]:
        (row,) = outcomes(later, _budget(2023, earlier.format(printed, said)), formulas=(_BEFORE, _INCOME))
        assert _short([row]) == [(10.0, disclosed, "exact" if disclosed == 10.0 else "broken")]
        (disclosure,) = row["members"][1:]
        assert (disclosure["document"], disclosure["column"]) == ("甲市民政局/2023-budget", column)


@pytest.mark.parametrize("change", [{"severity": "warning"}, {"relation": "<="}])
def test_what_only_bounds_or_resembles_a_metric_does_not_disclose_it(outcomes, change):
    table = _budget(2023, "收入预算总表", "单位：万元", "科目名称\t总计", "教育支出\t9.00", "合计\t9.00")
    later = _budget(2024, "收入预算情况说明", "2024年收入预算12.00万元，比2023年预算增加2.00万元。")
    assert len(outcomes(later, table, formulas=(_BEFORE, _INCOME))) == 1
    assert outcomes(later, table, formulas=(_BEFORE, _INCOME.model_copy(update=change))) == []


def test_lines_are_known_by_their_code_or_by_their_name(outcomes):
    lines = (
        "一般公共预算支出情况说明",
        "1．教育支出（类）普通教育（款）小学教育（项）{}万元{}。",
        "2．教育支出（类）新设教育（款）某某教育（项）{}万元{}。",
        "3．教育支出（类）新设教育（款）别的教育（项）{}万元{}。",
    )
    more = "，比上年预算增加1.00"
    rows = outcomes(
        _budget(2024, *lines).format(4.55, more + "万元", 2.55, more + "万元", 3.55, more + "万元"),
        _budget(2023, *lines[:3]).format(3.55, "", 2.22, ""),
    )
    assert _short(rows) == [(3.55, 3.55, "exact"), (1.55, 2.22, "broken")]
    table = _budget(
        2023, "一般公共预算支出预算表", "单位：万元", "科目编码\t科目名称\t合计", "2050202\t小学教育\t3.00"
    )
    later = _budget(2024, *lines[:3]).format(4.55, more + "万元", 2.55, more + "万元")
    assert _short(outcomes(later, table, formulas=(_BEFORE, _BY_CODE))) == [(3.55, 3.0, "broken")]


def test_an_amount_said_twice_is_held_once(outcomes):
    rows = outcomes(_budget(2024, _SAID, _SAID), _budget(2023, "2023年机关运行经费4.50万元。"))
    assert _short(rows) == [(4.0, 4.5, "broken")]


def test_a_code_is_not_held_against_what_it_meant_before(framed, whose):
    line = {"metric": "basic.economic", "line": "住房公积金", "code": "30311", "quantum_fen": 10_000}
    for year, compared in ((2018, 0), (2019, 1)):
        now = {**whose, "fiscal_year": year}
        before = {**whose, "fiscal_year": year - 1, "document": "甲局/before"}
        change = {"base_year": year - 1, "change_fen": 1_000_000, "direction": "increase"}
        frames = {
            "documents": framed(schemas.Documents, now, before),
            "statements": framed(
                schemas.Statements,
                {**now, **line, **change, "amount_fen": 5_000_000},
                {**before, **line, "amount_fen": 9_000_000},
            ),
            **{name: framed(schemas.CLEAN[name]) for name in ("facts", "lines", "columns")},
        }
        found = residuals({name: frame.lazy() for name, frame in frames.items()}, [_BEFORE]).collect()
        assert found.height == compared


def test_a_final_account_says_what_its_budget_disclosed(outcomes):
    account = _budget(
        2024,
        "一般公共预算财政拨款支出决算情况说明",
        "2024年度一般公共预算财政拨款支出年初预算为9.00万元，支出决算为9.50万元。",
        phase="年度{}决算",
    )
    said = ("一般公共预算支出情况说明", "一般公共预算支出预算8.00万元。")
    rows = outcomes(account, _budget(2024, *said), _budget(2023, *said), formulas=(_OF_BUDGET,))
    assert _short(rows) == [(9.0, 8.0, "broken")]
    assert rows[0]["document"] == "甲市民政局/2024-final"
    assert rows[0]["members"][1]["document"] == "甲市民政局/2024-budget"
    assert outcomes(account, _budget(2024, *said)) == []


def test_a_budget_is_not_held_against_itself(framed, whose):
    said = {**whose, "line": "收入预算", "quantum_fen": 10_000}
    of_phase = {}
    for phase in ("budget", "final"):
        frames = {
            "documents": framed(schemas.Documents, whose),
            "statements": framed(
                schemas.Statements,
                {**said, "phase": phase, "metric": "income.total.initial_budget", "amount_fen": 9_000_000},
                {**said, "metric": "income.total", "amount_fen": 8_000_000},
            ),
            **{name: framed(schemas.CLEAN[name]) for name in ("facts", "lines", "columns")},
        }
        found = residuals({name: frame.lazy() for name, frame in frames.items()}, [_OF_BUDGET])
        of_phase[phase] = found.collect().height
    assert of_phase == {"budget": 0, "final": 1}


_OF = {"department": "甲局", "metric": "operating_costs", "quantum_fen": 10_000}
_FEN = st.integers(-(10**12), 10**12)


@given(amount=_FEN, change=_FEN, shift=st.integers(-20_000, 20_000))
@settings(max_examples=40)
def test_law_a_base_holds_as_long_as_print_explains_the_difference(framed, amount, change, shift):
    now = {**_OF, "document": "甲局/now", "fiscal_year": 2024}
    before = {**_OF, "document": "甲局/before", "fiscal_year": 2023}
    said = {"base_year": 2023, "change_fen": change, "change_quantum_fen": 10_000, "direction": "increase"}
    frames = {
        "documents": framed(schemas.Documents, now, before),
        "statements": framed(
            schemas.Statements,
            {**now, **said, "amount_fen": amount},
            {**before, "amount_fen": amount - change + shift},
        ),
        **{name: framed(schemas.CLEAN[name]) for name in ("facts", "lines", "columns")},
    }
    (row,) = (
        closes(residuals({name: frame.lazy() for name, frame in frames.items()}, [_BEFORE]))
        .collect()
        .to_dicts()
    )
    assert row["difference_fen"] == -shift == sum(one["weight"] * one["amount_fen"] for one in row["members"])
    assert row["outcome"] == ("exact" if shift == 0 else "rounding" if abs(shift) <= 15_000 else "broken")
