"""Words that entries of the suites may use, checked when read; a slip is told with the nearest known word."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from yusuan import reference
from yusuan.reference.measures import all_measures
from yusuan.reference.metrics import is_metric, metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_EVERY = "*"
# Roles that lines get from what they name, not from their label.
_ROLES_OF_OWNERS = frozenset({"department", "unit"})
_QUOTED = re.compile(r"'([^']*)'")
# How far a word may be from a known one to be taken for a slip of it.
_LIKENESS = 0.5


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that is most like a word, as the end of a message; "" where none is like it."""
    close = get_close_matches(word, sorted(known), n=1, cutoff=_LIKENESS)
    return f"，最接近的是“{close[0]}” (nearest: {close[0]})" if close else ""


@cache
def roles() -> frozenset[str]:
    """The roles that lines can have."""
    return reference.role_names() | _ROLES_OF_OWNERS


def _word(
    known: Callable[[], Collection[str]], name: str, holds: Callable[[str], bool] | None = None
) -> AfterValidator:
    def check(word: str) -> str:
        if not (word in known() if holds is None else holds(word)):
            raise ValueError(f"“{word}”不是{name}{nearest(word, known())}")
        return word

    return AfterValidator(check)


def _is_column(word: str) -> bool:
    return word == _EVERY or (word.endswith(f".{_EVERY}") and word[:-2] in all_measures())


def _pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"“{pattern}”不是正则表达式 (no pattern): {error}") from None
    return pattern


MeasureWord = Annotated[str, _word(all_measures, "列 (measure)")]
# A column, or "*" for every column.
ColumnWord = Annotated[
    str, _word(all_measures, "列 (measure)", lambda word: word in all_measures() or _is_column(word))
]
RoleWord = Annotated[str, _word(roles, "行的作用 (role)")]
MetricWord = Annotated[str, _word(metrics, "文字指标 (metric)", is_metric)]
Pattern = Annotated[str, AfterValidator(_pattern)]


def fault(error: ValidationError, fields: Collection[str]) -> str:
    """The first thing that is wrong, in one line: where, what, and the nearest word that is known.

    Args:
        error: of an entry.
        fields: names of fields, among which a misspelt one is looked for.
    """
    # A misspelt field leaves another one missing: the slip is told.
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    where = ".".join(
        str(part) for part in first["loc"] if isinstance(part, int) or re.fullmatch("[a-z_]+", part)
    )
    return f"{where}{'：' if where else ''}{_what(first, fields)}".replace("\n", " ")


def _what(error: ErrorDetails, fields: Collection[str]) -> str:
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return f"没有这一项 (no such field){nearest(str(error['loc'][-1]), fields)}"
    if error["type"] in {"literal_error", "enum"}:
        known = _QUOTED.findall(str(error.get("ctx", {}).get("expected", "")))
        return (
            f"“{error['input']}”不在可用的词之中 (not one of the words){nearest(str(error['input']), known)}"
        )
    return "缺少 (missing)" if error["type"] == "missing" else message
