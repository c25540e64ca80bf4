"""variance: years compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.cli.console import say
from yusuan.cli.exits import Exit
from yusuan.cli.options import Clean, Format, OnePhase, OneScope, workspace_at
from yusuan.model.vocabulary import Phase, Scope  # typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from yusuan.cli.options import Form

# As `analysis.disclosed.breakdowns.By`, which loads polars.
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

Department = Annotated[str, typer.Option("--department", metavar="D", help="部门或单位 (department or unit)")]
Year = Annotated[
    int | None,
    typer.Option("--year", metavar="Y", help="预算年度；--series 时不用 (fiscal year; not with --series)"),
]
Base = Annotated[
    int | None,
    typer.Option("--base", metavar="Y0", help="比较的年度，默认上一年 (compared with, the year before)"),
]
Lines = Annotated[
    By,
    typer.Option(
        help="比较哪些：total 总额，kind 基本与项目，general_public 一般公共预算，income 收入，function 功能分类，"
        "function_kind 功能分类×基本与项目，economic 经济分类，project 项目，unit 所属单位，three_public “三公”经费，"
        "operating 机关运行经费 (which lines)"
    ),
]
Series = Annotated[bool, typer.Option("--series", help="各年的数列，不作两年比较 (the amounts of all years)")]
BasePhase = Annotated[
    Phase | None, typer.Option("--base-phase", help="上年的阶段，须与 --mix 同用 (phase of the base)")
]
BaseScope = Annotated[
    Scope | None, typer.Option("--base-scope", help="上年的口径，须与 --mix 同用 (scope of the base)")
]
Mix = Annotated[
    bool, typer.Option("--mix", help="允许阶段或口径不同的比较，结果中注明 (allow unlike phases or scopes)")
]
LeastChange = Annotated[
    float,
    typer.Option(
        "--least-change", metavar="WAN", min=0, help="重要变动的金额下限，万元 (materiality, 10,000 yuan)"
    ),
]
LeastRate = Annotated[
    float,
    typer.Option(
        "--least-rate", metavar="R", min=0, help="重要变动的比率下限，小数 (materiality, a fraction)"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help="与上年（或另一年）比较。\n\nCompare a year with an earlier one.")(variance)


def variance(  # noqa: PLR0913, PLR0917 — the options of the command
    department: Department,
    year: Year = None,
    base: Base = None,
    by: Lines = "total",
    series: Series = False,
    phase: OnePhase = None,
    scope: OneScope = None,
    base_phase: BasePhase = None,
    base_scope: BaseScope = None,
    mix: Mix = False,
    least_change: LeastChange = 10,
    least_rate: LeastRate = 0.05,
    clean: Clean = None,
    form: Format = "table",
) -> int:
    """Print the year-over-year table."""
    if series and (year is not None or base is not None):
        raise typer.BadParameter(
            "--series 是各年的数列，不与 --year、--base 同用 (not with --year or --base)"
        )
    if not series and year is None:
        raise typer.BadParameter("请给出 --year，或用 --series (give --year, or --series)")
    from yusuan.analysis import answers  # noqa: PLC0415 — help does not wait for polars
    from yusuan.analysis.question import Materiality, Question  # noqa: PLC0415
    from yusuan.model.money import FEN_PER_WAN_YUAN  # noqa: PLC0415

    question = Question(
        department=department,
        year=year,
        base=base,
        by=by,
        phase=phase or Phase.BUDGET,
        scope=scope,
        base_phase=base_phase,
        base_scope=base_scope,
        mix=mix,
        materiality=Materiality(round(least_change * FEN_PER_WAN_YUAN), least_rate),
    )
    workspace = workspace_at(clean)
    if series:
        return print_answer("series", lambda: answers.series_of(workspace.collection(), question), form)
    return print_answer("variance", lambda: answers.variance_of(workspace.collection(), question), form)


def print_answer(name: str, query: Callable[[], pl.LazyFrame], form: Form) -> int:
    """Print the answer to a question, or why there is none.

    Args:
        name: of the frame, as in `export.FIRST_COLUMNS`.
        query: makes the lazy frame.
        form: as asked for.

    Returns:
        The exit code.
    """
    from yusuan.analysis.question import VarianceError  # noqa: PLC0415
    from yusuan.analysis.years.crosswalk import CrosswalkError  # noqa: PLC0415
    from yusuan.cli.printing import print_frame  # noqa: PLC0415

    try:
        print_frame(name, query().collect(), form)
    except (VarianceError, CrosswalkError) as error:
        say(str(error))
        return Exit.CALL
    return Exit.DONE
