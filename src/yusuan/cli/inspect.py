"""inspect: what files are taken for and why, before anything of them is kept."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.cli.console import progress, say_all
from yusuan.cli.exits import Exit
from yusuan.cli.options import Jobs, Ocr, processes, workspace_at
from yusuan.model.text import printable
from yusuan.model.vocabulary import Phase, Scope, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.pipeline.inspection import Inspection
    from yusuan.workspace.workspace import Workspace

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="文件或文件夹 (files or folders)", show_default=False)
]
Shape = Annotated[Literal["table", "json"], typer.Option("--format", help="输出格式 (output format)")]

_VERDICTS = {
    Verdict.DISCLOSURE: "公开文件",
    Verdict.PART: "其中一部分",
    Verdict.TEMPLATE: "空白模板",
    Verdict.LINK: "附件链接页",
    Verdict.GOVERNMENT: "政府预决算",
    Verdict.OTHER: "不是公开文件",
    Verdict.UNREADABLE: "读不出",
}
_PHASES = {Phase.BUDGET: "预算", Phase.FINAL: "决算"}
_SCOPES = {Scope.DEPARTMENT: "部门", Scope.UNIT: "单位"}
_MOST_TABLES = 6  # named in a table; JSON has all
_BY = {"document": "自己的文字", "told": "用户所说", "path": "路径"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help="每个文件被当作什么，凭什么这样认定；什么也不保存。\n\n"
        "What each file is taken for, and which words say so; nothing is kept.",
    )(inspect)


def inspect(files: Files, form: Shape = "table", jobs: Jobs = None, ocr: Ocr = False) -> int:
    """Say what files are taken for."""
    from yusuan.pipeline.discovery import discover  # noqa: PLC0415
    from yusuan.pipeline.inspection import inspect as look  # noqa: PLC0415 — it loads the readers

    given = {str(path.absolute()): str(path) for path in files}
    inputs = discover([path.absolute() for path in files])
    with progress("读入 (reading)") as (on_file,):
        looked = look(_workspace(), inputs.paths, processes(jobs), on_file, ocr=ocr)
    found = [replace(each, file=given.get(each.file, each.file)) for each in looked]
    say_all(inputs.refused)
    if form == "json":
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        _print(found)
    unreadable = inputs.refused or any(each.verdict is Verdict.UNREADABLE for each in found)
    return Exit.REFUSED if unreadable else Exit.DONE


def _workspace() -> Workspace:
    """The workspace here, or where there is none, one for its suites alone."""
    from yusuan.workspace.folders import WorkspaceError  # noqa: PLC0415
    from yusuan.workspace.workspace import Workspace  # noqa: PLC0415

    try:
        return workspace_at(None)
    except WorkspaceError:
        return Workspace(Path.cwd())


def _print(found: Sequence[Inspection]) -> None:
    for each in found:
        typer.echo(printable(f"{Path(each.file).name}  {_VERDICTS[each.verdict]} ({each.verdict})"))
        for line in _lines(each):
            typer.echo(f"    {printable(line)}")


def _lines(each: Inspection) -> list[str]:
    """What is said of one file, below its name."""
    lines = []
    if each.document is not None and each.phase is not None and each.scope is not None:
        whose = f"{each.department} {each.fiscal_year} 年{_PHASES[Phase(each.phase)]}（{_SCOPES[Scope(each.scope)]}）"
        lines.append(f"{whose}，依据{_BY.get(each.identified_by or '', '')}")
    lines.append(each.reason)
    lines += [f"不合：{line}" for line in each.contradicted_by]
    kinds = [
        f"{table['title'] or table['kind']} p.{table['page']}（{table['amounts']}）" for table in each.tables
    ]
    if kinds:
        amounts = sum(int(str(table["amounts"])) for table in each.tables)
        more = f" 等 {len(kinds)} 张" if len(kinds) > _MOST_TABLES else ""
        lines.append(f"表 {len(kinds)} 张，金额 {amounts} 个：{'、'.join(kinds[:_MOST_TABLES])}{more}")
    lines += [f"未读：{unread['reason']}" for unread in each.unread if unread["reason"] != each.reason]
    return lines
