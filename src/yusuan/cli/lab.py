"""lab: JupyterLab on the notebooks."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yusuan.cli.console import say
from yusuan.cli.options import workspace_at

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace

# JupyterLab asks the outside for news and updates unless told otherwise.
_SETTINGS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--ServerApp.ip=127.0.0.1",
    # Nor does it ask whether it may: `overrides.json` there says no.
    f"--LabApp.app_settings_dir={Path(__file__).parents[1] / 'lab_settings'}",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help="在笔记本上打开 JupyterLab；-- 之后的选项交给它。\n\n"
        "JupyterLab on the notebooks; options after -- go to it.",
    )(lab)


def lab(
    options: Annotated[list[str] | None, typer.Argument(metavar="[-- OPTION...]", show_default=False)] = None,
) -> None:
    """Start JupyterLab in place of this process, on the launcher notebook."""
    from yusuan.workspace.folders import LAUNCHER  # noqa: PLC0415 — help does not wait for the frames

    workspace = workspace_at(None)
    _bring_notebooks(workspace)
    command = [sys.executable, "-m", "jupyterlab", *_SETTINGS, f"--ServerApp.root_dir={workspace.root}"]
    first = next(
        (path for path in (workspace.notebooks / LAUNCHER, *workspace.books()) if path.is_file()), None
    )
    if first:
        command.append(f"--LabApp.default_url=/lab/tree/{first.relative_to(workspace.root).as_posix()}")
    if os.geteuid() == 0:
        command.append("--allow-root")  # in a container there is no one else; it listens on this machine only
    os.execv(sys.executable, [*command, *(options or [])])  # noqa: S606 — there is no shell to want


def _bring_notebooks(workspace: Workspace) -> None:
    """JupyterLab shows what is under its root: a workspace without notebooks gets a copy of ours."""
    ours, own = workspace.notebooks, workspace.root / "notebooks"
    if ours != own and ours.is_dir():
        shutil.copytree(ours, own, ignore=shutil.ignore_patterns(".*"))
        say(f"笔记本已复制到 {own} (notebooks copied there)")
