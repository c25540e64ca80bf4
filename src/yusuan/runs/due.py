"""When a run is due: a cron expression in a time zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

_FIELDS = 5


@dataclass(frozen=True, slots=True)
class Times:
    """What a cron expression says, each field as the values that it takes; null where it takes all.

    Attributes:
        minutes: 0 to 59.
        hours: 0 to 23.
        days: of the month, 1 to 31.
        months: 1 to 12.
        weekdays: 0 (Sunday) to 6.
        either: whether a day of the month or a weekday is enough; else both are needed.
    """

    minutes: list[int] | None
    hours: list[int] | None
    days: list[int] | None
    months: list[int] | None
    weekdays: list[int] | None
    either: bool


def times(expression: str) -> Times:
    """Read a cron expression of five fields, as Debian's cron understands it.

    Raises:
        ValueError: it is none, or says what cron does not know (seconds, L, W, #).
    """
    parts = expression.split()
    if len(parts) != _FIELDS:
        raise ValueError(f"“{expression}”应有五段：分 时 日 月 星期 (five fields are needed)")
    try:
        read = CronSim(expression, dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
        next(read)
    except (CronSimError, StopIteration) as error:
        said = str(error) or "never"
        raise ValueError(f"“{expression}”不是 cron 表达式 (no cron expression: {said})") from None
    days = sorted(day for day in read.days if day > 0)
    weekdays = [day for day in read.weekdays if isinstance(day, int)]
    if len(days) != len(read.days) or len(weekdays) != len(read.weekdays):
        raise ValueError(f"“{expression}”：cron 不认识 L、W、# (cron does not know them)")
    stars = [part == "*" for part in parts]
    return Times(
        minutes=None if stars[0] else sorted(read.minutes),
        hours=None if stars[1] else sorted(read.hours),
        days=None if stars[2] else days,
        months=None if stars[3] else sorted(read.months),
        weekdays=None if stars[4] else sorted({day % 7 for day in weekdays}),
        either=not read.day_and,
    )


def last(expression: str, zone: str, now: dt.datetime) -> dt.datetime:
    """The latest time, now included, that an expression names in a zone.

    >>> wednesday = dt.datetime(2024, 3, 6, 12, tzinfo=dt.UTC)
    >>> last("0 7 * * 1", "Asia/Shanghai", wednesday).isoformat()
    '2024-03-04T07:00:00+08:00'
    """
    there = now.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    found: dt.datetime = next(CronSim(expression, there + dt.timedelta(seconds=1), reverse=True))
    return found
