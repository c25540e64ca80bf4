"""Titles of disclosures: “甲市民政局2024年部门预算公开”, in the forms in which they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yusuan.model.text import squeeze
from yusuan.model.vocabulary import Phase, Scope
from yusuan.normalise.identity.bodies import name_of

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_QUOTES = str.maketrans(dict.fromkeys("《》〈〉“”\"'‘’【】「」", None))
YEAR = r"(?<!\d)(?:20\d{2}|二[〇○零][一二三四五六七八九〇○零]{2})(?!\d)"
_YEARS = rf"(?P<year>{YEAR})(?:年?度?[-—–~至－]+{YEAR})?(?:年度|年)?"
_LEVEL = r"""(?:市级|区级|县级|省级|中央|所属|部门（单位）|单位（部门）|部门/单位|部门和单位|部门及单位|部门|单位
    |汇总|综合|整体|年初|收支|财务|财政拨款|“?三公”?经费(?:财政拨款)?(?:支出)?|（部门）|（单位）|（汇总）|（公开）|的)"""
_TAIL = r"""(?:信息|公开|编制|编报|情况|内容|相关|有关|的|说明书?|报告|报表|套表|附?表格?|文本|草案|材料|目录|汇总|批复|批准
    |公示|公告|通知|解读|分析|公布|及|和|与|、|“?三公”?经费|绩效目标|预算|决算|收支|部门|单位|（[^（）]*）|[-—：_－]+)"""
_TITLE = re.compile(
    rf"""^(?P<before>[^。；！？]*?){_YEARS}(?P<after>[^。；！？\d]*?)(?P<level>{_LEVEL}*)
        (?P<phase>预算|决算)(?P<tail>{_TAIL}*)$""",
    re.VERBOSE,
)
_WITHOUT_YEAR = re.compile(
    rf"^(?P<before>[^。；！？\d]*?)(?P<level>(?:部门|单位){_LEVEL}*)(?P<phase>预算|决算)(?P<tail>{_TAIL}*)$",
    re.VERBOSE,
)
_IN_BRACKETS = re.compile(r"（([^（）]+)）")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Title:
    """A title of a disclosure.

    Attributes:
        name: of the body, "" where the title has none.
        year: the fiscal year; of several, the first; None where it has none.
        phase: budget or final.
        scope: a unit's where it says 单位 or 本级 and not 部门; None where it says neither.
    """

    name: str
    year: int | None
    phase: Phase
    scope: Scope | None


def parse_title(text: str) -> Title | None:
    """Read a title.

    Args:
        text: squeezed, its lines joined.

    Returns:
        None if it is no title of a budget or of final accounts.
    """
    text = text.translate(_QUOTES)
    if len(text) > _LONGEST:
        return None
    match = _TITLE.match(text)
    if match is None:
        match = _WITHOUT_YEAR.match(text)
        if match is None:
            return None
        name = name_of(match["before"], sure=True)
        if match["before"] and not name:
            return None
        return Title(name, None, _phase(match["phase"]), _scope(match["level"] + match["tail"], name))
    bracketed = _IN_BRACKETS.findall(match["tail"])
    names = [name_of(part, sure=True) for part in (match["before"], match["after"])]
    names += [name_of(part, sure=False) for part in bracketed]
    name = next(filter(None, names), "")
    return Title(
        name, year_of(match["year"]), _phase(match["phase"]), _scope(text[match.end("year") :], name)
    )


def title_at_start(text: str) -> tuple[Title | None, str]:
    """The title that a line is or begins with (“甲局2024年部门预算 收支总表”), and its words.

    Args:
        text: as printed, its blanks kept.
    """
    for words in (squeeze(text), squeeze(text.strip().partition(" ")[0])):
        title = parse_title(words)
        if title is not None:
            return title, words
    return None, ""


def year_of(text: str) -> int:
    """A year in digits or in Chinese: 2024, 二〇二四."""
    return int(text.translate(_DIGITS))


def _phase(text: str) -> Phase:
    return Phase.BUDGET if text == "预算" else Phase.FINAL


def _scope(behind_year: str, name: str) -> Scope | None:
    if "部门" in behind_year.removeprefix(name):
        return Scope.DEPARTMENT
    if "单位" in behind_year or "本级" in behind_year:
        return Scope.UNIT
    return None
