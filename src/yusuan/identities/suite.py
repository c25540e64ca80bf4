"""The suites as data: each entry of expectations/*.json says what must hold, strictly checked when read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from yusuan.identities.rules.registry import NEEDS, RULES, Needs
from yusuan.model.vocabulary import Phase, TableKind  # noqa: TC001 — pydantic reads them at run time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Self

Severity = Literal["hard", "soft"]
# Great Expectations' word for what a failure means → ours: an accusation or a question.
_SEVERITIES: dict[str, Severity] = {"critical": "hard", "warning": "soft"}
Relation = Literal["=", "<=", ">="]
# Documents that a document can be held against.
Other = Literal["previous_year", "budget", "department"]


class SuiteError(Exception):
    """A suite that says something impossible; one line that names the file, the entry and what is wrong."""


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
    roles: list[str] = []
    codes: list[str] = []
    levels: list[int] = []
    named: str = ""
    measures: list[str]
    instead: list[list[str]] = []
    without: str = ""
    classification: Literal["functional", "economic", "government_economic"] | None = None
    phase: Phase | None = None
    sign: Literal[1, -1] = 1

    @field_validator("named")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"“{pattern}”不是正则表达式 (no pattern): {error}") from None
        return pattern


class _Entry(_Strict):
    identity: str = Field(min_length=3)
    severity: Severity = "hard"


class Sum(_Strict):
    """An addend that a table may print itself, or only in its own parts.

    Attributes:
        sum: its measure.
        of: the measures of its parts.
    """

    sum: str
    of: list[str | Sum]


class RowsAddUp(_Entry):
    """In every line, a column equals the columns it is made of.

    Attributes:
        tables: kinds of table.
        total: measure of the sum.
        parts: the addends.
        least: with fewer addends than this among its columns a table is not tested.
        without: a measure beside which the total means something else; a table that has it is not tested.
    """

    form: Literal["rows"] = "rows"
    tables: list[TableKind]
    total: str
    parts: list[str | Sum]
    least: int = 2
    without: str = ""


class LinesAddUp(_Entry):
    """In every column, a line equals the lines that are part of it.

    Attributes:
        tables: kinds of table.
        roles: of the line that is the sum.
        levels: of the line that is the sum.
    """

    form: Literal["lines"] = "lines"
    tables: list[TableKind]
    roles: list[str] = []
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
        each: compared once, or for each code that the prose names.
    """

    form: Literal["text"] = "text"
    metric: str
    relation: Relation = "="
    cells: list[Selector]
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
    """A rule of form, of names or of performance targets; its numbers stand here, its method in `rules`."""

    form: Literal["rule"] = "rule"
    rule: Literal[tuple(RULES)]  # type: ignore[valid-type]
    numbers: dict[str, float] = {}
    words: list[str] = []

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        needs = NEEDS.get(self.rule, Needs())
        missing = [name for name in needs.numbers if name not in self.numbers]
        if missing:
            raise ValueError(f"numbers缺少{'、'.join(missing)} (missing)")
        if len(self.words) < needs.words:
            raise ValueError(f"words至少要{needs.words}个 (too few)")
        return self


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


class Identity(_Strict):
    """One entry of a suite.

    Attributes:
        suite: the suite's name.
        formula: what must hold.
        sentence: the same in Chinese, with its reason.
        sentence_en: in English.
        source: where the rule comes from, "" if from bookkeeping alone.
    """

    suite: str
    formula: Entry
    sentence: str
    sentence_en: str
    source: str = ""


def load(folder: Path) -> list[Identity]:
    """Every entry of every suite in a folder.

    Raises:
        SuiteError: a file is no suite, an entry is malformed, or two entries have one name.
    """
    found: list[Identity] = []
    for path in sorted(folder.glob("*.json")):
        found += read_suite(path)
    names = [identity.formula.identity for identity in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SuiteError(f"{folder}：规则编号重复：{'、'.join(twice)} (identity named twice)")
    if not found:
        raise SuiteError(f"{folder}：没有规则 (no suites here)")
    return found


def titles(folder: Path) -> dict[str, tuple[str, str]]:
    """The suites of a folder by name, in the order of their files, with their Chinese and English titles.

    A suite names itself where its meta gives no `title` and `title_en`.
    """
    found = {}
    for path in sorted(folder.glob("*.json")):
        suite = json.loads(path.read_text(encoding="utf-8"))
        name, meta = str(suite["name"]), suite.get("meta") or {}
        found[name] = (str(meta.get("title", name)), str(meta.get("title_en", name)))
    return found


def read_suite(path: Path) -> list[Identity]:
    """The entries of one suite file.

    Raises:
        SuiteError: as `load`.
    """
    try:
        suite = json.loads(path.read_text(encoding="utf-8"))
        entries: Sequence[dict[str, object]] = list(suite["expectations"])
        name = str(suite["name"])
    except (ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"{path}：不是规则集 (not a suite): {error}") from None
    return [_identity(path, name, number, entry) for number, entry in enumerate(entries, start=1)]


def _identity(path: Path, suite: str, number: int, entry: dict[str, object]) -> Identity:
    try:
        form = FORMS[str(entry["type"])]
        meta = entry["meta"]
        return Identity.model_validate(
            {
                "suite": suite,
                "formula": form.model_validate(
                    {**entry["kwargs"], "severity": _SEVERITIES[str(entry["severity"])]}  # type: ignore[dict-item]
                ),
                "sentence": meta["sentence"],  # type: ignore[index]
                "sentence_en": meta["sentence_en"],  # type: ignore[index]
                "source": meta.get("source", ""),  # type: ignore[attr-defined]
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "kwargs"
        raise SuiteError(f"{path}：第{number}条，{where}：{first['msg']}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise SuiteError(f"{path}：第{number}条缺少或写错 {error}") from None
