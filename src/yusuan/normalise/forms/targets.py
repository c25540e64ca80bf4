"""Performance-target tables → one row an indicator, records over pages put together again."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from yusuan.model.text import fold, squeeze
from yusuan.model.vocabulary import TableKind
from yusuan.normalise.forms.rows import LEVEL1

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yusuan.extract.raw import Cell
    from yusuan.normalise.tables.assembly import Table
    from yusuan.normalise.tables.headings.layout import Layout

# 财政部's classes: of which level 1 each level 2 is part.
_BELONGS = (
    (re.compile("数量|质量|时效"), "产出"),
    (re.compile("效益|可持续"), "效益"),
    (re.compile("满意"), "满意"),
)
_LEVELS = ("level1", "level2")
_FIELDS = ("owner", "label", "goal", "level1", "level2", "level3", "explanation", "target", "weight")


def realign(table: Table, layout: Layout) -> Table:
    """Put rows right whose leading cells a page break has cut off.

    Such a record starts in the first column again; the name of its level-1 indicator (成本指标, 产出指标,
    效益指标, 满意度指标) tells by how much it is shifted.
    """
    if table.kind is not TableKind.PERFORMANCE_TARGETS:
        return table
    column = next((column.index for column in layout.columns if column.role == "level1"), None)
    if column is None:
        return table
    rows = list(table.rows)
    for number in range(layout.heading_rows, len(rows)):
        rows[number] = _shifted(rows[number], column)
    return replace(table, rows=tuple(rows))


def _shifted(row: tuple[Cell | None, ...], column: int) -> tuple[Cell | None, ...]:
    for start, cell in enumerate(row[:column]):
        if cell is not None and cell.column_span == 1 and LEVEL1.fullmatch(squeeze(cell.text)):
            move = column - start
            kept = row[: len(row) - move]
            if all(tail is None or not tail.text.strip() for tail in row[len(row) - move :]):
                return (None,) * move + kept
    return row


def indicators_of(table: Table, layout: Layout) -> Iterator[dict[str, object]]:
    """The indicators of one table: fields of `schemas.Indicators` without those of the document.

    A project, its goal and the levels hold on until the next is printed.
    """
    for form in layout.forms:
        held = {"label": form.project, "owner": form.owner, "goal": form.goal}
        for grid in form.targets:
            yield from _rows(table, grid.columns, range(grid.first, grid.end), held)
    if layout.forms:
        return
    columns = {column.role: column.index for column in reversed(layout.columns) if column.role in _FIELDS}
    if "level3" in columns or "target" in columns:
        yield from _rows(table, columns, range(layout.heading_rows, len(table.rows)), {})


def _rows(
    table: Table, columns: Mapping[str, int], numbers: range, held: dict[str, str]
) -> Iterator[dict[str, object]]:
    """The indicators of some rows, under fields that stand in some columns.

    Args:
        table: of the rows.
        columns: of the fields, by role.
        numbers: of the rows.
        held: what holds on from above; it is brought up to date.
    """
    ended = _ended(table, columns, numbers)
    within = {"label": ("owner", "goal", *_LEVELS), "level1": _LEVELS, "level2": _LEVELS[1:]}
    for number in numbers:
        row = table.rows[number]
        texts = {role: fold(cell.text) for role, index in columns.items() if (cell := row[index]) is not None}
        for role, lower in within.items():
            if (texts.get(role) and texts[role] != held.get(role)) or (role, number) in ended:
                for one in lower:
                    held.pop(one, None)
        if texts.get("level2") and not texts.get("level1") and _contradicts(held, texts["level2"]):
            held.pop("level1")
        held.update(
            {role: texts[role] for role in ("owner", "label", "goal", "level1", "level2") if texts.get(role)}
        )
        if not texts.get("level3") and not texts.get("target"):
            continue
        place = table.place(number)
        if place is None or not _is_indicator(table, columns, number):
            continue
        yield {
            "table_no": table.no,
            "project": held.get("label", ""),
            "owner": "".join(held.get("owner", "").split()) or None,
            "goal": held.get("goal") or None,
            "level1": held.get("level1"),
            "level2": held.get("level2"),
            "level3": texts.get("level3") or None,
            "explanation": texts.get("explanation") or None,
            "target": texts.get("target") or None,
            "weight": _weight(texts.get("weight", "")),
            "page": place.page,
            "row": place.page_row,
        }


def _contradicts(held: Mapping[str, str], level2: str) -> bool:
    """Whether a level 2 belongs to another level 1 than the one that holds on."""
    level1 = held.get("level1", "")
    own = next((level for words, level in _BELONGS if words.search(level2)), None)
    return own is not None and own not in level1 and any(level in level1 for _, level in _BELONGS)


def _is_indicator(table: Table, columns: Mapping[str, int], number: int) -> bool:
    """Whether a row prints an indicator of its own: no text over the whole width, no row of one cell's going on."""
    row = table.rows[number]
    own = [row[columns[role]] for role in ("level3", "target") if role in columns]
    outer = [row[columns[role]] for role in _LEVELS if role in columns]
    printed = [cell for cell in own if cell is not None and cell.text.strip()]
    above = table.rows[number - 1] if number else ()
    return all(cell is not other for cell in printed for other in outer) and any(
        all(cell is not other for other in above) for cell in printed
    )


def _ended(table: Table, columns: Mapping[str, int], numbers: range) -> frozenset[tuple[str, int]]:
    """Rows at which a level holds on no longer, though no other is printed.

    Where cells of a level span rows, a blank below one belongs to none that is printed; only at the top of a
    page is it what a break has cut off the cell above.
    """
    found: set[tuple[str, int]] = set()
    for role in _LEVELS:
        if role not in columns:
            continue
        column = [table.rows[number][columns[role]] for number in numbers]
        if not any(cell is above and cell is not None and cell.text for above, cell in pairwise(column)):
            continue
        page = 0
        is_cut = True
        for number in numbers:
            printed = not _is_blank(table, number, columns[role])
            here = max((other.page for other in table.rows[number] if other is not None), default=page)
            is_cut = not printed and (is_cut or here != page)
            if not printed and not is_cut:
                found.add((role, number))
                if role == "level2" and _is_blank(table, number, columns.get("level1")):
                    found.add(("level1", number))
            page = here
    return frozenset(found)


def _is_blank(table: Table, number: int, column: int | None) -> bool:
    cell = None if column is None else table.rows[number][column]
    return cell is None or not cell.text.strip()


def _weight(text: str) -> float | None:
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?)(?:%|分)?", squeeze(text))
    return None if match is None else float(match.group(1))
