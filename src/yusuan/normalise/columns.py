"""What the columns of a table hold: heading rows found, headings spread over what they span, measures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.money import Unit, is_amount, parse_unit
from yusuan.model.text import plain, squeeze
from yusuan.model.vocabulary import Side, TableKind
from yusuan.normalise import three_public
from yusuan.normalise.heading_rows import count_heading_rows, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.extract.raw import Cell
    from yusuan.normalise.forms import Form
    from yusuan.normalise.tables import Table

_YEAR = re.compile(r"(20\d{2})年?")
_UNIT_BEHIND = re.compile(r"（(?:金额)?(?:单位：)?(?:亿元|万元|元|%)）")
_SIDES = {
    "收入": Side.INCOME,
    "支出": Side.EXPENDITURE,
    "收入情况": Side.INCOME,
    "支出情况": Side.EXPENDITURE,
}
# Headings that are sides where labels stand below both, else say what the amounts below them are.
_LABELLED_SIDES = {
    "本年收入": Side.INCOME,
    "本年支出": Side.EXPENDITURE,
    "财政拨款收入": Side.INCOME,
    "财政拨款支出": Side.EXPENDITURE,
}
# Roles of headings under which amounts stand; the others say what the cells of a column are instead.
_MEASURED = frozenset({"measure", "side", "neutral", "comparison"})
_TIMES = (
    "current_year",
    "carryover",
    "previous_year",
    "initial_budget",
    "adjusted_budget",
    "implementation_period",
    "surplus_used",
    "year_end_carryover",
)
# In tables of targets the name of an indicator, elsewhere any label.
_INDICATOR_NAMES = frozenset({"指标名称", "指标内容"})
# Where a block has no other total, this is it.
_YEARS_TOTAL = re.compile(r"本年(?:收入|支出)(?:合计|小计)")
_KINDS = (
    "basic",
    "project",
    "reserve",
    "business_operation",
    "remitted_to_superior",
    "subsidy_to_affiliates",
    "personnel",
    "operating",
)
# In these basic expenditure is the whole.
_BASIC_ONLY = frozenset({TableKind.BASIC_EXPENDITURE, TableKind.BASIC_EXPENDITURE_GOVERNMENT})
# A column whose own total stands beside its parts keeps the word: contract's `carryover.total`.
_TIMES_WITH_TOTAL = ("current_year", "carryover")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as read.

    Attributes:
        index: 0-based.
        path: the heading's levels as printed, from the outer to the inner, blanks folded.
        role: measure, label, code, owner, index, text, a field of an indicator, or unknown.
        measure: what amounts in it mean, None where the heading is not known.
        side: the half of a two-sided table.
        unit: the unit of amount where the heading names its own.
        block: counts the label columns that start anew: blocks stand side by side, each with its own lines.
        line: where a table is laid out the other way round, the line that the heading names.
    """

    index: int
    path: tuple[str, ...]
    role: str
    measure: str | None
    side: Side | None
    unit: Unit | None
    block: int = 0
    line: str | None = None

    @property
    def heading(self) -> str:
        """The path in one string, as in the facts."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Field:
    """One amount of a form, beside the label that says what it is.

    Attributes:
        line_no: of the line to which it belongs.
        row: 0-based row of the table.
        column: where it stands, and the path of its labels.
    """

    line_no: int
    row: int
    column: Column


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out.

    Attributes:
        heading_rows: number of rows at the top that are headings.
        columns: one for each column of the grid; of forms those of their fields and tasks behind them.
        levels: the texts of the heading rows, spread over what they span: levels[row][column].
        reader: what read the headings.
        forms: where the table is a sheet of forms, these.
    """

    heading_rows: int
    columns: tuple[Column, ...]
    levels: tuple[tuple[str, ...], ...]
    reader: HeadingReader
    forms: tuple[Form, ...] = ()


