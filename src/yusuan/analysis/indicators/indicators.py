"""Indicators of documents: ratios, changes and money per head, each with its inputs, their places, or why there is none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import completion
from yusuan.analysis.disclosed import metrics
from yusuan.analysis.indicators.formulas import formulas, terms
from yusuan.analysis.indicators.values import valued
from yusuan.analysis.question import VarianceError
from yusuan.analysis.years import variance
from yusuan.analysis.years.notes import of_outcome
from yusuan.model.vocabulary import BaseOrigin, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.analysis.disclosed.breakdowns import By
    from yusuan.analysis.years.variance import Maps

SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "name": pl.String(),
    "name_en": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "numerator": pl.String(),
    "numerator_fen": pl.Int64(),
    "denominator": pl.String(),
    "denominator_fen": pl.Int64(),
    "denominator_quantity": pl.Float64(),
    "price_index": pl.Float64(),
    "formula": pl.String(),
    "source": pl.String(),
    "note": pl.String(),
    "reason": pl.String(),
    "reason_en": pl.String(),
    "department": pl.String(),
    "fiscal_year": pl.Int32(),
    "base_year": pl.Int32(),
    "phase": pl.String(),
    "scope": pl.String(),
    "document": pl.String(),
    "page": pl.Int32(),
    "row": pl.Int32(),
    "column": pl.Int32(),
    "denominator_document": pl.String(),
    "denominator_page": pl.Int32(),
    "denominator_row": pl.Int32(),
    "denominator_column": pl.Int32(),
}
_INPUT = ("fen", "quantity", "of", "page", "row", "column", "note")
# What a final account's budgets are called in a completion.
_PLANNED = {"initial_budget": "initial", "adjusted_budget": "adjusted"}


def indicators(
    pairs: pl.DataFrame,
    finals: pl.DataFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    *,
    maps: Maps | None = None,
    price_index: Mapping[int, float] | None = None,
    every_formula: bool = False,
) -> pl.LazyFrame:
    """Every indicator of `reference/indicators.csv` for every document.

    Args:
        pairs: columns of `documents.PAIRS`: the documents, each with that of its base year or null.
        finals: likewise, each final account with the budget document of its year or null.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        maps: the reviewed maps between years; those that come with yusuan where None.
        price_index: by fiscal year, prices over those of the base year: 1.02 where they rose by 2 %. Years that
            are not in it have no indicator in real terms.
        every_formula: a row for each formula of an indicator, not only for the first whose inputs are there.

    Returns:
        Columns `SCHEMA`, lazily, one row a document and indicator of its phase; amounts in 分. `value` is a
        fraction or 元 per person (`unit`), null where an input is missing or the denominator is not positive;
        `reason` says which.

    Raises:
        VarianceError: a price index that is not positive.
    """
    if any(value <= 0 for value in (price_index or {}).values()):
        raise VarianceError(
            "价格指数应为正数，上年为 1 (a price index is positive, 1 where prices stand still)"
        )
    query = partial(_indicators, pairs, finals, facts, statements, maps, price_index or {}, every_formula)
    return pl.defer(query, schema=SCHEMA)


def _indicators(
    pairs: pl.DataFrame,
    finals: pl.DataFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    maps: Maps | None,
    price_index: Mapping[int, float],
    every_formula: bool,
) -> pl.DataFrame:
    """The indicators themselves, in steps: a plan in one piece would read the same frames again and again."""
    documents = pairs.unique("pair", keep="first", maintain_order=True)
    inputs = _inputs(documents, pairs, finals, facts, statements, maps)
    sides = _sides(_of_phase(documents), inputs.lazy()).collect()
    index = pl.DataFrame(
        list(price_index.items()), schema={"fiscal_year": pl.Int32, "price_index": pl.Float64}, orient="row"
    )
    indicator = ["pair", "indicator", *(["rank"] if every_formula else [])]
    return (
        valued(sides.lazy().join(index.lazy(), on="fiscal_year", how="left"))
        .sort("complete", "rank", descending=[True, False])
        .unique(indicator, keep="first", maintain_order=True)
        .sort("pair", "order", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
        .collect()
    )


def _inputs(
    documents: pl.DataFrame,
    pairs: pl.DataFrame,
    finals: pl.DataFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    maps: Maps | None,
) -> pl.DataFrame:
    """Every amount and headcount that formulas take: columns document, metric, moment and `_INPUT`."""
    read = pl.concat(
        [documents["document"], documents["base_document"].drop_nulls(), finals["base_document"].drop_nulls()]
    ).to_list()
    facts, statements = (
        frame.lazy()
        for frame in pl.collect_all(
            [frame.filter(pl.col("document").is_in(read)) for frame in (facts, statements)]
        )
    )
    own = pl.col("document").is_in(documents["document"].to_list())
    frames = [
        *_own(facts.filter(own), statements.filter(own)),
        *_of_two_years(pairs, facts, statements, maps),
        *_planned(finals, facts, statements, maps),
    ]
    return pl.concat(pl.collect_all(frames), how="diagonal")


def _of_phase(documents: pl.DataFrame) -> pl.LazyFrame:
    """Every formula for every document of its phase."""
    table = pl.DataFrame(
        [
            {
                "indicator": formula.indicator,
                "rank": formula.rank,
                "name": formula.zh,
                "name_en": formula.en,
                "unit": formula.unit,
                "formula": formula.text,
                "source": formula.source,
                "real": formula.real,
                "change": formula.change,
                "of_phase": formula.phase,
                "order": order,
            }
            for order, formula in enumerate(formulas())
        ]
    ).with_columns(order=pl.col("order").min().over("indicator"))
    return (
        documents.lazy()
        .select("pair", "document", "department", "scope", "phase", "fiscal_year", "base_year")
        .join(table.lazy(), how="cross")
        .filter((pl.col("of_phase") == "") | (pl.col("of_phase") == pl.col("phase")))
    )


def _own(facts: pl.LazyFrame, statements: pl.LazyFrame) -> list[pl.LazyFrame]:
    """What documents disclose for themselves."""
    columns = ("document", "metric", "fen", "quantity", "page", "row", "column")
    return [
        rows.select(*columns, moment=pl.lit(""), of="document")
        for rows in metrics.disclosed_amounts(facts, statements)
    ]


def _of_two_years(
    pairs: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, maps: Maps | None
) -> list[pl.LazyFrame]:
    """Amounts of a year and its base year, as comparisons have them."""
    wanted = terms().filter(pl.col("moment").is_in(["current", "previous"]))
    document = pairs.unique("pair", keep="first").select(
        *("department", "scope", "phase", "fiscal_year"), asked_document="document"
    )
    inputs = []
    for by in _comparisons(wanted):
        rows = (
            variance.variance(pairs, facts, statements, by, maps=maps)
            .rename({"document": "of"})
            .join(document.lazy(), on=["department", "scope", "phase", "fiscal_year"])
        )
        note = pl.when(pl.col("base_origin") == BaseOrigin.IMPLIED.value).then(pl.lit("上年数由本年文件推算"))
        inputs += [
            rows.select("metric", "of", "page", "row", "column", fen="current_fen", document="asked_document", moment=pl.lit("current")),
            rows.select(
                "metric", of="base_document", page="base_page", row="base_row", column="base_column", fen="base_fen",
                document="asked_document", moment=pl.lit("previous"), note=note,
            ),
        ]  # fmt: skip
    return [rows.filter(pl.col("fen").is_not_null()) for rows in inputs]


def _planned(
    finals: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, maps: Maps | None
) -> list[pl.LazyFrame]:
    """Initial and adjusted budgets of final accounts; the budget document's own where the account has no initial one."""
    wanted = terms().filter(pl.col("moment").is_in(list(_PLANNED)))
    inputs = []
    for by in _comparisons(wanted):
        rows = completion.completion(finals, facts, statements, by, maps=maps)
        for moment, side in _PLANNED.items():
            planned = rows.select(
                *("document", "metric"),
                fen=f"{side}_fen",
                of="document",
                **{name: f"{side}_{name}" for name in ("page", "row", "column")},
                moment=pl.lit(moment),
            )
            inputs.append(planned.filter(pl.col("fen").is_not_null()))
        budget = rows.filter(pl.col("initial_fen").is_null() & pl.col("budget_fen").is_not_null())
        inputs.append(
            budget.select(
                *("document", "metric"),
                fen="budget_fen",
                of="budget_document",
                **{name: f"budget_{name}" for name in ("page", "row", "column")},
                moment=pl.lit("initial_budget"),
                note=pl.lit("年初预算取自预算文件"),
            )
        )
    return inputs


