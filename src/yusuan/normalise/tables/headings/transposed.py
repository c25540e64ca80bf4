"""Tables of the three public expenses laid out the other way round: the lines are the headings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.text import bare, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.normalise.tables.headings.heading_reader import Column, HeadingReader

_FEWEST = 3
_NO_MONEY = frozenset({"rate", "count"})
_SUBTOTALS = frozenset({"合计", "小计", "总计"})
# “2024年“三公”经费预算数”: the year tells the measure, the rest the line.
_YEAR = re.compile(r"20\d{2}年度?")


def turned(columns: Sequence[Column], reader: HeadingReader) -> list[Column]:
    """The columns with the lines that their headings name; as they are where the headings name none."""
    named = [_line_level(column.path) for column in columns]
    lines = {_undated(level) for level in named if level is not None and role_of(level) != "three_public"}
    if len(lines) < _FEWEST:
        return list(columns)
    return [
        column if level is None else _turned(column, level, reader)
        for column, level in zip(columns, named, strict=True)
    ]


def role_of(label: str) -> str | None:
    """The role of a line of such a table."""
    text = _undated(plain(label))
    return next(
        (
            known.role
            for known in reference.line_roles()
            if known.within == "three_public" and known.pattern.fullmatch(text)
        ),
        None,
    )


def _line_level(path: Sequence[str]) -> str | None:
    """The level of a heading that names the line: the innermost, for a subtotal the one it sums up."""
    for depth in range(len(path) - 1, -1, -1):
        if role_of(path[depth]) is None:
            continue
        if bare(path[depth]) in _SUBTOTALS:
            return next((outer for outer in reversed(path[:depth]) if _names_line(outer)), path[depth])
        return path[depth]
    return None


def _names_line(level: str) -> bool:
    return role_of(level) is not None or "三公" in level


def _turned(column: Column, level: str, reader: HeadingReader) -> Column:
    """The column as amounts of a line: its measure is what the other levels and years of the heading say."""
    others = [other for other in column.path if other != level and role_of(other) is None]
    years = [year.group() for other in column.path if (year := _YEAR.match(other)) and other not in others]
    meanings = [reader.level(text) for text in (*others, *years)]
    words = [word for meaning in meanings if meaning is not None for word in meaning.words]
    role = next(
        (meaning.role for meaning in meanings if meaning is not None and meaning.role in _NO_MONEY), ""
    )
    if not role and any(reader.level(year) is None for year in years):
        role = "unknown"
    return replace(
        column,
        role=role or "measure",
        measure=None if role else reader.measure(words or ["total"]),
        line=_undated(level),
    )


def _undated(text: str) -> str:
    return _YEAR.sub("", text, count=1) if _YEAR.match(text) else text
