"""The time is told in one place, and can be set."""

import datetime as dt

from yusuan import clock


def test_the_day_is_that_of_this_machine(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = dt.datetime.now().astimezone()
    now = clock.now()
    assert before <= now <= dt.datetime.now().astimezone()
    assert now.utcoffset() == before.utcoffset()
    assert clock.today() in {before.date(), now.date()}


def test_the_time_that_is_set_counts_in_utc(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1708905599")
    assert clock.now() == dt.datetime(2024, 2, 25, 23, 59, 59, tzinfo=dt.UTC)
    assert clock.today() == dt.date(2024, 2, 25)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1708905600")
    assert clock.today() == dt.date(2024, 2, 26)
