"""Messages beside the results: on stderr, one line each, and progress bars where a person looks."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import TYPE_CHECKING

from yusuan.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.progress import TaskID


def say(line: str) -> None:
    """One line on stderr, whatever the text holds."""
    sys.stderr.write(f"{printable(line)}\n")


def say_all(lines: Iterable[str]) -> None:
    """Each on a line of its own."""
    for line in lines:
        say(line)


@contextlib.contextmanager
def standing(what: Callable[[], str]) -> Iterator[None]:
    """Say what stands where the block is stopped, by Ctrl-C or SIGTERM."""
    try:
        yield
    except KeyboardInterrupt:
        say(what())
        raise


@contextlib.contextmanager
def progress(*steps: str) -> Iterator[list[Callable[[int, int], None]]]:
    """Show how far each step of the work is, if stderr is a terminal.

    Args:
        steps: what is done, in words.

    Yields:
        For each step a progress callback (done, total).
    """
    if not sys.stderr.isatty():
        yield [lambda _done, _all: None for _ in steps]
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = [bars.add_task(step, total=None, visible=False) for step in steps]

        def tell(task: TaskID, done: int, of: int) -> None:
            bars.update(task, completed=done, total=of, visible=True)

        yield [partial(tell, task) for task in tasks]
