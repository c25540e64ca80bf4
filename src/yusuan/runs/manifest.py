"""manifest.json: what a run was asked, what it read, what it made with what, what was found, who was mailed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from yusuan.pipeline import state
from yusuan.report.reports import versions
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from pathlib import Path

NAME = "manifest.json"
_GIT_SECONDS = 10


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Output(_Part):
    """A file of the run: its place in the run's folder, and its content's SHA-256."""

    path: str
    sha256: str


class Piece(_Part):
    """A page (one notebook on one document) or the workbook of a document.

    Attributes:
        document: id of the document.
        kind: which of the two.
        name: file name of the notebook, or of the workbook.
        key: of everything that it was made from.
        status: made by this run, the same as an earlier run made, or failed.
        seconds: how long the notebook took.
        outputs: the page and the executed notebook, or how far that came; or the workbook.
        cell: id of the cell that failed.
        error: what failed, in a line.
        trace: why, without values.
    """

    document: str
    kind: Literal["page", "workbook"]
    name: str
    key: str
    status: Literal["made", "reused", "failed"]
    seconds: float | None = None
    outputs: list[Output] = Field(default_factory=list)
    cell: str = ""
    error: str = ""
    trace: list[str] = Field(default_factory=list)


class Document(_Part):
    """One document that the run reports on.

    Attributes:
        document: its id.
        department: whose.
        year: fiscal year.
        period: year, scope and phase, in words.
        sha256: of the published files.
        read: of all documents of its department, as they were read.
        findings: how many of each status, waived ones left out.
    """

    document: str
    department: str
    year: int
    period: str
    sha256: str
    read: list[str]
    findings: dict[str, int]


class Letter(_Part):
    """What became of a document's letter to a recipient.

    Attributes:
        document: its id.
        recipient: the address.
        status: `sent`, `failed`, `unknown` and `written` (to a file) are settled; `held` waits for approval,
            `deferred` for a server that can be reached, `error` for what keeps it from being written.
        detail: the server's answer, or the reason.
        message_id: of the message.
        at: when, ISO 8601.
    """

    document: str
    recipient: str
    status: Literal["sent", "failed", "unknown", "written", "held", "deferred", "error"]
    detail: str
    message_id: str
    at: str

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is done about it by itself."""
        return self.status in {"sent", "failed", "unknown", "written"}


class Approval(_Part):
    """Who let held letters go, and when (ISO 8601)."""

    by: str
    at: str


class Manifest(_Part):
    """One run. `key` is of all its pieces: the same key, the same reports."""

    format: Literal[1] = 1
    run: str
    stamp: str
    key: str
    status: Literal["done", "failed"]
    started: str
    finished: str
    seconds: float
    parameters: dict[str, Any]
    documents: list[Document]
    pieces: list[Piece]
    letters: list[Letter] = Field(default_factory=list)
    approval: Approval | None = None
    versions: dict[str, str]
    commit: str | None
    lock_sha256: str | None

    def failed(self) -> list[Piece]:
        """The pieces that could not be made."""
        return [piece for piece in self.pieces if piece.status == "failed"]

    def settled(self) -> dict[str, list[str]]:
        """The documents that nothing more is to be done about, each with what had been read of its department."""
        open_pieces = {piece.document for piece in self.failed()}
        open_letters = {letter.document for letter in self.letters if not letter.is_settled}
        still_open = open_pieces | open_letters
        return {each.document: each.read for each in self.documents if each.document not in still_open}

    def write(self, folder: Path) -> None:
        """Write it into a run's folder.

        Raises:
            OSError: it cannot be written.
        """
        files.write(folder / NAME, f"{self.model_dump_json(indent=1)}\n".encode())


def read(folder: Path) -> Manifest | None:
    """The manifest of a run's folder; None where there is none that can be understood."""
    try:
        return Manifest.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return None


def provenance(root: Path) -> dict[str, Any]:
    """What makes the pieces: versions, the commit of the workspace, the hash of its lock."""
    lock = root / "requirements.lock"
    return {
        "versions": versions(),
        "commit": _commit(root),
        "lock_sha256": state.file_key(lock) if lock.is_file() else None,
    }


def _commit(root: Path) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(root), "rev-parse", "--verify", "--quiet", "HEAD"]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=_GIT_SECONDS, check=False)  # noqa: S603 — fixed words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout.decode("ascii", "replace").strip() or None
