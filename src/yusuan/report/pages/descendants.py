"""The processes that a kernel started, wherever they went: they end with it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SET_CHILD_SUBREAPER = 36  # of prctl(2)
_MOST_SECONDS = 10.0  # to end them: who starts processes faster than that is not caught up with
_LOOK_AGAIN_SECONDS = 0.02


def descendants(pid: int) -> Iterator[int]:
    """The processes below a process; none where /proc does not tell."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text("ascii").split()
        except OSError:  # it has ended meanwhile
            continue
        for child in map(int, children):
            yield child
            yield from descendants(child)


@contextlib.contextmanager
def ended() -> Iterator[None]:
    """End, when the block ends, whatever was started in it in a session of its own, and all that this started.

    A kernel has a session of its own. What leaves its process group or loses its parent becomes a child of this
    process meanwhile, and is found.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = set(descendants(os.getpid()))
    try:
        yield
    finally:
        end(before)


def end(before: set[int] | None = None) -> None:
    """End all descendants in other sessions than this process's.

    Args:
        before: those that stay.
    """
    until = time.monotonic() + _MOST_SECONDS
    while time.monotonic() < until:
        strays = [pid for pid in descendants(os.getpid()) if pid not in (before or ()) and _is_foreign(pid)]
        if not strays:
            return
        for pid in strays:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in strays:
            with contextlib.suppress(
                ChildProcessError
            ):  # another's child: it becomes ours when that has ended
                os.waitpid(pid, os.WNOHANG)
        time.sleep(_LOOK_AGAIN_SECONDS)


def _is_foreign(pid: int) -> bool:
    try:
        return os.getsid(pid) != os.getsid(0)
    except (ProcessLookupError, PermissionError):
        return False
