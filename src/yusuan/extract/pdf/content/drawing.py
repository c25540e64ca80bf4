"""What a PDF page draws besides text: ruling lines, pictures, and what may lie over text."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from yusuan.extract.pdf.content import calls
from yusuan.extract.pdf.content.objects import IDENTITY, Matrix, apply, matrix_of, page_objects, product
from yusuan.extract.pdf.content.ruling_lines import Rule
from yusuan.extract.pdf.content.view import Box, View, extent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A rule is no thicker than this, in points.
_THIN = 3.5
# All three colours from here up: white, or what prints as white.
_WHITE = 245
# Fainter than this (of 255) is not seen.
_FAINT = 30
# A filled shape of more points than this is no set of boxes.
_MOST_POINTS = 20_000
_UNPAINTED = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))

_BLACK = (0, 0, 0, 255)

Point = tuple[float, float]
Colour = tuple[int, ...]
# An object's place in the painting order, its address, and the matrix from its form to the page.
_Item = tuple[int, int, Matrix]
_Answers = tuple[list[int], list[tuple[Any, ...]]]


@dataclass(slots=True)
class Drawing:
    """What stands on a page besides text, as shown.

    Attributes:
        horizontal: pieces of horizontal rules.
        vertical: pieces of vertical rules.
        pictures: images and shadings.
        covers: pictures and filled areas, each with its place in the painting order.
        unpainted: addresses of text objects that are not painted at all.
        faint: addresses of text objects painted white or nearly transparent.
        in_forms: by address of a text object inside a form that moves it, the matrix that does.
        first_text: place of the first text object in the painting order, -1 if there is none.
        outlines: drawn shapes that are neither rules nor boxes, as letters drawn by their outlines.
    """

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    covers: list[tuple[int, Box]] = field(default_factory=list)
    unpainted: set[int] = field(default_factory=set)
    faint: set[int] = field(default_factory=set)
    in_forms: dict[int, Matrix] = field(default_factory=dict)
    first_text: int = -1
    outlines: int = 0

    def add_rule(self, box: Box) -> None:
        """Add a thin box as a piece of rule; a dot may be a piece of either kind."""
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        if height <= _THIN and (width > _THIN or width >= height):
            self.horizontal.append(Rule((top + bottom) / 2, left, right))
        if width <= _THIN and (height > _THIN or height >= width):
            self.vertical.append(Rule((left + right) / 2, top, bottom))


def read_drawing(page: int, view: View) -> Drawing:
    """Read what a page draws besides text, forms within forms included.

    Args:
        page: address of a loaded page.
        view: how its content is shown.
    """
    reader = _Reader(view)
    by_kind: dict[int, list[_Item]] = defaultdict(list)
    for order, (kind, item, matrix) in enumerate(page_objects(page)):
        by_kind[kind].append((order, item, matrix))
    reader.read_texts(by_kind[pdfium.FPDF_PAGEOBJ_TEXT])
    reader.read_paths(by_kind[pdfium.FPDF_PAGEOBJ_PATH])
    reader.read_pictures(by_kind[pdfium.FPDF_PAGEOBJ_IMAGE] + by_kind[pdfium.FPDF_PAGEOBJ_SHADING])
    reader.settle_white_rules()
    return reader.drawing


class _Reader:
    """Sorts the objects of one page; each question is put to all of a kind at once."""

    def __init__(self, view: View) -> None:
        self.drawing = Drawing()
        self._view = view
        self._white_rules: list[tuple[int, Box]] = []
        self._darker: list[tuple[int, Box]] = []

    def read_texts(self, texts: list[_Item]) -> None:
        """Note the text that does not show, or may not, and where a form puts it."""
        if not texts:
            return
        self.drawing.first_text = texts[0][0]
        self.drawing.in_forms = {item: matrix for _, item, matrix in texts if matrix is not IDENTITY}
        items = [item for _, item, _ in texts]
        modes = map(calls.text_mode_of, items)
        self.drawing.unpainted = {item for item, mode in zip(items, modes, strict=True) if mode in _UNPAINTED}
        colours = _colours(items, calls.fill_colour_of)
        faint = {colour for colour in set(colours) if _is_white(colour) or colour[3] < _FAINT}
        if faint:
            self.drawing.faint = {
                item for item, colour in zip(items, colours, strict=True) if colour in faint
            } - self.drawing.unpainted

    def read_pictures(self, pictures: list[_Item]) -> None:
        """Note where pictures lie; one as thin as a rule is a rule."""
        for (order, _, _), box in zip(pictures, self._boxes(pictures), strict=True):
            if min(box.width, box.height) <= _THIN:
                self.drawing.add_rule(box)
            else:
                self.drawing.pictures.append(box)
                self.drawing.covers.append((order, box))

    def read_paths(self, paths: list[_Item]) -> None:
        """Sort paths: rules, outlines of boxes, areas, or other shapes."""
        _, modes = _ask(calls.draw_mode_of, ctypes.c_int, 2, [item for _, item, _ in paths])
        stroked = [path for path, (_, stroke) in zip(paths, modes, strict=True) if stroke]
        filled = [path for path, (fill, stroke) in zip(paths, modes, strict=True) if fill and not stroke]
        self._read_painted(stroked, calls.stroke_colour_of, stroked=True)
        self._read_painted(filled, calls.fill_colour_of, stroked=False)

    def settle_white_rules(self) -> None:
        """Keep the white rules that show: those painted over something darker."""
        for order, rule in self._white_rules:
            x, y = (rule.left + rule.right) / 2, (rule.top + rule.bottom) / 2
            if any(below < order and box.holds(x, y) for below, box in self._darker):
                self.drawing.add_rule(rule)

    def _read_painted(self, paths: list[_Item], colour_of: Callable[..., int], *, stroked: bool) -> None:
        colours = _colours([item for _, item, _ in paths], colour_of)
        for (order, item, matrix), box, colour in zip(paths, self._boxes(paths), colours, strict=True):
            if colour[3] < _FAINT:
                continue
            white = _is_white(colour)
            left, top, right, bottom = box
            if right - left <= _THIN or bottom - top <= _THIN:
                self._add_rule(order, box, white=white)
                continue
            count = calls.count_in_path(item)
            if not stroked and (count <= 5 or count > _MOST_POINTS):
                self._add_area(order, box, white=white)
                continue
            to_page = product(matrix_of(item), matrix)
            for corners in self._subpaths(item, count, to_page):
                self._read_subpath(order, corners, stroked=stroked, white=white)

    def _read_subpath(self, order: int, corners: list[Point], *, stroked: bool, white: bool) -> None:
        whole = extent(corners)
        if min(whole.width, whole.height) <= _THIN:
            self._add_rule(order, whole, white=white)
            return
        sides = [extent(list(pair)) for pair in pairwise(corners)]
        straight = [side for side in sides if min(side.width, side.height) <= _THIN / 2]
        if len(straight) < len(sides):
            self.drawing.outlines += 1
        if stroked:
            for side in straight:
                self._add_rule(order, side, white=white)
        elif len(straight) == len(sides):
            self._add_area(order, whole, white=white)

    def _add_rule(self, order: int, box: Box, *, white: bool) -> None:
        if white:
            self._white_rules.append((order, box))
        else:
            self.drawing.add_rule(box)

    def _add_area(self, order: int, box: Box, *, white: bool) -> None:
        self.drawing.covers.append((order, box))
        if not white:
            self._darker.append((order, box))

    def _boxes(self, items: list[_Item]) -> list[Box]:
        """The boxes of objects on the page as shown."""
        _, bounds = _ask(calls.bounds_of, ctypes.c_float, 4, [item for _, item, _ in items])
        boxes = self._view.boxes(bounds)
        for index, (_, _, matrix) in enumerate(items):
            if matrix is not IDENTITY:
                boxes[index] = self._moved(matrix, *bounds[index])
        return boxes

    def _moved(self, matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
        corners = ((left, bottom), (right, bottom), (right, top), (left, top))
        return extent([self._view.point(*apply(matrix, x, y)) for x, y in corners])

    def _subpaths(self, item: int, count: int, matrix: Matrix) -> Iterator[list[Point]]:
        """The connected lines of a path as points on the page as shown; curves by their control points."""
        segments = list(map(calls.segment_of_path, repeat(item), range(count)))
        _, places = _ask(calls.point_of_segment, ctypes.c_float, 2, segments)
        kinds, closes = map(calls.kind_of_segment, segments), map(calls.closes, segments)
        points: list[Point] = []
        for kind, (x, y), closed in zip(kinds, places, closes, strict=True):
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if len(points) > 1:
                    yield points
                points = []
            points.append(self._view.point(*apply(matrix, x, y)))
            if closed and points:
                points.append(points[0])
        if len(points) > 1:
            yield points


def _ask(function: Callable[..., int], kind: Any, width: int, items: list[int]) -> _Answers:
    return calls.ask(function, kind, width, len(items), items)


def _colours(items: list[int], colour_of: Callable[..., int]) -> list[Colour]:
    """Red, green, blue and opacity of objects, those of unknown colour black."""
    known, colours = _ask(colour_of, ctypes.c_uint, 4, items)
    if not all(known):
        return [colour if is_known else _BLACK for is_known, colour in zip(known, colours, strict=True)]
    return colours


def _is_white(colour: Colour) -> bool:
    return min(colour[:3]) >= _WHITE
