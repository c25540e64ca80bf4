"""Printed lines -> passages and sentences of running text, each character with the line it stands on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from statistics import median
from typing import TYPE_CHECKING

from yusuan.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.raw import TextLine

# How a passage is numbered, from the outer to the inner: 第一部分, 一、, （一）, 1., （1）, ①.
PART, CHAPTER, SECTION, ITEM, SUBITEM, POINT = range(6)

_CHINESE = "[一二三四五六七八九十]"
_NUMBERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (PART, re.compile(rf"第{_CHINESE}{{1,3}}(?:部分|章|篇)")),
    (CHAPTER, re.compile(rf"{_CHINESE}{{1,3}}[、.．]")),
    (SECTION, re.compile(rf"[（(]{_CHINESE}{{1,3}}[)）][、.．]?")),
    (ITEM, re.compile(r"\d{1,3}(?:、|[.．](?!\d)|[.．](?=20\d\d年))")),
    (SUBITEM, re.compile(r"[（(]\d{1,2}[)）][、.．]?")),
    (POINT, re.compile(r"[①-⑳]")),
)
_BULLET = re.compile(rf"^[-·•●■◆▪*]\s*(?={_CHINESE}{{1,3}}[、.．]|[（(]|\d{{1,3}}[、.．](?!\d))")
_CAPTION = re.compile(
    r"(?:附?表\s*\d|公开\s*\d*\s*表|表格\d|附件|图\s*\d|(?:金额)?单位[:：]|注[:：]|备注|说明[:：]|[编部单][制门位]\S{0,6}[:：])"
)
_PAGE_NUMBER = re.compile(
    r"[-—–－\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:[,，]?\s*共\s*\d+\s*页)?[-—–－\s]*|[-—–－]\s*\d{1,4}\s*[-—–－]"
)
_DASHED_NUMBER = re.compile(r"[-—–－]+\s*\d{1,4}\s*[-—–－]+")
_TAIL = re.compile(
    r"[，。；：、）”’》〉%％]"
    r"|[\d,.]+(?:万元|亿元|元|%|％|平方米|辆|个|台)"
    r"|(?:万元|亿元|元)(?=[，。；、（]|$)"
    r"|（?[类款项]）"
    r"|(?:情?况?说明|总体说明|[预决]?算?表)$"
)
_UNIT_AFTER_DIGIT = re.compile(r"[年月日万亿元%％个辆人台家项平.,，]")
_OPEN_END = re.compile(r"[，、（“《与和及的]$")
_SENTENCE_END = re.compile(r"[。！？]$")
_INNER = re.compile(r"[，。；：]|\d(?:万元|亿元|元)")
_HEADING_END = re.compile(
    r"(?:说明|情况|表|概况|设置|构成|职责|职能|解释|目标|安排|部分|公开|任务|目录)(?:（[^）]*）)?$"
)
_FIGURE = re.compile(r"\d\s*(?:万元|亿元|元|%|％)|[，。；！？]")
_LONGEST_HEADING = 60

# A page is set in lines of one length where enough of its lines come near the length of its longer lines;
# the very longest only look so, where narrow quotation marks count as wide ones.
_FULL = 0.85
_USUAL = 0.8
_FEWEST_LINES = 6
_SHARE_OF_FULL_LINES = 0.35
_HEADER_PAGES = 4
_LONGEST_ASIDE = 60
_LINES_OF_A_TITLE = 8
# A text without full stops is cut, so that reading it takes time in proportion to its length.
_LONGEST_SENTENCE = 4000


@dataclass(frozen=True)
class Passage:
    """A heading, an entry of a list or a paragraph, whose printed lines are joined.

    Attributes:
        text: blanks folded, line breaks gone.
        starts: for each printed line, the offset in `text` at which it begins.
        lines: the printed lines.
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[TextLine, ...]

    def line_at(self, offset: int) -> TextLine:
        """The printed line on which a character stands."""
        return self.lines[bisect_right(self.starts, offset) - 1]

    @cached_property
    def numbering(self) -> tuple[int, str, str] | None:
        """Level, number as printed and the rest of the text; None where it is not numbered."""
        return numbering(self.text)

    @property
    def body(self) -> str:
        """The text without its number."""
        return self.text if self.numbering is None else self.numbering[2]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage.

    Attributes:
        text: with its full stop.
        start: its offset in the passage.
    """

    text: str
    start: int


def passages(lines: Sequence[TextLine]) -> list[Passage]:
    """Join printed lines: page numbers and running heads dropped, paragraphs over lines and pages made whole.

    A line goes on in the next where it is as long as the lines of its page are set, or, in text that is not
    set in lines of one length, where it breaks off within a sentence.

    Args:
        lines: lines outside tables, in reading order.
    """
    kept = _without_furniture([(line, _BULLET.sub("", fold(line.text))) for line in lines])
    measures = _measures(kept)
    joined: list[Passage] = []
    texts: list[str] = []
    group: list[TextLine] = []
    for line, text in kept:
        if group and _continues(texts, group[-1], text, measures):
            texts.append(text)
            group.append(line)
            continue
        if group:
            joined.append(_passage(texts, group))
        texts, group = [text], [line]
    if group:
        joined.append(_passage(texts, group))
    return joined


def sentences(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage; a full stop inside brackets ends none."""
    text = passage.text
    start = depth = 0
    for at, char in enumerate(text):
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth = max(0, depth - 1)
        elif at - start >= _LONGEST_SENTENCE and (char in "，；、：" or at - start >= 2 * _LONGEST_SENTENCE):
            yield Sentence(text[start : at + 1], start)
            start, depth = at + 1, 0
        elif char in "。！？":
            closing = re.search(r"[（(）)]", text[at + 1 : at + _LONGEST_ASIDE])
            if depth and closing is not None and closing.group() in "）)":
                continue
            depth = 0
            yield Sentence(text[start : at + 1], start)
            start = at + 1
    if text[start:].strip():
        yield Sentence(text[start:], start)


