"""A batch of 24 notebooks against a bare process pool of papermill runs of the same; and one with nothing to do.

    python benchmarks/batch.py [--rounds N] [--jobs N]

Both work on the documents in data/raw, read and checked before, in turn: the pool first, then `yusuan batch`
as its user calls it, with HTML pages, manifests and a folder put in place. The ratio of the wall-clock times is
to stay at or below 1.4, a batch with nothing to do below 2 s; the exit code is 1 where one does not. The ratio
of the processor's times is printed too: on a busy machine it is the one that says more.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yusuan.pipeline import run as pipeline
from yusuan.runs.pieces import of
from yusuan.runs.plan import load
from yusuan.runs.schedule import program
from yusuan.runs.store import Store
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
MOST, MOST_IDLE_SECONDS, NOTEBOOKS = 1.4, 2.0, 24
# Seven documents with three notebooks each, and three once more with another base.
RUNS = """
[runs.all]
title = "全部"
notebooks = ["variance", "operating_costs", "quality"]
years = "all"
workbook = false
[runs.base]
title = "另一个对比年度"
base = 2010
notebooks = ["operating_costs"]
workbook = false
"""

Call = tuple[str, str, dict[str, Any]]


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        workspace = _workspace(Path(scratch))
        calls = _calls(workspace)
        if len(calls) != NOTEBOOKS:
            raise SystemExit(f"{len(calls)} notebooks, not {NOTEBOOKS}")
        floors, ours = [], []
        for counted in range(asked.rounds):
            floors.append(_timed(lambda: _pool(calls, asked.jobs)))
            shutil.rmtree(workspace.reports, ignore_errors=True)
            ours.append(_timed(lambda: _batch(workspace, asked.jobs)))
            print(f"{counted + 1}: pool {_said(floors[-1])}, batch {_said(ours[-1])}")
        idle = _timed(lambda: _batch(workspace, asked.jobs))[0]
    ratio, of_processor = (sum(own[n] for own in ours) / sum(floor[n] for floor in floors) for n in (0, 1))
    print(f"ratio {ratio:.2f} (at most {MOST}); of processor time {of_processor:.2f}")
    print(f"nothing to do {idle:.2f} s (below {MOST_IDLE_SECONDS})")
    return 0 if ratio <= MOST and idle < MOST_IDLE_SECONDS else 1


def _workspace(folder: Path) -> Workspace:
    for name in ("data/raw", "notebooks", "expectations"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "runs.toml").write_text(RUNS, encoding="utf-8")
    workspace = Workspace(folder)
    pipeline.refresh(workspace, 2)
    return workspace


def _calls(workspace: Workspace) -> list[Call]:
    """What the batch will execute."""
    plan = load(workspace.root / "runs.toml", workspace)
    store = Store(plan.folder)
    pieces = [piece for run in plan.runs.values() for piece in of(run, workspace, store, {}).pieces]
    return [
        (str(piece.job.notebook), str(workspace.root / f"{number}.ipynb"), dict(piece.job.parameters))
        for number, piece in enumerate(pieces)
    ]


def _pool(calls: list[Call], jobs: int) -> None:
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        list(pool.map(_bare, calls))


def _bare(call: Call) -> None:
    import papermill  # noqa: PLC0415 — in the child

    notebook, output, parameters = call
    papermill.execute_notebook(notebook, output, parameters, progress_bar=False)


def _batch(workspace: Workspace, jobs: int) -> None:
    command = [program(), "batch", str(workspace.root / "runs.toml"), "--jobs", str(jobs)]
    subprocess.run(command, check=True, capture_output=True)


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Wall-clock and processor seconds, children's included."""
    start, before = time.perf_counter(), _processor()
    work()
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def _said(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.1f} s (processor {seconds[1]:.1f} s, load {os.getloadavg()[0]:.1f})"


if __name__ == "__main__":
    sys.exit(main())
