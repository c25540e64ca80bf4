"""Which lines are compared, where they stand in tables, and which statements give them: as frames."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import polars as pl

from yusuan import reference

By = Literal[
    "total",
    "kind",
    "general_public",
    "income",
    "function",
    "function_kind",
    "economic",
    "project",
    "unit",
    "three_public",
    "operating",
]

# Further lines that are no breakdown of anything: they serve as amounts of indicators.
Lines = By | Literal["indicator"]

# By which codes of a classification lines are known; the others are known by metric or by name.
CLASSIFIED: dict[str, reference.Classification] = {
    "function": "functional",
    "function_kind": "functional",
    "economic": "economic",
}
NAMED = ("project", "unit")
BY: tuple[By, ...] = get_args(By)
# Always worth a look, whatever their size.
ALWAYS_MATERIAL = ("three_public", "operating")


def is_listed(by: str) -> bool:
    """Whether the lines are those that a table lists, by code or by name, rather than known beforehand."""
    return by in CLASSIFIED or by in NAMED


def whole_metric(by: str) -> str | None:
    """The metric that the lines are parts of, None where it is the whole of a table."""
    if is_listed(by):
        return None
    return "overview.total" if by == "total" else str(lines(by).filter(level=0)["metric"][0])


@cache
def lines(by: str) -> pl.DataFrame:
    """The lines known by a metric: columns metric, level, parent (metric), order; empty for other comparisons."""
    rows = [row for row in reference.comparison_lines() if row["by"] == by]
    return pl.DataFrame(
        [(row["metric"], int(row["level"]), row["parent"] or None) for row in rows],
        schema={"metric": pl.String, "level": pl.Int32, "parent": pl.String},
        orient="row",
    ).with_row_index("order")


@cache
def cells(by: str) -> pl.DataFrame:
    """Where lines known by a metric stand: metric, rank (1 is the best), table, role, side, measure, only_without."""
    wanted = {row["metric"] for row in reference.comparison_lines() if row["by"] == by}
    columns = ("metric", "rank", "table", "role", "side", "measure", "only_without")
    rows = [row for row in reference.comparison_cells() if row["metric"] in wanted]
    return pl.DataFrame(
        [[row[column] or None for column in columns] for row in rows],
        schema=dict.fromkeys(columns, pl.String),
        orient="row",
    ).with_columns(pl.col("rank").cast(pl.Int32))


@cache
def tables(by: str) -> pl.DataFrame:
    """The tables whose lines are compared: basis (1 is the best), table, measure, digit of the codes, only_without."""
    columns = ("basis", "table", "measure", "digit", "only_without")
    rows = [
        (int(row["rank"]), row["table"], row["measure"], row["digit"], row["only_without"] or None)
        for row in reference.comparison_tables()
        if row["by"] == by
    ]
    return pl.DataFrame(
        rows,
        schema=dict(zip(columns, (pl.Int32, *[pl.String] * 4), strict=True)),
        orient="row",
    )


@cache
def statement_metrics(by: str) -> pl.DataFrame:
    """The metrics of statements that give the amount of a line.

    Returns:
        Columns stated_metric (of the statement), rank (the first is the best), metric (of the line, null where
        lines are known by their codes), basis (0 where lines are known by a metric).
    """
    rows: list[tuple[str, int, str | None, int]] = []
    for row in reference.comparison_lines():
        if row["by"] == by:
            rows += [(word, rank, row["metric"], 0) for rank, word in enumerate(row["said_as"].split("|"))]
    for row in reference.comparison_tables():
        if row["by"] == by:
            words = filter(None, row["said_as"].split("|"))
            rows += [(word, rank, None, int(row["rank"])) for rank, word in enumerate(words)]
    return pl.DataFrame(
        list(dict.fromkeys(rows)),
        schema={"stated_metric": pl.String, "rank": pl.Int32, "metric": pl.String, "basis": pl.Int32},
        orient="row",
    )
