"""A row of a table: what it prints before its amounts, and the line that it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yusuan.model.vocabulary import Side


@dataclass(frozen=True, slots=True)
class Label:
    """What a row prints before its amounts.

    Attributes:
        row: 0-based row of the table.
        texts: the label columns from the outer to the inner; "" where blank.
        code: the digits of the code columns, joined; "" where there are none.
        owner: the unit named in a column of its own, "" where there is none.
        owner_code: the unit's number, "" where there is none.
        side: the half of a two-sided table.
    """

    row: int
    texts: tuple[str, ...]
    code: str
    owner: str
    owner_code: str
    side: Side | None

    @property
    def depth(self) -> int:
        """The column of the innermost printed label, 0 for the outermost."""
        return max((index for index, text in enumerate(self.texts) if text), default=0)

    @property
    def text(self) -> str:
        """The innermost printed label, else the owner, else the code."""
        return next((text for text in reversed(self.texts) if text), self.owner or self.code)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that can hold amounts.

    Attributes:
        no: 1-based within its side of the table.
        row: 0-based row of the table.
        label: as printed, blanks folded.
        role: what it is where it is no line of a classification.
        code: its code, printed or found by its name in context.
        level: 1 类, 2 款, 3 项, 0 for totals; the depth of nested tables; None where unknown.
        parent: the `no` of the line that it is added to.
        owner: the unit it belongs to, where printed.
        project: the project it belongs to, in tables of projects.
        side: the half of a two-sided table.
        matched: whether it was recognised at all.
        owner_code: the number of the unit it belongs to, "" where there is none.
        block: of the blocks of a table that stand side by side, the one it belongs to.
        turned: the heading that names it, in a table laid out the other way round.
    """

    no: int
    row: int
    label: str
    role: str | None
    code: str | None
    level: int | None
    parent: int | None
    owner: str | None
    project: str | None
    side: Side | None
    matched: bool
    owner_code: str = ""
    block: int = 0
    turned: str | None = None
