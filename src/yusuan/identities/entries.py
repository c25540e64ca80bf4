"""The forms of entries in expectations/*.json: what must hold, strictly checked against the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from yusuan.identities.rules.registry import RULES
from yusuan.identities.rules.rule import Parameters
from yusuan.identities.vocabulary import (
    ColumnWord,
    MeasureWord,
    MetricWord,
    Pattern,
    RoleWord,
    fault,
    nearest,
)
from yusuan.model.practice import Practice
from yusuan.model.vocabulary import Phase, Severity, Subject, TableKind
from yusuan.reference.measures import Addend, Dimension, addends, measures
from yusuan.reference.table_kinds import amount_tables

if TYPE_CHECKING:
    from typing import Self

Relation = Literal["=", "<=", ">="]
# Documents that a document can be held against.
Other = Literal["previous_year", "budget", "department"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selector(_Strict):
    """Cells of a kind of table, added up.

    Attributes:
        tables: kinds of table, the first that a document has is taken.
        roles: lines by role.
        codes: lines by code.
        levels: lines by level; beside roles or codes, where the table prints none of those.
        named: lines whose label holds this pattern; with none of these four, every line.
        not_titled: tables whose title holds this pattern cover something else (key projects only) and are not taken.
        measures: the columns, added up; "*" for every column, each compared with its like, and so
            "previous_year.*" for every column of the year before.
        instead: the columns, added up, where the table prints none of those; further ones where none of these.
        without: a measure beside which those mean something else (合计 beside 本年预算 holds what was carried
            over); a table that has it is not taken.
        classification: of the codes, where a table prints blocks of more than one.
        phase: of the documents, where only those of one are meant.
        sign: −1 where it is taken away.
    """

    tables: list[TableKind]
    roles: list[RoleWord] = []
    codes: list[str] = []
    levels: list[int] = []
    named: Pattern = ""
    not_titled: Pattern = ""
    measures: list[ColumnWord]
    instead: list[list[ColumnWord]] = []
    without: MeasureWord | Literal[""] = ""
    classification: Literal["functional", "economic", "government_economic"] | None = None
    phase: Phase | None = None
    sign: Literal[1, -1] = 1


def _is_practice(text: str) -> str:
    Practice.parse(text)
    return text


class _Entry(_Strict):
    """What every entry has.

    Attributes:
        identity: its name, of which there is one in all suites.
        severity: how grave it is where it does not hold.
        failure: whether a document that does not hold to it is wrong or is asked about; where it is not said,
            wrong by what is critical, and asked about by the rest.
        subject: what it is about.
        mostly: the share of the documents tested that must hold to it, of 1.
        practice: the place and the years of the documents that it is asked of, "" for all.
    """

    identity: str = Field(min_length=3)
    severity: Severity = Severity.CRITICAL
    failure: Literal["broken", "question"] | None = None
    subject: Subject = Subject.AMOUNT
    mostly: float = Field(default=1, gt=0, le=1)
    practice: Annotated[str, AfterValidator(_is_practice)] = ""

    @property
    def must_hold(self) -> bool:
        """Whether a document that does not hold to it is wrong; else it is only asked about."""
        return (self.failure or ("broken" if self.severity == Severity.CRITICAL else "question")) == "broken"

    def applies(self, department: str, fiscal_year: int | None) -> bool:
        """Whether it is asked of a document."""
        return Practice.parse(self.practice).applies(department, fiscal_year)


class Sum(_Strict):
    """An addend that a table may print itself, or only in its own parts.

    Attributes:
        sum: its measure.
        of: the measures of its parts.
    """

    sum: MeasureWord
    of: list[MeasureWord | Sum]


class RowsAddUp(_Entry):
    """In every line, a column equals the columns it is made of.

    Attributes:
        tables: kinds of table; where none is named, all that list amounts.
        total: measure of the sum.
        parts: the addends; or
        by: the breakdowns of reference/measures.csv from which they follow, the outer first.
        also: further addends beside those.
        least: with fewer addends than this among its columns a table is not tested.
        without: a measure beside which the total means something else; a table that has it is not tested.
    """

    form: Literal["rows"] = "rows"
    tables: list[TableKind] = Field(default_factory=lambda: list(amount_tables()))
    total: MeasureWord
    parts: list[MeasureWord | Sum] = []
    by: list[Dimension] = []
    also: list[MeasureWord] = []
    least: int = 2
    without: MeasureWord | Literal[""] = ""

    @model_validator(mode="after")
    def _has_addends(self) -> Self:
        if bool(self.parts) == bool(self.by):
            raise ValueError("parts和by要写其中一项 (one of the two)")
        if self.by and not addends(self.total, self.by):
            raise ValueError(f"“{self.total}”没有{'、'.join(self.by)}的明细 (no such parts in measures.csv)")
        return self

    @property
    def addends(self) -> tuple[Addend, ...]:
        """What the total is made of."""
        written = tuple(_addend(part) for part in (*self.parts, *self.also))
        return (*addends(self.total, self.by), *written)


def _addend(part: str | Sum) -> Addend:
    word, parts = (part, []) if isinstance(part, str) else (part.sum, part.of)
    known = measures().get(word)
    return Addend(word, 1 if known is None else known.weight, tuple(map(_addend, parts)))


class LinesAddUp(_Entry):
    """In every column, a line equals the lines that are part of it.

    Attributes:
        tables: kinds of table; where none is named, all that list amounts.
        roles: of the line that is the sum.
        levels: of the line that is the sum.
    """

    form: Literal["lines"] = "lines"
    tables: list[TableKind] = Field(default_factory=lambda: list(amount_tables()))
    roles: list[RoleWord] = []
    levels: list[int] = []


class Equal(_Strict):
    """What must be seen to be equal before an identity is held against a document.

    Attributes:
        left: added up.
        right: added up.
    """

    left: list[Selector]
    right: list[Selector]


class CellsAgree(_Entry):
    """Cells of one table stand in a relation to cells of another (or of the same).

    Attributes:
        left: added up.
        relation: between left and right.
        right: added up.
        each: compared once in all, or for each code, line (its code, or its role where it has none) or name
            (whatever the order of its letters).
        given: under these conditions only; where one does not hold or cannot be tested, nor is the identity.
    """

    form: Literal["cells"] = "cells"
    left: list[Selector]
    relation: Relation = "="
    right: list[Selector]
    each: Literal["once", "code", "line", "name"] = "once"
    given: list[Equal] = []

    @property
    def selectors(self) -> list[Selector]:
        """Of both sides and of the conditions."""
        return [
            selector
            for side in (
                self.left,
                self.right,
                *(side for one in self.given for side in (one.left, one.right)),
            )
            for selector in side
        ]


class TextAgrees(_Entry):
    """A figure said in prose equals cells of a table.

    Attributes:
        metric: of the statement.
        relation: between the statement and the cells.
        cells: added up.
        or_cells: what the same words mean elsewhere, each added up: the nearest to the statement counts.
        each: compared once, or for each code that the prose names.
    """

    form: Literal["text"] = "text"
    metric: MetricWord
    relation: Relation = "="
    cells: list[Selector]
    or_cells: list[list[Selector]] = []
    each: Literal["once", "code"] = "once"


class DocumentsAgree(_Entry):
    """Cells of a document stand in a relation to cells of another document; a finding belongs to the former.

    Of the kinds of table that a selector names, each is compared with its like.

    Attributes:
        other: which document is meant: that of the year before in the same phase, the budget of a final
            account's year, or that of the department which a unit belongs to. In a department's document,
            lines of the role "unit" are those of the unit.
        left: cells of the document, added up.
        relation: between left and right.
        right: cells of the other document, added up.
        each: compared once in all, or for each code, name or line: a line is known by its code, or by its
            role where it has none.
    """

    form: Literal["documents"] = "documents"
    other: Other
    left: list[Selector]
    relation: Relation = "="
    right: list[Selector]
    each: Literal["once", "code", "name", "line"] = "once"


class RestatedAgrees(_Entry):
    """An amount that prose gives of another document is one which that document discloses.

    Of the year before: this year's amount less the change that is said, or what is said of that year. Of the
    budget: what a final account says of its 年初预算. That document discloses it in prose, or in the cells
    which the suites' entries on prose name for the same metric.

    Attributes:
        other: which document is meant: that of the year compared with in the same phase, or the budget.
    """

    form: Literal["restated"] = "restated"
    other: Literal["previous_year", "budget"]


class Rule(_Entry):
    """A rule of form, of names or of performance targets, by its name and with what it takes.

    Attributes:
        rule: its name.
        parameters: what it takes, by the model with which it registers.
    """

    form: Literal["rule"] = "rule"
    rule: str
    parameters: InstanceOf[Parameters] = Field(default={}, validate_default=True)

    @field_validator("rule")
    @classmethod
    def _is_known(cls, rule: str) -> str:
        if rule not in RULES:
            raise ValueError(f"“{rule}”不是方法 (rule){nearest(rule, RULES)}")
        return rule

    @field_validator("parameters", mode="before")
    @classmethod
    def _as_the_rule_takes_them(cls, parameters: object, info: ValidationInfo) -> object:
        rule = RULES.get(info.data.get("rule", ""))
        if rule is None or isinstance(parameters, Parameters):
            return parameters
        try:
            return rule.parameters.model_validate(parameters)
        except ValidationError as error:
            raise ValueError(fault(error, rule.parameters.model_fields)) from None


Amounts = RowsAddUp | LinesAddUp | CellsAgree | TextAgrees | DocumentsAgree | RestatedAgrees
Entry = Annotated[Amounts | Rule, Field(discriminator="form")]

FORMS: dict[str, type[Amounts | Rule]] = {
    "expect_rows_to_add_up": RowsAddUp,
    "expect_lines_to_add_up": LinesAddUp,
    "expect_cells_to_agree": CellsAgree,
    "expect_text_to_agree": TextAgrees,
    "expect_documents_to_agree": DocumentsAgree,
    "expect_restated_to_agree": RestatedAgrees,
    "expect_rule_to_hold": Rule,
}
