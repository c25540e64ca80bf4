"""`yusuan batch`, killed before it does a thing for the n-th time: a happening of Python's, and what it is about.

Arguments: the audit event, a pattern of the path or of the bytes that it is about, n, "instant" or "kernels" (who
makes the pieces), the file of runs.
"""

from __future__ import annotations

import os
import signal
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import instant_pieces
from yusuan.cli import main
from yusuan.report import pool

# Of the arguments of an audit event, the one that says what it is about.
ABOUT = {"os.rename": 1, "os.link": 1, "os.remove": 0, "shutil.rmtree": 0, "smtplib.send": 1}

event, pattern, number, makers, runs = sys.argv[1:]
left = int(number)


def watch(happening: str, arguments: tuple[object, ...]) -> None:
    global left  # noqa: PLW0603 — an audit hook is a function and is never removed
    if happening != event:
        return
    about = arguments[ABOUT[event]]
    text = about.decode("latin-1") if isinstance(about, bytes) else os.fspath(about)  # type: ignore[call-overload]
    if fnmatchcase(text, pattern):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    if makers == "instant":
        pool.run = instant_pieces.run  # type: ignore[assignment]
    Path(runs).with_name("victim").write_text(str(os.getpid()), "ascii")  # for who kills it from outside
    sys.addaudithook(watch)
    main(["batch", runs, "--jobs", "1", "--wait", "1"])
