"""Subjects and notes with fields in braces: the fields that there are, by name, and nothing else."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from yusuan.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = {
    "run": "运行的名称 (name of the run)",
    "title": "运行的标题 (its title)",
    "department": "部门 (department)",
    "period": "年度、口径、阶段 (year, scope, phase)",
    "year": "预算年度 (fiscal year)",
    "date": "当天日期 (the day)",
    "broken": "不符几处 (how many are broken)",
    "question": "存疑几处 (how many are in question)",
}


def check(text: str) -> str:
    """A template as it is, if it can be filled.

    Raises:
        ValueError: a brace without its other, a field that there is not, or anything but a name in braces.
    """
    for _, name, form, conversion in _parts(text):
        if name is not None and (name not in FIELDS or form or conversion):
            asked = name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            raise ValueError(f"没有字段 {{{asked}}}；可用的有 {'、'.join(FIELDS)} (no such field)")
    return text


def fill(text: str, values: Mapping[str, object]) -> str:
    """A checked template with its fields filled in; what a value holds is text, whatever it looks like.

    >>> fill("{department}：{title}", {"department": "甲局", "title": "{date}"})
    '甲局：{date}'

    Args:
        text: a template that `check` lets pass.
        values: one for each of `FIELDS`.
    """
    return "".join(
        literal + ("" if name is None else printable(str(values[name])))
        for literal, name, _, _ in _parts(text)
    )


def _parts(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(string.Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"花括号不成对 ({error}); 要写花括号本身请写两个") from None
