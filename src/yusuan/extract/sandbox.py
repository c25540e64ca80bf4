"""Untrusted files are read in child processes with a limit on memory and time, which may die alone.

The standard pools do not do: they break as a whole when a child dies, and cannot stop one that hangs.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from yusuan.extract.raw import UnreadableError
from yusuan.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

_POLARS_THREADS = "POLARS_MAX_THREADS"
_START_SECONDS = 60.0  # for a child to start and to import what it needs
_HANG_UP_SECONDS = 2.0  # for an idle child to end after its line is closed
_GRACE_SECONDS = 5.0  # after its time is up, a child that nobody stopped (its parent is gone) ends itself


def confined_map(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    jobs: int = 1,
    seconds: float = 60.0,
    memory_bytes: int = 1 << 30,
    name: Callable[[Item], str] = str,
) -> Iterator[tuple[Item, Result | UnreadableError]]:
    """Apply a function to each item in child processes whose memory and time are limited.

    A child that dies, hangs or runs out of memory costs only the item that it was at: it is replaced, and the
    others go on. With one job, too, the work is done in a child.

    Args:
        function: importable by name (a function of a module, or a `functools.partial` of one); its argument
            and its result are pickled.
        items: taken as children become free, so that they may come from a generator.
        jobs: children at a time, at least 1.
        seconds: wall-clock time for one item.
        memory_bytes: private memory of one child (`RLIMIT_DATA`).
        name: how an item is named in a refusal.

    Yields:
        Each item with its result as it completes; in the order of `items` if `jobs` is 1. An item that failed
        has an `UnreadableError` of one line; where `function` raised another error, its traceback is in the
        refusal's `__notes__`.

    Raises:
        ValueError: if `jobs` is less than 1.
        RuntimeError: if children cannot start at all.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, not {jobs}")
    pool = _Pool(function, jobs, seconds, memory_bytes)
    try:
        for item in items:
            while not pool.has_room:
                yield from _named(pool.collect(), name)
            pool.give(item)
        while pool.is_busy:
            yield from _named(pool.collect(), name)
    finally:
        pool.stop()


def limit_resources(memory_bytes: int) -> None:
    """Limit this process's private memory and let it leave no core dump."""
    for limit, wanted in ((resource.RLIMIT_DATA, memory_bytes), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (value, value))


@dataclass(frozen=True, slots=True)
class _Failure:
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


class _Started:
    """What a child says first."""


def _named(
    outcomes: Iterable[tuple[Item, Result | _Failure]], name: Callable[[Item], str]
) -> Iterator[tuple[Item, Result | UnreadableError]]:
    for item, outcome in outcomes:
        if not isinstance(outcome, _Failure):
            yield item, outcome
            continue
        reason = outcome.reason if outcome.refused else f"{name(item)}：{outcome.reason}"
        error = UnreadableError(printable(reason))
        if outcome.trace:
            error.add_note(outcome.trace)
        yield item, error


class _Pool(Generic[Item, Result]):
    """The children: those at work on an item, and those without one."""

    def __init__(
        self, function: Callable[[Item], Result], jobs: int, seconds: float, memory_bytes: int
    ) -> None:
        self._function, self._jobs, self._seconds, self._memory_bytes = function, jobs, seconds, memory_bytes
        self._busy: list[tuple[_Child[Item, Result], Item]] = []
        self._idle: list[_Child[Item, Result]] = []

    @property
    def has_room(self) -> bool:
        return len(self._busy) < self._jobs

    @property
    def is_busy(self) -> bool:
        return bool(self._busy)

    def give(self, item: Item) -> None:
        """Put a child to work: an idle one, else a new one."""
        child = self._idle.pop() if self._idle else None
        if child is None or not child.is_alive():
            child = _Child(self._function, self._seconds, self._memory_bytes)
        self._busy.append((child, item))
        child.give(item)

    def collect(self) -> list[tuple[Item, Result | _Failure]]:
        """Wait for a child to answer, to die or to run out of time; what became of its item."""
        first = min(child.deadline for child, _ in self._busy)
        heard = wait([child.connection for child, _ in self._busy], max(0.0, first - time.monotonic()))
        ended: list[tuple[Item, Result | _Failure]] = []
        for child, item in list(self._busy):
            if child.connection in heard:
                outcome = child.receive()
            elif time.monotonic() >= child.deadline:
                outcome = child.give_up()
            else:
                continue
            if isinstance(outcome, _Started):
                continue
            self._busy.remove((child, item))
            if child.is_alive():
                self._idle.append(child)
            ended.append((item, outcome))
        return ended

    def stop(self) -> None:
        """End all children; those at work are not waited for."""
        for child, _ in self._busy:
            child.kill()
        for child in self._idle:
            child.hang_up()


