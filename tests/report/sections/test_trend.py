"""Many years in sentences and pictures; a gap stays a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from rows import series
from yusuan.report.elements.display import Figure, Several
from yusuan.report.figures.series import disclosed_rows, longest_whole, share_changes, year_span, yearly
from yusuan.report.sections import trend, trend_charts

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources

FUNCTION = series(
    ("合计", 0, {2021: None, 2022: 100, 2023: 110, 2024: 200}),
    ("社会保障", 1, {2021: None, 2022: 80, 2023: 77, 2024: 100}),
    ("住房", 1, {2021: None, 2022: 20, 2023: None, 2024: 100}),
)
WHAT = ("功能科目", "Functional lines")


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (
            {2022: 100, 2023: 90, 2024: 121},
            "2022–2024年甲由100.00万元增至121.00万元，累计增长21.0%，年均增长10.0%。",
        ),
        ({2023: 100, 2024: 75}, "2023–2024年甲由100.00万元减至75.00万元，下降25.0%。"),
        ({2022: 100, 2023: 90, 2024: 100}, "2022–2024年甲首尾相同，均为100.00万元。"),
        ({2022: 0, 2024: 5}, "2022–2024年甲由0万元增至5.00万元。"),
        ({2022: 5, 2024: 0}, "2022–2024年甲由5.00万元减至0万元，累计下降100.0%。"),
        ({2022: -5, 2024: 5}, "2022–2024年甲由−5.00万元增至5.00万元。"),
        ({2024: 5}, "2024年甲5.00万元。"),
    ],
)
def test_a_line_is_told_from_its_first_year_to_its_last(years: dict[int, float], said: str, sources: Sources):
    line = longest_whole(series(("甲", 0, years)))
    assert line is not None
    assert trend.sentence(line, sources) == said


def test_a_first_year_worked_back_is_said_to_be(sources: Sources, english: Sources):
    line = longest_whole(series(("甲", 0, {2023: 10, 2024: 20}), origin="restated"))
    assert line is not None
    assert "10.00万元（推算）" in trend.sentence(line, sources)
    assert "(implied) up to" in trend.sentence(line, english)


def test_one_year_is_no_trend(disclosure: Disclosure, sources: Sources):
    assert "看不出多年趋势" in trend.growth_lead([series(("甲", 0, {2024: 5}))], disclosure, sources).text
    assert "没有可作多年比较的总额" in trend.growth_lead([series()], disclosure, sources).text
    assert "没有两年以上" in trend.points([series(("甲", 0, {2024: 5}))], series(), disclosure, sources).text


def test_the_whole_that_is_known_longest_is_told(disclosure: Disclosure, sources: Sources):
    short, long = series(("本年预算", 0, {2024: 5})), series(("支出预算", 0, {2023: 4, 2024: 5}))
    assert "支出预算由4.00万元增至5.00万元" in trend.growth_lead([short, long], disclosure, sources).text


def test_the_largest_shift_is_told_in_points(disclosure: Disclosure, sources: Sources):
    said = trend.points([], FUNCTION, disclosure, sources).text
    assert said == "支出结构：社会保障占比由2022年的80.0%变为2024年的50.0%，下降30.0个百分点，变化最大。"


def test_years_that_nothing_is_known_of_are_left_out_at_the_ends_only():
    lines = yearly(series(("甲", 0, {2020: None, 2021: 1, 2022: None, 2023: 2, 2024: None})))
    assert year_span(lines) == [2021, 2022, 2023]
    assert [row["fiscal_year"] for row in disclosed_rows(lines[0])] == [2021, 2023]
    assert share_changes(FUNCTION)[0] == ("社会保障", 0.8, 0.5, 2022, 2024)


def test_multiples_share_one_scale_and_leave_gaps_open(disclosure: Disclosure, sources: Sources):
    figure = trend_charts.multiples([FUNCTION], WHAT, disclosure, sources)
    assert isinstance(figure, Figure)
    rows = next(iter(figure.spec["datasets"].values()))
    tops = {(row["label"], row["year"]): row["base"] - row["top"] if row["top"] else None for row in rows}
    assert tops["住房", "2023"] is None
    assert tops["社会保障", "2024"] == pytest.approx(tops["合计", "2022"])
    assert "没有公开" in figure.notes


def test_shares_are_a_slope(disclosure: Disclosure, sources: Sources):
    figure = trend_charts.shares(FUNCTION, disclosure, sources)
    assert figure.message == "社会保障占比下降30.0个百分点"


def test_rates_are_a_heat_map_with_gaps(disclosure: Disclosure, sources: Sources):
    figure = trend_charts.rates(FUNCTION, WHAT, disclosure, sources)
    rows = next(rows for rows in figure.spec["datasets"].values() if len(rows) > 2)
    assert {(row["label"], row["year"]): row["text"] for row in rows} == {
        ("社会保障", "2023"): "▼3.8%",
        ("社会保障", "2024"): "▲29.9%",
        ("住房", "2023"): "取消",
        ("住房", "2024"): "新增",
    }


def test_a_line_that_a_later_document_does_not_tell_of_is_not_called_new(
    disclosure: Disclosure, sources: Sources
):
    told = series(("甲", 1, {2022: 5}), origin="restated")
    frame = pl.concat(
        [told, series(("甲", 1, {2023: 6, 2024: 7}), ("乙", 1, {2022: None, 2023: 5, 2024: 5}))]
    )
    figure = trend_charts.rates(frame, WHAT, disclosure, sources)
    rows = max(figure.spec["datasets"].values(), key=len)
    assert [row["text"] for row in rows if row["label"] == "乙"] == ["—", "0%"]


def test_no_chart_is_drawn_of_one_year(disclosure: Disclosure, sources: Sources):
    one = series(("合计", 0, {2024: 5}), ("甲", 1, {2024: 5}))
    for piece in (
        trend_charts.multiples([one], WHAT, disclosure, sources),
        trend_charts.rates(one, WHAT, disclosure, sources),
        trend_charts.shares(one, disclosure, sources),
    ):
        assert "只有2024年的数" in piece.text
    apart = series(("合计", 0, {2022: 5, 2024: 6}), ("甲", 1, {2022: 5, 2023: None, 2024: 6}))
    assert "没有相邻两年" in trend_charts.rates(apart, WHAT, disclosure, sources).text
    assert "都没有功能科目" in trend_charts.rates(series(), WHAT, disclosure, sources).text


def test_the_table_has_every_year_and_a_dash_for_a_gap(disclosure: Disclosure, sources: Sources):
    markup = trend.table([FUNCTION], WHAT, disclosure, sources).markup
    assert "—" in markup
    assert all(f"{year}年" in markup for year in (2022, 2023, 2024))
    assert trend.table([series()], WHAT, disclosure, sources) == Several(())
