"""A statement while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yusuan.extract.raw import TextLine
    from yusuan.model.money import Amount
    from yusuan.model.vocabulary import Direction


@dataclass(slots=True, eq=False)
class Draft:
    """One figure said in prose, with what is said of it in the sentences around.

    Attributes:
        passage: number of the passage in which it stands.
        heading: number of the heading under which it stands.
        section: the headings, joined by " / ".
        metric: None where the words are not known.
        line: the name as printed.
        code: of a 类, 款 or 项.
        unit: that it is of, "" where it is of the whole document.
        place: the printed line of the figure.
        place_fixed: whether that is known already.
        change_size: the printed amount of change without its sign.
        spans: for each sentence it comes from, the offsets of its first and last word.
    """

    passage: int
    heading: int
    section: str
    metric: str | None
    line: str
    code: str | None
    place: TextLine
    place_fixed: bool = True
    unit: str = ""
    amount: Amount | None = None
    quantity: float | None = None
    quantity_unit: str | None = None
    base_year: int | None = None
    change_size: Amount | None = None
    change_fen: int | None = None
    change_rate: float | None = None
    rate_quantum: float | None = None
    share: float | None = None
    direction: Direction | None = None
    reason: str | None = None
    items: str | None = None
    residue: str | None = None
    settled: bool = False
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def has_change(self) -> bool:
        """Whether anything was said of a change."""
        return self.direction is not None

    def touch(self, sentence: int, start: int, end: int) -> None:
        """Note that words of a sentence are about this figure."""
        first, last = self.spans.get(sentence, (start, end))
        self.spans[sentence] = (min(first, start), max(last, end))
