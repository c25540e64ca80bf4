"""Pages that are pictures, read by optical character recognition; needs the extra `yusuan[ocr]`.

The models are those in the wheel of rapidocr; nothing is fetched. Text is found on the whole page, parted at
the ruling lines of its grid, and read cell by cell.
"""

from __future__ import annotations

import math
import statistics
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
import rapidocr

from yusuan.extract.lattice import find_grids
from yusuan.extract.ocr_grid import find_ink, find_rules
from yusuan.extract.pdf_cells import fill_grids
from yusuan.extract.pdf_chars import Char, PageText
from yusuan.extract.pdf_columns import find_unruled
from yusuan.extract.pdf_page import PageLayout
from yusuan.extract.pdf_text import print_lines
from yusuan.extract.pdf_view import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2
    from cv2.typing import MatLike

    from yusuan.extract.lattice_grid import Grid

# Dots an inch at which a page is looked at, and the most dots of its longer side: A3. Text is found on a
# picture with fewer, which costs half the time and memory, and is read on the larger one.
_DPI = 200
_LONGEST_SIDE = 3400
_LONGEST_TO_FIND = 1600
# What is read with less confidence (of 1) is specks and seals.
_CONFIDENCE = 0.5
# Boxes so many times as wide as high show which way the page runs; those of the most ink are asked.
_WIDE = 3.0
_ASKED = 12
# Less skew (in degrees) does no harm; no scanner leaves more.
_LEAST_SKEW, _MOST_SKEW = 0.05, 8.0
# Ink in a cell that no found text covers is text if it is so high, in points.
_LOWEST, _HIGHEST = 3.0, 30.0
# How far (in points) the ink of a rule reaches into a cell, and the white that is left around a crop.
_RULE = 1.2
_MARGIN = 1.5
# The parts of a character's height above and below its baseline, from the middle of its box.
_BASELINE = 0.36


class _Piece(NamedTuple):
    """What stands in one line of one cell: a box in pixels."""

    left: int
    top: int
    right: int
    bottom: int


def recognise_page(page: pypdfium2.PdfPage, number: int) -> PageLayout:
    """Read a page as the picture that it shows.

    The page may be turned by a quarter or a half, and a little askew.

    Args:
        page: the page, which stays open.
        number: its 1-based number.

    Returns:
        Its lines and tables, `recognised`. What cannot be read with some confidence is left out.
    """
    scale = min(_DPI / 72, _LONGEST_SIDE / max(page.get_size()))
    picture = page.render(scale=scale, grayscale=True).to_numpy()[:, :, 0]
    picture, boxes = _upright(picture, _find_text(picture))
    height, width = picture.shape
    layout = PageLayout(number, Box(0.0, 0.0, width / scale, height / scale), recognised=True)
    ink = find_ink(picture)
    grids = find_grids(*find_rules(ink, scale))
    pieces = [piece for box in boxes for piece in _parted(box, grids, scale)]
    pieces += _overlooked(ink, pieces, grids, scale)
    chars = _read(picture, [piece for piece in pieces if _has_ink(ink, piece)], scale)
    ruled, rest = fill_grids(chars, PageText(chars, [], len(chars), 0), grids, None)
    unruled, rest = find_unruled(rest)
    layout.tables = sorted(ruled + unruled, key=lambda table: (table.grid.ys[0], table.grid.xs[0]))
    layout.lines = print_lines(rest)
    return layout


@cache
def _engine() -> rapidocr.RapidOCR:
    """The recogniser with the models of its wheel, given by their paths so that none is looked for elsewhere."""
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": _LONGEST_TO_FIND,
            "Det.model_path": str(next(models.glob("*_det_*.onnx"))),
            "Rec.model_path": str(next(models.glob("*_rec_*.onnx"))),
            "Cls.model_path": str(next(models.glob("*_cls_*.onnx"))),
        }
    )


def _find_text(picture: MatLike) -> MatLike:
    """The corners of lines of text, clockwise: an array of boxes × 4 × (x, y)."""
    found = _engine()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False)
    return np.zeros((0, 4, 2)) if found.boxes is None else np.asarray(found.boxes, dtype=np.float64)


def _upright(picture: MatLike, boxes: MatLike) -> tuple[MatLike, list[_Piece]]:
    """Turn a page so that its text runs to the right; the picture, and the upright boxes of its text."""
    sides = [(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[3] - box[0])) for box in boxes]
    if sum(h > _WIDE * w for w, h in sides) > sum(w > _WIDE * h for w, h in sides):
        picture, boxes = _turned(picture, boxes)
    wide = sorted((box for box in boxes if _length(box) > _WIDE * _thickness(box)), key=_length)[-_ASKED:]
    if wide and _is_upside_down(picture, wide):
        picture, boxes = _turned(*_turned(picture, boxes))
        wide = [_half_turned(picture, box) for box in wide]
    skew = statistics.median(_angle(box) for box in wide) if wide else 0.0
    if _LEAST_SKEW < abs(skew) < _MOST_SKEW:
        height, width = picture.shape
        move = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
        picture = cv2.warpAffine(picture, move, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
        boxes = boxes @ move[:, :2].T + move[:, 2]
    return picture, [_extent(box, picture) for box in boxes]
