"""Numbers of a workbook as the sheet shows them: decimals, leading zeros and per cent of the cell's format.

A workbook stores 0.1234 where the sheet shows 12.34%, 1 where it shows 01, and 33.333333333333 where it shows
33.33. What is printed is what is shown. A format that does more than that (scaled, in fractions, in Chinese
numerals, by condition) is left alone, and the stored number stands.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

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
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_PLACES = re.compile(
    r"[-+()\s¥￥$€]*(?P<whole>[#0?,]*[#0?])(?:\.(?P<places>[0#?]*))?(?P<percent>%?)[-+()\s¥￥$€]*"
)


class NumberFormat(NamedTuple):
    """How a number is shown: digits before the point, places after it (least, most), per cent or not."""

    whole: int
    least: int
    most: int
    percent: bool

    def show(self, value: Decimal) -> str:
        """`value` under this format, without separators of thousands, with "-" where it is negative."""
        with localcontext(prec=400):
            scaled = value * 100 if self.percent else value
            shown = abs(scaled).quantize(Decimal(1).scaleb(-self.most), rounding=ROUND_HALF_UP)
        whole, _, places = f"{shown:f}".partition(".")
        places = places[: self.least] + places[self.least :].rstrip("0")
        sign = "-" if value < 0 and shown else ""
        return (
            sign + whole.zfill(self.whole) + ("." + places if places else "") + ("%" if self.percent else "")
        )


@lru_cache(maxsize=1024)
def parse_format(code: str, *, negative: bool = False) -> NumberFormat | None:
    """Read a number format's code, such as `#,##0.00_);(#,##0.00)`.

    Args:
        code: as the workbook writes it.
        negative: whether its section for negative numbers is wanted.

    Returns:
        None if the format does not merely set digits, places and per cent.
    """
    sections = _SECTIONS.split(code)
    section = sections[1] if negative and len(sections) > 1 else sections[0]
    bare = _SPACING.sub("", _COLOUR_OR_LOCALE.sub("", section))
    if any(set(quoted + escaped) & set("0123456789.,%") for quoted, escaped in _LITERAL.findall(bare)):
        return None  # a literal point or digit changes what the number says
    match = _PLACES.fullmatch(_LITERAL.sub("", bare))
    if match is None:
        return None
    places = match["places"] or ""
    if len(match["whole"]) + len(places) > _MAX_DIGITS:
        return None
    return NumberFormat(
        max(1, match["whole"].count("0")), places.count("0"), len(places), bool(match["percent"])
    )


def shown(value: float, code: str) -> str:
    """A stored number as a cell with this number format shows it.

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
