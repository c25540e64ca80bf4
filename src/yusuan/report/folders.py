"""The folder of a document's reports: its own name where that is harmless on every disk, else one made from it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

# What stands in folders of reports and of runs beside those of departments, and what Windows keeps for devices.
_TAKEN: Final = re.compile(
    r"(?:index\.html|manifest\.json|run\.log|runs|outbox|mail|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?)",
    re.IGNORECASE,
)
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
# What a made name ends in; a name of its own that ends so is made anew, so that no two are the same.
_MADE: Final = re.compile(r"~[0-9a-f]{12}$")
# Disks take 255 bytes; what is made beside it while it is written needs some of them.
_MOST_BYTES: Final = 200
_MOST_SHOWN: Final = 120


def folder_of(document: str) -> PurePosixPath:
    """The folder of a document, relative to that of the reports.

    Two documents never have the same, and none leads out of the folder of reports.

    Args:
        document: its id, `<department>/<year>-<phase>`; a department may be called anything.
    """
    department, _, period = document.rpartition("/")
    return PurePosixPath(_name(department), _name(period))


def _name(text: str) -> str:
    if _is_harmless(text):
        return text
    readable = _UNFIT.sub("_", unicodedata.normalize("NFC", text)).strip(" ._") or "_"
    shown = readable.encode("utf-8", "replace")[:_MOST_SHOWN].decode("utf-8", "ignore")
    return f"{shown}~{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _is_harmless(text: str) -> bool:
    return (
        text != ""
        and text == text.strip(" .")
        and not text.startswith("_")
        and unicodedata.is_normalized("NFC", text)
        and text.isprintable()
        and not any(pattern.search(text) for pattern in (_UNFIT, _MADE))
        and not _TAKEN.fullmatch(text)
        and len(text.encode()) <= _MOST_BYTES
    )
