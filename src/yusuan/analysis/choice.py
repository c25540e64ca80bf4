"""The document that is asked for, by department, year, phase and scope; else what there is."""

from __future__ import annotations

import polars as pl

from yusuan.model.vocabulary import Phase, Scope

_DOCUMENT = ("document", "department", "scope", "fiscal_year", "phase")
_NAMES_LISTED = 12


class VarianceError(LookupError):
    """There is nothing to compare; the message lists what there is."""


def disclosures(facts: pl.LazyFrame, statements: pl.LazyFrame) -> pl.DataFrame:
    """Every document that gave a fact or a statement: its id, department, scope, fiscal year and phase."""
    keys = [frame.select(pl.col(_DOCUMENT).cast(pl.String)).unique() for frame in (facts, statements)]
    found = pl.concat(keys).unique().with_columns(pl.col("fiscal_year").cast(pl.Int32))
    return found.sort("department", "fiscal_year", "phase", "scope").collect()


def choose(
    documents: pl.DataFrame, department: str, year: int, phase: Phase, scope: Scope | None
) -> tuple[str, Scope]:
    """The document of a department, year and phase, and its scope.

    Args:
        documents: as `disclosures` gives them.
        department: name of the department or unit.
        year: fiscal year.
        phase: budget or final.
        scope: department or unit; where None, the department's if there are both.

    Raises:
        VarianceError: there is none.
    """
    named = documents.filter(pl.col("department") == department)
    if named.is_empty():
        there = documents["department"].unique(maintain_order=True).to_list()
        more = f" 等 {len(there)} 个" if len(there) > _NAMES_LISTED else ""
        listed = "、".join(there[:_NAMES_LISTED]) or "无"
        raise VarianceError(f"没有这个部门：{department}；现有 {listed}{more} (no such department)")
    fitting = named.filter((pl.col("fiscal_year") == year) & (pl.col("phase") == phase.value))
    if scope is not None:
        fitting = fitting.filter(pl.col("scope") == scope.value)
    if fitting.is_empty():
        there = [f"{row['fiscal_year']} {row['phase']} {row['scope']}" for row in named.to_dicts()]
        asked = " ".join(str(part) for part in (year, phase.value, scope and scope.value) if part)
        raise VarianceError(f"{department} 没有 {asked} 的文件；现有 {'、'.join(there)} (no such document)")
    # "department" sorts before "unit".
    row = fitting.sort("scope").row(0, named=True)
    return row["document"], Scope(row["scope"])


def find(documents: pl.DataFrame, department: str, year: int, phase: Phase, scope: Scope) -> str | None:
    """The document that can be compared with: the same department, phase and scope; None if there is none."""
    found = documents.filter(
        (pl.col("department") == department)
        & (pl.col("fiscal_year") == year)
        & (pl.col("phase") == phase.value)
        & (pl.col("scope") == scope.value)
    )
    return None if found.is_empty() else str(found["document"][0])
