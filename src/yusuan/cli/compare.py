"""variance: years compared."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from yusuan.cli.console import say
from yusuan.cli.exits import Exit
from yusuan.cli.options import Clean, Format, OnePhase, OneScope, workspace_at

By = Literal["total", "three_public", "operating"]

Department = Annotated[str, typer.Option("--department", metavar="D", help="部门或单位 (department or unit)")]
Year = Annotated[int, typer.Option("--year", metavar="Y", help="预算年度 (fiscal year)")]
Base = Annotated[
    int | None,
    typer.Option("--base", metavar="Y0", help="比较的年度，默认上一年 (compared with, the year before)"),
]
Lines = Annotated[
    By,
    typer.Option(help="总额、“三公”经费或机关运行经费 (totals, three public expenses, operating costs)"),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help="与上年（或另一年）比较。\n\nCompare a year with an earlier one.")(variance)


def variance(
    department: Department,
    year: Year,
    base: Base = None,
    by: Lines = "total",
    phase: OnePhase = None,
    scope: OneScope = None,
    clean: Clean = None,
    form: Format = "table",
) -> int:
    """Print the year-over-year table."""
    workspace = workspace_at(clean)
    from yusuan.analysis.choice import VarianceError  # noqa: PLC0415
    from yusuan.cli.printing import print_frame  # noqa: PLC0415
    from yusuan.model.vocabulary import Phase  # noqa: PLC0415

    try:
        compared = workspace.variance(
            department, year, base=base, by=by, phase=phase or Phase.BUDGET, scope=scope
        )
    except VarianceError as error:
        say(str(error))
        return Exit.CALL
    print_frame("variance", compared, form)
    return Exit.DONE
