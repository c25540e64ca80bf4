"""Amounts one below the other, read as sums that stand right over their parts."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.model.money import Amount

# More steps than this are not tried for one list.
_MOST_STEPS = 30_000


class _Parts(NamedTuple):
    """A list of parts: the last, with where the lines that it covers end, the parts before it, and their number."""

    start: int
    end: int
    before: _Parts | None
    number: int


def parents(amounts: Sequence[Amount | None], total: Amount) -> list[int | None] | None:
    """Of which amount above it each is a part.

    Every amount is a part of the total or of one sum above it; a sum equals its parts within half of each printed
    precision. Of several such readings one with long sums is taken.

    Args:
        amounts: top to bottom, None where a line prints none.
        total: of them all.

    Returns:
        For each the place of its sum, None for those right in the total; None where no reading closes.
    """
    tiling = _Tiling(amounts)
    parts = tiling.covered(0, total).get(len(amounts))
    if parts is None or tiling.is_exhausted:
        return None
    found: list[int | None] = [None] * len(amounts)
    tiling.mark(None, parts, found)
    return found


class _Tiling:
    def __init__(self, amounts: Sequence[Amount | None]) -> None:
        self._fen = [0 if amount is None else amount.fen for amount in amounts]
        self._left = _MOST_STEPS
        # For each amount where the lines that it covers can end, the farthest first, with its parts.
        self._ends: list[dict[int, _Parts | None]] = [{} for _ in amounts]
        for head in reversed(range(len(amounts))):
            amount = amounts[head]
            covered = {} if amount is None or self.is_exhausted else self.covered(head + 1, amount)
            self._ends[head] = {**dict(sorted(covered.items(), reverse=True)), head + 1: None}

    @property
    def is_exhausted(self) -> bool:
        """Whether too much was tried, so that nothing is known."""
        return self._left <= 0

    def covered(self, first: int, whole: Amount) -> dict[int, _Parts]:
        """Where lists of parts that begin at a place end when they add up to an amount."""
        found: dict[int, _Parts] = {}
        if whole.fen <= 0:
            return found
        waiting: list[int] = [first]
        open_at: dict[int, dict[int, _Parts | None]] = {first: {0: None}}
        while waiting and not self.is_exhausted:
            at = heappop(waiting)
            for running, parts in open_at.pop(at).items():
                tolerance = whole.quantum_fen * ((parts.number if parts else 0) + 1) // 2
                if parts is not None and abs(whole.fen - running) <= tolerance:
                    found.setdefault(at, parts)
                if at == len(self._fen) or running + self._fen[at] > whole.fen + tolerance:
                    continue
                for end in self._ends[at]:
                    self._left -= 1
                    if end not in open_at:
                        open_at[end] = {}
                        heappush(waiting, end)
                    count = parts.number + 1 if parts else 1
                    open_at[end].setdefault(running + self._fen[at], _Parts(at, end, parts, count))
        return found

    def mark(self, head: int | None, parts: _Parts | None, found: list[int | None]) -> None:
        """Note the sum of each part, and of theirs."""
        for part in _each(parts):
            found[part.start] = head
            self.mark(part.start, self._ends[part.start][part.end], found)


def _each(parts: _Parts | None) -> Iterator[_Parts]:
    while parts is not None:
        yield parts
        parts = parts.before
