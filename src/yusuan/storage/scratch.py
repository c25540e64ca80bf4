"""Folders for the time of a piece of work; what a killed process left of them goes with the next."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from yusuan.storage import lock

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "yusuan-scratch-"
_OURS = re.compile(rf"{_PREFIX}[a-z0-9_]{{8}}")


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone when the block ends.

    It is locked for as long as its process lives. The folders of this user that nobody holds are removed first.

    Raises:
        OSError: there is no room for it.
    """
    with _alone() as is_alone:
        if is_alone:
            _sweep()
        scratch = Path(tempfile.mkdtemp(prefix=_PREFIX))
        handle = os.open(scratch, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        os.close(handle)


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Between the making of a folder and its lock nobody sweeps; whether that is sure."""
    beside = Path(tempfile.gettempdir()) / f".{_PREFIX}{os.getuid()}.lock"
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(lock.held(beside))
        except PermissionError:  # another user's file stands there
            yield False
        else:
            yield True


def _sweep() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if not _OURS.fullmatch(left.name) or left.is_symlink() or left.stat().st_uid != os.getuid():
                continue
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)
