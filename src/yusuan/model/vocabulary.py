"""The fixed words of the product that code branches on; the names of tables and measures are in reference/."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]

# Before the metric of a figure that prose says of one unit, in the document of its department.
OF_UNIT = "unit."


class Phase(StrEnum):
    """When in the cycle a disclosure speaks; budgets and final accounts are never mixed silently."""

    BUDGET = "budget"
    FINAL = "final"


class Scope(StrEnum):
    """Whose money: a department with its units (汇总) or one unit alone (本级)."""

    DEPARTMENT = "department"
    UNIT = "unit"


class Verdict(StrEnum):
    """What a file was taken for, before anything of it is kept.

    Attributes:
        DISCLOSURE: a document of one body, year and phase.
        PART: one of several files of a document.
        TEMPLATE: a form that nobody filled in.
        LINK: a page that only leads to the document.
        GOVERNMENT: the budget, debt or execution report of a whole government.
        OTHER: nothing of these.
        UNREADABLE: a file that no reader could read.
    """

    DISCLOSURE = "disclosure"
    PART = "part"
    TEMPLATE = "template"
    LINK = "link"
    GOVERNMENT = "government"
    OTHER = "other"
    UNREADABLE = "unreadable"


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


class Severity(StrEnum):
    """How grave it is where an identity does not hold, in the words of Great Expectations."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Subject(StrEnum):
    """What an identity is about."""

    AMOUNT = "amount"
    RATE = "rate"
    COUNT = "count"
    NAME = "name"
    WORDING = "wording"
    FORM = "form"


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


PHASE_NAMES: dict[Phase, tuple[str, str]] = {
    Phase.BUDGET: ("预算", "budget"),
    Phase.FINAL: ("决算", "final accounts"),
}

SCOPE_NAMES: dict[Scope, tuple[str, str]] = {
    Scope.DEPARTMENT: ("部门", "department"),
    Scope.UNIT: ("单位", "unit"),
}

SIDE_NAMES: dict[Side, tuple[str, str]] = {
    Side.INCOME: ("收入", "income"),
    Side.EXPENDITURE: ("支出", "expenditure"),
}

STATUS_NAMES: dict[Status, tuple[str, str]] = {
    Status.EXACT: ("相符", "exact"),
    Status.ROUNDING: ("尾差", "rounding"),
    Status.BROKEN: ("不符", "broken"),
    Status.QUESTION: ("存疑", "question"),
}

SEVERITY_NAMES: dict[Severity, tuple[str, str]] = {
    Severity.CRITICAL: ("严重", "critical"),
    Severity.WARNING: ("一般", "warning"),
    Severity.INFO: ("提示", "info"),
}

SUBJECT_NAMES: dict[Subject, tuple[str, str]] = {
    Subject.AMOUNT: ("金额", "amount"),
    Subject.RATE: ("比率", "rate"),
    Subject.COUNT: ("数量", "count"),
    Subject.NAME: ("名称", "name"),
    Subject.WORDING: ("文字", "wording"),
    Subject.FORM: ("形式", "form"),
}


def pick(names: tuple[str, str], lang: Language) -> str:
    """The Chinese or the English of a pair of names."""
    return names[0] if lang == "zh" else names[1]
