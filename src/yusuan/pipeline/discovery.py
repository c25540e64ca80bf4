"""Which files of a folder are read: every regular file, and a refusal for whatever else could have been one."""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from yusuan.extract.refusal import refusal
from yusuan.model.text import printable
from yusuan.workspace.folders import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yusuan.extract.raw import UnreadableError

# Beside documents in a folder, by name; everything else there is tried, and refused aloud if it is none.
_NO_DOCUMENTS = re.compile(r"^[.~]|^(?:Thumbs\.db|desktop\.ini)$|\.(?:csv|json|md)$", re.IGNORECASE)
_SIDECAR = ".toml"
_SPECIAL = (
    (stat.S_ISFIFO, "是命名管道，不是文件", "a pipe, not a file"),
    (stat.S_ISSOCK, "是套接字，不是文件", "a socket, not a file"),
    (stat.S_ISCHR, "是设备，不是文件", "a device, not a file"),
    (stat.S_ISBLK, "是设备，不是文件", "a device, not a file"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a folder that is read or could have been.

    Attributes:
        path: its place.
        refused: why it is not read; null for a regular file.
    """

    path: Path
    refused: UnreadableError | None = None


@dataclass(slots=True)
class Inputs:
    """What there is to read.

    Attributes:
        paths: the files, by path within each source; no sidecars.
        refused: a line for each thing that cannot be read, and for each sidecar that stands beside no document.
    """

    paths: list[Path] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def discover(sources: Iterable[Path], *, follow_links: bool = False) -> Inputs:
    """Find the files to read.

    Args:
        sources: files or folders; a file is taken whatever its name.
        follow_links: whether links in a folder may lead out of it.

    Raises:
        WorkspaceError: a source does not exist, or there is nothing to read nor to refuse.
    """
    inputs = Inputs()
    found: dict[Path, None] = {}
    for source in sources:
        try:
            is_folder = stat.S_ISDIR(source.stat().st_mode)
        except FileNotFoundError:
            raise WorkspaceError(
                printable(f"{source}：没有这个文件或文件夹 (no such file or folder)")
            ) from None
        except OSError as error:
            inputs.refused.append(str(_not_opened(source, error)))
            continue
        if not is_folder:
            found[source.absolute()] = None
            continue
        entries = list(walk(source, follow_links=follow_links))
        inputs.refused += [str(entry.refused) for entry in entries if entry.refused is not None]
        found |= dict.fromkeys(
            entry.path for entry in entries if entry.refused is None and not _is_sidecar(entry.path)
        )
        inputs.refused += _lone_sidecars(entries)
    inputs.paths = list(found)
    if not inputs.paths and not inputs.refused:
        named = printable("、".join(map(str, sources)))
        raise WorkspaceError(f"{named}：其中没有文件 (no files there)")
    return inputs


def walk(folder: Path, *, follow_links: bool = False) -> Iterator[Entry]:
    """Everything in a folder and the folders in it that is a document or a sidecar by its name, sorted by path.

    A link to a file is read under its own name. A link to a folder is not followed where that folder is
    walked anyway.

    Args:
        folder: where to look.
        follow_links: whether links may lead out of it.
    """
    home = Path(os.path.realpath(folder))
    entries: list[Entry] = []
    walked: set[tuple[int, int]] = set()
    waiting: list[Path] = [folder]
    linked: list[Path] = []
    while waiting or linked:
        here = waiting.pop() if waiting else linked.pop()  # links last: a folder is read under its own name
        try:
            there = here.stat()
            inside = sorted(here.iterdir())
        except OSError as error:
            entries.append(Entry(here, _not_opened(here, error)))
            continue
        if (there.st_dev, there.st_ino) in walked:
            continue
        walked.add((there.st_dev, there.st_ino))
        for path in inside:
            if _NO_DOCUMENTS.search(path.name):
                continue
            refused, is_folder = _judged(path, home, follow_links=follow_links)
            if refused is None and is_folder:
                (linked if path.is_symlink() else waiting).append(path)
            else:
                entries.append(Entry(path, refused))
    yield from sorted(entries, key=lambda entry: entry.path)


def _judged(path: Path, home: Path, *, follow_links: bool) -> tuple[UnreadableError | None, bool]:
    """Why something is not read, if it is not; and whether it is a folder to look into."""
    if not _is_utf_8(path.name):
        return _misnamed(path), False
    try:
        mode = path.stat().st_mode
        if path.is_symlink() and (refused := _of_link(path, home, follow_links=follow_links)):
            return refused, False
    except OSError as error:
        return _not_opened(path, error), False
    for is_special, chinese, english in _SPECIAL:
        if is_special(mode):
            return refusal(path, chinese, english), False
    return None, stat.S_ISDIR(mode)


def _of_link(path: Path, home: Path, *, follow_links: bool) -> UnreadableError | None:
    """Why a link is not followed, if it is not; it leads somewhere."""
    target = Path(os.path.realpath(path))
    if not follow_links and not target.is_relative_to(home):
        said = f"链接通向文件夹之外的 {target}，不予读取；要读请加 --follow-links"
        return refusal(path, said, "the link leads out of the folder")
    if Path(os.path.realpath(path.parent)).is_relative_to(target):
        return refusal(path, "链接通向它自己所在的文件夹，绕成了圈", "a loop of links")
    return None


def _not_opened(path: Path, error: OSError) -> UnreadableError:
    if isinstance(error, FileNotFoundError):
        return refusal(path, "链接所指的文件不在", "a dangling link")
    if error.errno == errno.ELOOP:
        return refusal(path, "链接绕成了圈", "a loop of links")
    return refusal(path, f"打不开：{error.strerror or error}", "cannot be opened")


def _is_utf_8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _misnamed(path: Path) -> UnreadableError:
    """The refusal of a name in another encoding; it says what the name is in the one that Windows uses."""
    try:
        meant = f"，按 GB 18030 是“{os.fsencode(path.name).decode('gb18030')}”"
    except UnicodeDecodeError:
        meant = ""
    return refusal(path, f"名称不是 UTF-8{meant}，请先改名", "its name is not UTF-8, rename it")


def _is_sidecar(path: Path) -> bool:
    return path.suffix.lower() == _SIDECAR


def _lone_sidecars(entries: Iterable[Entry]) -> list[str]:
    """A refusal for each sidecar that stands beside no document: its name has a slip."""
    beside: dict[Path, list[str]] = {}
    sidecars: list[Path] = []
    for path, refused in ((entry.path, entry.refused) for entry in entries):
        if not _is_sidecar(path):
            beside.setdefault(path.parent, []).append(path.name)
        elif refused is None:
            sidecars.append(path)
    return [
        str(refusal(path, "旁注没有同名的文件", "a sidecar without its document"))
        for path in sidecars
        if not any(name.startswith(f"{path.stem}.") for name in beside.get(path.parent, ()))
    ]
