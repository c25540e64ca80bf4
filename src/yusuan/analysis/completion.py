"""Budget against final account of one year: initial and adjusted budget, outcome, completion, difference."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts, breakdowns
from yusuan.analysis.years import notes
from yusuan.analysis.years.variance import Maps
from yusuan.reference.metrics import metric_name

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By

SCHEMA: dict[str, pl.DataType] = {
    "line": pl.String(),
    "code": pl.String(),
    "level": pl.Int32(),
    "budget_fen": pl.Int64(),
    "initial_fen": pl.Int64(),
    "adjusted_fen": pl.Int64(),
    "final_fen": pl.Int64(),
    "completion_rate": pl.Float64(),
    "difference_fen": pl.Int64(),
    "difference_rate": pl.Float64(),
    "against": pl.String(),
    "note": pl.String(),
    "metric": pl.String(),
    "key": pl.String(),
    "parent": pl.String(),
    "document": pl.String(),
    "page": pl.Int32(),
    "row": pl.Int32(),
    "column": pl.Int32(),
    "title": pl.String(),
    "heading": pl.String(),
    "initial_page": pl.Int32(),
    "initial_row": pl.Int32(),
    "initial_column": pl.Int32(),
    "adjusted_page": pl.Int32(),
    "adjusted_row": pl.Int32(),
    "adjusted_column": pl.Int32(),
    "budget_document": pl.String(),
    "budget_page": pl.Int32(),
    "budget_row": pl.Int32(),
    "budget_column": pl.Int32(),
    "department": pl.String(),
    "scope": pl.String(),
    "phase": pl.String(),
    "fiscal_year": pl.Int32(),
    "basis": pl.Int32(),
}
_AT = ["pair", "basis", "key"]
_OF_LINE = ("code", "line", "metric", "level", "parent", "order")
_PLACE = ("page", "row", "column")
# The sides of the comparison, the first decides what a line is called; and the word with which a final account's
# own tables and prose mark an amount of the side.
_SIDES = ("final", "budget", "initial", "adjusted")
_WITHIN = {"initial": "initial_budget", "adjusted": "adjusted_budget"}


def completion(
    pairs: pl.DataFrame,
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    by: By = "total",
    *,
    maps: Maps | None = None,
) -> pl.LazyFrame:
    """Compare final accounts with the budgets of their years.

    Args:
        pairs: columns of `documents.PAIRS`: the final account, and the budget document of its year or null.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        by: which lines.
        maps: the reviewed maps; those that come with yusuan where None.

    Returns:
        Columns `SCHEMA`, lazily; amounts in 分. `budget_fen` is what the budget document prints, `initial_fen`
        what the final account gives as 年初预算, `adjusted_fen` as 全年 or 调整预算. `completion_rate` is the
        outcome over the adjusted budget, `difference_rate` the outcome less the initial budget over it; `against`
        says whose initial budget: the final account's ("final") or the budget document's ("budget"). A rate is
        null without a positive base; `note` says why, and by how much both initial budgets differ.
    """
    return pl.defer(partial(_completion, pairs, facts, statements, by, maps or Maps()), schema=SCHEMA)


def _completion(
    pairs: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, by: By, maps: Maps
) -> pl.DataFrame:
    finals = pairs.lazy().select("pair", "document")
    budgets = (
        pairs.filter(pl.col("base_document").is_not_null()).lazy().select("pair", document="base_document")
    )
    within = [
        _lines(side, _as_outcome(facts, word), _as_plain(statements, word), finals, by, maps)
        for side, word in _WITHIN.items()
    ]
    sides = pl.concat(
        pl.collect_all(
            [
                _lines("final", facts, statements, finals, by, maps),
                _lines("budget", facts, statements, budgets, by, maps),
                *within,
            ]
        )
    ).lazy()
    of_pair = pairs.lazy().select("pair", "department", "scope", "phase", "fiscal_year")
    lines = _beside_each_other(_of_one_table(sides, by)).join(of_pair, on="pair")
    rated = _rated(lines, by)
    return rated.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()).collect()


def _lines(
    side: str, facts: pl.LazyFrame, statements: pl.LazyFrame, members: pl.LazyFrame, by: By, maps: Maps
) -> pl.LazyFrame:
    """One side of the pairs: the lines of tables, and those that stand in prose alone."""
    lines = members.rename({"document": "source_document"}).join(
        pl.concat(
            [
                amounts.in_tables(facts, by, maps.projects).with_columns(in_prose=pl.lit(value=False)),
                amounts.in_prose(statements, by).with_columns(in_prose=pl.lit(value=True)),
            ],
            how="diagonal",
        ),
        left_on="source_document",
        right_on="document",
        maintain_order="left_right",
    )
    # Lines of one key in a table, those of several units say, are added up; prose counts where no table does.
    return (
        lines.filter(~pl.col("in_prose") | pl.col("in_prose").all().over(_AT))
        .group_by(_AT, maintain_order=True)
        .agg(
            pl.col("fen", "quantum_fen").sum(),
            pl.col(*_PLACE, "title", "heading", *_OF_LINE).first(),
            pl.col("in_prose").all(),
            pl.col("source_document").first().alias("document"),
        )
        .with_columns(side=pl.lit(side))
    )


def _as_outcome(facts: pl.LazyFrame, word: str) -> pl.LazyFrame:
    """The columns of one kind of budget as if they were those of the outcome."""
    column = pl.col("measure").str.strip_prefix(word).str.strip_prefix(".")
    return facts.filter(pl.col("measure").str.contains(rf"^{word}(\.|$)")).with_columns(
        measure=pl.when(column == "").then(pl.lit("total")).otherwise(column)
    )


def _as_plain(statements: pl.LazyFrame, word: str) -> pl.LazyFrame:
    """Statements of one kind of budget as if they were of the outcome."""
    return statements.filter(pl.col("metric").str.ends_with(f".{word}")).with_columns(
        pl.col("metric").str.strip_suffix(f".{word}")
    )


def _of_one_table(sides: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """The lines of one basis: the best in which outcome and budget stand, else the best with the outcome."""
    # Lines that a table lists get their names from it.
    final = (pl.col("side") == "final") & ~(pl.col("in_prose") & pl.lit(breakdowns.is_listed(by)))
    chosen = (
        sides.group_by("pair", "basis")
        .agg(final=final.any(), planned=(pl.col("side") != "final").any())
        .sort("pair", "final", "planned", "basis", descending=[False, True, True, False])
        .unique("pair", keep="first", maintain_order=True)
    )
    return sides.join(chosen.select("pair", "basis"), on=["pair", "basis"], how="semi")


def _beside_each_other(sides: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line, the sides in columns."""
    columns = []
    for side in _SIDES:
        of_side = pl.col("side") == side
        prefix = "" if side == "final" else f"{side}_"
        columns += [pl.col("fen").filter(of_side).first().alias(f"{side}_fen")]
        columns += [pl.col("quantum_fen").filter(of_side).first().alias(f"{side}_quantum_fen")]
        columns += [
            pl.col(name).filter(of_side).first().alias(f"{prefix}{name}") for name in ("document", *_PLACE)
        ]
    of_final = [pl.col(name).filter(pl.col("side") == "final").first() for name in ("title", "heading")]
    return (
        sides.sort(pl.col("side").replace_strict({side: number for number, side in enumerate(_SIDES)}))
        .group_by(_AT, maintain_order=True)
        .agg(*columns, *of_final, pl.col(*_OF_LINE).drop_nulls().first())
    )


