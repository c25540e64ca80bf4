"""What is asked of a collection: whose year, which lines, compared with what."""

from __future__ import annotations

from dataclasses import dataclass

from yusuan.analysis.disclosed.breakdowns import BY, By
from yusuan.model.vocabulary import Phase, Scope


class VarianceError(LookupError):
    """There is nothing to compare, or it may not be compared; the message lists what there is."""


@dataclass(frozen=True, slots=True)
class Materiality:
    """The thresholds of a material change: both amount and rate must reach theirs.

    Attributes:
        least_fen: the smallest material change, in 分.
        least_rate: likewise as a fraction; a change without a rate needs the amount alone.
    """

    least_fen: int = 10_000_000
    least_rate: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; what it does not use, an answer leaves aside.

    Attributes:
        by: which lines, one of `breakdowns.BY`; between departments also the metric of one line.
        department: name of the department or unit.
        year: fiscal year.
        phase: budget or final.
        scope: department or unit; where None, the department's if there are both.
        base: the year compared with; the year before where None.
        base_phase: phase of the base, that of the document where None; another one needs `mix`.
        base_scope: scope of the base, likewise.
        mix: whether phases and scopes may be mixed; the rows say so.
        materiality: thresholds of a material change; the usual ones where None.
        price_index: prices over those of the base year, 1.02 where they rose by 2 %; never assumed.
        departments: those compared with each other; all of the year where None.
        indicator: compare this indicator instead of lines.
    """

    by: str = "total"
    department: str | None = None
    year: int | None = None
    phase: Phase = Phase.BUDGET
    scope: Scope | None = None
    base: int | None = None
    base_phase: Phase | None = None
    base_scope: Scope | None = None
    mix: bool = False
    materiality: Materiality | None = None
    price_index: float | None = None
    departments: tuple[str, ...] | None = None
    indicator: str | None = None

    @property
    def breakdown(self) -> By:
        """The lines that are compared.

        Raises:
            VarianceError: there are no such lines; the message lists those that there are.
        """
        return breakdown_of(self.by)

    @property
    def base_year(self) -> int:
        """The year compared with: the one asked for, else the year before.

        Raises:
            VarianceError: neither is given.
        """
        if self.base is not None:
            return self.base
        return self.given_year - 1

    @property
    def given_year(self) -> int:
        """The fiscal year.

        Raises:
            VarianceError: the question gives none.
        """
        if self.year is None:
            raise VarianceError("没有给出年度 (no fiscal year is given)")
        return self.year

    @property
    def given_department(self) -> str:
        """The department.

        Raises:
            VarianceError: the question gives none.
        """
        if self.department is None:
            raise VarianceError("没有给出部门 (no department is given)")
        return self.department


def breakdown_of(by: str) -> By:
    """A breakdown by its word.

    Raises:
        VarianceError: there is none; the message lists those that there are.
    """
    if by not in BY:
        raise VarianceError(
            f"不能按 {by} 比较；现有 {'、'.join(BY)} (no comparison by {by}; there are those)"
        )
    return by


def phase_of(phase: Phase | str) -> Phase:
    """A phase by its word.

    Raises:
        VarianceError: there is none.
    """
    try:
        return Phase(phase)
    except ValueError:
        raise VarianceError(f"没有这个阶段：{phase}；现有 {'、'.join(Phase)} (no such phase)") from None


def scope_of(scope: Scope | str | None) -> Scope | None:
    """A scope by its word, None where none is asked for.

    Raises:
        VarianceError: there is none.
    """
    try:
        return None if scope is None else Scope(scope)
    except ValueError:
        raise VarianceError(f"没有这个口径：{scope}；现有 {'、'.join(Scope)} (no such scope)") from None
