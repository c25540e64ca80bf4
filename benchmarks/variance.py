"""All variances of a made-up collection beside the bare Polars joins that any comparison needs.

    python benchmarks/variance.py [--department-years 300 1000 3000]

The floor picks the same cells, joins each year's with those of the year before by department and code with all
that the facts say of both (names, codes, printed precision, places), and takes change, rate, share and
contribution: no crosswalk, no prose, no choice between tables, no lines that entered or left, no notes. What
comes out is held against the truth that the generator wrote. Times are the processor's, of all threads: others
on the machine do not count. Each size runs in a process of its own, from
Parquet, imports and one warm-up excluded. Exit code 1 where a comparison is wrong, takes more than twice its
floor, or where memory grows by more than the number of department-years does.
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

YEARS = 10
MOST_RATIO = 2.0
MOST_GROWTH = 4 / 3
COMPARED = {
    "function": ("expenditure_summary", "code"),
    "economic": ("basic_expenditure", "code"),
    "three_public": ("three_public", "role"),
}


class Measured(NamedTuple):
    """One size: department-years, lines compared, wrong ones, seconds of floor and comparison, peak memory in MB."""

    size: int
    lines: int
    wrong: int
    floor: float
    taken: float
    megabytes: float


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--department-years", type=int, nargs="+", default=[300, 1_000, 3_000])
    context = multiprocessing.get_context("spawn")
    found: list[Measured] = []
    for size in options.parse_args().department_years:
        with tempfile.TemporaryDirectory() as scratch:
            with context.Pool(1) as pool:
                pool.apply(write, (Path(scratch), size))
            with context.Pool(1) as pool:
                found.append(pool.apply(measure, (Path(scratch), size)))
        one = found[-1]
        print(
            f"{one.size} department-years: {one.lines} lines, {one.wrong} wrong, floor {one.floor:.3f} s, "
            f"variances {one.taken:.3f} s, ratio {one.taken / one.floor:.2f} (limit {MOST_RATIO}), "
            f"peak {one.megabytes:.0f} MB",
            flush=True,
        )
    growths = [
        (later.megabytes / earlier.megabytes) / (later.size / earlier.size)
        for earlier, later in pairwise(found)
    ]
    print(
        "memory beside linear:",
        ", ".join(f"{growth:.2f}" for growth in growths),
        f"(limit {MOST_GROWTH:.2f})",
    )
    right = all(one.wrong == 0 for one in found)
    quick = all(one.taken <= MOST_RATIO * one.floor for one in found)
    return 0 if right and quick and all(growth <= MOST_GROWTH for growth in growths) else 1


def write(folder: Path, size: int) -> None:
    """Write a collection of about so many department-years."""
    from synthetic import make  # noqa: PLC0415 — beside this file

    for name, frame in make(max(1, size // YEARS), YEARS)._asdict().items():
        frame.write_parquet(folder / f"{name}.parquet")


def measure(folder: Path, size: int) -> Measured:
    """Time the floor and the comparison, three times each in turn, the best of each."""
    frames = {path.stem: pl.scan_parquet(path) for path in folder.glob("*.parquet")}
    floors, taken = [], []
    compared: dict[str, pl.DataFrame] = {}
    for _ in range(4):
        start = time.process_time()
        for by in COMPARED:
            bare(frames["facts"], by).collect()
        floors.append(time.process_time() - start)
        start = time.process_time()
        compared = {by: variances(frames, by).collect() for by in COMPARED}
        taken.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wrong = sum(mistakes(frame, frames["truth"], by) for by, frame in compared.items())
    lines = sum(frame.height for frame in compared.values())
    return Measured(size, lines, wrong, min(floors[1:]), min(taken[1:]), peak)


def bare(facts: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """Each line beside that of the year before, with change, rate and contribution."""
    table, key = COMPARED[by]
    at = ["department", "fiscal_year", "key"]
    lines = facts.filter((pl.col("table") == table) & (pl.col("measure") == "total")).select(
        "department", "fiscal_year", "scope", "phase", "line", "code", "level", "parent_no", "line_no", "quantum_fen",
        "page", "row", "column", "title", "heading", "document", fen="amount_fen",
        key=pl.col(key).fill_null("whole"),
    )  # fmt: skip
    before = lines.with_columns(pl.col("fiscal_year") + 1)
    both = lines.join(before, on=at, how="full", coalesce=True, suffix="_base")
    whole = both.filter(pl.col("key").is_in(["whole", "three_public"])).select(
        "department", "fiscal_year", whole="fen", whole_base="fen_base"
    )
    change = pl.col("fen").fill_null(0) - pl.col("fen_base").fill_null(0)
    return (
        both.join(whole, on=["department", "fiscal_year"], how="left")
        .with_columns(
            change=change, rate=change / pl.col("fen_base"), contribution=change / pl.col("whole_base"),
            share=pl.col("fen") / pl.col("whole"),
        )
        .sort("department", "fiscal_year", "key")
    )  # fmt: skip


def variances(frames: dict[str, pl.LazyFrame], by: str) -> pl.LazyFrame:
    """The comparison under test."""
    from yusuan.analysis import answers  # noqa: PLC0415 — not in the process that writes
    from yusuan.analysis.collection import Collection  # noqa: PLC0415

    collection = Collection(frames["documents"], frames["facts"], frames["statements"])
    return answers.variances(collection, by)


def mistakes(frame: pl.DataFrame, truth: pl.LazyFrame, by: str) -> int:
    """How many of the finest lines are not what the truth says."""
    at = ["department", "fiscal_year", "key"]
    money = ["base_fen", "current_fen"]
    true = truth.filter(pl.col("by") == by).collect()
    first = true["fiscal_year"].min()
    finest = frame.filter(pl.col("key").is_in(true["key"].unique().to_list()))
    known = true.filter(pl.col("fiscal_year") > first)
    said = finest.filter(pl.col("fiscal_year") > first)
    agree = known.join(said, on=[*at, *money], how="inner", nulls_equal=True)
    return max(known.height, said.height) - agree.height


if __name__ == "__main__":
    sys.exit(main())
