"""reports/index.html: every report there is, by department and year, with its finding and its quality."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import jinja2
import polars as pl
from markupsafe import Markup

from yusuan.model.vocabulary import STATUS_NAMES, Language, Status, pick
from yusuan.report.folders import folder_of
from yusuan.report.pages import page
from yusuan.report.workbook.workbook import FILE as WORKBOOK
from yusuan.storage import atomic
from yusuan.workspace.folders import reading_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.workspace.workspace import Workspace

# What a page says of itself stands before its style.
_HEAD_BYTES = 8192
_META = re.compile(r'<meta name="(yusuan-[a-z]+|description)" content="([^"]*)">')
_OPENING_REPORT = "variance"
_WORKBOOK = ("工作簿（Excel）", "Workbook (Excel)")
_SOUND = ("没有不符、存疑", "nothing broken or in question")
_WORDS = {
    "title": ("部门预决算报告", "Budget and final account reports"),
    "search": ("查找部门、年度或结论", "Search department, year or finding"),
    "none": ("还没有报告。", "There are no reports yet."),
    "nothing": ("没有符合的报告。", "No report fits."),
    "some": ("符合的有 N 份。", "N documents fit."),
    "skip": ("跳到正文", "Skip to content"),
}


@dataclass(slots=True)
class Entry:
    """The reports of one document.

    Attributes:
        department: whose.
        period: year, scope and phase, for readers.
        headline: the finding of its first report.
        links: address and title of each report, and of the workbook.
        badges: status, and what it says: how many findings are broken, how many in question.
    """

    department: str
    period: str
    headline: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    badges: list[tuple[str, str]] = field(default_factory=list)


def write(folder: Path, workspace: Workspace, lang: Language = "zh") -> Path:
    """Write the index over the reports in a folder of the documents that there are.

    Args:
        folder: of the reports.
        workspace: whose documents are listed, and whose findings give the badges, where there are any.
        lang: of the index.

    Returns:
        The index.
    """
    script, style = (page.TEMPLATE / "filter.js").read_text("utf-8"), page.style()
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(page.TEMPLATE), autoescape=True)
    entries = _entries(folder, _documents(workspace), _badges(workspace, lang), lang)
    departments = [(name, list(group)) for name, group in groupby(entries, attrgetter("department"))]
    text = environment.get_template("reports.html.j2").render(
        lang=pick(("zh-Hans", "en"), lang),
        policy=page.policy([script], [style]),
        words={key: pick(names, lang) for key, names in _WORDS.items()},
        style=Markup(style),  # noqa: S704 — our own text
        script=Markup(script),  # noqa: S704 — our own text
        count=_count(len(departments), len(entries), lang),
        departments=departments,
    )
    target = folder / "index.html"
    atomic.write(target, text.encode())
    return target


def _count(departments: int, documents: int, lang: Language) -> str:
    zh = f"{departments}个部门或单位，{documents}份预算、决算"
    return pick((zh, f"{departments} departments or units, {documents} documents"), lang)


def _documents(workspace: Workspace) -> dict[Path, str]:
    """The documents by the folder of their reports; pages of others are of what is no longer there."""
    documents = workspace.documents().select("document").collect()["document"]
    return {Path(folder_of(document)): document for document in documents}


def _entries(
    folder: Path, documents: Mapping[Path, str], badges: dict[str, list[tuple[str, str]]], lang: Language
) -> list[Entry]:
    """What the pages say of themselves, by department, the latest year first."""
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*/*/*.html"), key=_as_read):
        document = documents.get(path.parent.relative_to(folder))
        if document is None:
            continue
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES).decode("utf-8", errors="replace")
        metadata = {name: unescape(content) for name, content in _META.findall(head)}
        if "yusuan-title" not in metadata:
            continue
        if document not in entries:
            entries[document] = Entry(
                metadata["yusuan-department"], metadata["yusuan-period"], badges=badges.get(document, [])
            )
        entry = entries[document]
        entry.links.append((_address(path, folder), metadata["yusuan-title"]))
        if path.stem == _OPENING_REPORT or not entry.headline:
            entry.headline = metadata.get("description", "")
    for document, entry in entries.items():
        workbook = folder / folder_of(document) / WORKBOOK
        if workbook.exists():
            entry.links.append((_address(workbook, folder), pick(_WORKBOOK, lang)))
    latest_first = [entries[document] for document in sorted(entries, reverse=True)]
    return sorted(latest_first, key=attrgetter("department"))


def _as_read(path: Path) -> tuple[str, int, str]:
    """By document; of each the reports in the order in which they are read, others after them."""
    return path.parent.as_posix(), *reading_place(path)


def _address(path: Path, folder: Path) -> str:
    return quote(path.relative_to(folder).as_posix())


def _badges(workspace: Workspace, lang: Language) -> dict[str, list[tuple[str, str]]]:
    if not workspace.has("findings"):
        return {}
    findings = workspace.findings().collect()
    counts = findings.filter(pl.col("waived").is_null()).group_by("document", "status").agg(pl.len())
    count_of = {(document, status): count for document, status, count in counts.iter_rows()}
    badges = {}
    for document in findings["document"].unique():
        shown = [
            (status.value, f"{pick(STATUS_NAMES[status], lang)} {count}")
            for status in (Status.BROKEN, Status.QUESTION)
            if (count := count_of.get((document, status.value)))
        ]
        badges[document] = shown or [(Status.EXACT.value, pick(_SOUND, lang))]
    return badges
