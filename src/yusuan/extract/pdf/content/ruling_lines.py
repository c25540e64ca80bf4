"""Ruling lines as a page draws them, brought to the few straight rules that a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

# Two strokes this close are one doubled rule: no row or column of print is narrower.
DOUBLED = 2.5
# Rules drawn cell by cell, in dashes or with squares at the corners leave gaps up to this wide.
GAP = 3.0
# Shorter than any cell: dots, ticks, the strokes of drawn letters.
SHORTEST = 5.0


class Rule(NamedTuple):
    """A straight rule, horizontal or vertical as its list says; points, y downwards.

    Attributes:
        at: its y if horizontal, its x if vertical.
        start: its lesser end.
        end: its greater end.
    """

    at: float
    start: float
    end: float


def merge_rules(pieces: Iterable[Rule]) -> list[Rule]:
    """Join pieces of the same direction that a reader sees as one rule.

    Doubled strokes become one at their mean place (weighted by length), pieces one behind the other become
    one long rule, and what is too short to bound a cell is left out.

    Args:
        pieces: horizontal or vertical pieces, not both.

    Returns:
        The rules by place, then by start.
    """
    merged: list[Rule] = []
    bundle: list[Rule] = []
    for piece in sorted(pieces):
        if bundle and piece.at - bundle[0].at > DOUBLED:
            merged += _join(bundle)
            bundle = []
        bundle.append(piece)
    if bundle:
        merged += _join(bundle)
    return merged


def _join(bundle: list[Rule]) -> list[Rule]:
    """The rules of one bundle of pieces at nearly the same place."""
    bundle.sort(key=lambda piece: piece.start)
    runs: list[list[Rule]] = []
    reach = 0.0
    for piece in bundle:
        if runs and piece.start - reach <= GAP:
            runs[-1].append(piece)
            reach = max(reach, piece.end)
        else:
            runs.append([piece])
            reach = piece.end
    weight = sum(piece.end - piece.start for piece in bundle)
    if weight > 0:
        at = sum(piece.at * (piece.end - piece.start) for piece in bundle) / weight
    else:
        at = bundle[0].at
    rules = (Rule(at, run[0].start, max(piece.end for piece in run)) for run in runs)
    return [rule for rule in rules if rule.end - rule.start >= SHORTEST]
