"""The way from documents to reports, of which a run takes only the steps whose inputs changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from yusuan.checks import waivers
from yusuan.model import schemas
from yusuan.pipeline import state
from yusuan.report.folders import folder_of
from yusuan.storage import atomic as files
from yusuan.storage import datapackage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

    Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Fresh:
    """What had to be done for the clean data and the findings to be those of data/raw.

    Attributes:
        ingested: documents read; null where data/raw had not changed.
        checked: identities tested; null where nothing they depend on had changed.
        refused: a line for each input that is refused, also where that was found by an earlier run.
        notes: as of `Ingested`, and a line for each waiver that is stale or expired.
    """

    ingested: int | None
    checked: int | None
    refused: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Ran:
    """What a run did.

    Attributes:
        ingested: as of `Fresh`.
        checked: as of `Fresh`.
        reports: pages written.
        failed: a line for each page that could not be made; the next run tries it again.
        refused: as of `Fresh`, and a line for each notebook that cannot be read.
        notes: as of `Fresh`.
    """

    ingested: int | None
    checked: int | None
    reports: tuple[Path, ...]
    failed: tuple[str, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return self.ingested is None and self.checked is None and not self.reports and not self.failed


def run(
    workspace: Workspace,
    jobs: int = 1,
    on_file: Told = lambda _done, _all: None,
    on_page: Told = lambda _done, _all: None,
    *,
    ocr: bool = False,
    follow_links: bool = False,
) -> Ran:
    """Ingest, check and report everything that changed since the last run.

    Args:
        workspace: whose data/raw is read.
        jobs: processes that work at the same time.
        on_file: told how many of how many files are read.
        on_page: told how many of how many pages are written.
        ocr: whether scanned pages are recognised; without it, scanned documents are refused, but what was
            recognised from the same files before stays.
        follow_links: whether links may lead out of data/raw; without it, such links are refused.

    Raises:
        WorkspaceError: there is nothing in data/raw.
        OSError: a result could not be written.
    """
    fresh = refresh(workspace, jobs, on_file, ocr=ocr, follow_links=follow_links)
    reports, failed, refused = _report(workspace, jobs, on_page)
    if not reports and (fresh.ingested is not None or fresh.checked is not None):
        from yusuan.report import index  # noqa: PLC0415 — it loads the templates

        index.write(workspace.reports, workspace)  # what is no longer there leaves it
    refused = [*fresh.refused, *refused]
    return Ran(fresh.ingested, fresh.checked, tuple(reports), tuple(failed), tuple(refused), fresh.notes)


def refresh(
    workspace: Workspace,
    jobs: int = 1,
    on_file: Told = lambda _done, _all: None,
    *,
    ocr: bool = False,
    follow_links: bool = False,
) -> Fresh:
    """Ingest and check everything that changed since the last time.

    Args:
        workspace: whose data/raw is read.
        jobs: processes that work at the same time.
        on_file: told how many of how many files are read.
        ocr: as of `run`.
        follow_links: as of `run`.

    Raises:
        WorkspaceError: there is nothing in data/raw.
        OSError: a result could not be written.
    """
    last = state.State.load(workspace.clean)
    ingested = checked = None
    refused: tuple[str, ...] = tuple(last.refused)
    notes: tuple[str, ...] = ()
    enough = {state.ingest_key(workspace, ocr=each, follow_links=follow_links) for each in {ocr, True}}
    if last.ingest not in enough or not _whole(workspace, schemas.CLEAN):
        from yusuan.pipeline.ingest import ingest  # noqa: PLC0415 — it loads the readers

        outcome = ingest(workspace, jobs=jobs, on_file=on_file, ocr=ocr, follow_links=follow_links)
        ingested, refused, notes = len(outcome.documents), outcome.refused, outcome.notes
    if ingested is not None or not is_checked(workspace):
        checked = check(workspace)
    notes += tuple(waivers.notes(workspace.waivers().collect()))
    return Fresh(ingested, checked, refused, notes)


def is_checked(workspace: Workspace) -> bool:
    """Whether the findings are those of this clean data, these suites, today's waivers and this code."""
    key = state.State.load(workspace.clean).check
    return key == state.check_key(workspace) and _whole(workspace, schemas.CHECKED)


