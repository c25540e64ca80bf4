"""Check of a whole collection beside the same identities without Great Expectations, as the collection grows.

    python benchmarks/checks.py FOLDER [--documents 300 3000]

The documents of a folder are read once and repeated under other names. Each size is measured in a process of
its own, from Parquet, imports excluded. The floor is the evaluation alone: the lazy queries of all formulas,
and the rules; the check adds causes, sentences, Great Expectations and the validation of what it returns. Exit
code 1 where a check takes more than three times its floor, where 300 documents need more than 1.5 GB, or where
time grows by more than the number of documents does (a third is left for noise).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
SUITES = ROOT / "expectations"
MOST_RATIO = 3.0
MOST_MEGABYTES = {300: 1_500}
MOST_GROWTH = 4 / 3


class Measured(NamedTuple):
    """One size: documents, identities tested, seconds of the floor and of the check, peak memory in MB."""

    documents: int
    tested: int
    floor: float
    check: float
    megabytes: float


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--documents", type=int, nargs="+", default=[300, 1_000, 3_000])
    asked = options.parse_args()
    context = multiprocessing.get_context("spawn")
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch)
        with context.Pool(1) as pool:
            pool.apply(read_all, (asked.folder, store))
        for count in asked.documents:
            with context.Pool(1) as pool:
                pool.apply(repeat, (store, count))
            with context.Pool(1) as pool:
                found.append(pool.apply(measure, (store / str(count), count)))
            one = found[-1]
            print(
                f"{one.documents} documents: {one.tested} identities, floor {one.floor:.2f} s, check "
                f"{one.check:.2f} s, ratio {one.check / one.floor:.2f} (limit {MOST_RATIO}), "
                f"peak {one.megabytes:.0f} MB",
                flush=True,
            )
    growths = [
        (later.check / earlier.check) / (later.documents / earlier.documents)
        for earlier, later in pairwise(found)
    ]
    print(
        "growth beside linear:",
        ", ".join(f"{growth:.2f}" for growth in growths),
        f"(limit {MOST_GROWTH:.2f})",
    )
    fits = all(one.megabytes <= MOST_MEGABYTES.get(one.documents, float("inf")) for one in found)
    quick = all(one.check <= MOST_RATIO * one.floor for one in found)
    return 0 if fits and quick and all(growth <= MOST_GROWTH for growth in growths) else 1


def read_all(folder: Path, store: Path) -> None:
    """Read a folder's documents into one Parquet file a frame."""
    from yusuan.extract.door import read  # noqa: PLC0415 — each process imports what it needs
    from yusuan.extract.raw import UnreadableError  # noqa: PLC0415
    from yusuan.identities.suite import load  # noqa: PLC0415
    from yusuan.normalise.document import normalise  # noqa: PLC0415

    identities = load(SUITES)
    read_: list[dict[str, pl.DataFrame]] = []
    for path in sorted(folder.glob("*/*.*")):
        if path.suffix in {".csv", ".toml"}:
            continue
        try:
            read_.append(dict(normalise([read(path)], folder, identities).frames))
        except UnreadableError as error:
            print(error, file=sys.stderr)
    for name in read_[0]:
        pl.concat([frames[name] for frames in read_]).write_parquet(store / f"{name}.parquet")


def repeat(store: Path, count: int) -> None:
    """Write a collection of so many documents: those of the store, over and over, under other names."""
    folder = store / str(count)
    folder.mkdir()
    documents = pl.read_parquet(store / "documents.parquet")["document"]
    for path in store.glob("*.parquet"):
        frame = pl.read_parquet(path)
        copies = []
        for number in range(-(-count // len(documents))):
            kept = documents.head(count - number * len(documents)).to_list()
            suffix = pl.lit(f"（{number}）")
            copies.append(
                frame.filter(pl.col("document").is_in(kept)).with_columns(
                    pl.col("document") + suffix, pl.col("department") + suffix
                )
            )
        pl.concat(copies).write_parquet(folder / path.name)


def measure(folder: Path, count: int) -> Measured:
    """Time the floor and the check of one collection, twice each, the better of both."""
    import great_expectations  # noqa: F401, PLC0415 — its import is excluded

    from yusuan.checks import expectations  # noqa: F401, PLC0415
    from yusuan.checks.run import check  # noqa: PLC0415
    from yusuan.identities.residuals import closes, residuals  # noqa: PLC0415
    from yusuan.identities.rules import verdicts  # noqa: PLC0415
    from yusuan.identities.suite import Rule, load  # noqa: PLC0415

    identities = load(SUITES)
    frames = {path.stem: pl.scan_parquet(path) for path in folder.glob("*.parquet")}
    floors, checks, tested = [], [], 0
    for _ in range(2):
        start = time.perf_counter()
        collected = {name: frame.collect() for name, frame in frames.items() if name != "terms"}
        lazy = {name: frame.lazy() for name, frame in collected.items()}
        closes(
            residuals(lazy, [one.formula for one in identities if not isinstance(one.formula, Rule)])
        ).collect()
        for one in identities:
            if isinstance(one.formula, Rule):
                verdicts(one.formula, collected)
        floors.append(time.perf_counter() - start)
        del collected, lazy
        start = time.perf_counter()
        tested = check(frames, SUITES).tested
        checks.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(count, tested, min(floors), min(checks), peak)


if __name__ == "__main__":
    sys.exit(main())
