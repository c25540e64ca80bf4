"""The words of the product, with their names for readers: tables, phases, scopes, measures, statuses."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]


class Phase(StrEnum):
    """When in the cycle a disclosure speaks; budgets and final accounts are never mixed silently."""

    BUDGET = "budget"
    FINAL = "final"


class Scope(StrEnum):
    """Whose money: a department with its units (汇总) or one unit alone (本级)."""

    DEPARTMENT = "department"
    UNIT = "unit"


class TableKind(StrEnum):
    """The statements of a disclosure; a budget's and a final account's version share a kind."""

    INCOME_EXPENDITURE_SUMMARY = "income_expenditure_summary"
    INCOME_SUMMARY = "income_summary"
    EXPENDITURE_SUMMARY = "expenditure_summary"
    FISCAL_APPROPRIATION_SUMMARY = "fiscal_appropriation_summary"
    GENERAL_PUBLIC_EXPENDITURE = "general_public_expenditure"
    BASIC_EXPENDITURE = "basic_expenditure"
    BASIC_EXPENDITURE_GOVERNMENT = "basic_expenditure_government"
    GENERAL_PUBLIC_ECONOMIC = "general_public_economic"
    EXPENDITURE_ECONOMIC = "expenditure_economic"
    THREE_PUBLIC = "three_public"
    GOVERNMENT_FUND_EXPENDITURE = "government_fund_expenditure"
    STATE_CAPITAL_EXPENDITURE = "state_capital_expenditure"
    PROJECTS = "projects"
    OUTSOURCING = "outsourcing"
    PROCUREMENT = "procurement"
    PERFORMANCE_TARGETS = "performance_targets"
    ASSETS = "assets"
    OTHER = "other"


class Side(StrEnum):
    """The half of a two-sided table."""

    INCOME = "income"
    EXPENDITURE = "expenditure"


class Direction(StrEnum):
    """What the words of a statement say of a change."""

    INCREASE = "increase"
    DECREASE = "decrease"
    FLAT = "flat"
    UNCLEAR = "unclear"


class ComparisonKind(StrEnum):
    """What sets a comparison with an earlier year apart from one of like with like.

    SPENT: the earlier year's money spent (执行数, 决算数).
    NEARLY: said to be about the same (基本持平), without an amount of change.
    """

    SPENT = "spent"
    NEARLY = "nearly"


class Status(StrEnum):
    """How an identity came out on a document."""

    EXACT = "exact"
    ROUNDING = "rounding"
    BROKEN = "broken"
    QUESTION = "question"


class Reading(StrEnum):
    """How sure the reading of a table is.

    CLOSED: identities of the table or ties to its neighbours hold under the printed headings.
    SETTLED: the printed headings were shifted; arithmetic chose another reading, under which they hold.
    UNTESTED: nothing in the document can prove or disprove it.
    UNVERIFIED: something should hold and holds under no reading.
    """

    CLOSED = "closed"
    SETTLED = "settled"
    UNTESTED = "untested"
    UNVERIFIED = "unverified"


class BaseOrigin(StrEnum):
    """Where the earlier year's amount comes from."""

    DISCLOSED = "disclosed"
    # Worked back from the later document's prose; the contract prints the older word.
    IMPLIED = "restated"


