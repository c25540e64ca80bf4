"""All notebooks over all documents asked for, in a pool of processes, and the index over every report."""

from __future__ import annotations

import hashlib
import platform
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from yusuan import clock
from yusuan.model.text import printable
from yusuan.model.vocabulary import PHASE_NAMES, Language, Phase, Scope, pick
from yusuan.report.disclosure import Disclosure
from yusuan.report.folders import folder_of
from yusuan.report.pages.commit import commit
from yusuan.report.pages.notebook import Job, NotebookError, check, parameters
from yusuan.report.pages.page import About
from yusuan.report.workbook import workbook
from yusuan.storage import scratch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from yusuan.workspace.workspace import Workspace

_WORKERS = 2
_MADE_WITH = ("polars", "altair", "great-tables", "papermill", "nbconvert", "vl-convert-python")
_PARAMETER_NAMES = {
    "department": ("部门", "Department"),
    "year": ("预算年度", "Fiscal year"),
    "base": ("对比年度", "Base year"),
    "phase": ("阶段", "Phase"),
    "scope": ("口径", "Scope"),
}
_VALUE_NAMES: dict[str, tuple[str, str]] = {
    Scope.DEPARTMENT.value: ("部门", "department"),
    Scope.UNIT.value: ("单位", "unit"),
    **{phase.value: names for phase, names in PHASE_NAMES.items()},
}
_SHOWN_OF_HASH = 16
_NAMES_LISTED = 12


class ReportError(Exception):
    """The call is wrong: no such department, year or notebook; one line that lists what there is."""


class IncompleteError(Exception):
    """Some reports could not be made; one line each. The others are in place.

    Attributes:
        written: the pages that were made.
        failures: one line for each that was not.
        refused: one line for each notebook that cannot be read; none of its pages was tried.
    """

    def __init__(self, written: Sequence[Path], failures: Sequence[str], refused: Sequence[str] = ()) -> None:
        """Of the pages written, and the failures and refusals in words."""
        super().__init__("\n".join([*failures, *refused]))
        self.written = list(written)
        self.failures = list(failures)
        self.refused = list(refused)


def report(  # noqa: PLR0913, PLR0917 — the options of the command
    workspace: Workspace,
    departments: Sequence[str] | None = None,
    year: int | None = None,
    base: int | None = None,
    notebooks: Sequence[str] | None = None,
    lang: Language = "zh",
    out: Path | None = None,
    jobs: int | None = None,
    on_page: Callable[[Path, int, int], None] | None = None,
) -> list[Path]:
    """Write one page for each document and notebook, a workbook for each document, and the index over all.

    Args:
        workspace: whose clean data and notebooks.
        departments: names; all where None.
        year: fiscal year; all where None.
        base: year compared with; the year before where None.
        notebooks: names without ending, only these; all, and the workbooks, where None.
        lang: language of the pages.
        out: folder of the reports; the workspace's where None.
        jobs: processes; 2 where None.
        on_page: called after each page or workbook with it, how many are done, how many there are.

    Returns:
        The pages, in the order of documents and notebooks, then the workbooks.

    Raises:
        ReportError: a department, year or notebook that there is not.
        IncompleteError: some pages could not be made, or a notebook cannot be read.
    """
    folder = out or workspace.reports
    documents = _documents(workspace, departments, year)
    chosen, refused = readable(books(workspace, notebooks))
    made = made_with(workspace, lang)
    with _root(workspace) as root:
        given = {"base": base, "lang": lang, "workspace": str(root.resolve())}
        work: list[Job | workbook.Job] = [
            page_job(row, book, given, folder, made) for row in documents for book in chosen
        ]
        if notebooks is None:
            work += [workbook_job(row, workspace, base, lang, folder, made) for row in documents]
        written, failures = _run(work, workspace.root, jobs or _WORKERS, on_page)
    from yusuan.report import index  # noqa: PLC0415 — it loads the templates

    index.write(folder, workspace, lang)
    if failures or refused:
        raise IncompleteError(written, failures, refused)
    return written


def _documents(
    workspace: Workspace, departments: Sequence[str] | None, year: int | None
) -> list[dict[str, Any]]:
    frame: pl.DataFrame = workspace.documents().collect().sort("document")
    for department in departments or ():
        _refuse_unknown(department, frame["department"].unique().sort().to_list(), "部门")
    rows = [row for row in frame.iter_rows(named=True) if not departments or row["department"] in departments]
    if year is not None:
        _refuse_unknown(year, sorted({row["fiscal_year"] for row in rows}), "年度")
        rows = [row for row in rows if row["fiscal_year"] == year]
    return rows


def books(workspace: Workspace, names: Sequence[str] | None) -> list[Path]:
    """The notebooks of these names; all where None.

    Raises:
        ReportError: a name that there is not.
    """
    notebooks = {path.stem: path for path in workspace.books()}
    for name in names or ():
        _refuse_unknown(name, list(notebooks), "笔记本")
    return [notebooks[name] for name in (names or notebooks)]


