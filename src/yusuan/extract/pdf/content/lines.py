"""Characters -> printed lines, by where they stand, never by the order in which the file holds them."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yusuan.extract.pdf.content.characters import Char

# Parts of a character's size.
_SAME_LINE = 0.4
_SAME_CHAR = 0.35
_WORD_GAP = 0.2
_SMALL = 0.9
_RAISED = 0.6
_MIXED_GAP = 0.6
_CHINESE_GAP = 0.7

_baseline = attrgetter("baseline")


class Line(NamedTuple):
    """A printed line and where it stands on the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float


def print_lines(chars: Iterable[Char]) -> list[Line]:
    """The printed lines of some characters, from top to bottom."""
    return [printed_line(row) for row in char_rows(chars)]


def print_text(chars: Iterable[Char]) -> str:
    """The printed lines of some characters, joined by line feeds."""
    return "\n".join(join(row) for row in char_rows(chars))


def char_rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by the line they stand on, from top to bottom and from left to right.

    A character printed twice at one place, as some producers do for bold, is taken once.
    """
    ordered = sorted(chars, key=_baseline)
    if ordered and ordered[0].baseline == ordered[-1].baseline:  # as in most cells
        return [_without_doubles(sorted(ordered))]
    rows: list[list[Char]] = []
    last = size = 0.0
    for char in ordered:
        height = char.bottom - char.top
        if rows and char.baseline - last <= _SAME_LINE * min(height, size):
            rows[-1].append(char)
            size = max(size, height)
        else:
            rows.append([char])
            last, size = char.baseline, height
    return [_without_doubles(sorted(row)) for row in _with_raised(rows)]


def _with_raised(rows: list[list[Char]]) -> list[list[Char]]:
    """Put raised small figures (the 3 of m³) on the line whose characters they follow."""
    lines: list[list[Char]] = []
    for row in rows:
        if lines and _is_raised(lines[-1], row):
            lines[-1] += row
        else:
            lines.append(row)
    return lines


def _is_raised(small: list[Char], row: list[Char]) -> bool:
    size = max(char.bottom - char.top for char in row)
    return all(
        char.text.isdecimal()
        and char.bottom - char.top < _SMALL * size
        and row[0].baseline - char.baseline < _RAISED * size
        and any(abs(char.left - other.right) < _WORD_GAP * size for other in (*row, *small))
        for char in small
    )


def join(row: list[Char]) -> str:
    """The text of one line: blanks are told by the gaps between characters, not by blanks in the file."""
    return " ".join(["".join([char.text for char in word]) for word in words(row)])


def words(row: list[Char]) -> list[list[Char]]:
    """The characters of one line, parted where a reader sees a blank."""
    if not row:
        return []
    before = row[0]
    part = [before]
    parts = [part]
    for char in row[1:]:
        gap = char.left - before.right
        if gap > _WORD_GAP * (char.bottom - char.top) and _is_blank(before, char, gap):
            part = []
            parts.append(part)
        part.append(char)
        before = char
    return parts


def _is_blank(before: Char, char: Char, gap: float) -> bool:
    """Whether a gap between two characters is a blank: a smaller one is between figures or letters."""
    size = max(char.bottom - char.top, before.bottom - before.top)
    narrow = (before.text < "\u2e80") + (char.text < "\u2e80")
    return gap > size * (_CHINESE_GAP, _MIXED_GAP, _WORD_GAP)[narrow]


def _without_doubles(row: list[Char]) -> list[Char]:
    kept: list[Char] = []
    last, last_text = float("-inf"), ""
    for char in row:
        left = char.left
        if char.text == last_text and left - last < _SAME_CHAR * (char.right - left):
            continue
        kept.append(char)
        last, last_text = left, char.text
    return kept


def printed_line(row: list[Char]) -> Line:
    """The characters of one line, from left to right, as a printed line."""
    return Line(
        text=join(row),
        left=row[0].left,
        top=min(char.top for char in row),
        right=max(char.right for char in row),
        bottom=max(char.bottom for char in row),
        baseline=row[0].baseline,
    )
