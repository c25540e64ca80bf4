"""A comparison as it is asked for: documents chosen, maps read, then one lazy query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.analysis import documents as choice
from yusuan.analysis.disclosed import breakdowns as comparable
from yusuan.analysis.documents import VarianceError
from yusuan.analysis.years.crosswalk import crosswalk
from yusuan.analysis.years.renamed_projects import renamed_projects
from yusuan.analysis.years.series import series
from yusuan.analysis.years.variance import Maps, Materiality, variance
from yusuan.model.vocabulary import Phase, Scope

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from yusuan.analysis.disclosed.breakdowns import By


def two_years(  # noqa: PLR0913 — what a comparison can be asked for
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    department: str,
    year: int,
    base: int | None = None,
    by: By = "total",
    phase: Phase | str = Phase.BUDGET,
    scope: Scope | str | None = None,
    base_phase: Phase | str | None = None,
    base_scope: Scope | str | None = None,
    mix: bool = False,
    materiality: Materiality | None = None,
) -> pl.LazyFrame:
    """One department's year against another; as of `Workspace.variance`.

    Args:
        documents: columns of `schemas.Documents`.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        reference: folder of the workspace's own maps.
        department: name of the department or unit.
        year: fiscal year.
        base: the year compared with; the year before where None.
        by: which lines.
        phase: of the document.
        scope: of the document; where None, the department's if there are both.
        base_phase: of the base; that of the document where None.
        base_scope: likewise.
        mix: whether phases and scopes may be mixed.
        materiality: from where on a change is material.

    Raises:
        VarianceError: there is no such document or comparison; the message lists what there is.
        CrosswalkError: a row of the crosswalk is wrong.
    """
    check_known(by)
    names = choice.entities(reference)
    there = choice.disclosures(documents, names)
    current = choice.choose(there, department, year, phase_of(phase), scope_of(scope))
    pairs = choice.pair(
        there,
        names,
        current,
        year - 1 if base is None else base,
        base_phase=None if base_phase is None else phase_of(base_phase),
        base_scope=scope_of(base_scope),
        mix=mix,
    )
    return variance(pairs, facts, statements, by, maps=maps(reference), materiality=materiality)


def all_years(
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    by: By = "total",
    offset: int = 1,
) -> pl.LazyFrame:
    """Every document against that of `offset` years before; arguments and errors as of `two_years`."""
    check_known(by)
    there = choice.disclosures(documents, choice.entities(reference))
    return variance(choice.all_pairs(there, offset), facts, statements, by, maps=maps(reference))


def many_years(
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    department: str,
    by: By = "total",
    phase: Phase | str = Phase.BUDGET,
    scope: Scope | str | None = None,
) -> pl.LazyFrame:
    """A department's lines over its years; arguments and errors as of `two_years`."""
    check_known(by)
    there = choice.disclosures(documents, choice.entities(reference))
    of_department = choice.years_of(there, department, phase_of(phase), scope_of(scope))
    return series(of_department, facts, statements, by, maps=maps(reference))


def maps(reference: Path | None = None) -> Maps:
    """The reviewed maps between years, with a workspace's own rows."""
    return Maps(crosswalk(reference), renamed_projects(reference))


def check_known(by: str) -> None:
    """Refuse a comparison that there is not.

    Raises:
        VarianceError: there is none; the message lists those that there are.
    """
    if by not in comparable.BY:
        raise VarianceError(
            f"不能按 {by} 比较；现有 {'、'.join(comparable.BY)} (no comparison by {by}; there are those)"
        )


def phase_of(phase: Phase | str) -> Phase:
    """A phase by its word.

    Raises:
        VarianceError: there is none.
    """
    try:
        return Phase(phase)
    except ValueError:
        raise VarianceError(f"没有这个阶段：{phase}；现有 {'、'.join(Phase)} (no such phase)") from None


def scope_of(scope: Scope | str | None) -> Scope | None:
    """A scope by its word, None where none is asked for.

    Raises:
        VarianceError: there is none.
    """
    try:
        return None if scope is None else Scope(scope)
    except ValueError:
        raise VarianceError(f"没有这个口径：{scope}；现有 {'、'.join(Scope)} (no such scope)") from None