def _rated(lines: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """Completion, difference and note of every line, the whole first."""
    against = (
        pl.when(pl.col("initial_fen").is_not_null())
        .then(pl.lit("final"))
        .when(pl.col("budget_fen").is_not_null())
        .then(pl.lit("budget"))
    )
    adjusted, compared = pl.col("adjusted_fen"), pl.col("compared_fen")
    return (
        _named(lines, by)
        # The initial budget that is compared: the final account's own, else the budget document's.
        .with_columns(compared_fen=pl.coalesce("initial_fen", "budget_fen"))
        .with_columns(difference_fen=pl.col("final_fen") - compared)
        .with_columns(
            completion_rate=pl.when(adjusted > 0).then(pl.col("final_fen") / adjusted),
            difference_rate=pl.when(compared > 0).then(pl.col("difference_fen") / compared),
            against=against,
            note=_note(),
        )
        .filter(pl.col("line").is_not_null())
        .sort("pair", pl.col("level") != 0, "order", "key", maintain_order=True)
    )


def _named(lines: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """What each line is called and where it belongs: known lines by their metric, others as the tables print them."""
    names = {metric: metric_name(metric, "zh") for metric in breakdowns.lines(by)["metric"].to_list()}
    known = (
        breakdowns.lines(by)
        .lazy()
        .select(key="metric", known_level="level", known_parent="parent", known_order="order")
    )
    of_metric = pl.col("key").replace_strict(names, default=None, return_dtype=pl.String)
    return lines.join(known, on="key", how="left").with_columns(
        line=notes.of_outcome(of_metric) if names else pl.col("line"),
        metric=pl.when(pl.col("known_level").is_not_null()).then("key").otherwise("metric"),
        level=pl.coalesce("known_level", "level"),
        parent=pl.coalesce("known_parent", "parent"),
        order=pl.coalesce(pl.col("known_order").cast(pl.Int64), "order"),
    )


def _note() -> pl.Expr:
    """Why there is no rate, and by how much both initial budgets differ."""
    quantum = pl.max_horizontal("initial_quantum_fen", "budget_quantum_fen")
    differ = (pl.col("initial_fen") - pl.col("budget_fen")).abs() > quantum
    return notes.joined(
        pl.when(pl.col("final_fen").is_null()).then(pl.lit("没有公开决算数")),
        _no_base(pl.col("adjusted_fen"), "全年（调整）预算", "完成率"),
        _no_base(pl.col("compared_fen"), "年初预算", "预决算差异率"),
        pl.when(differ).then(
            pl.format(
                "决算文件所列年初预算为{}万元，预算文件为{}万元",
                notes.wan_yuan(pl.col("initial_fen")),
                notes.wan_yuan(pl.col("budget_fen")),
            )
        ),
    )


def _no_base(base: pl.Expr, name: str, rate: str) -> pl.Expr:
    return (
        pl.when(base.is_null())
        .then(pl.lit(f"没有公开{name}"))
        .when(base == 0)
        .then(pl.lit(f"{name}为零，不计算{rate}"))
        .when(base < 0)
        .then(pl.lit(f"{name}为负，不计算{rate}"))
    )
