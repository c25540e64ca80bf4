"""Indicators of documents: ratios, changes and money per head, each with its inputs, their places, or why there is none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import completion
from yusuan.analysis.disclosed import metrics as known
from yusuan.analysis.indicators.formulas import formulas, terms
from yusuan.analysis.question import VarianceError
from yusuan.analysis.years import variance
from yusuan.analysis.years.notes import joined, of_outcome
from yusuan.model.vocabulary import Phase

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
_FEN_PER_YUAN = 100
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
        pairs: columns of `choice.PAIRS`: the documents, each with that of its base year or null.
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
    one = pairs.unique("pair", keep="first", maintain_order=True)
    seen = pl.concat(
        [one["document"], one["base_document"].drop_nulls(), finals["base_document"].drop_nulls()]
    )
    facts, statements = (
        frame.lazy()
        for frame in pl.collect_all(
            [frame.filter(pl.col("document").is_in(seen.to_list())) for frame in (facts, statements)]
        )
    )
    of_seen = pl.col("document").is_in(one["document"].to_list())
    inputs = pl.concat(
        pl.collect_all(
            [
                *_own(facts.filter(of_seen), statements.filter(of_seen)),
                *_of_two_years(pairs, facts, statements, maps),
                *_planned(finals, facts, statements, maps),
            ]
        ),
        how="diagonal",
    )
    sides = _sides(_asked(one), inputs.lazy()).collect()
    index = pl.DataFrame(
        list(price_index.items()), schema={"fiscal_year": pl.Int32, "price_index": pl.Float64}, orient="row"
    )
    return (
        _valued(sides.lazy().join(index.lazy(), on="fiscal_year", how="left"))
        .sort("complete", "rank", descending=[True, False])
        .unique(
            ["pair", "indicator", *(["rank"] if every_formula else [])], keep="first", maintain_order=True
        )
        .sort("pair", "order", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
        .collect()
    )


def _asked(one: pl.DataFrame) -> pl.LazyFrame:
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
    whose = ("pair", "document", "department", "scope", "phase", "fiscal_year", "base_year")
    return (
        one.lazy()
        .select(whose)
        .join(table.lazy(), how="cross")
        .filter((pl.col("of_phase") == "") | (pl.col("of_phase") == pl.col("phase")))
    )


def _own(facts: pl.LazyFrame, statements: pl.LazyFrame) -> list[pl.LazyFrame]:
    """What documents disclose for themselves."""
    columns = ("document", "metric", "fen", "quantity", "page", "row", "column")
    return [
        rows.select(*columns, moment=pl.lit(""), of="document") for rows in known.known(facts, statements)
    ]


def _of_two_years(
    pairs: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, maps: Maps | None
) -> list[pl.LazyFrame]:
    """Amounts of a year and its base year, as comparisons have them."""
    wanted = terms().filter(pl.col("moment").is_in(["current", "previous"]))
    document = pairs.unique("pair", keep="first").select(
        *("department", "scope", "phase", "fiscal_year"), told_by="document"
    )
    found = []
    for by in _comparisons(wanted):
        rows = (
            variance.variance(pairs, facts, statements, by, maps=maps)
            .rename({"document": "of"})
            .join(document.lazy(), on=["department", "scope", "phase", "fiscal_year"])
        )
        note = pl.when(pl.col("base_origin") == "restated").then(pl.lit("上年数由本年文件推算"))
        found += [
            rows.select("metric", "of", "page", "row", "column", fen="current_fen", document="told_by", moment=pl.lit("current")),
            rows.select(
                "metric", of="base_document", page="base_page", row="base_row", column="base_column", fen="base_fen",
                document="told_by", moment=pl.lit("previous"), note=note,
            ),
        ]  # fmt: skip
    return [rows.filter(pl.col("fen").is_not_null()) for rows in found]


def _planned(
    finals: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, maps: Maps | None
) -> list[pl.LazyFrame]:
    """Initial and adjusted budgets of final accounts; the budget document's own where the account has no initial one."""
    wanted = terms().filter(pl.col("moment").is_in(list(_PLANNED)))
    found = []
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
            found.append(planned.filter(pl.col("fen").is_not_null()))
        budget = rows.filter(pl.col("initial_fen").is_null() & pl.col("budget_fen").is_not_null())
        found.append(
            budget.select(
                *("document", "metric"),
                fen="budget_fen",
                of="budget_document",
                **{name: f"budget_{name}" for name in ("page", "row", "column")},
                moment=pl.lit("initial_budget"),
                note=pl.lit("年初预算取自预算文件"),
            )
        )
    return found


