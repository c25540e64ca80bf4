"""The document's own 名词解释, found by the name of the line that they explain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from yusuan.model.text import bare, plain

if TYPE_CHECKING:
    import polars as pl

# “一般公共服务（类）财政事务（款）行政运行（项）” explains the line 行政运行; of a class alone, the class.
_LEVELS = re.compile(r"[（(][类款项][）)]")


class Term(NamedTuple):
    """One entry.

    Attributes:
        name: as printed.
        explanation: as printed.
        document: whose.
        page: where the entry begins.
        row: likewise.
    """

    name: str
    explanation: str
    document: str
    page: int
    row: int


class Glossary:
    """The entries of one document."""

    def __init__(self, terms: pl.DataFrame) -> None:
        """Of rows of `schemas.Terms`; where a name is explained twice, the first counts."""
        self._terms: dict[str, Term] = {}
        for row in terms.iter_rows(named=True):
            term = Term(row["term"], row["explanation"], row["document"], row["page"], row["row"])
            self._terms.setdefault(_key(term.name), term)

    def of(self, line: str) -> Term | None:
        """What explains a line, None where nothing does."""
        return self._terms.get(_key(line))


def _key(name: str) -> str:
    levels = [part for part in _LEVELS.split(name) if part.strip()]
    return bare(plain(levels[-1] if levels else name))
