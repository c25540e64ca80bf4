"""Born-digital PDFs: what reading them costs beside the bare cost of collecting what they draw.

Run as `python benchmarks/pdf.py FOLDER [--csv OUT]`. In turn, in one process, each document's CPU time
(`time.process_time` of all threads: wall time says little where others use the cores), the best of some rounds:

- floor: pypdfium2's raw API in a plain loop gives every path's bounds and every character's code and box;
- read: the document as lines and raw tables (`yusuan.extract.formats.read`);
- ingest: what a worker of `yusuan ingest` does: read, identified, normalised, its readings settled, its
  frames validated (`yusuan.reading.read_alone`);
- pdfplumber: `extract_tables` alone on every page, once, as it is slow.

Peak memory is that of a fresh process that ingests one document. Jobs are wall time of `yusuan ingest` over
all documents in a workspace of their own. The exit code is 1 where a total misses its bound.
"""

from __future__ import annotations

import argparse
import csv
import ctypes
import gc
import multiprocessing
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from yusuan.cli.exits import Exit
from yusuan.extract.formats import read
from yusuan.extract.raw import UnreadableError
from yusuan.identities.suite import load
from yusuan.pipeline.document import read_alone

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
JOBS_ROUNDS = 3
MOST_COST = 3.0  # times the floor
LEAST_FASTER = 4.0  # than pdfplumber
MOST_MEMORY = 300  # MB a worker
LEAST_SCALING = 1.3  # from one job to two
JUDGED = ("read", "ingest")
PARTS = ("floor", *JUDGED, "pdfplumber")
COLUMNS = (
    "document", "pages", *(f"{part}_ms" for part in PARTS), "read_to_floor", "ingest_to_floor",
    "pdfplumber_to_read", "pdfplumber_to_ingest", "peak_mb",
)  # fmt: skip


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path)
    arguments = parser.parse_args()
    paths = [path for path in sorted(arguments.folder.glob("*/*.pdf")) if is_born_digital(path)]
    if not paths:
        parser.error(f"no born-digital PDF in {arguments.folder}")
    # First of all: a child's peak is counted from what its parent held when it was started.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        peaks = pool.map(peak, paths, chunksize=1)
    rows: list[dict[str, object]] = []
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    totals = dict.fromkeys(PARTS, 0.0)
    for path, memory in zip(paths, peaks, strict=True):
        seconds, pages = measure(path)
        totals = {part: totals[part] + seconds[part] for part in PARTS}
        rows.append(row(str(path.relative_to(arguments.folder)), pages, seconds, memory))
        writer.writerow(rows[-1])
        sys.stdout.flush()
    rows.append(row("total", sum(int(str(each["pages"])) for each in rows), totals, max(peaks)))
    writer.writerow(rows[-1])
    if arguments.csv is not None:
        with arguments.csv.open("w", encoding="utf-8", newline="") as file:
            kept = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            kept.writeheader()
            kept.writerows(rows)
    one, two = jobs(paths, arguments.folder)
    at_most = [(f"{part}, times the floor", totals[part] / totals["floor"], MOST_COST) for part in JUDGED]
    at_most += [("peak of a worker, MB", max(peaks), MOST_MEMORY)]
    at_least = [
        (f"faster than pdfplumber's tables, {part}", totals["pdfplumber"] / totals[part], LEAST_FASTER)
        for part in JUDGED
    ]
    at_least += [
        (f"faster with two jobs ({two:.1f} s) than with one ({one:.1f} s)", one / two, LEAST_SCALING)
    ]
    missed = [what for what, value, bound in at_most if value > bound]
    missed += [what for what, value, bound in at_least if value < bound]
    for what, value, bound in (*at_most, *at_least):
        print(f"{what}: {value:.2f} ({bound:g}{', MISSED' if what in missed else ''})", file=sys.stderr)
    return int(bool(missed))


