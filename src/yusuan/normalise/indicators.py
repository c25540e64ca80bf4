"""Performance-target tables → one row an indicator, records over pages put together again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.model.text import fold, squeeze
from yusuan.model.vocabulary import TableKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.extract.raw import Cell
    from yusuan.normalise.columns import Layout
    from yusuan.normalise.tables import Table

_LEVEL1 = re.compile(r"^(?:成本|产出|效益|满意度|效果|绩效)指标$")
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
        if cell is not None and cell.column_span == 1 and _LEVEL1.match(squeeze(cell.text)):
            move = column - start
            kept = row[: len(row) - move]
            if all(tail is None or not tail.text.strip() for tail in row[len(row) - move :]):
                return (None,) * move + kept
    return row


def indicators_of(table: Table, layout: Layout) -> Iterator[dict[str, object]]:
    """The indicators of one table: fields of `schemas.Indicators` without those of the document.

    A project, its goal and the levels hold on until the next is printed.
    """
    columns = {column.role: column.index for column in reversed(layout.columns) if column.role in _FIELDS}
    if "level3" not in columns and "target" not in columns:
        return
    held: dict[str, str] = {}
    for row in table.rows[layout.heading_rows :]:
        texts = {role: fold(row[index].text) for role, index in columns.items() if row[index] is not None}  # type: ignore[union-attr]
        for number, role in enumerate(("label", "level1", "level2")):
            if texts.get(role) and texts[role] != held.get(role):
                for lower in (("owner", "goal", "level1", "level2"), ("level2",), ())[number]:
                    held.pop(lower, None)
        held.update(
            {role: texts[role] for role in ("owner", "label", "goal", "level1", "level2") if texts.get(role)}
        )
        if not texts.get("level3") and not texts.get("target"):
            continue
        place = next(cell for cell in row if cell is not None and cell.text.strip())
        yield {
            "table_no": table.no,
            "project": held.get("label", ""),
            "owner": "".join(held.get("owner", "").split()) or None,
            "goal": held.get("goal"),
            "level1": held.get("level1"),
            "level2": held.get("level2"),
            "level3": texts.get("level3") or None,
            "explanation": texts.get("explanation") or None,
            "target": texts.get("target") or None,
            "weight": _weight(texts.get("weight", "")),
            "page": place.page,
            "row": place.page_row,
        }


def _weight(text: str) -> float | None:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:%|分)?", squeeze(text))
    return None if match is None else float(match.group(1))
