"""One year across departments: the same line or indicator, ranked; excluded rows are kept with a reason."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import amounts, breakdowns, metrics
from yusuan.analysis.question import VarianceError
from yusuan.analysis.years import notes
from yusuan.model.vocabulary import PHASE_NAMES, Phase, Scope
from yusuan.reference.metrics import metric_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.analysis.disclosed.breakdowns import By
    from yusuan.analysis.question import Question

SCHEMA: dict[str, pl.DataType] = {
    "line": pl.String(),
    "code": pl.String(),
    "department": pl.String(),
    "amount_fen": pl.Int64(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "rank": pl.Int32(),
    "of": pl.Int32(),
    "share": pl.Float64(),
    "median_fen": pl.Int64(),
    "lower_quartile_fen": pl.Int64(),
    "upper_quartile_fen": pl.Int64(),
    "difference_fen": pl.Int64(),
    "median": pl.Float64(),
    "lower_quartile": pl.Float64(),
    "upper_quartile": pl.Float64(),
    "difference": pl.Float64(),
    "reason": pl.String(),
    "key": pl.String(),
    "metric": pl.String(),
    "level": pl.Int32(),
    "scope": pl.String(),
    "phase": pl.String(),
    "fiscal_year": pl.Int32(),
    "document": pl.String(),
    "page": pl.Int32(),
    "row": pl.Int32(),
    "column": pl.Int32(),
    "title": pl.String(),
    "heading": pl.String(),
}
_PLACE = ("page", "row", "column", "title", "heading")
_SCOPES = {Scope.DEPARTMENT.value: "部门汇总", Scope.UNIT.value: "单位本级"}
_PHASES = {phase.value: names[0] for phase, names in PHASE_NAMES.items()}
# What a document may disclose in place of a line, and what a reader would take for it.
_INSTEAD = {"overview.current_year": "overview.total", "income.current_year": "income.total"}
COMPARABLE: tuple[By, ...] = (
    *("total", "kind", "general_public", "income", "three_public", "operating"),
    *("function", "economic"),
)


def members(documents: pl.DataFrame, question: Question) -> pl.DataFrame:
    """The documents of a year that are compared, and those excluded with the reason.

    Args:
        documents: as `documents.disclosures` gives them.
        question: its year, phase, scope (the department's where None) and departments (all where None).

    Returns:
        Columns of `documents`, and `reason`: null for those compared.

    Raises:
        VarianceError: a department that there is not, no document of the year, or two that claim it.
    """
    wanted = _of_departments(documents, question.departments)
    year, scope = question.given_year, question.scope or Scope.DEPARTMENT
    this_year = wanted.filter(pl.col("fiscal_year") == year)
    if this_year.is_empty():
        years = "、".join(map(str, wanted["fiscal_year"].unique().sort().to_list())) or "无"
        raise VarianceError(f"没有 {year} 年的文件；现有 {years} (no document of that year)")
    of_phase, of_scope = pl.col("phase") == question.phase.value, pl.col("scope") == scope.value
    fits = of_phase & of_scope
    twice = this_year.filter(fits).filter(pl.len().over("department") > 1)
    if not twice.is_empty():
        raise VarianceError(
            f"{'、'.join(twice['document'])} 都是同一部门同一年度的文件，不能取舍 (they claim the same year)"
        )
    reason = (
        pl.when(~of_phase)
        .then(pl.format("阶段不同：{}", pl.col("phase").replace_strict(_PHASES)))
        .when(~of_scope)
        .then(pl.format("口径不同：{}", pl.col("scope").replace_strict(_SCOPES)))
    )
    # A department is excluded once, and only where none of its documents fits.
    fitting_first = this_year.sort(fits, of_phase, descending=True, maintain_order=True)
    disclosed = fitting_first.with_columns(reason=reason).unique(
        "department", keep="first", maintain_order=True
    )
    if question.departments is None:
        return disclosed
    absent = wanted.filter(~pl.col("department").is_in(this_year["department"].to_list()))
    missing = absent.unique("department", keep="first", maintain_order=True).with_columns(
        document=pl.lit(None, pl.String),
        fiscal_year=pl.lit(year, pl.Int32),
        phase=pl.lit(question.phase.value),
        scope=pl.lit(scope.value),
        reason=pl.lit(f"没有 {year} 年的文件"),
    )
    return pl.concat([disclosed, missing])


def _of_departments(documents: pl.DataFrame, departments: Sequence[str] | None) -> pl.DataFrame:
    """The documents of the departments; all of them where None."""
    if departments is None:
        return documents
    unknown = [name for name in departments if name not in documents["department"]]
    if unknown:
        raise VarianceError(f"没有这些部门：{'、'.join(unknown)} (no such departments)")
    return documents.filter(pl.col("department").is_in(list(departments)))


def of_lines(members: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """Departments by the amounts of lines.

    Args:
        members: of `members`.
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        by: which lines: a comparison of `COMPARABLE`, or one metric that is a line of one of them.

    Returns:
        Columns `SCHEMA`, lazily; amounts in 分, one row a line and department, the largest amount first.
        Equal amounts share a rank. `share` is of the sum of all that are compared, null where it is not
        positive or an amount is negative. Quartiles lie between neighbours in proportion, rounded to 分.
        Rows with a `reason` are not compared.

    Raises:
        VarianceError: there are no such lines.
    """
    comparison = by if by in COMPARABLE else metrics.by_of(by)
    if comparison is None or comparison == "indicator":
        existing = "、".join(COMPARABLE)
        raise VarianceError(f"不能按 {by} 比较；现有 {existing}，以及其中各行的指标名 (no such lines)")
    return pl.defer(partial(_of_lines, members, facts, statements, comparison, by), schema=SCHEMA)


def of_indicator(members: pl.DataFrame, indicators: pl.LazyFrame, indicator: str) -> pl.LazyFrame:
    """Departments by an indicator, all by the formula for which most of them disclose the inputs.

    Args:
        members: of `members`.
        indicators: columns of `indicators.SCHEMA`, with every formula.
        indicator: its word.

    Returns:
        Columns `SCHEMA`, lazily; `value` in `unit`, the largest first.
    """
    return pl.defer(partial(_of_indicator, members, indicators, indicator), schema=SCHEMA)


def _of_lines(
    members: pl.DataFrame, facts: pl.LazyFrame, statements: pl.LazyFrame, by: By, asked: str
) -> pl.DataFrame:
    fits = members.filter(pl.col("reason").is_null())["document"].to_list()
    facts, statements = (frame.filter(pl.col("document").is_in(fits)) for frame in (facts, statements))
    if breakdowns.is_listed(by):
        rows = _listed_rows(members, _of_one_table(amounts.in_tables(facts, by)).collect())
    else:
        disclosed = metrics.of_lines(facts, statements, by).with_columns(key="metric").collect()
        rows = _known_rows(members, disclosed, by, asked)
    of_final = pl.col("phase") == Phase.FINAL.value
    rows = rows.with_columns(line=pl.when(of_final).then(notes.of_outcome(pl.col("line"))).otherwise("line"))
    ranked = _ranked(rows, "amount_fen", "_fen")
    return _schemed(ranked.sort("order", "key", "rank", "department", nulls_last=True, maintain_order=True))


def _listed_rows(members: pl.DataFrame, disclosed: pl.DataFrame) -> pl.DataFrame:
    """One row a department and line that its table lists; a department without such a table with the reason.

    A table lists its own lines: what is not in it is nothing excluded, but a table of another kind is.
    """
    lines = disclosed.select("key", "code", "line", "metric", "level", "order").unique(
        "key", keep="first", maintain_order=True
    )
    without = ~pl.col("document").is_in(disclosed["document"].unique().to_list())
    return pl.concat(
        [
            members.join(_amounts(disclosed), on="document").join(lines, on="key"),
            members.filter(without).with_columns(reason=pl.coalesce("reason", pl.lit("没有同一种表"))),
        ],
        how="diagonal",
    )


def _known_rows(members: pl.DataFrame, disclosed: pl.DataFrame, by: By, asked: str) -> pl.DataFrame:
    """One row a department and known line that anybody discloses; without an amount with the reason."""
    lines = breakdowns.lines(by).select(
        "metric", "level", "order", key="metric", code=pl.lit(None, pl.String)
    )
    names = [metric_name(metric, "zh") for metric in lines["metric"]]
    lines = lines.with_columns(pl.Series("line", names, dtype=pl.String)).filter(
        pl.col("metric").is_in(disclosed["metric"].to_list())
        & (pl.lit(asked == by) | (pl.col("metric") == asked))
    )
    rows = members.join(lines, how="cross").join(_amounts(disclosed), on=["document", "key"], how="left")
    undisclosed = pl.when(pl.col("amount_fen").is_null()).then(_undisclosed(disclosed))
    return rows.with_columns(reason=pl.coalesce("reason", undisclosed))


def _amounts(disclosed: pl.DataFrame) -> pl.DataFrame:
    return disclosed.select("document", "key", *_PLACE, amount_fen="fen")


def _undisclosed(disclosed: pl.DataFrame) -> pl.Expr:
    """Why a line has no amount; where the document discloses another that looks like it, which one."""
    reason = pl.lit("没有公开")
    for metric, instead in _INSTEAD.items():
        holders = disclosed.filter(pl.col("metric") == instead)["document"].to_list()
        other = (pl.col("key") == metric) & pl.col("document").is_in(holders)
        text = f"没有公开{metric_name(metric, 'zh')}，只有{metric_name(instead, 'zh')}，含义不同"
        reason = pl.when(other).then(pl.lit(text)).otherwise(reason)
    return reason


def _of_one_table(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines of the table that most documents have, of these the best; those of one key are added up."""
    chosen = (
        lines.group_by("basis")
        .agg(pl.col("document").n_unique())
        .sort("document", "basis", descending=[True, False])
        .head(1)
    )
    return (
        lines.join(chosen.select("basis"), on="basis", how="semi")
        .group_by("document", "key", maintain_order=True)
        .agg(pl.col("fen").sum(), pl.col(*_PLACE, "code", "line", "metric", "level").first())
        .with_columns(order=pl.col("code").fill_null(""))
    )


def _of_indicator(members: pl.DataFrame, indicators: pl.LazyFrame, indicator: str) -> pl.DataFrame:
    columns = ("department", "fiscal_year", "phase", "scope")
    values = (
        indicators.filter(pl.col("indicator") == indicator)
        .select(*columns, "name", "value", "unit", "formula", "page", "row", "column", undisclosed="reason")
        .collect()
    )
    usual = (
        values.group_by("formula", maintain_order=True)
        .agg(pl.col("value").count())
        .sort("value", descending=True, maintain_order=True)
        .head(1)
        .select("formula")
    )
    comparable = values.join(usual, on="formula", how="semi")
    rows = members.join(comparable, on=columns, how="left").with_columns(
        reason=pl.coalesce("reason", "undisclosed"),
        line=pl.lit(values["name"].first(), pl.String),
        key=pl.lit(indicator),
    )
    ranked = _ranked(rows, "value", "").with_columns(share=pl.lit(None, pl.Float64))
    return _schemed(ranked.sort("rank", "department", nulls_last=True, maintain_order=True))


def _ranked(rows: pl.DataFrame, column: str, suffix: str) -> pl.DataFrame:
    """Rank, share and the spread of a line over the departments compared."""
    value = pl.when(pl.col("reason").is_null()).then(column)
    total = value.sum().over("key")
    shares = (total > 0) & ~(value < 0).any().over("key")
    spread = {
        f"median{suffix}": value.median(),
        f"lower_quartile{suffix}": value.quantile(0.25, "linear"),
        f"upper_quartile{suffix}": value.quantile(0.75, "linear"),
    }
    rounded = {
        name: (expression.round(0, mode="half_away_from_zero").cast(pl.Int64) if suffix else expression).over(
            "key"
        )
        for name, expression in spread.items()
    }
    return rows.with_columns(
        rank=value.rank("min", descending=True).over("key"),
        of=value.count().over("key"),
        share=pl.when(shares).then(value / total),
        **rounded,
    ).with_columns((value - pl.col(f"median{suffix}")).alias(f"difference{suffix}"))


def _schemed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMA.items()
    )
