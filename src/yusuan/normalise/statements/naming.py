"""What a figure is: its metric, its name and its code, by its own words and by where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.model.vocabulary import Phase
from yusuan.normalise.statements.codes import classified
from yusuan.normalise.statements.phrases import is_generic
from yusuan.reference.metrics import metric_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.normalise.statements.codes import Classified
    from yusuan.normalise.statements.context import Context
    from yusuan.normalise.statements.phrases import Name

_LINE_SECTIONS = {
    "fiscal": "fiscal",
    "fiscal_basic": "fiscal.basic",
    "basic": "basic",
    "general_public": "general_public",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
}
# Sections on the whole of a kind of money, which can be broken down by nature before it is by line.
_WITH_NATURES = frozenset({"fiscal", "general_public", "expenditure"})
_SCHEMES = {"functional": "line", "economic": "economic", "government_economic": "government_economic"}
# By nature of expenditure, where the sums around a line say it: the innermost that does.
_NATURES = (
    (re.compile(r"人员(?:经费|支出)"), "basic.personnel."),
    (re.compile(r"公用(?:经费|支出)"), "basic.operating."),
    (re.compile(r"基本支出"), "basic."),
    (re.compile(r"项目(?:经费)?支出|专项业务"), "project."),
)
_CLASSIFIED = re.compile(r"（[类款项]）")
_BUDGET_WORDS = re.compile(
    r"(?:一般公共预算|政府性基金|国有资本经营|财政专户管理|财政|拨款|预算|资金|收入|支出|基本|项目|人员|公用|经费|"
    r"安排|单位|部门|预留|机动|事业|经营|其他|上级补助|附属|上缴|结转|结余|本年|上年|当年|年初|会议费|培训费|公务接待费)+"
)
_ASIDE = re.compile(r"（[^（）]*）$")
_LAST_YEAR = re.compile(r"^(?:上年|上一年|去年)(?!.*结[转余])")
_CARRIED = re.compile(r"结转|结余")
_INITIAL = re.compile(r"年初预算")
_ADJUSTED = re.compile(r"(?:全年|调整)预算")
_BUDGET = re.compile(r"(?<!一般公共)(?<!基金)(?<!经营)预算数?$")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a figure is.

    Attributes:
        metric: None where the words are not known.
        line: the name as printed.
        code: of a 类, 款 or 项.
    """

    metric: str | None
    line: str
    code: str | None


def identify(name: str, context: Context, scope: str | None, said: str = "") -> Identity:
    """Find out what a named amount is.

    Args:
        name: the words before it.
        context: where it stands.
        scope: the sum of which it is said to be a part in its own sentence.
        said: the sentence up to it.
    """
    named = classified(name, context.around, context.fiscal_year)
    if named is not None:
        return _line(named, context, scope)
    head = context.part_head
    if head is not None and head.code is not None and head.metric is not None:
        return Identity(f"{plain_metric(head.metric)}.part", name, head.code)
    if context.lists_projects:
        return Identity(None, name, None)
    title = context.own_title
    generic = is_generic(name)
    named = classified(title, context.around, context.fiscal_year) if generic and title else None
    if named is not None:
        return _line(named, context, scope)
    metric = metric_of(context.kind, context.within(scope), _without_aside(name), said) if name else None
    if metric is not None or not generic:
        return Identity(metric, name, None)
    return _by_place(name, title, context, scope, said)


def _without_aside(name: str) -> str:
    """A name without what is said in brackets behind it, which is of something else."""
    short = _ASIDE.sub("", name)
    return name if is_generic(short) else short


def _by_place(name: str, title: str, context: Context, scope: str | None, said: str) -> Identity:
    """What a bare “预算数” is: what the entry is about, else the figure before it, else the section's own."""
    metric = metric_of(context.kind, "", title) if title else None
    if metric is not None:
        return Identity(metric, title, None)
    before = context.current or context.lead
    if before is not None and before.passage == context.passage:
        return Identity(plain_metric(before.metric), before.line, before.code)
    return Identity(metric_of(context.kind, context.within(scope), "", said), name or title, None)


def identify_exactly(name: str, context: Context, scope: str | None) -> Identity:
    """The same for a name in running text, which counts only where all its words are words of budgets."""
    if _BUDGET_WORDS.fullmatch(name) is None:
        return Identity(None, name, None)
    return Identity(metric_of(context.kind, context.within(scope), name), name, None)


def of_measure(metric: str | None, name: Name, context: Context) -> tuple[str | None, int | None]:
    """The metric with the word for another year or another stage, and that other year.

    “2023年预算执行数” is the previous year's; in final accounts 年初预算 and 全年预算 are not the 决算.
    """
    text = name.text
    if name.year is not None and name.year < context.fiscal_year and not _CARRIED.search(text):
        return _with(metric, "previous_year"), name.year
    if _LAST_YEAR.search(text):
        return _with(metric, "previous_year"), context.fiscal_year - 1
    if context.phase is Phase.FINAL:
        if _INITIAL.search(text):
            return _with(metric, "initial_budget"), None
        if _ADJUSTED.search(text):
            return _with(metric, "adjusted_budget"), None
        if _BUDGET.search(text):
            return _with(metric, "budget"), None
    return metric, None


def plain_metric(metric: str | None) -> str | None:
    """A metric without the word for another year or stage."""
    return (
        None
        if metric is None
        else re.sub(r"\.(?:previous_year|initial_budget|adjusted_budget|budget|completion)$", "", metric)
    )


def _with(metric: str | None, measure: str) -> str | None:
    return None if metric is None else f"{plain_metric(metric)}.{measure}"


def _line(named: Classified, context: Context, scope: str | None) -> Identity:
    section = _LINE_SECTIONS.get(context.kind)
    if section is None:
        section = "fiscal" if "财政拨款" in context.within(scope) else "expenditure"
    by_nature = section in _WITH_NATURES and named.scheme == "functional"
    nature = _nature((*context.around, context.part_of, scope)) if by_nature else ""
    return Identity(f"{section}.{nature}{_SCHEMES[named.scheme]}", named.name, named.code)


def _nature(around: Sequence[str | None]) -> str:
    """The nature of expenditure of which the figures here are parts, "" where it is not one alone."""
    for part in reversed(around):
        if part is None or _CLASSIFIED.search(part):
            continue
        said = [nature for pattern, nature in _NATURES if pattern.search(part)]
        if said:
            return said[0] if len(said) == 1 else ""
    return ""
