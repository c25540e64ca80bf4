"""Untrusted files are read in child processes with a limit on memory and time, which may die alone.

The standard pools do not do: they break as a whole when a child dies, and cannot stop one that hangs.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from yusuan import environment
from yusuan.extract.raw import UnreadableError
from yusuan.extract.sandboxed import Failure, Started, serve
from yusuan.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

_POLARS_THREADS = "POLARS_MAX_THREADS"
_START_SECONDS = 60.0  # for a child to start and to import what it needs
_STARTS = 3  # of children for one item, until it is given up
_HANG_UP_SECONDS = 2.0  # for an idle child to end after its line is closed


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
    others go on; one that dies while it starts is replaced for the same item. With one job, too, the work is
    done in a child.

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


class _Unstarted(Failure):
    """Why a child never came to its item."""


def _named(
    outcomes: Iterable[tuple[Item, Result | Failure]], name: Callable[[Item], str]
) -> Iterator[tuple[Item, Result | UnreadableError]]:
    for item, outcome in outcomes:
        if not isinstance(outcome, Failure):
            yield item, outcome
            continue
        reason = outcome.reason if outcome.refused else f"{name(item)}：{outcome.reason}"
        error = UnreadableError(printable(reason))
        if outcome.trace:
            error.add_note(outcome.trace)
        yield item, error


@dataclass(frozen=True, slots=True)
class _Work(Generic[Item, Result]):
    """A child at an item, and how many children there have been for it."""

    child: _Child[Item, Result]
    item: Item
    start: int = 1


class _Pool(Generic[Item, Result]):
    """The children: those at work on an item, and those without one."""

    def __init__(
        self, function: Callable[[Item], Result], jobs: int, seconds: float, memory_bytes: int
    ) -> None:
        self._function, self._jobs, self._seconds, self._memory_bytes = function, jobs, seconds, memory_bytes
        self._busy: list[_Work[Item, Result]] = []
        self._idle: list[_Child[Item, Result]] = []
        self._has_answered = False

    @property
    def has_room(self) -> bool:
        return len(self._busy) < self._jobs

    @property
    def is_busy(self) -> bool:
        return bool(self._busy)

    def give(self, item: Item, start: int = 1) -> None:
        """Put a child to work: an idle one, else a new one."""
        child = self._idle.pop() if self._idle else None
        if child is None or not child.is_alive():
            child = _Child(self._function, self._seconds, self._memory_bytes)
        self._busy.append(_Work(child, item, start))
        child.give(item)

    def collect(self) -> list[tuple[Item, Result | Failure]]:
        """Wait for a child to answer, to die or to run out of time; what became of its item.

        Raises:
            RuntimeError: the first child did not start, however often it was tried.
        """
        first = min(work.child.deadline for work in self._busy)
        heard = wait([work.child.connection for work in self._busy], max(0.0, first - time.monotonic()))
        ended: list[tuple[Item, Result | Failure]] = []
        for work in list(self._busy):
            if work.child.connection in heard:
                outcome = work.child.receive()
            elif time.monotonic() >= work.child.deadline:
                outcome = work.child.give_up()
            else:
                continue
            if isinstance(outcome, Started):
                continue
            self._busy.remove(work)
            if work.child.is_alive():
                self._idle.append(work.child)
            if not isinstance(outcome, _Unstarted):
                self._has_answered = True
            elif work.start < _STARTS:
                self.give(work.item, work.start + 1)
                continue
            elif not self._has_answered:
                raise RuntimeError(outcome.reason)
            ended.append((work.item, outcome))
        return ended

    def stop(self) -> None:
        """End all children; those at work are not waited for."""
        for work in self._busy:
            work.child.kill()
        for child in self._idle:
            child.hang_up()


class _Child(Generic[Item, Result]):
    """One child process and the line to it.

    What it needs goes over the line once it listens, and is no argument of its start: a start is written to
    the child before it can be known to be alive, and what does not fit a pipe would be waited for for ever.
    """

    def __init__(self, function: Callable[[Item], Result], seconds: float, memory_bytes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        with _without_main_module(), environment.bare(), _on_one_thread():
            self._process.start()
        theirs.close()
        self._seconds, self._memory_bytes = seconds, memory_bytes
        self._before_work: list[Any] = [(function, seconds, memory_bytes)]
        self._is_ready = False
        self.deadline = 0.0

    def is_alive(self) -> bool:
        return not self.connection.closed and self._process.is_alive()

    def give(self, item: Item) -> None:
        """Send an item, when the child is ready. If it dies meanwhile, `receive` finds out."""
        self.deadline = time.monotonic() + (self._seconds if self._is_ready else _START_SECONDS)
        if self._is_ready:
            self._send(item)
        else:
            self._before_work.append(item)

    def receive(self) -> Result | Failure | Started:
        """What the child says, or how it died."""
        try:
            said: Result | Failure | Started = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return self._died()
        except Exception as error:  # noqa: BLE001 — whatever a result that cannot be unpickled raises
            self.kill()
            return Failure(f"结果传不回来：{error!r} (the result cannot be received)")
        if isinstance(said, Started):
            self._send(self._before_work.pop(0))
            self._is_ready = not self._before_work
            self.deadline = time.monotonic() + (self._seconds if self._is_ready else _START_SECONDS)
        elif isinstance(said, Failure) and said.out_of_memory:
            self.kill()
        return said

    def _send(self, message: object) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(message)

    def give_up(self) -> Failure:
        """End the child, because its time is up."""
        self.kill()
        if not self._is_ready:
            return _Unstarted(f"读取进程 {_START_SECONDS:g} 秒内没有启动 (a child process did not start)")
        return Failure(f"{self._seconds:g} 秒内没有读完，已放弃 (timed out)")

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

    def _died(self) -> Failure:
        self.hang_up()
        code = self._process.exitcode or 0
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        if not self._is_ready:
            return _Unstarted(f"读取进程启动不了 (child processes cannot start: {how})")
        return Failure(f"读取进程崩溃，可能是文件损坏或内存不足 (reader died: {how})")


@contextlib.contextmanager
def _without_main_module() -> Iterator[None]:
    """Keep a child from running the caller's script again, and from its arguments; it imports by name."""
    main, arguments = sys.modules["__main__"], sys.argv
    sys.modules["__main__"], sys.argv = ModuleType("__main__"), sys.argv[:1]
    try:
        yield
    finally:
        sys.modules["__main__"], sys.argv = main, arguments


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
