"""Which document is compared with which: the same department, phase and scope, unless a mix is asked for by name."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from yusuan import reference
from yusuan.model.vocabulary import PHASE_NAMES, Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

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


class VarianceError(LookupError):
    """There is nothing to compare, or it may not be compared; the message lists what there is."""


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
    found = []
    for number, fields in enumerate(written, start=2):
        try:
            row = _Entity.model_validate(fields)
        except ValidationError as error:
            fault = error.errors()[0]
            raise VarianceError(f"{name} 第{number}行：{fault['loc'][0]} 不合要求：{fault['msg']}") from None
        if row.old_name == row.new_name:
            raise VarianceError(f"{name} 第{number}行：{row.old_name} 对应到自身 (a loop)")
        found.append((row.old_name, row.since, row.new_name, row.relation == "merged"))
    return found


def disclosures(documents: pl.LazyFrame, names: Entities) -> pl.DataFrame:
    """Every document: its id, department, scope, fiscal year, phase, and `entity`, the name it bears in the end."""
    found = documents.select(pl.col(_DOCUMENT).cast(pl.String)).with_columns(
        pl.col("fiscal_year").cast(pl.Int32)
    )
    rows = found.sort("department", "fiscal_year", "phase", "scope").collect()
    entity = [names.names(*row)[0] for row in rows.select("department", "fiscal_year").iter_rows()]
    return rows.with_columns(pl.Series("entity", entity, dtype=pl.String))


def choose(
    documents: pl.DataFrame, department: str, year: int, phase: Phase, scope: Scope | None
) -> dict[str, str]:
    """The document of a department, year and phase, as a row of `disclosures`.

    Args:
        documents: as `disclosures` gives them.
        department: name of the department or unit.
        year: fiscal year.
        phase: budget or final.
        scope: department or unit; where None, the department's if there are both.

    Raises:
        VarianceError: there is none, or there are two.
    """
    named = documents.filter(pl.col("department") == department)
    if named.is_empty():
        there = documents["department"].unique(maintain_order=True).to_list()
        more = f" 等 {len(there)} 个" if len(there) > _NAMES_LISTED else ""
        listed = "、".join(there[:_NAMES_LISTED]) or "无"
        raise VarianceError(f"没有这个部门：{department}；现有 {listed}{more} (no such department)")
    fitting = named.filter((pl.col("fiscal_year") == year) & (pl.col("phase") == phase.value))
    if scope is not None:
        fitting = fitting.filter(pl.col("scope") == scope.value)
    if fitting.is_empty():
        there = [f"{row['fiscal_year']} {row['phase']} {row['scope']}" for row in named.to_dicts()]
        asked = " ".join(str(part) for part in (year or "", phase.value, scope and scope.value) if part)
        raise VarianceError(f"{department} 没有 {asked} 的文件；现有 {'、'.join(there)} (no such document)")
    # "department" sorts before "unit".
    first = fitting.sort("scope").filter(pl.col("scope") == pl.col("scope").first())
    _one(first, department)
    return first.row(0, named=True)


def pair(
    documents: pl.DataFrame,
    names: Entities,
    current: Mapping[str, str],
    base_year: int,
    *,
    base_phase: Phase | None = None,
    base_scope: Scope | None = None,
    mix: bool = False,
) -> pl.DataFrame:
    """A document and those of a base year that it is compared with.

    Args:
        documents: as `disclosures` gives them.
        names: departments renamed or merged.
        current: as `choose` gives it.
        base_year: the year compared with.
        base_phase: of the base; that of the document where None.
        base_scope: likewise.
        mix: whether the base may be of another phase or scope than the document.

    Returns:
        Columns `PAIRS`; more than one row only where departments merged, one with a null base where the base
        year has no such document.

    Raises:
        VarianceError: a mix that was not asked for by name, or two documents that claim the same year.
    """
    phase = Phase(current["phase"]) if base_phase is None else base_phase
    scope = Scope(current["scope"]) if base_scope is None else base_scope
    mixed = _mixed(current, phase, scope)
    if mixed and not mix:
        raise VarianceError(
            f"{mixed}，不可直接比较；确要比较请加 --mix (not comparable unless asked for by --mix)"
        )
    bases = documents.filter(
        (pl.col("entity") == current["entity"])
        & (pl.col("fiscal_year") == base_year)
        & (pl.col("phase") == phase.value)
        & (pl.col("scope") == scope.value)
    )
    if not names.merges(current["entity"]):
        _one(bases, current["department"])
    return _pairs([(0, current, base, base_year, mixed) for base in bases["document"].to_list() or [None]])


def years_of(documents: pl.DataFrame, department: str, phase: Phase, scope: Scope | None) -> pl.DataFrame:
    """All years of a department, also under the names it had before; `department` is the name asked for.

    Raises:
        VarianceError: there is none, or two claim the same year.
    """
    named = documents.filter((pl.col("department") == department) & (pl.col("phase") == phase.value))
    if scope is not None:
        named = named.filter(pl.col("scope") == scope.value)
    latest = named["fiscal_year"].max()
    # Without any, the choice of a year that there is not says what there is.
    current = choose(documents, department, int(str(latest)) if latest is not None else 0, phase, scope)
    found = documents.filter(
        (pl.col("entity") == current["entity"])
        & (pl.col("phase") == phase.value)
        & (pl.col("scope") == current["scope"])
    )
    for _, year in found.group_by("fiscal_year", maintain_order=True):
        _one(year, department)
    return found.with_columns(department=pl.lit(department))


def all_pairs(documents: pl.DataFrame, offset: int = 1) -> pl.DataFrame:
    """Every document with that of `offset` years before, of the same entity, phase and scope.

    Raises:
        VarianceError: two documents that claim the same year.
    """
    same = ["entity", "scope", "phase"]
    _claimed_once(documents)
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
    _claimed_once(documents)
    same = ["entity", "scope", "fiscal_year"]
    budgets = documents.filter(pl.col("phase") == Phase.BUDGET.value).select(*same, base_document="document")
    return (
        documents.filter(pl.col("phase") == Phase.FINAL.value)
        .with_row_index("pair")
        .with_columns(base_year=pl.col("fiscal_year"), mixed=pl.lit(None, pl.String))
        .join(budgets, on=same, how="left", maintain_order="left")
        .select(pl.col(name).cast(dtype) for name, dtype in PAIRS.items())
    )


def _pairs(rows: list[tuple[int, Mapping[str, str], str | None, int, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                **{name: row[name] for name in _DOCUMENT},
                "pair": number,
                "base_document": base,
                "base_year": year,
                "mixed": mixed,
            }
            for number, row, base, year, mixed in rows
        ],
        schema=PAIRS,
    )


def _claimed_once(documents: pl.DataFrame) -> None:
    claims = documents.group_by("department", "scope", "phase", "fiscal_year", maintain_order=True).agg(
        "document"
    )
    for claim in claims.filter(pl.col("document").list.len() > 1).to_dicts():
        raise VarianceError(_two(claim["department"], claim["document"]))


def _one(documents: pl.DataFrame, department: str) -> None:
    if documents.height > 1:
        raise VarianceError(_two(department, documents["document"].to_list()))


def _two(department: str, documents: Iterable[str]) -> str:
    return f"{department}：{'、'.join(documents)} 都是同一年度的文件，不能取舍 (they claim the same year)"


def _mixed(current: Mapping[str, str], phase: Phase, scope: Scope) -> str | None:
    said = []
    if phase != current["phase"]:
        said.append(f"{PHASE_NAMES[Phase(current['phase'])][0]}与{PHASE_NAMES[phase][0]}")
    if scope != current["scope"]:
        said.append(f"{_SCOPE_NAMES[Scope(current['scope'])]}与{_SCOPE_NAMES[scope]}")
    return f"口径不同：{'、'.join(said)}" if said else None
