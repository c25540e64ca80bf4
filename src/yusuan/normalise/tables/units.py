"""Tables that state no unit of amount: read only where ties to tables that do state one prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.reference.table_kinds import table_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yusuan.identities.entries import CellsAgree, LinesAddUp, RowsAddUp
    from yusuan.model.money import Unit
    from yusuan.model.vocabulary import TableKind


def is_money(kind: TableKind) -> bool:
    """Whether a table of this kind without a unit must be settled or refused.

    Numbers in the others are as often counts as money; they are left as they are printed.
    """
    return table_kinds()[kind].money == "yes"


def supposed(units: Iterable[Unit | None]) -> Unit | None:
    """The one unit that all tables of a document state that state any; None if they differ."""
    stated = {unit for unit in units if unit is not None}
    return stated.pop() if len(stated) == 1 else None


def proven(
    tables: Sequence[int],
    frames: Mapping[str, pl.DataFrame],
    formulas: Sequence[RowsAddUp | LinesAddUp | CellsAgree],
) -> set[int]:
    """Which of some tables, read in a supposed unit, tie to the amount with a table that states its own.

    Args:
        tables: numbers of the tables whose unit is supposed.
        frames: facts, lines and columns of the document.
        formulas: the identities.
    """
    ties = (
        closes(residuals({name: frame.lazy() for name, frame in frames.items()}, formulas))
        .filter(
            (pl.col("outcome") == "exact")
            & (pl.col("relation") == "=")
            & (pl.col("actual_fen") != 0)
            & (pl.col("tables").list.len() > 1)
        )
        .select("tables")
        .collect()
    )
    found: set[int] = set()
    for (touched,) in ties.rows():
        if any(no not in tables for no in touched):
            found |= {no for no in touched if no in tables}
    return found
