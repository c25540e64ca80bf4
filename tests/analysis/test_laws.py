"""Laws of comparison, each over a thousand cases and more: fifty examples of twenty departments."""

from __future__ import annotations

import math
import random
from decimal import Decimal

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analysis.conftest import AMOUNTS, FIRST, LEAVES, MANY, SECOND, Case

from yusuan.analysis.years.crosswalk import Crosswalk, Row
from yusuan.model.money import parse_amount, parse_unit

EXAMPLES = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
KEYS = ["department", "key"]
MONEY = ["base_fen", "current_fen", "change_fen"]


def _parts(frame):
    return frame.filter(pl.col("level") == 1)


@EXAMPLES
@given(MANY)
def test_changes_of_the_parts_add_up_to_that_of_the_whole(tables, compared, cases):
    frame = compared(*tables(cases))
    whole = dict(frame.filter(pl.col("key") == "whole").select("department", "change_fen").iter_rows())
    parts = dict(_parts(frame).group_by("department").agg(pl.col("change_fen").sum()).iter_rows())
    assert parts == whole
    assert whole == {
        f"{number:02d}": case.printed(SECOND)[""] - case.printed(FIRST)[""]
        for number, case in enumerate(cases)
    }


@EXAMPLES
@given(MANY)
def test_contributions_add_up_to_the_rate_of_the_whole(tables, compared, cases):
    frame = compared(*tables(cases))
    whole = frame.filter(pl.col("key") == "whole", pl.col("base_fen") > 0)
    rates = dict(whole.select("department", "change_rate").iter_rows())
    added = (
        _parts(frame)
        .group_by("department")
        .agg(pl.col("contribution", "growth_contribution", "structure_contribution"))
        .to_dicts()
    )
    for row in added:
        if row["department"] in rates:
            rate = rates[row["department"]]
            largest = max(map(abs, row["contribution"]))
            assert math.isclose(math.fsum(row["contribution"]), rate, rel_tol=1e-9, abs_tol=1e-9 * largest)


@EXAMPLES
@given(MANY)
def test_reversing_the_years_negates_the_change(tables, compared, cases):
    documents, facts = tables(cases)
    there = compared(documents, facts).select(*KEYS, "change_fen", "status")
    back = compared(documents, facts, offset=-1).select(*KEYS, "change_fen", "status")
    turned = back.with_columns(
        -pl.col("change_fen"), pl.col("status").replace({"entered": "left", "left": "entered"})
    )
    assert there.sort(KEYS).equals(turned.sort(KEYS))


@EXAMPLES
@given(MANY, st.integers())
def test_the_order_of_lines_and_documents_changes_nothing(tables, compared, cases, seed):
    documents, facts = tables(cases)
    order = list(range(facts.height))
    random.Random(seed).shuffle(order)
    assert compared(documents, facts).equals(compared(documents.reverse(), facts[order]))


SPLIT_FROM, SPLIT_INTO = "2010201", ("2010202", "2010299")
SPLITS = Crosswalk(tuple(Row("functional", SPLIT_FROM, code, SECOND, "split", "test") for code in SPLIT_INTO))


@EXAMPLES
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=20, max_size=20), MANY)
def test_splitting_a_line_with_a_crosswalk_changes_no_total(tables, compared, amounts, cases):
    one = [
        Case({**case.leaves, SPLIT_FROM: (b, x + y)}) for case, (b, x, y) in zip(cases, amounts, strict=True)
    ]
    two = [
        Case(
            {**case.leaves, SPLIT_FROM: (b, None), SPLIT_INTO[0]: (None, x), SPLIT_INTO[1]: (None, y)},
        )
        for case, (b, x, y) in zip(cases, amounts, strict=True)
    ]
    whole, split = compared(*tables(one)), compared(*tables(two), crosswalk=SPLITS)
    at = [*KEYS, *MONEY]
    above = pl.col("level").is_between(0, 2)
    assert whole.filter(above).select(at).sort(KEYS).equals(split.filter(above).select(at).sort(KEYS))
    joined = split.filter(pl.col("key") == SPLIT_INTO[0]).select(MONEY)
    assert joined.equals(whole.filter(pl.col("key") == SPLIT_FROM).select(MONEY))


@EXAMPLES
@given(st.lists(st.tuples(*[st.integers(-(10**6), 10**8)] * 2), min_size=20, max_size=20))
def test_the_unit_of_amount_changes_nothing(tables, compared, pairs):
    """The same amounts printed in 元 and in 万元 with six decimals."""
    frames = []
    for name, digits in (("元", 2), ("万元", 6)):
        unit = parse_unit(f"单位：{name}")
        cents = Decimal(1).scaleb(-digits)
        cases = [
            Case(
                {
                    LEAVES[0]: tuple(
                        parse_amount(f"{(Decimal(fen) * cents):,.{digits}f}", unit).fen for fen in pair
                    )
                }
            )
            for pair in pairs
        ]
        frames.append(compared(*tables(cases)))
    assert frames[0].equals(frames[1])
    leaf = frames[0].filter(pl.col("key") == LEAVES[0])
    assert leaf.select("base_fen", "current_fen").rows() == [tuple(pair) for pair in pairs]


@EXAMPLES
@given(MANY, st.sampled_from(LEAVES), AMOUNTS)
def test_a_line_of_neither_year_never_appears(tables, compared, cases, code, amount):
    documents, facts = tables(cases)
    other = Case({}, extra={FIRST - 5: {code: amount}, SECOND + 5: {code: amount}})
    other_documents, other_facts = tables([other], years=(FIRST - 5, SECOND + 5))
    frame = compared(pl.concat([documents, other_documents]), pl.concat([facts, other_facts]))
    for name, of_department in frame.group_by("department"):
        case = cases[int(name[0])]
        printed = case.printed(FIRST).keys() | case.printed(SECOND).keys()
        keys = set(of_department["key"]) - {"whole", "rest"}
        assert keys == printed - {""}
