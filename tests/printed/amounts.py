"""Amounts as they are printed: unit, places, thousands, zeros."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from printed.document import Amount, Cell, Meaning

FEN = {"元": 100, "千元": 100_000, "万元": 1_000_000, "百万元": 100_000_000}
_FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@dataclass(frozen=True)
class Printer:
    """How a table prints its amounts.

    Attributes:
        unit: of the table.
        places: after the point.
        thousands: a value of the option of that name.
        zero: likewise.
        whole: whether some amounts, without a rule, are printed without places.
    """

    unit: str = "万元"
    places: int = 2
    thousands: str = "comma"
    zero: str = "blank"
    whole: bool = False

    def rounded(self, fen: int) -> int:
        """What the print says of an amount, in 分."""
        quantum = Decimal(FEN[self.unit]).scaleb(-self._places(fen))
        return int((Decimal(fen) / quantum).quantize(Decimal(1), ROUND_HALF_UP) * quantum)

    def text(self, fen: int) -> str:
        """The amount as printed."""
        value = (Decimal(fen) / FEN[self.unit]).quantize(Decimal(1).scaleb(-self._places(fen)), ROUND_HALF_UP)
        text = f"{value:,}" if self.thousands != "none" else f"{value}"
        if self.thousands == "full_width":
            return text.translate(_FULL_WIDTH)
        if self.thousands == "comma_blank":
            return text.replace(",", ", ")
        if self.thousands == "odd" and text.count(",") > 1:  # the first comma is lost: 128138,600
            return text.replace(",", "", 1)
        return text

    def _places(self, fen: int) -> int:
        return 0 if self.whole and fen // FEN["万元"] % 2 else self.places

    def cell(self, fen: int, meaning: Meaning) -> Cell:
        """A cell with an amount; one without where zeros are not printed as such."""
        if not fen and self.zero != "0.00":
            return Cell("-" if self.zero == "dash" else "")
        fen = self.rounded(fen)
        return Cell(self.text(fen), amount=Amount(meaning, fen, self))
