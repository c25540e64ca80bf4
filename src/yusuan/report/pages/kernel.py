"""Resource limits of a notebook kernel: time, memory, output and environment, watched while papermill runs it.

papermill limits the time of one cell only. Here a thread looks at the whole notebook and ends the kernel's
process group when a limit is passed; what had been printed until then stays in the notebook.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any, Self

from nbclient.util import run_sync
from traitlets import Instance

from yusuan import environment
from yusuan.report.elements import display
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.pages import descendants, vega
from yusuan.report.pages.limits import Limits

with without(IRI_GRAMMAR):
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine, papermill_engines

ENGINE = "yusuan"
_WATCH_SECONDS = 0.25
# After a cell is done, for what it printed to arrive; long, because the machine may be busy.
_OUTPUT_SECONDS = 60


class StoppedError(Exception):
    """The kernel ended before the notebook did; in words, why."""

    def __init__(self, reason: str, cell: str) -> None:
        """Of the reason, and the id of the cell that ran."""
        super().__init__(reason)
        self.reason = reason
        self.cell = cell


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, with a watch over the kernel from the first cell to the last."""

    limits = Instance(Limits)

    def papermill_execute_cells(self) -> None:
        self.shown_bytes, self.running = 0, "?"
        with _Watch(self.km.provisioner.pid, self.limits) as self.watch:
            try:
                super().papermill_execute_cells()
            except Exception as error:
                self.watch.end(f"内核中途退出，可能是内存不足 (the kernel died: {error})")
                run_sync(self.km.provisioner.wait)()  # the system keeps it until it is asked after
                raise StoppedError(self.watch.reason, self.running) from error

    def execute_cell(self, cell: Any, index: int, **options: Any) -> Any:
        self.running = cell.id
        return super().execute_cell(cell, index, **options)

    def process_message(self, message: Any, *place: Any) -> Any:
        content = message["content"]
        data = content.get("data", {})
        if display.VEGALITE in data:  # its page will need the libraries: they are bundled meanwhile
            vega.start()
        shown = [content.get("text", ""), *data.values()]
        self.shown_bytes += sum(len(each if isinstance(each, str) else str(each)) for each in shown)
        if self.shown_bytes > self.limits.output_bytes:
            self.watch.end(f"输出超过 {self.limits.output_bytes / (1 << 20):g} MB (too much output)")
            return None
        return super().process_message(message, *place)


class _Engine(Engine):  # type: ignore[misc]
    """What papermill runs a notebook with."""

    @classmethod
    def execute_managed_notebook(  # the name and the arguments are papermill's
        cls, manager: Any, kernel_name: str, *, limits: Limits, log: Path, start_timeout: int, **given: Any
    ) -> None:
        client = _Client(
            manager,
            limits=limits,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            iopub_timeout=_OUTPUT_SECONDS,
            config=given["config"],
            extra_arguments=given["extra_arguments"],
        )
        environment.hide()
        # What the kernel says outside of cells is no part of our own log.
        with log.open("wb") as own, descendants.ended():
            client.execute(env=environment.harmless(os.environ), stdout=own, stderr=own)


papermill_engines.register(ENGINE, _Engine)


class _Watch:
    """Ends a process group whose time or memory is up."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self.reason = ""
        self._pid, self._limits = pid, limits
        self._deadline = time.monotonic() + limits.seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def end(self, reason: str) -> None:
        """Kill the kernel, once, and keep the reason."""
        if self.reason:
            return
        self.reason = reason
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(os.getpgid(self._pid), signal.SIGKILL)

    def _look(self) -> None:
        while not self._over.wait(_WATCH_SECONDS):
            if time.monotonic() > self._deadline:
                self.end(f"运行超过 {self._limits.seconds:g} 秒 (timed out)")
            elif resident_bytes(self._pid) > self._limits.memory_bytes:
                self.end(f"内存超过 {self._limits.memory_bytes / (1 << 20):g} MB (out of memory)")


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and its descendants; 0 where /proc does not tell."""
    pages = 0
    for each in (pid, *descendants.descendants(pid)):
        with contextlib.suppress(OSError, IndexError):  # it has ended meanwhile
            pages += int(Path(f"/proc/{each}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
