"""The ruling lines of a table in a picture of a page, found by their shape: long, straight and thin."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from yusuan.extract.pdf.content.ruling_lines import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cv2.typing import MatLike

# Rules over this part of a page's width, and no steeper than this, tell its skew. Level strokes show them, so
# many a width.
_SKEW_RULE = 0.2
_STEEPEST = 0.1
_SKEW_STROKES = 50
# The shortest rules that are looked for, in points.
_SHORTEST_ROW = 18.0
_SHORTEST_COLUMN = 13.0
# A scanned rule is no thicker; what is thicker is a filled area.
_THICKEST = 4.5
# Breaks in a scanned rule up to this long are closed.
_BREAK = 1.0
# Letters one under the other make upright strokes; a rule is longer, or ends at rules across it on both sides.
_LONG = 60.0
_MEETS = 3.0
# What is this much darker than the mean of its neighbourhood (of so many points) is ink.
_DARKER = 12
# Pixels that hang together and reach no farther than this are specks, or points within a text.
_SPECK = 6
_NEIGHBOURHOOD = 11.0


class Patch(NamedTuple):
    """An upright rectangle of a picture, in pixels, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels; not positive if there is nothing in it."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels; not positive if there is nothing in it."""
        return self.bottom - self.top

    def of(self, picture: MatLike) -> MatLike:
        """What the picture shows there."""
        return picture[max(0, self.top) : self.bottom, max(0, self.left) : self.right]


def find_ink(picture: MatLike) -> MatLike:
    """Tell the ink of a page from its paper, however grey or unevenly lit.

    Args:
        picture: grey levels, one byte a pixel.

    Returns:
        A picture of the same size: 255 where there is ink, specks and points left out, else 0.
    """
    side = int(_NEIGHBOURHOOD / 72 * 200) | 1
    dark = cv2.adaptiveThreshold(
        picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, _DARKER
    )
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    is_ink = boxes[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= _SPECK
    is_ink[0] = False
    return np.where(is_ink[labels], np.uint8(255), np.uint8(0))


def find_skew(ink: MatLike) -> float:
    """How far a page's long rules run downwards to the right, in degrees; 0 without such rules."""
    width = ink.shape[1]
    drawn = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, width // _SKEW_STROKES), np.uint8))
    drawn = cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, np.ones((3, width // _SKEW_STROKES), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(drawn, connectivity=8)
    angles = []
    for label, (left, top, length, height, _) in enumerate(boxes.tolist()):
        if label and length >= _SKEW_RULE * width and height <= _STEEPEST * length:
            ys, xs = np.nonzero(labels[top : top + height, left : left + length] == label)
            angles.append(math.degrees(math.atan(np.polyfit(xs, ys, 1)[0])))
    return statistics.median(angles) if angles else 0.0


def find_rules(ink: MatLike, lines: Sequence[Patch], scale: float) -> tuple[list[Rule], list[Rule]]:
    """Find the ruling lines of an upright page.

    Args:
        ink: as `find_ink` tells it.
        lines: where text stands; a stroke inside of one line is part of a letter.
        scale: pixels a point.

    Returns:
        The pieces of horizontal and of vertical rules, in points.
    """
    high = round(_THICKEST * scale)
    horizontal = [
        Rule((stroke.top + stroke.bottom) / 2 / scale, stroke.left / scale, stroke.right / scale)
        for stroke in _strokes(ink, _SHORTEST_ROW, scale, across=True)
        if stroke.height <= high and not _is_in_text(stroke, lines)
    ]
    vertical = [
        Rule((stroke.left + stroke.right) / 2 / scale, stroke.top / scale, stroke.bottom / scale)
        for stroke in _strokes(ink, _SHORTEST_COLUMN, scale, across=False)
        if stroke.width <= high and not _is_in_text(stroke, lines)
    ]
    return horizontal, [rule for rule in vertical if _is_bounded(rule, horizontal)]


def _strokes(ink: MatLike, shortest: float, scale: float, *, across: bool) -> Iterator[Patch]:
    """The straight strokes in one direction."""
    drawn = ink
    for change, length in ((cv2.MORPH_CLOSE, _BREAK), (cv2.MORPH_OPEN, shortest)):
        pixels = max(3, round(length * scale))
        size = (pixels, 1) if across else (1, pixels)
        drawn = cv2.morphologyEx(drawn, change, cv2.getStructuringElement(cv2.MORPH_RECT, size))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(drawn, connectivity=8)
    for left, top, width, height, _ in boxes[1:].tolist():
        yield Patch(left, top, left + width, top + height)


def _is_bounded(column: Rule, rows: Sequence[Rule]) -> bool:
    return column.end - column.start >= _LONG or all(
        any(
            abs(row.at - end) <= _MEETS and row.start - _MEETS <= column.at <= row.end + _MEETS
            for row in rows
        )
        for end in column[1:]
    )


def _is_in_text(stroke: Patch, lines: Sequence[Patch]) -> bool:
    return any(
        line.left <= stroke.left
        and line.top <= stroke.top
        and stroke.right <= line.right
        and stroke.bottom <= line.bottom
        for line in lines
    )
