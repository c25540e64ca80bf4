"""One holder at a time; the lock ends with whoever holds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from yusuan.storage import lock

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from yusuan.storage import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_that_is_held_is_not_held_twice_and_then_is_free(tmp_path: Path):
    path = tmp_path / "new" / ".lock"
    with lock.held(path), pytest.raises(lock.HeldError, match=r"\.lock.*held by another"), lock.held(path, 0):
        pass
    with lock.held(path, 0):
        pass


@pytest.mark.parametrize("wait_seconds", [None, 60])
def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path, wait_seconds: float | None):
    path = tmp_path / ".lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(lock.HeldError), lock.held(path, 0):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        with lock.held(path, wait_seconds):
            pass


def test_a_child_that_inherited_the_file_does_not_keep_the_lock(tmp_path: Path):
    reading, writing = os.pipe()
    with lock.held(tmp_path / ".lock"):
        child = os.fork()
        if child == 0:
            os.close(writing)
            os.read(reading, 1)  # until the test is over
            os._exit(0)
    os.close(reading)
    with lock.held(tmp_path / ".lock", 0):
        pass
    os.close(writing)
    os.waitpid(child, 0)
