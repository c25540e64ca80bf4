"""Lines in two years: base, current, change, rate, share, contribution, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from yusuan.analysis.choice import VarianceError, choose, disclosures, find
from yusuan.analysis.comparable import LINES, WHOLE
from yusuan.analysis.disclosed import Disclosed
from yusuan.model import money
from yusuan.model.vocabulary import BaseOrigin, Phase, Scope
from yusuan.normalise.statements_metric import metric_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.analysis.comparable import Line
    from yusuan.analysis.disclosed import Found

By = Literal["total", "three_public", "operating"]

SCHEMA: dict[str, pl.DataType] = {
    "line": pl.String(),
    "code": pl.String(),
    "level": pl.Int32(),
    "base_fen": pl.Int64(),
    "current_fen": pl.Int64(),
    "change_fen": pl.Int64(),
    "change_rate": pl.Float64(),
    "share": pl.Float64(),
    "contribution": pl.Float64(),
    "base_origin": pl.String(),
    "note": pl.String(),
    "metric": pl.String(),
    "reason": pl.String(),
    "document": pl.String(),
    "page": pl.Int32(),
    "row": pl.Int32(),
    "column": pl.Int32(),
    "title": pl.String(),
    "heading": pl.String(),
    "base_document": pl.String(),
    "base_page": pl.Int32(),
    "base_row": pl.Int32(),
    "base_column": pl.Int32(),
}


@dataclass(frozen=True, slots=True)
class _Compared:
    """A line in two years."""

    line: Line
    current: Found | None
    base: Found | None
    origin: BaseOrigin | None
    reason: str | None
    notes: tuple[str, ...]


def variance(
    facts: pl.LazyFrame,
    statements: pl.LazyFrame,
    *,
    department: str,
    year: int,
    base: int | None = None,
    by: By = "total",
    phase: Phase | str = Phase.BUDGET,
    scope: Scope | str | None = None,
) -> pl.DataFrame:
    """Compare a year with an earlier one, like with like.

    The base is what the earlier document discloses; where that document is missing it is restated from what
    the later one says. Lines that are disclosed in neither year are left out; of the totals, those known in
    both years come first.

    Args:
        facts: columns of `schemas.Facts`.
        statements: columns of `schemas.Statements`.
        department: name of the department or unit.
        year: fiscal year.
        base: the year to compare with; the year before where None.
        by: which lines: total (本年预算, 上年结转, 总计), three_public or operating.
        phase: budget or final; never mixed.
        scope: department or unit; where None, the department's if there are both.

    Returns:
        Columns `SCHEMA`; amounts in 分. `change_rate` is a fraction, null where the base is missing, zero or
        negative; `note` says why. `share` is of the whole's current amount, `contribution` is the change over
        the whole's base. Places are those of the current amount and of the base.

    Raises:
        VarianceError: there is no such document, or no such comparison.
    """
    if by not in get_args(By):
        raise VarianceError(
            f"不能按 {by} 比较；现有 {'、'.join(get_args(By))} (no comparison by {by}; there are those)"
        )
    documents = disclosures(facts, statements)
    current, found_scope = choose(
        documents, department, year, Phase(phase), None if scope is None else Scope(scope)
    )
    base_year = year - 1 if base is None else base
    earlier = find(documents, department, base_year, Phase(phase), found_scope)
    now = Disclosed(facts, statements, current)
    before = None if earlier is None else Disclosed(facts, statements, earlier)
    compared = [_compare(line, now, before, base_year) for line in LINES[by]]
    known = [line for line in compared if line.current or line.base]
    if by == "total":
        known.sort(key=lambda line: line.current is None or line.base is None)
    return _frame(known, WHOLE[by])


def _compare(line: Line, now: Disclosed, before: Disclosed | None, base_year: int) -> _Compared:
    in_table, in_prose = now.in_table(line.cells), now.in_prose(line.said_as)
    current = in_table or in_prose
    base = None if before is None else before.in_table(line.cells) or before.in_prose(line.said_as)
    origin = None if base is None else BaseOrigin.DISCLOSED
    implied = now.worked_back(line.said_as, base_year)
    notes: list[str] = []
    if implied is not None and base is None:
        # A restated base goes with the amount that it was worked back from.
        base, in_prose = implied[0], implied[1] or in_prose
        current, origin = in_prose or in_table, BaseOrigin.RESTATED
    elif implied is not None and base is not None and _differ(implied[0], base):
        notes.append(f"按本年文件推算，上年为{money.wan_yuan(implied[0].fen)}万元")
    if in_table and in_prose and _differ(in_table, in_prose):
        where, other = ("表", in_table) if current is in_prose else ("正文", in_prose)
        notes.append(f"{where}中为{money.wan_yuan(other.fen)}万元")
    return _Compared(line, current, base, origin, now.reason(line.said_as, base_year), tuple(notes))


def _differ(one: Found, other: Found) -> bool:
    """Whether two amounts differ by more than their print can hide."""
    return abs(one.fen - other.fen) > max(one.quantum_fen, other.quantum_fen)


def _frame(compared: Sequence[_Compared], whole: str) -> pl.DataFrame:
    total = next((line for line in compared if line.line.metric == whole), None)
    total_current = total.current.fen if total and total.current else None
    total_base = total.base.fen if total and total.base else None
    return pl.DataFrame([_row(line, total_current, total_base) for line in compared], schema=SCHEMA)


def _row(compared: _Compared, total_current: int | None, total_base: int | None) -> dict[str, object]:
    current, base = compared.current, compared.base
    change = None if current is None or base is None else current.fen - base.fen
    rate, why = _rate(current, base)
    notes = [note for note in (why, *compared.notes) if note]
    place = current or base
    assert place is not None
    return {
        "line": metric_name(compared.line.metric, "zh"),
        "code": None,
        "level": compared.line.level,
        "base_fen": None if base is None else base.fen,
        "current_fen": None if current is None else current.fen,
        "change_fen": change,
        "change_rate": rate,
        "share": _part(None if current is None else current.fen, total_current),
        "contribution": _part(change, total_base),
        "base_origin": None if base is None or compared.origin is None else compared.origin.value,
        "note": "；".join(notes) or None,
        "metric": compared.line.metric,
        "reason": compared.reason,
        "document": place.document,
        "page": place.page,
        "row": place.row,
        "column": place.column,
        "title": place.title,
        "heading": place.heading,
        "base_document": None if base is None else base.document,
        "base_page": None if base is None else base.page,
        "base_row": None if base is None else base.row,
        "base_column": None if base is None else base.column,
    }


def _rate(current: Found | None, base: Found | None) -> tuple[float | None, str | None]:
    """The rate of change and a note where there is none, or where it is no ordinary one."""
    if base is None:
        return None, "上年未公开"
    if current is None:
        return None, "本年未公开"
    if base.fen == 0:
        return None, "新增" if current.fen else "—"
    if base.fen < 0:
        return None, "基数为负，不计算增减率"
    return (current.fen - base.fen) / base.fen, None if current.fen else "取消"


def _part(fen: int | None, whole: int | None) -> float | None:
    return None if fen is None or whole is None or whole <= 0 else fen / whole
