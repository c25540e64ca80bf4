"""Small departments of two years for the laws of comparison: many at once, as one query compares them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import strategies as st

from yusuan.analysis.documents import Entities, all_pairs, disclosures
from yusuan.analysis.years.crosswalk import Crosswalk
from yusuan.analysis.years.variance import Maps, variance
from yusuan.model import schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from yusuan.analysis.disclosed.breakdowns import By

FIRST, SECOND = 2023, 2024
# Two 类, three 款, six 项 of the functional classification.
LEAVES = ("2010101", "2010102", "2010301", "2010302", "2080501", "2080505")
AMOUNTS = st.integers(min_value=-(10**9), max_value=10**12)


@dataclass(frozen=True)
class Case:
    """Amounts of 项 in two years; None where a year does not print the line."""

    leaves: dict[str, tuple[int | None, int | None]]
    off: tuple[int, int] = (0, 0)
    extra: dict[int, dict[str, int]] = field(default_factory=dict)

    def printed(self, year: int) -> dict[str, int]:
        """All lines of a year's table: the whole under "", 类, 款 and 项."""
        number = year - FIRST
        lines: dict[str, int] = {"": self.off[number] if number in {0, 1} else 0}
        amounts = {code: pair[number] for code, pair in self.leaves.items()} | self.extra.get(year, {})
        for code, amount in amounts.items():
            if amount is not None:
                for digits in (0, 3, 5, 7):
                    lines[code[:digits]] = lines.get(code[:digits], 0) + amount
        return dict(sorted(lines.items()))


_BOTH, _ENTERED, _LEFT = (
    st.tuples(AMOUNTS, AMOUNTS),
    st.tuples(st.none(), AMOUNTS),
    st.tuples(AMOUNTS, st.none()),
)
# The first line is in both years, so that both tables break something down.
CASES = st.builds(
    lambda first, others, off: Case({LEAVES[0]: first, **others}, off),
    _BOTH,
    st.dictionaries(st.sampled_from(LEAVES[1:]), _BOTH | _ENTERED | _LEFT, max_size=5),
    st.tuples(st.integers(-5, 5), st.integers(-5, 5)),
)
# Twenty cases an example: one query compares them all.
MANY = st.lists(CASES, min_size=20, max_size=20)


@pytest.fixture(scope="session")
def tables(framed: Callable[..., pl.DataFrame]) -> Callable[..., tuple[pl.DataFrame, pl.DataFrame]]:
    """The documents and facts of cases, each a department of its own."""

    def make(
        cases: Iterable[Case], years: Iterable[int] = (FIRST, SECOND)
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        documents, facts = [], []
        for number, case in enumerate(cases):
            for year in years:
                whose = {
                    "document": f"{number:02d}/{year}-budget",
                    "department": f"{number:02d}",
                    "fiscal_year": year,
                    "scope": "department",
                    "phase": "budget",
                }
                documents.append(whose)
                facts += [_fact(whose, *line) for line in enumerate(case.printed(year).items(), start=1)]
        return framed(schemas.Documents, *documents), framed(schemas.Facts, *facts)

    return make


def _fact(whose: dict[str, object], number: int, line: tuple[str, int]) -> dict[str, object]:
    code, amount = line
    return {
        **whose,
        "table": "expenditure_summary",
        "measure": "total",
        "reading": "closed",
        "role": None if code else "total",
        "code": code or None,
        "level": (len(code) - 1) // 2 if code else 0,
        "line": f"线{code}" if code else "合计",
        "line_no": number,
        "row": number,
        "amount_fen": amount,
        "quantum_fen": 1,
    }


@pytest.fixture(scope="session")
def compared(framed: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
    """Every document against that of the year before, or after."""
    nothing = framed(schemas.Statements).lazy()

    def run(
        documents: pl.DataFrame,
        facts: pl.DataFrame,
        by: By = "function",
        *,
        offset: int = 1,
        crosswalk: Crosswalk | None = None,
    ) -> pl.DataFrame:
        pairs = all_pairs(disclosures(documents.lazy(), Entities(())), offset).filter(
            pl.col("base_document").is_not_null()
        )
        maps = Maps(codes=crosswalk or Crosswalk(()))
        return variance(pairs, facts.lazy(), nothing, by, maps=maps).collect()

    return run
