"""From the base year to this year in steps that add up to the last 分."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from yusuan.model.vocabulary import BaseOrigin, Language, pick
from yusuan.report.elements import words
from yusuan.report.elements.sources import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["base", "change", "current"]
# Name, change, place of a step.
_Move = tuple[str, int, Place | None]
# More steps than these are no picture any more.
_MOST_STEPS = 9


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a bridge.

    Attributes:
        label: its name.
        kind: a year's amount, or a change between them.
        amount_fen: the amount, for a change signed.
        from_fen: where the bar begins.
        to_fen: where it ends.
        implied: whether the amount was worked back from a later document.
        place: where the amount is said.
    """

    label: str
    kind: Kind
    amount_fen: int
    from_fen: int
    to_fen: int
    implied: bool
    place: Place | None


class BridgeError(ValueError):
    """The steps do not lead from the one amount to the other."""


def bridge(
    total: dict[str, Any], parts: pl.DataFrame, year: int, base_year: int, lang: Language = "zh"
) -> list[Step]:
    """The base, the change of each part, the current amount.

    Parts are shown only when they are known in both years and their changes add up to the whole's: parts
    that overlap or leave something out would tell a wrong story. Otherwise one step holds the whole change.

    Args:
        total: a row of `Workspace.variance`, both amounts present.
        parts: rows of `Workspace.variance`, disjoint parts of the total; may be empty.
        year: of the current amount.
        base_year: of the base.
        lang: of the labels.

    Raises:
        BridgeError: an amount of the total is missing.
    """
    base, current = total["base_fen"], total["current_fen"]
    if base is None or current is None:
        raise BridgeError(f"{total['line']}: both years are needed")
    implied = total["base_origin"] == BaseOrigin.IMPLIED
    place, base_place = Place.of(total), Place.of_base(total) or Place.of(total)
    year_name = pick(("{}年", "{}"), lang)
    note = pick(("（推算）", " (implied)"), lang) if implied else ""
    steps = [Step(year_name.format(base_year) + note, "base", base, 0, base, implied, base_place)]
    if parts_add_up(total, parts):
        moves = _together(
            [
                (words.line(row, lang), row["change_fen"], Place.of(row))
                for row in parts.iter_rows(named=True)
            ],
            lang,
        )
    else:
        moves = [(pick(("变动", "Change"), lang), current - base, place)]
    at = base
    for label, change, where in moves:
        steps.append(Step(label, "change", change, at, at + change, implied, where))
        at += change
    steps.append(Step(year_name.format(year), "current", current, 0, current, False, place))
    return steps


def _together(moves: list[_Move], lang: Language) -> list[_Move]:
    """The steps themselves where they are few; else without those that change nothing, the smallest as one."""
    if len(moves) <= _MOST_STEPS:
        return moves
    sizes = sorted((abs(change) for _, change, _ in moves), reverse=True)
    least = max(sizes[_MOST_STEPS - 2], 1)
    kept = [move for move in moves if abs(move[1]) >= least]
    small = [change for _, change, _ in moves if 0 < abs(change) < least]
    if small:
        others = pick((f"其余{len(small)}项", f"{len(small)} others"), lang)
        kept.append((others, sum(small), None))
    return kept


def parts_add_up(total: Mapping[str, Any], parts: pl.DataFrame) -> bool:
    """Whether the changes of some parts are all known and add up to that of the whole."""
    changes = parts["change_fen"] if len(parts) else pl.Series([None])
    return changes.null_count() == 0 and changes.sum() == total["change_fen"]
