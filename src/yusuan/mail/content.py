"""What a reader sees of a report, as a key: not when it was made, nor with which versions of what."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from lxml import etree, html
from python_calamine import CalamineError, CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# Between the name of what made a workbook and its value, below its documents.
_MADE = "  "
_SEEN = "//title | //meta[@name and @content] | //main"
_UNSEEN = ".//*[@id='about'] | .//script[not(contains(@type, 'json'))] | .//style"


def seen(files: Iterable[Path]) -> str:
    """A key of what is seen in files: the same for a report that was made again and says the same.

    Args:
        files: pages and workbooks; of any other file all its bytes count.

    Raises:
        OSError: a file cannot be read.
    """
    key = hashlib.sha256()
    for path in files:
        key.update(f"{path.name}\0".encode())
        key.update(hashlib.sha256(_seen(path)).digest())
    return key.hexdigest()


def _seen(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".html":
        return _seen_of_page(data)
    if path.suffix == ".xlsx":
        return _seen_of_workbook(path, data)
    return data


def _seen_of_page(data: bytes) -> bytes:
    try:
        page = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return data
    parts = page.xpath(_SEEN)
    for part in parts:
        for unseen in part.xpath(_UNSEEN):
            unseen.drop_tree()
    return b"\n".join(etree.tostring(part, encoding="utf-8", with_tail=False) for part in parts) or data


def _seen_of_workbook(path: Path, data: bytes) -> bytes:
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError):
        return data
    return repr([(name, [row for row in rows if not _is_of_making(row)]) for name, rows in sheets]).encode()


def _is_of_making(row: Sequence[object]) -> bool:
    """Whether a row is a line of what made the workbook: one cell, a name and its value."""
    printed = [cell for cell in row if cell not in {"", None}]
    return len(printed) == 1 and isinstance(printed[0], str) and _MADE in printed[0]
