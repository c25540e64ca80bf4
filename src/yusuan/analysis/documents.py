"""Which document is compared with which: the same department, phase and scope, unless a mix is asked for by name."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from yusuan import reference
from yusuan.analysis.question import VarianceError
from yusuan.model.bodies import one_name
from yusuan.model.vocabulary import PHASE_NAMES, Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from yusuan.analysis.question import Question

_DOCUMENT = ("document", "department", "scope", "fiscal_year", "phase")
_NAMES_LISTED = 12
_SCOPE_NAMES = {Scope.DEPARTMENT: "部门", Scope.UNIT: "单位"}
ENTITIES_FILE = "entities.csv"
PAIRS: dict[str, pl.DataType] = {
    "pair": pl.Int64(),
    "document": pl.String(),
    "base_document": pl.String(),
    "department": pl.String(),
    "scope": pl.String(),
    "phase": pl.String(),
    "fiscal_year": pl.Int32(),
    "base_year": pl.Int32(),
    "mixed": pl.String(),
}


class _Entity(BaseModel):
    """A row of the map of departments, as written."""

    model_config = ConfigDict(extra="forbid")

    old_name: str
    new_name: str
    since: int
    relation: Literal["renamed", "merged"]
    source: str


@dataclass(frozen=True)
class Entities:
    """Departments renamed or merged: (name, the year from which it is another's, the other's name, merged)."""

    rows: tuple[tuple[str, int, str, bool], ...]

    def names(self, department: str, year: int) -> tuple[str, int]:
        """The name that a department of a year bears in the end, and how many rows led there."""
        name, steps = department, 0
        for old, since, new, _ in sorted(self.rows, key=lambda row: row[1]):
            if old == name and year < since:
                name, steps = new, steps + 1
        return name, steps

    def merges(self, name: str) -> bool:
        """Whether several departments became this one."""
        return any(new == name and merged for _, _, new, merged in self.rows)


def entities(folder: Path | None = None) -> Entities:
    """The map of departments that comes with yusuan, and a workspace's own rows.

    Raises:
        VarianceError: a malformed row, named.
    """
    rows = _entities(reference.entity_rows(), f"reference/{ENTITIES_FILE}")
    own = None if folder is None else folder / ENTITIES_FILE
    if own is not None and own.is_file():
        with own.open(encoding="utf-8-sig", newline="") as file:
            rows += _entities(csv.DictReader(file), own.name)
    return Entities(tuple(rows))


def _entities(written: Iterable[Mapping[str, str | None]], name: str) -> list[tuple[str, int, str, bool]]:
    rows = []
    for number, fields in enumerate(written, start=2):
        try:
            row = _Entity.model_validate(fields)
        except ValidationError as error:
            fault = error.errors()[0]
            raise VarianceError(f"{name} 第{number}行：{fault['loc'][0]} 不合要求：{fault['msg']}") from None
        if row.old_name == row.new_name:
            raise VarianceError(f"{name} 第{number}行：{row.old_name} 对应到自身 (a loop)")
        rows.append((row.old_name, row.since, row.new_name, row.relation == "merged"))
    return rows


def disclosures(documents: pl.LazyFrame, names: Entities) -> pl.DataFrame:
    """Every document: its id, department, scope, fiscal year, phase, and `entity`, the name it bears in the end."""
    rows = (
        documents.select(pl.col(_DOCUMENT).cast(pl.String))
        .with_columns(pl.col("fiscal_year").cast(pl.Int32))
        .sort("department", "fiscal_year", "phase", "scope")
        .collect()
    )
    entity = [names.names(*row)[0] for row in rows.select("department", "fiscal_year").iter_rows()]
    # Of the names of one body (甲市委办公厅, 中共甲市委办公厅) the last in the order of the rows stands for all.
    shown = {one_name(name): name for name in entity}
    entity = [shown[one_name(name)] for name in entity]
    return rows.with_columns(pl.Series("entity", entity, dtype=pl.String))


def choose(documents: pl.DataFrame, question: Question) -> dict[str, str]:
    """The document that a question is about, as a row of `disclosures`.

    Args:
        documents: as `disclosures` gives them.
        question: its department, year, phase and scope; without a scope, the department's if there are both.

    Raises:
        VarianceError: there is none, or there are two.
    """
    department = question.given_department
    return _chosen(documents, department, question.given_year, question.phase, question.scope)


def _chosen(
    documents: pl.DataFrame, department: str, year: int | None, phase: Phase, scope: Scope | None
) -> dict[str, str]:
    of_department = documents.filter(pl.col("department") == department)
    if of_department.is_empty():
        names = documents["department"].unique(maintain_order=True).to_list()
        more = f" 等 {len(names)} 个" if len(names) > _NAMES_LISTED else ""
        some = "、".join(names[:_NAMES_LISTED]) or "无"
        raise VarianceError(f"没有这个部门：{department}；现有 {some}{more} (no such department)")
    of_year = pl.lit(value=True) if year is None else pl.col("fiscal_year") == year
    fitting = of_department.filter(of_year & (pl.col("phase") == phase.value))
    if scope is not None:
        fitting = fitting.filter(pl.col("scope") == scope.value)
    if fitting.is_empty():
        periods = [f"{row['fiscal_year']} {row['phase']} {row['scope']}" for row in of_department.to_dicts()]
        wanted = " ".join(str(part) for part in (year, phase.value, scope and scope.value) if part)
        raise VarianceError(
            f"{department} 没有 {wanted} 的文件；现有 {'、'.join(periods)} (no such document)"
        )
    # "department" sorts before "unit".
    first = fitting.sort("scope").filter(pl.col("scope") == pl.col("scope").first())
    _refuse_several(first, department)
    return first.row(0, named=True)


def pair(
    documents: pl.DataFrame, names: Entities, current: Mapping[str, str], question: Question
) -> pl.DataFrame:
    """A document and those of a base year that it is compared with.

    Args:
        documents: as `disclosures` gives them.
        names: departments renamed or merged.
        current: as `choose` gives it.
        question: the base year, phase and scope, and whether they may be other than the document's.

    Returns:
        Columns `PAIRS`; more than one row only where departments merged, one with a null base where the base
        year has no such document.

    Raises:
        VarianceError: a mix that was not asked for by name, or two documents that claim the same year.
    """
    phase = question.base_phase or Phase(current["phase"])
    scope = question.base_scope or Scope(current["scope"])
    mixed = _mixed(current, phase, scope)
    if mixed and not question.mix:
        raise VarianceError(
            f"{mixed}，不可直接比较；确要比较请加 --mix (not comparable unless asked for by --mix)"
        )
    bases = documents.filter(
        (pl.col("entity") == current["entity"])
        & (pl.col("fiscal_year") == question.base_year)
        & (pl.col("phase") == phase.value)
        & (pl.col("scope") == scope.value)
    )
    if not names.merges(current["entity"]):
        _refuse_several(bases, current["department"])
    return pl.DataFrame(
        [
            {
                **{name: current[name] for name in _DOCUMENT},
                "pair": 0,
                "base_document": base,
                "base_year": question.base_year,
                "mixed": mixed,
            }
            for base in bases["document"].to_list() or [None]
        ],
        schema=PAIRS,
    )


def years_of(documents: pl.DataFrame, question: Question) -> pl.DataFrame:
    """All years of a department, also under the names it had before; `department` is the name asked for.

    Raises:
        VarianceError: there is none, or two claim the same year.
    """
    department, phase, scope = question.given_department, question.phase, question.scope
    of_phase = documents.filter((pl.col("department") == department) & (pl.col("phase") == phase.value))
    if scope is not None:
        of_phase = of_phase.filter(pl.col("scope") == scope.value)
    latest = of_phase["fiscal_year"].max()
    # Without any, the choice of a year that there is not lists what there is.
    year = None if latest is None else int(str(latest))
    current = _chosen(documents, department, year, phase, scope)
    years = documents.filter(
        (pl.col("entity") == current["entity"])
        & (pl.col("phase") == phase.value)
        & (pl.col("scope") == current["scope"])
    )
    for _, of_year in years.group_by("fiscal_year", maintain_order=True):
        _refuse_several(of_year, department)
    return years.with_columns(department=pl.lit(department))


def all_pairs(documents: pl.DataFrame, offset: int = 1) -> pl.DataFrame:
    """Every document with that of `offset` years before, of the same entity, phase and scope.

    Raises:
        VarianceError: two documents that claim the same year.
    """
    _refuse_claims(documents)
    same = ["entity", "scope", "phase"]
    bases = documents.select(*same, base_document="document", base_year="fiscal_year")
    return (
        documents.with_row_index("pair")
        .with_columns(base_year=pl.col("fiscal_year") - offset)
        .join(bases, on=[*same, "base_year"], how="left", maintain_order="left")
        .select(
            *(pl.col(name).cast(dtype) for name, dtype in PAIRS.items() if name != "mixed"),
            pl.lit(None, pl.String).alias("mixed"),
        )
    )


def final_accounts(documents: pl.DataFrame) -> pl.DataFrame:
    """Every final account with the budget of its year, of the same entity and scope; columns `PAIRS`.

    Raises:
        VarianceError: two documents that claim the same year.
    """
    _refuse_claims(documents)
    same = ["entity", "scope", "fiscal_year"]
    budgets = documents.filter(pl.col("phase") == Phase.BUDGET.value).select(*same, base_document="document")
    return (
        documents.filter(pl.col("phase") == Phase.FINAL.value)
        .with_row_index("pair")
        .with_columns(base_year=pl.col("fiscal_year"), mixed=pl.lit(None, pl.String))
        .join(budgets, on=same, how="left", maintain_order="left")
        .select(pl.col(name).cast(dtype) for name, dtype in PAIRS.items())
    )


def _refuse_claims(documents: pl.DataFrame) -> None:
    """Refuse two documents of one department, scope, phase and year."""
    claims = documents.group_by("department", "scope", "phase", "fiscal_year", maintain_order=True).agg(
        "document"
    )
    for claim in claims.filter(pl.col("document").list.len() > 1).to_dicts():
        raise VarianceError(_same_year(claim["department"], claim["document"]))


def _refuse_several(documents: pl.DataFrame, department: str) -> None:
    if documents.height > 1:
        raise VarianceError(_same_year(department, documents["document"].to_list()))


def _same_year(department: str, documents: Iterable[str]) -> str:
    return f"{department}：{'、'.join(documents)} 都是同一年度的文件，不能取舍 (they claim the same year)"


def _mixed(current: Mapping[str, str], phase: Phase, scope: Scope) -> str | None:
    """How a base differs from the document in phase or scope."""
    differences = []
    if phase != current["phase"]:
        differences.append(f"{PHASE_NAMES[Phase(current['phase'])][0]}与{PHASE_NAMES[phase][0]}")
    if scope != current["scope"]:
        differences.append(f"{_SCOPE_NAMES[Scope(current['scope'])]}与{_SCOPE_NAMES[scope]}")
    return f"口径不同：{'、'.join(differences)}" if differences else None
