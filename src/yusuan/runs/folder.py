"""The folder of a named run: a folder for each time it was made, and what is to be remembered between them."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from yusuan import clock
from yusuan.runs import manifest
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yusuan.runs.manifest import Manifest

_MEMORY = "state.json"
_UNFINISHED = ".unfinished"


@dataclass
class Memory:
    """What is remembered of a named run.

    Attributes:
        tick: the scheduled time that was dealt with last, ISO 8601; null where it never was due.
        started: when a run began that has not ended, ISO 8601; one that was killed leaves it.
        reported: by document, what of its department had been read when it was last reported on and that was settled.
    """

    tick: str | None = None
    started: str | None = None
    reported: dict[str, list[str]] = field(default_factory=dict)


def _age(folder: Path) -> tuple[dt.datetime, int, str]:
    """What sorts folders of a run: when it was made, as far as that can be; those of one second by number."""
    held = manifest.read(folder)
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    try:
        made = dt.datetime.fromisoformat(held.started).astimezone(dt.UTC) if held else never
    except (ValueError, OverflowError):
        made = never
    return made if made <= clock.now() else never, len(folder.name), folder.name


class RunFolder:
    """The folder of one named run; used by one process at a time, the one that holds the batch's lock."""

    def __init__(self, folder: Path) -> None:
        """Of a folder, which is made when it is first needed."""
        self.path = folder

    def remember(self, memory: Memory) -> None:
        """Keep what is to be remembered.

        Raises:
            OSError: it cannot be written.
        """
        files.write(self.path / _MEMORY, json.dumps(asdict(memory), ensure_ascii=False, indent=1).encode())

    def memory(self) -> Memory:
        """What is remembered; nothing, where there is nothing that can be understood."""
        try:
            held = json.loads((self.path / _MEMORY).read_bytes())
            return Memory(**{each.name: held[each.name] for each in fields(Memory)})
        except (OSError, ValueError, TypeError, KeyError):
            return Memory()

    def stamps(self) -> list[Path]:
        """The folders of the times that it was made, oldest first.

        What a clock that was wrong has dated later than now counts as the oldest, whatever its name; else it
        would be the newest until that day, and what is made meanwhile would be old as soon as it is there.
        """
        return sorted((path.parent for path in self.path.glob(f"[0-9]*/{manifest.NAME}")), key=_age)

    def newest(self) -> tuple[Path, Manifest] | None:
        """The last time that it was made, and its manifest."""
        for folder in reversed(self.stamps()):
            held = manifest.read(folder)
            if held:
                return folder, held
        return None

    def free_stamp(self, now: dt.datetime) -> str:
        """A name for a time's folder that sorts by time and that no folder has."""
        stamp = f"{now:%Y%m%d-%H%M%S}"
        taken = {folder.name for folder in self.stamps()}
        later = (f"{stamp}-{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (stamp, *later) if name not in taken)

    @contextlib.contextmanager
    def building(self, stamp: str) -> Iterator[Path]:
        """A folder to build in; it is put in place when the block ends, and is gone when the block fails.

        Raises:
            OSError: it cannot be written or put in place.
        """
        folder = self.path / _UNFINISHED
        shutil.rmtree(folder, ignore_errors=True)  # of a process that was killed
        folder.mkdir(parents=True)
        try:
            yield folder
            files.move_whole(folder, self.path / stamp)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def retain(self, most: int) -> None:
        """Remove the oldest folders but so many; of letters, too, only the newest folder's are cared for."""
        for folder in self.stamps()[:-most]:
            with contextlib.suppress(OSError):
                files.discard(folder)
