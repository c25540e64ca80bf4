"""Amounts of the earlier year are worked back from what the later document says."""

import pytest

from yusuan.analysis.restated import COLUMNS, restated
from yusuan.model import schemas


@pytest.fixture
def one(framed, whose):
    """What one statement implies."""

    def read(**said):
        row = {
            **whose,
            "metric": "operating_costs",
            "line": "机关运行经费",
            "base_year": 2023,
            "quantum_fen": 10_000,
            "row": 7,
            **said,
        }
        frame = restated(framed(schemas.Statements, row).lazy()).collect()
        return frame.to_dicts()

    return read


def test_the_base_is_the_amount_less_its_change(one):
    (row,) = one(
        amount_fen=577_220_000, change_fen=-157_220_000, change_quantum_fen=10_000, direction="decrease"
    )
    assert (row["amount_fen"], row["fiscal_year"], row["origin"]) == (734_440_000, 2023, "restated")
    assert (row["document"], row["row"], row["metric"]) == ("甲局/2024-budget", 7, "operating_costs")
    assert tuple(row) == COLUMNS


def test_the_coarser_print_is_the_precision_of_the_base(one):
    (row,) = one(
        amount_fen=5_000_000, change_fen=1_000_000, change_quantum_fen=1_000_000, direction="increase"
    )
    assert row["quantum_fen"] == 1_000_000


def test_as_before_is_the_same_amount_and_nearly_as_before_is_not(one):
    (row,) = one(amount_fen=5, direction="flat", printed="接待费5分，与上年持平。")
    assert row["amount_fen"] == 5
    assert one(amount_fen=5, direction="flat", printed="接待费5分，与上年基本持平。") == []


def test_an_amount_stated_for_the_year_before_is_taken_as_it_is(one):
    (row,) = one(metric="income.total.previous_year", amount_fen=9, printed="比2023年年初预算数")
    assert (row["metric"], row["amount_fen"]) == ("income.total", 9)


@pytest.mark.parametrize(
    "said",
    [
        {"amount_fen": 5, "direction": "unclear"},
        {"amount_fen": 5, "direction": "increase"},
        {"change_fen": 5, "direction": "increase"},
        {"amount_fen": 5, "change_fen": 1, "base_year": None},
        {"amount_fen": 5, "change_fen": 1, "base_year": 2024},
        {"amount_fen": 5, "change_fen": 1, "metric": None},
    ],
    ids=["no sign", "no amount of change", "no amount", "no year", "the same year", "no metric"],
)
def test_what_is_not_known_is_not_worked_back(one, said):
    assert one(**said) == []


@pytest.mark.parametrize(
    "printed", ["比上年执行数增加1分", "2023年当年预算执行数为5分", "较2023年决算数减少1分"]
)
def test_a_budget_is_not_compared_with_money_spent(one, printed):
    said = {"amount_fen": 5, "change_fen": 1, "direction": "increase", "printed": printed}
    assert one(**said) == []
    assert len(one(**said, phase="final")) == 1


def test_the_same_amount_said_twice_is_one_row(framed, whose):
    row = {
        **whose,
        "metric": "three_public.overseas",
        "base_year": 2023,
        "amount_fen": 5,
        "change_fen": 1,
        "direction": "increase",
    }
    rows = restated(framed(schemas.Statements, row, {**row, "amount_fen": 6}, row).lazy()).collect()
    assert rows["amount_fen"].to_list() == [4, 5]


def test_no_statements_imply_nothing(framed):
    assert restated(framed(schemas.Statements).lazy()).collect().is_empty()
