"""All notebooks of one department-year, executed and exported, against as many empty ones in the same pool.

    python benchmarks/notebooks.py [--rounds N] [--workspace DIR] [--jobs N]

The empty notebooks import polars and altair and do nothing; both lists go through a pool of two processes, in
turn. The ratio of the medians is to stay at or below 1.6; the ratio of processor time, of all processes, is
printed too: on a busy machine it is the one that says more. Then the executed notebooks are exported again in
this process: after the first, each is to add no more than half a second. The exit code is 1 where one does not.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import yusuan
from yusuan.report import pool
from yusuan.report.reports import made_with, page_job

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.report.pages.notebook import Job

MOST, MOST_EXPORT_SECONDS = 1.6, 0.5


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workspace", type=Path, default=Path())
    options.add_argument("--jobs", type=int, default=2)
    asked = options.parse_args()
    workspace = yusuan.open(asked.workspace)
    floors, ours = [], []
    with tempfile.TemporaryDirectory() as scratch:
        work = _jobs(workspace, Path(scratch))
        empty = _empty(Path(scratch), len(work))
        for number in range(1, asked.rounds + 1):
            floors.append(_timed(lambda: _bare(empty, asked.jobs)))
            ours.append(_timed(lambda: _ours(work, workspace.root, asked.jobs)))
            print(
                f"{number}: {len(work)} empty {floors[-1][0]:.1f} s (processor {floors[-1][1]:.1f} s), "
                f"ours {ours[-1][0]:.1f} s (processor {ours[-1][1]:.1f} s)"
            )
        ratio, processor = (
            statistics.median(own[at] for own in ours) / statistics.median(floor[at] for floor in floors)
            for at in (0, 1)
        )
        exports = _exports(work)
    print(f"ratio {ratio:.2f}, of processor time {processor:.2f} (at most {MOST})")
    print(
        f"exports after the first: {', '.join(f'{each:.2f}' for each in exports)} s (at most {MOST_EXPORT_SECONDS})"
    )
    return 0 if ratio <= MOST and max(exports) <= MOST_EXPORT_SECONDS else 1


def _timed(call: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in all child processes."""
    before, start = _processor(), time.perf_counter()
    call()
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bare(notebooks: Sequence[Path], jobs: int) -> None:
    with ProcessPoolExecutor(jobs, get_context("spawn")) as workers:
        list(workers.map(_execute, notebooks))


def _execute(notebook: Path) -> None:
    import papermill  # noqa: PLC0415 — in the worker

    done = notebook.with_suffix(".done.ipynb")
    papermill.execute_notebook(notebook, done, {"year": 2024}, progress_bar=False)


def _ours(work: Sequence[Job], folder: Path, jobs: int) -> None:
    for job, error in pool.run(work, folder, jobs):
        if error:
            raise RuntimeError(f"{job.notebook.name}: {error}")


def _exports(work: Sequence[Job]) -> list[float]:
    """Seconds that each export of an executed notebook takes in one process, the first left out."""
    import nbformat  # noqa: PLC0415

    from yusuan.report.pages import page  # noqa: PLC0415

    taken = []
    for job in work:
        executed = nbformat.read(job.executed, as_version=4)
        start = time.perf_counter()
        page.render(executed, job.about, job.lang)
        taken.append(time.perf_counter() - start)
    return taken[1:]


def _empty(folder: Path, count: int) -> list[Path]:
    import nbformat  # noqa: PLC0415

    cells = [
        nbformat.v4.new_code_cell("year: int = 2024", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("import altair\nimport polars"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    paths = [folder / f"empty-{number}.ipynb" for number in range(count)]
    for path in paths:
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return paths


def _jobs(workspace: yusuan.Workspace, folder: Path) -> list[Job]:
    """One job a notebook, for the document with the most facts."""
    row = workspace.documents().collect().sort("facts", descending=True).row(0, named=True)
    given = {"lang": "zh", "workspace": str(workspace.root.resolve())}
    made = made_with(workspace, "zh")
    jobs = [page_job(row, book, given, folder, made) for book in workspace.books()]
    return [replace(job, executed=job.target.with_suffix(".ipynb")) for job in jobs]


if __name__ == "__main__":
    sys.exit(main())
