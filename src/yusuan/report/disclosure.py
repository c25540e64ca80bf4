"""The one document that a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis import documents
from yusuan.analysis.question import Question, phase_of, scope_of
from yusuan.model.vocabulary import PHASE_NAMES, Language, Phase, Scope, pick

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A document and the year it is compared with.

    Attributes:
        document: its id.
        department: whose.
        year: fiscal year.
        base_year: the year compared with.
        phase: budget or final.
        scope: department or unit.
    """

    document: str
    department: str
    year: int
    base_year: int
    phase: Phase
    scope: Scope

    def of(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """The rows of a frame of the workspace that this document gave."""
        return frame.filter(pl.col("document") == self.document).collect()

    def of_base(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """The rows of a frame that the department's document of the base year gave: like phase, like scope."""
        return frame.filter(
            pl.col("department") == self.department,
            pl.col("fiscal_year") == self.base_year,
            pl.col("phase") == self.phase,
            pl.col("scope") == self.scope,
        ).collect()

    def question(self, by: str = "total") -> Question:
        """The question that compares this document with its base year."""
        return Question(
            department=self.department,
            year=self.year,
            base=self.base_year,
            by=by,
            phase=self.phase,
            scope=self.scope,
        )

    def subject(self, what: str, lang: Language = "zh", *, base: bool = False) -> str:
        """Who, what, unit, when: the second line of a title."""
        unit = pick(("万元", "10,000 yuan"), lang)
        years = f"{self.base_year}–{self.year}" if base else str(self.year)
        when = f"{years}{pick(('年', ' '), lang)}{pick(PHASE_NAMES[self.phase], lang)}"
        return f"{self.department} · {what} · {unit} · {when}"


def choose(
    workspace: Workspace,
    department: str,
    year: int,
    base: int | None = None,
    phase: str = "budget",
    scope: str | None = None,
) -> Disclosure:
    """The document of a department, year and phase.

    Args:
        workspace: where to look.
        department: name of the department or unit.
        year: fiscal year.
        base: year to compare with; the year before where None.
        phase: `budget` or `final`.
        scope: `department` or `unit`; where None, the department's if there are both.

    Raises:
        VarianceError: there is none, or there are two; the message lists what there is.
    """
    question = Question(
        department=department, year=year, base=base, phase=phase_of(phase), scope=scope_of(scope)
    )
    disclosures = documents.disclosures(workspace.documents(), documents.entities(workspace.reference))
    row = documents.choose(disclosures, question)
    return Disclosure(
        document=row["document"],
        department=department,
        year=year,
        base_year=question.base_year,
        phase=Phase(row["phase"]),
        scope=Scope(row["scope"]),
    )
