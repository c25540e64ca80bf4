"""What the headings of a table mean: measure, side, unit and role of a column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.money import UNIT_PATTERN, Unit, parse_unit
from yusuan.model.text import enumerator, plain
from yusuan.model.vocabulary import Side, TableKind
from yusuan.normalise.tables.headings.grammar import CHANGE, PART, Meaning, compose
from yusuan.reference.measures import dimension_of, measures
from yusuan.reference.table_kinds import table_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

_YEAR = re.compile(r"(20\d{2})年?")

_UNIT_BEHIND = re.compile(rf"（(?:金额)?(?:单位：)?(?:{UNIT_PATTERN}|%)）|（[A-D]）$")
_NOT_MONEY_BEHIND = re.compile(r"（(?:单位：)?(?:%|人|人次|个|辆|台|套|件|次|户|平方米)）$")

# Headings that are sides where labels stand below both, else say what the amounts below them are.
LABELLED_SIDES = {
    "本年收入": Side.INCOME,
    "本年支出": Side.EXPENDITURE,
    "财政拨款收入": Side.INCOME,
    "财政拨款支出": Side.EXPENDITURE,
}

# Roles of headings under which amounts stand; the others say what the cells of a column are instead.
_MEASURED = frozenset({"measure", "side", "neutral"})


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
        title: a text over all columns inside the grid, such as the department's name; it is no heading.
    """

    kind: TableKind
    fiscal_year: int | None
    beside_final: bool = False
    beside_income: bool = False
    title: str | None = None

    def column(self, index: int, path: Sequence[str], side: Side | None) -> Column:
        """What a column under a heading path holds."""
        found = [self.level(level) for level in path]
        if side is not None and len(path) > 1 and path[0] in LABELLED_SIDES:
            found[0] = Meaning((), "side")
        unit = next((unit for level in reversed(path) if (unit := parse_unit(level)) is not None), None)
        inner = found[-1] if found else None
        measure = None
        if inner is None or any(entry is None for entry in found):
            role = inner.role if inner is not None and inner.role not in _MEASURED else "unknown"
        elif inner.role not in _MEASURED:
            role = inner.role
        else:
            role = "measure"
            measure = self.measure([word for entry in found if entry is not None for word in entry.words])
        return Column(index=index, path=tuple(path), role=role, measure=measure, side=side, unit=unit)

    def level(self, text: str) -> Meaning | None:
        """The meaning of one level of a heading, None if it is not known.

        What stands under “其中” is a part of what is above or left of it, whatever it is called.
        """
        if text == self.title:
            return Meaning((), "neutral")
        is_part = enumerator(text).startswith("其中")
        text = plain(text)
        unit = _NOT_MONEY_BEHIND.search(text)
        meaning = self._of(_UNIT_BEHIND.sub("", _NOT_MONEY_BEHIND.sub("", text)))
        if unit is not None and (meaning is None or meaning.role in _MEASURED):
            return Meaning((), "rate" if "%" in unit.group() else "count")
        return Meaning((PART,), "measure") if meaning is None and is_part else meaning

    def _of(self, text: str) -> Meaning | None:
        if not text:
            # “其中：” alone, which opens other labels.
            return Meaning((), "neutral")
        beside = self._by_neighbours(text)
        if beside is not None:
            return beside
        year = _YEAR.match(text)
        if year is None or self.fiscal_year is None:
            return _known(text) or compose(text)
        rest = text[year.end() :].removeprefix("度")
        if rest.startswith(("结转", "末")) or int(year.group(1)) == self.fiscal_year:
            return _known(rest or "本年") or compose(rest)
        if rest.startswith(("比", "较")):
            return compose(text)
        return Meaning(("previous_year",), "measure") if int(year.group(1)) == self.fiscal_year - 1 else None

    def _by_neighbours(self, text: str) -> Meaning | None:
        """What a heading means only in this kind of table, or beside certain others."""
        if self.kind is TableKind.PERFORMANCE_TARGETS and text in _INDICATOR_NAMES:
            return Meaning((), "level3")
        if self.beside_final and text in {"预算数", "预算"}:
            return Meaning(("adjusted_budget",), "measure")
        if self.beside_income and text == "本年支出":
            return Meaning((), "neutral")
        return None

    def measure(self, words: Sequence[str]) -> str:
        """The words of a path, outer to inner, as one measure."""
        return _combine(words, self.kind)


def _known(text: str) -> Meaning | None:
    """What the first pattern says that knows a heading as a whole."""
    for known in reference.headings():
        if known.pattern.fullmatch(text):
            return Meaning((known.word,) if known.word else (), known.role)
    return None


def _combine(words: Sequence[str], kind: TableKind) -> str:
    """The words of a path, outer to inner, as one measure: change, time, nature, fund, part."""
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
        elif word not in {"total", PART, CHANGE}:
            fund = word
    if f"basic.{nature}" in measures() and kind is not TableKind.BASIC_EXPENDITURE:
        nature = f"basic.{nature}"
    elif nature and nature == table_kinds()[kind].nature:
        # In these basic expenditure is the whole.
        nature = ""
    change, part = (word if word in words else "" for word in (CHANGE, PART))
    parts = [word for word in (change, time, nature, fund, part) if word]
    # A column whose own total stands beside its parts keeps the word: `carryover.total`.
    if parts == [time] and measures()[time].parent == "total" and len(words) > 1 and words[-1] == "total":
        return f"{time}.total"
    return ".".join(parts) or "total"
