"""The years of one line in a word's width: bars from zero, the reported year dark, a missing year a gap."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import Language, pick
from yusuan.report.elements.style import light

if TYPE_CHECKING:
    from collections.abc import Sequence

# Fewer years stand in the columns beside it.
LEAST_YEARS = 3
_BAR, _GAP, _HEIGHT = 7, 2, 20


def sparkline(years: Sequence[tuple[int, int | None]], lang: Language = "zh") -> str:
    """A small drawing as markup, with its figures in words.

    Args:
        years: year and amount in 分, in order; the last is the one reported on.
        lang: of the words.

    Returns:
        "" where fewer than three years are known, or all are zero.
    """
    disclosed = [(year, fen) for year, fen in years if fen is not None]
    if len(disclosed) < LEAST_YEARS or not any(fen for _, fen in disclosed):
        return ""
    high, low = max(0, *(fen for _, fen in disclosed)), min(0, *(fen for _, fen in disclosed))
    span = high - low
    zero = _HEIGHT * high / span
    bars = []
    for number, (year, fen) in enumerate(years):
        if fen is None:
            continue
        size = max(1.0, _HEIGHT * abs(fen) / span)
        top = zero - size if fen >= 0 else zero
        token = "actual" if year == years[-1][0] else "base"
        bars.append(
            f'<rect x="{number * (_BAR + _GAP)}" y="{max(0.0, top):.1f}" width="{_BAR}" height="{size:.1f}" '
            f'style="fill:var(--{token},{light(token)})"/>'
        )
    width = len(years) * (_BAR + _GAP)
    values = pick(("、", ", "), lang).join(f"{year} {wan_yuan(fen)}" for year, fen in disclosed)
    label = escape(pick((f"历年（万元）：{values}", f"By year, 10,000 yuan: {values}"), lang), quote=True)
    return (
        f'<svg class="spark" role="img" aria-label="{label}" viewBox="0 0 {width} {_HEIGHT}" '
        f'width="{width}" height="{_HEIGHT}"><title>{label}</title>{"".join(bars)}</svg>'
    )
