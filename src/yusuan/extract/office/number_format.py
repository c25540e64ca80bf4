"""Numbers of a workbook as the sheet shows them: decimals, leading zeros, per cent, scale of the cell's format.

A workbook stores 0.1234 where the sheet shows 12.34%, 1 where it shows 01, 33.333333333333 where it shows 33.33,
and 元 where it shows 万元, by commas that divide by a thousand (`0.00,`) or by a point that is but a letter between
two digits (`0!.0000`). What is printed is what is shown. A format that does more than that (in fractions, in
Chinese numerals, by condition) is left alone, and the stored number stands.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# ECMA-376 part 1, 18.8.30: the formats that have a number and no code in the file.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0",
    42: "#,##0;-#,##0",
    43: "#,##0.00;-#,##0.00",
    44: "#,##0.00;-#,##0.00",
}

_SIGNIFICANT = 15  # digits that a spreadsheet keeps
_MAX_DIGITS = 40  # of a format that is meant to be read
_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_COLOUR_OR_LOCALE = re.compile(
    r"\[(?:\$[^\]]*|color *\d+|颜色 *\d+|[a-z]{3,7}|[黑蓝青绿洋红白黄]{1,2}色?)\]", re.IGNORECASE
)
_SPACING = re.compile(r"[_*].")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\\\!](?P<escaped>.)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)'
    r"|(?P<plain>[-+()\s¥￥$€亿万千百元])",
    re.DOTALL,
)
_WORD = re.compile(r"[\u4e00-\u9fff%]+")


class NumberFormat(NamedTuple):
    """How a number is shown.

    Attributes:
        whole: digits before the point, at least.
        least: places after it, at least.
        most: places after it, at most.
        percent: whether it is shown times 100 with a per cent sign.
        thousands: how many times it is divided by a thousand.
        inserted: letters between the digits before the point, by how many digits stand right of each.
        word: what stands behind the number, such as 万.
    """

    whole: int
    least: int
    most: int
    percent: bool
    thousands: int = 0
    inserted: tuple[tuple[int, str], ...] = ()
    word: str = ""

    def show(self, value: Decimal) -> str:
        """`value` under this format, without separators of thousands, with "-" where it is negative."""
        with localcontext(prec=400):
            scaled = (value * 100 if self.percent else value).scaleb(-3 * self.thousands)
            shown = abs(scaled).quantize(Decimal(1).scaleb(-self.most), rounding=ROUND_HALF_UP)
        whole, _, places = f"{shown:f}".partition(".")
        whole = whole.zfill(self.whole)
        for right, text in self.inserted:
            whole = f"{whole[: len(whole) - right]}{text}{whole[len(whole) - right :]}"
        places = places[: self.least] + places[self.least :].rstrip("0")
        sign = "-" if value < 0 and shown else ""
        percent = "%" if self.percent else ""
        return sign + whole + ("." + places if places else "") + percent + self.word


@lru_cache(maxsize=1024)
def parse_format(code: str, *, negative: bool = False) -> NumberFormat | None:
    """Read a number format's code, such as `#,##0.00_);(#,##0.00)`.

    Args:
        code: as the workbook writes it.
        negative: whether its section for negative numbers is wanted.

    Returns:
        None if the format does not merely set digits, places, scale and per cent, and words around them.
    """
    sections = _SECTIONS.split(code)
    section = sections[1] if negative and len(sections) > 1 else sections[0]
    bare = _SPACING.sub("", _COLOUR_OR_LOCALE.sub("", section))
    tokens = list(_TOKEN.finditer(bare))
    if sum(len(token[0]) for token in tokens) != len(bare):
        return None  # something else: a date, a fraction, a condition
    return _format(
        [
            (
                token.lastgroup or "",
                token[0] if token.lastgroup in {"digit", "plain"} else token[token.lastgroup or 0],
            )
            for token in tokens
        ]
    )


def _format(tokens: Sequence[tuple[str, str]]) -> NumberFormat | None:
    """The format that a section's tokens, each a kind and its text, describe."""
    kinds = [kind for kind, _ in tokens]
    digits = [place for place, kind in enumerate(kinds) if kind == "digit"]
    if not digits or kinds.count("point") > 1 or kinds.count("percent") > 1 or len(digits) > _MAX_DIGITS:
        return None
    point = kinds.index("point") if "point" in kinds else len(tokens)
    whole = [place for place in digits if place < point]
    places = "".join(text for kind, text in tokens[point:] if kind == "digit")
    if not whole or any(kind in {"quoted", "escaped", "plain"} for kind in kinds[point : digits[-1]]):
        return None  # letters among the places after the point
    inserted = tuple(
        (sum(other > place for other in whole), text)
        for place, (kind, text) in enumerate(tokens)
        if kind in {"quoted", "escaped"} and whole[0] < place < whole[-1]
    )
    behind = "".join(text for kind, text in tokens[digits[-1] :] if kind in {"quoted", "escaped", "plain"})
    scaling = [place for place, kind in enumerate(kinds) if kind == "comma" and place > whole[-1]]
    word = _WORD.search(behind)
    return NumberFormat(
        whole=max(1, sum(tokens[place][1] == "0" for place in whole)),
        least=places.count("0"),
        most=len(places),
        percent="percent" in kinds,
        thousands=len(scaling),
        inserted=tuple(sorted(inserted)),
        word=word[0] if word else "",
    )


def shown(value: float, code: str) -> str:
    """A stored number as a cell with this number format shows it.

    >>> shown(0.1 + 0.2, "0.00"), shown(0.123, "0.0%")
    ('0.30', '12.3%')

    Args:
        value: as stored.
        code: the cell's number format, such as `#,##0.00`; "" or `General` for none.
    """
    number_format = parse_format(code, negative=value < 0) if math.isfinite(value) else None
    return number_format.show(stored(value)) if number_format else shortest(value)


def shortest(value: float) -> str:
    """A stored number in its fewest digits (15 significant at most), never in scientific notation.

    2080505.0 is "2080505", 0.1 + 0.2 is "0.3".
    """
    if not math.isfinite(value):
        return "#NUM!"
    text = f"{stored(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def stored(value: float) -> Decimal:
    """A finite stored number as the decimal that a spreadsheet takes it for."""
    return Decimal(f"{value:.{_SIGNIFICANT}g}")
