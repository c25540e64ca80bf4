"""Pages that were made, by the key of everything they were made from, so that none is made twice."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from yusuan import files, state

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_RECORD = "made.json"


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a page.

    Attributes:
        page: SHA-256 of the HTML.
        executed: SHA-256 of the executed notebook.
        seconds: how long it took to execute; null where papermill did not tell.
    """

    page: str
    executed: str
    seconds: float | None


class Store:
    """A folder with a folder for each key. Run folders link to its files, so nothing in it is ever edited."""

    def __init__(self, folder: Path) -> None:
        """A store in a folder, which is made when it is first needed."""
        self._folder = folder

    def page(self, key: str) -> Path:
        """Where the page of a key is made."""
        return self._folder / key / "page.html"

    def executed(self, key: str) -> Path:
        """Where the executed notebook of a key is made."""
        return self._folder / key / "notebook.ipynb"

    def made(self, key: str) -> Made | None:
        """What is known of a page that is there and is as it was made; None where it has to be made."""
        try:
            made = Made(**json.loads((self._folder / key / _RECORD).read_bytes()))
            hashes = (state.file_key(self.page(key)), state.file_key(self.executed(key)))
        except (OSError, ValueError, TypeError):
            return None
        return made if hashes == (made.page, made.executed) else None

    def keep(self, key: str) -> Made:
        """Note that the page of a key has been made.

        Raises:
            OSError: it is not there, or cannot be noted.
        """
        executed = self.executed(key)
        seconds = json.loads(executed.read_bytes())["metadata"]["papermill"]["duration"]
        made = Made(state.file_key(self.page(key)), state.file_key(executed), seconds)
        files.write(executed.with_name(_RECORD), json.dumps(asdict(made)).encode())
        return made

    def prune(self, keys: Collection[str]) -> None:
        """Remove what is of none of these keys."""
        with contextlib.suppress(FileNotFoundError):
            for folder in list(self._folder.iterdir()):
                if folder.name not in keys:
                    shutil.rmtree(folder, ignore_errors=True)


def link(source: Path, place: Path) -> None:
    """Have a file at a second place, without a second copy where the file system can."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(source)
    except OSError:
        files.write(place, source.read_bytes())
