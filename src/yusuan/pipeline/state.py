"""What the clean data and the reports were made from, by content, so that a run does only what changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from yusuan import clock
from yusuan.checks import waivers
from yusuan.pipeline.discovery import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yusuan.workspace.workspace import Workspace

STATE_FILE = "state.json"


@dataclass(frozen=True)
class Made:
    """The reports of one document.

    Attributes:
        key: of what they were made from.
        files: relative to reports/.
        refused: a line for each notebook that could not be read then.
    """

    key: str
    files: list[str]
    refused: list[str] = field(default_factory=list)


@dataclass
class State:
    """What `state.json` in the clean data holds.

    Attributes:
        ingest: key of data/raw and the code; null where the clean data came from other sources.
        sources: the files of each document, by its id.
        refused: the inputs that were refused then, a line each.
        check: key of the suites, the waivers and the code; null where the findings are not of this clean data.
        reports: what was reported, by the document's id.
    """

    ingest: str | None = None
    sources: dict[str, list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    check: str | None = None
    reports: dict[str, Made] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> State:
        """The state of a folder of clean data; a new one where there is none or it cannot be understood."""
        try:
            held = json.loads((folder / STATE_FILE).read_bytes())
            known = {name: held[name] for name in (each.name for each in fields(cls))}
            known["reports"] = {name: Made(**made) for name, made in held["reports"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls()
        return cls(**known)

    def dump(self, path: Path) -> None:
        """Write it at a path."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


def ingest_key(workspace: Workspace, *, ocr: bool = False, follow_links: bool = False) -> str:
    """Of everything that ingest reads: data/raw with its sidecars, the suites (they judge it), the code.

    Waivers are no part of it: what is let stand changes no reading.

    Args:
        workspace: for its data/raw and its suites.
        ocr: whether scanned pages are recognised.
        follow_links: whether links may lead out of data/raw.
    """
    suites = _of_folder(workspace.expectations, without=waivers.FILE)
    options = [name for name, given in (("ocr", ocr), ("links", follow_links)) if given]
    return _key(code_key(), suites, _of_inputs(workspace.raw, follow_links=follow_links), *options)


def check_key(workspace: Workspace) -> str:
    """Of everything that check reads beside the clean data: the suites, the waivers, which of them expired, the code.

    The day itself is no part of it, so that a day on which nothing expires changes nothing.

    Raises:
        WaiverError: the waivers are malformed.
    """
    today = clock.today()
    expired = sorted(
        waiver.until.isoformat()
        for waiver in waivers.load(workspace.expectations)
        if waiver.has_expired(today)
    )
    return _key(code_key(), _of_folder(workspace.expectations), *expired)


def report_key(workspace: Workspace, documents: Iterable[str]) -> str:
    """Of everything that a report reads.

    Args:
        workspace: for its suites and notebooks.
        documents: the department's documents: SHA-256, and "+ocr" behind it where pages were recognised.
    """
    return _key(check_key(workspace), _of_folder(workspace.notebooks), *sorted(documents))


def piece_key(
    common: str, made_by: Iterable[str], parameters: Mapping[str, object], documents: Iterable[str]
) -> str:
    """Of everything that one page or workbook is made from.

    Args:
        common: of `check_key`: what all of them are made from.
        made_by: name and `file_key` of the notebook; of a workbook, its name: it is made by the code.
        parameters: what is asked for.
        documents: as of `report_key`.
    """
    given = json.dumps(parameters, ensure_ascii=False, sort_keys=True)
    return _key(common, *made_by, given, *sorted(documents))


def piece_set_key(keys: Iterable[str]) -> str:
    """Of several pages and workbooks, by their keys."""
    return _key(*sorted(keys))


@cache
def code_key() -> str:
    """Of the package itself, its maps included; the code that runs stays what it is."""
    return _of_folder(Path(__file__).parents[1])


def _of_inputs(folder: Path, *, follow_links: bool) -> str:
    """Of what there is to read: of a file its content, of what is refused its reason."""
    parts = []
    for entry in walk(folder, follow_links=follow_links):
        try:
            held = file_key(entry.path) if entry.refused is None else str(entry.refused)
        except OSError as error:
            held = str(error.errno)
        parts.append(f"{entry.path.relative_to(folder).as_posix()}\0{held}")
    return _key(*parts)


def _of_folder(folder: Path, without: str = "") -> str:
    files = (path for path in folder.rglob("*") if path.is_file() and not _is_by_product(path))
    named = {path.relative_to(folder).as_posix(): path for path in sorted(files)}
    return _key(*(f"{name}\0{file_key(path)}" for name, path in named.items() if name != without))


def _is_by_product(path: Path) -> bool:
    return any(part in {"__pycache__", ".ipynb_checkpoints"} for part in path.parts)


def file_key(path: Path) -> str:
    """Of a file's content: its SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
