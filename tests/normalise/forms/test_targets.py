"""Performance-target tables → one row an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.normalise.document import CleanDocument

    Clean = Callable[..., CleanDocument]

_HEAD = (
    "项目支出绩效目标表\n单位：万元\n"
    "单位名称|项目名称|年度资金总额（万元）|年度绩效目标|一级指标|二级指标|三级指标|指标解释|指标值|权重\n"
)


def _targets(*rows: str) -> str:
    return (_HEAD + "\n".join(rows) + "\n").replace("|", "\t")


def test_project_goal_and_levels_hold_on_until_the_next_is_printed(clean: Clean) -> None:
    rows = (
        clean(
            _targets(
                "甲局|培训|5.00|办好|产出指标|数量指标|场次|反映场次|≥4 场|40",
                "||||||人数|反映人数|≥90 人|30",
                "||||效益指标|社会效益指标|提升率|反映提升|≥90%|20",
                "乙站|宣传|6.00|宣传好|成本指标|经济成本指标|印刷|反映印刷|≤6 万元|10",
            )
        )
        .frames["indicators"]
        .to_dicts()
    )
    assert [(row["project"], row["owner"], row["goal"], row["level1"], row["level2"]) for row in rows] == [
        ("培训", "甲局", "办好", "产出指标", "数量指标"),
        ("培训", "甲局", "办好", "产出指标", "数量指标"),
        ("培训", "甲局", "办好", "效益指标", "社会效益指标"),
        ("宣传", "乙站", "宣传好", "成本指标", "经济成本指标"),
    ]
    assert [(row["level3"], row["target"], row["weight"]) for row in rows] == [
        ("场次", "≥4场", 40.0),
        ("人数", "≥90人", 30.0),
        ("提升率", "≥90%", 20.0),
        ("印刷", "≤6万元", 10.0),
    ]
    assert [row["row"] for row in rows] == [7, 8, 9, 10]


def test_what_holds_on_ends_with_its_project(clean: Clean) -> None:
    rows = clean(
        _targets("甲局|培训|5.00|办好|产出指标|数量指标|场次||≥4 场|90", "|宣传|6.00||||人数||≥9 人|")
    ).frames["indicators"]
    assert rows.select("project", "owner", "goal", "level1", "level2", "weight").row(1) == (
        "宣传",
        None,
        None,
        None,
        None,
        None,
    )


def test_a_record_cut_by_a_page_is_put_back_under_its_columns(clean: Clean) -> None:
    document = clean(
        _targets(
            "甲局|培训|5.00|办好|产出指标|数量指标|场次|反映场次|≥4 场|40",
            "满意度指标|服务对象满意度指标|满意度|反映满意|≥90%|10",
        )
    )
    assert document.frames["indicators"].row(1, named=True)["level1"] == "满意度指标"
    assert document.frames["indicators"].select("project", "level3", "target", "weight").row(1) == (
        "培训",
        "满意度",
        "≥90%",
        10.0,
    )
    assert document.frames["facts"]["printed"].to_list() == ["5.00"]


def test_names_broken_by_blanks_and_tags_are_mended(clean: Clean) -> None:
    row = clean(
        _targets("3130 01- 甲 局 (本 级)|社会 保险|5.00|<p>目标 1：好。</p>|产出指标|数量指标|场次||≥4 场|90")
    ).frames["indicators"]
    assert row.select("owner", "project", "goal").row(0) == ("313001-甲局(本级)", "社会保险", "目标1：好。")


@pytest.mark.parametrize(
    ("printed", "weight"),
    [("10", 10.0), ("12.5%", 12.5), ("20分", 20.0), ("", None), ("十", None), ("-", None)],
)
def test_a_weight_is_a_number_or_missing(clean: Clean, printed: str, weight: float | None) -> None:
    rows = clean(_targets(f"甲局|培训|5.00|办好|产出指标|数量指标|场次||≥4 场|{printed}")).frames[
        "indicators"
    ]
    assert rows["weight"].to_list() == [weight]


def test_a_row_without_indicator_and_target_is_none(clean: Clean) -> None:
    assert clean(_targets("甲局|培训|5.00|办好|产出指标|||||")).frames["indicators"].is_empty()


def test_other_tables_have_no_indicators_and_are_not_realigned(clean: Clean) -> None:
    document = clean("支出预算总表\n单位：万元\n科目名称\t合计\n产出指标\t5.00\n")
    assert document.frames["indicators"].is_empty()
    assert document.frames["facts"]["line"].to_list() == ["产出指标"]


def test_a_table_of_targets_without_levels_is_left_as_it_stands(clean: Clean) -> None:
    document = clean("项目支出绩效目标表\n单位：万元\n项目名称\t年度资金\n产出指标\t5.00\n")
    assert document.frames["indicators"].is_empty()
    assert document.frames["facts"]["printed"].to_list() == ["5.00"]
