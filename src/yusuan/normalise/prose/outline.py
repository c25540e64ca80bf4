"""Passages -> what each is: entry of the contents page, heading, entry of a list, paragraph."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from yusuan.model.text import bare, fold
from yusuan.normalise.prose.passages import CHAPTER, ITEM, PART, SECTION, is_title, passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.raw import TextLine
    from yusuan.normalise.prose.passages import Passage

Kind = Literal["contents", "heading", "item", "text"]

# A heading without a number stands under a part and above everything numbered.
_UNNUMBERED = 0.5
_CONTENTS_TITLE = re.compile(r"目录|目次")
_LEADERS = re.compile(r"[.…·．‥\s]{3,}-?\d*-?$|(?<=[一-龥）])-?\d{1,3}-?$")
_TITLE_END = re.compile(
    r"(?:说明|情况|表|概况|设置|构成|职责|职能|解释|目标|安排|部分|公开|任务|预算|决算|依据|概述|附件)(?:（[^）]*）)?$"
)
_NO_TITLE = re.compile(
    r"(?:[编部单][制门位]|(?:金额)?单位|注|备注|说明|附)[^，。]{0,8}[:：]|图\s*\d|[:：]$|^\d+$"
)
_SMALL_TITLE_END = re.compile(r"(?:情况|说明|经费|费用?|表|概况|安排|资金)(?:（[^）]*）)?$")
_EXPLAINED = re.compile(r"[:：].")
_ITEM_TITLE_END = re.compile(r"[，。；：:]|\d[\d,，]*(?:\.\d+)?\s*(?:万元|亿元|元)")
_LONGEST_UNNUMBERED = 45
_FEWEST_ENTRIES = 4
_SHARE_REPEATED = 0.25


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage and its part in the document.

    Attributes:
        passage: the text.
        kind: contents (an entry of the contents page), heading, item (numbered, but no heading) or text.
        level: depth of the heading or item, None for text.
        number: as printed, "" where there is none.
        title: the heading without number; of an item the words up to its first comma, colon or full stop.
    """

    passage: Passage
    kind: Kind
    level: float | None
    number: str
    title: str


def outline(lines: Sequence[TextLine]) -> list[Entry]:
    """Tell contents page, headings, entries of lists and paragraphs apart.

    Args:
        lines: lines outside tables, in reading order.
    """
    return list(_entries(tuple(lines)))


@functools.lru_cache(1)  # headings, terms and statements of a document are read one after another
def _entries(lines: tuple[TextLine, ...]) -> tuple[Entry, ...]:
    found = passages(lines)
    contents = _contents(found)
    return tuple(_entry(passage, at in contents) for at, passage in enumerate(found))


def headings(lines: Sequence[TextLine]) -> list[dict[str, object]]:
    """The headings of the contents page and of the body.

    Args:
        lines: lines outside tables, in reading order.

    Returns:
        Rows with the columns place (contents or body), number, text, page and row.
    """
    return [
        {
            "place": "contents" if entry.kind == "contents" else "body",
            "number": entry.number,
            "text": entry.title,
            "page": entry.passage.lines[0].page,
            "row": entry.passage.lines[0].row,
        }
        for entry in outline(lines)
        if entry.kind in {"contents", "heading"}
    ]


def _entry(passage: Passage, in_contents: bool) -> Entry:
    numbered = passage.numbering
    number, body = ("", passage.text) if numbered is None else numbered[1:]
    level = _UNNUMBERED if numbered is None else float(numbered[0])
    if in_contents:
        return Entry(passage, "contents", level, number, _without_leaders(body))
    if _is_heading(numbered, passage.text):
        return Entry(passage, "heading", level, number, fold(body.rstrip("。：:")))
    if numbered is not None:
        return Entry(passage, "item", level, number, _ITEM_TITLE_END.split(body, maxsplit=1)[0])
    return Entry(passage, "text", None, "", "")


def _is_heading(numbered: tuple[int, str, str] | None, text: str) -> bool:
    if numbered is None:
        return (
            is_title(text)
            and len(text) <= _LONGEST_UNNUMBERED
            and _NO_TITLE.search(text) is None
            and _TITLE_END.search(text) is not None
        )
    level, _, body = numbered
    if level == PART:
        return not body or is_title(body)
    if body.endswith("。"):
        body = body.removesuffix("。")
        if _SMALL_TITLE_END.search(body) is None:
            return False
    if not is_title(body) or _NO_TITLE.search(body) or _EXPLAINED.search(body):
        return False
    return level in {CHAPTER, SECTION} or _SMALL_TITLE_END.search(body) is not None


def _without_leaders(text: str) -> str:
    return _LEADERS.sub("", text).strip().rstrip("。")


def _can_list(passage: Passage) -> bool:
    """Whether a passage can be an entry of a contents page."""
    if passage.numbering is None and passage.text.endswith("。"):
        return False
    return is_title(_without_leaders(passage.body)) and _NO_TITLE.search(passage.body) is None


def _contents(found: Sequence[Passage]) -> frozenset[int]:
    """The passages of the contents page: after its title, or a run of titles that come again in the body."""
    names = [bare(_without_leaders(passage.body)) for passage in found]
    for start, passage in enumerate(found):
        if _CONTENTS_TITLE.fullmatch(passage.text.replace(" ", "")):
            entries = _run(found, names, start + 1)
            if len(entries) >= _FEWEST_ENTRIES:
                return frozenset({start, *entries})
    start = 0
    while start < len(found):
        entries = _run(found, names, start)
        numbered = [at for at in entries if found[at].numbering is not None]
        if len(numbered) >= _FEWEST_ENTRIES:
            later = set(names[entries[-1] + 1 :])
            repeated = sum(any(names[at] and names[at] in name for name in later) for at in numbered)
            if repeated >= max(_FEWEST_ENTRIES, _SHARE_REPEATED * len(numbered)):
                return frozenset(numbered)
        start = max(start + 1, entries[-1] + 1 if entries else 0)
    return frozenset()


def _run(found: Sequence[Passage], names: Sequence[str], start: int) -> list[int]:
    """Titles one after another, until one comes for the second time or something else stands."""
    entries: list[int] = []
    seen: set[str] = set()
    for at in range(start, len(found)):
        numbered = found[at].numbering
        key = f"{'' if numbered is None else numbered[1]}{names[at]}"
        outer = numbered is None or numbered[0] < ITEM
        if not _can_list(found[at]) or (outer and key in seen):
            break
        seen.add(key)
        entries.append(at)
    return entries
