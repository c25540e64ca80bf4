"""Text that a PDF page holds and does not show: unpainted, white on white, or under something opaque."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from itertools import takewhile
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from yusuan.extract.pdf.content import calls
from yusuan.extract.pdf.content.objects import page_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pypdfium2

    from yusuan.extract.pdf.content.characters import Char
    from yusuan.extract.pdf.content.drawing import Drawing
    from yusuan.extract.pdf.content.view import Box, View

# Pixels a point at which a doubtful page is painted to see what shows.
_SCALE = 2
# Shades of grey (of 255) between a character and its ground that a reader sees.
_CONTRAST = 24
# How far (in points) the boxes of two characters reach into each other that are printed over each other.
_OVERLAP = 1.0
# Side of the squares (in points) by which characters are found that stand near; most are smaller.
_SQUARE = 64


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
    later = [
        (order, box)
        for order, box in drawing.covers
        if order > drawing.first_text and all(map(math.isfinite, box))
    ]
    if not later or not chars:
        return [], set()
    orders = _painting_orders(chars, page, text_page)
    covers = _first_covers(chars, orders, later)
    if not covers:
        return [], set()
    beside = _Places(chars, orders)
    hidden = {char.number for char, order in covers if beside.is_painted_over(char, order)}
    return [char for char, _ in covers if char.number not in hidden], hidden


def _first_covers(
    chars: Iterable[Char], orders: Mapping[int, int], covers: Iterable[tuple[int, Box]]
) -> list[tuple[Char, int]]:
    """The covered characters, each with the place in the painting order of the first that covers it.

    In the painting order, each cover takes what it lies over out of the rows of what has been painted so far,
    so that no character is looked at again for all the covers after.
    """
    rows: dict[int, list[tuple[float, int, Char]]] = {}
    painted = sorted(chars, key=lambda char: orders[char.number], reverse=True)
    found: list[tuple[Char, int]] = []
    for order, box in sorted(covers):
        while painted and orders[painted[-1].number] < order:
            char = painted.pop()
            insort(rows.setdefault(math.floor(char.baseline), []), (char.left, char.number, char))
        first, last = math.floor(box.top), math.floor(box.bottom)
        for number in range(first, last + 1) if last - first < len(rows) else sorted(rows):
            row = rows.get(number, [])
            start, end = bisect_left(row, (box.left,)), bisect_left(row, (box.right,))
            inside = {
                item
                for item in row[start:end]
                if item[2].right <= box.right and box.top <= item[2].baseline < box.bottom
            }
            if inside:
                rows[number] = [item for item in row if item not in inside]
                found += [(char, order) for _, _, char in sorted(inside)]
    return found


class _Places:
    """Characters by where they stand, the last painted first."""

    def __init__(self, chars: Iterable[Char], orders: Mapping[int, int]) -> None:
        self._orders = orders
        self._squares: dict[tuple[int, int], list[Char]] = {}
        self._large: list[Char] = []
        for char in sorted(chars, key=lambda char: orders[char.number], reverse=True):
            width, height = char.right - char.left, char.bottom - char.top
            if max(width, height) > _SQUARE:
                self._large.append(char)
            elif min(width, height) > _OVERLAP:  # less cannot overlap by more
                for square in _squares(char):
                    self._squares.setdefault(square, []).append(char)

    def is_painted_over(self, char: Char, order: int) -> bool:
        """Whether a character painted later than a place in the painting order runs into one."""
        if max(char.right - char.left, char.bottom - char.top) > _SQUARE:
            near: Iterable[list[Char]] = [self._large, *self._squares.values()]
        else:
            near = [self._large, *(self._squares.get(square, []) for square in _squares(char))]
        return any(
            _overlap(char, other)
            for others in near
            for other in takewhile(lambda other: self._orders[other.number] > order, others)
        )


def _squares(char: Char) -> set[tuple[int, int]]:
    """The squares of the page that the corners of a character's box lie in."""
    return {
        (math.floor(x / _SQUARE), math.floor(y / _SQUARE))
        for x in (char.left, char.right)
        for y in (char.top, char.bottom)
    }


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
