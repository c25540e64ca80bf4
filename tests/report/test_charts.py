"""Charts: bars from zero, worked-back amounts hatched, labels as text whatever they hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from yusuan.report import charts
from yusuan.report.charts import Change
from yusuan.report.elements.display import VEGALITE
from yusuan.report.elements.sources import Sources
from yusuan.report.figures.bridge import Step
from yusuan.report.figures.shares import FUNCTION_TABLES, composition

if TYPE_CHECKING:
    from yusuan.report.elements.display import Figure
    from yusuan.workspace.workspace import Workspace

WAN = 1_000_000


@pytest.fixture
def sources(workspace: Workspace) -> Sources:
    return Sources(workspace.documents().collect())


def steps(*, implied: bool = True, label: str = "变动") -> list[Step]:
    return [
        Step("2023年", "base", 100 * WAN, 0, 100 * WAN, implied, None),
        Step(label, "change", -130 * WAN, 100 * WAN, -30 * WAN, implied, None),
        Step("2024年", "current", -30 * WAN, 0, -30 * WAN, False, None),
    ]


def marks(figure: Figure) -> list[str]:
    return [layer["mark"]["type"] for layer in figure.spec["layer"]]


def scale(figure: Figure) -> dict[str, Any]:
    bars = next(layer for layer in figure.spec["layer"] if layer["mark"]["type"] == "bar")
    return bars["encoding"]["x"]["scale"]


def test_a_bridge_that_crosses_zero_has_both_sides(sources: Sources):
    figure = charts.bridge(steps(), "说明", "谁", sources)
    assert scale(figure)["domain"] == [-30, 100]


def test_only_an_amount_worked_back_is_hatched(sources: Sources):
    assert "point" in marks(charts.bridge(steps(implied=True), "说明", "谁", sources))
    assert "point" not in marks(charts.bridge(steps(implied=False), "说明", "谁", sources))


def test_bars_of_change_start_at_zero(sources: Sources):
    bars = [Change("甲", 5 * WAN, "+5.00", ""), Change("乙", 3 * WAN, "+3.00", "")]
    assert scale(charts.changes(bars, "说明", "谁", sources, ""))["domain"] == [0, 5]


def test_a_chart_is_a_specification_and_a_picture(sources: Sources):
    bundle = charts.bridge(steps(), "说明", "谁", sources).bundle()
    assert set(bundle) == {VEGALITE, "image/svg+xml", "text/plain"}
    assert bundle["image/svg+xml"].startswith("<svg")
    assert "2023年" in bundle["image/svg+xml"]


def test_parts_carry_names_amounts_and_shares(workspace: Workspace, sources: Sources):
    whole = composition(workspace.facts().collect(), FUNCTION_TABLES)
    assert whole is not None
    drawing = charts.tree(whole, "说明", "谁", sources).bundle()["image/svg+xml"]
    assert "5,401.46（91.5%）" in drawing
    assert "行政运行" in drawing


def test_statuses_are_stacked_in_one_order():
    counts = pl.DataFrame({"suite": ["甲", "甲"], "status": ["broken", "exact"], "count": [1, 9]})
    figure = charts.statuses(counts, "说明", "谁")
    assert figure.spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["相符", "尾差", "不符", "存疑"]


@pytest.mark.parametrize(
    "hostile", ["</script><script>", '"] + alert(1) + ["', "datum.x\\", "\u2028", "{{x}}", "'"]
)
def test_a_label_is_text_whatever_it_holds(sources: Sources, hostile: str):
    figure = charts.bridge(steps(label=hostile), hostile, hostile, sources)
    drawing = figure.bundle()["image/svg+xml"]
    assert "<script" not in drawing
    assert json.loads(json.dumps(figure.spec)) == figure.spec
