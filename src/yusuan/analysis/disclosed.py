"""What one document discloses: amounts in its tables, in its prose, and of the year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.restated import restated
from yusuan.model.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.analysis.comparable import Cell


@dataclass(frozen=True, slots=True)
class Found:
    """An amount and its place.

    Attributes:
        fen: the amount.
        quantum_fen: its printed precision.
        document: where it stands.
        page: likewise.
        row: likewise.
        column: in a table.
        title: of the table.
        heading: of the column.
    """

    fen: int
    quantum_fen: int
    document: str
    page: int
    row: int
    column: int | None = None
    title: str | None = None
    heading: str | None = None


class Disclosed:
    """What one document says, in tables and in prose."""

    def __init__(self, facts: pl.LazyFrame, statements: pl.LazyFrame, document: str) -> None:
        """Collect what belongs to the document.

        Args:
            facts: columns of `schemas.Facts`.
            statements: columns of `schemas.Statements`.
            document: its id.
        """
        mine = pl.col("document") == document
        self.document = document
        self.facts = facts.filter(mine).collect()
        self.statements = statements.filter(mine).collect()
        self.restated = restated(self.statements.lazy()).collect()

    def in_table(self, cells: Sequence[Cell]) -> Found | None:
        """The amount at the first of some places that the document has."""
        for cell in cells:
            here = self.facts.filter(
                (pl.col("table") == cell.table)
                & (pl.col("role") == cell.role)
                & (pl.col("side").is_null() if cell.side is None else pl.col("side") == cell.side)
                & (pl.col("reading") != Reading.UNVERIFIED)
            )
            if cell.only_without is not None and cell.only_without in here["measure"].to_list():
                continue
            rows = here.filter(pl.col("measure") == cell.measure).head(1).to_dicts()
            if rows:
                row = rows[0]
                return Found(
                    fen=row["amount_fen"],
                    quantum_fen=row["quantum_fen"],
                    document=self.document,
                    page=row["page"],
                    row=row["row"],
                    column=row["column"],
                    title=row["title"],
                    heading=row["heading"],
                )
        return None

    def in_prose(self, metrics: Sequence[str]) -> Found | None:
        """The amount that the prose states first for one of some metrics."""
        return self._first(self.statements.filter(pl.col("amount_fen").is_not_null()), metrics)

    def worked_back(self, metrics: Sequence[str], year: int) -> tuple[Found, Found | None] | None:
        """The amount of an earlier year that the prose implies, and the amount from which it follows."""
        before = self.restated.filter(pl.col("fiscal_year") == year)
        compared = self.statements.filter((pl.col("base_year") == year) & pl.col("amount_fen").is_not_null())
        for metric in metrics:
            base = self._first(before, (metric,))
            if base is not None:
                return base, self._first(compared, (metric,)) or self.in_prose((metric,))
        return None

    def reason(self, metrics: Sequence[str], year: int) -> str | None:
        """What the document gives as the reason of a change against a year."""
        said = self.statements.filter(pl.col("reason").is_not_null() & (pl.col("base_year") == year))
        for metric in metrics:
            reasons = said.filter(pl.col("metric") == metric)["reason"].to_list()
            if reasons:
                return str(reasons[0])
        return None

    def _first(self, rows: pl.DataFrame, metrics: Sequence[str]) -> Found | None:
        for metric in metrics:
            found = rows.filter((pl.col("metric") == metric) & pl.col("code").is_null()).head(1).to_dicts()
            if found:
                row = found[0]
                return Found(row["amount_fen"], row["quantum_fen"], self.document, row["page"], row["row"])
        return None