def _comparisons(wanted: pl.DataFrame) -> list[By]:
    """In which comparisons the metrics of terms are lines."""
    comparisons = {metrics.by_of(metric) for metric in wanted["metric"]}
    return [by for by in metrics.METRIC_BYS if by in comparisons and by != "indicator"]


def _sides(formulas_of: pl.LazyFrame, inputs: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator and denominator of every formula, and the names of the inputs that are missing.

    Args:
        formulas_of: of `_of_phase`.
        inputs: of `_inputs`.
    """
    key = ["pair", "indicator", "rank"]
    formula_terms = (
        formulas_of.select(*key, "document")
        .join(terms().lazy().rename({"name": "term", "name_en": "term_en"}), on=["indicator", "rank"])
        .join(inputs, on=["document", "metric", "moment"], how="left")
        .sort(*key, "position")
    )
    sides = formulas_of
    for side in ("numerator", "denominator"):
        sides = sides.join(_side(formula_terms, key, side), on=key)
    of_final = pl.col("phase") == Phase.FINAL.value
    names = (f"{side}_{name}" for side in ("numerator", "denominator") for name in ("name", "missing"))
    return sides.with_columns(
        pl.when(of_final).then(of_outcome(pl.col(name))).otherwise(name).alias(name) for name in names
    )


def _side(formula_terms: pl.LazyFrame, key: list[str], side: str) -> pl.LazyFrame:
    """The sum of one side of every formula, with its name and the place of its first term; the side is the prefix."""
    absent = pl.col("fen").is_null() & pl.col("quantity").is_null()
    sign = (
        pl.when(pl.col("sign") < 0)
        .then(pl.lit("－"))
        .when(pl.col("position") > 0)
        .then(pl.lit("＋"))
        .otherwise(pl.lit(""))
    )
    amounts_only = ~absent.any() & pl.col("quantity").is_null().all()
    return (
        formula_terms.filter(pl.col("side") == side)
        .group_by(key)
        .agg(
            pl.format("{}{}", sign, "term").str.join("").alias(f"{side}_name"),
            pl.when(amounts_only).then((pl.col("fen") * pl.col("sign")).sum()).alias(f"{side}_fen"),
            *(pl.col(name).first().alias(f"{side}_{name}") for name in _INPUT if name != "fen"),
            pl.col("term").filter(absent).str.join("、").alias(f"{side}_missing"),
            pl.col("term_en").filter(absent).str.join(", ").alias(f"{side}_missing_en"),
        )
    )
