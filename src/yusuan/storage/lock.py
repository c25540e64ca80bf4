"""One writer at a time: a lock of the kernel's, which ends with the process that holds it, however that ends."""

from __future__ import annotations

import contextlib
import fcntl
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOOK_AGAIN_SECONDS = 0.1


class HeldError(Exception):
    """Another process holds the lock."""


@contextlib.contextmanager
def held(path: Path, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold a lock, which another process, thread or call can hold only afterwards.

    Args:
        path: the file that is locked; it is made, with its folder, where it is missing, and stays.
        wait_seconds: how long to wait for whoever holds it; without end where it is not given.

    Raises:
        HeldError: it still is held after that time.
        OSError: the folder cannot be written, or its file system has no locks.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        _take(file, wait_seconds)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # closing would not do where a child has inherited the file


def _take(file: IO[bytes], wait_seconds: float | None) -> None:
    if wait_seconds is None:
        fcntl.flock(file, fcntl.LOCK_EX)
        return
    end = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise HeldError(f"{file.name}：另一个进程正在使用 (held by another process)") from None
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return
