"""Pages and workbooks that were made, by the key of everything they were made from, so that none is made twice."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from yusuan.pipeline import state
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

_RECORD = "made.json"


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a page or workbook.

    Attributes:
        files: SHA-256 by name: of the page and its executed notebook, or of the workbook.
        seconds: how long the notebook took; null for a workbook, and where papermill did not tell.
    """

    files: Mapping[str, str]
    seconds: float | None


class Store:
    """A folder with a folder for each key. Run folders link to its files, so nothing in it is ever edited."""

    def __init__(self, folder: Path) -> None:
        """A store in a folder, which is made when it is first needed."""
        self._folder = folder

    def file(self, key: str, name: str) -> Path:
        """Where a file of a key is made."""
        return self._folder / key / name

    def made(self, key: str) -> Made | None:
        """What is known of what is there and is as it was made; None where it has to be made."""
        try:
            made = Made(**json.loads(self.file(key, _RECORD).read_bytes()))
            hashes = {name: state.file_key(self.file(key, name)) for name in made.files}
        except (OSError, ValueError, TypeError):
            return None
        return made if hashes == made.files else None

    def keep(self, key: str, made: Sequence[Path]) -> Made:
        """Note that the files of a key have been made.

        Raises:
            OSError: one is not there, or they cannot be noted.
        """
        held = Made({path.name: state.file_key(path) for path in made}, _seconds(made))
        files.write(self.file(key, _RECORD), json.dumps(asdict(held)).encode())
        return held

    def prune(self, keys: Collection[str]) -> None:
        """Remove what is of none of these keys."""
        with contextlib.suppress(FileNotFoundError):
            for folder in list(self._folder.iterdir()):
                if folder.name not in keys:
                    shutil.rmtree(folder, ignore_errors=True)


def _seconds(made: Sequence[Path]) -> float | None:
    """How long papermill says that a notebook took."""
    executed = (json.loads(path.read_bytes()) for path in made if path.suffix == ".ipynb")
    return next((notebook["metadata"]["papermill"]["duration"] for notebook in executed), None)


def link(source: Path, place: Path) -> None:
    """Have a file at a second place, without a second copy where the file system can."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(source)
    except OSError:
        files.write(place, source.read_bytes())
