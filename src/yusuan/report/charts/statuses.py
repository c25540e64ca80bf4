"""Outcome counts of the identities of each suite, as stacked bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.model.vocabulary import STATUS_NAMES, Language, Status, pick
from yusuan.report.charts import frame
from yusuan.report.charts.frame import BAR_BELOW, BAR_HEIGHT, ROW_STEP
from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.elements.style import light

with without(IRI_GRAMMAR):
    import altair as alt

if TYPE_CHECKING:
    from yusuan.report.elements.display import Figure


def statuses(counts: pl.DataFrame, message: str, subject: str, lang: Language = "zh") -> Figure:
    """How the tested identities of each suite came out.

    Args:
        counts: columns suite, status, count, in the order in which suites are shown.
        message: what the chart says.
        subject: who, what, when.
        lang: of the labels.
    """
    names = {status.value: pick(STATUS_NAMES[status], lang) for status in Status}
    suites = counts["suite"].unique(maintain_order=True).to_list()
    status = pl.col("status").cast(pl.String)
    table = counts.select(
        "count",
        pl.col("suite").replace_strict({suite: frame.key(n) for n, suite in enumerate(suites)}).alias("key"),
        pl.col("suite").alias("label"),
        status.replace_strict(names).alias("name"),
        status.replace_strict({word: n for n, word in enumerate(names)}).alias("order"),
    )
    totals = table.group_by("key", "label", maintain_order=True).agg(pl.col("count").sum().cast(pl.String))
    bars = (
        alt.Chart(table)
        .mark_bar(height=BAR_HEIGHT, yOffset=BAR_BELOW)
        .encode(
            x=alt.X("count:Q", stack="zero", axis=None),
            y=frame.row_axis(),
            color=alt.Color(
                "name:N",
                sort=list(names.values()),
                scale=alt.Scale(domain=list(names.values()), range=[light(word) for word in names]),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("label:N", title=pick(("规则集", "Suite"), lang)),
                alt.Tooltip("name:N", title=pick(("结果", "Result"), lang)),
                alt.Tooltip("count:Q", title=pick(("处数", "Count"), lang)),
            ],
        )
    )
    layers = [bars, *frame.titles(totals.rename({"count": "text"}))]
    return frame.figure(layers, len(suites) * ROW_STEP, message, subject, "")
