"""Made-up disclosures printed in the layouts of the field and read again: what is wrong, by option.

Run as `python benchmarks/printed.py [--seeds 1-2000] [--jobs 2] [--each] [--not-yet] [--only NAME=VALUE …] [--show N]`.

Every amount of such a document is known. Counted are documents with amounts that are not read as they are
printed (`wrong`), with figures of the text likewise (`said`), with findings though all is right (`false`), and,
after one amount is made wrong, those of which nothing is told (`missed`) or more than one thing (`several`).
With `--each`, every value of every option is printed alone, the rest being plain.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from printed.disclosure import print_disclosure  # noqa: E402 — of the tests, which no package holds
from printed.judge import judge, plant, untold  # noqa: E402
from printed.options import OPTIONS, draw, every_value, plain_layout, possible  # noqa: E402
from printed.render.files import write  # noqa: E402
from printed.render.pdf import chromium  # noqa: E402
from yusuan.identities.suite import load  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

    from printed.options import Layout

COUNTS = ("wrong", "said", "false", "missed", "several")
# Documents of one browser and one process at a time.
AT_ONCE = 40


class Outcome(NamedTuple):
    """Of one document: its layout, its amounts, what is wrong of each count."""

    seed: int
    layout: Layout
    amounts: int
    faults: dict[str, list[str]]


def judged(jobs: list[tuple[int, Layout]]) -> list[Outcome]:
    """Print, read and judge some documents."""
    identities = load(ROOT / "expectations")
    needs_browser = any(layout["format"] == "pdf" for _, layout in jobs)
    outcomes = []
    with tempfile.TemporaryDirectory() as name, chromium() if needs_browser else nullcontext() as print_pdf:
        for seed, layout in jobs:
            document = print_disclosure(seed, layout)
            verdict = judge(document, write(document, Path(name), "right", print_pdf), identities)
            faults = {"wrong": verdict.wrong, "said": verdict.said_wrong, "false": verdict.false}
            planted = plant(document, seed)
            if planted is not None:
                wrong, what = planted
                words = untold(write(wrong, Path(name), "wrong", print_pdf), identities)
                faults["missed"] = [what] if words == "missed" else []
                faults["several"] = [f"{what}: {words}"] if words not in {"", "missed"} else []
            outcomes.append(Outcome(seed, layout, verdict.amounts, faults))
    return outcomes


def main() -> int:
    """Draw, judge, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", default="1-2000")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--not-yet", action="store_true")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME=VALUE")
    parser.add_argument("--show", type=int, default=3)
    asked = parser.parse_args()
    first, _, last = asked.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    chosen = dict(pair.split("=", 1) for pair in asked.only)
    if asked.each:
        values = [pair for pair in every_value() if not chosen or pair in chosen.items()]
        jobs = [(seed, possible(_alone(*pair))) for pair in values for seed in seeds]
    else:
        jobs = [(seed, draw(seed, not_yet=asked.not_yet, **chosen)) for seed in seeds]
    start = time.time()
    parts = [jobs[at : at + AT_ONCE] for at in range(0, len(jobs), AT_ONCE)]
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(asked.jobs) as pool:
        for some in pool.map(judged, parts):
            outcomes += some
            print(f"{len(outcomes)}/{len(jobs)}", file=sys.stderr)
    report(outcomes, asked.show)
    total = sum(any(one.faults.values()) for one in outcomes)
    print(f"documents {len(outcomes)}, with a fault {total}; {time.time() - start:.0f} s")
    return 1 if total else 0


def _alone(name: str, value: str) -> Layout:
    """A value by itself; what only a PDF shows, in a PDF."""
    of_print = {"rules", "labels", "paper"}
    return plain_layout(**{name: value}, **({"format": "pdf"} if name in of_print else {}))


def report(outcomes: Iterable[Outcome], show: int) -> None:
    """By option and value: documents, and those with faults of each count; then some of them in words."""
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    for one in outcomes:
        counts = {
            "documents": 1,
            "amounts": one.amounts,
            **{name: bool(one.faults.get(name)) for name in COUNTS},
        }
        total.update(counts)
        for pair in one.layout.items():
            table[pair].update(counts)
    for name, values in OPTIONS.items():
        for value in values:
            if table[name, value]["documents"]:
                print(_line(f"{name}={value}", table[name, value]))
    print(_line("all", total))
    amounts = sum(len(one.faults["wrong"]) for one in outcomes)
    print(f"amounts {total['amounts']}, wrong {amounts}")
    shown = [one for one in outcomes if any(one.faults.values())][:show]
    for one in shown:
        print(one.seed, " ".join(f"{n}={v}" for n, v in one.layout.items() if v != OPTIONS[n][0]))
        for name, words in one.faults.items():
            for line in words[:4]:
                print(f"    {name}: {line[:240]}")


def _line(name: str, counts: Counter[str]) -> str:
    return f"{name:28}" + "".join(f"{counts[what]:>8}" for what in ("documents", *COUNTS))


if __name__ == "__main__":
    sys.exit(main())