TABLE_NAMES: dict[TableKind, tuple[str, str]] = {
    TableKind.INCOME_EXPENDITURE_SUMMARY: ("收支总表", "Income and expenditure summary"),
    TableKind.INCOME_SUMMARY: ("收入总表", "Income summary"),
    TableKind.EXPENDITURE_SUMMARY: ("支出总表", "Expenditure summary"),
    TableKind.FISCAL_APPROPRIATION_SUMMARY: ("财政拨款收支总表", "Fiscal appropriation summary"),
    TableKind.GENERAL_PUBLIC_EXPENDITURE: ("一般公共预算支出表", "General public budget expenditure"),
    TableKind.BASIC_EXPENDITURE: ("一般公共预算基本支出表", "General public budget basic expenditure"),
    TableKind.BASIC_EXPENDITURE_GOVERNMENT: (
        "一般公共预算基本支出表（政府经济分类）",
        "Basic expenditure by government economic class",
    ),
    TableKind.GENERAL_PUBLIC_ECONOMIC: (
        "一般公共预算支出表（经济分类）",
        "General public budget expenditure by economic class",
    ),
    TableKind.EXPENDITURE_ECONOMIC: ("支出表（经济分类）", "Expenditure by economic class"),
    TableKind.THREE_PUBLIC: ("“三公”经费表", "Three public expenses"),
    TableKind.GOVERNMENT_FUND_EXPENDITURE: ("政府性基金预算支出表", "Government fund expenditure"),
    TableKind.STATE_CAPITAL_EXPENDITURE: ("国有资本经营预算支出表", "State capital expenditure"),
    TableKind.PROJECTS: ("项目支出表", "Projects"),
    TableKind.OUTSOURCING: ("委托业务费表", "Outsourced services"),
    TableKind.PROCUREMENT: ("政府采购表", "Government procurement"),
    TableKind.PERFORMANCE_TARGETS: ("绩效目标表", "Performance targets"),
    TableKind.ASSETS: ("国有资产表", "State-owned assets"),
    TableKind.OTHER: ("其他表", "Other table"),
}

PHASE_NAMES: dict[Phase, tuple[str, str]] = {
    Phase.BUDGET: ("预算", "budget"),
    Phase.FINAL: ("决算", "final accounts"),
}

STATUS_NAMES: dict[Status, tuple[str, str]] = {
    Status.EXACT: ("相符", "exact"),
    Status.ROUNDING: ("尾差", "rounding"),
    Status.BROKEN: ("不符", "broken"),
    Status.QUESTION: ("存疑", "question"),
}


MEASURE_WORDS: dict[str, tuple[str, str]] = {
    "total": ("合计", "total"),
    "current_year": ("本年预算", "current year"),
    "carryover": ("上年结转", "carry-over"),
    "implementation_period": ("实施期资金", "implementation period"),
    "previous_year": ("上年数", "previous year"),
    "initial_budget": ("年初预算", "initial budget"),
    "adjusted_budget": ("调整预算", "adjusted budget"),
    "surplus_used": ("使用结余", "surplus used"),
    "year_end_carryover": ("年末结转结余", "year-end carry-over"),
    "basic": ("基本支出", "basic"),
    "personnel": ("人员经费", "personnel"),
    "operating": ("公用经费", "operating"),
    "project": ("项目支出", "project"),
    "reserve": ("预留机动经费", "reserve"),
    "business_operation": ("事业单位经营支出", "business operation"),
    "remitted_to_superior": ("上缴上级支出", "remitted to superior"),
    "subsidy_to_affiliates": ("对附属单位补助支出", "subsidy to affiliates"),
    "fiscal_appropriation": ("财政拨款", "fiscal appropriation"),
    "general_public": ("一般公共预算", "general public budget"),
    "government_fund": ("政府性基金", "government fund"),
    "state_capital": ("国有资本经营预算", "state capital"),
    "special_account": ("财政专户管理资金", "special account"),
    "unit_funds": ("单位资金", "unit funds"),
    "business": ("事业收入", "business"),
    "operation": ("经营收入", "operation"),
    "superior": ("上级补助", "superior"),
    "affiliate": ("附属单位上缴", "affiliate"),
    "other": ("其他", "other"),
}


def measure_name(measure: str | None, lang: Language = "zh") -> str:
    """A measure for readers: "current_year.general_public" → "本年预算·一般公共预算"."""
    if not measure:
        return ""
    words = measure.removesuffix(".total").split(".")
    return ("·" if lang == "zh" else ", ").join(
        pick(MEASURE_WORDS.get(word, (word, word)), lang) for word in words
    )


def pick(names: tuple[str, str], lang: Language) -> str:
    """The Chinese or the English of a pair of names."""
    return names[0] if lang == "zh" else names[1]
