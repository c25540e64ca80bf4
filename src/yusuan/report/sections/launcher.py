"""What the launcher notebook shows: the documents there are, the notebooks, and controls to look around."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import nbformat
import polars as pl

from yusuan.analysis import answers
from yusuan.analysis.question import VarianceError
from yusuan.model.vocabulary import PHASE_NAMES, STATUS_NAMES, Language, Phase, Scope, Status, pick
from yusuan.report import tables
from yusuan.report.disclosure import choose
from yusuan.report.elements import display
from yusuan.report.elements.display import Html
from yusuan.report.elements.sources import Sources
from yusuan.report.folders import folder_of
from yusuan.report.sections import comparison
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from pathlib import Path

    from ipywidgets import VBox

    from yusuan.analysis.disclosed.breakdowns import By
    from yusuan.report.elements.display import Figure
    from yusuan.workspace.workspace import Workspace

_BY: dict[By, tuple[str, str]] = {
    "total": ("收支总额", "Totals"),
    "operating": ("机关运行经费", "Agency operating costs"),
    "three_public": ("“三公”经费", "Three public expenses"),
}
_BADGES = (Status.BROKEN, Status.QUESTION)
_NO_DATA = (
    "还没有清洁数据：请先在终端运行 yusuan run。",
    "There is no clean data yet: say “yusuan run” in a terminal first.",
)


def notebooks(workspace: Workspace, lang: Language = "zh") -> Html:
    """Links to the notebooks that make reports, by their titles."""
    items = []
    for book in workspace.books():
        href = quote(_relative(book, workspace.notebooks))
        items.append(f'<li><a href="{href}">{escape(_title(book, lang))}</a></li>')
    return Html(f"<ul>{''.join(items)}</ul>", "\n".join(book.stem for book in workspace.books()))


def documents(workspace: Workspace, lang: Language = "zh") -> Html:
    """Departments × years: what checking found, and the reports that have been made.

    Args:
        workspace: whose documents.
        lang: of the labels.
    """
    if not workspace.has("documents"):
        return display.note(pick(_NO_DATA, lang))
    rows = _documents(workspace)
    counts = _finding_counts(workspace)
    cells = [
        [
            escape(row["department"]),
            escape(_period(row, lang)),
            *(str(counts.get((row["document"], status.value), 0)) if counts else "—" for status in _BADGES),
            _reports(workspace, row["document"], lang),
        ]
        for row in rows
    ]
    columns = [Column(pick(("部门", "Department"), lang)), Column(pick(("文件", "Document"), lang))]
    columns += [Column(pick(STATUS_NAMES[status], lang), number=True) for status in _BADGES]
    columns.append(Column(pick(("已有的报告", "Reports made"), lang)))
    count = len({row["department"] for row in rows})
    caption = pick(
        (f"{count} 个部门，{len(rows)} 份文件", f"{count} departments, {len(rows)} documents"), lang
    )
    return tables.build("documents", columns, cells, caption)


def explore(workspace: Workspace, lang: Language = "zh") -> Html | VBox:
    """Controls: a department, a year, what is compared; below them the finding, the bridge and the table."""
    if not workspace.has("documents") or not (rows := _documents(workspace)):
        return display.note(pick(_NO_DATA, lang))
    import ipywidgets  # noqa: PLC0415 — only the launcher has controls

    department = _dropdown(
        list(dict.fromkeys(row["department"] for row in rows)), ("部门", "Department"), lang
    )
    period = _dropdown(_periods(rows, department.value, lang), ("文件", "Document"), lang)
    by = _dropdown([(pick(names, lang), word) for word, names in _BY.items()], ("比较", "Compare"), lang)

    def follow(change: dict[str, Any]) -> None:
        period.options = _periods(rows, change["new"], lang)

    def draw(period: tuple[str, int, str, str], by: By) -> None:
        display.Several(tuple(comparison_view(workspace, period, by, lang)))._ipython_display_()

    department.observe(follow, "value")
    shown = ipywidgets.interactive_output(draw, {"period": period, "by": by})
    return ipywidgets.VBox([ipywidgets.HBox([department, period, by]), shown])


def comparison_view(
    workspace: Workspace, period: tuple[str, int, str, str], by: By, lang: Language = "zh"
) -> list[Html | Figure]:
    """What the controls show: the finding, the bridge, the table, the sources, the parameters to take along.

    Args:
        workspace: whose data.
        period: department, fiscal year, phase, scope.
        by: which lines.
        lang: of labels.
    """
    department, year, phase, scope = period
    disclosure = choose(workspace, department, year, None, phase, scope)
    sources = Sources(workspace.documents().collect(), lang)
    try:
        frame = answers.variance_of(workspace.collection(), disclosure.question(by)).collect()
    except VarianceError as error:
        return [display.note(str(error))]
    parameters = f'department: str = "{department}"\nyear: int = {year}\nphase: str = "{phase}"\n'
    parameters += f'scope: str | None = "{scope}"'
    hint = pick(("其他笔记本的参数格可写：", "For the parameters cell of the other notebooks:"), lang)
    return [
        comparison.change_lead(frame, disclosure, sources),
        comparison.bridge(frame, disclosure, sources),
        comparison.table([frame], disclosure, sources),
        sources.listing(),
        Html(f"<p>{hint}</p><pre>{escape(parameters)}</pre>", parameters),
    ]


def _dropdown(options: list[Any], named: tuple[str, str], lang: Language) -> Any:
    import ipywidgets  # noqa: PLC0415

    return ipywidgets.Dropdown(
        options=options, description=pick(named, lang), style={"description_width": "initial"}
    )


def _documents(workspace: Workspace) -> list[dict[str, Any]]:
    frame = workspace.documents().collect()
    return frame.sort(
        "department", "fiscal_year", "phase", "scope", descending=[False, True, False, False]
    ).to_dicts()


def _periods(
    rows: list[dict[str, Any]], department: str, lang: Language
) -> list[tuple[str, tuple[str, int, str, str]]]:
    return [
        (_period(row, lang), (department, row["fiscal_year"], row["phase"], row["scope"]))
        for row in rows
        if row["department"] == department
    ]


def _period(row: dict[str, Any], lang: Language) -> str:
    phase = pick(PHASE_NAMES[Phase(row["phase"])], lang)
    unit = row["scope"] == Scope.UNIT
    zh = f"{row['fiscal_year']}年{'单位' if unit else '部门'}{phase}"
    return pick((zh, f"{row['fiscal_year']} {'unit' if unit else 'department'} {phase}"), lang)


def _finding_counts(workspace: Workspace) -> dict[tuple[str, str], int]:
    """How many findings of each status a document has that are not waived; empty before a check."""
    if not workspace.has("findings"):
        return {}
    frame = (
        workspace.findings().filter(pl.col("waived").is_null()).group_by("document", "status").len().collect()
    )
    return {(document, status): count for document, status, count in frame.iter_rows()}


def _reports(workspace: Workspace, document: str, lang: Language) -> str:
    links = []
    for book in workspace.books():
        page = workspace.reports / folder_of(document) / f"{book.stem}.html"
        if page.is_file() and page.resolve().is_relative_to(workspace.reports.resolve()):
            href = quote(_relative(page, workspace.notebooks))
            links.append(f'<a href="{href}">{escape(_title(book, lang))}</a>')
    return " ".join(links) or "—"


def _relative(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _title(book: Path, lang: Language) -> str:
    """The first heading of a notebook, its file name where it has none."""
    notebook = nbformat.read(book, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            english = cell.metadata.get("yusuan", {}).get("en") if lang == "en" else None
            first = str(english or cell.source).partition("\n")[0]
            if first.startswith("# "):
                return first.removeprefix("# ").strip()
    return book.stem
