"""run, ingest, report: what makes the clean data and the reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.cli.console import progress, say, say_all, standing
from yusuan.cli.exits import Exit
from yusuan.cli.options import Clean, Departments, FollowLinks, Jobs, Ocr, processes, select, workspace_at
from yusuan.model.money import Unit
from yusuan.model.vocabulary import Phase, Scope

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace

_READING, _WRITING = "读入 (reading)", "写报告 (writing reports)"

Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[SOURCE]...", help="文件或文件夹，默认 data/raw (files or folders)", show_default=False
    ),
]


ToldDepartment = Annotated[
    str | None,
    typer.Option(
        "--department",
        metavar="D",
        help="文件没有写明时，它们是谁的 (whose the files are, if they do not say)",
    ),
]
ToldYear = Annotated[
    int | None,
    typer.Option("--year", metavar="Y", min=1990, max=2100, help="没有写明时的预算年度 (their fiscal year)"),
]
ToldPhase = Annotated[
    Phase | None, typer.Option("--phase", help="没有写明时是预算还是决算 (budgets or final accounts)")
]
ToldScope = Annotated[Scope | None, typer.Option("--scope", help="没有写明时是部门还是单位 (their scope)")]
ToldUnit = Annotated[
    Unit | None,
    typer.Option("--unit", help="表中没有写明时的金额单位 (unit of amounts, where tables state none)"),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help="读入、核对、出报告，只做上次以来有变化的。\n\nIngest, check and report what changed.")(
        run
    )
    app.command(help="把文件读入清洁数据。\n\nRead documents into the clean data.")(ingest)
    app.command(
        help="执行笔记本，写出 HTML 报告和每份文件的工作簿。\n\nExecute the notebooks, write HTML, and a workbook of each document."
    )(report)


def run(jobs: Jobs = None, ocr: Ocr = False, follow_links: FollowLinks = False) -> int:
    """Everything that changed since the last run."""
    from yusuan.pipeline import run as pipeline  # noqa: PLC0415
    from yusuan.pipeline.state import State  # noqa: PLC0415

    workspace = workspace_at(None)
    before, written = State.load(workspace.clean).ingest, 0

    def stands() -> str:
        now = State.load(workspace.clean).ingest
        clean = "与先前相同 (as before)" if now == before else "已是这次的 (this run's)"
        pages = f"写好的 {written} 份报告都完整 (reports written, each whole)"
        return f"停下了：清洁数据{clean}；{pages}；其余下次运行补做 (the next run makes the rest)"

    with standing(stands), progress(_READING, _WRITING) as (on_file, show_page):

        def on_page(done: int, of: int) -> None:
            nonlocal written
            written += 1
            show_page(done, of)

        ran = pipeline.run(workspace, processes(jobs), on_file, on_page, ocr=ocr, follow_links=follow_links)
    say_all([*ran.notes, *ran.refused, *ran.failed])
    if ran.idle:
        typer.echo("自上次运行以来没有变化，什么也不用做。(nothing changed since the last run)")
    if ran.ingested is not None:
        typer.echo(f"读入 {ran.ingested} 份文件 (documents read)")
    if ran.checked is not None:
        typer.echo(f"核对 {ran.checked} 条勾稽关系 (identities tested)")
    if ran.reports:
        typer.echo(f"写出 {len(ran.reports)} 份报告 (reports), 请打开 {workspace.reports / 'index.html'}")
    if ran.failed:
        return Exit.FAILED
    return Exit.REFUSED if ran.refused else Exit.DONE


def ingest(  # noqa: PLR0913, PLR0917 — each is an option of the command
    sources: Sources = None,
    clean: Clean = None,
    jobs: Jobs = None,
    ocr: Ocr = False,
    follow_links: FollowLinks = False,
    department: ToldDepartment = None,
    year: ToldYear = None,
    phase: ToldPhase = None,
    scope: ToldScope = None,
    unit: ToldUnit = None,
) -> int:
    """Read documents."""
    from yusuan.pipeline.ingest import ingest as read_all  # noqa: PLC0415
    from yusuan.pipeline.sidecar import Sidecar  # noqa: PLC0415

    if department is not None and len(department.strip()) < 2:
        raise typer.BadParameter(f"--department “{department}”：不是名称 (no name)")
    told = Sidecar(department=department, fiscal_year=year, phase=phase, scope=scope, unit=unit)
    if told != Sidecar() and not sources:
        raise typer.BadParameter(
            "--department、--year、--phase、--scope、--unit 说的是给出的文件；请给出文件 (name the files they are about)"
        )
    workspace = workspace_at(clean) if not sources else _workspace_or_here(clean)
    unchanged = "停下了：什么也没有存，清洁数据与先前相同 (nothing stored, the clean data is as before)"
    with standing(lambda: unchanged), progress(_READING) as (on_file,):
        paths = [path.absolute() for path in sources or []]
        outcome = read_all(
            workspace, paths, processes(jobs), on_file, ocr=ocr, follow_links=follow_links, told=told
        )
    say_all([*outcome.notes, *outcome.refused])
    counts = f"读入 {len(outcome.documents)} 份文件，拒绝 {len(outcome.refused)} 处 (read, refused)"
    say(f"{counts} → {workspace.clean}")
    return Exit.REFUSED if outcome.refused else Exit.DONE


def report(
    department: Departments = None,
    year: Annotated[int | None, typer.Option("--year", metavar="Y", help="预算年度 (fiscal year)")] = None,
    base: Annotated[
        int | None, typer.Option("--base", metavar="Y0", help="比较的年度 (compared with)")
    ] = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option("--notebook", metavar="NAME", help="只要这个笔记本，可多次给出 (only this notebook)"),
    ] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="语言 (language)")] = "zh",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="写到哪里，默认 reports (where to)")
    ] = None,
    clean: Clean = None,
    jobs: Jobs = None,
) -> int:
    """Make reports."""
    workspace = workspace_at(clean)
    select(workspace.documents(), workspace.documents(), department=department, fiscal_year=year and [year])
    from yusuan.pipeline import run as pipeline  # noqa: PLC0415 — a wrong choice is told at once
    from yusuan.report import reports  # noqa: PLC0415

    if not pipeline.is_checked(workspace):
        pipeline.check(workspace)
    try:
        whole = (
            "停下了：写好的报告都完整，没写的再运行一次 (what is written is whole; run it again for the rest)"
        )
        with standing(lambda: whole), progress(_WRITING) as (on_page,):
            pages = reports.report(
                workspace,
                department,
                year,
                base=base,
                notebooks=notebook,
                lang=lang,
                out=out,
                jobs=processes(jobs),
                on_page=lambda _page, done, of: on_page(done, of),
            )
    except reports.ReportError as error:
        say(str(error))
        return Exit.CALL
    except reports.IncompleteError as error:
        say_all([*error.refused, *error.failures])
        for page in error.written:
            typer.echo(page)
        return Exit.FAILED if error.failures else Exit.REFUSED
    for page in pages:
        typer.echo(page)
    return Exit.DONE


def _workspace_or_here(clean: Path | None) -> Workspace:
    """The workspace here, or where there is none, one that this folder becomes."""
    from yusuan.workspace.folders import WorkspaceError  # noqa: PLC0415
    from yusuan.workspace.workspace import Workspace  # noqa: PLC0415

    try:
        return workspace_at(clean)
    except WorkspaceError:
        return Workspace(Path.cwd())
