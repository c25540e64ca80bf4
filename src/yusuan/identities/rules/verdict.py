"""What a rule says of one place in one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Place = tuple[int, int, int | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a rule at one place.

    Attributes:
        document: its id.
        key: tells the verdicts of one rule on one document apart.
        holds: exact, rounding or broken; whether a broken one accuses or asks is the entry's severity.
        table: kind of table, or "text".
        line: the label or name it is about.
        page: 1-based.
        row: 1-based.
        column: 1-based, None in running text.
        against: places of what it is compared with.
        detail: what was found, in Chinese; "" where the rule's sentence says all.
        detail_en: the same in English.
        actual_fen: where it is about money.
        expected_fen: likewise.
        tolerance_fen: likewise.
        measure: likewise.
    """

    document: str
    key: str
    holds: Literal["exact", "rounding", "broken"]
    table: str
    line: str
    page: int
    row: int
    column: int | None = None
    against: tuple[Place, ...] = field(default=())
    detail: str = ""
    detail_en: str = ""
    actual_fen: int | None = None
    expected_fen: int | None = None
    tolerance_fen: int | None = None
    measure: str | None = None