def readable(books: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The notebooks that can be asked for their parameters, and a line for each of the others."""
    read: list[Path] = []
    refused: list[str] = []
    for book in books:
        try:
            parameters(book)
        except NotebookError as error:
            refused.append(printable(str(error)))
        else:
            read.append(book)
    return read, refused


def _refuse_unknown(wanted: object, existing: Sequence[object], what: str) -> None:
    if wanted not in existing:
        listed = "、".join(map(str, existing[:_NAMES_LISTED])) or "无"
        more = f" 等 {len(existing)} 个" if len(existing) > _NAMES_LISTED else ""
        raise ReportError(f"没有这个{what}：{wanted}；现有 {listed}{more}")


@contextmanager
def _root(workspace: Workspace) -> Iterator[Path]:
    """A folder that `yusuan.open` opens on this workspace's clean data, wherever that stands."""
    if workspace.clean.resolve() == (workspace.root / "data" / "clean").resolve():
        yield workspace.root
        return
    with scratch.folder() as place:
        (place / "data").mkdir()
        (place / "data" / "clean").symlink_to(workspace.clean.resolve(), target_is_directory=True)
        yield place


def page_job(
    row: Mapping[str, Any],
    book: Path,
    given: Mapping[str, Any],
    folder: Path,
    made: Sequence[tuple[str, str]],
) -> Job:
    """One page of one document.

    Args:
        row: of `schemas.Documents`.
        book: the notebook.
        given: parameters beside those that say which document; `lang` and `workspace` at least. What the
            notebook does not take is left out.
        folder: of the reports.
        made: what every page of the run has in common, of `made_with`.

    Raises:
        NotebookError: the notebook cannot be run with these parameters.
    """
    lang: Language = given["lang"]
    base = given.get("base")
    offered = {
        **given,
        "department": row["department"],
        "year": row["fiscal_year"],
        "base": row["fiscal_year"] - 1 if base is None else base,
        "phase": row["phase"],
        "scope": row["scope"],
    }
    values = check(book, {name: offered[name] for name in parameters(book) if name in offered})
    target = _target(row, folder, f"{book.stem}.html")
    shown = [
        (pick(names, lang), _parameter_text(values[name], lang))
        for name, names in _PARAMETER_NAMES.items()
        if values.get(name) is not None
    ]
    about = About(
        department=row["department"],
        period=period(row, lang),
        made=[*shown, (pick(("文件 SHA-256", "Document SHA-256"), lang), _short(row["sha256"])), *made],
    )
    return Job(book, values, target, about, lang)


def workbook_job(
    row: Mapping[str, Any],
    workspace: Workspace,
    base: int | None,
    lang: Language,
    folder: Path,
    made: Sequence[tuple[str, str]],
) -> workbook.Job:
    """The workbook of one document.

    Args:
        row: of `schemas.Documents`.
        workspace: whose clean data.
        base: year compared with; the year before where None.
        lang: of the workbook.
        folder: of the reports.
        made: what everything of the run has in common, of `made_with`.
    """
    disclosure = Disclosure(
        document=row["document"],
        department=row["department"],
        year=row["fiscal_year"],
        base_year=row["fiscal_year"] - 1 if base is None else base,
        phase=Phase(row["phase"]),
        scope=Scope(row["scope"]),
    )
    about = About(row["department"], period(row, lang), made)
    return workbook.Job(workspace, disclosure, _target(row, folder, workbook.FILE), about, lang)


def _target(row: Mapping[str, Any], folder: Path, name: str) -> Path:
    return folder / folder_of(str(row["document"])) / name


def _parameter_text(value: object, lang: Language) -> str:
    names = _VALUE_NAMES.get(str(value))
    return pick(names, lang) if names else str(value)


def period(row: Mapping[str, Any], lang: Language) -> str:
    """Year, scope and phase of a document (a row of `schemas.Documents`), for readers."""
    phase = pick(PHASE_NAMES[Phase(row["phase"])], lang)
    scope = pick(_VALUE_NAMES[row["scope"]], lang)
    return pick((f"{row['fiscal_year']}年{scope}{phase}", f"{row['fiscal_year']} {scope} {phase}"), lang)


def made_with(workspace: Workspace, lang: Language) -> list[tuple[str, str]]:
    """What every page of a run has in common: the data, the versions, the time."""
    data = hashlib.sha256()
    for path in sorted(workspace.clean.glob("*.parquet")):
        data.update(path.name.encode())
        data.update(path.read_bytes())
    made_from = commit(workspace.notebooks)
    named = pick(("笔记本的提交", "Commit of the notebooks"), lang)
    return [
        (pick(("清洁数据 SHA-256", "Clean data SHA-256"), lang), data.hexdigest()[:_SHOWN_OF_HASH]),
        *([(named, made_from)] if made_from else []),
        *versions().items(),
        (pick(("生成时间", "Made"), lang), _time()),
    ]


def versions() -> dict[str, str]:
    """Of what makes a page, by name."""
    named = {"yusuan": version("yusuan"), "Python": platform.python_version()}
    return named | {name: version(name) for name in _MADE_WITH}


def _time() -> str:
    now = clock.now()
    return f"{now:%Y-%m-%d %H:%M} {f'{now:%z}' if now.utcoffset() else 'UTC'}"


def _short(digests: str) -> str:
    return " ".join(digest[:_SHOWN_OF_HASH] for digest in digests.split("+"))


def _run(
    work: list[Job | workbook.Job], folder: Path, jobs: int, on_page: Callable[[Path, int, int], None] | None
) -> tuple[list[Path], list[str]]:
    from yusuan.report import pool  # noqa: PLC0415 — who has nothing to make needs no processes

    failed = {}
    for done, (job, error) in enumerate(pool.run(work, folder, jobs), start=1):
        if error:
            kept = f"（执行结果保留在 {error.kept}）" if error.kept else ""
            failed[job.target] = f"{job.about.department} {job.about.period} {error}{kept}"
        if on_page:
            on_page(job.target, done, len(work))
    written = [job.target for job in work if job.target not in failed]
    return written, [failed[job.target] for job in work if job.target in failed]
