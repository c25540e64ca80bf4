"""Projects: the largest, their targets, and what changed in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rows import DOCUMENT, compared, comparison
from yusuan.model import schemas
from yusuan.report.elements.display import Figure, Several
from yusuan.report.sections import projects

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources

PROJECTS = comparison(
    compared("合计", None, 100, 0, key="whole"),
    compared("一级项目", None, 100, 1, key="一级", parent="whole"),
    compared("运维", None, 70, 2, key="运维", parent="一级"),
    compared("培训", None, 30, 2, key="培训", parent="一级"),
)


@pytest.fixture
def indicators(framed: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
    def make(*rows: dict[str, Any]) -> pl.DataFrame:
        plain = {"document": DOCUMENT, "level1": "产出指标", "level2": "数量指标", "goal": "■"}
        return framed(schemas.Indicators, *(plain | row for row in rows))

    return make


def test_the_opening_counts_projects_and_targets(
    disclosure: Disclosure, sources: Sources, english: Sources, indicators: Callable[..., pl.DataFrame]
):
    targets = indicators({"project": "运维", "level3": "次数", "target": "≥1"})
    assert projects.total_lead(PROJECTS, targets, disclosure, sources).text == (
        "2024年项目支出100.00万元，列有2个项目，最大的是运维70.00万元，占70.0%；公开绩效目标的项目1个，指标1条。"
    )
    assert "没有公开项目绩效目标" in projects.total_lead(PROJECTS, targets.clear(), disclosure, sources).text
    assert projects.total_lead(PROJECTS, targets, disclosure, english).text.startswith(
        "Projects of 2024: CNY 1.0000"
    )


def test_a_document_without_projects_says_so_once(
    disclosure: Disclosure, sources: Sources, indicators: Callable[..., pl.DataFrame]
):
    none, nothing = comparison(), indicators()
    assert "没有逐个列出项目，也没有公开" in projects.total_lead(none, nothing, disclosure, sources).text
    assert projects.sizes(none, disclosure, sources) == Several(())
    assert projects.targets(nothing, disclosure, sources) == Several(())
    assert projects.target_changes(nothing, nothing, disclosure, sources) == Several(())


def test_targets_without_a_list_of_projects_are_still_counted(
    disclosure: Disclosure, sources: Sources, indicators: Callable[..., pl.DataFrame]
):
    said = projects.total_lead(comparison(), indicators({"project": "运维"}), disclosure, sources).text
    assert said == "2024年文件没有逐个列出项目；公开绩效目标的项目1个，指标1条。"


def test_sizes_leave_out_groups(disclosure: Disclosure, sources: Sources):
    figure = projects.sizes(PROJECTS, disclosure, sources)
    assert isinstance(figure, Figure)
    labels = [row["label"] for rows in figure.spec["datasets"].values() for row in rows]
    assert "一级项目" not in labels
    assert figure.message == "项目支出100.00万元，共2个项目"


def test_the_largest_of_many_are_drawn(disclosure: Disclosure, sources: Sources):
    many = comparison(*(compared(f"第{n}项", None, n, 1, key=str(n)) for n in range(1, 21)))
    figure = projects.sizes(many, disclosure, sources)
    assert "最大的3个占27.1%" in figure.message
    assert "最大的15个" in figure.notes


def test_targets_are_listed_by_project_with_their_weights(
    disclosure: Disclosure, sources: Sources, indicators: Callable[..., pl.DataFrame]
):
    rows = indicators(
        {"project": "运维<script>", "level3": "次数", "target": "≥1", "weight": 40.0, "goal": "稳定"},
        {"project": "运维<script>", "level3": "满意度", "target": "≥90%", "weight": 50.0},
    )
    (piece,) = projects.targets(rows, disclosure, sources).pieces
    assert "权重合计90。" in piece.markup
    assert "年度目标：稳定" in piece.markup
    assert "■" not in piece.markup
    assert "<script>" not in piece.markup


def test_changes_of_targets_are_of_projects_in_both_years(indicators: Callable[..., pl.DataFrame]):
    then = indicators(
        {"project": "运维", "level3": "次数", "target": "≥1", "weight": 10.0},
        {"project": "运维", "level3": "旧的", "target": "1"},
        {"project": "别的", "level3": "次数", "target": "1"},
    )
    now = indicators(
        {"project": "“运维”", "level3": "次数", "target": "≥2", "weight": 20.0},
        {"project": "运维", "level3": "新的", "target": "3"},
    )
    found = projects.indicator_changes(now, then)
    assert found is not None
    assert [(row["indicator"], row["what"][0], row["then"], row["now"]) for row in found] == [
        ("次数", "指标值", "≥1", "≥2"),
        ("次数", "权重", "10", "20"),
        ("新的", "新增", None, "3"),
        ("旧的", "取消", "1", None),
    ]
    assert projects.indicator_changes(now, then.filter(pl.col("project") == "别的")) is None


def test_changes_of_targets_are_shown_or_said_not_to_be(
    disclosure: Disclosure, sources: Sources, indicators: Callable[..., pl.DataFrame]
):
    now = indicators({"project": "运维", "level3": "次数", "target": "≥2"})
    then = now.with_columns(target=pl.lit("≥1"))
    assert "≥1" in projects.target_changes(now, then, disclosure, sources).markup
    assert "没有变化" in projects.target_changes(now, now, disclosure, sources).text
    assert "没有同名项目" in projects.target_changes(now, now.clear(), disclosure, sources).text
