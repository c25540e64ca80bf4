"""What makes up a change: the smallest lines that add up, in words that carry no sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from rows import compared, comparison
from yusuan.report.elements.display import Figure, Several
from yusuan.report.sections import drivers

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources

FUNCTION = comparison(
    compared("合计", 100, 130, 0, key="whole", contribution=0.3),
    compared("社会保障", 60, 100, 1, key="208", parent="whole", contribution=0.4),
    compared("行政运行", 40, 80, 2, key="20801", parent="208", contribution=0.4),
    compared("退休", 20, 20, 2, key="20805", parent="208", contribution=0.0),
    compared("卫生健康", 40, 30, 1, key="210", parent="whole", contribution=-0.1),
)
KIND = comparison(compared("支出", 100, 130, 0), compared("基本支出", 60, 50), compared("项目支出", 40, 80))


def test_parts_stand_for_their_whole_where_they_make_it_up():
    assert [row["line"] for row in drivers.finest(FUNCTION)] == ["行政运行", "退休", "卫生健康"]


@pytest.mark.parametrize(
    "part", [compared("甲", 1, 9, 2, parent="类"), compared("甲", None, 9, 2, parent="类")]
)
def test_parts_that_do_not_make_up_their_whole_are_not_shown(part: dict[str, object]):
    frame = comparison(compared("类", 1, 20, 1, key="类"), part)
    assert [row["line"] for row in drivers.finest(frame)] == ["类"]


def test_lines_of_one_name_are_told_apart_by_what_they_are_part_of():
    above = [compared(name, 1, 2, 1, key=name) for name in ("组织事务", "统战事务")]
    below = [compared("一般行政管理事务", 1, 2, 2, key=f"{n}项", parent=n) for n in ("组织事务", "统战事务")]
    names = [row["line"] for row in drivers.finest(comparison(*above, *below))]
    assert names == ["一般行政管理事务（组织事务）", "一般行政管理事务（统战事务）"]


def test_a_change_is_explained_by_what_goes_the_same_way():
    assert drivers.main_drivers(FUNCTION, 30_000_000) == "行政运行增加40.00万元"
    assert drivers.main_drivers(FUNCTION, 30_000_000, "en") == "行政运行 up CNY 0.4000 million"


def test_lines_that_make_up_a_change_explain_it_without_a_whole():
    assert drivers.main_drivers(FUNCTION.filter(pl.col("level") > 0), 30_000_000) == "行政运行增加40.00万元"


def test_what_is_nothing_in_both_years_is_not_told(disclosure: Disclosure, sources: Sources):
    kind = comparison(compared("支出", 1, 2, 0), compared("基本支出", 1, 2), compared("经营支出", 0, 0))
    ((said, _),) = drivers.points(kind, kind.clear(), disclosure, sources)
    assert said == "按支出类型：基本支出增加1.00万元，增长100.0%。"


@pytest.mark.parametrize("change", [None, 0, 29_000_000])
def test_a_change_of_another_whole_is_not_explained(change: int | None):
    assert drivers.main_drivers(FUNCTION, change) == ""


def test_points_tell_kinds_then_lines_up_and_down(disclosure: Disclosure, sources: Sources, english: Sources):
    said = [text for text, _ in drivers.points(KIND, FUNCTION, disclosure, sources)]
    assert said == [
        "按支出类型：基本支出减少10.00万元，下降16.7%；项目支出增加40.00万元，增长100.0%。",
        "增加的功能科目1个：行政运行增加40.00万元（拉高总额40.0个百分点）。",
        "减少的功能科目1个：卫生健康减少10.00万元（拉低总额10.0个百分点）。",
    ]
    first, *_ = [text for text, _ in drivers.points(KIND, FUNCTION, disclosure, english)]
    assert first.startswith("By kind of expenditure: 基本支出 down CNY 0.1000 million (down 16.7%)")
    assert drivers.points(KIND.clear(), FUNCTION.clear(), disclosure, sources) == []


def test_the_largest_changes_are_drawn_from_zero(disclosure: Disclosure, sources: Sources):
    figure = drivers.largest_changes(FUNCTION, ("功能科目", "lines"), disclosure, sources)
    assert isinstance(figure, Figure)
    assert figure.message == "功能科目有2项变动，1项增加、1项减少；最大的是行政运行增加40.00万元"
    bar = next(layer for layer in figure.spec["layer"] if layer["mark"]["type"] == "bar")
    assert bar["encoding"]["x"]["scale"]["domain"] == [-10, 40]


def test_more_changes_than_bars_are_counted(disclosure: Disclosure, sources: Sources):
    many = comparison(*(compared(f"第{n}项", n, n + 1, 1, key=str(n)) for n in range(1, 16)))
    figure = drivers.largest_changes(many, ("功能科目", "lines"), disclosure, sources)
    assert "15项变动，全部增加" in figure.message
    assert "变动最大的12项" in figure.notes


def test_what_cannot_be_compared_is_said_once(disclosure: Disclosure, sources: Sources):
    what = ("功能科目", "functional lines")
    assert (
        "没有可以与2023年比较"
        in drivers.largest_changes(comparison(compared("甲", None, 1)), what, disclosure, sources).text
    )
    assert (
        "与2023年相同"
        in drivers.largest_changes(comparison(compared("甲", 1, 1)), what, disclosure, sources).text
    )
    assert drivers.largest_changes(pl.DataFrame(), what, disclosure, sources) == Several(())
