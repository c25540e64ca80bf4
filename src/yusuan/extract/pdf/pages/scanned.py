"""PDF pages that are pictures, read by optical character recognition; needs the extra `yusuan[ocr]`.

Lines of text are found on the whole page, parted at the ruling lines of its tables, and read cell by cell.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

import cv2
import numpy as np

from yusuan.extract.pdf.content.characters import Char, PageText
from yusuan.extract.pdf.content.lines import print_lines
from yusuan.extract.pdf.content.view import Box
from yusuan.extract.pdf.pages.page import PageLayout
from yusuan.extract.pdf.pages.recogniser import read_lines, upright
from yusuan.extract.pdf.pages.scanned_rules import Patch, find_ink, find_rules
from yusuan.extract.pdf.tables.cells import fill_grids
from yusuan.extract.pdf.tables.lattice import find_grids
from yusuan.extract.pdf.tables.unruled import find_unruled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2
    from cv2.typing import MatLike

    from yusuan.extract.pdf.tables.grid import Grid

# Dots an inch at which a page is read, and the most pixels of its longer side (an A3 page).
_DPI = 200
_LONGEST_SIDE = 3400
# What is read with less confidence (of 1) is specks, seals and signatures.
_CONFIDENCE = 0.5
# How far (in points) the ink of a rule may reach into a cell.
_RULE = 1.2
# Ink as high as this (in points) can be a figure; a line of text is no higher.
_LOWEST, _HIGHEST = 3.5, 40.0
# The part of a line's height by which what is read keeps clear of its ink, and how far its baseline is
# below its middle.
_CLEAR = 0.15
_BASELINE = 0.36
# Room at the ends of a line in a cell, as part of its height.
_ROOM = 1.0
# A letter or figure is so wide as part of a Chinese character.
_NARROW = 0.5


def recognise_page(page: pypdfium2.PdfPage, number: int) -> PageLayout:
    """Read a page as the picture that it shows.

    Args:
        page: the page, which stays open; scanned sideways, upside down or a little askew.
        number: its 1-based number.

    Returns:
        Its lines and tables, upright. What is read with little confidence is left out.
    """
    scale = min(_DPI / 72, _LONGEST_SIDE / max(page.get_size()))
    shown = page.render(scale=scale, grayscale=True).to_numpy()
    picture, found = upright(shown.reshape(shown.shape[:2]))
    height, width = picture.shape
    ink = find_ink(picture)
    grids = find_grids(*find_rules(ink, found, scale))
    lines = [part for line in found for part in _parted(line, found, grids, scale)]
    lines += _overlooked(ink, lines, grids, scale)
    chars = _read(picture, [line for line in (_inked(ink, line) for line in lines) if line], scale)
    ruled, rest = fill_grids(chars, PageText(chars, [], len(chars), 0), grids, None)
    unruled, rest = find_unruled(rest)
    return PageLayout(
        number,
        Box(0.0, 0.0, width / scale, height / scale),
        lines=print_lines(rest),
        tables=sorted(ruled + unruled, key=lambda table: (table.grid.ys[0], table.grid.xs[0])),
        is_recognised=True,
    )


def _parted(line: Patch, found: Sequence[Patch], grids: Sequence[Grid], scale: float) -> Iterator[Patch]:
    """A line of text by the cells that it runs over, without the rules between them."""
    y = (line.top + line.bottom) / 2 / scale
    for grid in grids:
        left, right = grid.xs[0] * scale, grid.xs[-1] * scale
        if not grid.ys[0] <= y < grid.ys[-1] or line.right <= left or line.left >= right:
            continue
        yield line._replace(right=min(line.right, math.floor(left)))
        roomy = _with_room(line, found)
        for cell in dict.fromkeys(grid.owners[bisect_right(grid.ys, y) - 1]):
            inside = _inside(grid, cell, scale)
            if line.right > inside.left and line.left < inside.right:
                low = (max(a, b) for a, b in zip(roomy[:2], inside[:2], strict=True))
                high = (min(a, b) for a, b in zip(roomy[2:], inside[2:], strict=True))
                yield Patch(*low, *high)
        yield line._replace(left=max(line.left, math.ceil(right)))
        return
    yield line


def _with_room(line: Patch, found: Sequence[Patch]) -> Patch:
    """A line with room at both ends, for a flat or lone character there that was not found with it."""
    level = [
        other
        for other in found
        if other is not line and other.top < (line.top + line.bottom) / 2 < other.bottom
    ]
    room = round(_ROOM * line.height)
    before = max((other.right for other in level if other.left < line.left), default=0)
    after = min((other.left for other in level if other.right > line.right), default=line.right + room)
    return line._replace(
        left=min(line.left, max(before, line.left - room)),
        right=max(line.right, min(after, line.right + room)),
    )


def _inside(grid: Grid, cell: int, scale: float) -> Patch:
    """A cell without the ink of its rules."""
    row, column, row_span, column_span = grid.spans[cell]
    return Patch(
        math.ceil((grid.xs[column] + _RULE) * scale),
        math.ceil((grid.ys[row] + _RULE) * scale),
        math.floor((grid.xs[column + column_span] - _RULE) * scale),
        math.floor((grid.ys[row + row_span] - _RULE) * scale),
    )


def _overlooked(ink: MatLike, lines: Sequence[Patch], grids: Sequence[Grid], scale: float) -> list[Patch]:
    """The ink of cells in which no text was found, as is the lot of lone figures."""
    found = []
    for grid in grids:
        filled = {
            grid.cell_at((line.left + line.right) / 2 / scale, (line.top + line.bottom) / 2 / scale)
            for line in lines
            if line.width > 0
        }
        for cell in set(range(len(grid.spans))) - filled:
            inside = _inside(grid, cell, scale)
            if inside.width <= 0 or inside.height <= 0:
                continue
            _, _, strokes, _ = cv2.connectedComponentsWithStats(inside.of(ink), connectivity=8)
            high = [stroke for stroke in strokes[1:] if stroke[3] >= _LOWEST * scale]
            if not high:
                continue
            top, bottom = min(stroke[1] for stroke in high), max(stroke[1] + stroke[3] for stroke in high)
            if bottom - top <= _HIGHEST * scale:
                clear = round(_CLEAR * (bottom - top))
                above, below = inside.top + int(top) - clear, inside.top + int(bottom) + clear
                found.append(inside._replace(top=max(inside.top, above), bottom=min(inside.bottom, below)))
    return found


def _inked(ink: MatLike, line: Patch) -> Patch | None:
    """A line no wider than its ink, None if there is none."""
    if line.width <= 0 or line.height <= 0:
        return None
    columns = np.flatnonzero(line.of(ink).max(axis=0))
    if not len(columns):
        return None
    clear = round(_CLEAR * line.height)
    return line._replace(
        left=max(line.left, line.left + int(columns[0]) - clear),
        right=min(line.right, line.left + int(columns[-1]) + 1 + clear),
    )


def _read(picture: MatLike, lines: Sequence[Patch], scale: float) -> list[Char]:
    """The characters of some lines of text, each about where it stands."""
    chars: list[Char] = []
    for line, (text, confidence) in zip(lines, read_lines([line.of(picture) for line in lines]), strict=True):
        if text and confidence >= _CONFIDENCE:
            chars += _chars(text, line, scale, len(chars))
    return chars


def _chars(text: str, line: Patch, scale: float, number: int) -> Iterator[Char]:
    """The characters of a line over its width; blanks only take their room."""
    left, top, right, bottom = (pixels / scale for pixels in line)
    baseline = (top + bottom) / 2 + _BASELINE * (bottom - top)
    widths = [_NARROW if char < "\u2e80" else 1.0 for char in text]
    unit = (right - left) / sum(widths)
    for char, width in zip(text, widths, strict=True):
        if not char.isspace():
            yield Char(left, top, left + width * unit, bottom, baseline, char, number)
            number += 1
        left += width * unit
