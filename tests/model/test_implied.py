"""Amounts of an earlier year that a later document's prose implies: the amount less its change."""

import pytest

from yusuan.model import schemas
from yusuan.model.implied import COLUMNS, implied_amounts


@pytest.fixture
def implied(framed, whose):
    """The amounts that one statement implies."""

    def read(**statement):
        row = {
            **whose,
            "metric": "operating_costs",
            "line": "机关运行经费",
            "base_year": 2023,
            "quantum_fen": 10_000,
            "row": 7,
            **statement,
        }
        frame = implied_amounts(framed(schemas.Statements, row).lazy()).collect()
        return frame.to_dicts()

    return read


def test_the_base_is_the_amount_less_its_change(implied):
    (row,) = implied(
        amount_fen=577_220_000, change_fen=-157_220_000, change_quantum_fen=10_000, direction="decrease"
    )
    assert (row["amount_fen"], row["fiscal_year"], row["origin"]) == (734_440_000, 2023, "restated")
    assert (row["document"], row["row"], row["metric"]) == ("甲局/2024-budget", 7, "operating_costs")
    assert tuple(row) == COLUMNS


def test_the_coarser_print_is_the_precision_of_the_base(implied):
    (row,) = implied(
        amount_fen=5_000_000, change_fen=1_000_000, change_quantum_fen=1_000_000, direction="increase"
    )
    assert row["quantum_fen"] == 1_000_000


def test_as_before_is_the_same_amount_and_nearly_as_before_is_not(implied):
    (row,) = implied(amount_fen=5, direction="flat")
    assert row["amount_fen"] == 5
    assert implied(amount_fen=5, direction="flat", comparison="nearly") == []


def test_an_amount_stated_for_the_year_before_is_taken_as_it_is(implied):
    (row,) = implied(metric="income.total.previous_year", amount_fen=9, printed="比2023年年初预算数")
    assert (row["metric"], row["amount_fen"]) == ("income.total", 9)


@pytest.mark.parametrize(
    "statement",
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
def test_what_is_not_known_is_not_worked_back(implied, statement):
    assert implied(**statement) == []


def test_a_budget_is_not_compared_with_money_spent(implied):
    statement = {"amount_fen": 5, "change_fen": 1, "direction": "increase", "comparison": "spent"}
    assert implied(**statement) == []
    assert len(implied(**statement, phase="final")) == 1


def test_the_same_amount_said_twice_is_one_row(framed, whose):
    row = {
        **whose,
        "metric": "three_public.overseas",
        "base_year": 2023,
        "amount_fen": 5,
        "change_fen": 1,
        "direction": "increase",
    }
    rows = implied_amounts(framed(schemas.Statements, row, {**row, "amount_fen": 6}, row).lazy()).collect()
    assert rows["amount_fen"].to_list() == [4, 5]


def test_no_statements_imply_nothing(framed):
    assert implied_amounts(framed(schemas.Statements).lazy()).collect().is_empty()
