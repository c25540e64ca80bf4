"""Tables that go on over the next page: known by their column rules, brought to one set of columns."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from yusuan.extract.pdf.pages.page_breaks import take_headings, take_rows
from yusuan.extract.pdf.tables.aligned import common_columns
from yusuan.extract.pdf.tables.unruled import aligned_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.pdf.pages.page import PageLayout
    from yusuan.extract.pdf.tables.aligned_columns import Extent
    from yusuan.extract.pdf.tables.cells import PageTable
    from yusuan.extract.pdf.tables.grid import Grid

# Column rules this near (in points) are the same; as many rules in the same order may be this far off.
_SAME = 3.0
_SAME_ORDER = 8.0
# The part of all inner column rules that two pages of one table share, where neither has all of the other's.
_SHARED = 0.6
# How far (in points) text may reach into the table beside which it stands.
_NEAR = 3.0
# A first row that is one cell with a title begins a table.
_TITLE = re.compile(r"表\s*(?:[（(].*[)）])?\s*$")


def link_pages(pages: list[PageLayout]) -> None:
    """Mark the tables that continue the last one of the page before, and give both the same columns.

    Args:
        pages: all pages of a document, furniture dropped; their tables are changed.
    """
    for before, page in pairwise(pages):
        take_headings(before, page)
        take_rows(before, page)
    chain: list[PageTable] = []
    for before, page in pairwise(pages):
        if not _adjoin(before, page):
            chain = []
            continue
        table = page.tables[0]
        if not chain or chain[-1] is not before.tables[-1]:
            chain = [before.tables[-1]]
        if table.aligned:
            columns = common_columns([*(part.aligned for part in chain if part.aligned), table.aligned])
            if columns is None:
                chain = []
                continue
            chain.append(table)
            for part in chain:
                _lay_out(part, columns)
            table.continues = True
            continue
        grids = _on_common_columns([*(part.grid for part in chain), table.grid])
        if grids is None:
            chain = []
            continue
        table.continues = True
        chain.append(table)
        for part, grid in zip(chain, grids, strict=True):
            part.grid = grid


def _lay_out(table: PageTable, columns: Sequence[Extent]) -> None:
    """Put a table without rules on other columns."""
    if table.aligned:
        again = aligned_table(table.aligned, columns)
        table.grid, table.texts = again.grid, again.texts


def same_columns(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two sets of column borders can be those of one table, though it stands elsewhere on the page.

    The widths agree, and of the inner borders all of the one are among the other's, or most are shared:
    a page shows only the columns that some row on it parts.
    """
    ones, others = _from_left(one), _from_left(other)
    if len(ones) == len(others):
        narrowest = min(right - left for xs in (ones, others) for left, right in pairwise(xs))
        reach = min(_SAME_ORDER, narrowest / 2)
        return all(abs(x - y) <= reach for x, y in zip(ones, others, strict=True))
    if abs(ones[-1] - others[-1]) > _SAME:
        return False
    inner, inners = ones[1:-1], others[1:-1]
    shared = sum(any(abs(x - y) <= _SAME for y in inners) for x in inner)
    return shared > 0 and (
        shared == min(len(inner), len(inners)) or shared >= _SHARED * (len(inner) + len(inners) - shared)
    )


def _adjoin(before: PageLayout, page: PageLayout) -> bool:
    """Whether nothing stands between the last table of a page and the first of the next, not even a title."""
    if not before.tables or not page.tables or before.tables[-1].ruled != page.tables[0].ruled:
        return False
    end, start = before.tables[-1].grid.ys[-1], page.tables[0].grid.ys[0]
    return not (
        any(line.top >= end - _NEAR for line in before.lines)
        or any(line.bottom <= start + _NEAR for line in page.lines)
        or _has_title(page.tables[0])
    )


def _has_title(table: PageTable) -> bool:
    first = table.grid.spans[0]
    return first.column_span == table.grid.n_columns > 1 and bool(_TITLE.search(table.texts.get(0, "")))


def _on_common_columns(grids: list[Grid]) -> list[Grid] | None:
    """Grids of one table on all columns that any of them has; None if they cannot be of one table."""
    *chain, last = grids
    if not same_columns(chain[0].xs, last.xs):
        return None
    columns = _from_left(chain[0].xs)
    if len(last.xs) != len(columns):
        columns = sorted(
            [*columns, *(y for y in _from_left(last.xs) if all(abs(x - y) > _SAME for x in columns))]
        )
    moved = [grid.on_columns([grid.xs[0] + x for x in columns]) for grid in grids]
    return [grid for grid in moved if grid] if all(moved) else None


def _from_left(xs: Sequence[float]) -> list[float]:
    return [x - xs[0] for x in xs]
