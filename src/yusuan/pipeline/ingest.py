"""Documents into the clean data: each read in a confined process, whole or not at all; all in one commit."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from yusuan.extract.raw import UnreadableError
from yusuan.identities import suite
from yusuan.model import dictionary, schemas
from yusuan.model.text import printable
from yusuan.normalise.tables.rows import framed
from yusuan.pipeline import state
from yusuan.pipeline.discovery import discover
from yusuan.pipeline.document import Read, confined, read_alone, read_together
from yusuan.pipeline.joining import grouped
from yusuan.pipeline.merging import merged
from yusuan.pipeline.parts import Plan, together
from yusuan.pipeline.sidecar import Sidecar
from yusuan.storage import atomic as files
from yusuan.storage import datapackage, export
from yusuan.workspace.folders import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

    Frames = Mapping[str, pl.DataFrame]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_OF_CHECK = tuple(f"{name}.{form}" for name in schemas.CHECKED for form in ("parquet", "csv"))


@dataclass(frozen=True)
class Ingested:
    """What an ingest did.

    Attributes:
        documents: ids of the documents read.
        refused: a line for each input that was refused, naming file, place and reason.
        notes: a line for each thing that a reader should know of (unverified tables, copies left out).
    """

    documents: tuple[str, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]


def ingest(
    workspace: Workspace,
    sources: Sequence[Path] = (),
    jobs: int = 1,
    on_file: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    ocr: bool = False,
    follow_links: bool = False,
    told: Sidecar | None = None,
) -> Ingested:
    """Read documents into the clean data of a workspace.

    Without sources the clean data is rebuilt from data/raw. With them, what they hold replaces what stood
    there from the same sources or of the same document; other documents stay.

    Args:
        workspace: whose clean data is written.
        sources: files or folders.
        jobs: processes that read at the same time.
        on_file: told how many of how many files are read.
        ocr: whether scanned pages are recognised; without it, scanned documents are refused.
        follow_links: whether links in a folder may lead out of it; without it, such links are refused.
        told: what the user knows of the files: whose they are, where they do not say so themselves.

    Raises:
        WorkspaceError: a source does not exist, or there is no file to read.
        OSError: the clean data could not be written; it is as it was.
    """
    key = None if sources else state.ingest_key(workspace, ocr=ocr, follow_links=follow_links)
    identities = suite.load(workspace.expectations)
    inputs = discover(sources or [workspace.raw], follow_links=follow_links)
    read_file = partial(read_alone, workspace.root, identities, told=told or Sidecar(), ocr=ocr)
    files_read, refused = _confined(read_file, inputs.paths, jobs, on_file, ocr=ocr)
    parts = [part for _, parts_of_file in files_read for part in parts_of_file]
    read_group = partial(read_together, workspace.root, identities, ocr=ocr)
    read, refused_groups, notes = _joined_parts(parts, read_group, jobs, ocr=ocr)
    refused += [*refused_groups, *inputs.refused]
    refused += [line for document in read for line in document.refused]
    new = {document.identity.document: document for document in read if document.identity}
    with files.locked(workspace.clean):
        old = _kept(workspace, sources, new) if sources else _Kept({}, {}, [])
        new = {name: document for name, document in new.items() if name not in old.refused}
        refused += old.refused.values()
        now = state.State(ingest=key, refused=refused, reports=state.State.load(workspace.clean).reports)
        now.sources = old.sources | {name: _named(workspace.root, each) for name, each in new.items()}
        _store(workspace.clean, _all_frames(old.frames, new.values()), now)
    said = [*notes, *old.notes, *(note for document in new.values() for note in document.notes)]
    return Ingested(tuple(sorted(new)), tuple(refused), tuple(printable(note) for note in said))


def _joined_parts(
    parts: Iterable[Read], read_group: Callable[[Plan[Read]], Read], jobs: int, *, ocr: bool
) -> tuple[list[Read], list[str], list[str]]:
    """The documents that the parts make, the refusals, and the notes on how they were joined."""
    groups, refused = grouped(parts)
    plans = [together(group) for group in groups]
    documents = [plan.whole[0] if len(plan.whole) == 1 and not plan.prose else merged(plan) for plan in plans]
    read = [_with_aside(each, plan) for each, plan in zip(documents, plans, strict=True) if each is not None]
    open_plans = [plan for each, plan in zip(documents, plans, strict=True) if each is None]
    slim = [
        dataclasses.replace(plan, whole=_slim(plan.whole), prose=_slim(plan.prose)) for plan in open_plans
    ]
    outcomes, refused_groups = _confined(read_group, slim, jobs, ocr=ocr)
    read += [_with_aside(outcome, open_plans[number]) for number, outcome in outcomes]
    return read, [*refused, *refused_groups], [note for plan in plans for note in plan.notes]


def _slim(parts: Iterable[Read]) -> tuple[Read, ...]:
    """What a process needs of parts to put them together."""
    return tuple(dataclasses.replace(part, frames={}) for part in parts)


def _with_aside(document: Read, plan: Plan[Read]) -> Read:
    """A document that names also those of its files that do not count, why, and what they print differently."""
    if not plan.aside or document.identity is None:
        return document
    names = [_file_name(each.part) for each in plan.aside]
    files = pl.concat_str(pl.col("files"), *(pl.lit(f";{name}") for name in names))
    reasons = "\n".join(f"{name}：{each.reason}" for name, each in zip(names, plan.aside, strict=True))
    versions = [
        {**row, "other_file": name, "replaced": each.replaced}
        for name, each in zip(names, plan.aside, strict=True)
        for row in each.differing
    ]
    return dataclasses.replace(
        document,
        paths=(*document.paths, *(path for each in plan.aside for path in each.part.paths)),
        frames={
            **document.frames,
            "documents": document.frames["documents"].with_columns(files=files, set_aside=pl.lit(reasons)),
            "versions": framed(versions, schemas.Versions, document.identity),
        },
    )


def _file_name(part: Read) -> str:
    """A file as `documents` names it."""
    documents = part.frames["documents"]
    return str(documents["files"][0]) if documents.height else printable(part.paths[0].name)


def _confined(
    function: Callable[[_Item], _Result],
    items: Sequence[_Item],
    jobs: int,
    on_file: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    ocr: bool,
) -> tuple[list[tuple[int, _Result]], list[str]]:
    """Apply a reading function to each item in confined processes.

    Returns:
        What was read, with the item's number, and what was refused, each in the order of the items.
    """
    numbers = {id(item): number for number, item in enumerate(items)}
    read: dict[int, _Result] = {}
    refused: dict[int, str] = {}
    for done, (item, outcome) in enumerate(confined(function, items, jobs, ocr=ocr), start=1):
        number = numbers[id(item)]
        if isinstance(outcome, UnreadableError):
            refused[number] = str(outcome)
        else:
            read[number] = outcome
        on_file(done, len(items))
    return sorted(read.items()), [refused[number] for number in sorted(refused)]


@dataclass(frozen=True)
class _Kept:
    """What of the old clean data stays, a note for each document that was displaced, and what could displace none."""

    frames: Frames
    sources: dict[str, list[str]]
    notes: list[str]
    refused: dict[str, str] = dataclasses.field(default_factory=dict)


def _kept(workspace: Workspace, sources: Iterable[Path], new: Mapping[str, Read]) -> _Kept:
    """The old clean data without what was read from the same sources or is of the same documents."""
    try:
        frames = {name: workspace.frame(name).collect() for name in schemas.CLEAN}
    except WorkspaceError:
        return _Kept({}, {}, [])
    resolved = {source.resolve() for source in sources}
    stays: dict[str, list[str]] = {}
    notes: list[str] = []
    refused: dict[str, str] = {}
    known = {str(row["document"]): row for row in frames["documents"].iter_rows(named=True)}
    for document, held in state.State.load(workspace.clean).sources.items():
        paths = [(workspace.root / name).resolve() for name in held]
        again = any(not resolved.isdisjoint([path, *path.parents]) for path in paths)
        if again:
            continue
        if document not in new:
            stays[document] = held
            continue
        there = "、".join(map(str, new[document].paths))
        hint = "若是同一文件的两部分，请一起给出"
        if document in known and _says_less(new[document], known[document]):
            stays[document] = held
            refused[document] = (
                f"{there}：{document} 已读自 {'、'.join(held)}，内容较全，不取代；{hint} (says less)"
            )
        else:
            notes.append(f"{document}：原读自 {'、'.join(held)}，现以 {there} 为准；{hint} (replaced)")
    return _Kept(
        {name: frame.filter(pl.col("document").is_in(list(stays))) for name, frame in frames.items()},
        stays,
        notes,
        refused,
    )


def _says_less(document: Read, known: Mapping[str, object]) -> bool:
    """Whether a file is of a document that is there, read from others, on weaker grounds or without its tables."""
    by = known["identified_by"]
    own_words = document.identified is not None and document.identified.by == "document"
    return (by == "document" and not own_words) or (
        bool(known["facts"]) and not document.frames["facts"].height
    )


def _named(root: Path, document: Read) -> list[str]:
    """The files of a document, relative to the workspace where they are in it."""
    return [str(path.relative_to(root) if path.is_relative_to(root) else path) for path in document.paths]


def _all_frames(kept: Frames, read: Iterable[Read]) -> dict[str, pl.DataFrame]:
    """All documents' frames in one, in the order of their ids."""
    new = list(read)
    joined = {}
    for name, schema in schemas.CLEAN.items():
        frames = [kept[name]] if name in kept else []
        frames += [document.frames[name].select(schema.column_names()) for document in new]
        joined[name] = pl.concat([schema.create_empty(), *frames]).sort("document", maintain_order=True)
    return joined


def _store(folder: Path, frames: Frames, now: state.State) -> None:
    """Commit the frames; findings of what stood there before go with it."""
    writers: dict[str, files.Writer] = {
        "README.md": lambda path: path.write_text(dictionary.markdown(), encoding="utf-8"),
        state.STATE_FILE: now.dump,
    }
    for name, frame in frames.items():
        writers |= frame_writers(name, frame)
    writers[datapackage.FILE] = datapackage.writer(folder, schemas.CLEAN)
    files.commit(folder, writers, remove=_OF_CHECK)


def frame_writers(name: str, frame: pl.DataFrame) -> dict[str, files.Writer]:
    """What writes a frame of the clean data: its Parquet, and its CSV for a spreadsheet."""
    return {
        f"{name}.parquet": frame.write_parquet,
        f"{name}.csv": lambda path: export.write_csv(path, export.contract(name, frame)),
    }
