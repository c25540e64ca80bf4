"""Ingest and check of the sample disclosure: time beside reading its text once, and peak memory.

Run as `python benchmarks/sample.py`. Great Expectations is imported before the clock starts, as a run over
a whole collection pays for it once. The floor is the same process doing nothing but reading the file and
its clean frames back from Parquet, so the ratio says what understanding the document costs.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from pathlib import Path

import great_expectations  # noqa: F401 — paid before the clock starts

from yusuan.checks.run import check
from yusuan.extract.formats import read
from yusuan.identities.suite import load
from yusuan.normalise.document import normalise

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "raw" / "吉林省社会保险事业管理局" / "2024-budget.txt"
RUNS = 5


def main() -> None:
    """Measure and print one line a figure."""
    work, floor = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            identities = load(ROOT / "expectations")
            document = normalise([read(SAMPLE)], ROOT, identities)
            frames = {name: frame.lazy() for name, frame in document.frames.items()}
            result = check(frames, ROOT / "expectations")
            work.append(time.perf_counter() - start)
            start = time.perf_counter()
            SAMPLE.read_text(encoding="utf-8")
            for name, frame in document.frames.items():
                frame.write_parquet(Path(folder) / f"{name}.parquet")
            floor.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = statistics.median(work[1:])
    print(f"facts {document.frames['facts'].height}, identities {result.tested}")
    print(f"ingest + check   first {work[0]:.2f} s, median {seconds:.2f} s of {RUNS} (limit 1.0 s)")
    print(f"floor (I/O only) median {statistics.median(floor[1:]):.3f} s")
    print(f"peak memory      {peak:.0f} MB (limit 400 MB)")


if __name__ == "__main__":
    main()
