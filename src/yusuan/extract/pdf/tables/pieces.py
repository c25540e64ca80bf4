"""Printed lines as pieces: what a reader sees as one word, name or amount, and where it stands."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from yusuan.extract.pdf.content.lines import join, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.pdf.content.characters import Char

_NUMBER = re.compile(r"[-−△(（]?\d[\d,]*(?:\.\d+)?[)）]?%?")
_AMOUNT = re.compile(r"[-−△(（]?\d[\d,]*\.\d+[)）]?|[-−]?\d{1,3}(?:,\d{3})+")
# A name and the amount behind it, printed without a gap between them.
_GLUED = re.compile(r"(.*[\u4e00-\u9fff）)])([-−]?\d{1,3}(?:,\d{3})*\.\d{2}|[-−]?\d{4,}\.\d{2})")
_PROSE = re.compile(r"[，。；]")
_TITLE = re.compile(r"单位\s*[:：]|表\s*(?:[（(].*[)）])?$")
_LONG = 15
_CHINESE = "\u2e80"
_FIGURES = frozenset("0123456789,.-−%")
# The part of a line's height that a blank between Latin words is wide at most.
_BLANK = 0.5
# Ends of figures nearer than this (in points) are below each other, in so many lines.
_EDGE, _MEMBERS = 0.6, 3


class Piece(NamedTuple):
    """A word, a name or an amount on one line."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    ends: tuple[float, ...] = ()  # right edges of its characters

    @property
    def is_number(self) -> bool:
        """Whether it is figures: an amount, a code, a year, a rate."""
        return bool(_NUMBER.fullmatch(self.text))

    @property
    def is_amount(self) -> bool:
        """Whether it is figures that only an amount has: places, or separators of thousands."""
        return bool(_AMOUNT.fullmatch(self.text))

    @property
    def middle(self) -> float:
        """The height at which its middle stands."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The place along the line at which its middle stands."""
        return (self.left + self.right) / 2

    @property
    def size(self) -> float:
        """How high it is."""
        return self.bottom - self.top


class Printed(NamedTuple):
    """A printed line: its characters and its pieces, from left to right."""

    chars: list[Char]
    pieces: list[Piece]

    @property
    def top(self) -> float:
        """Of its highest character."""
        return min(char.top for char in self.chars)

    @property
    def bottom(self) -> float:
        """Of its lowest character."""
        return max(char.bottom for char in self.chars)

    @property
    def numbers(self) -> int:
        """How many of its pieces are figures."""
        return sum(piece.is_number for piece in self.pieces)

    @property
    def is_data(self) -> bool:
        """Whether it holds figures as rows of tables do: several, or an amount beside a name."""
        several = self.numbers > 1 or (len(self.pieces) > 1 and any(one.is_amount for one in self.pieces))
        return several and not self.is_prose

    @property
    def is_title(self) -> bool:
        """Whether it ends what stands above: a table's title, or its unit."""
        return not self.numbers and any(_TITLE.search(piece.text) for piece in self.pieces)

    @property
    def is_prose(self) -> bool:
        """Whether it is part of a sentence."""
        return any(_PROSE.search(piece.text) and len(piece.text) > _LONG for piece in self.pieces)


def printed(line: list[Char]) -> Printed:
    """A line of characters as pieces; words in Latin letters that a blank parts are one."""
    parts: list[list[Char]] = []
    for word in words(line):
        if parts and _is_phrase(parts[-1], word):
            parts[-1] = parts[-1] + word
        else:
            parts += _unglued(word)
    return Printed(line, [_piece(part) for part in parts])


def _is_phrase(before: list[Char], word: list[Char]) -> bool:
    """Whether two words are parted by no more than a blank between Latin letters."""
    last, first = before[-1], word[0]
    if max(last.text, first.text) >= _CHINESE or (last.text in _FIGURES and first.text in _FIGURES):
        return False
    return first.left - last.right <= _BLANK * (first.bottom - first.top)


def _unglued(word: list[Char]) -> list[list[Char]]:
    """A word, its amount apart where one stands glued behind a name."""
    match = _GLUED.fullmatch("".join(char.text for char in word))
    if match is None:
        return [word]
    length = 0
    for place, char in enumerate(word):
        if length == len(match[1]):
            return [word[:place], word[place:]]
        length += len(char.text)
    return [word]


def _piece(chars: list[Char]) -> Piece:
    return Piece(
        join(chars),
        chars[0].left,
        chars[-1].right,
        min(char.top for char in chars),
        max(char.bottom for char in chars),
        tuple([char.right for char in chars]),
    )


def right_edges(lines: Sequence[Printed]) -> list[float]:
    """Where figures of several lines end below each other; those of a single line of figures where it ends."""
    ends = sorted(piece.right for line in lines for piece in line.pieces if piece.is_number)
    least = _MEMBERS if sum(line.is_data for line in lines) > _MEMBERS else 1
    groups: list[list[float]] = []
    for end in ends:
        if groups and end - groups[-1][0] <= _EDGE:
            groups[-1].append(end)
        else:
            groups.append([end])
    return [group[0] for group in groups if len(group) >= least]


def split_at(piece: Piece, edges: Sequence[float]) -> list[Piece]:
    """A piece parted where a code ends and a name begins, or where names touch that end below each other.

    Columns set so close that no gap parts their texts are told by the edge at which all figures of one end. Two
    names are parted at such an edge only if the second ends at another one: a heading over several columns does not.
    """
    if len(piece.text) != len(piece.ends):
        return [piece]
    cuts = [
        place
        for place in range(1, len(piece.text))
        if _is_edge(piece.ends[place - 1], edges)
        and not (_is_figure(piece.text[place - 1]) and _is_figure(piece.text[place]))
        and (_is_figure(piece.text[place - 1]) or _is_edge(piece.right, edges))
    ]
    bounds = [0, *cuts, len(piece.text)]
    return [
        piece._replace(
            text=piece.text[start:stop],
            left=piece.left if start == 0 else piece.ends[start - 1],
            right=piece.ends[stop - 1],
            ends=piece.ends[start:stop],
        )
        for start, stop in pairwise(bounds)
    ]


def _is_edge(x: float, edges: Sequence[float]) -> bool:
    return any(abs(x - edge) <= _EDGE for edge in edges)


def _is_figure(character: str) -> bool:
    return character in _FIGURES
