"""Department-years made up from a seed, with the truth of their changes.

    python benchmarks/synthetic.py FOLDER [--departments 300] [--years 10] [--seed 1]

Writes the frames of the clean data that comparisons need, and `truth.parquet`: what every line was in both
years under the code of the later one, so that a comparison can be held against it. Lines come and go, and the
codes of 2018 move as the crosswalk says.
"""

from __future__ import annotations

import argparse
import random
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from yusuan import reference
from yusuan.model import schemas

FIRST_YEAR = 2015
# Of the classifications as they are since 2018; before, two codes bore other numbers.
_FUNCTIONS = 24
_MOVED = {"30112": "30104", "30113": "30311"}
_MOVED_IN = 2018
_WAN = 1_000_000
_PRESENT = 0.9


class Made(NamedTuple):
    """Frames as of `schemas`, and the truth: department, year, by, key, base_fen, current_fen."""

    documents: pl.DataFrame
    facts: pl.DataFrame
    statements: pl.DataFrame
    truth: pl.DataFrame


def make(departments: int, years: int, seed: int = 1) -> Made:
    """Make departments of so many years each."""
    dice = random.Random(seed)
    last = FIRST_YEAR + years - 1
    functions = sorted(
        code
        for code, row in reference.codes("functional").items()
        if row.level == 3 and (row.last_year or 0) >= last
    )
    economic = sorted(
        code
        for code, row in reference.codes("economic").items()
        if row.level == 2 and (row.last_year or 0) >= last
    )
    documents: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    truth: list[tuple[Any, ...]] = []
    for number in range(departments):
        before: dict[tuple[str, str], int] = {}
        own = dice.sample(functions, _FUNCTIONS)
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            whose = {
                "document": f"部门{number:05d}/{year}-budget",
                "department": f"部门{number:05d}",
                "scope": "department",
                "fiscal_year": year,
                "phase": "budget",
            }
            documents.append(whose)
            lines = _year(dice, year, own, economic)
            facts += _facts(whose, lines, year)
            truth += _truth(whose, before, lines)
            before = lines
    return Made(
        _framed(schemas.Documents, documents),
        _framed(schemas.Facts, facts),
        schemas.Statements.create_empty(),
        pl.DataFrame(
            truth,
            schema={
                "department": pl.String,
                "fiscal_year": pl.Int32,
                "by": pl.String,
                "key": pl.String,
                "base_fen": pl.Int64,
                "current_fen": pl.Int64,
            },
            orient="row",
        ),
    )


def _year(
    dice: random.Random, year: int, functions: list[str], economic: list[str]
) -> dict[tuple[str, str], int]:
    """Amounts of the finest lines of one year, by comparison and key."""
    found: dict[tuple[str, str], int] = {}
    for by, codes in (("function", functions), ("economic", economic)):
        for code in codes:
            # A code that bore another meaning before 2018 is left out of the years before.
            used = year >= _MOVED_IN or code not in _MOVED.values()
            if used and dice.random() < _PRESENT:
                found[by, code] = dice.randrange(1, 10_000) * _WAN // 100
    for part in ("overseas", "reception", "vehicles"):
        found["three_public", f"three_public.{part}"] = dice.randrange(0, 100) * _WAN // 100
    return found


def _facts(whose: dict[str, Any], lines: dict[tuple[str, str], int], year: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    names = _names()
    for number, (by, table) in enumerate(
        (
            ("function", "expenditure_summary"),
            ("economic", "basic_expenditure"),
            ("three_public", "three_public"),
        ),
        start=1,
    ):
        amounts: dict[str, int] = {}
        for (which, key), fen in lines.items():
            if which == by:
                code = _MOVED.get(key, key) if year < _MOVED_IN else key
                above = (
                    [""]
                    if by == "three_public"
                    else [code[:digits] for digits in (0, 3, 5) if digits < len(code)]
                )
                for name in (*above, code):
                    amounts[name] = amounts.get(name, 0) + fen
        for row, (name, fen) in enumerate(sorted(amounts.items()), start=1):
            code = name if by != "three_public" and name else None
            role = "three_public" if by == "three_public" else "total"
            rows.append(
                {
                    **whose,
                    "table": table,
                    "table_no": number,
                    "measure": "total",
                    "reading": "closed",
                    "line": names.get(name, name) or "合计",
                    "line_no": row,
                    "code": code,
                    "level": (len(code) - 1) // 2 if code else (0 if not name else None),
                    "role": role if not name else (name.split(".")[-1] if by == "three_public" else None),
                    "amount_fen": fen,
                    "quantum_fen": 10_000,
                    "row": row,
                }
            )
    return rows


@cache
def _names() -> dict[str, str]:
    known = (*reference.codes("functional").values(), *reference.codes("economic").values())
    return {code.code: code.name for code in known}


def _truth(
    whose: dict[str, Any], before: dict[tuple[str, str], int], now: dict[tuple[str, str], int]
) -> list[tuple[Any, ...]]:
    keys = sorted({*before, *now}) if before else sorted(now)
    year = whose["fiscal_year"]
    named = _MOVED if year < _MOVED_IN else {}
    return [
        (whose["department"], year, by, named.get(key, key), before.get((by, key)), now.get((by, key)))
        for by, key in keys
    ]


def _framed(schema: type[Any], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows with the plainest there is in the columns that do not matter."""
    given = pl.DataFrame(rows, infer_schema_length=None)
    empty = schema.create_empty()
    plain: list[pl.Expr] = []
    for name, dtype in empty.schema.items():
        nullable = schema.columns()[name].nullable
        if name in given.columns:
            plain.append(pl.col(name).cast(dtype))
        elif nullable:
            plain.append(pl.lit(None, dtype).alias(name))
        elif isinstance(dtype, pl.Enum):
            plain.append(pl.lit(dtype.categories[0], dtype).alias(name))
        else:
            value = {pl.String: "", pl.Boolean: False}.get(type(dtype), 1)
            plain.append(pl.lit(value, dtype).alias(name))
    return given.select(plain)


def main() -> int:
    """Make and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--departments", type=int, default=300)
    options.add_argument("--years", type=int, default=10)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name, frame in make(asked.departments, asked.years, asked.seed)._asdict().items():
        frame.write_parquet(asked.folder / f"{name}.parquet")
    return 0


if __name__ == "__main__":
    sys.exit(main())
