"""Answers to questions: documents chosen and maps read at once, amounts in one lazy query.

Every function raises VarianceError where there is no such document or comparison (the message lists what there
is), and CrosswalkError where a row of the workspace's own maps is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import peers
from yusuan.analysis.completion import completion
from yusuan.analysis.documents import all_pairs, choose, final_accounts, pair, years_of
from yusuan.analysis.indicators.formulas import formulas
from yusuan.analysis.indicators.indicators import indicators
from yusuan.analysis.question import VarianceError, breakdown_of
from yusuan.analysis.years.series import series
from yusuan.analysis.years.variance import variance
from yusuan.model.vocabulary import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.analysis.collection import Collection
    from yusuan.analysis.question import Question


def variance_of(collection: Collection, question: Question) -> pl.LazyFrame:
    """One department's year against another; columns of `variance.SCHEMA`, see `variance`."""
    by = question.breakdown
    current = choose(collection.disclosures, question)
    pairs = pair(collection.disclosures, collection.entities, current, question)
    return variance(
        pairs,
        collection.facts,
        collection.statements,
        by,
        maps=collection.maps,
        materiality=question.materiality,
    )


def variances(collection: Collection, by: str = "total", offset: int = 1) -> pl.LazyFrame:
    """Every document against that of `offset` years before; columns of `variance.SCHEMA`, see `variance`."""
    breakdown = breakdown_of(by)
    pairs = all_pairs(collection.disclosures, offset)
    return variance(pairs, collection.facts, collection.statements, breakdown, maps=collection.maps)


def series_of(collection: Collection, question: Question) -> pl.LazyFrame:
    """A department's lines over its years; columns of `series.SCHEMA`, see `series`."""
    by = question.breakdown
    years = years_of(collection.disclosures, question)
    return series(years, collection.facts, collection.statements, by, maps=collection.maps)


def indicators_of(collection: Collection, question: Question) -> pl.LazyFrame:
    """One document's indicators; columns of `indicators.SCHEMA`, see `indicators`.

    Raises:
        VarianceError: as above, or the price index is not positive.
    """
    current = choose(collection.disclosures, question)
    index = question.price_index
    return indicators(
        pair(collection.disclosures, collection.entities, current, question),
        final_accounts(collection.disclosures).filter(document=current["document"]),
        collection.facts,
        collection.statements,
        maps=collection.maps,
        price_index=None if index is None else {question.given_year: index},
    )


def all_indicators(collection: Collection, price_index: Mapping[int, float] | None = None) -> pl.LazyFrame:
    """Every document's indicators, growth from the year before; columns of `indicators.SCHEMA`, see `indicators`."""
    return indicators(
        all_pairs(collection.disclosures),
        final_accounts(collection.disclosures),
        collection.facts,
        collection.statements,
        maps=collection.maps,
        price_index=price_index,
    )


def completion_of(collection: Collection, question: Question) -> pl.LazyFrame:
    """One final account against the budget of its year; columns of `completion.SCHEMA`, see `completion`."""
    by = question.breakdown
    final = choose(collection.disclosures, replace(question, phase=Phase.FINAL))
    pairs = final_accounts(collection.disclosures).filter(document=final["document"])
    return completion(pairs, collection.facts, collection.statements, by, maps=collection.maps)


def completions(collection: Collection, by: str = "total") -> pl.LazyFrame:
    """Every final account against the budget of its year; columns of `completion.SCHEMA`, see `completion`."""
    breakdown = breakdown_of(by)
    pairs = final_accounts(collection.disclosures)
    return completion(pairs, collection.facts, collection.statements, breakdown, maps=collection.maps)


def peers_of(collection: Collection, question: Question) -> pl.LazyFrame:
    """One year across departments; columns of `peers.SCHEMA`, see `peers.of_lines` and `peers.of_indicator`."""
    members = peers.members(collection.disclosures, question)
    if question.indicator is None:
        return peers.of_lines(members, collection.facts, collection.statements, question.by)
    return _peers_by_indicator(collection, members, question.indicator)


def _peers_by_indicator(collection: Collection, members: pl.DataFrame, indicator: str) -> pl.LazyFrame:
    words = list(dict.fromkeys(formula.indicator for formula in formulas()))
    if indicator not in words:
        raise VarianceError(f"没有这个指标：{indicator}；现有 {'、'.join(words)} (no such indicator)")
    comparable = pl.col("document").is_in(members.filter(pl.col("reason").is_null())["document"].to_list())
    values = indicators(
        all_pairs(collection.disclosures).filter(comparable),
        final_accounts(collection.disclosures).filter(comparable),
        collection.facts,
        collection.statements,
        maps=collection.maps,
        every_formula=True,
    )
    return peers.of_indicator(members, values, indicator)
