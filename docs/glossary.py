"""`make glossary`: the tables of docs/glossary.md from the vocabulary and the reference tables, where they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yusuan.model import vocabulary
from yusuan.reference.measures import measures
from yusuan.reference.table_kinds import table_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAGE = Path(__file__).with_suffix(".md")
_TABLE = re.compile(r"(<!-- (\w+) -->\n)(?:\|.*\n)*(<!-- end -->)")


def tables() -> dict[str, str]:
    """Tables of Markdown by name, a row a word: Chinese, the word in data and code, English."""
    fixed = (
        vocabulary.PHASE_NAMES,
        vocabulary.SCOPE_NAMES,
        vocabulary.SIDE_NAMES,
        vocabulary.STATUS_NAMES,
    )
    kinds = ((kind.value, *each.names) for kind, each in table_kinds().items())
    columns = ((word, *each.names) for word, each in measures().items())
    return {"fixed": _table(_named(fixed)), "kinds": _table(kinds), "measures": _table(columns)}


def page() -> str:
    """The glossary with its tables as they are now."""
    now = tables()
    return _TABLE.sub(
        lambda match: f"{match[1]}{now[match[2]]}\n{match[3]}", PAGE.read_text(encoding="utf-8")
    )


def _named(fixed: Iterable[Mapping[Any, tuple[str, str]]]) -> Iterable[tuple[str, str, str]]:
    return ((str(word), *names) for words in fixed for word, names in words.items())


def _table(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = ["| 中文 | code | English |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {zh} | `{word}` | {en} |" for word, zh, en in rows)])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
