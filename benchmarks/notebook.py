"""One notebook, executed and exported, against an empty papermill notebook that imports polars and altair.

    python benchmarks/notebook.py [--rounds N] [--workspace DIR]

Both run in this process, in turn, after one round that is not counted (imports, the bundle of Vega). The
ratio of the medians is to stay at or below 1.6; the exit code is 1 where it does not.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import yusuan
from yusuan.report.notebooks import Job, check, make
from yusuan.report.page import About

MOST = 1.6
NOTEBOOK = "variance"


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--workspace", type=Path, default=Path())
    asked = options.parse_args()
    workspace = yusuan.open(asked.workspace)
    floors, ours = [], []
    with tempfile.TemporaryDirectory() as scratch:
        empty = _empty(Path(scratch))
        job = _job(workspace, Path(scratch))
        for counted in range(-1, asked.rounds):
            floor, own = _floor(empty), _own(job, workspace.root)
            print(f"{'warm-up' if counted < 0 else counted + 1}: empty {floor:.2f} s, {NOTEBOOK} {own:.2f} s")
            if counted >= 0:
                floors.append(floor)
                ours.append(own)
    ratio = statistics.median(ours) / statistics.median(floors)
    print(f"median: empty {statistics.median(floors):.2f} s, {NOTEBOOK} {statistics.median(ours):.2f} s")
    print(f"ratio {ratio:.2f} (at most {MOST})")
    return 0 if ratio <= MOST else 1


def _floor(notebook: Path) -> float:
    import papermill  # noqa: PLC0415

    start = time.perf_counter()
    papermill.execute_notebook(notebook, notebook.with_name("done.ipynb"), {"year": 2024}, progress_bar=False)
    return time.perf_counter() - start


def _own(job: Job, folder: Path) -> float:
    start = time.perf_counter()
    make(job, folder)
    return time.perf_counter() - start


def _empty(folder: Path) -> Path:
    import nbformat  # noqa: PLC0415

    cells = [
        nbformat.v4.new_code_cell("year: int = 2024", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("import altair\nimport polars"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / "empty.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def _job(workspace: yusuan.Workspace, folder: Path) -> Job:
    document = workspace.documents().collect().row(0, named=True)
    notebook = workspace.notebooks / f"{NOTEBOOK}.ipynb"
    given = {
        "department": document["department"],
        "year": document["fiscal_year"],
        "phase": document["phase"],
        "scope": document["scope"],
        "workspace": str(workspace.root),
    }
    about = About(document["department"], str(document["fiscal_year"]), [])
    return Job(notebook, check(notebook, given), folder / f"{NOTEBOOK}.html", about, "zh")


if __name__ == "__main__":
    sys.exit(main())
