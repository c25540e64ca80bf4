"""What time it is, told in one place; SOURCE_DATE_EPOCH sets it, so that a run can be made again the same."""

from __future__ import annotations

import datetime as dt
import os


def now() -> dt.datetime:
    """The time in the zone of this machine; in UTC where SOURCE_DATE_EPOCH (seconds since 1970) sets it.

    Raises:
        ValueError: SOURCE_DATE_EPOCH is no number.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    return dt.datetime.now().astimezone()


def today() -> dt.date:
    """The day that `now` is in."""
    return now().date()