def check(workspace: Workspace) -> int:
    """Run the suites over the clean data and keep their findings beside it.

    Returns:
        How many identities were tested.

    Raises:
        WorkspaceError: there is no clean data.
        SuiteError: a suite is malformed.
        WaiverError: the waivers are malformed.
        OSError: the findings could not be written; those of before stand.
    """
    from yusuan.checks.run import check as run_suites  # noqa: PLC0415 — it loads Great Expectations
    from yusuan.pipeline.ingest import frame_writers  # noqa: PLC0415 — it loads the readers

    frames = {name: workspace.frame(name) for name in schemas.CLEAN}
    with files.locked(workspace.clean):  # until the findings stand: they must be those of these frames
        key = state.check_key(workspace)
        result = run_suites(frames, workspace.expectations)
        now = state.State.load(workspace.clean)
        now.check = key
        writers: dict[str, files.Writer] = {state.STATE_FILE: now.dump}
        for name in schemas.CHECKED:
            writers |= frame_writers(name, getattr(result, name))
        writers[datapackage.FILE] = datapackage.writer(workspace.clean, schemas.CLEAN | schemas.CHECKED)
        files.commit(workspace.clean, writers)
    return result.tested


def _whole(workspace: Workspace, names: Iterable[str]) -> bool:
    return all(workspace.has(name) for name in names)


def _report(workspace: Workspace, jobs: int, on_page: Told) -> tuple[list[Path], list[str], list[str]]:
    """Make the reports that are due.

    Returns:
        The pages written; a line for each that could not be made, and for each notebook that cannot be read,
        also where that was found by an earlier run.
    """
    pages: list[Path] = []
    failed: list[str] = []
    due, refused = _due(workspace)
    if due.is_empty():
        return pages, failed, refused
    from yusuan.report.reports import IncompleteError, report  # noqa: PLC0415 — it loads papermill

    for (year,), rows in due.group_by(["fiscal_year"], maintain_order=True):
        departments = rows["department"].unique(maintain_order=True).to_list()
        try:
            written = report(
                workspace,
                departments,
                int(str(year)),
                jobs=jobs,
                on_page=lambda _page, done, of: on_page(done, of),
            )
            unread: list[str] = []
        except IncompleteError as error:
            failed += error.failures
            written, unread = error.written, error.refused
            refused += unread
            if error.failures:
                pages += written
                continue
        _remember(workspace, rows, written, unread)
        pages += written
    return pages, failed, list(dict.fromkeys(refused))


def _due(workspace: Workspace) -> tuple[pl.DataFrame, list[str]]:
    """What is to be reported on.

    Returns:
        The documents whose reports are due: document, department, fiscal_year, and the key of their inputs; and
        of the others a line for each notebook that could not be read when they were reported on.
    """
    made = state.State.load(workspace.clean).reports
    documents = as_read(workspace).collect()
    of_department = documents.group_by("department", maintain_order=True).agg("read")
    keys = {name: state.report_key(workspace, read) for name, read in of_department.iter_rows()}
    keyed = documents.with_columns(key=pl.col("department").replace_strict(keys, return_dtype=pl.String))
    stale = [
        _is_stale(workspace, made.get(document), key)
        for document, key in keyed["document", "key"].iter_rows()
    ]
    due = keyed.filter(pl.Series(stale, dtype=pl.Boolean))
    others = keyed.filter(~pl.Series(stale, dtype=pl.Boolean))["document"]
    refused = dict.fromkeys(line for document in others for line in made[document].refused)
    return due.select("document", "department", "fiscal_year", "key"), list(refused)


def as_read(workspace: Workspace) -> pl.LazyFrame:
    """The documents, and what was read of each.

    Returns:
        One row a document; columns of `schemas.Documents`, and `read`: the SHA-256, and "+ocr" behind it where
        pages were recognised.
    """
    # The same file with its scanned pages recognised is more than without.
    recognised = workspace.facts().filter("ocr").select("document").unique().with_columns(how=pl.lit("+ocr"))
    return (
        workspace.documents()
        .join(recognised, on="document", how="left", maintain_order="left")
        .with_columns(read=pl.col("sha256") + pl.col("how").fill_null(""))
        .drop("how")
    )


def _is_stale(workspace: Workspace, made: state.Made | None, key: str) -> bool:
    return (
        made is None or made.key != key or not all((workspace.reports / name).exists() for name in made.files)
    )


def _remember(
    workspace: Workspace, due: pl.DataFrame, written: Iterable[Path], refused: Sequence[str]
) -> None:
    """Note what the reports were made from, which files they are, and which notebooks made none."""
    names = [path.relative_to(workspace.reports).as_posix() for path in written]
    with files.locked(workspace.clean):
        now = state.State.load(workspace.clean)
        for document, key in due["document", "key"].iter_rows():
            own = [name for name in names if name.startswith(f"{folder_of(document)}/")]
            now.reports[document] = state.Made(key, ["index.html", *own], list(refused))
        files.commit(workspace.clean, {state.STATE_FILE: now.dump})
