"""ratios, completion, peers: indicators, budgets against final accounts, a year across departments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from yusuan.cli.compare import By, Department, print_answer
from yusuan.cli.options import Clean, Departments, Format, OnePhase, OneScope, Years, select, workspace_at
from yusuan.model.vocabulary import Phase

if TYPE_CHECKING:
    import polars as pl

Year = Annotated[int, typer.Option("--year", metavar="Y", help="预算年度 (fiscal year)")]
Lines = Annotated[By, typer.Option(help="哪些行，同 variance 的 --by (which lines, as those of variance)")]
PeerLines = Annotated[
    str,
    typer.Option(
        metavar="BY",
        help="哪些行：total、kind、general_public、income、three_public、operating、function、economic，"
        "或其中一行的指标名，如 three_public.total (which lines, or the metric of one)",
    ),
]
Indicator = Annotated[
    str | None,
    typer.Option(
        metavar="I", help="比较这个指标，如 personnel_ratio，不比较各行 (an indicator instead of lines)"
    ),
]
BaseYear = Annotated[
    int | None,
    typer.Option(
        "--base",
        metavar="Y0",
        help="增长从哪一年算起，默认上一年；限一个部门一个年度 (growth from, the year before)",
    ),
]
PriceIndex = Annotated[
    float | None,
    typer.Option(
        metavar="R",
        help="价格指数，以 --base 的年度为 1；限一个年度，不给则没有实际增长率 (prices over those of the base year)",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        help="指标：支出增长率、人员与公用支出比率、预算完成率、人均经费等，算不出的写明原因。\n\n"
        "Indicators with their inputs and sources, or why there is none."
    )(ratios)
    app.command(
        help="决算与同年预算：年初预算、全年预算、决算、完成率、预决算差异率。\n\n"
        "A final account against the budget of its year."
    )(completion)
    app.command(
        help="同一年度各部门比较：名次、占比、中位数、四分位数；不可比的写明原因。\n\n"
        "A year across departments: rank, share, median, quartiles."
    )(peers)


def ratios(
    department: Departments = None,
    year: Years = None,
    phase: OnePhase = None,
    scope: OneScope = None,
    base: BaseYear = None,
    price_index: PriceIndex = None,
    clean: Clean = None,
    form: Format = "table",
) -> int:
    """Print the indicators."""
    of_one_document = len(department or []) == 1 and len(year or []) == 1
    if base is not None and not of_one_document:
        raise typer.BadParameter("--base 限一个部门一个年度 (--base wants one department and one year)")
    if price_index is not None and len(year or []) != 1:
        raise typer.BadParameter("--price-index 限一个年度 (--price-index wants one year)")
    from yusuan.analysis import answers  # noqa: PLC0415 — help does not wait for polars
    from yusuan.analysis.question import Question  # noqa: PLC0415

    workspace = workspace_at(clean)

    def query() -> pl.LazyFrame:
        if department and year and of_one_document:
            question = Question(
                department=department[0],
                year=year[0],
                phase=phase or Phase.BUDGET,
                scope=scope,
                base=base,
                price_index=price_index,
            )
            return answers.indicators_of(workspace.collection(), question)
        index = None if price_index is None or not year else {year[0]: price_index}
        wanted = {"department": department, "fiscal_year": year, "phase": phase, "scope": scope}
        return select(answers.all_indicators(workspace.collection(), index), workspace.documents(), **wanted)

    return print_answer("ratios", query, form)


def completion(
    department: Department,
    year: Year,
    by: Lines = "total",
    scope: OneScope = None,
    clean: Clean = None,
    form: Format = "table",
) -> int:
    """Print a final account against the budget of its year."""
    from yusuan.analysis import answers  # noqa: PLC0415 — help does not wait for polars
    from yusuan.analysis.question import Question  # noqa: PLC0415

    question = Question(department=department, year=year, by=by, scope=scope)
    workspace = workspace_at(clean)
    return print_answer("completion", lambda: answers.completion_of(workspace.collection(), question), form)


def peers(
    year: Year,
    by: PeerLines = "total",
    indicator: Indicator = None,
    department: Departments = None,
    phase: OnePhase = None,
    scope: OneScope = None,
    clean: Clean = None,
    form: Format = "table",
) -> int:
    """Print a year across departments."""
    from yusuan.analysis import answers  # noqa: PLC0415 — help does not wait for polars
    from yusuan.analysis.question import Question  # noqa: PLC0415

    question = Question(
        year=year,
        by=by,
        indicator=indicator,
        departments=tuple(department) if department else None,
        phase=phase or Phase.BUDGET,
        scope=scope,
    )
    workspace = workspace_at(clean)
    return print_answer("peers", lambda: answers.peers_of(workspace.collection(), question), form)