class _Child(Generic[Item, Result]):
    """One child process and the line to it."""

    def __init__(self, function: Callable[[Item], Result], seconds: float, memory_bytes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        arguments = (theirs, function, seconds, memory_bytes)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        with _without_main_module(), _on_one_thread():
            self._process.start()
        theirs.close()
        self._seconds, self._memory_bytes = seconds, memory_bytes
        self._has_started = False
        self.deadline = 0.0

    def is_alive(self) -> bool:
        return not self.connection.closed and self._process.is_alive()

    def give(self, item: Item) -> None:
        """Send an item. If the child dies meanwhile, `receive` finds out."""
        self.deadline = time.monotonic() + (self._seconds if self._has_started else _START_SECONDS)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(item)

    def receive(self) -> Result | _Failure | _Started:
        """What the child says, or how it died."""
        try:
            said: Result | _Failure | _Started = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return self._died()
        except Exception as error:  # noqa: BLE001 — whatever a result that cannot be unpickled raises
            self.kill()
            return _Failure(f"结果传不回来：{error!r} (the result cannot be received)")
        if isinstance(said, _Started):
            self._has_started = True
            self.deadline = time.monotonic() + self._seconds
        elif isinstance(said, _Failure) and said.out_of_memory:
            self.kill()
        return said

    def give_up(self) -> _Failure:
        """End the child, because its time is up."""
        self.kill()
        if not self._has_started:
            raise RuntimeError(f"a child process did not start within {_START_SECONDS:g} s")
        return _Failure(f"{self._seconds:g} 秒内没有读完，已放弃 (timed out)")

    def kill(self) -> None:
        """End the child at once."""
        self.connection.close()
        self._process.kill()
        self._process.join()

    def hang_up(self) -> None:
        """Let an idle child end by itself, and see that it does."""
        self.connection.close()
        self._process.join(_HANG_UP_SECONDS)
        self.kill()

    def _died(self) -> _Failure:
        self.hang_up()
        code = self._process.exitcode or 0
        if not self._has_started:
            raise RuntimeError(f"child processes cannot start (exit code {code})")
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return _Failure(f"读取进程崩溃，可能是文件损坏或内存不足 (reader died: {how})")


@contextlib.contextmanager
def _without_main_module() -> Iterator[None]:
    """Keep a child from running the caller's script again; what it needs is imported by name."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _on_one_thread() -> Iterator[None]:
    """Start a child in which Polars keeps to one thread: frames of a document are small, children are many."""
    before = os.environ.get(_POLARS_THREADS)
    os.environ[_POLARS_THREADS] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_POLARS_THREADS]
        else:
            os.environ[_POLARS_THREADS] = before


def _serve(line: Connection[Any, Any], function: Callable[[Any], Any], seconds: float, memory: int) -> None:
    """What a child does: answer each item until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle
    _discard_native_errors()
    limit_resources(memory)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone
        line.send(_Started())
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
        return _Failure(str(error), refused=True)
    except MemoryError:
        return _Failure(f"所需内存超过 {memory >> 20} MiB，已放弃 (out of memory)", out_of_memory=True)
    except Exception as error:  # noqa: BLE001 — one document's failure, whatever it is, is its own
        return _failure(error)


def _failure(error: Exception) -> _Failure:
    reason = f"读取时出错，请报告此问题 (internal error: {type(error).__name__}: {error})"
    return _Failure(reason, trace="".join(traceback.format_exception(error)))


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
