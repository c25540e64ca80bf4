"""What the headings of a table mean: measure, side, unit and role of a column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.money import Unit, parse_unit
from yusuan.model.text import plain
from yusuan.model.vocabulary import Side, TableKind
from yusuan.reference.measures import dimension_of, measures
from yusuan.reference.table_kinds import table_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

_YEAR = re.compile(r"(20\d{2})年?")

_UNIT_BEHIND = re.compile(r"（(?:金额)?(?:单位：)?(?:亿元|万元|元|%)）")

# Headings that are sides where labels stand below both, else say what the amounts below them are.
LABELLED_SIDES = {
    "本年收入": Side.INCOME,
    "本年支出": Side.EXPENDITURE,
    "财政拨款收入": Side.INCOME,
    "财政拨款支出": Side.EXPENDITURE,
}

# Roles of headings under which amounts stand; the others say what the cells of a column are instead.
_MEASURED = frozenset({"measure", "side", "neutral", "comparison"})


# In tables of targets the name of an indicator, elsewhere any label.
_INDICATOR_NAMES = frozenset({"指标名称", "指标内容"})


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
        if side is not None and len(path) > 1 and path[0] in LABELLED_SIDES:
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
    time = nature = fund = ""
    for word in words:
        outer, _, inner = word.partition(".")
        dimension = dimension_of(word)
        if dimension_of(outer) == "time" and inner:
            time, fund = outer, inner
        elif dimension == "time":
            time = word
        elif dimension == "nature":
            nature = word
        elif word != "total":
            fund = word
    if f"basic.{nature}" in measures() and kind is not TableKind.BASIC_EXPENDITURE:
        nature = f"basic.{nature}"
    elif nature and nature == table_kinds()[kind].nature:
        # In these basic expenditure is the whole.
        nature = ""
    parts = [part for part in (time, nature, fund) if part]
    if not parts:
        return "total"
    # A column whose own total stands beside its parts keeps the word: `carryover.total`.
    if parts == [time] and measures()[time].parent == "total" and len(words) > 1 and words[-1] == "total":
        return f"{time}.total"
    return ".".join(parts)
