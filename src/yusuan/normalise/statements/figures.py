"""Figures in a sentence: amounts of money, percentages and counted things, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from yusuan.model.money import FEN_PER_UNIT, Amount, NotAnAmountError, Unit, parse_amount

_WIDE = str.maketrans(
    "０１２３４５６７８９％．，：；（）｜" + ",:;()" + "－−–﹣",
    "0123456789%.，：；（）|" + "，：；（）" + "----",
)
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
# Only the first digit of a number begins one: the others need not be tried.
_NUMBER = r"-?(?<!\d)\d+(?:,\d{3})*(?:\.\d+)?"
_MOST_CHARACTERS = 30  # of what is meant as a number
_BLANK = r"[X×xＸ]{1,4}|[_＿*＊]{2,}|[○〇□■]{1,4}"
_UNITS: dict[str, Unit] = {unit: unit for unit in FEN_PER_UNIT}
_COUNTER = r"台[/／]套|台（(?:件、)?套）|台套|批次|人次|平方米|㎡|[人名辆台套个家项次批户处艘架]"
_FIGURE = re.compile(
    rf"""
      (?P<limit>{_NUMBER}(?:亿元|万元|元)(?:（[含不]?含?）)?(?:以上|以下|以内|及以上|（含）以上))
    | (?P<price>{_NUMBER}(?:亿元|万元|元)[/／])
    | (?<!\d)(?<!\d[.,])(?P<amount>{_NUMBER}|(?:{_BLANK})|\d[\d.,]*\d)\ ?(?P<unit>亿元|万元|元)
    | (?P<percent>{_NUMBER}|(?:{_BLANK}))\ ?%
    | (?<![\d.])(?P<count>\d+(?:,\d{{3}})*(?:\.\d+)?|(?:{_BLANK}))\ ?(?P<counter>{_COUNTER})
      (?!月|小时|工作日|百分点|级)
    """,
    re.VERBOSE,
)


class FigureKind(Enum):
    """What a number counts."""

    AMOUNT = auto()
    PERCENT = auto()
    COUNT = auto()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit.

    Attributes:
        kind: money, a percentage or a count.
        start: offset of its first character.
        end: offset after its unit.
        unit: 元, 万元, 亿元, % or the counter.
        amount: of money, None where the number was left blank (XX万元).
        value: of percentages and counts, as printed; None where it was left blank.
        text: as it stands.
    """

    kind: FigureKind
    start: int
    end: int
    unit: str
    amount: Amount | None
    value: Decimal | None
    text: str

    @property
    def is_blank(self) -> bool:
        """Whether a template's XX or ×× stands where the number should."""
        return self.amount is None and self.value is None and not any(map(str.isdigit, self.text))

    @property
    def quantum(self) -> float:
        """The printed precision of a percentage, as a fraction."""
        assert self.value is not None
        exponent = self.value.as_tuple().exponent
        assert isinstance(exponent, int)
        return float(Decimal(1).scaleb(exponent - 2))


def normal(text: str) -> str:
    """The text with one form of each mark; every character stays where it is."""
    return _THOUSANDS.sub(",", text.translate(_WIDE))


def figures(text: str) -> list[Figure]:
    """The figures of a normal text, from left to right.

    Thresholds that are part of a name (单价50万元以上设备), unit prices and dates are none.
    """
    found: list[Figure] = []
    for match in _FIGURE.finditer(text):
        start, end = match.span()
        whole = match.group()
        if end - start > _MOST_CHARACTERS:
            continue
        if match["amount"] is not None:
            unit = match["unit"]
            try:
                amount = None if _is_blank(match["amount"]) else parse_amount(match["amount"], _UNITS[unit])
            except NotAnAmountError:
                # Digits that are no number (1,234.50.00万元): nothing can be read, but a figure stands here.
                amount = None
            found.append(Figure(FigureKind.AMOUNT, start, end, unit, amount, None, whole))
        elif match["percent"] is not None:
            found.append(Figure(FigureKind.PERCENT, start, end, "%", None, _value(match["percent"]), whole))
        elif match["count"] is not None:
            counter = match["counter"].replace("／", "/").replace("㎡", "平方米")
            found.append(Figure(FigureKind.COUNT, start, end, counter, None, _value(match["count"]), whole))
    return found


def _is_blank(number: str) -> bool:
    return re.fullmatch(_BLANK, number) is not None


def _value(number: str) -> Decimal | None:
    return None if _is_blank(number) else Decimal(number.replace(",", ""))
