"""The end of a run: its folder built from the pages and workbooks that were made, put in place whole, with its manifest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from yusuan import clock
from yusuan.pipeline import state
from yusuan.report.folders import folder_of
from yusuan.report.workbook import workbook
from yusuan.runs import manifest, store
from yusuan.runs.manifest import Manifest, Output
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.report.pages.notebook import NotebookError
    from yusuan.runs.folder import Memory, RunFolder
    from yusuan.runs.log import Log
    from yusuan.runs.pieces import Piece, Work
    from yusuan.runs.plan import Run
    from yusuan.runs.store import Made, Store

LOG: str = "run.log"


@dataclass(slots=True)
class Active:
    """A run that is being made.

    Attributes:
        name: of the run.
        run: what is asked.
        folder: of the run.
        memory: of the run; `started` is set.
        work: what it has to make.
        started: when.
        waiting: keys of the pieces that are still to be made.
    """

    name: str
    run: Run
    folder: RunFolder
    memory: Memory
    work: Work
    started: dt.datetime
    waiting: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Results:
    """What became of the pieces of a batch, by key.

    Attributes:
        reused: made by an earlier batch.
        made: made by this one.
        failed: why not.
    """

    reused: dict[str, Made] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    failed: dict[str, NotebookError] = field(default_factory=dict)


def place(
    active: Active, results: Results, made: Store, provenance: dict[str, Any], log: Log
) -> tuple[Path, Manifest]:
    """Build a run's folder and put it in place.

    Args:
        active: the run, none of whose pieces is waited for.
        results: what became of the pieces.
        made: where they are.
        provenance: of `manifest.provenance`.
        log: whose lines about the run go into its folder.

    Returns:
        The folder, and its manifest.

    Raises:
        OSError: it cannot be written; nothing of it stands.
    """
    stamp = active.folder.free_stamp(active.started)
    with active.folder.building(stamp) as built:
        pieces = [_piece(built, piece, results, made) for piece in active.work.pieces]
        now = clock.now()
        held = Manifest(
            run=active.name,
            stamp=stamp,
            key=active.work.key,
            status="failed" if any(piece.status == "failed" for piece in pieces) else "done",
            started=active.started.isoformat(timespec="seconds"),
            finished=now.isoformat(timespec="seconds"),
            seconds=round((now - active.started) / dt.timedelta(seconds=1), 3),
            parameters=active.run.model_dump(),
            documents=list(active.work.documents),
            pieces=pieces,
            **provenance,
        )
        held.write(built)
        write_log(built, active.name, log)
    return active.folder.path / stamp, held


def write_log(folder: Path, name: str, log: Log) -> None:
    """Write what was said about a run into its folder.

    Raises:
        OSError: it cannot be written.
    """
    files.write(folder / LOG, "".join(f"{line}\n" for line in log.of(name)).encode())


def _piece(built: Path, piece: Piece, results: Results, made: Store) -> manifest.Piece:
    known = manifest.Piece(
        document=piece.document,
        kind="workbook" if isinstance(piece.job, workbook.Job) else "page",
        name=piece.job.name,
        key=piece.key,
        status="failed",
    )
    if error := results.failed.get(piece.key):
        if error.kept:
            known.outputs = [_output(built, piece.document, error.kept)]
        known.cell, known.error, known.trace = error.cell, str(error), list(error.trace)
        return known
    known.status = "made" if piece.key in results.made else "reused"
    there = (results.made if known.status == "made" else results.reused)[piece.key]
    known.seconds = there.seconds
    known.outputs = [_output(built, piece.document, made.file(piece.key, name)) for name in there.files]
    return known


def _output(built: Path, document: str, source: Path) -> Output:
    name = (folder_of(document) / source.name).as_posix()
    store.link(source, built / name)
    return Output(path=name, sha256=state.file_key(built / name))
