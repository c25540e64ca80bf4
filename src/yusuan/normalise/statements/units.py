"""Which headings and entries open the section of one unit: its figures are not the whole document's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yusuan.model.text import bare, squeeze
from yusuan.normalise.identity.bodies import name_of
from yusuan.normalise.tables.lines.codes import names_of_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.normalise.prose.outline import Entry

# What an entry says of a unit behind its name (“某某中心2026年部门预算收入”).
_BEHIND_NAME = re.compile(
    r"(?:20\d\d年?)?(?:度|本年)?(?:部门|单位)?(?:收支|收入|支出|财政拨款)?(?:总?预算|决算)?(?:收入|支出)?"
    r"(?:总额|合计|共计?|为|是)?$"
)
_FEWEST = 2


def sections_of_units(entries: Sequence[Entry]) -> dict[int, str]:
    """The names of units by the places (in `entries`) of the headings and entries that open their sections.

    A name of a body alone in its row of headings is the document's own: only where several stand beside each
    other is each a part of the whole.
    """
    above: dict[float, int] = {}
    named: dict[tuple[int | None, float], dict[int, str]] = {}
    for at, entry in enumerate(entries):
        if entry.kind == "contents" or entry.level is None:
            continue
        level = entry.level
        above = {other: place for other, place in above.items() if other < level}
        parent = above[max(above)] if above else None
        above[level] = at
        name = _unit_in(entry)
        if name:
            named.setdefault((parent, level), {})[at] = name
    return {
        at: name
        for beside in named.values()
        if len({bare(name) for name in beside.values()}) >= _FEWEST
        for at, name in beside.items()
    }


def _unit_in(entry: Entry) -> str:
    title = squeeze(entry.title)
    if entry.kind == "item":
        title = _BEHIND_NAME.sub("", re.split(r"\d[\d,.]*(?:万元|亿元|元)", title, maxsplit=1)[0])
    name = name_of(title, sure=False)
    return "" if bare(name) in names_of_classes() else name
