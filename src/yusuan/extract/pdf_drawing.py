"""What a PDF page draws besides text: ruling lines, pictures, and what may lie over text."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from yusuan.extract.lattice_rules import Rule
from yusuan.extract.pdf_objects import IDENTITY, Matrix, address, apply, matrix_of, page_objects, product
from yusuan.extract.pdf_view import Box, View, extent

if TYPE_CHECKING:
    from collections.abc import Iterator

# A rule is no thicker than this, in points.
_THIN = 3.5
# All three colours from here up: white, or what prints as white.
_WHITE = 245
# Fainter than this (of 255) is not seen.
_FAINT = 30
# A filled shape of more points than this is no set of boxes.
_MOST_POINTS = 20_000
_UNPAINTED = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))

Point = tuple[float, float]


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
        if box.height <= _THIN and (box.width > _THIN or box.width >= box.height):
            self.horizontal.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
        if box.width <= _THIN and (box.height > _THIN or box.height >= box.width):
            self.vertical.append(Rule((box.left + box.right) / 2, box.top, box.bottom))


def read_drawing(page: Any, view: View) -> Drawing:
    """Read what a page draws besides text, forms within forms included.

    Args:
        page: raw handle of a loaded page.
        view: how its content is shown.
    """
    reader = _Reader(view)
    for order, (kind, item, matrix) in enumerate(page_objects(page)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            reader.read_text(order, item, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            reader.read_path(order, item, matrix)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            reader.read_picture(order, item, matrix)
    reader.settle_white_rules()
    return reader.drawing


class _Reader:
    """Sorts the objects of one page; the buffers that PDFium writes to are made once."""

    def __init__(self, view: View) -> None:
        self.drawing = Drawing()
        self._view = view
        self._white_rules: list[tuple[int, Box]] = []
        self._darker: list[tuple[int, Box]] = []
        self._bounds = [ctypes.c_float() for _ in range(4)]
        self._bounds_refs = [ctypes.byref(value) for value in self._bounds]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_refs = [ctypes.byref(value) for value in self._colour]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()

    def read_text(self, order: int, item: Any, matrix: Matrix) -> None:
        """Note the text that does not show, or may not, and where a form puts it."""
        if matrix != IDENTITY:
            self.drawing.in_forms[address(item)] = matrix
        if self.drawing.first_text < 0:
            self.drawing.first_text = order
        if pdfium.FPDFTextObj_GetTextRenderMode(item) in _UNPAINTED:
            self.drawing.unpainted.add(address(item))
        elif self._is_white(item, stroked=False) or self._colour[3].value < _FAINT:
            self.drawing.faint.add(address(item))

    def read_picture(self, order: int, item: Any, matrix: Matrix) -> None:
        """Note where a picture lies; one as thin as a rule is a rule."""
        box = self._box(item, matrix)
        if min(box.width, box.height) <= _THIN:
            self.drawing.add_rule(box)
        else:
            self.drawing.pictures.append(box)
            self.drawing.covers.append((order, box))

    def read_path(self, order: int, item: Any, matrix: Matrix) -> None:
        """Sort a path: a rule, the outline of boxes, an area, or some other shape."""
        pdfium.FPDFPath_GetDrawMode(item, self._fill, self._stroke)
        stroked = bool(self._stroke.value)
        if not stroked and not self._fill.value:
            return
        box = self._box(item, matrix)
        white = self._is_white(item, stroked=stroked)
        if self._colour[3].value < _FAINT:
            return
        if min(box.width, box.height) <= _THIN:
            self._add_rules(order, [box], white=white)
            return
        count = pdfium.FPDFPath_CountSegments(item)
        if not stroked and (count <= 5 or count > _MOST_POINTS):
            self._add_area(order, box, white=white)
            return
        to_page = product(matrix_of(item), matrix)
        for corners in self._subpaths(item, count, to_page):
            self._read_subpath(order, corners, stroked=stroked, white=white)

    def settle_white_rules(self) -> None:
        """Keep the white rules that show: those painted over something darker."""
        for order, rule in self._white_rules:
            x, y = (rule.left + rule.right) / 2, (rule.top + rule.bottom) / 2
            if any(below < order and box.holds(x, y) for below, box in self._darker):
                self.drawing.add_rule(rule)

    def _read_subpath(self, order: int, corners: list[Point], *, stroked: bool, white: bool) -> None:
        whole = extent(corners)
        if min(whole.width, whole.height) <= _THIN:
            self._add_rules(order, [whole], white=white)
            return
        sides = [extent(list(pair)) for pair in pairwise(corners)]
        straight = [side for side in sides if min(side.width, side.height) <= _THIN / 2]
        if len(straight) < len(sides):
            self.drawing.outlines += 1
        if stroked:
            self._add_rules(order, straight, white=white)
        elif len(straight) == len(sides):
            self._add_area(order, whole, white=white)

    def _add_rules(self, order: int, boxes: list[Box], *, white: bool) -> None:
        if white:
            self._white_rules += [(order, box) for box in boxes]
        else:
            for box in boxes:
                self.drawing.add_rule(box)

    def _add_area(self, order: int, box: Box, *, white: bool) -> None:
        self.drawing.covers.append((order, box))
        if not white:
            self._darker.append((order, box))

    def _box(self, item: Any, matrix: Matrix) -> Box:
        """The box of an object on the page as shown."""
        pdfium.FPDFPageObj_GetBounds(item, *self._bounds_refs)
        left, bottom, right, top = (value.value for value in self._bounds)
        if matrix is IDENTITY:
            return self._view.box(left, bottom, right, top)
        corners = ((left, bottom), (right, bottom), (right, top), (left, top))
        return extent([self._view.point(*apply(matrix, x, y)) for x, y in corners])

    def _is_white(self, item: Any, *, stroked: bool) -> bool:
        """Whether an object is painted white; leaves its colour and opacity in the buffers."""
        read = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
        red, green, blue, opacity = self._colour
        if not read(item, *self._colour_refs):
            opacity.value = 255
            return False
        return red.value >= _WHITE and green.value >= _WHITE and blue.value >= _WHITE

    def _subpaths(self, item: Any, count: int, matrix: Matrix) -> Iterator[list[Point]]:
        """The connected lines of a path as points on the page as shown; curves by their control points."""
        points: list[Point] = []
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, self._x, self._y)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if len(points) > 1:
                    yield points
                points = []
            points.append(self._view.point(*apply(matrix, self._x.value, self._y.value)))
            if pdfium.FPDFPathSegment_GetClose(segment) and points:
                points.append(points[0])
        if len(points) > 1:
            yield points
