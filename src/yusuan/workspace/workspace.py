"""What a workspace answers: years compared, series, indicators, budget execution and peer comparison."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from yusuan.analysis import answers
from yusuan.analysis.collection import Collection
from yusuan.analysis.question import Question, phase_of, scope_of
from yusuan.model.vocabulary import Phase, Scope
from yusuan.workspace.departments import Departments
from yusuan.workspace.folders import Folders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from yusuan.analysis.disclosed.breakdowns import By
    from yusuan.analysis.question import Materiality


@dataclass(frozen=True)
class Workspace(Folders):
    """The folders and frames of one project folder, and what they answer.

    Every answer is lazy and raises VarianceError where there is no such document or comparison (the message
    lists what there is), CrosswalkError where a row of the workspace's own maps is wrong (the message names it),
    and WorkspaceError where there is no clean data.
    """

    @cached_property
    def departments(self) -> Departments:
        """The departments by name, which a notebook completes: `ws.departments["…"]`."""
        return Departments(self)

    def collection(self) -> Collection:
        """The frames that questions are asked of, as they stand on disk now."""
        return Collection(self.documents(), self.facts(), self.statements(), self.reference)

    def variance(  # noqa: PLR0913 — what a comparison can be asked for
        self,
        department: str,
        year: int,
        *,
        base: int | None = None,
        by: By = "total",
        phase: Phase | str = Phase.BUDGET,
        scope: Scope | str | None = None,
        base_phase: Phase | str | None = None,
        base_scope: Scope | str | None = None,
        mix: bool = False,
        materiality: Materiality | None = None,
    ) -> pl.LazyFrame:
        """Compare a department's year with an earlier one, like with like.

        >>> ws = yusuan.open(".")
        >>> compared = ws.variance("甲局", 2024, by="three_public").collect()
        >>> compared.select("line", "base_fen", "current_fen", "change_fen").row(0)
        ('“三公”经费', 17140000, 14570000, -2570000)

        Args:
            department: name of the department or unit.
            year: fiscal year.
            base: the year compared with; the year before where None.
            by: which lines, one of `yusuan.analysis.disclosed.breakdowns.BY`.
            phase: budget or final.
            scope: department or unit; where None, the department's if there are both.
            base_phase: phase of the base, that of the document where None; another one needs `mix`.
            base_scope: scope of the base, likewise.
            mix: whether phases and scopes may be mixed; the rows say so.
            materiality: thresholds of a material change.

        Returns:
            One row a line; columns of `yusuan.analysis.years.variance.SCHEMA`, amounts in 分.
        """
        question = Question(
            department=department,
            year=year,
            base=base,
            by=by,
            phase=phase_of(phase),
            scope=scope_of(scope),
            base_phase=None if base_phase is None else phase_of(base_phase),
            base_scope=scope_of(base_scope),
            mix=mix,
            materiality=materiality,
        )
        return answers.variance_of(self.collection(), question)

    def variances(self, by: By = "total", *, offset: int = 1) -> pl.LazyFrame:
        """Every document with that of `offset` years before, in one query; columns as in `variance`."""
        return answers.variances(self.collection(), by, offset)

    def series(
        self,
        department: str,
        by: By = "total",
        *,
        phase: Phase | str = Phase.BUDGET,
        scope: Scope | str | None = None,
    ) -> pl.LazyFrame:
        """A department's lines over all its years, also under its former names; a missing year is a gap.

        >>> years = ws.series("甲局", by="three_public").collect()
        >>> years.filter(line="“三公”经费").select("fiscal_year", "amount_fen").rows()
        [(2023, 17140000), (2024, 14570000)]

        Args:
            department: name of the department or unit.
            by: which lines, one of `yusuan.analysis.disclosed.breakdowns.BY`.
            phase: budget or final.
            scope: department or unit; where None, the department's if there are both.

        Returns:
            One row a line and year; columns of `yusuan.analysis.years.series.SCHEMA`, amounts in 分.
        """
        question = Question(department=department, by=by, phase=phase_of(phase), scope=scope_of(scope))
        return answers.series_of(self.collection(), question)

    def indicators_of(
        self,
        department: str,
        year: int,
        *,
        phase: Phase | str = Phase.BUDGET,
        scope: Scope | str | None = None,
        base: int | None = None,
        price_index: float | None = None,
    ) -> pl.LazyFrame:
        """Ratios, changes and money per head of a department's year, with inputs, places and sources.

        >>> indicators = ws.indicators_of("甲局", 2024).collect()
        >>> indicators.drop_nulls("value").select("name", "numerator", "value").rows()
        [('“三公”经费变动率', '“三公”经费', -0.149...)]

        Args:
            department: name of the department or unit.
            year: fiscal year.
            phase: budget or final.
            scope: department or unit; where None, the department's if there are both.
            base: the year that growth is counted from; the year before where None.
            price_index: prices over those of the base year, 1.02 where they rose by 2 %; never assumed.

        Returns:
            One row an indicator; columns of `yusuan.analysis.indicators.indicators.SCHEMA`. `value` is null
            where an input is missing; `reason` says which.
        """
        question = Question(
            department=department,
            year=year,
            phase=phase_of(phase),
            scope=scope_of(scope),
            base=base,
            price_index=price_index,
        )
        return answers.indicators_of(self.collection(), question)

    def all_indicators(self, *, price_index: Mapping[int, float] | None = None) -> pl.LazyFrame:
        """The indicators of every document, in one query; columns as in `indicators_of`.

        Args:
            price_index: by fiscal year, prices over those of the year before.
        """
        return answers.all_indicators(self.collection(), price_index)

    def completion(
        self, department: str, year: int, by: By = "total", *, scope: Scope | str | None = None
    ) -> pl.LazyFrame:
        """A department's final account against the budget of the same year.

        >>> outcome = ws.completion("甲局", 2024, by="three_public").collect()
        >>> outcome.select("line", "budget_fen", "final_fen").row(0)
        ('“三公”经费', 14570000, 12000000)

        Args:
            department: name of the department or unit.
            year: fiscal year.
            by: which lines, one of `yusuan.analysis.disclosed.breakdowns.BY`.
            scope: department or unit; where None, the department's if there are both.

        Returns:
            One row a line; columns of `yusuan.analysis.completion.SCHEMA`, amounts in 分.
        """
        question = Question(department=department, year=year, by=by, scope=scope_of(scope))
        return answers.completion_of(self.collection(), question)

    def completions(self, by: By = "total") -> pl.LazyFrame:
        """Every final account against the budget of its year, in one query; columns as in `completion`."""
        return answers.completions(self.collection(), by)

    def peers(
        self,
        year: int,
        by: str = "total",
        *,
        departments: Sequence[str] | None = None,
        phase: Phase | str = Phase.BUDGET,
        scope: Scope | str = Scope.DEPARTMENT,
        indicator: str | None = None,
    ) -> pl.LazyFrame:
        """A year across departments: rank, share, median and quartiles of a line or an indicator.

        >>> ranked = ws.peers(2024, "three_public.total").collect()
        >>> ranked.select("department", "amount_fen", "rank").rows()
        [('乙局', 20000000, 1), ('甲局', 14570000, 2)]

        Args:
            year: fiscal year.
            by: which lines: one of `yusuan.analysis.peers.COMPARABLE`, or the metric of one line.
            departments: those compared; all of the year where None.
            phase: budget or final.
            scope: department or unit; never both.
            indicator: compare this indicator instead of lines.

        Returns:
            One row a line and department; columns of `yusuan.analysis.peers.SCHEMA`, amounts in 分. Excluded
            documents are kept with a `reason` and without a rank.
        """
        question = Question(
            year=year,
            by=by,
            departments=None if departments is None else tuple(departments),
            phase=phase_of(phase),
            scope=scope_of(scope),
            indicator=indicator,
        )
        return answers.peers_of(self.collection(), question)
