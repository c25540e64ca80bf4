"""Fixtures that several tests share: small frames, and the sample document once through ingest."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, settings

from paths import REPOSITORY
from yusuan.extract.raw import UnreadableError
from yusuan.model import schemas
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import dataframely as dy

SAMPLE = "吉林省社会保险事业管理局"

# A busy machine fails no property, and every run tries the same examples; to look further than they do:
# pytest --hypothesis-profile=explore
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("same"), derandomize=False)
settings.load_profile("same")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return REPOSITORY


@pytest.fixture(scope="session", autouse=True)
def _in_sight_of_coverage() -> Iterator[None]:
    """Under coverage, deferred queries run at once: what runs in Polars' own threads is not traced."""
    with pytest.MonkeyPatch.context() as patch:
        if "coverage" in sys.modules and sys.gettrace() is not None:
            patch.setattr(pl, "defer", lambda function, **_: function().lazy())
        yield


@pytest.fixture(scope="session")
def framed() -> Callable[..., pl.DataFrame]:
    """Rows of a schema from what matters of them; the rest is empty, or the plainest there is."""

    def make(schema: type[dy.Schema], *rows: Mapping[str, object]) -> pl.DataFrame:
        plain = {name: _plainest(column) for name, column in schema.columns().items()}
        data = [{**plain, **row} for row in rows]
        return pl.DataFrame(data, schema=schema.create_empty().schema)

    return make


def _plainest(column: dy.Column) -> object:
    if column.nullable:
        return None
    if isinstance(column.dtype, pl.Enum):
        return column.dtype.categories[0]
    return {pl.String: "", pl.Boolean: False, pl.Float64: 0.0}.get(type(column.dtype), 1)


@pytest.fixture(scope="session")
def disclosed(
    framed: Callable[..., pl.DataFrame],
) -> Callable[..., tuple[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame]]:
    """Documents, facts and statements of small disclosures.

    By document id: facts as (table, role, measure, 万元) or with more fields in a dict, statements as (metric, 万元)
    or with more fields in a dict that has a metric.
    """

    def frames(
        disclosures: Mapping[str, list[tuple[object, ...] | dict[str, object]]],
    ) -> tuple[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame]:
        documents, facts, statements = [], [], []
        for name, rows in disclosures.items():
            of = _whose(name)
            documents.append(of)
            for number, row in enumerate(rows, start=1):
                fields = _disclosed_row(row)
                (statements if "table" not in fields else facts).append({**of, "row": number, **fields})
        made = (
            framed(schemas.Documents, *documents),
            framed(schemas.Facts, *facts),
            framed(schemas.Statements, *statements),
        )
        return made[0].lazy(), made[1].lazy(), made[2].lazy()

    return frames


def _whose(document: str) -> dict[str, object]:
    department, _, which = document.partition("/")
    year, phase, *unit = which.split("-")
    scope = "unit" if unit else "department"
    return {
        "document": document,
        "department": department,
        "fiscal_year": int(year),
        "phase": phase,
        "scope": scope,
    }


def _disclosed_row(row: tuple[object, ...] | dict[str, object]) -> dict[str, object]:
    names = ("table", "role", "measure", "wan") if len(row) > 2 else ("metric", "wan")
    fields = dict(row) if isinstance(row, dict) else dict(zip(names, row, strict=True))
    wan = fields.pop("wan", None)
    if wan is not None:
        fields |= {"amount_fen": round(wan * 1_000_000), "quantum_fen": 10_000}
    if "table" in fields:
        sides = {
            "income_expenditure_summary": "expenditure" if "expenditure" in str(fields["role"]) else "income"
        }
        fields = {"reading": "closed", "side": sides.get(str(fields["table"])), **fields}
    return fields


@pytest.fixture
def whose() -> dict[str, object]:
    """What every row of one document has in common."""
    return {"document": "甲局/2024-budget", "department": "甲局", "fiscal_year": 2024}


@pytest.fixture
def small(tmp_path: Path, framed: Callable[..., pl.DataFrame], whose: dict[str, object]) -> Workspace:
    """A workspace whose clean data holds two documents of one table each."""
    other = {"document": "乙局/2023-final", "department": "乙局", "fiscal_year": 2023, "phase": "final"}
    clean = tmp_path / "data" / "clean"
    clean.mkdir(parents=True)
    kind = {"table": "three_public", "measure": "total", "unit": "元", "heading": "合计", "reading": "closed"}
    rows = {
        "documents": [
            {**whose, "unit": "元", "title": "甲局2024年预算"},
            {**other, "title": "乙局2023年决算"},
        ],
        "facts": [
            {**whose, **kind, "line": "公务接待费", "amount_fen": -4_984, "printed": "-49.84"},
            {**other, **kind, "table": "projects", "line": "=cmd()", "amount_fen": 5, "printed": "0.05"},
        ],
        "terms": [{**whose, "term": "三公经费", "explanation": "解释"}],
    }
    for name, schema in schemas.CLEAN.items():
        framed(schema, *rows.get(name, [])).write_parquet(clean / f"{name}.parquet")
    return Workspace(tmp_path)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read without child processes, which take seconds and have tests of their own."""

    def here(function, items, *, jobs, **_limits):
        assert jobs >= 1
        for item in reversed(items):  # children are done in any order
            try:
                yield item, function(item)
            except UnreadableError as error:
                yield item, error

    monkeypatch.setattr("yusuan.pipeline.document.confined_map", here)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample document, ingested by the real thing."""
    from yusuan.pipeline.ingest import ingest

    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPOSITORY / "data" / "raw" / SAMPLE, root / "data" / "raw" / SAMPLE)
    workspace = Workspace(root)
    outcome = ingest(workspace)
    assert not outcome.refused
    return workspace
