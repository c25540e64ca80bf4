"""A cron expression, read as Debian's cron reads it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.runs.due import Times, last, times

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_time_itself_counts_and_a_second_before_does_not():
    monday = dt.datetime(2024, 3, 4, 7, 0, tzinfo=SHANGHAI)
    assert last("0 7 * * 1", "Asia/Shanghai", monday) == monday
    assert last("0 7 * * 1", "Asia/Shanghai", monday + dt.timedelta(microseconds=1)) == monday
    before = monday - dt.timedelta(seconds=1)
    assert last("0 7 * * 1", "Asia/Shanghai", before) == monday - dt.timedelta(days=7)


def test_the_zone_of_the_run_decides_wherever_the_machine_is():
    now = dt.datetime(2024, 3, 3, 23, 30, tzinfo=dt.UTC)
    assert last("0 7 * * 1", "Asia/Shanghai", now) == dt.datetime(2024, 3, 3, 23, 0, tzinfo=dt.UTC)


@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    now=st.integers(0, 2_000_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, SHANGHAI)),
)
def test_the_last_time_of_a_daily_run_is_within_a_day(minute, hour, now):
    found = last(f"{minute} {hour} * * *", "Asia/Shanghai", now)
    assert dt.timedelta(0) <= now - found < dt.timedelta(days=1)
    assert (found.minute, found.hour) == (minute, hour)


@pytest.mark.parametrize(
    ("expression", "read"),
    [
        ("0 7 * * 1", Times([0], [7], None, None, [1], either=False)),
        ("*/20 * 1,15 * *", Times([0, 20, 40], None, [1, 15], None, None, either=False)),
        ("5 8-10 1 */6 MON", Times([5], [8, 9, 10], [1], [1, 7], [1], either=True)),
        ("0 0 * JAN 7", Times([0], [0], None, [1], [0], either=False)),
    ],
)
def test_an_expression_is_read_field_by_field(expression, read):
    assert times(expression) == read
