"""Money as whole 分: parsing what is printed, its quantum, and writing it again.

分 (0.01 元) in Int64 is the one unit in which documents in 元 (2 decimals), 万元 (2 decimals) and 万元
(6 decimals) are all exact. No float touches an amount on its way in.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

Unit = Literal["元", "千元", "万元", "百万元", "亿元"]

FEN_PER_UNIT: dict[Unit, int] = {
    "元": 100,
    "千元": 100_000,
    "万元": 1_000_000,
    "百万元": 100_000_000,
    "亿元": 10_000_000_000,
}
# One of the units in a text, the longest first; “元/人” and “元每年” are prices, not units of amounts.
UNIT_PATTERN = r"(?:亿元|百万元|万元|千元|元)(?![/／每])"

FEN_PER_WAN_YUAN = FEN_PER_UNIT["万元"]
# A million yuan is 10⁸ 分; 0.0001 million is 0.01 万元, the usual printed precision.
_MILLION_DECIMALS, _FEWEST_MILLION_DECIMALS = 8, 4

_AMOUNT = re.compile(
    r"""^(?P<open>[(（])?          # accountants' brackets for a negative amount
        (?P<sign>[-－−–﹣△])?       # △ as accountants print a negative amount
        [¥￥]?
        (?P<whole>\d+(?:[,，]\d{3})*)?  # of 128138,600 the first comma is lost
        (?:[.．](?P<part>\d+))?
        (?P<close>[)）])?
        (?P<unit>[元万亿千百]{1,3})?$  # the unit inside the cell""",
    re.VERBOSE | re.ASCII,
)
_UNIT_BEHIND = re.compile(r"(?<=[\d)）])[元万亿千百]{1,3}$")
_UNIT_STATED = re.compile(rf"单位[:：]?(?:人民币)?[(（]?({UNIT_PATTERN})")
_UNIT_IN_BRACKETS = re.compile(rf"[(（](?:单位[:：])?(?:人民币)?({UNIT_PATTERN})[)）]")
_OTHER_UNIT = re.compile(r"单位[:：][(（]?([^\s()（）,，;；:：]{1,8}?)[)）]?$")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_BLANKS = re.compile(r"\s+")

# Longer than any number with the noise of a spreadsheet's binary float behind it.
_MOST_CHARACTERS = 30
# 100 万亿元, more than any public budget; what is greater is an account or identity number. Hundreds of such
# amounts still add up within Int64.
_MOST_FEN = 10**16
# Cells are read again and again, under each unit and reading tried: how many are kept.
_KEPT = 4096


class NotAnAmountError(ValueError):
    """A text that is no amount."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as printed.

    Attributes:
        fen: whole 分.
        quantum_fen: the printed precision in 分, at least 1 (0.01 万元 is 10,000).
    """

    fen: int
    quantum_fen: int


def parse_unit(text: str) -> Unit | None:
    """The unit of amount that a heading or note names, None if it names none.

    >>> parse_unit("单位：万元"), parse_unit("单位：人")
    ('万元', None)
    """
    folded = _BLANKS.sub("", text)
    match = _UNIT_STATED.search(folded) or _UNIT_IN_BRACKETS.search(folded)
    return None if match is None else unit_named(match.group(1))


def unit_named(text: str) -> Unit:
    """The unit of a name.

    Raises:
        KeyError: there is no unit of that name.
    """
    units: dict[str, Unit] = {unit: unit for unit in get_args(Unit)}
    return units[text]


def other_unit(text: str) -> str | None:
    """A stated unit that is none of amounts (“单位：元/人”, “单位：人”), None if the text states none such."""
    match = _OTHER_UNIT.search(_BLANKS.sub("", text))
    return None if match is None or parse_unit(text) is not None else match.group(1)


def is_half_a_unit(text: str) -> bool:
    """Whether a line is one half of a unit that is broken over two: “单位：万” above “元”."""
    folded = _BLANKS.sub("", text)
    return re.search(r"单位[:：]?[亿万千百]*$", folded) is not None or folded in FEN_PER_UNIT


@functools.lru_cache(_KEPT)
def parse_amount(text: str, unit: Unit) -> Amount | None:
    """Read one printed amount.

    >>> parse_amount("1,234.56", "万元")
    Amount(fen=1234560000, quantum_fen=10000)
    >>> parse_amount("—", "元") is None
    True

    Args:
        text: the cell's text; blanks and line breaks inside are a wrapped number's.
        unit: the unit of amount of the table.

    Returns:
        None where the cell is blank or holds only a dash: a missing amount is missing, not zero. A unit behind
        the amount (“800.00万元”) goes before that of the table.

    Raises:
        NotAnAmountError: the text is something else.
    """
    folded = _BLANKS.sub("", text).translate(_FULL_WIDTH)
    if folded in {"", "-", "—", "——", "－", "–", "−", "/", "--", "…", "……"}:
        return None
    match = _AMOUNT.match(folded)
    if match is None or (match["whole"] is None and match["part"] is None) or len(folded) > _MOST_CHARACTERS:
        raise NotAnAmountError(text)
    if (match["open"] is None) != (match["close"] is None) or (match["unit"] and not unit_of_amount(folded)):
        raise NotAnAmountError(text)
    unit = unit_of_amount(folded) or unit
    whole = (match["whole"] or "0").replace(",", "").replace("，", "")
    part = match["part"] or ""
    value = Decimal(f"{whole}.{part}" if part else whole) * FEN_PER_UNIT[unit]
    if value > _MOST_FEN:
        raise NotAnAmountError(text)
    fen = int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if match["sign"] or match["open"]:
        fen = -fen
    quantum = Decimal(FEN_PER_UNIT[unit]).scaleb(-len(part))
    return Amount(fen=fen, quantum_fen=max(1, int(quantum)))


def unit_of_amount(text: str) -> Unit | None:
    """The unit that stands behind an amount in its cell (“800.00万元”, “800.00万”), None if none does."""
    match = _UNIT_BEHIND.search(text)
    if match is None:
        return None
    units: dict[str, Unit] = {name: unit for unit in FEN_PER_UNIT for name in (unit, unit.removesuffix("元"))}
    return units.get(match[0])


@functools.lru_cache(_KEPT)
def is_amount(text: str) -> bool:
    """Whether a text reads as an amount (a blank or a dash does not)."""
    try:
        return parse_amount(text, "元") is not None
    except NotAnAmountError:
        return False


def yuan(fen: int) -> str:
    """An exact decimal string in 元 with two decimals: 532079000000 → "5320790000.00"."""
    sign = "-" if fen < 0 else ""
    whole, part = divmod(abs(fen), 100)
    return f"{sign}{whole}.{part:02d}"


def million_yuan(fen: int, *, sign: bool = False) -> str:
    """An amount in an English sentence, exact: "CNY 53.2079 million"; four decimals, or as many as it has."""
    value = Decimal(fen).scaleb(-_MILLION_DECIMALS)
    decimals = max(_FEWEST_MILLION_DECIMALS, -int(value.normalize().as_tuple().exponent))
    text = f"{value:+,.{decimals}f}" if sign and value else f"{value:,.{decimals}f}"
    return f"CNY {text} million".replace("-", "−")


def wan_yuan(fen: int, decimals: int = 2, *, sign: bool = False) -> str:
    """An amount in 万元 for readers, rounded half up, with thousands separators: "5,320.79"."""
    value = (Decimal(fen) / FEN_PER_WAN_YUAN).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if value == 0:
        value = abs(value)
    text = f"{value:+,f}" if sign and value else f"{value:,f}"
    return text.replace("-", "−")
