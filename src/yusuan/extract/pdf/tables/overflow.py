"""Characters that run over the borders of their cell: to which cell they belong, and which are cut off."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, NamedTuple

from yusuan.extract.pdf.content import calls
from yusuan.extract.pdf.content.objects import IDENTITY, Matrix, apply, page_objects
from yusuan.extract.pdf.content.view import Box, extent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.pdf.content.characters import Char
    from yusuan.extract.pdf.content.view import View
    from yusuan.extract.pdf.tables.grid import Grid

# Parts of a character's size: how far it stands over a rule that cuts it, and the gap that ends a run.
CUT = 0.2
_RUN_GAP = 0.3
# A text that begins this many characters before a rule it crosses begins in its own cell.
_OWN_START = 1.5
# The part of a character that must lie in its clip for it to be seen.
_SEEN = 0.3
# Clips of cells lie on the cells' rules: what is this far (in points) inside of the one is in the other.
_INSIDE = 1.5

# Points of a closed box; the first and the third are opposite corners.
_BOX_CORNERS = 5
_FIGURES = frozenset("0123456789,.-%")

Point = tuple[float, float]


class Source(NamedTuple):
    """Where a page's characters come from.

    Attributes:
        text_page: address of the page's text.
        view: how the page is shown.
        in_forms: by address of a text object inside a form that moves it, the matrix that does.
        page: address of the page.
    """

    text_page: int
    view: View
    in_forms: dict[int, Matrix]
    page: int = 0

    def items(self, chars: Sequence[Char]) -> dict[int, int]:
        """By number of a character, the address of the text object that holds it, 0 if none does."""
        numbers = [char.number for char in chars]
        return dict(zip(numbers, calls.owners(self.text_page, numbers), strict=True))

    def painted(self, chars: Sequence[Char], items: dict[int, int]) -> list[Char]:
        """Characters in the order in which they were painted: PDFium sorts those of one line."""
        order = (
            {item: place for place, (_, item, _) in enumerate(page_objects(self.page))} if self.page else {}
        )
        return sorted(chars, key=lambda char: (order.get(items[char.number], 0), char.number))


def settle_overflow(
    chars: list[Char], grids: list[Grid], source: Source
) -> tuple[list[Char], dict[int, Point]]:
    """Find where characters belong that run over their cell.

    Spreadsheets print a text longer than its cell over its neighbours, or hold the whole of it and show
    what lies in the cell. Such a text belongs to one cell, whole.

    Args:
        chars: the page's characters in stream order.
        grids: the page's grids.
        source: where they come from.

    Returns:
        The characters without those of texts of which nothing is seen; and by number of a character, the
        point that stands in for its middle to find its cell.
    """
    items = source.items(chars)
    kept, points = _clipped(chars, items, source)
    runs = list(_runs(source.painted(kept, items)))
    amounts = [_cells_of_amounts(runs, grid) for grid in grids]
    for run in runs:
        tied = [char for char in run if char.number in points]
        if tied and (len(tied) == len(run) or len({items[char.number] for char in run}) == 1):
            continue
        # Printed in pieces, some of them clipped to the cell they run into: one text all the same.
        for char in tied:
            del points[char.number]
        for grid, taken in zip(grids, amounts, strict=True):
            point = _own_cell(run, grid, items, taken)
            if point:
                points.update((char.number, point) for char in run)
    return kept, points


def is_clipped(chars: list[Char], source: Source) -> bool:
    """Whether any of some characters lies outside of what its text object is clipped to."""
    items = source.items(chars)
    clips = {item: _clip(item, source) for item in set(items.values())}
    return any((clip := clips[items[char.number]]) and not _is_seen(char, clip) for char in chars)


def _clipped(chars: list[Char], items: dict[int, int], source: Source) -> tuple[list[Char], dict[int, Point]]:
    """Drop texts that are clipped away; tie what is clipped of others to what is seen of them."""
    texts: dict[int, list[Char]] = {}
    for char in chars:
        texts.setdefault(items[char.number], []).append(char)
    hidden: set[int] = set()
    points: dict[int, Point] = {}
    for key, text in texts.items():
        clip = _clip(items[text[0].number], source)
        if clip is None:
            continue
        seen = {char.number: _inside(char, clip) for char in text if _is_seen(char, clip)}
        if not seen:
            hidden.add(key)
            continue
        for char in text:
            point = seen.get(char.number) or seen[_nearest(char.number, seen)]
            if point != char.middle:
                points[char.number] = point
    return [char for char in chars if items[char.number] not in hidden], points


def _nearest(number: int, seen: dict[int, Point]) -> int:
    return min(seen, key=lambda other: abs(other - number))


def _is_seen(char: Char, clip: Box) -> bool:
    """Whether enough of a character lies in the clip."""
    size = char.bottom - char.top
    return (
        min(char.right, clip.right) - max(char.left, clip.left) >= _SEEN * (char.right - char.left)
        and min(char.bottom, clip.bottom) - max(char.top, clip.top) >= _SEEN * size
    )


def _inside(char: Char, clip: Box) -> Point:
    """The point of the clip next to a character's middle."""
    x, y = char.middle
    x = min(max(x, clip.left + _INSIDE), clip.right - _INSIDE)
    return x, min(max(y, clip.top + _INSIDE), clip.bottom - _INSIDE)


