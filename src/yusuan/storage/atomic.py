"""Writing files so that no reader meets half of one, nor half of a set.

A set of files that belong together (the frames of one ingest) is committed through a journal:

1. every file is written and synced in `<folder>/.incoming/`;
2. the journal `.incoming/commit.json` appears by one rename: from here on the set is committed;
3. the files are renamed into place, and the journal is removed.

A process killed before 2 leaves the folder as it was; one killed after it leaves a journal, which whoever
opens the folder next carries out (`settle`). Renaming the whole folder instead would need no journal, but
the folder may be the reader's own, with other files in it, or a mount point.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from yusuan.storage import lock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Writer = Callable[[Path], object]

_INCOMING = ".incoming"
_JOURNAL = "commit.json"
_LOCK = ".lock"


def write(path: Path, content: bytes) -> None:
    """Write one file whole or not at all: beside its place, synced, then renamed.

    Args:
        path: the file; its folder is made where it is missing.
        content: all of it.

    Raises:
        OSError: it could not be written; what stood there stands there still.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path)
    try:
        beside.write_bytes(content)
        _sync(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sync(path.parent)


def discard(folder: Path) -> None:
    """Remove a folder and what is in it, so that no reader meets half of it: it is renamed out of sight first.

    Raises:
        OSError: it could not be renamed, and stands as it was.
    """
    beside = _beside(folder)
    folder.rename(beside)
    shutil.rmtree(beside, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what `write` and `discard` left here and below, where their process was killed.

    Args:
        folder: in which nobody else writes meanwhile.
    """
    for beside in list(folder.rglob(".*.tmp")):
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """Where something is written before it stands, or stands while it is removed."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def commit(folder: Path, writers: Mapping[str, Writer], remove: Collection[str] = ()) -> None:
    """Replace a set of files in a folder at once; the caller holds the folder's lock (`locked`).

    Args:
        folder: where they stand.
        writers: by file name, what writes the file at the path that it is given.
        remove: names of files that belong to the old set only.

    Raises:
        OSError: a file could not be written (the disk is full, say); the old set stands as it was.
    """
    incoming = folder / _INCOMING
    incoming.mkdir()
    try:
        for name, writer in writers.items():
            writer(incoming / name)
            _sync(incoming / name)
        _sync(incoming)
        journal = {"put": sorted(writers), "remove": sorted(set(remove) - set(writers))}
        write(incoming / _JOURNAL, json.dumps(journal).encode())
    except BaseException:
        (incoming / _JOURNAL).unlink(
            missing_ok=True
        )  # first: a journal without its files would be carried out
        shutil.rmtree(incoming, ignore_errors=True)
        raise
    _carry_out(folder)


def move_whole(built: Path, place: Path) -> None:
    """Put a folder that is whole in its place, where there is none, by one rename; its files are synced before.

    Args:
        built: the folder, on the same file system, its files written by `write` or linked from such.
        place: where it is to stand.

    Raises:
        OSError: it could not be synced or renamed; `built` stands as it was.
    """
    for folder, _, _ in os.walk(built):
        _sync(Path(folder))
    place.parent.mkdir(parents=True, exist_ok=True)
    built.rename(place)
    _sync(place.parent)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for writing; it is made where missing, and an interrupted commit is settled first.

    Raises:
        OSError: the folder cannot be written.
    """
    with lock.held(folder / _LOCK):
        if (folder / _INCOMING / _JOURNAL).exists():
            _carry_out(folder)
        shutil.rmtree(folder / _INCOMING, ignore_errors=True)
        yield


def settle(folder: Path) -> None:
    """Finish a commit that was interrupted in this folder, if there is one; for readers, before they read.

    Raises:
        OSError: there is one, and the folder cannot be written.
    """
    if (folder / _INCOMING / _JOURNAL).exists():
        with locked(folder):
            pass


def _carry_out(folder: Path) -> None:
    """Rename what the journal names into place. It may be begun any number of times."""
    incoming = folder / _INCOMING
    journal = json.loads((incoming / _JOURNAL).read_bytes())
    for name in journal["put"]:
        with contextlib.suppress(FileNotFoundError):  # renamed before the interruption
            (incoming / name).replace(folder / name)
    for name in journal["remove"]:
        (folder / name).unlink(missing_ok=True)
    _sync(folder)
    (incoming / _JOURNAL).unlink()
    shutil.rmtree(incoming, ignore_errors=True)


def _sync(path: Path) -> None:
    """Have the disk hold a file's content, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
