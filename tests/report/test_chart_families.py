"""The families of charts: from zero, gaps open, worked-back years hatched, names apart."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.model.vocabulary import TableKind
from yusuan.report import charts
from yusuan.report.charts import Bar, Cell, Pair, Slope, Year, Years
from yusuan.report.charts.slope import spread
from yusuan.report.charts.tree import nested
from yusuan.report.figures.shares import Composition, Part

if TYPE_CHECKING:
    from yusuan.report.elements.display import Figure
    from yusuan.report.elements.sources import Sources

WAN = 1_000_000


def data(figure: Figure, column: str) -> list[dict[str, Any]]:
    """The rows of the data set that has a column."""
    return next(rows for rows in figure.spec["datasets"].values() if column in rows[0])


def layers(figure: Figure, mark: str) -> list[dict[str, Any]]:
    return [layer for layer in figure.spec["layer"] if layer["mark"]["type"] == mark]


def whole(*parts: tuple[str, int, float], total: float) -> Composition:
    lines = [Part(name, level, round(amount * WAN), amount / total, None) for name, level, amount in parts]
    return Composition("支出总表", TableKind.EXPENDITURE_SUMMARY, round(total * WAN), tuple(lines))


TREE = whole(("甲", 1, 60), ("甲一", 2, 40), ("甲二", 2, 10), ("乙", 1, 40), ("乙一", 2, 40), total=100)


def test_a_box_begins_where_what_it_is_part_of_begins():
    placed = nested(TREE)
    assert placed is not None
    assert [(part.label, top // WAN) for part, top in placed] == [
        ("甲", 0),
        ("甲一", 0),
        ("甲二", 40),
        ("乙", 60),
        ("乙一", 60),
    ]


@pytest.mark.parametrize(
    "parts",
    [
        [("甲", 1, 60), ("甲一", 2, 70)],
        [("甲", 1, 60), ("乙", 1, 60)],
        [("甲", 1, -5)],
        [("甲", 1, 60), ("甲一", 3, 10)],
    ],
    ids=["more than its whole", "more than all", "negative", "a level left out"],
)
def test_lines_that_are_no_tree_are_bars(parts: list[tuple[str, int, float]], sources: Sources):
    lines = whole(*parts, total=100)
    assert nested(lines) is None
    assert not layers(charts.tree(lines, "说明", "谁", sources), "rect")


def test_rounded_parts_may_exceed_their_whole_by_their_print():
    assert nested(whole(("甲", 1, 60), ("甲一", 2, 60.01), total=60)) is not None


def test_a_tree_has_a_column_for_each_level(sources: Sources):
    figure = charts.tree(TREE, "说明", "谁", sources)
    (boxes,) = layers(figure, "rect")
    assert boxes["encoding"]["x"]["scale"]["domain"] == [0, 2]
    assert boxes["encoding"]["y"]["scale"]["domain"] == [0, 100]


def test_years_stand_on_one_scale_and_gaps_stay_empty(sources: Sources):
    big = Years(
        "甲", [Year(2022, None, False, ""), Year(2023, 100 * WAN, True, ""), Year(2024, 50 * WAN, False, "")]
    )
    small = Years(
        "乙", [Year(2022, 50 * WAN, False, ""), Year(2023, None, False, ""), Year(2024, 0, False, "")]
    )
    figure = charts.years([big, small], "说明", "谁", sources, "")
    rows = {(row["label"], row["year"]): row for row in data(figure, "restated")}
    heights = {key: None if row["top"] is None else row["base"] - row["top"] for key, row in rows.items()}
    assert heights["甲", "2022"] is heights["乙", "2023"] is None
    assert heights["乙", "2022"] == pytest.approx(heights["甲", "2024"])
    assert heights["乙", "2024"] == 0
    assert {row["year"] for row in data(figure, "at") if "text" not in row} == {"2023"}
    assert "没有公开" in figure.notes
    assert "推算" in figure.notes


def test_only_worked_back_years_are_hatched(sources: Sources):
    row = Years("甲", [Year(2023, 100 * WAN, False, ""), Year(2024, -50 * WAN, False, "")])
    figure = charts.years([row], "说明", "谁", sources, "")
    assert not layers(figure, "point")
    assert figure.notes == ""


def test_slopes_start_at_zero(sources: Sources):
    figure = charts.slope(
        [Slope("甲", 0.8, 0.5, "80%", "50%"), Slope("乙", 0.2, 0.5, "20%", "50%")],
        ("2022", "2024"),
        "说明",
        "谁",
        sources,
        "",
    )
    assert figure.spec["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0
    drawing = figure.bundle()["image/svg+xml"]
    assert "50% 甲" in drawing
    assert "50% 乙" in drawing


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=7))
def test_labels_keep_their_order_and_distance(values: list[float]):
    places = spread(values, 0.1, 1.0)
    order = sorted(range(len(values)), key=lambda index: (values[index], places[index]))
    for lower, upper in itertools.pairwise(order):
        assert places[upper] - places[lower] >= 0.1 - 1e-9


def test_a_heat_map_shades_by_size_and_leaves_gaps_blank(sources: Sources):
    cells = [
        Cell("甲", 2023, 0.02, "▲2.0%"),
        Cell("甲", 2024, -0.6, "▼60.0%"),
        Cell("乙", 2023, None, "—"),
        Cell("乙", 2024, 0.0, "0%"),
    ]
    shades = [row["shade"] for row in data(charts.heat(cells, "说明", "谁", sources, ""), "shade")]
    assert shades[0] < shades[1]
    assert shades[2:] == [0, 0]


def test_pairs_show_an_outcome_without_a_plan_alone(sources: Sources):
    figure = charts.pairs(
        [Pair("甲", 5 * WAN, 4 * WAN, "4.00"), Pair("乙", None, WAN, "1.00")], "说明", "谁", sources, "", ""
    )
    thick, thin = layers(figure, "bar")
    assert thick["encoding"]["x"]["scale"] == thin["encoding"]["x"]["scale"]
    assert thin["encoding"]["x"]["scale"]["domain"] == [0, 5]
    assert [row["planned"] for row in data(figure, "planned")] == [5, None]


def test_bars_may_have_a_line_through_all(sources: Sources):
    drawn = [Bar("甲", 5, "5"), Bar("乙", -2, "−2")]
    assert len(layers(charts.bars(drawn, "说明", "谁", sources, line=3), "rule")) == 1
    assert not layers(charts.bars(drawn, "说明", "谁", sources), "rule")


def test_names_stand_above_the_bars_so_that_phones_have_room(sources: Sources):
    figure = charts.bars([Bar("很长的名称" * 20, 5, "5.00")], "说明", "谁", sources)
    name, value = layers(figure, "text")
    assert name["mark"]["limit"] == {"expr": "width - 44"}
    assert value["encoding"]["x"] == {"value": "width"}
    assert all(layer["encoding"]["y"]["axis"] is None for layer in figure.spec["layer"])
