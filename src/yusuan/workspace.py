"""Where things are: a folder with data/, expectations/, notebooks/ and reports/, and its frames."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from yusuan.model import schemas

if TYPE_CHECKING:
    import dataframely as dy


class WorkspaceError(Exception):
    """The workspace lacks what was asked of it; the message says what to do."""


@dataclass(frozen=True)
class Workspace:
    """The folders and frames of one project folder."""

    root: Path
    clean_folder: Path | None = None

    @classmethod
    def find(cls, start: str | Path = ".") -> Workspace:
        """The workspace at a folder or the nearest one above it that holds `data/raw` or `data/clean`.

        Raises:
            WorkspaceError: there is none.
        """
        here = Path(start).resolve()
        for folder in (here, *here.parents):
            if (folder / "data" / "raw").is_dir() or (folder / "data" / "clean").is_dir():
                return cls(folder)
        raise WorkspaceError(f"{here}：此处及上级文件夹中没有 data/raw 或 data/clean (no workspace here)")

    @property
    def raw(self) -> Path:
        """Published documents, never edited."""
        return self.root / "data" / "raw"

    @property
    def clean(self) -> Path:
        """Clean data, rebuilt from raw."""
        return self.clean_folder or self.root / "data" / "clean"

    @property
    def expectations(self) -> Path:
        """The suites."""
        return self.root / "expectations"

    @property
    def notebooks(self) -> Path:
        """The notebooks."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """What runs made."""
        return self.root / "reports"

    def documents(self) -> pl.LazyFrame:
        """One row a document; columns of `schemas.Documents`."""
        return self._frame("documents", schemas.Documents)

    def facts(self) -> pl.LazyFrame:
        """One row an amount; columns of `schemas.Facts`, amounts in 分."""
        return self._frame("facts", schemas.Facts)

    def statements(self) -> pl.LazyFrame:
        """One row a figure said in prose; columns of `schemas.Statements`."""
        return self._frame("statements", schemas.Statements)

    def indicators(self) -> pl.LazyFrame:
        """One row a performance indicator; columns of `schemas.Indicators`."""
        return self._frame("indicators", schemas.Indicators)

    def terms(self) -> pl.LazyFrame:
        """One row a 名词解释; columns of `schemas.Terms`."""
        return self._frame("terms", schemas.Terms)

    def headings(self) -> pl.LazyFrame:
        """One row a title; columns of `schemas.Headings`."""
        return self._frame("headings", schemas.Headings)

    def cells(self) -> pl.LazyFrame:
        """One row a printed cell; columns of `schemas.Cells`."""
        return self._frame("cells", schemas.Cells)

    def findings(self) -> pl.LazyFrame:
        """One row an identity that was tested; columns of `schemas.Findings`; made by `yusuan check`."""
        return self._frame("findings", schemas.Findings)

    def untested(self) -> pl.LazyFrame:
        """One row an identity that could not be tested, with the reason; made by `yusuan check`."""
        return self._frame("untested", schemas.Untested)

    def _frame(self, name: str, schema: type[dy.Schema]) -> pl.LazyFrame:
        path = self.clean / f"{name}.parquet"
        if not path.is_file():
            made_by = "yusuan check" if name in {"findings", "untested"} else "yusuan ingest"
            raise WorkspaceError(f"{path}：还没有；请先运行 {made_by} (not made yet)")
        return pl.scan_parquet(path).select(schema.column_names())
