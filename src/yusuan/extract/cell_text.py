"""Text as a person sees it: no control characters, no stray blanks; line feeds only where a line ends."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\n\x85\u2028\u2029]")
_BLANKS = re.compile(r"[\s\u00a0\u3000]+")
_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BREAK_INSIDE_CJK = re.compile(rf"(?<=[{_CJK}])[ \t\r\f]*\n\s*(?=[{_CJK}])")
_AMOUNT = re.compile(r"[-−△(（]?\d+(?:[,，]\d{3})*(?:\.\d+)?[)）]?|-|—")
_BREAK = re.compile(r"\s*\n\s*")


def cell_text(text: str) -> str:
    """The text of a cell: lines trimmed, blanks folded, empty lines dropped, lines joined by a line feed.

    Between several amounts an empty line stays: it stands for a row that has none.
    """
    lines = cell_lines(text)
    if several_amounts(text):
        return "\n".join(lines).strip("\n")
    return "\n".join(line for line in lines if line)


def cell_lines(text: str) -> list[str]:
    """The lines of a cell, trimmed and with blanks folded, those that are empty among them."""
    return [_BLANKS.sub(" ", line).strip() for line in _LINE_END.split(_INVISIBLE.sub("", text))]


def several_amounts(text: str) -> bool:
    """Whether a cell holds nothing but amounts, two or more, a line each, and some with places."""
    printed = [line for line in cell_lines(text) if line]
    return len(printed) > 1 and "." in text and all(_AMOUNT.fullmatch(line) for line in printed)


def unwrapped(text: str) -> str:
    """Text without its line feeds: a blank for each, nothing where Chinese was wrapped."""
    return _BREAK.sub(" ", _BREAK_INSIDE_CJK.sub("", text))


def one_line(text: str) -> str:
    """Text on one line, blanks folded."""
    return unwrapped(cell_text(text))
