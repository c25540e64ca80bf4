"""The one document a report is about, chosen by name; what is missing is answered with what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.model.vocabulary import PHASE_NAMES, Language, Phase, Scope, pick

if TYPE_CHECKING:
    import polars as pl

    from yusuan.workspace.workspace import Workspace

_NAMES_LISTED = 12


class UnknownDisclosureError(LookupError):
    """There is no such document; the message lists what there is."""


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
        import polars as pl  # noqa: PLC0415 — only here

        return frame.filter(pl.col("document") == self.document).collect()

    def of_base(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """The rows of a frame that the department's document of the base year gave: like phase, like scope."""
        import polars as pl  # noqa: PLC0415 — only here

        return frame.filter(
            pl.col("department") == self.department,
            pl.col("fiscal_year") == self.base_year,
            pl.col("phase") == self.phase,
            pl.col("scope") == self.scope,
        ).collect()

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
        UnknownDisclosureError: there is none.
    """
    rows = workspace.documents().collect().sort("department", "fiscal_year", "scope").to_dicts()
    named = [row for row in rows if row["department"] == department]
    if not named:
        there = list(dict.fromkeys(row["department"] for row in rows))
        listed = "、".join(there[:_NAMES_LISTED]) + (
            f" 等 {len(there)} 个" if len(there) > _NAMES_LISTED else ""
        )
        raise UnknownDisclosureError(f"没有这个部门：{department}；现有 {listed or '无'}")
    fitting = [
        row
        for row in named
        if (row["fiscal_year"], row["phase"]) == (year, phase) and scope in {None, row["scope"]}
    ]
    if not fitting:
        there = [f"{row['fiscal_year']} {row['phase']} {row['scope']}" for row in named]
        raise UnknownDisclosureError(
            f"{department} 没有 {year} {phase}{f' {scope}' if scope else ''} 的文件；现有 {'、'.join(there)}"
        )
    # "department" sorts before "unit".
    row = fitting[0]
    return Disclosure(
        document=row["document"],
        department=department,
        year=year,
        base_year=year - 1 if base is None else base,
        phase=Phase(row["phase"]),
        scope=Scope(row["scope"]),
    )
