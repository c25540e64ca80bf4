"""lab: JupyterLab on the notebooks."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from yusuan.cli.options import workspace_at

# JupyterLab asks the outside for news and updates unless told otherwise.
_SETTINGS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--ServerApp.ip=127.0.0.1",
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
    """Start JupyterLab in place of this process."""
    workspace = workspace_at(None)
    notebooks = sorted(path.name for path in workspace.notebooks.glob("*.ipynb"))
    first = "variance.ipynb" if "variance.ipynb" in notebooks else next(iter(notebooks), "")
    command = [sys.executable, "-m", "jupyterlab", *_SETTINGS, f"--ServerApp.root_dir={workspace.root}"]
    if first and workspace.notebooks.is_relative_to(workspace.root):
        command.append(
            f"--LabApp.default_url=/lab/tree/{workspace.notebooks.relative_to(workspace.root)}/{first}"
        )
    if os.geteuid() == 0:
        command.append("--allow-root")  # in a container there is no one else; it listens on this machine only
    os.execv(sys.executable, [*command, *(options or [])])  # noqa: S606 — there is no shell to want
