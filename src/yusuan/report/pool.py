"""Pages and workbooks in a pool of processes: one that fails, or takes its process with it, costs only itself."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from typing import TYPE_CHECKING, TypeVar

from yusuan import environment
from yusuan.report.pages import descendants
from yusuan.report.pages.notebook import Job, NotebookError, make
from yusuan.report.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_Job = TypeVar("_Job", bound=Job | workbook.Job)


def run(work: Sequence[_Job], folder: Path, jobs: int) -> Iterator[tuple[_Job, NotebookError | None]]:
    """Make every page and workbook, several at a time.

    Args:
        work: what to make.
        folder: where the kernels run.
        jobs: processes.

    Yields:
        Each job as it is done, with its error where it failed.
    """
    environment.hide()
    left = []
    for job, outcome in _in_one_pool(work, folder, jobs):
        if isinstance(outcome, BrokenProcessPool):
            left.append(job)
        else:
            yield job, outcome
    # A process died, and its pool with it: who of those left was it? Each again, by itself.
    for job in left:
        for _, outcome in _in_one_pool([job], folder, 1):
            if isinstance(outcome, BrokenProcessPool):
                yield job, NotebookError(f"{job.name}：执行它的进程崩溃 (its process died)")
            else:
                yield job, outcome


def _in_one_pool(
    work: Sequence[_Job], folder: Path, jobs: int
) -> Iterator[tuple[_Job, NotebookError | BrokenProcessPool | None]]:
    # Spawned, not forked: a kernel client has threads.
    context = get_context("spawn")
    with (
        ProcessPoolExecutor(min(jobs, len(work)) or 1, context, initializer=_end_with_parent) as pool,
        _ended_with_it(pool),
    ):
        with environment.bare():  # kernels can look at the processes of the pool
            futures = {pool.submit(_make, job, folder): job for job in work}
        for future in as_completed(futures):
            job = futures[future]
            try:
                future.result()
            except (NotebookError, BrokenProcessPool) as error:
                yield job, error
            except OSError as error:
                yield job, NotebookError(f"{job.name}：写不下结果，{error} (cannot be written)")
            except Exception as error:  # noqa: BLE001 — whatever it is, the other pages go on
                kind = type(error).__name__
                message = f"{job.name}：请报告此问题 (internal error: {kind}: {error})"
                yield job, NotebookError(message, trace=[f"internal error: {kind}"])
            else:
                yield job, None


@contextmanager
def _ended_with_it(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Where the block is left early, end what is at work instead of waiting for it."""
    try:
        yield
    except BaseException:
        at_work = list((pool._processes or {}).values())  # noqa: SLF001 — there is no other way before 3.14
        pool.shutdown(wait=False, cancel_futures=True)
        for process in at_work:
            process.terminate()
        raise


def _make(job: Job | workbook.Job, folder: Path) -> Path:
    return make(job, folder) if isinstance(job, Job) else workbook.make(job)


def _end_with_parent() -> None:
    """Have this process end when its parent does, even by `kill -9`; a pool's would wait for work for ever.

    With it ends what it started, which is not asked.
    """
    signal.signal(signal.SIGTERM, _end)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    connection.wait([sentinel])
    _end()


def _end(*_: object) -> None:
    """End this process at once, its kernel, and what that started."""
    descendants.end()
    os._exit(1)
