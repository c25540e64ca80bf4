"""What a heading means by the words that it is made of, where no pattern knows it as a whole.

A heading is a chain of words: a year or a stage (年初, 上年), a kind of expenditure (基本支出), a fund (财政拨款),
a part (其中, 扣除…后), and what is counted (预算数, 金额, 比例, 人数, 指标值). It is understood only if every word
of it is known (`reference/heading_words.csv`); then their meanings are put together, in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from yusuan import reference

if TYPE_CHECKING:
    from yusuan.reference import HeadingWord

# What the amounts below a heading are not, whatever else it says: the role of its column.
_NO_MONEY = ("target", "weight", "rate", "count")
PART = "of_which"
CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one level of a heading says.

    Attributes:
        words: of a measure, in the order printed; none where it adds nothing to the levels around it.
        role: what the column holds: measure, side, neutral, label, code, target, rate, count …
    """

    words: tuple[str, ...]
    role: str


@lru_cache(4096)
def compose(text: str) -> Meaning | None:
    """The meaning of a heading from its words.

    Args:
        text: one level, squeezed, without enumerators and unit.

    Returns:
        None where a part of it is not known, or where nothing in it says that money is counted.
    """
    words = _words(text)
    if words is None:
        return None
    dimensions = [word.dimension for word in words]
    for role in _NO_MONEY:
        if role in dimensions:
            return Meaning((), role)
    found = [word.word for word in words if word.word]
    if "part" in dimensions:
        found.append(PART)
    if not found and "head" not in dimensions:
        return None
    return Meaning(tuple(found), "measure" if found else "neutral")


def _words(text: str) -> list[HeadingWord] | None:
    """The words that a text is made of, the longest first at each place; None where one is not known."""
    best: list[list[HeadingWord] | None] = [None] * len(text) + [[]]
    for start in range(len(text) - 1, -1, -1):
        for length, word in _known_at(text, start):
            rest = best[start + length]
            if rest is not None:
                best[start] = [word, *rest]
                break
    return best[0]


def _known_at(text: str, start: int) -> list[tuple[int, HeadingWord]]:
    """The words that begin at a place, the longest first."""
    matches = ((word.pattern.match(text, start), word) for word in reference.heading_words())
    found = [
        (match.end() - start, word) for match, word in matches if match is not None and match.end() > start
    ]
    return sorted(found, key=lambda one: -one[0])
