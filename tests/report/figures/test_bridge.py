"""A bridge leads from one year to the other, to the last 分, or says less."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.report.figures.bridge import BridgeError, bridge


def line(name: str, base: int | None, current: int | None, level: int = 1) -> dict[str, Any]:
    known = base is not None and current is not None
    return {
        "line": name,
        "level": level,
        "base_fen": base,
        "current_fen": current,
        "change_fen": current - base if known else None,
        "base_origin": "disclosed",
        "document": "甲局/2024-budget",
        "page": 1,
        "row": 1,
    }


def lines(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)


def test_parts_that_add_up_are_the_steps():
    steps = bridge(line("合计", 100, 70), lines(line("甲", 60, 40), line("乙", 40, 30)), 2024, 2023)
    assert [(step.label, step.amount_fen) for step in steps] == [
        ("2023年", 100),
        ("甲", -20),
        ("乙", -10),
        ("2024年", 70),
    ]


def test_parts_that_do_not_add_up_are_not_shown():
    steps = bridge(line("合计", 100, 70), lines(line("甲", 60, 40)), 2024, 2023)
    assert [(step.label, step.amount_fen) for step in steps] == [
        ("2023年", 100),
        ("变动", -30),
        ("2024年", 70),
    ]


def test_a_part_of_unknown_change_is_not_counted_as_zero():
    steps = bridge(line("合计", 100, 100), lines(line("甲", 60, 60), line("乙", None, 40)), 2024, 2023)
    assert [step.label for step in steps] == ["2023年", "变动", "2024年"]


def test_many_steps_leave_out_what_is_unchanged_and_take_the_smallest_together():
    parts = [line(f"第{n}类", 100, 100 + 10 * n) for n in range(12)]
    total = line("合计", 1200, 1200 + 10 * 66)
    _, *moves, _ = bridge(total, lines(*parts), 2024, 2023)
    assert [step.label for step in moves] == [*(f"第{n}类" for n in range(4, 12)), "其余3项"]
    assert moves[-1].amount_fen == 60
    assert moves[-1].to_fen == total["current_fen"]


def test_a_base_worked_back_is_marked():
    total = line("合计", 100, 70) | {"base_origin": "restated"}
    first, *_, last = bridge(total, pl.DataFrame(), 2024, 2023)
    assert (first.label, first.implied) == ("2023年（推算）", True)
    assert last.implied is False


def test_a_missing_year_is_refused():
    with pytest.raises(BridgeError, match="both years"):
        bridge(line("合计", None, 70), pl.DataFrame(), 2024, 2023)


pairs = st.lists(
    st.tuples(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12)), min_size=1, max_size=8
)


@given(pairs)
def test_a_bridge_closes_and_each_step_begins_where_the_last_ended(pairs: list[tuple[int, int]]):
    parts = [line(str(n), base, current) for n, (base, current) in enumerate(pairs)]
    total = line("合计", sum(base for base, _ in pairs), sum(current for _, current in pairs), level=0)
    first, *moves, last = bridge(total, lines(*parts), 2024, 2023)
    assert len(moves) == len(pairs)
    at = first.to_fen
    for move in moves:
        assert move.from_fen == at
        at = move.to_fen
    assert at == last.amount_fen