def _clip(item: int, source: Source) -> Box | None:
    """The box to which an object is clipped, None if it is not; clips of forms do not count."""
    path = calls.clip_of(item) if item else None
    if not path:
        return None
    matrix = source.in_forms.get(item, IDENTITY)
    point = (ctypes.c_float * 2)()
    x, y = ctypes.addressof(point), ctypes.addressof(point) + ctypes.sizeof(ctypes.c_float)
    clip: Box | None = None
    for number in range(calls.count_paths_in_clip(path)):
        count = calls.count_in_clip(path, number)
        indexes = (0, 2) if count == _BOX_CORNERS else range(count)
        corners = []
        for index in indexes:
            calls.point_of_segment(calls.segment_of_clip(path, number, index), x, y)
            corners.append(source.view.point(*apply(matrix, *point)))
        if corners:
            box = extent(corners)
            clip = box if clip is None else _common(clip, box)
    return clip


def _common(one: Box, other: Box) -> Box:
    return Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )


def runs_on(before: Char, char: Char) -> bool:
    """Whether a character follows another one without a gap."""
    return (
        abs(char.left - before.right) <= _RUN_GAP * (char.bottom - char.top)
        and abs(char.baseline - before.baseline) < 1
    )


def _runs(chars: list[Char]) -> Iterator[list[Char]]:
    """Characters that follow each other without a gap, in the stream and on the line."""
    run: list[Char] = []
    for char in chars:
        if run and not runs_on(run[-1], char):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _cells_of_amounts(runs: list[list[Char]], grid: Grid) -> set[int]:
    """The cells in which figures stand that are a text of their own."""
    found: set[int] = set()
    for run in runs:
        if _are_figures(run):
            cells = {grid.cell_at(*char.middle) for char in run}
            found |= {cell for cell in cells if cell is not None and len(cells) == 1}
    return found


def _are_figures(chars: list[Char]) -> bool:
    return all(char.text in _FIGURES for char in chars)


def _own_cell(run: list[Char], grid: Grid, items: dict[int, int], amounts: set[int]) -> Point | None:
    """A point in the cell to which a run belongs that stands over a rule; None if no rule parts it.

    Between whole characters a rule parts two texts that merely touch, unless they are words of one text
    object, or words that reach into a cell with an amount of its own. A run that a rule cuts through is one text: it belongs where it begins, if it begins well before
    the rule, else where most of it is.
    """
    cells: dict[int, list[Char]] = {}
    for char in run:
        cell = grid.cell_at(*char.middle)
        if cell is None:
            return None
        cells.setdefault(cell, []).append(char)
    if len(cells) == 1:
        return None
    first, *others = cells.values()
    reaches = any(
        cell in amounts and not _are_figures(part) for cell, part in zip(list(cells)[1:], others, strict=True)
    )
    if not (reaches or any(_is_cut(char, grid) for char in run) or _is_worded(run, items)):
        return None
    most = max(cells.values(), key=len)
    size = run[0].bottom - run[0].top
    own = most if _are_figures(run) or first[-1].right - first[0].left < _OWN_START * size else first
    return own[0].middle


def _is_cut(char: Char, grid: Grid) -> bool:
    over = CUT * (char.right - char.left)
    y = char.middle[1]
    return grid.cell_at(char.left + over, y) != grid.cell_at(char.right - over, y)


def _is_worded(run: list[Char], items: dict[int, int]) -> bool:
    """Whether a run is of one text object and more than figures."""
    return len({items[char.number] for char in run}) == 1 and not _are_figures(run)
