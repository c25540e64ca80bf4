"""名词解释: what the document itself says that its words mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yusuan.normalise.prose.outline import outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.raw import TextLine
    from yusuan.normalise.prose.outline import Entry

_TITLE = re.compile(r"名词解释|(?:名词|术语)(?:说明|释义)")
_TERM = re.compile(
    r"(?P<term>[^：:。；]{2,50}?)(?:[：:]|(?=(?:主要)?是?指(?!标|数|导)))(?P<explanation>.+)", re.DOTALL
)
_NO_TERM = re.compile(r"其中|例如|(?:注|说明|如下|附件|名称|单位|部门|情况)$")
_TABLES = re.compile(r"表$|表格|报表")


def is_glossary(title: str) -> bool:
    """Whether a heading opens the 名词解释."""
    return _TITLE.search(title) is not None


def terms(lines: Sequence[TextLine]) -> list[dict[str, object]]:
    """The entries of the 名词解释.

    Args:
        lines: lines outside tables, in reading order.

    Returns:
        Rows with the columns term, explanation, page and row (where the entry begins).
    """
    found: list[dict[str, object]] = []
    for entry in glossary_entries(outline(lines)):
        match = _TERM.match(entry.passage.body)
        if match is not None and not _NO_TERM.search(match["term"]):
            place = entry.passage.lines[0]
            found.append(
                {
                    "term": match["term"].strip(),
                    "explanation": match["explanation"].strip(),
                    "page": place.page,
                    "row": place.row,
                }
            )
        elif found and entry.kind == "text":
            found[-1]["explanation"] = f"{found[-1]['explanation']}{entry.passage.text}"
    return found


def glossary_entries(entries: Sequence[Entry]) -> list[Entry]:
    """The passages under a heading 名词解释, up to the next heading that is not below it."""
    inside: list[Entry] = []
    opened: float | None = None
    for entry in entries:
        if entry.kind == "heading":
            if is_glossary(entry.title):
                opened = entry.level
            elif _TABLES.search(entry.title) or (
                opened is not None and entry.level is not None and entry.level <= opened
            ):
                opened = None
        elif opened is not None and entry.kind != "contents":
            inside.append(entry)
    return inside
