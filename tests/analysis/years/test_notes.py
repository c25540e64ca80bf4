"""Amounts in notes are written as everywhere else."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from yusuan.analysis.years import notes
from yusuan.model import money


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1))
def test_an_expression_writes_wan_yuan_as_the_function_does(amounts):
    written = pl.DataFrame({"fen": amounts}).select(notes.wan_yuan(pl.col("fen")))
    assert written.to_series().to_list() == [money.wan_yuan(fen) for fen in amounts]


def test_notes_are_joined_and_nothing_is_no_note():
    frame = pl.DataFrame({"a": ["甲", None, None], "b": ["乙", "乙", None]})
    assert frame.select(notes.joined(pl.col("a"), pl.col("b"))).to_series().to_list() == [
        "甲；乙",
        "乙",
        None,
    ]
