"""What a workspace answers of its documents beside variances: indicators, completion of budgets, peers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from yusuan.model.vocabulary import Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from yusuan.analysis.disclosed.breakdowns import By


class Measured(ABC):
    """The measures of a workspace's frames."""

    @abstractmethod
    def _compared(self) -> tuple[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame, Path]:
        """Documents, facts, statements, and the folder of the workspace's own maps."""

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

        >>> ws.indicators_of("吉林省社会保险事业管理局", 2024).collect()

        Args:
            department: name of the department or unit.
            year: fiscal year.
            phase: budget or final.
            scope: department or unit; where None, the department's if there are both.
            base: the year that growth is counted from; the year before where None.
            price_index: prices over those of the base year, 1.02 where they rose by 2 %; never assumed.

        Returns:
            One row an indicator, lazily; columns of `yusuan.analysis.indicators.SCHEMA`. `value` is null where
            an input is missing; `reason` says which.

        Raises:
            VarianceError: there is no such document; the message lists what there is.
            CrosswalkError: a row of the workspace's crosswalk is wrong; the message names it.
            WorkspaceError: there is no clean data.
        """
        from yusuan.analysis import measures  # noqa: PLC0415 — it reads its maps

        return measures.indicators_of(
            *self._compared(),
            department=department,
            year=year,
            phase=phase,
            scope=scope,
            base=base,
            price_index=price_index,
        )

    def all_indicators(self, *, price_index: Mapping[int, float] | None = None) -> pl.LazyFrame:
        """The indicators of every document, in one query; columns as of `indicators_of`.

        Args:
            price_index: by fiscal year, prices over those of the year before.
        """
        from yusuan.analysis import measures  # noqa: PLC0415 — it reads its maps

        return measures.all_indicators(*self._compared(), price_index=price_index)

    def completion(
        self, department: str, year: int, by: By = "total", *, scope: Scope | str | None = None
    ) -> pl.LazyFrame:
        """A department's final account against the budget of the same year.

        >>> ws.completion("佛山市轨道交通局", 2019, by="three_public").collect()

        Args:
            department: name of the department or unit.
            year: fiscal year.
            by: which lines, one of `yusuan.analysis.comparable.BY`.
            scope: department or unit; where None, the department's if there are both.

        Returns:
            One row a line, lazily; columns of `yusuan.analysis.completion.SCHEMA`, amounts in 分.

        Raises:
            VarianceError: there is no such final account; the message lists what there is.
            CrosswalkError: a row of the workspace's crosswalk is wrong; the message names it.
            WorkspaceError: there is no clean data.
        """
        from yusuan.analysis import measures  # noqa: PLC0415 — it reads its maps

        return measures.completion_of(*self._compared(), department=department, year=year, by=by, scope=scope)

    def completions(self, by: By = "total") -> pl.LazyFrame:
        """Every final account against the budget of its year, in one query; columns as of `completion`."""
        from yusuan.analysis import measures  # noqa: PLC0415 — it reads its maps

        return measures.completions(*self._compared(), by=by)

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

        >>> ws.peers(2026, "three_public.total").collect()

        Args:
            year: fiscal year.
            by: which lines: one of `yusuan.analysis.peers.COMPARABLE`, or the metric of one line.
            departments: those compared; all of the year where None.
            phase: budget or final.
            scope: department or unit; never both.
            indicator: compare this indicator instead of lines.

        Returns:
            One row a line and department, lazily; columns of `yusuan.analysis.peers.SCHEMA`, amounts in 分.
            What may not be compared is left out aloud: a row with a `reason` and no rank.

        Raises:
            VarianceError: there is no such year, department, line or indicator; the message lists what there is.
            CrosswalkError: a row of the workspace's crosswalk is wrong; the message names it.
            WorkspaceError: there is no clean data.
        """
        from yusuan.analysis import measures  # noqa: PLC0415 — it reads its maps

        return measures.peers_of(
            *self._compared(),
            year=year,
            by=by,
            departments=departments,
            phase=phase,
            scope=scope,
            indicator=indicator,
        )
