"""Changes whose direction the words leave open, settled by the sum of the parts."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from yusuan.model.vocabulary import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.normalise.statements.draft import Draft

# Whole and parts, among the metrics of a document.
_SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("three_public.vehicles", ("three_public.vehicle_operation", "three_public.vehicle_purchase")),
    ("three_public.total", ("three_public.overseas", "three_public.reception", "three_public.vehicles")),
    ("income.total", ("income.current_year", "income.carryover")),
    ("overview.total", ("overview.current_year", "overview.carryover")),
    ("expenditure.total", ("expenditure.basic", "expenditure.project")),
    ("general_public.total", ("general_public.basic", "general_public.project")),
    ("general_public.basic", ("general_public.basic.personnel", "general_public.basic.operating")),
    ("basic.total", ("basic.personnel", "basic.operating")),
    ("procurement.total", ("procurement.goods", "procurement.works", "procurement.services")),
)


def settle(drafts: Sequence[Draft]) -> None:
    """Give a sign to unclear changes where the parts' sum leaves one choice; a change of zero needs none.

    Args:
        drafts: the statements of one document; those that are settled are changed in place.
    """
    for draft in drafts:
        if (
            draft.direction is Direction.UNCLEAR
            and draft.change_size is not None
            and draft.change_size.fen == 0
        ):
            draft.change_fen, draft.settled = 0, True
    # A part that is settled can settle the sum above it, and the other way round.
    for _ in range(2):
        for whole, parts in _SUMS:
            _settle_sum(drafts, whole, parts)


def _settle_sum(drafts: Sequence[Draft], whole: str, parts: tuple[str, ...]) -> None:
    chosen: list[Draft] = []
    for metric in (whole, *parts):
        draft = _change_of(drafts, metric)
        if draft is None:
            return
        chosen.append(draft)
    open_at = [at for at, draft in enumerate(chosen) if _value(draft) is None]
    if not open_at:
        return
    tolerance = sum(draft.change_size.quantum_fen for draft in chosen if draft.change_size is not None) // 2
    closing: list[list[int]] = []
    for signs in product((1, -1), repeat=len(open_at)):
        values = [_value(draft) or 0 for draft in chosen]
        for at, sign in zip(open_at, signs, strict=True):
            size = chosen[at].change_size
            assert size is not None
            values[at] = sign * abs(size.fen)
        if abs(values[0] - sum(values[1:])) <= tolerance:
            closing.append(values)
    if len(closing) == 1:
        for at in open_at:
            chosen[at].change_fen, chosen[at].settled = closing[0][at], True


def _value(draft: Draft) -> int | None:
    return 0 if draft.direction is Direction.FLAT and draft.change_size is None else draft.change_fen


def _change_of(drafts: Sequence[Draft], metric: str) -> Draft | None:
    """The one statement of a metric's change; None where there is none, or several that differ."""
    found = [
        draft
        for draft in drafts
        if draft.metric == metric
        and not draft.unit
        and (draft.change_size is not None or draft.direction is Direction.FLAT)
    ]
    sizes = {0 if draft.change_size is None else draft.change_size.fen for draft in found}
    return found[0] if len(sizes) == 1 else None
