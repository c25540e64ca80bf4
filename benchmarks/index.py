"""The index over the reports of 1,000 department-years, against reading the heads of the same files.

    python benchmarks/index.py [--documents N] [--pages N] [--rounds N]

Every document has as many pages as there are notebooks, which are one file under many names, and a workbook.
The exit code is 1 where the index takes longer than 5 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from yusuan.model import schemas
from yusuan.report import index
from yusuan.report.pages.page import style
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SECONDS = 5.0
HEAD_BYTES = 8192
PAGE_BYTES = 70_000
YEARS = 10
FINDINGS_OF_DOCUMENT = 100


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=1000)
    options.add_argument("--pages", type=int, default=8)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    floors, ours = [], []
    with tempfile.TemporaryDirectory() as scratch:
        workspace = _workspace(Path(scratch), asked.documents, asked.pages)
        for counted in range(-1, asked.rounds):
            floor, own = _timed(lambda: _read(workspace.reports)), _timed(lambda: _index(workspace))
            if counted >= 0:
                floors.append(floor)
                ours.append(own)
        size = (workspace.reports / "index.html").stat().st_size
    floor, own = statistics.median(floors), statistics.median(ours)
    print(f"{asked.documents} documents, {asked.pages} pages each; index of {size / 1e6:.2f} MB")
    print(f"reading the heads: {floor:.2f} s; index: {own:.2f} s (at most {MOST_SECONDS} s)")
    print(f"ratio {own / floor:.2f}")
    return 0 if own <= MOST_SECONDS else 1


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _read(folder: Path) -> None:
    for path in sorted(folder.glob("*/*/*.html")):
        with path.open("rb") as file:
            file.read(HEAD_BYTES)


def _index(workspace: Workspace) -> None:
    index.write(workspace.reports, workspace)


def _workspace(root: Path, documents: int, pages: int) -> Workspace:
    workspace = Workspace(root)
    ids = [f"某省某厅{number // YEARS:03d}/{2016 + number % YEARS}-budget" for number in range(documents)]
    for document in ids:
        folder = workspace.reports / document
        folder.mkdir(parents=True)
        department, year = document.split("/")
        pool = root / f"{department}-{year}.html"
        pool.write_text(_page(department, year[:4]), "utf-8")
        for number in range(pages):
            os.link(pool, folder / f"page{number}.html")
        (folder / "workbook.xlsx").touch()
    statuses = ["exact"] * (FINDINGS_OF_DOCUMENT - 3) + ["broken", "question", "question"]
    found = pl.DataFrame({"document": ids}).join(pl.DataFrame({"status": statuses}), how="cross")
    empty = schemas.Findings.create_empty()
    workspace.clean.mkdir(parents=True)
    pl.concat([empty, found.cast({"status": empty.schema["status"]})], how="diagonal").write_parquet(
        workspace.clean / "findings.parquet"
    )
    return workspace


def _page(department: str, year: str) -> str:
    said = {
        "yusuan-department": department,
        "yusuan-period": f"{year}年部门预算",
        "yusuan-title": "同比变动分析",
        "description": f"{year}年本年预算5,320.79万元，比上年减少49.84万元，下降0.9%。",
    }
    metas = "".join(f'<meta name="{name}" content="{text}">' for name, text in said.items())
    return f"<!DOCTYPE html><html><head>{metas}<style>{style()}</style></head>".ljust(PAGE_BYTES)


if __name__ == "__main__":
    sys.exit(main())
