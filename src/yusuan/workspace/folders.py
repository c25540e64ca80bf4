"""Where things are: a folder with data/, expectations/, notebooks/ and reports/, and its frames."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from yusuan.model import schemas
from yusuan.storage import atomic

if TYPE_CHECKING:
    from typing import Self

# A wheel carries copies; in a checkout they stand at its top.
_BUNDLED = Path(__file__).parents[1] / "_bundled"
_CHECKOUT = Path(__file__).parents[3]
# The notebook that JupyterLab opens first; it leads to the others and makes no report.
LAUNCHER = "start.ipynb"
# Reports in the order in which they are read; others come after them.
_READING_ORDER = (
    "overview",
    "variance",
    "operating_costs",
    "projects",
    "trend",
    "budget_final",
    "peers",
    "quality",
)


def reading_place(path: Path) -> tuple[int, str]:
    """The sort key of reports, or of the notebooks that make them: the order in which they are read."""
    name = path.stem
    return _READING_ORDER.index(name) if name in _READING_ORDER else len(_READING_ORDER), name


class WorkspaceError(Exception):
    """The workspace lacks what was asked of it; the message says what to do."""


@dataclass(frozen=True)
class Folders:
    """The folders and frames of one project folder.

    Attributes:
        root: the folder.
        clean_folder: where the clean data is, if not in data/clean.
    """

    root: Path
    clean_folder: Path | None = None

    @classmethod
    def find(cls, start: str | Path = ".") -> Self:
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
        """The suites: the folder's own, or those that come with yusuan."""
        return self._own_or_ours("expectations")

    @property
    def notebooks(self) -> Path:
        """The notebooks: the folder's own, or those that come with yusuan."""
        return self._own_or_ours("notebooks")

    def books(self) -> list[Path]:
        """The notebooks that make reports, in the order in which these are read: all but the launcher."""
        reports = (path for path in self.notebooks.glob("*.ipynb") if path.name != LAUNCHER)
        return sorted(reports, key=reading_place)

    @property
    def reference(self) -> Path:
        """The workspace's own reviewed maps between years; they add to those that come with yusuan."""
        return self.root / "data" / "reference"

    @property
    def reports(self) -> Path:
        """What runs made."""
        return self.root / "reports"

    def documents(self) -> pl.LazyFrame:
        """One row a document; columns of `schemas.Documents`."""
        return self.frame("documents")

    def facts(self) -> pl.LazyFrame:
        """One row an amount; columns of `schemas.Facts`, amounts in 分."""
        return self.frame("facts")

    def statements(self) -> pl.LazyFrame:
        """One row a figure said in prose; columns of `schemas.Statements`."""
        return self.frame("statements")

    def indicators(self) -> pl.LazyFrame:
        """One row a performance indicator; columns of `schemas.Indicators`."""
        return self.frame("indicators")

    def terms(self) -> pl.LazyFrame:
        """One row a 名词解释; columns of `schemas.Terms`."""
        return self.frame("terms")

    def headings(self) -> pl.LazyFrame:
        """One row a title; columns of `schemas.Headings`."""
        return self.frame("headings")

    def sentences(self) -> pl.LazyFrame:
        """One row a sentence of the running text; columns of `schemas.Sentences`."""
        return self.frame("sentences")

    def cells(self) -> pl.LazyFrame:
        """One row a printed cell; columns of `schemas.Cells`."""
        return self.frame("cells")

    def outcomes(self) -> pl.LazyFrame:
        """One row an identity on one document; columns of `schemas.Outcomes`; made by `yusuan check`."""
        return self.frame("outcomes")

    def judgements(self) -> pl.LazyFrame:
        """One row an entry of a suite, judged over all outcomes; columns of `schemas.Judgements`."""
        return self.frame("judgements")

    def findings(self) -> pl.LazyFrame:
        """One row an identity that was tested; columns of `schemas.Findings`; made by `yusuan check`."""
        return self.frame("findings")

    def untested(self) -> pl.LazyFrame:
        """One row an identity that could not be tested, with the reason; made by `yusuan check`."""
        return self.frame("untested")

    def versions(self) -> pl.LazyFrame:
        """One row an amount that two files of one document give differently; columns of `schemas.Versions`."""
        return self.frame("versions")

    def waivers(self) -> pl.LazyFrame:
        """One row a reviewed exception, and whether it is still needed; made by `yusuan check`."""
        return self.frame("waivers")

    def lines(self) -> pl.LazyFrame:
        """One row a printed line of a table; columns of `schemas.Lines`."""
        return self.frame("lines")

    def columns(self) -> pl.LazyFrame:
        """One row a column of a table and what it was read as; columns of `schemas.Columns`."""
        return self.frame("columns")

    def frame(self, name: str) -> pl.LazyFrame:
        """A frame of the clean data by its name, lazily.

        Args:
            name: one of `schemas.CLEAN` or `schemas.CHECKED`.

        Raises:
            WorkspaceError: it has not been made yet.
        """
        path = self.clean / f"{name}.parquet"
        if not self.has(name):
            made_by = "yusuan check" if name in schemas.CHECKED else "yusuan ingest"
            raise WorkspaceError(f"{path}：还没有；请先运行 {made_by} (not made yet)")
        return pl.scan_parquet(path).select((schemas.CLEAN | schemas.CHECKED)[name].column_names())

    def has(self, name: str) -> bool:
        """Whether a frame of the clean data has been made."""
        atomic.settle(self.clean)
        return (self.clean / f"{name}.parquet").is_file()

    def _own_or_ours(self, name: str) -> Path:
        candidates = (self.root / name, _BUNDLED / name, _CHECKOUT / name)
        return next((folder for folder in candidates if folder.is_dir()), candidates[0])
