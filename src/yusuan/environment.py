"""What other programs may see of this process's environment: where things are and how to speak, never a password."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HARMLESS = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|TERM|TZ|TMPDIR|LANG|LANGUAGE|LC_.*|PYTHON.*|VIRTUAL_ENV|LD_LIBRARY_PATH|"
    r"XDG_.*|JUPYTER_(CONFIG|DATA|RUNTIME)_DIR|FONTCONFIG_.*|POLARS_MAX_THREADS|SOURCE_DATE_EPOCH|COVERAGE_.*"
)
# Fields of /proc/self/stat behind the name: where the environment that the process began with lies in its memory.
_ENV_START, _ENV_END = 47, 48


def harmless(given: Mapping[str, str]) -> dict[str, str]:
    """What of an environment another program may see; anything that is not known to be harmless is left out."""
    return {name: value for name, value in given.items() if _HARMLESS.fullmatch(name)}


@contextlib.contextmanager
def bare() -> Iterator[None]:
    """Start processes that inherit only what is harmless; this process keeps the rest."""
    kept = {name: os.environ[name] for name in os.environ.keys() - harmless(os.environ).keys()}
    for name in kept:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(kept)


def hide() -> None:
    """Have /proc show nothing of this process's environment but what is harmless; the process itself keeps it.

    What a process began with lies in its memory, where /proc shows it to all programs of its user, for as long
    as it runs and whatever the process forgets meanwhile. Where the system has no /proc, nothing is done.
    """
    with contextlib.suppress(OSError):
        fields = Path("/proc/self/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
        start, end = int(fields[_ENV_START]), int(fields[_ENV_END])
        if not 0 < start < end:
            return
        for name in os.environ.keys() - harmless(os.environ).keys():
            os.environ[name] = os.environ[name]  # from now on in memory of its own
        place = start
        for entry in ctypes.string_at(start, end - start).split(b"\0"):
            key, sign, value = entry.partition(b"=")
            if sign and not _HARMLESS.fullmatch(os.fsdecode(key)):
                ctypes.memset(place + len(key) + 1, 0, len(value))
            place += len(entry) + 1
