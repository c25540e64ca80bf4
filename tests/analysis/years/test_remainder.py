"""What a whole holds beyond its parts is a line of its own, but only where the parts are known in both years."""

import pytest

from questions import question
from yusuan.analysis.answers import variance_of
from yusuan.analysis.collection import Collection

NOW, BEFORE = "甲局/2024-budget", "甲局/2023-budget"


@pytest.fixture
def compare(disclosed):
    def run(now, before):
        frames = disclosed(
            {document: list(_spent(parts)) for document, parts in ((NOW, now), (BEFORE, before))}
        )
        frame = variance_of(
            Collection(*frames), question(department="甲局", year=2024, by="three_public")
        ).collect()
        return {row["key"]: row for row in frame.to_dicts()}

    return run


def _spent(parts):
    return [("three_public", role, "total", wan) for role, wan in parts.items()]


def test_what_no_part_holds_is_left_over_in_both_years(compare):
    found = compare(
        {"three_public": 10, "reception": 4, "vehicles": 5},
        {"three_public": 9, "reception": 4, "vehicles": 2},
    )
    assert (found["rest"]["base_fen"], found["rest"]["current_fen"]) == (3_000_000, 1_000_000)
    assert found["rest"]["line"] == "其余（表中未分列）"


def test_money_of_a_part_that_one_year_does_not_tell_is_not_left_over(compare):
    found = compare({"three_public": 10, "reception": 4, "vehicles": 6}, {"three_public": 9, "reception": 4})
    assert "rest" not in found
    assert (found["three_public.vehicles"]["base_fen"], found["three_public.vehicles"]["change_fen"]) == (
        None,
        None,
    )


def test_a_part_that_entered_leaves_the_rest_of_the_other_year_in_sight(compare):
    found = compare({"three_public": 10, "reception": 4, "vehicles": 5}, {"three_public": 4, "reception": 4})
    assert found["three_public.vehicles"]["status"] == "entered"
    assert (found["rest"]["base_fen"], found["rest"]["current_fen"]) == (0, 1_000_000)
