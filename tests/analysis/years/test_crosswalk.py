"""The crosswalk gives lines of different years one key, and refuses rows that contradict."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.analysis.years.crosswalk import Crosswalk, CrosswalkError, Row, crosswalk

HEAD = "classification,old_code,old_name,new_code,new_name,since,relation,source"


@pytest.fixture
def written(tmp_path):
    def read(*rows):
        (tmp_path / "crosswalk.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
        return crosswalk(tmp_path)

    return read


def keys(found, classification="economic", years=(2017, 2018)):
    return found.keys(classification, years).rows()


def test_codes_that_moved_have_the_key_of_the_last_year():
    of_2017 = [row for row in keys(crosswalk()) if row[0] == 2017]
    assert of_2017 == [(2017, "30104", "30112"), (2017, "30311", "30113"), (2017, "30312", "30102")]


def test_a_code_used_again_keeps_its_own_key_from_then_on():
    found = crosswalk().keys("economic", (2017, 2018, 2019))
    assert found.filter(pl.col("code") == "30311")["year"].to_list() == [2017]


@pytest.mark.parametrize("years", [(2018, 2019), (2015, 2017), (2018,)])
def test_a_change_outside_of_the_years_changes_nothing(years):
    assert keys(crosswalk(), years=years) == []


def test_what_one_code_was_split_into_is_compared_together():
    found = Crosswalk(tuple(Row("economic", "30201", new, 2020, "split", "") for new in ("30202", "30299")))
    # Also what bore one of the new codes before belongs to them.
    assert keys(found, years=(2019, 2020)) == [
        (2019, "30201", "30202"),
        (2019, "30299", "30202"),
        (2020, "30299", "30202"),
    ]


def test_a_code_out_of_use_that_is_still_printed_means_what_it_did():
    found = crosswalk().keys("functional", (2019, 2024))
    assert found.filter(pl.col("code") == "2080504").rows() == [
        (2019, "2080504", "2080501"),
        (2024, "2080504", "2080501"),
    ]


def test_a_chain_of_changes_is_followed():
    found = Crosswalk(
        (
            Row("economic", "30201", "30202", 2019, "moved", ""),
            Row("economic", "30202", "30203", 2021, "moved", ""),
        )
    )
    assert keys(found, years=(2018, 2020, 2022)) == [
        (2018, "30201", "30203"),
        (2018, "30202", "30203"),
        (2020, "30202", "30203"),
    ]


def test_rows_of_the_workspace_add_to_those_that_come_with_yusuan(written):
    found = written("functional,2080101,行政运行,2080109,社会保险经办机构,2025,merged,说明")
    assert keys(found, "functional", (2024, 2025)) == [(2024, "2080101", "2080109")]
    assert keys(found)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["economic,30201,a,30201,b,2020,moved,x"], "crosswalk.csv 第2行：30201 对应到自身"),
        (["economic,39901,a,30298,b,2020,moved,x"], r"第2行：\d+ 不在economic分类中"),
        (["economic,30112,a,30299,b,2018,moved,x"], "第2行：30112 自2018年起才见使用，不能在2018年前"),
        (["economic,30201,a,30104,b,2020,moved,x"], "第2行：30104 自2017年后不再使用，不能自2020年起"),
        (["economic,30201,a,30202,b,二〇,moved,x"], "第2行：since 不合要求"),
        (["economic,30201,a,30202,b,2020,became,x"], "第2行：relation 不合要求"),
        (["economic,30201,a,30202,b,2020,moved"], "第2行：source 不合要求"),
        (
            ["economic,30201,a,30202,b,2020,moved,x", "economic,30201,a,30203,b,2020,moved,x"],
            "第3行：与crosswalk.csv 第2行重叠",
        ),
        (
            ["economic,30201,a,30299,b,2020,moved,x", "economic,30202,a,30299,b,2020,moved,x"],
            "第3行：与crosswalk.csv 第2行重叠",
        ),
        (
            ["economic,30201,a,30202,b,2020,split,x", "economic,30201,a,30203,b,2021,split,x"],
            "第3行：与crosswalk.csv 第2行重叠",
        ),
        (
            ["economic,30201,a,30202,b,2020,moved,x", "economic,30202,a,30201,b,2022,moved,x"],
            "绕回自身",
        ),
        (["economic,30104,a,30112,b,2018,moved,x"], "第2行：与reference/crosswalk.csv 第2行重叠"),
    ],
)
def test_a_row_that_contradicts_is_refused_with_its_place(written, rows, message):
    with pytest.raises(CrosswalkError, match=message):
        written(*rows)


def test_a_split_may_name_several_codes(written):
    found = written("economic,30201,a,30202,b,2020,split,x", "economic,30201,a,30203,c,2020,split,x")
    assert {key for _, _, key in keys(found, years=(2019, 2020))} == {"30202"}


CODES = st.sampled_from(["30201", "30202", "30203", "30204"])
CHANGES = st.lists(
    st.tuples(CODES, CODES, st.integers(2018, 2022)).filter(lambda row: row[0] < row[1]),
    unique_by=lambda row: row[0],
)


@given(CHANGES, st.permutations(range(3)))
def test_what_a_code_became_has_its_key_and_keys_are_codes_of_the_last_year(changes, years):
    rows = [Row("economic", old, new, since, "merged", "") for old, new, since in changes]
    found = Crosswalk(tuple(sorted(rows, key=lambda row: row.since)))
    frame = found.keys("economic", [2017 + 3 * number for number in years])
    key = {(year, code): key for year, code, key in frame.iter_rows()}
    for shared in key.values():
        assert key.get((2023, shared), shared) == shared
    for old, new, since in changes:
        later = min(year for year in (2017, 2020, 2023) if year >= since)
        before = max(year for year in (2017, 2020, 2023) if year < since)
        if not any(other == new and before < when <= later for other, _, when in changes):
            assert key.get((before, old), old) == key.get((later, new), new)
