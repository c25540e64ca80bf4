"""Text that a PDF page holds and does not show: unpainted, white on white, or under something opaque."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from yusuan.extract.pdf.content import calls
from yusuan.extract.pdf.content.objects import page_objects

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pypdfium2

    from yusuan.extract.pdf.content.characters import Char
    from yusuan.extract.pdf.content.drawing import Drawing
    from yusuan.extract.pdf.content.view import View

# Pixels a point at which a doubtful page is painted to see what shows.
_SCALE = 2
# Shades of grey (of 255) between a character and its ground that a reader sees.
_CONTRAST = 24
# How far (in points) the boxes of two characters reach into each other that are printed over each other.
_OVERLAP = 1.0


def visible_chars(
    chars: list[Char], drawing: Drawing, page: pypdfium2.PdfPage, text_page: int, view: View
) -> list[Char]:
    """Leave out the characters that do not show.

    Only where something speaks against a character (its text object is not painted, or painted white, or
    something is painted over it later) is it looked at closely: the page is painted, once, and a character
    without ink is left out.

    Args:
        chars: the page's characters.
        drawing: what else the page draws.
        page: the page.
        text_page: address of its text.
        view: how the page is shown.
    """
    doubtful, hidden = _covered(chars, drawing, page, text_page)
    if drawing.unpainted or drawing.faint:
        for char, owner in zip(chars, calls.owners(text_page, [char.number for char in chars]), strict=True):
            if owner in drawing.unpainted:
                hidden.add(char.number)
            elif owner in drawing.faint:
                doubtful.append(char)
    if doubtful:
        hidden.update(_without_ink(doubtful, page, view))
    return [char for char in chars if char.number not in hidden] if hidden else chars


def _covered(
    chars: list[Char], drawing: Drawing, page: pypdfium2.PdfPage, text_page: int
) -> tuple[list[Char], set[int]]:
    """The characters over which something is painted later; and of these, the numbers of the hidden ones.

    Where other text is painted over the cover again, ink says nothing: what it runs into is hidden.
    """
    later = [(order, box) for order, box in drawing.covers if order > drawing.first_text]
    if not later:
        return [], set()
    by_baseline = sorted(chars, key=_baseline)
    under = [
        (order, char)
        for order, box in later
        for char in by_baseline[
            bisect_left(by_baseline, box.top, key=_baseline) : bisect_left(
                by_baseline, box.bottom, key=_baseline
            )
        ]
        if box.left <= char.left and char.right <= box.right
    ]
    if not under:
        return [], set()
    orders = _painting_orders(chars, page, text_page)
    doubtful = [(order, char) for order, char in under if orders[char.number] < order]
    hidden = {
        char.number
        for order, char in doubtful
        if any(orders[other.number] > order and _overlap(char, other) for other in chars)
    }
    return [char for _, char in doubtful if char.number not in hidden], hidden


def _painting_orders(chars: list[Char], page: pypdfium2.PdfPage, text_page: int) -> dict[int, int]:
    """By number of a character, the place of its text object in the painting order."""
    orders = {
        item: order
        for order, (kind, item, _) in enumerate(page_objects(calls.address(page.raw)))
        if kind == pdfium.FPDF_PAGEOBJ_TEXT
    }
    owners = calls.owners(text_page, [char.number for char in chars])
    return {char.number: orders.get(owner, len(orders)) for char, owner in zip(chars, owners, strict=True)}


def _overlap(char: Char, other: Char) -> bool:
    return (
        min(char.right, other.right) - max(char.left, other.left) > _OVERLAP
        and min(char.bottom, other.bottom) - max(char.top, other.top) > _OVERLAP
    )


def _baseline(char: Char) -> float:
    return char.baseline


def _without_ink(chars: Iterable[Char], page: pypdfium2.PdfPage, view: View) -> list[int]:
    """Indexes of the characters in whose box the painted page is of one colour."""
    bitmap = page.render(scale=_SCALE, grayscale=True, rotation=(view.rotation - page.get_rotation()) % 360)
    pixels, width, height, stride = bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride
    blank = []
    for char in chars:
        left = max(0, math.floor(char.left * _SCALE))
        right = min(width, math.ceil(char.right * _SCALE))
        rows = range(
            max(0, math.floor(char.top * _SCALE) + 1), min(height, math.ceil(char.bottom * _SCALE) - 1)
        )
        shades = [bytes(pixels[row * stride + left : row * stride + right]) for row in rows]
        ink = [shade for row in shades for shade in (min(row, default=255), max(row, default=0))]
        if not ink or max(ink) - min(ink) < _CONTRAST:
            blank.append(char.number)
    bitmap.close()
    return blank
