"""Indicators, completions and peers as they are asked for: documents chosen, maps read, then one lazy query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import documents as choice
from yusuan.analysis import peers
from yusuan.analysis import requests as compare
from yusuan.analysis.completion import completion
from yusuan.analysis.documents import VarianceError
from yusuan.analysis.indicators.formulas import formulas
from yusuan.analysis.indicators.indicators import indicators
from yusuan.model.vocabulary import Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from yusuan.analysis.disclosed.breakdowns import By


def indicators_of(  # noqa: PLR0913 — what can be asked for
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    department: str,
    year: int,
    phase: Phase | str = Phase.BUDGET,
    scope: Scope | str | None = None,
    base: int | None = None,
    price_index: float | None = None,
) -> pl.LazyFrame:
    """One document's indicators; as of `Workspace.indicators_of`.

    Args:
        documents: columns of `schemas.Documents`.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        reference: folder of the workspace's own maps.
        department: name of the department or unit.
        year: fiscal year.
        phase: of the document.
        scope: of the document; where None, the department's if there are both.
        base: the year that growth is counted from; the year before where None.
        price_index: prices over those of the base year.

    Raises:
        VarianceError: there is no such document, or the price index is not positive.
        CrosswalkError: a row of the crosswalk is wrong.
    """
    names = choice.entities(reference)
    there = choice.disclosures(documents, names)
    current = choice.choose(there, department, year, compare.phase_of(phase), compare.scope_of(scope))
    return indicators(
        choice.pair(there, names, current, year - 1 if base is None else base),
        choice.final_accounts(there).filter(document=current["document"]),
        facts,
        statements,
        maps=compare.maps(reference),
        price_index=None if price_index is None else {year: price_index},
    )


def all_indicators(
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    price_index: Mapping[int, float] | None = None,
) -> pl.LazyFrame:
    """Every document's indicators, growth from the year before; arguments and errors as of `indicators_of`."""
    there = choice.disclosures(documents, choice.entities(reference))
    return indicators(
        choice.all_pairs(there),
        choice.final_accounts(there),
        facts,
        statements,
        maps=compare.maps(reference),
        price_index=price_index,
    )


def completion_of(
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    department: str,
    year: int,
    by: By = "total",
    scope: Scope | str | None = None,
) -> pl.LazyFrame:
    """One final account against the budget of its year; arguments and errors as of `indicators_of`."""
    compare.check_known(by)
    there = choice.disclosures(documents, choice.entities(reference))
    final = choice.choose(there, department, year, Phase.FINAL, compare.scope_of(scope))
    pairs = choice.final_accounts(there).filter(document=final["document"])
    return completion(pairs, facts, statements, by, maps=compare.maps(reference))


def completions(
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    by: By = "total",
) -> pl.LazyFrame:
    """Every final account against the budget of its year; arguments and errors as of `indicators_of`."""
    compare.check_known(by)
    there = choice.disclosures(documents, choice.entities(reference))
    return completion(choice.final_accounts(there), facts, statements, by, maps=compare.maps(reference))


def peers_of(  # noqa: PLR0913 — what can be asked for
    documents: pl.LazyFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    reference: Path | None = None,
    *,
    year: int,
    by: str = "total",
    departments: Sequence[str] | None = None,
    phase: Phase | str = Phase.BUDGET,
    scope: Scope | str = Scope.DEPARTMENT,
    indicator: str | None = None,
) -> pl.LazyFrame:
    """One year across departments; as of `Workspace.peers`, arguments and errors as of `indicators_of`."""
    names = choice.entities(reference)
    there = choice.disclosures(documents, names)
    wanted = peers.members(
        there, year, compare.phase_of(phase), compare.scope_of(scope) or Scope.DEPARTMENT, departments
    )
    if indicator is None:
        return peers.of_lines(wanted, facts, statements, by)
    known = list(dict.fromkeys(formula.indicator for formula in formulas()))
    if indicator not in known:
        raise VarianceError(f"没有这个指标：{indicator}；现有 {'、'.join(known)} (no such indicator)")
    compared = pl.col("document").is_in(wanted.filter(pl.col("reason").is_null())["document"].to_list())
    valued = indicators(
        choice.all_pairs(there).filter(compared),
        choice.final_accounts(there).filter(compared),
        facts,
        statements,
        maps=compare.maps(reference),
        every_formula=True,
    )
    return peers.of_indicator(wanted, valued, indicator)
