"""The recogniser: where a picture holds lines of text, and what they say.

Its models are those in the wheel of rapidocr; nothing is fetched.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import rapidocr

from yusuan.extract.pdf.pages.scanned_rules import Patch, find_ink, find_skew

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cv2.typing import MatLike

# Text is found on a picture of at most so many pixels a side, whatever the page is read on: it costs less.
_LONGEST_TO_FIND = 1600
# More lines than a page of print has.
_MOST_LINES = 5000
# A line of text so many times as wide as high shows which way a page runs; so many of them are asked.
_WIDE = 3.0
_ASKED = 12
# Less skew (in degrees) does no harm.
_LEAST_SKEW = 0.03


def upright(picture: MatLike) -> tuple[MatLike, list[Patch]]:
    """Turn a page so that its text runs to the right, and find its lines.

    Args:
        picture: grey levels, one byte a pixel; by a quarter or a half turned, or a little askew.

    Returns:
        The upright picture, and where its lines of text stand.
    """
    corners = _find(picture)
    patches = _patches(corners, picture)
    if sum(patch.height > _WIDE * patch.width for patch in patches) > sum(map(_is_wide, patches)):
        picture = cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)
        corners = _find(picture)
    if _is_upside_down(picture, _patches(corners, picture)):
        picture = cv2.rotate(picture, cv2.ROTATE_180)
        corners = _find(picture)
    skew = find_skew(find_ink(picture))
    if abs(skew) > _LEAST_SKEW:
        height, width = picture.shape
        move = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
        picture = cv2.warpAffine(
            picture, move, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        corners = corners @ move[:, :2].T + move[:, 2]
    return picture, _patches(corners, picture)


def read_lines(lines: Sequence[MatLike]) -> list[tuple[str, float]]:
    """Read pictures of one line of text each.

    Args:
        lines: grey levels.

    Returns:
        For each its text, "" if it holds none, and how sure that is, from 0 to 1.
    """
    if not lines:
        return []
    found = _engine().recognize_txt([_coloured(line) for line in lines])
    return [
        (text.strip(), float(score)) for text, score in zip(found.txts or (), found.scores or (), strict=True)
    ]


@cache
def _engine() -> rapidocr.RapidOCR:
    """The recogniser; its models are given by their paths, or it might look for them elsewhere."""
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": _LONGEST_TO_FIND,
            "Det.max_candidates": _MOST_LINES,
            "Det.model_path": str(next(models.glob("*_det_*.onnx"))),
            "Rec.model_path": str(next(models.glob("*_rec_*.onnx"))),
            "Cls.model_path": str(next(models.glob("*_cls_*.onnx"))),
        }
    )


def _find(picture: MatLike) -> MatLike:
    """The corners of the lines of text, each from its top left one clockwise: lines × 4 × (x, y)."""
    found = _engine()(_coloured(picture), use_det=True, use_cls=False, use_rec=False)
    boxes = getattr(found, "boxes", None)
    return np.zeros((0, 4, 2)) if boxes is None else np.asarray(boxes, dtype=np.float64)


def _patches(corners: MatLike, picture: MatLike) -> list[Patch]:
    """The upright rectangles around lines, within the picture."""
    height, width = picture.shape
    low = np.floor(corners.min(axis=1)).clip(0, (width, height)).astype(int)
    high = np.ceil(corners.max(axis=1)).clip(0, (width, height)).astype(int)
    return [Patch(*map(int, start), *map(int, end)) for start, end in zip(low, high, strict=True)]


def _is_wide(patch: Patch) -> bool:
    return patch.width > _WIDE * patch.height


def _is_upside_down(picture: MatLike, patches: Sequence[Patch]) -> bool:
    """Whether most of the longest lines of text look so."""
    longest = sorted(filter(_is_wide, patches), key=lambda patch: patch.width)[-_ASKED:]
    if not longest:
        return False
    _, found = _engine().cls_and_rotate([_coloured(patch.of(picture)) for patch in longest])
    return sum(label == "180" for label, _ in found.cls_res or ()) > len(longest) / 2


def _coloured(picture: MatLike) -> MatLike:
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
