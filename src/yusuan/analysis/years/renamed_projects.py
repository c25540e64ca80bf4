"""Projects renamed between years, by reviewed pairs only."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from yusuan import reference
from yusuan.analysis.disclosed.amounts import RENAMED, plain
from yusuan.analysis.years.crosswalk import CrosswalkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE = "projects.csv"


class _Written(BaseModel):
    """A row as it stands in the file."""

    model_config = ConfigDict(extra="forbid")

    department: str
    old_project: str
    new_project: str
    since: int
    decided_by: str
    source: str


def renamed_projects(folder: Path | None = None) -> pl.DataFrame:
    """Projects renamed: those that come with yusuan, and a workspace's own rows.

    Returns:
        Columns `amounts.RENAMED`, names normalised.

    Raises:
        CrosswalkError: a malformed row, one that maps a project to itself, or two for one project.
    """
    rows = _rows(reference.project_rows(), f"reference/{FILE}")
    own = None if folder is None else folder / FILE
    if own is not None and own.is_file():
        with own.open(encoding="utf-8-sig", newline="") as file:
            rows += _rows(csv.DictReader(file), own.name)
    where: dict[tuple[object, object], str] = {}
    for row, place in rows:
        if row["old"] == row["new"]:
            raise CrosswalkError(f"{place}：项目对应到自身 (a loop)")
        other = where.setdefault((row["department"], row["old"]), place)
        if other != place:
            raise CrosswalkError(f"{place}：与{other}重叠，同一个项目对应两个名称 (overlaps)")
    for (department, old), place in where.items():
        if any(row["department"] == department and row["new"] == old for row, _ in rows):
            raise CrosswalkError(f"{place}：项目又是另一行的新名称，请直接写到最后的名称 (a chain)")
    return pl.DataFrame([row for row, _ in rows], schema=RENAMED)


def _rows(written: Iterable[Mapping[str, str | None]], name: str) -> list[tuple[dict[str, object], str]]:
    rows: list[tuple[dict[str, object], str]] = []
    for number, fields in enumerate(written, start=2):
        place = f"{name} 第{number}行"
        try:
            row = _Written.model_validate(fields)
        except ValidationError as error:
            fault = error.errors()[0]
            raise CrosswalkError(
                f"{place}：{fault['loc'][0]} 不合要求：{fault['msg']} (malformed row)"
            ) from None
        old, new = pl.select(plain(pl.lit(row.old_project)), plain(pl.lit(row.new_project)).alias("new")).row(
            0
        )
        rows.append(({"department": row.department, "old": old, "new": new, "since": row.since}, place))
    return rows
