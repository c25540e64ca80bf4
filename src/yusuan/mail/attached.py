"""What is attached: the whole pages and the workbook, under names for readers, up to a size mail servers take."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yusuan.model.text import printable
from yusuan.report.workbook.workbook import FILE as WORKBOOK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from yusuan.mail.excerpt import Excerpt

# Many servers take 20 MB a message at most, and base64 makes four bytes of three; half of it is left for
# servers that take less.
MOST_BYTES: Final = 10_000_000
_LONGEST_NAME = 80
# What some file system or mail program would not take for a part of a name.
_UNFIT = re.compile(r'[\\/:*?"<>|\s�]+')
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be attached: its name for readers, its content, and its type in two words."""

    name: str
    content: bytes
    kind: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Attached:
    """The files that fit, and the names of those that do not."""

    files: tuple[File, ...]
    left_out: tuple[str, ...]


def attached(pages: Sequence[Excerpt], others: Sequence[Path], most_bytes: int = MOST_BYTES) -> Attached:
    """Choose what fits: the first page before all, then the other files, then the other pages.

    Args:
        pages: of the report; named by department, period and title.
        others: further files; a report's own workbook is named by department and period, others keep their names.
        most_bytes: of all files together, before encoding.

    Raises:
        OSError: a file cannot be read.
    """
    named = [(_name(page), page.path) for page in pages]
    more = [(_name_beside(path, pages), path) for path in others if path not in [page.path for page in pages]]
    files: list[File] = []
    left_out: list[str] = []
    room = most_bytes
    for name, path in [*named[:1], *more, *named[1:]]:
        if path.stat().st_size > room:
            left_out.append(name)
            continue
        content = path.read_bytes()
        room -= len(content)
        files.append(File(_unused(name, files), content, _kind(name)))
    return Attached(tuple(files), tuple(left_out))


def _name(page: Excerpt) -> str:
    return _fit(f"{page.department}-{page.period}-{page.title}", page.path.suffix)


def _name_beside(path: Path, pages: Sequence[Excerpt]) -> str:
    """The name of a file that is no page: that of the report whose workbook it is, else its own."""
    of_report = [page for page in pages if path.name == WORKBOOK and page.path.parent == path.parent]
    stem = f"{of_report[0].department}-{of_report[0].period}" if of_report else path.stem
    return _fit(stem, path.suffix)


def _fit(stem: str, suffix: str) -> str:
    fit = _UNFIT.sub("_", printable(stem)).strip("._-")[:_LONGEST_NAME] or "附件"
    return fit + _UNFIT.sub("_", printable(suffix))


def _unused(name: str, files: Sequence[File]) -> str:
    """Two reports of one title are told apart by a number."""
    taken = {file.name for file in files}
    stem, dot, suffix = name.rpartition(".")
    numbered = (f"{stem}-{number}{dot}{suffix}" for number in range(2, len(files) + 3))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def _kind(name: str) -> tuple[str, str]:
    if name.endswith(".xlsx"):  # not in every system's list
        guess = _WORKBOOK
    else:
        guess = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind, _, subkind = guess.partition("/")
    return kind, subkind
