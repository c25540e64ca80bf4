"""What a child process that reads untrusted files does: limit itself, answer each item until its line is closed."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yusuan.extract.raw import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

_GRACE_SECONDS = 5.0  # after its time is up, a child that nobody stopped (its parent is gone) ends itself


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result.

    Attributes:
        reason: one line; the whole refusal if the function refused.
        refused: whether the function refused.
        trace: where it failed, if it raised what it was not meant to raise.
        out_of_memory: whether the child had no memory left, and is of no more use.
    """

    reason: str
    refused: bool = False
    trace: str = ""
    out_of_memory: bool = False


class Started:
    """What a child says when it runs, and again when it has what it needs for work."""


def _limit_resources(memory_bytes: int) -> None:
    """Limit this process's private memory and let it leave no core dump."""
    for limit, wanted in ((resource.RLIMIT_DATA, memory_bytes), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (value, value))


def serve(line: Connection[Any, Any]) -> None:
    """What a child does: take what it needs, then answer each item until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle
    _discard_native_errors()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone
        line.send(Started())
        function, seconds, memory = line.recv()
        _limit_resources(memory)
        line.send(Started())
        while True:
            item = line.recv()
            _end_after(seconds + _GRACE_SECONDS)
            answer = _answer(function, item, memory)
            try:
                line.send(answer)
            except (BrokenPipeError, ConnectionResetError):
                raise
            except Exception as error:  # noqa: BLE001 — whatever a result that cannot be pickled raises
                line.send(_failure(error))
            _end_after(0)


def _answer(function: Callable[[Any], Any], item: Any, memory: int) -> Any:
    try:
        return function(item)
    except UnreadableError as error:
        return Failure(str(error), refused=True)
    except MemoryError:
        return Failure(f"所需内存超过 {memory >> 20} MiB，已放弃 (out of memory)", out_of_memory=True)
    except Exception as error:  # noqa: BLE001 — one document's failure, whatever it is, is its own
        return _failure(error)


def _failure(error: Exception) -> Failure:
    reason = f"读取时出错，请报告此问题 (internal error: {type(error).__name__}: {error})"
    return Failure(reason, trace="".join(traceback.format_exception(error)))


def _end_after(seconds: float) -> None:
    """Let the system end this process after so many seconds, even inside native code; 0 calls it off."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _discard_native_errors() -> None:
    """Keep Python's own messages, drop what native libraries print when they panic or run out of memory."""
    sys.stderr.flush()
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
