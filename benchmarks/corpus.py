"""Scoreboard over a folder of disclosures: what was read of each, what closes, how long it took.

Run as `python benchmarks/corpus.py FOLDER [--csv OUT]`. Coverage is told without the reading's own help: of
all cells of ruled tables whose text can only be money (thousands separators or decimals), the share that
became facts at the same place.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import time
from collections import Counter
from pathlib import Path

import polars as pl

from yusuan.extract.formats import read
from yusuan.extract.raw import RawDocument, UnreadableError
from yusuan.identities.entries import Rule
from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.identities.suite import Identity, load
from yusuan.normalise.document import normalise

ROOT = Path(__file__).resolve().parents[1]
MONEY = re.compile(r"^[-−(（]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,6})[)）]?$")
COLUMNS = (
    "document", "pages", "tables", "kinds", "facts", "coverage", "exact", "rounding", "broken", "untested",
    "statements", "unverified", "no_measure", "seconds", "refused",
)  # fmt: skip


def main() -> None:
    """Read every document of a folder and print a line each and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path)
    arguments = parser.parse_args()
    identities = load(ROOT / "expectations")
    paths = sorted(path for path in arguments.folder.glob("*/*.*") if path.suffix not in {".csv", ".toml"})
    rows = [score(path, arguments.folder, identities) for path in paths]
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    if arguments.csv is not None:
        arguments.csv.parent.mkdir(parents=True, exist_ok=True)
        with arguments.csv.open("w", encoding="utf-8", newline="") as file:
            kept = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            kept.writeheader()
            kept.writerows(rows)
    summarise(rows)


def score(path: Path, root: Path, identities: list[Identity]) -> dict[str, object]:
    """One document's line."""
    name = str(path.relative_to(root))
    start = time.perf_counter()
    try:
        raw = read(path)
        document = normalise([raw], root, identities)
    except UnreadableError as error:
        return {
            "document": name,
            "seconds": f"{time.perf_counter() - start:.2f}",
            "refused": told(error, root),
        }
    seconds = time.perf_counter() - start
    frames = document.frames
    formulas = [one.formula for one in identities if not isinstance(one.formula, Rule)]
    hard = [formula for formula in formulas if formula.must_hold]
    outcome = closes(residuals({key: frame.lazy() for key, frame in frames.items()}, hard)).collect()
    counts = Counter(outcome["outcome"].to_list())
    kinds = Counter(frames["columns"].unique("table_no")["table"].cast(pl.String).to_list())
    found, printed = coverage(raw, frames["facts"])
    return {
        "document": name,
        "pages": raw.pages,
        "tables": sum(kinds.values()),
        "kinds": " ".join(f"{kind}:{count}" for kind, count in sorted(kinds.items())),
        "facts": frames["facts"].height,
        "coverage": f"{found}/{printed}",
        "exact": counts["exact"],
        "rounding": counts["rounding"],
        "broken": counts["broken"],
        "untested": len(hard) - outcome["identity"].n_unique(),
        "statements": frames["statements"].height,
        "unverified": frames["documents"]["unverified_tables"][0],
        "no_measure": frames["facts"]["measure"].null_count(),
        "seconds": f"{seconds:.2f}",
        "refused": "; ".join(document.refused),
    }


def told(error: UnreadableError, root: Path) -> str:
    """A refusal without the folder in which the documents stand."""
    return str(error).replace(f"{root}/", "")


def coverage(raw: RawDocument, facts: pl.DataFrame) -> tuple[int, int]:
    """Cells that can only be money: how many became facts, how many there are."""
    places = set(facts.select("page", "row", "printed").iter_rows())
    found = printed = 0
    for table in raw.tables():
        if table.ruled:
            for cell in table.cells:
                if MONEY.match("".join(cell.text.split())):
                    printed += 1
                    found += (cell.page, cell.page_row, cell.text) in places
    return found, printed


def summarise(rows: list[dict[str, object]]) -> None:
    """One line for all."""
    read_rows = [row for row in rows if "facts" in row]
    total = {
        key: sum(int(str(row[key])) for row in read_rows) for key in ("exact", "rounding", "broken", "facts")
    }
    found = sum(int(str(row["coverage"]).split("/")[0]) for row in read_rows)
    printed = sum(int(str(row["coverage"]).split("/")[1]) for row in read_rows)
    tables = sum(int(str(row["tables"])) for row in read_rows)
    unverified = sum(int(str(row["unverified"])) for row in read_rows)
    tested = total["exact"] + total["rounding"] + total["broken"]
    print(
        f"read {len(read_rows)} of {len(rows)}; facts {total['facts']}; "
        f"coverage {found}/{printed} = {found / max(1, printed):.2%}; identities {tested}: "
        f"exact {total['exact']}, rounding {total['rounding']}, broken {total['broken']} "
        f"({(tested - total['broken']) / max(1, tested):.2%} hold); "
        f"unverified tables {unverified} of {tables}",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
