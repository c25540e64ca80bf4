"""Charts as PNG for readers whose mail program draws neither SVG nor scripts; never boxes for characters."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from yusuan.report.elements.style import FONTS

if TYPE_CHECKING:
    from yusuan.mail.excerpt import Chart

# The width of a letter on a desk; a telephone shows it at two thirds, and its texts are then still legible.
WIDTH: Final = 552
_LONGEST_LABEL = 150
# Sharp on screens of double density.
_SCALE = 2
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">'
    f'<text x="2" y="26" font-size="24" font-family="{FONTS}">{{}}</text></svg>'
)


@cache
def has_chinese_font() -> bool:
    """Whether charts can be drawn with Chinese characters on this machine.

    The fonts asked for are those of the charts, by name; the drawing engine falls back to any other that has
    the character. Where none has, every character is the same box: that is how it is told.
    """
    import vl_convert  # noqa: PLC0415 — starts a JavaScript engine

    first, second = (vl_convert.svg_to_png(_PROBE.format(character)) for character in "预算")
    return bool(first != second)


@cache
def png(chart: Chart) -> bytes:
    """The chart as a PNG, `WIDTH` CSS pixels wide at double density; drawn once for all recipients.

    Raises:
        ValueError: the specification is none, or asks for data from outside.
    """
    import vl_convert  # noqa: PLC0415 — starts a JavaScript engine

    spec = json.loads(chart.spec)
    axis = spec.get("config", {}).get("axisY", {})
    if axis.get("labelLimit", 0) > _LONGEST_LABEL:
        axis.update(labelLimit=_LONGEST_LABEL, labelPadding=_LONGEST_LABEL + 4)
    spec["width"] = WIDTH
    return bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[]))
