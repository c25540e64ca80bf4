"""`yusuan …`, killed before it does a thing for the n-th time: a happening of Python's, and what it is about.

Arguments: the audit event, a pattern of the path or of the bytes that it is about, n, and the command's own.
"""

from __future__ import annotations

import os
import signal
import sys
from fnmatch import fnmatchcase

# Of the arguments of an audit event, the one that says what it is about.
ABOUT = {"os.rename": 1, "os.link": 1, "os.remove": 0, "shutil.rmtree": 0, "smtplib.send": 1}

event, pattern, number, *command = sys.argv[1:]
left = int(number)


def watch(happening: str, arguments: tuple[object, ...]) -> None:
    global left  # noqa: PLW0603 — an audit hook is a function and is never removed
    if happening != event:
        return
    about = arguments[ABOUT[event]]
    text = about.decode("latin-1") if isinstance(about, bytes) else os.fspath(about)
    if fnmatchcase(text, pattern):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    from yusuan.cli import main

    if os.environ.get("PIECES") == "instant":
        import instant_pieces
        from yusuan.report import pool

        pool.run = instant_pieces.run
    if victim := os.environ.get("VICTIM"):  # where who kills it from outside finds it
        with open(victim, "w", encoding="ascii") as file:  # noqa: PTH123
            file.write(str(os.getpid()))
    sys.addaudithook(watch)
    main(command)