def lay_out(table: Table, fiscal_year: int | None) -> Layout:
    """Find the heading rows of a table and read its columns under them as printed."""
    count = count_heading_rows(table.rows)
    levels = spread(table.rows[:count])
    paths = [_path([level[index] for level in levels]) for index in range(table.width)]
    reader = HeadingReader(
        table.kind,
        fiscal_year,
        beside_final=any("决算数" in level for path in paths for level in path),
        beside_income=any(path == ("本年收入",) for path in paths),
    )
    sides = _sides(paths, reader)
    columns = [reader.column(index, path, sides[index]) for index, path in enumerate(paths)]
    if table.kind is TableKind.THREE_PUBLIC:
        columns = three_public.turned(columns, reader)
    columns = _with_labels(columns, _wordy(table.rows[count:], table.width))
    columns = _with_totals(list(_in_blocks(columns)))
    return Layout(heading_rows=count, columns=tuple(columns), levels=levels, reader=reader)


@dataclass(frozen=True, slots=True)
class HeadingReader:
    """Reads headings in the light of their table.

    Attributes:
        kind: of the table.
        fiscal_year: of the document; a heading of the year before means the previous year.
        beside_final: whether the table prints 决算数, so that 预算数 beside it is the adjusted budget.
        beside_income: whether the table prints 本年收入 as a column, so that 本年支出 beside it is what all
            other tables of expenditure are about.
    """

    kind: TableKind
    fiscal_year: int | None
    beside_final: bool = False
    beside_income: bool = False

    def column(self, index: int, path: Sequence[str], side: Side | None) -> Column:
        """What a column under a heading path holds."""
        found = [self.level(level) for level in path]
        if side is not None and len(path) > 1 and path[0] in _LABELLED_SIDES:
            found[0] = Meaning("", "side")
        unit = next((unit for level in reversed(path) if (unit := parse_unit(level)) is not None), None)
        inner = found[-1] if found else None
        measure = None
        if inner is None or any(entry is None for entry in found):
            role = inner.role if inner is not None and inner.role not in _MEASURED else "unknown"
        elif any(entry.role == "comparison" for entry in found if entry is not None):
            role = "comparison"
        elif inner.role not in _MEASURED:
            role = inner.role
        else:
            role = "measure"
            measure = self.measure([entry.word for entry in found if entry is not None and entry.word])
        return Column(index=index, path=tuple(path), role=role, measure=measure, side=side, unit=unit)

    def level(self, text: str) -> Meaning | None:
        """The meaning of one level of a heading, None if it is not known."""
        text = _UNIT_BEHIND.sub("", plain(text))
        if not text:
            # “其中：” alone, which opens other labels.
            return Meaning("", "neutral")
        if self.kind is TableKind.PERFORMANCE_TARGETS and text in _INDICATOR_NAMES:
            return Meaning("", "level3")
        if self.beside_final and text in {"预算数", "预算"}:
            return Meaning("adjusted_budget", "measure")
        if self.beside_income and text == "本年支出":
            return Meaning("", "neutral")
        year = _YEAR.match(text)
        if year is not None and self.fiscal_year is not None:
            rest = text[year.end() :].removeprefix("度")
            if int(year.group(1)) == self.fiscal_year - 1 and not rest.startswith(("结转", "末")):
                return Meaning("previous_year", "measure")
            text = rest or "本年"
        return next(
            (
                Meaning(known.word, known.role)
                for known in reference.headings()
                if known.pattern.fullmatch(text)
            ),
            None,
        )

    def measure(self, words: Sequence[str]) -> str:
        """The words of a path, outer to inner, as one measure."""
        return _combine(words, self.kind)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one level of a heading says: the measure word ("" for none) and the role."""

    word: str
    role: str


def _combine(words: Sequence[str], kind: TableKind) -> str:
    """The words of a path, outer to inner, as one measure."""
    time = kind_word = fund = ""
    for word in words:
        if word.startswith("carryover."):
            time, fund = "carryover", word.removeprefix("carryover.")
        elif word in _TIMES:
            time = word
        elif word in _KINDS:
            kind_word = word
        elif word != "total":
            fund = word
    if kind_word in {"personnel", "operating"} and kind is not TableKind.BASIC_EXPENDITURE:
        kind_word = f"basic.{kind_word}"
    elif kind_word == "basic" and kind in _BASIC_ONLY:
        kind_word = ""
    parts = [part for part in (time, kind_word, fund) if part]
    if not parts:
        return "total"
    if parts == [time] and time in _TIMES_WITH_TOTAL and len(words) > 1 and words[-1] == "total":
        return f"{time}.total"
    return ".".join(parts)


def _path(levels: Sequence[str]) -> tuple[str, ...]:
    path: list[str] = []
    for level in levels:
        if level and (not path or path[-1] != level):
            path.append(level)
    return tuple(path)


def _sides(paths: Sequence[tuple[str, ...]], reader: HeadingReader) -> list[Side | None]:
    """The side of each column: told by the outer headings 收入 and 支出."""
    outer = [_SIDES.get(squeeze(path[0])) if path else None for path in paths]
    if Side.INCOME not in outer or Side.EXPENDITURE not in outer:
        outer = [_LABELLED_SIDES.get(path[0]) if path else None for path in paths]
        labelled = {
            side
            for side, path in zip(outer, paths, strict=True)
            if len(path) > 1 and (inner := reader.level(path[-1])) is not None and inner.role == "label"
        }
        if not {Side.INCOME, Side.EXPENDITURE} <= labelled:
            return [None] * len(paths)
    sides: list[Side | None] = []
    for side in outer:
        sides.append(side or (sides[-1] if sides else None))
    return sides


def _wordy(rows: Sequence[Sequence[Cell | None]], width: int) -> frozenset[int]:
    """The columns that hold words more often than amounts."""
    balance = [0] * width
    for row in rows:
        for index, cell in enumerate(row):
            if cell is not None and cell.text.strip() and cell.column == index:
                balance[index] += -1 if is_amount(cell.text) else 1
    return frozenset(index for index, words in enumerate(balance) if words > 0)


def _with_labels(columns: Sequence[Column], wordy: frozenset[int]) -> list[Column]:
    """Columns of words under an unknown heading: the label where there is no other, else text."""
    labelled = any(column.role in {"label", "owner"} for column in columns)
    found: list[Column] = []
    for column in columns:
        if column.role == "unknown" and column.index in wordy:
            found.append(replace(column, role="text" if labelled else "label"))
            labelled = True
        else:
            found.append(column)
    return found


def _with_totals(columns: Sequence[Column]) -> list[Column]:
    """One total a block: 本年支出合计 where it prints no other, the first where it prints more than one."""
    totalled = {column.block for column in columns if column.measure == "total"}
    found: list[Column] = []
    seen: set[int] = set()
    for column in columns:
        if column.block not in totalled and column.path and _YEARS_TOTAL.fullmatch(squeeze(column.path[-1])):
            found.append(replace(column, measure="total"))
        elif column.measure == "total" and column.line is None and column.block in seen:
            # 总计 beside 部门预算/合计: a part of it, kept under its printed heading.
            found.append(replace(column, role="comparison", measure=None))
        else:
            found.append(column)
        if found[-1].measure == "total":
            seen.add(column.block)
    return found


def _in_blocks(columns: Sequence[Column]) -> Iterator[Column]:
    """Number the blocks that stand side by side, and set second classifications of one block aside.

    A label behind amounts starts a block of its own. Codes behind the label of a block, and the label that
    goes with them, say the same lines again in another classification: they are kept as text.
    """
    block = 0
    labelled = measured = second = False
    side: Side | None = None
    for column in columns:
        if column.role in {"label", "code"} and (measured or column.side != side):
            block += 1 if labelled or measured else 0
            labelled = measured = second = False
        side = column.side
        role = column.role
        if role == "code" and labelled:
            second = True
        if role in {"label", "code"} and second:
            role = "text"
        labelled = labelled or role == "label"
        measured = measured or role in {"measure", "unknown", "comparison"}
        yield replace(column, role=role, block=block)
