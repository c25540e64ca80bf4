"""The options that several commands share, and what they select."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.model.vocabulary import Phase, Scope, TableKind

if TYPE_CHECKING:
    import polars as pl

    from yusuan.workspace.workspace import Workspace

Form = Literal["table", "csv", "json", "parquet", "xlsx"]

Clean = Annotated[
    Path | None,
    typer.Option(
        "--clean", metavar="DIR", help="清洁数据所在的文件夹，默认 data/clean (folder of the clean data)"
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option(
        "--department", metavar="D", help="只要这个部门，可多次给出 (only this department, repeatable)"
    ),
]
Years = Annotated[
    list[int] | None,
    typer.Option(
        "--year", metavar="Y", help="只要这个预算年度，可多次给出 (only this fiscal year, repeatable)"
    ),
]
OnePhase = Annotated[
    Phase | None, typer.Option("--phase", help="只要预算或决算 (only budgets or final accounts)")
]
OneScope = Annotated[Scope | None, typer.Option("--scope", help="只要部门汇总或单位本级 (only this scope)")]
Table = Annotated[
    TableKind | None,
    typer.Option("--table", help="只要这种表 (only this kind of table)"),
]
Format = Annotated[Form, typer.Option("--format", help="输出格式 (output format)")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, help="同时工作的进程数，默认每核一个 (processes, one a core)"),
]
Ocr = Annotated[
    bool,
    typer.Option(
        "--ocr", help="识别扫描页，需安装 yusuan[ocr]；默认拒绝扫描件 (read scanned pages, refused otherwise)"
    ),
]
FollowLinks = Annotated[
    bool,
    typer.Option(
        "--follow-links", help="链接可以通向文件夹之外；默认拒绝 (links may lead out of the folder)"
    ),
]

_MOST_NAMED = 12


def workspace_at(clean: Path | None) -> Workspace:
    """The workspace here; with a folder of clean data given there need be none."""
    from yusuan.workspace.folders import WorkspaceError  # noqa: PLC0415
    from yusuan.workspace.workspace import Workspace  # noqa: PLC0415

    try:
        root = Workspace.find().root
    except WorkspaceError:
        if clean is None:
            raise
        root = Path.cwd()
    return Workspace(root, clean.resolve() if clean is not None else None)


def processes(jobs: int | None) -> int:
    """The number of processes: as asked for, or one a core that this process may use."""
    return jobs or len(os.sched_getaffinity(0))


def select(frame: pl.LazyFrame, documents: pl.LazyFrame, **wanted: object) -> pl.LazyFrame:
    """The rows of the departments, years, phase and scope that are asked for.

    Args:
        frame: any frame of the clean data.
        documents: all documents, by which a choice is judged.
        wanted: by column, a value, a list of values, or None or [] for all.

    Raises:
        WorkspaceError: a value that no document has; the message lists what there is.
    """
    import polars as pl  # noqa: PLC0415

    from yusuan.workspace.folders import WorkspaceError  # noqa: PLC0415

    for column, wanted_value in wanted.items():
        values = (
            [str(value) for value in wanted_value]
            if isinstance(wanted_value, list)
            else [str(wanted_value)]
            if wanted_value
            else []
        )
        if not values:
            continue
        text = pl.col(column).cast(pl.String)
        existing = documents.select(text.unique().sort()).collect().to_series().to_list()
        for value in values:
            if value not in existing:
                raise WorkspaceError(_unknown(column, value, existing))
        frame = frame.filter(text.is_in(values))
    return frame


def _unknown(column: str, value: str, existing: list[str]) -> str:
    names = {"department": "部门", "fiscal_year": "年度", "phase": "阶段", "scope": "口径"}
    near = difflib.get_close_matches(value, existing, n=_MOST_NAMED, cutoff=0.4)
    shown = list(dict.fromkeys([*near, *existing]))[:_MOST_NAMED]
    more = f" 等 {len(existing)} 个" if len(existing) > len(shown) else ""
    return f"没有{names[column]}“{value}” (unknown {column}); 现有 (there are): {'、'.join(shown)}{more}"
