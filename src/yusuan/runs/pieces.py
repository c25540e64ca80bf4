"""What a run has to make: its documents, their pages and workbooks, each with the key of all it is made from."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.pipeline import run as pipeline
from yusuan.pipeline import state
from yusuan.report import reports as report
from yusuan.report.pages.limits import Limits
from yusuan.report.pages.notebook import Job, NotebookError, parameters
from yusuan.runs.manifest import Document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from yusuan.report.workbook import workbook
    from yusuan.runs.plan import Run
    from yusuan.runs.store import Store
    from yusuan.workspace.workspace import Workspace

_OPENING_REPORT = "variance"
_NAMED = 12


class RunError(Exception):
    """A run asks for what there is not; one line with the field."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One page or workbook of a run.

    Attributes:
        document: id of the document.
        key: of everything that it is made from.
        job: how it is made, in the store.
    """

    document: str
    key: str
    job: Job | workbook.Job


@dataclass(frozen=True, slots=True)
class Work:
    """What a run has to make.

    Attributes:
        documents: what it reports on.
        pieces: by document: its pages, the opening report first, and its workbook.
        key: of all of them.
        refused: a line for each notebook that cannot be read.
    """

    documents: Sequence[Document]
    pieces: Sequence[Piece]
    key: str
    refused: Sequence[str] = ()


def of(run: Run, workspace: Workspace, store: Store, reported: Mapping[str, Sequence[str]]) -> Work:
    """What a run has to make of the clean data as it is.

    Args:
        run: what is asked.
        workspace: its clean data is checked.
        store: where they are made.
        reported: of each document, what had been read when it was last reported on; for runs of what changed.

    Raises:
        RunError: a department, year, notebook or parameter that there is not.
    """
    frame = pipeline.as_read(workspace).collect().sort("document")
    read = dict(frame.group_by("department").agg(pl.col("read").sort()).iter_rows())
    rows = _chosen(run, frame)
    if run.departments == "changed":
        rows = [row for row in rows if reported.get(row["document"]) != read[row["department"]]]
    found = _findings(workspace)
    documents = [
        Document(
            document=row["document"],
            department=row["department"],
            year=row["fiscal_year"],
            period=report.period(row, run.language),
            sha256=row["sha256"],
            read=read[row["department"]],
            findings=found.get(row["document"], {}),
        )
        for row in rows
    ]
    books, refused = _books(run, workspace)
    pieces = _pieces(run, workspace, store, rows, read, books)
    keys = sorted(piece.key for piece in pieces)
    return Work(documents, pieces, state.piece_set_key(keys), refused)


def _chosen(run: Run, frame: pl.DataFrame) -> list[dict[str, Any]]:
    rows = list(frame.iter_rows(named=True))
    if isinstance(run.departments, list):
        _known("departments", run.departments, sorted({row["department"] for row in rows}))
        rows = [row for row in rows if row["department"] in run.departments]
    if run.phase:
        rows = [row for row in rows if row["phase"] == run.phase]
    if isinstance(run.years, list):
        _known("years", run.years, sorted({row["fiscal_year"] for row in rows}))
        rows = [row for row in rows if row["fiscal_year"] in run.years]
    if run.years == "latest":
        latest: dict[tuple[str, str, str], int] = {}
        for row in rows:
            kind = (row["department"], row["scope"], row["phase"])
            latest[kind] = max(row["fiscal_year"], latest.get(kind, 0))
        rows = [
            row for row in rows if row["fiscal_year"] == latest[row["department"], row["scope"], row["phase"]]
        ]
    if not rows:
        raise RunError("没有符合的文件 (no document is asked for)")
    return rows


def _known(field: str, asked: Sequence[object], there: Sequence[object]) -> None:
    for one in asked:
        if one not in there:
            near = difflib.get_close_matches(str(one), map(str, there), n=_NAMED, cutoff=0.4)
            shown = list(dict.fromkeys([*near, *map(str, there)]))[:_NAMED]
            more = f" 等 {len(there)} 个" if len(there) > len(shown) else ""
            raise RunError(f"{field}：没有 {one} (not there)；现有 {'、'.join(shown) or '无'}{more}")


def _pieces(
    run: Run,
    workspace: Workspace,
    store: Store,
    rows: Sequence[dict[str, Any]],
    read: Mapping[str, Sequence[str]],
    books: Sequence[Path],
) -> list[Piece]:
    given = {
        **_extra(run),
        "base": run.base,
        "lang": run.language,
        "workspace": str(workspace.root.resolve()),
    }
    limits = Limits(run.limits.minutes * 60, run.limits.memory_mb << 20, run.limits.output_mb << 20)
    common, made = state.check_key(workspace), report.made_with(workspace, run.language)
    pieces = []
    try:
        for row in rows:
            for book in sorted(books, key=lambda book: book.stem != _OPENING_REPORT):
                job = report.page_job(row, book, given, workspace.reports, made)
                made_by = (book.name, state.file_key(book))
                key = state.piece_key(common, made_by, job.parameters, read[row["department"]])
                target, executed = store.file(key, job.target.name), store.file(key, book.name)
                placed = replace(job, target=target, executed=executed, limits=limits)
                pieces.append(Piece(row["document"], key, placed))
            if run.workbook:
                own = report.workbook_job(row, workspace, run.base, run.language, workspace.reports, made)
                asked = {**asdict(own.disclosure), "lang": own.lang}
                key = state.piece_key(common, [own.name], asked, read[row["department"]])
                target = store.file(key, own.name)
                pieces.append(Piece(row["document"], key, replace(own, target=target)))
    except NotebookError as error:
        raise RunError(f"parameters：{error}") from None
    return pieces


def _books(run: Run, workspace: Workspace) -> tuple[list[Path], list[str]]:
    """The notebooks that a run asks for, and a line for each that cannot be read."""
    try:
        asked = report.books(workspace, None if run.notebooks == "all" else run.notebooks)
    except report.ReportError as error:
        raise RunError(f"notebooks：{error}") from None
    books, refused = report.readable(asked)
    if not refused:
        _taken(run, books)
    return books, refused


def _extra(run: Run) -> dict[str, object]:
    extra: dict[str, object] = dict(run.parameters)
    if run.materiality:
        extra |= {
            "materiality_yuan": run.materiality.amount_yuan,
            "materiality_rate": run.materiality.rate,
        }
    return extra


def _taken(run: Run, books: Sequence[Path]) -> None:
    """A parameter that no notebook takes would change nothing, and nobody would know."""
    taken = {name for book in books for name in parameters(book)}
    if unknown := sorted(_extra(run).keys() - taken):
        names = "、".join(sorted(taken))
        raise RunError(
            f"parameters：笔记本都没有参数 {'、'.join(unknown)} (no notebook takes it)；现有 {names}"
        )


def _findings(workspace: Workspace) -> dict[str, dict[str, int]]:
    """How many findings of each status each document has, without waived ones."""
    counts = (
        workspace.findings()
        .filter(pl.col("waived").is_null())
        .group_by("document", "status")
        .agg(pl.len())
        .sort("document", "status")
        .collect()
    )
    found: dict[str, dict[str, int]] = {}
    for document, status, count in counts.iter_rows():
        found.setdefault(document, {})[status] = count
    return found
