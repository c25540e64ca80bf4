"""What one year's money is made of: lines of a classification in print order, with shares of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.vocabulary import Language, Side, TableKind
from yusuan.report.elements import words
from yusuan.report.elements.sources import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

# From the whole of a department's money to its parts: the first table a document has is taken.
FUNCTION_TABLES = (TableKind.EXPENDITURE_SUMMARY, TableKind.GENERAL_PUBLIC_EXPENDITURE)
ECONOMIC_TABLES = (
    TableKind.EXPENDITURE_ECONOMIC,
    TableKind.GENERAL_PUBLIC_ECONOMIC,
    TableKind.BASIC_EXPENDITURE,
)
OPERATING_TABLES = (TableKind.BASIC_EXPENDITURE,)

# Lines below this share of the whole would be hairlines in a chart.
_LEAST_SHARE = 0.01
# More bars than these are no picture any more; the table has every line.
_MOST_BARS = 32


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a composition.

    Attributes:
        label: as printed, without what the print puts before it.
        level: 1 for the class, deeper for its parts.
        amount_fen: in 分.
        share: of the whole, 0 to 1.
        place: where the amount stands, None for lines taken together.
    """

    label: str
    level: int
    amount_fen: int
    share: float
    place: Place | None


@dataclass(frozen=True, slots=True)
class Composition:
    """A whole and its parts, in print order.

    Attributes:
        title: of the table, as printed.
        table: its kind.
        whole_fen: the whole in 分.
        parts: lines of level 1 and deeper.
    """

    title: str
    table: TableKind
    whole_fen: int
    parts: tuple[Part, ...]

    @property
    def depth(self) -> int:
        """The deepest level there is."""
        return max(part.level for part in self.parts)

    def folded(self, more: str = "其余{}项", most: int = _MOST_BARS) -> Composition:
        """The same for a chart: as deep as its bars allow, small lines of one parent taken together.

        Args:
            more: name of what is taken together, with a place for how many.
            most: how many bars there may be, if the first level alone does not need more.
        """
        for depth in range(self.depth, 0, -1):
            shown = tuple(part for part in self.parts if part.level <= depth)
            parts = tuple(_fold(shown, self.whole_fen, more))
            if len(parts) <= most:
                break
        return Composition(self.title, self.table, self.whole_fen, parts)


def composition(
    facts: pl.DataFrame,
    tables: Sequence[TableKind],
    *,
    measure: str = "total",
    levels: int = 3,
    lang: Language = "zh",
) -> Composition | None:
    """The lines of the first of some tables that the document has.

    Args:
        facts: one document's rows of `schemas.Facts`.
        tables: kinds of table, the preferred one first.
        measure: the column whose amounts are shown.
        levels: deepest level shown.
        lang: of the labels.

    Returns:
        None where the document has none of the tables with coded lines and a positive whole.
    """
    for table in tables:
        rows = facts.filter(
            pl.col("table") == table,
            pl.col("measure") == measure,
            pl.col("side").is_null() | (pl.col("side") == Side.EXPENDITURE),
            pl.col("owner").is_null() & pl.col("project").is_null(),
            pl.col("level").is_not_null(),
        )
        # A kind of table can come by function and by economic class; only one of them is asked for.
        digit = "2" if table in FUNCTION_TABLES else "3"
        coded = rows.filter(pl.col("code").str.starts_with(digit))["table_no"]
        if coded.is_empty():
            continue
        rows = rows.filter(pl.col("table_no") == coded.min()).sort("line_no")
        lines = rows.filter(pl.col("level").is_between(1, levels), pl.col("amount_fen") != 0)
        whole = _whole(rows)
        if lines.is_empty() or whole <= 0:
            continue
        parts = tuple(_part(row, whole, lang) for row in lines.iter_rows(named=True))
        return Composition(rows["title"][0], table, whole, parts)
    return None


def _whole(rows: pl.DataFrame) -> int:
    total = rows.filter(pl.col("level") == 0)["amount_fen"]
    if len(total):
        return int(total[-1])
    return int(rows.filter(pl.col("level") == 1)["amount_fen"].sum())


def _part(row: dict[str, Any], whole: int, lang: Language) -> Part:
    return Part(
        label=words.line(row, lang),
        level=row["level"],
        amount_fen=row["amount_fen"],
        share=row["amount_fen"] / whole,
        place=Place.of(row),
    )


def _fold(parts: Sequence[Part], whole: int, more: str) -> list[Part]:
    """Leaves below the least share, two or more under one parent, become one line at the end of its parts."""
    kept: list[Part] = []
    small: dict[int, list[Part]] = {}
    for index, part in enumerate(parts):
        for level in sorted(small, reverse=True):
            if level > part.level:
                kept += _together(small.pop(level), whole, more)
        leaf = index + 1 == len(parts) or parts[index + 1].level <= part.level
        if leaf and part.level > 1 and abs(part.share) < _LEAST_SHARE:
            small.setdefault(part.level, []).append(part)
        else:
            kept.append(part)
    for level in sorted(small, reverse=True):
        kept += _together(small[level], whole, more)
    return kept


def _together(parts: list[Part], whole: int, more: str) -> list[Part]:
    if len(parts) < 2:
        return parts
    amount = sum(part.amount_fen for part in parts)
    return [Part(more.format(len(parts)), parts[0].level, amount, amount / whole, None)]
