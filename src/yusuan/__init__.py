"""yusuan (预算): reads published budgets and final accounts, proves the reading, compares years."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from yusuan.model.vocabulary import Language
    from yusuan.report.elements.display import Html
    from yusuan.workspace.workspace import Workspace

__version__: str  # of pyproject.toml, by way of what is installed


def __getattr__(name: str) -> str:
    """The version, looked up when it is asked for: importing yusuan stays cheap."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version  # noqa: PLC0415 — see above

    return version("yusuan")


def open(root: str | Path = ".") -> Workspace:  # noqa: A001 — read as yusuan.open(root)
    """Open the workspace at (or above) a folder.

    Args:
        root: the folder that holds data/, expectations/, notebooks/ and reports/, or a folder inside it.

    Returns:
        The workspace, whose frames are lazy: nothing is read yet.
    """
    from yusuan.workspace.workspace import Workspace  # noqa: PLC0415 — importing yusuan stays cheap

    return Workspace.find(root)


def display(frame: pl.DataFrame | pl.LazyFrame, lang: Language = "zh", rows: int = 50) -> Html:
    """A frame as people read it, in a notebook: short labels, amounts in 万元, rates in percent.

    Args:
        frame: any frame of the workspace, or made from one.
        lang: of the labels: zh or en.
        rows: how many rows are shown at most.
    """
    from yusuan.report import frames  # noqa: PLC0415 — importing yusuan stays cheap

    return frames.display(frame, lang, rows)
