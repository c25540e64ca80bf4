"""One document → one Excel workbook: what its pages say, with formulas that a reader can follow."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from yusuan import clock
from yusuan.analysis import answers
from yusuan.analysis.disclosed.breakdowns import BY
from yusuan.analysis.question import VarianceError
from yusuan.identities import suite
from yusuan.model.vocabulary import Language, pick
from yusuan.report.workbook import sheets, spreadsheet, years
from yusuan.storage import atomic
from yusuan.storage.export import cell_text

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.pages.page import About
    from yusuan.report.workbook.spreadsheet import Sheet
    from yusuan.workspace.workspace import Workspace

FILE = "workbook.xlsx"
# Text is text: none of it becomes a formula, a number or a link.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LONGEST_PROPERTY = 255
_NOTES = (
    (
        "金额以万元计，保留文件的印刷精度；空白是文件没有公开，不是零。",
        "Amounts in 10,000 yuan, as precise as they are printed; a blank is not disclosed, not zero.",
    ),
    (
        "增减额、增减率、下级之和、差额都是公式；合计照文件所印，与下级之和不同的，差额列出，超过容差的标红。",
        "Changes, rates, sums of parts and differences are formulas; totals stand as printed, with the difference where the sum of their parts is another, in red beyond the tolerance.",
    ),
    (
        "推算：按本年文件所述增减额倒推的上年数，不是上年文件公开的数。",
        "Implied: worked back from the change that the later document states, not disclosed by the earlier one.",
    ),
)


@dataclass(frozen=True, slots=True)
class Job:
    """One workbook to be made.

    Attributes:
        workspace: whose clean data.
        disclosure: the document, and the year it is compared with.
        target: the file; its folder is made.
        about: what it says of itself.
        lang: of headings and names.
    """

    workspace: Workspace
    disclosure: Disclosure
    target: Path
    about: About
    lang: Language

    @property
    def name(self) -> str:
        """What it is called where it fails."""
        return self.target.name

    @property
    def files(self) -> list[Path]:
        """What is there when it is made: the workbook."""
        return [self.target]


def make(job: Job) -> Path:
    """Write a document's workbook, whole or not at all.

    Raises:
        WorkspaceError: there is no clean data.
        OSError: it could not be written; what stood there stands there still.
    """
    atomic.write(job.target, encode(sheets_of(job), job.about, job.lang))
    return job.target


def sheets_of(job: Job) -> list[Sheet]:
    """The sheets of a document, in their order."""
    workspace, disclosure, lang = job.workspace, job.disclosure, job.lang
    variances, series = _variances(workspace, disclosure), _series(workspace, disclosure)
    cited = {disclosure.document}
    for frame in (*variances.values(), *series.values()):
        cited |= {
            document
            for column in ("document", "base_document")
            if column in frame.columns
            for document in frame[column].drop_nulls()
        }
    contents = [
        years.variance(variances, disclosure.year, disclosure.base_year, lang),
        years.series(series, lang),
        sheets.facts(disclosure.of(workspace.facts()), lang),
    ]
    if workspace.has("findings"):
        titles = suite.titles(workspace.expectations)
        contents.append(sheets.findings(disclosure.of(workspace.findings()), titles, lang))
    documents = workspace.documents().filter(pl.col("document").is_in(cited)).collect()
    notes = [
        f"{job.about.department} {job.about.period}",
        *(pick(note, lang) for note in _NOTES),
        *(f"{name}  {value}" for name, value in job.about.made),
    ]
    return [*contents, sheets.sources(documents.sort("document"), notes, lang)]


def encode(contents: list[Sheet], about: About, lang: Language = "zh") -> bytes:
    """Sheets as a workbook; the same sheets at the same time give the same bytes.

    Args:
        contents: the sheets.
        about: for the head of printed pages and the properties of the file.
        lang: of headings.
    """
    buffer = BytesIO()
    title = f"{about.department} {about.period}"
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        made = clock.now().astimezone(dt.UTC).replace(microsecond=0, tzinfo=None)
        property_text = cell_text(title).replace("\n", " ")[:_LONGEST_PROPERTY]
        book.set_properties({"title": property_text, "created": made, "author": "yusuan"})
        formats = spreadsheet.Formats(book)
        for sheet in contents:
            spreadsheet.write(book, formats, sheet, title, lang)
    return buffer.getvalue()


def _variances(workspace: Workspace, disclosure: Disclosure) -> dict[str, pl.DataFrame]:
    """Every comparison that this document allows."""
    collection = workspace.collection()
    frames: dict[str, pl.DataFrame] = {}
    for by in BY:
        with contextlib.suppress(VarianceError):
            frames[by] = answers.variance_of(collection, disclosure.question(by)).collect()
    return frames


def _series(workspace: Workspace, disclosure: Disclosure) -> dict[str, pl.DataFrame]:
    """The department's lines over all its years."""
    collection = workspace.collection()
    frames: dict[str, pl.DataFrame] = {}
    for by in BY:
        with contextlib.suppress(VarianceError):
            frames[by] = answers.series_of(collection, disclosure.question(by)).collect()
    return frames
