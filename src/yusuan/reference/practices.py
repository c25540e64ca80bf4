"""Rows that are the practice of a place: they count, and count first, while one of its documents is read."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yusuan.model.practice import Practice

_Document = tuple[str, int | None]
# Department and fiscal year of the document that is read.
_DOCUMENT: ContextVar[_Document | None] = ContextVar("document", default=None)


class Row(Protocol):
    """A row that may be a place's own."""

    @property
    def practice(self) -> Practice | None:
        """The place and the years, None for every document."""


_R = TypeVar("_R", bound=Row)


@contextmanager
def reading(department: str, fiscal_year: int | None) -> Iterator[None]:
    """Use the rows of a document's place and year while it is read.

    Args:
        department: whose document it is.
        fiscal_year: of the document, None where it is not known.
    """
    before = _DOCUMENT.set((department, fiscal_year))
    try:
        yield
    finally:
        _DOCUMENT.reset(before)


def of_place(load: Callable[[], tuple[_R, ...]]) -> Callable[[], tuple[_R, ...]]:
    """Make a loader of rows give those that count for the document that is read, a place's own first."""

    @lru_cache(256)
    def chosen(document: _Document | None) -> tuple[_R, ...]:
        own = [row for row in load() if row.practice is not None]
        mine = [
            row for row in own if document is not None and row.practice and row.practice.applies(*document)
        ]
        return (*mine, *(row for row in load() if row.practice is None))

    @wraps(load)
    def current() -> tuple[_R, ...]:
        return chosen(_DOCUMENT.get())

    return current
