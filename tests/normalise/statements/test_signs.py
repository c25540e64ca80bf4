"""Unclear changes get their sign where the parts' sum leaves one choice."""

from yusuan.extract.raw import TextLine
from yusuan.model.money import Amount
from yusuan.model.vocabulary import Direction
from yusuan.normalise.statements.draft import Draft
from yusuan.normalise.statements.signs import settle

WAN = 1_000_000


def draft(metric, size, direction=Direction.UNCLEAR):
    return Draft(
        passage=1,
        heading=1,
        section="",
        metric=f"three_public.{metric}",
        line="",
        code=None,
        place=TextLine("", 1, 1),
        change_size=None if size is None else Amount(abs(size) * WAN, 10_000),
        change_fen=None if size is None or direction is Direction.UNCLEAR else size * WAN,
        direction=direction,
    )


def settled(*drafts):
    settle(drafts)
    return [None if one.change_fen is None else one.change_fen // WAN for one in drafts]


def test_one_open_part_takes_the_sign_that_closes_the_sum():
    assert settled(
        draft("total", -3, Direction.DECREASE),
        draft("overseas", 2, Direction.INCREASE),
        draft("reception", 5),
        draft("vehicles", 0),
    ) == [-3, 2, -5, 0]


def test_two_open_parts_are_settled_only_by_one_choice():
    parts = (draft("overseas", 4), draft("reception", 1), draft("vehicles", None, Direction.FLAT))
    assert settled(draft("total", -3, Direction.DECREASE), *parts)[1:3] == [-4, 1]
    same = (draft("overseas", 4), draft("reception", 4), draft("vehicles", None, Direction.FLAT))
    assert settled(draft("total", 0, Direction.INCREASE), *same)[1:3] == [None, None]


def test_a_sum_that_closes_under_no_sign_settles_nothing():
    assert settled(
        draft("total", 9, Direction.INCREASE),
        draft("overseas", 1, Direction.INCREASE),
        draft("reception", 2),
        draft("vehicles", 0),
    ) == [9, 1, None, 0]


def test_a_missing_part_settles_nothing_but_zero():
    assert settled(draft("total", -3, Direction.DECREASE), draft("reception", 3), draft("vehicles", 0)) == [
        *(-3, None),
        0,
    ]


def test_a_settled_part_settles_the_sum_above_it():
    assert settled(
        draft("total", -2, Direction.DECREASE),
        draft("overseas", 0),
        draft("reception", 0),
        draft("vehicles", 2),
        draft("vehicle_operation", 3),
        draft("vehicle_purchase", 1, Direction.INCREASE),
    ) == [-2, 0, 0, -2, -3, 1]
