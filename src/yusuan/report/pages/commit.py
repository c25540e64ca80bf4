"""Which commit of the notebooks and code a report was made from."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = 12
_PATIENCE_SECONDS = 10


def commit(folder: Path) -> str | None:
    """The commit that a folder stands at, with a plus sign where tracked files in it differ.

    Args:
        folder: whose.

    Returns:
        None where the folder is no part of a repository, or there is no git.
    """
    git = shutil.which("git")
    if git is None or (head := _said(git, folder, "rev-parse", "--verify", "HEAD")) is None:
        return None
    changed = _said(git, folder, "status", "--porcelain", "--untracked-files=no", "--", ".")
    return f"{head[:_SHOWN]}{'+' if changed else ''}"


def _said(git: str, folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 — our own arguments
            [git, "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
