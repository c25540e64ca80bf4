"""Check of a whole collection beside the same identities without Great Expectations, as the collection grows.

    python benchmarks/checks.py FOLDER [--documents 300 3000]

The documents of a folder are read once and repeated under other names. Floor and check of each size are
measured in processes of their own, from Parquet, imports excluded, in processor time of all threads: others on
the machine do not count. The floor is the evaluation alone: the
lazy queries of all formulas, and the rules; the check adds causes, sentences, Great Expectations and the
validation of what it returns. Exit code 1 where a check takes more than three times its floor, where 300
documents need more than 1.5 GB, or where time grows by more than the number of documents does (a third is
left for noise). Results are kept in benchmarks/results/checks.csv.
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
# From here on a size is measured once and not twice.
MANY = 1_000
RESULTS = ROOT / "benchmarks" / "results" / "checks.csv"


class Measured(NamedTuple):
    """One size: documents, identities tested, processor seconds of the floor and of the check, peak memory in MB."""

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
            times = 2 if count < MANY else 1
            with context.Pool(1) as pool:
                floor = pool.apply(measure_floor, (store / str(count), times))
            with context.Pool(1) as pool:
                seconds, tested, megabytes = pool.apply(measure_check, (store / str(count), times))
            one = Measured(count, tested, floor, seconds, megabytes)
            found.append(one)
            print(
                f"{one.documents} documents: {one.tested} identities, floor {one.floor:.2f} s, check "
                f"{one.check:.2f} s, ratio {one.check / one.floor:.2f} (limit {MOST_RATIO}), "
                f"peak {one.megabytes:.0f} MB",
                flush=True,
            )
    pl.DataFrame(found, schema=Measured._fields, orient="row").write_csv(RESULTS, float_precision=2)
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
    from yusuan.extract.formats import read  # noqa: PLC0415 — each process imports what it needs
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


def measure_floor(folder: Path, times: int) -> float:
    """Processor seconds of the evaluation alone: the formulas' queries and the rules, the best of some times."""
    from yusuan.identities.entries import Rule  # noqa: PLC0415
    from yusuan.identities.formulas.residuals import evaluated  # noqa: PLC0415
    from yusuan.identities.rules.registry import verdicts  # noqa: PLC0415
    from yusuan.identities.suite import load  # noqa: PLC0415

    identities = load(SUITES)
    seconds = []
    for _ in range(times):
        start = time.process_time()
        frames = {name: frame.collect() for name, frame in _frames(folder).items() if name != "terms"}
        evaluated(frames, [one.formula for one in identities if not isinstance(one.formula, Rule)])
        for one in identities:
            if isinstance(one.formula, Rule):
                verdicts(one.formula, frames)
        seconds.append(time.process_time() - start)
    return min(seconds)


def measure_check(folder: Path, times: int) -> tuple[float, int, float]:
    """Processor seconds of the whole check, the best of some times; identities tested; peak memory in MB."""
    import great_expectations  # noqa: F401, PLC0415 — its import is excluded

    from yusuan.checks import expectations  # noqa: F401, PLC0415
    from yusuan.checks.run import check  # noqa: PLC0415

    seconds, tested = [], 0
    for _ in range(times):
        start = time.process_time()
        tested = check(_frames(folder), SUITES).tested
        seconds.append(time.process_time() - start)
    return min(seconds), tested, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _frames(folder: Path) -> dict[str, pl.LazyFrame]:
    return {path.stem: pl.scan_parquet(path) for path in folder.glob("*.parquet")}


if __name__ == "__main__":
    sys.exit(main())