def _comparisons(wanted: pl.DataFrame) -> list[By]:
    """In which comparisons the metrics of terms are lines."""
    found = {known.by_of(metric) for metric in wanted["metric"]}
    return [by for by in known.METRIC_BYS if by in found and by != "indicator"]


def _sides(asked: pl.LazyFrame, inputs: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator and denominator of every formula asked for, n_ and d_, and the names of the inputs that are missing."""
    key = ["pair", "indicator", "rank"]
    found = (
        asked.select(*key, "document")
        .join(terms().lazy().rename({"name": "term", "name_en": "term_en"}), on=["indicator", "rank"])
        .join(inputs, on=["document", "metric", "moment"], how="left")
        .sort(*key, "position")
    )
    absent = pl.col("fen").is_null() & pl.col("quantity").is_null()
    sign = (
        pl.when(pl.col("sign") < 0)
        .then(pl.lit("－"))
        .when(pl.col("position") > 0)
        .then(pl.lit("＋"))
        .otherwise(pl.lit(""))
    )
    joined_up = asked
    for side, prefix in (("numerator", "n_"), ("denominator", "d_")):
        summed = (
            found.filter(pl.col("side") == side)
            .group_by(key)
            .agg(
                pl.format("{}{}", sign, "term").str.join("").alias(f"{prefix}name"),
                pl.when(~absent.any() & pl.col("quantity").is_null().all())
                .then((pl.col("fen") * pl.col("sign")).sum())
                .alias(f"{prefix}fen"),
                *(pl.col(name).first().alias(f"{prefix}{name}") for name in _INPUT if name != "fen"),
                pl.col("term").filter(absent).str.join("、").alias(f"{prefix}missing"),
                pl.col("term_en").filter(absent).str.join(", ").alias(f"{prefix}missing_en"),
            )
        )
        joined_up = joined_up.join(summed, on=key)
    of_final = pl.col("phase") == Phase.FINAL.value
    names = ("n_name", "d_name", "n_missing", "d_missing")
    return joined_up.with_columns(
        pl.when(of_final).then(of_outcome(pl.col(name))).otherwise(name).alias(name) for name in names
    )


def _valued(sides: pl.LazyFrame) -> pl.LazyFrame:
    """The value of every formula, or the reason why it has none."""
    missing = pl.concat_str(
        [pl.when(pl.col(name) != "").then(name) for name in ("n_missing", "d_missing")],
        separator="、",
        ignore_nulls=True,
    )
    missing_en = pl.concat_str(
        [pl.when(pl.col(name) != "").then(name) for name in ("n_missing_en", "d_missing_en")],
        separator=", ",
        ignore_nulls=True,
    )
    complete = missing == ""
    unindexed = pl.col("real") & pl.col("price_index").is_null()
    below = pl.coalesce(pl.col("d_fen").cast(pl.Float64), "d_quantity")
    above = (
        pl.when(pl.col("unit") == "yuan_per_person").then(pl.col("n_fen") / _FEN_PER_YUAN).otherwise("n_fen")
    )
    ratio = above / below / pl.when("real").then("price_index").otherwise(1.0)
    value = ratio - pl.when("change").then(1.0).otherwise(0.0)
    positive = (below > 0).fill_null(value=False)
    return sides.with_columns(
        complete=complete,
        value=pl.when(complete & positive & ~unindexed).then(value),
        numerator="n_name",
        numerator_fen="n_fen",
        denominator="d_name",
        denominator_fen="d_fen",
        denominator_quantity="d_quantity",
        price_index=pl.when("real").then("price_index"),
        note=pl.when(complete).then(joined(pl.col("n_note"), pl.col("d_note"))),
        reason=pl.when(~complete)
        .then(pl.format("没有公开：{}", missing))
        .when(~positive)
        .then(pl.format("{}不为正", "d_name"))
        .when(unindexed)
        .then(pl.lit("没有给出价格指数")),
        reason_en=pl.when(~complete)
        .then(pl.format("not disclosed: {}", missing_en))
        .when(~positive)
        .then(pl.lit("the denominator is not positive"))
        .when(unindexed)
        .then(pl.lit("no price index is given")),
        document=pl.coalesce("n_of", "document"),
        page="n_page",
        row="n_row",
        column="n_column",
        denominator_document="d_of",
        denominator_page="d_page",
        denominator_row="d_row",
        denominator_column="d_column",
    )
