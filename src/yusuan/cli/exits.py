"""What the exit codes mean, everywhere."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    FOUND = 1
    """Done, and something that `--fail-on` names was found."""
    CALL = 2
    """The call is wrong."""
    REFUSED = 3
    """Some inputs could not be read; the rest is done."""
    FAILED = 4
    """Failed; nothing half-written."""
