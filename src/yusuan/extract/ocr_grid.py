"""The ruling lines of a table in a picture of a page, found by their shape: long, straight and thin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2

from yusuan.extract.lattice_rules import Rule

if TYPE_CHECKING:
    from cv2.typing import MatLike

# Lengths in points. No stroke of a letter in a table is as long as the shortest rule that is looked for;
# strokes of larger letters touch no rule, and make no grid.
_SHORTEST_ROW = 18.0
_SHORTEST_COLUMN = 13.0
# A scanned rule is no thicker; what is thicker is a filled area.
_THICKEST = 4.5
# Breaks in a scanned rule up to this long are closed.
_BREAK = 2.5
# What is this much darker than the mean of its neighbourhood (of so many points) is ink.
_DARKER = 12
_NEIGHBOURHOOD = 11.0


def find_ink(picture: MatLike) -> MatLike:
    """Tell the ink of a page from its paper, however grey or unevenly lit.

    Args:
        picture: grey levels, one byte a pixel.

    Returns:
        A picture of the same size: 255 where there is ink, else 0.
    """
    side = int(_NEIGHBOURHOOD / 72 * 200) | 1
    return cv2.adaptiveThreshold(
        picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, _DARKER
    )


def find_rules(ink: MatLike, scale: float) -> tuple[list[Rule], list[Rule]]:
    """Find the ruling lines of an upright page.

    Args:
        ink: as `find_ink` tells it.
        scale: pixels a point.

    Returns:
        The pieces of horizontal and of vertical rules, in points.
    """
    horizontal = [
        Rule((y + height / 2) / scale, x / scale, (x + width) / scale)
        for x, y, width, height in _strokes(ink, scale, _SHORTEST_ROW, across=True)
        if height <= _THICKEST * scale
    ]
    vertical = [
        Rule((x + width / 2) / scale, y / scale, (y + height) / scale)
        for x, y, width, height in _strokes(ink, scale, _SHORTEST_COLUMN, across=False)
        if width <= _THICKEST * scale
    ]
    return horizontal, vertical


def _strokes(
    ink: MatLike, scale: float, shortest: float, *, across: bool
) -> list[tuple[int, int, int, int]]:
    """The boxes (left, top, width, height; pixels) of straight strokes in one direction."""
    drawn = ink
    for change, length in ((cv2.MORPH_CLOSE, _BREAK), (cv2.MORPH_OPEN, shortest)):
        pixels = max(3, round(length * scale))
        size = (pixels, 1) if across else (1, pixels)
        drawn = cv2.morphologyEx(drawn, change, cv2.getStructuringElement(cv2.MORPH_RECT, size))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(drawn, connectivity=8)
    return [(int(x), int(y), int(width), int(height)) for x, y, width, height, _ in boxes[1:]]