def numbering(text: str) -> tuple[int, str, str] | None:
    """Split a number off a text: level, number as printed, rest; None where it is not numbered."""
    for level, pattern in _NUMBERS:
        match = pattern.match(text)
        if match is not None:
            return level, match.group(), text[match.end() :].strip()
    return None


def is_title(text: str) -> bool:
    """Whether a text without its number can be a heading: short, no sentence, no figures of money."""
    return bool(text) and len(text) <= _LONGEST_HEADING and _FIGURE.search(text) is None


def _without_furniture(lines: list[tuple[TextLine, str]]) -> list[tuple[TextLine, str]]:
    pages = [
        list(group)
        for _, group in groupby((pair for pair in lines if pair[1]), key=lambda pair: pair[0].page)
    ]
    heads = Counter(page[0][1] for page in pages)
    seen: set[str] = set()
    kept: list[tuple[TextLine, str]] = []
    for page in pages:
        last = len(page) - 1
        for at, (line, text) in enumerate(page):
            if _DASHED_NUMBER.fullmatch(text) or (
                at in {0, last} and len(pages) > 1 and _PAGE_NUMBER.fullmatch(text)
            ):
                continue
            if at == 0 and heads[text] >= _HEADER_PAGES and numbering(text) is None:
                if text in seen:
                    continue
                seen.add(text)
            kept.append((line, text))
    return kept


def _width(text: str) -> int:
    return sum(1 if char < "\u2000" else 2 for char in text)


def _measures(lines: list[tuple[TextLine, str]]) -> dict[int, int]:
    """The length of a full line by page, where lines are set to one length; 0 stands for all other pages."""
    found: dict[int, int] = {}
    for page, group in groupby(lines, key=lambda pair: pair[0].page):
        widths = sorted(_width(text) for _, text in group)
        usual = widths[int(_USUAL * (len(widths) - 1))]
        near = sum(_FULL * usual <= width <= usual / _FULL for width in widths)
        if near >= _FEWEST_LINES and near >= _SHARE_OF_FULL_LINES * len(widths):
            found[page] = usual
    if found:
        found[0] = int(median(found.values()))
    return found


def _continues(texts: list[str], line: TextLine, after: str, measures: dict[int, int]) -> bool:
    """Whether a passage that was read so far goes on in the next printed line."""
    before, so_far = texts[-1], "".join(texts[:_LINES_OF_A_TITLE])
    number = numbering(so_far)
    title = is_title(so_far if number is None else number[2])
    if _SENTENCE_END.search(before):
        return after[0] in "）”’》"
    if _CAPTION.match(before) and _INNER.search(before) is None:
        return False
    if _TAIL.match(after) or (before[-1].isdigit() and _UNIT_AFTER_DIGIT.match(after)):
        return True
    whole_title = title and number is not None and _HEADING_END.search(so_far) is not None
    if whole_title or numbering(after) is not None or _CAPTION.match(after):
        return False
    measure = measures.get(line.page, measures.get(0))
    if measure is not None:
        return _width(before) >= _FULL * measure or _OPEN_END.search(before) is not None
    return not title and _INNER.search(so_far) is not None and not before.endswith(("；", "："))


def _passage(texts: list[str], lines: list[TextLine]) -> Passage:
    spaced = [
        f" {text}" if at and text[0].isascii() and text[0].isalpha() and texts[at - 1][-1].isascii() else text
        for at, text in enumerate(texts)
    ]
    starts = tuple(accumulate((len(text) for text in spaced[:-1]), initial=0))
    return Passage("".join(spaced), starts, tuple(lines))
