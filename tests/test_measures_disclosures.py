"""Measures of real documents: figures read off their pages, and none that makes no sense."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from paths import DISCLOSURES
from yusuan.pipeline.ingest import ingest
from yusuan.workspace.workspace import Workspace

pytestmark = pytest.mark.disclosures
_PUBLISHED = DISCLOSURES
_COMMITTEE, _METRO = "中共上海市普陀区委社会工作部", "佛山市轨道交通局"
_DEPARTMENTS = (
    _COMMITTEE,
    _METRO,
    "西安市人力资源和社会保障局",
    "西安市安全生产监督管理局",
    "杭州市司法局",
    "湖州市财政局",
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    if not _PUBLISHED.is_dir():
        pytest.skip("the collection of disclosures is not here")
    root = tmp_path_factory.mktemp("real")
    for department in _DEPARTMENTS:
        shutil.copytree(_PUBLISHED / department, root / "data" / "raw" / department)
    workspace = Workspace(root)
    assert ingest(workspace, jobs=2).refused == ()
    return workspace


def test_outcomes_stand_beside_the_adjusted_budgets_that_prose_states(real: Workspace) -> None:
    rows = (
        real.completion(_COMMITTEE, 2024, "function").filter(pl.col("adjusted_fen").is_not_null()).collect()
    )
    rates = dict(rows.select("code", pl.col("completion_rate").round(4)).iter_rows())
    assert (rates["2080505"], rates["2080506"], rates["2210201"]) == (0.6867, 0.8084, 0.9768)
    (whole,) = (
        real.completion(_COMMITTEE, 2024, "general_public").filter(pl.col("level") == 0).collect().to_dicts()
    )
    assert (whole["initial_fen"], whole["adjusted_fen"], whole["final_fen"]) == (
        0,
        3_210_200_00,
        3_078_200_00,
    )


def test_a_budget_of_zero_has_no_completion(real: Workspace) -> None:
    rows = real.completion(_METRO, 2019, "three_public").collect()
    (whole,) = rows.filter(pl.col("level") == 0).to_dicts()
    assert (whole["adjusted_fen"], whole["final_fen"], whole["completion_rate"]) == (0, 1_600_00, None)


def test_no_indicator_makes_no_sense(real: Workspace) -> None:
    found = real.all_indicators().collect()
    valued = found.filter(pl.col("value").is_not_null())
    assert valued.height > 40
    assert found.filter(pl.col("value").is_null() == pl.col("reason").is_null()).is_empty()
    share = valued.filter(pl.col("unit") == "fraction", ~pl.col("formula").str.ends_with("- 1"))
    assert share["value"].is_between(0, 1).all()
    heads = valued.filter(pl.col("unit") == "yuan_per_person")
    assert heads.height == 4
    assert heads["value"].is_between(10_000, 500_000).all()


def test_parts_make_up_the_whole_where_basic_money_is_not_summed_up_or_units_stand_beside_offices(
    real: Workspace,
) -> None:
    for by, department in (
        ("kind", "杭州市司法局"),
        ("kind", "湖州市财政局"),
        ("function_kind", "西安市人力资源和社会保障局"),
        ("unit", "西安市安全生产监督管理局"),
    ):
        lines = real.variances(by).filter(pl.col("department") == department).collect()
        whole = lines.filter(pl.col("level") == 0)["current_fen"].sum()
        assert lines.filter(pl.col("level") == 1)["current_fen"].sum() == pytest.approx(whole, rel=1e-6), by
