"""A PDF page as it is shown: upright, x to the right and y downwards from its top left corner, in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Box(NamedTuple):
    """An upright rectangle on the page as shown."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In points."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def extent(points: Sequence[tuple[float, float]]) -> Box:
    """The least box that holds some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class View:
    """How the coordinates of a page's content become those of the page as shown.

    Attributes:
        rotation: clockwise turn of the content, in degrees: 0, 90, 180 or 270.
        left: least x of the visible part, in content coordinates.
        bottom: least y of the visible part.
        right: greatest x of the visible part.
        top: greatest y of the visible part.
    """

    rotation: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def page(self) -> Box:
        """The page as shown."""
        width, height = self.right - self.left, self.top - self.bottom
        if self.rotation in (90, 270):
            width, height = height, width
        return Box(0.0, 0.0, width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the content as shown."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def boxes(self, boxes: Sequence[tuple[float, ...]]) -> list[Box]:
        """Rectangles of the content, each as (left, bottom, right, top), as shown."""
        if self.rotation:
            return [self.box(*box) for box in boxes]
        x, y = self.left, self.top
        return [Box(left - x, y - top, right - x, y - bottom) for left, bottom, right, top in boxes]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the content as shown."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
