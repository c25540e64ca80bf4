"""What a batch says while it works: a line for people or JSON for machines, and for each run a log that stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, TextIO

from yusuan import clock
from yusuan.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

Level = Literal["info", "warning", "error"]
_SIGNS: dict[Level, str] = {"info": " ", "warning": "!", "error": "✗"}


class Log:
    """Lines on a stream as they come; kept by run, for its folder."""

    def __init__(self, stream: TextIO, form: Literal["text", "json"] = "text") -> None:
        """Onto a stream, in a form."""
        self._stream, self._form = stream, form
        self._kept: list[tuple[str, str]] = []

    def say(self, event: str, text: str, run: str = "", level: Level = "info") -> None:
        """One line.

        Args:
            event: a word for machines, of a fixed few.
            text: for people.
            run: name of the run that it is about; empty where it is about all.
            level: info, warning or error.
        """
        at = clock.now().isoformat(timespec="seconds")
        said = printable(text)
        line = f"{at} {_SIGNS[level]} {f'{run}: ' if run else ''}{said}"
        self._kept.append((run, line))
        if self._form == "json":
            fields = {"time": at, "level": level, "event": event, "run": run or None, "message": said}
            line = json.dumps(fields, ensure_ascii=False)
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def of(self, run: str) -> Sequence[str]:
        """The lines about a run and about all, so far."""
        return [line for about, line in self._kept if about in {"", run}]
