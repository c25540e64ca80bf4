"""The lines of a comparison: where each stands in the tables, and which words of the prose say it."""

from __future__ import annotations

from dataclasses import dataclass

from yusuan.model.vocabulary import Side, TableKind


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an amount stands in a table.

    Attributes:
        table: the kind.
        role: of the line.
        measure: of the column.
        side: of a two-sided table.
        only_without: the amount is not this where the table has a column of this measure as well.
    """

    table: TableKind
    role: str
    measure: str
    side: Side | None = None
    only_without: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison.

    Attributes:
        metric: its word; its name for readers is that of the metric.
        level: 0 for the whole.
        cells: where it stands, the best first.
        said_as: metrics of statements that say it, the best first.
    """

    metric: str
    level: int
    cells: tuple[Cell, ...]
    said_as: tuple[str, ...]


_SUMMARY = TableKind.INCOME_EXPENDITURE_SUMMARY
_INCOME = TableKind.INCOME_SUMMARY
_EXPENDITURE = TableKind.EXPENDITURE_SUMMARY
_THREE_PUBLIC = TableKind.THREE_PUBLIC

# 本年预算 is never compared with 总计, which holds what was carried over.
_TOTAL = (
    Line(
        "overview.current_year",
        0,
        (
            Cell(_SUMMARY, "income_total", "current_year", Side.INCOME),
            Cell(_SUMMARY, "current_income", "current_year", Side.INCOME),
            Cell(_INCOME, "total", "current_year.total"),
            Cell(_INCOME, "total", "current_year"),
            Cell(_SUMMARY, "current_income", "total", Side.INCOME, only_without="current_year"),
        ),
        ("overview.current_year", "income.current_year"),
    ),
    Line(
        "overview.carryover",
        0,
        (
            Cell(_SUMMARY, "income_total", "carryover", Side.INCOME),
            Cell(_SUMMARY, "current_income", "carryover", Side.INCOME),
            Cell(_INCOME, "total", "carryover.total"),
            Cell(_INCOME, "total", "carryover"),
            Cell(_SUMMARY, "carryover_in", "total", Side.INCOME),
        ),
        ("overview.carryover", "income.carryover"),
    ),
    Line(
        "overview.total",
        0,
        (
            Cell(_SUMMARY, "income_total", "total", Side.INCOME),
            Cell(_SUMMARY, "expenditure_total", "total", Side.EXPENDITURE),
            Cell(_INCOME, "total", "total"),
            Cell(_EXPENDITURE, "total", "total"),
        ),
        ("overview.total", "income.total", "expenditure.total"),
    ),
)


def _three_public(part: str, level: int, role: str | None = None) -> Line:
    cell = Cell(_THREE_PUBLIC, role or part, "total")
    return Line(f"three_public.{part}", level, (cell,), (f"three_public.{part}",))


LINES: dict[str, tuple[Line, ...]] = {
    "total": _TOTAL,
    "three_public": (
        _three_public("total", 0, "three_public"),
        _three_public("overseas", 1),
        _three_public("reception", 1),
        _three_public("vehicles", 1),
        _three_public("vehicle_operation", 2),
        _three_public("vehicle_purchase", 2),
    ),
    "operating": (
        Line("operating_costs", 0, (Cell(_THREE_PUBLIC, "operating_costs", "total"),), ("operating_costs",)),
    ),
}

# The line that shares and contributions are parts of.
WHOLE: dict[str, str] = {
    "total": "overview.total",
    "three_public": "three_public.total",
    "operating": "operating_costs",
}