def row(document: str, pages: int, seconds: dict[str, float], memory: float) -> dict[str, object]:
    """One line."""
    return {
        "document": document,
        "pages": pages,
        **{f"{part}_ms": f"{1000 * seconds[part]:.0f}" for part in PARTS},
        "read_to_floor": f"{seconds['read'] / seconds['floor']:.2f}",
        "ingest_to_floor": f"{seconds['ingest'] / seconds['floor']:.2f}",
        "pdfplumber_to_read": f"{seconds['pdfplumber'] / seconds['read']:.2f}",
        "pdfplumber_to_ingest": f"{seconds['pdfplumber'] / seconds['ingest']:.2f}",
        "peak_mb": f"{memory:.0f}",
    }


def is_born_digital(path: Path) -> bool:
    """Whether a document can be read without recognising pictures."""
    try:
        return not read(path).unread_pages
    except UnreadableError:
        return False


def measure(path: Path) -> tuple[dict[str, float], int]:
    """Best CPU seconds of each part, and how many pages there are."""
    parts: dict[str, Callable[[Path], object]] = {
        "floor": floor,
        "read": read,
        "ingest": partial(read_alone, path.parents[1], load(ROOT / "expectations")),
    }
    best = {"pdfplumber": clock(pdfplumber_tables, path)}
    for _ in range(ROUNDS):
        for part, work in parts.items():
            best[part] = min(clock(work, path), best.get(part, float("inf")))
    return best, floor(path)


def clock(work: Callable[[Path], object], path: Path) -> float:
    """CPU seconds of one call; what was left behind by others is none of its garbage collector's work."""
    gc.collect()
    gc.freeze()
    start = time.process_time()
    work(path)
    return time.process_time() - start


def floor(path: Path) -> int:
    """Collect every path's bounds and every character's code and box; how many pages there are."""
    data = path.read_bytes()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    pages = pdfium.FPDF_GetPageCount(document)
    for number in range(pages):
        page = pdfium.FPDF_LoadPage(document, number)
        text_page = pdfium.FPDFText_LoadPage(page)
        paths: list[tuple[float, ...]] = []
        collect_paths(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, paths)
        collect_chars(text_page)
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return pages


def collect_paths(parent: object, count: Callable, get: Callable, paths: list[tuple[float, ...]]) -> None:
    """The bounds of all paths on a page or in a form."""
    kind_of, bounds_of = pdfium.FPDFPageObj_GetType, pdfium.FPDFPageObj_GetBounds
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    references = [ctypes.byref(value) for value in (left, bottom, right, top)]
    for index in range(count(parent)):
        item = get(parent, index)
        kind = kind_of(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            bounds_of(item, *references)
            paths.append((left.value, bottom.value, right.value, top.value))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            collect_paths(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, paths)


def collect_chars(text_page: object) -> list[tuple[float, ...]]:
    """Code and box of all characters on a page."""
    count = pdfium.FPDFText_CountChars(text_page)
    codes = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(text_page, 0, count, codes)
    box_of, rectangle = pdfium.FPDFText_GetLooseCharBox, pdfium.FS_RECTF()
    reference = ctypes.byref(rectangle)
    chars = []
    for index, code in enumerate(codes[:count]):
        box_of(text_page, index, reference)
        chars.append((code, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
    return chars


def pdfplumber_tables(path: Path) -> None:
    """All tables of all pages."""
    import pdfplumber  # noqa: PLC0415 — no part of what a worker holds

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()


def peak(path: Path) -> float:
    """Peak memory in MB of this process after it has ingested a document."""
    read_alone(path.parents[1], load(ROOT / "expectations"), path)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def jobs(paths: list[Path], folder: Path) -> tuple[float, float]:
    """Best wall seconds of `yusuan ingest` with one job and with two."""
    best = {1: float("inf"), 2: float("inf")}
    with tempfile.TemporaryDirectory() as workspace:
        for path in paths:
            copy = Path(workspace) / "data" / "raw" / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        for number in [*best] * JOBS_ROUNDS:
            command = [Path(sys.executable).with_name("yusuan"), "ingest", "--jobs", str(number)]
            start = time.perf_counter()
            done = subprocess.run(command, cwd=workspace, check=False, capture_output=True)
            best[number] = min(best[number], time.perf_counter() - start)
            if done.returncode not in (Exit.DONE, Exit.REFUSED):
                raise SystemExit(done.stderr.decode())
    return best[1], best[2]


if __name__ == "__main__":
    raise SystemExit(main())
