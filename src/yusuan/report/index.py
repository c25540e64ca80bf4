"""reports/index.html: every report there is, by department and year, with its finding and its quality."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

import jinja2
import polars as pl
from markupsafe import Markup

from yusuan import files
from yusuan.model.vocabulary import STATUS_NAMES, Language, Status, pick
from yusuan.report import page

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.workspace import Workspace

# What a page says of itself stands before its style.
_HEAD_BYTES = 8192
_META = re.compile(r'<meta name="(yusuan-[a-z]+|description)" content="([^"]*)">')
_OPENING_REPORT = "variance"
_WORDS = {
    "title": ("部门预决算报告", "Budget and final account reports"),
    "search": ("查找部门、年度或结论", "Search department, year or finding"),
    "none": ("还没有报告。", "There are no reports yet."),
    "nothing": ("没有符合的报告。", "No report fits."),
    "count": ("份文件的报告", "documents reported on"),
    "skip": ("跳到正文", "Skip to content"),
}


@dataclass(slots=True)
class Entry:
    """The reports of one document.

    Attributes:
        department: whose.
        period: year, scope and phase, for readers.
        headline: the finding of its first report.
        links: address and title of each report.
        badges: status, its name and how many findings have it: broken and in question.
    """

    department: str
    period: str
    headline: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    badges: list[tuple[str, str, int]] = field(default_factory=list)


def write(folder: Path, workspace: Workspace, lang: Language = "zh") -> Path:
    """Write the index over all reports in a folder.

    Args:
        folder: of the reports.
        workspace: whose findings give the badges, where there are any.
        lang: of the index.

    Returns:
        The index.
    """
    script = (page.TEMPLATE / "filter.js").read_text("utf-8")
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(page.TEMPLATE), autoescape=True)
    text = environment.get_template("reports.html.j2").render(
        lang=pick(("zh-Hans", "en"), lang),
        policy=page.policy([script]),
        words={key: pick(names, lang) for key, names in _WORDS.items()},
        style=Markup(page.style()),  # noqa: S704 — our own text
        script=Markup(script),  # noqa: S704 — our own text
        entries=_entries(folder, _badges(workspace, lang)),
    )
    target = folder / "index.html"
    files.write(target, text.encode())
    return target


def _entries(folder: Path, badges: dict[str, list[tuple[str, str, int]]]) -> list[Entry]:
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*/*/*.html")):
        document = path.parent.relative_to(folder).as_posix()
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES).decode("utf-8", errors="replace")
        said = {name: unescape(content) for name, content in _META.findall(head)}
        if "yusuan-title" not in said:
            continue
        entry = entries.setdefault(document, Entry(said["yusuan-department"], said["yusuan-period"]))
        entry.links.append((quote(path.relative_to(folder).as_posix()), said["yusuan-title"]))
        if path.stem == _OPENING_REPORT or not entry.headline:
            entry.headline = said.get("description", "")
        entry.badges = badges.get(document, [])
    return [entries[document] for document in sorted(entries)]


def _badges(workspace: Workspace, lang: Language) -> dict[str, list[tuple[str, str, int]]]:
    if not workspace.has("findings"):
        return {}
    shown = [Status.BROKEN, Status.QUESTION]
    findings = workspace.findings().collect()
    counts = findings.filter(pl.col("waived").is_null()).group_by("document", "status").agg(pl.len())
    found = {(document, status): count for document, status, count in counts.iter_rows()}
    return {
        document: [
            (status.value, pick(STATUS_NAMES[status], lang), found.get((document, status.value), 0))
            for status in shown
        ]
        for document in findings["document"].unique()
    }
