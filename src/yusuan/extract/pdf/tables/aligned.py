"""The lines of a table without rules, and the columns that they show, on one page or on several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.extract.pdf.tables.aligned_columns import columns_of
from yusuan.extract.pdf.tables.aligned_headings import with_headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.pdf.tables.aligned_columns import Extent
    from yusuan.extract.pdf.tables.pieces import Printed


@dataclass(slots=True)
class Aligned:
    """The lines of a table without rules: those of its headings, those of its rows."""

    headings: list[Printed]
    body: list[Printed]

    def columns(self) -> list[Extent]:
        """The columns that its lines show."""
        found = columns_of([piece for line in self.body for piece in line.pieces])
        return with_headings(found, [line.pieces for line in self.headings])


def common_columns(parts: Sequence[Aligned]) -> list[Extent] | None:
    """The columns of the parts of one table on several pages, None if they cannot be of one table.

    What one page leaves blank another one shows; but if the parts together show fewer columns than one of them
    does, their columns are not the same.
    """
    headings = max((part.headings for part in parts), key=len)
    whole = Aligned(headings, [line for part in parts for line in part.body]).columns()
    return whole if len(whole) >= max(len(part.columns()) for part in parts) else None
