"""batch, schedule: runs that nobody watches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.cli.console import say, say_all
from yusuan.cli.exits import Exit
from yusuan.cli.options import FollowLinks, Jobs, processes

if TYPE_CHECKING:
    from yusuan.runs.batch import Outcome
    from yusuan.runs.plan import Plan
    from yusuan.workspace.workspace import Workspace

File = Annotated[Path, typer.Argument(metavar="RUNS.toml", help="运行的设置 (the file of runs)")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="只做这个运行，可多次给出 (only this run, repeatable)"),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        help="读入、核对，做出各个运行的报告并寄出；同时只有一批。\n\n"
        "Ingest, check, make the reports of the named runs and mail them; one batch at a time."
    )(batch)
    app.command(
        help="把运行的时间写成 crontab 或 systemd 单元。\n\nPrint the schedule as a crontab or systemd units."
    )(schedule)


def batch(
    file: File,
    only: Only = None,
    due: Annotated[bool, typer.Option("--due", help="只做到时的和中断的 (only what is due)")] = False,
    approve: Annotated[
        str | None,
        typer.Option("--approve", metavar="RUN", help="批准寄出这个运行待批准的信 (send the letters held)"),
    ] = None,
    jobs: Jobs = None,
    wait: Annotated[
        float,
        typer.Option("--wait", metavar="MINUTES", min=0, help="另一批在运行时最多等多久 (wait for another)"),
    ] = 0,
    form: Annotated[
        Literal["text", "json"], typer.Option("--log-format", help="日志一行一条的格式 (format of log lines)")
    ] = "text",
    follow_links: FollowLinks = False,
) -> int:
    """Make and send the runs."""
    workspace, plan = _plan(file)
    asked = [approve] if approve else only
    if unknown := [name for name in asked or () if name not in plan.runs and name not in plan.faults]:
        there = "、".join([*plan.runs, *plan.faults])
        say(f"没有运行 {'、'.join(unknown)} (no such run)；现有 {there}")
        return Exit.CALL
    from yusuan.runs.batch import Batch, BusyError, alone  # noqa: PLC0415 — a wrong call is told at once
    from yusuan.runs.log import Log  # noqa: PLC0415
    from yusuan.runs.pieces import RunError  # noqa: PLC0415

    faulty = [name for name in plan.faults if not asked or name in asked]
    try:
        with alone(plan, wait * 60):
            made = Batch(workspace, plan, Log(sys.stderr, form), processes(jobs), follow_links=follow_links)
            if approve and approve in plan.runs:
                return _exit(made.approve(approve))
            names = [name for name in plan.runs if not asked or name in asked]
            names = [name for name in names if not due or made.is_due(name)]
            if not names and not faulty:
                typer.echo("没有到时的运行。(nothing is due)")
            return _exit(made.make(names, faulty))
    except BusyError as error:
        say(str(error))
        return Exit.FAILED
    except RunError as error:
        say(str(error))
        return Exit.CALL


def schedule(
    file: File,
    form: Annotated[Literal["cron", "systemd"], typer.Option("--as", help="写成哪一种 (which)")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="systemd 单元写到这个文件夹 (write the units into DIR)"),
    ] = None,
) -> int:
    """Print the entries."""
    if out and form == "cron":
        raise typer.BadParameter("--out 只用于 systemd (for systemd only)")
    workspace, plan = _plan(file)
    if plan.faults:  # an entry that is left out would be missed by nobody
        say_all(line for lines in plan.faults.values() for line in lines)
        return Exit.CALL
    from yusuan import clock  # noqa: PLC0415
    from yusuan.runs import schedule as entries  # noqa: PLC0415
    from yusuan.storage import atomic as files  # noqa: PLC0415

    if not entries.scheduled(plan):
        say(f"{plan.path}：没有一个运行有 schedule (no run has a schedule)")
        return Exit.CALL
    if form == "cron":
        typer.echo(entries.cron(plan, workspace.root, clock.today().year), nl=False)
        return Exit.DONE
    for name, text in entries.systemd(plan, workspace.root).items():
        if out:
            files.write(out / name, text.encode())
            typer.echo(out / name)
        else:
            typer.echo(f"# /etc/systemd/system/{name}\n{text}")
    return Exit.DONE


def _plan(file: Path) -> tuple[Workspace, Plan]:
    """The plan, and the workspace that it stands in."""
    from yusuan.runs.plan import PlanError, load  # noqa: PLC0415
    from yusuan.workspace.folders import WorkspaceError  # noqa: PLC0415
    from yusuan.workspace.workspace import Workspace  # noqa: PLC0415

    workspace = Workspace.find(file.absolute().parent)
    try:
        return workspace, load(file, workspace)
    except PlanError as error:
        raise WorkspaceError(str(error)) from None


def _exit(outcome: Outcome) -> Exit:
    """The gravest of what there is to say."""
    if outcome.failed:
        return Exit.FAILED
    if outcome.wrong:
        return Exit.CALL
    if outcome.refused:
        return Exit.REFUSED
    return Exit.FOUND if outcome.found else Exit.DONE
