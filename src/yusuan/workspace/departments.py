"""The departments of a workspace by name, for completion in a notebook, and each one's rows of the frames."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Frames(Protocol):
    """The parts of a workspace that its departments use."""

    def documents(self) -> pl.LazyFrame:
        """One row a document."""

    def frame(self, name: str) -> pl.LazyFrame:
        """A frame of the clean data by its name."""

    @property
    def variance(self) -> Callable[..., pl.LazyFrame]:
        """A department's year compared with an earlier one."""


@dataclass(frozen=True, slots=True)
class Department:
    """One department or unit.

    Attributes:
        name: as in the documents.
        workspace: whose data.
    """

    name: str
    workspace: Frames

    def __str__(self) -> str:
        """The name, so that it can be given where one is asked for."""
        return self.name

    @property
    def years(self) -> list[int]:
        """Fiscal years of which there is a document, in order."""
        years = self.frame("documents").select(pl.col("fiscal_year").unique().sort()).collect()
        return years["fiscal_year"].to_list()

    def frame(self, name: str) -> pl.LazyFrame:
        """The department's rows of a frame of the workspace, lazily.

        Args:
            name: as for `Workspace.frame`.

        Raises:
            WorkspaceError: it has not been made yet.
        """
        return self.workspace.frame(name).filter(pl.col("department") == self.name)

    def variance(self, year: int, **options: Any) -> pl.LazyFrame:
        """As `Workspace.variance`, of this department.

        Raises:
            VarianceError: there is no such document; the message lists what there is.
        """
        return self.workspace.variance(self.name, year, **options)


class Departments(Mapping[str, Department]):
    """Departments by name; names that Python can spell are attributes too.

    Nothing is read before it is asked for, and again each time, so that a new ingest is seen.
    """

    def __init__(self, workspace: Frames) -> None:
        """Of a workspace."""
        self._workspace = workspace

    def __getitem__(self, name: str) -> Department:
        """A department.

        Raises:
            KeyError: there is none of that name; the message lists what there is.
        """
        names = self._names()
        if name not in names:
            raise KeyError(f"没有这个部门：{name}；现有 {'、'.join(names) or '无'}")
        return Department(name, self._workspace)

    def __iter__(self) -> Iterator[str]:
        """The names, in order."""
        return iter(self._names())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._names())

    def __getattr__(self, name: str) -> Department:
        """A department whose name is a Python identifier.

        Raises:
            AttributeError: there is none.
        """
        if not name.startswith("_"):
            for other in self._names():
                if _identifier(other) == name:
                    return Department(other, self._workspace)
        raise AttributeError(f"没有这个部门：{name}")

    def __dir__(self) -> list[str]:
        """For completion after a dot: the names that can be written there."""
        return sorted({*super().__dir__(), *filter(None, map(_identifier, self._names()))})

    def __repr__(self) -> str:
        """The names, one a line."""
        return "\n".join(self._names()) or "没有部门 (no departments)"

    def _ipython_key_completions_(self) -> list[str]:
        return self._names()

    def _names(self) -> list[str]:
        names = self._workspace.documents().select(pl.col("department").unique().sort()).collect()
        return names["department"].to_list()


def _identifier(name: str) -> str | None:
    """How Python spells a name after a dot: it folds compatible characters; None where it cannot."""
    folded = unicodedata.normalize("NFKC", name)
    return folded if folded.isidentifier() and not folded.startswith("_") else None
