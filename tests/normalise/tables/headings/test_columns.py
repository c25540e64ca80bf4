"""What the columns of a table hold: heading rows, headings over what they span, measures, sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.model.vocabulary import Side
from yusuan.normalise.tables.assembly import assemble
from yusuan.normalise.tables.headings.columns import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.extract.raw import RawDocument
    from yusuan.normalise.tables.headings.layout import Layout


@pytest.fixture
def layout(transcript: Callable[[str], RawDocument]) -> Callable[..., Layout]:
    def read(title: str, *rows: str, year: int = 2024) -> Layout:
        lines = [title, "单位：万元", *(row.replace("|", "\t") for row in rows)]
        (table,) = assemble(transcript("\n".join(lines)))
        return lay_out(table, year)

    return read


def _measures(layout: Layout) -> list[str | None]:
    return [column.measure for column in layout.columns]


def test_one_row_of_headings_gives_roles_and_measures(layout: Callable[..., Layout]) -> None:
    found = layout(
        "支出预算总表",
        "科目编码|科目名称|总计|基本支出|项目支出|事业单位经营支出|上缴上级支出|对附属单位补助支出",
        "201|一般公共服务支出|5.00|3.00|2.00|||",
    )
    assert found.heading_rows == 1
    assert [column.role for column in found.columns] == ["code", "label", *["measure"] * 6]
    assert _measures(found)[2:] == [
        "total",
        "basic",
        "project",
        "business_operation",
        "remitted_to_superior",
        "subsidy_to_affiliates",
    ]


def test_an_outer_heading_goes_on_over_the_blanks_right_of_it(layout: Callable[..., Layout]) -> None:
    found = layout(
        "一般公共预算支出预算表",
        "科目名称|总计|基本支出|||项目支出",
        "||合计|人员经费|公用经费|",
        "行政运行|5.00|3.00|2.00|1.00|2.00",
    )
    assert found.heading_rows == 2
    assert _measures(found) == [None, "total", "basic", "basic.personnel", "basic.operating", "project"]
    assert found.columns[3].heading == "基本支出/人员经费"


def test_two_dimensions_join_outer_first(layout: Callable[..., Layout]) -> None:
    found = layout(
        "收入预算总表",
        "单位名称|总计|本年预算|||上年结转||",
        "||合计|一般公共预算|政府性基金预算|合计|一般公共预算|政府性基金预算",
        "甲局|5.00|5.00|5.00||||",
    )
    assert found.columns[0].role == "owner"
    assert _measures(found)[1:] == [
        "total",
        "current_year.total",
        "current_year.general_public",
        "current_year.government_fund",
        "carryover.total",
        "carryover.general_public",
        "carryover.government_fund",
    ]


def test_in_the_table_of_basic_expenditure_personnel_and_operating_stand_alone(
    layout: Callable[..., Layout],
) -> None:
    found = layout("一般公共预算基本支出预算表", "经济分类科目|合计|人员经费|公用经费", "工资福利支出|5|5|")
    assert _measures(found) == [None, "total", "personnel", "operating"]


@pytest.mark.parametrize(
    ("headings", "measures"),
    [
        (["经济分类科目|基本支出", "工资福利支出|5"], ["total"]),
        (
            ["经济分类科目|基本支出||", "|总计|人员经费|公用经费", "工资福利支出|5|5|"],
            ["total", "personnel", "operating"],
        ),
    ],
)
def test_in_the_table_of_basic_expenditure_basic_expenditure_is_the_total(
    layout: Callable[..., Layout], headings: list[str], measures: list[str]
) -> None:
    assert _measures(layout("一般公共预算基本支出预算表", *headings))[1:] == measures


def test_a_two_sided_table_has_an_income_and_an_expenditure_half(layout: Callable[..., Layout]) -> None:
    found = layout(
        "收支预算总表",
        "收 入|||支 出||",
        "项 目|2024 年 预算数|上年 结转|项 目|2024 年 预算数|上年 结转",
        "一、财政拨款收入|5.00||一、社会保障支出|5.00|",
    )
    assert [column.side for column in found.columns] == [Side.INCOME] * 3 + [Side.EXPENDITURE] * 3
    assert _measures(found) == [None, "total", "carryover", None, "total", "carryover"]
    assert [column.role for column in found.columns][::3] == ["label", "label"]


@pytest.mark.parametrize("what", ["本年", "财政拨款"])
def test_headings_of_income_and_expenditure_with_labels_below_both_are_halves(
    layout: Callable[..., Layout], what: str
) -> None:
    found = layout(
        "收支预算总表",
        f"{what}收入||{what}支出||",
        "项目|预算数|项目|合计|项目支出",
        "一、财政拨款收入|5.00|一、社会保障支出|5.00|2.00",
    )
    assert [column.side for column in found.columns] == [Side.INCOME] * 2 + [Side.EXPENDITURE] * 3
    assert _measures(found) == [None, "total", None, "total", "project"]
    assert found.columns[1].heading == f"{what}收入/预算数"


def test_income_and_expenditure_of_the_year_beside_one_label_are_columns_of_their_own(
    layout: Callable[..., Layout],
) -> None:
    found = layout(
        "政府性基金预算财政拨款收入支出决算表",
        "科目名称|年初结转和结余|本年收入|本年支出|||年末结转和结余",
        "|||小计|基本支出|项目支出|",
        "合计|1.00|5.00|4.00|1.00|3.00|2.00",
    )
    assert [column.side for column in found.columns] == [None] * 7
    assert _measures(found)[1:] == [
        "carryover",
        "current_year",
        "total",
        "basic",
        "project",
        "year_end_carryover",
    ]


@pytest.mark.parametrize(
    ("heading", "measure"),
    [
        ("2024年预算数", "total"),
        ("2023年预算数", "previous_year"),
        ("2024年", "total"),
        ("上年结转", "carryover"),
        ("上年预算数", "previous_year"),
        ("年初预算数", "initial_budget"),
        ("调整预算数", "adjusted_budget"),
        ("本年预算", "current_year"),
        ("财政专户管理资金", "special_account"),
        ("事业收入", "unit_funds.business"),
        ("合计（万元）", "total"),
        ("上年实户资金余额", "surplus_used"),
    ],
)
def test_a_heading_means_its_measure_in_the_light_of_the_fiscal_year(
    layout: Callable[..., Layout], heading: str, measure: str
) -> None:
    assert _measures(layout("支出预算总表", f"科目名称|{heading}", "合计|5.00"))[1] == measure


def test_among_which_over_columns_adds_nothing_to_them(layout: Callable[..., Layout]) -> None:
    found = layout("支出预算总表", "科目名称|合计|其中：|", "||基本支出|项目支出", "合计|5.00|3.00|2.00")
    assert _measures(found) == [None, "total", "basic", "project"]


def test_a_heading_that_names_its_own_unit_of_amount_keeps_it(layout: Callable[..., Layout]) -> None:
    found = layout("支出预算总表", "科目名称|合计（元）|项目支出", "合计|5.00|5.00")
    assert [column.unit for column in found.columns] == [None, "元", None]


@pytest.mark.parametrize("heading", ["购买服务内容", "购买服务的内容", "服务期限"])
def test_what_is_bought_is_text_behind_which_codes_start_no_block(
    layout: Callable[..., Layout], heading: str
) -> None:
    found = layout("政府采购预算表", f"采购项目|{heading}|科目编码|预算金额", "物业|保洁|30209|12.00")
    assert [column.role for column in found.columns] == ["label", "text", "text", "measure"]
    assert {column.block for column in found.columns} == {0}


def test_an_unknown_heading_keeps_its_words_and_has_no_measure(layout: Callable[..., Layout]) -> None:
    column = layout("支出预算总表", "科目名称|合计|奇怪的栏目", "合计|5.00|5.00").columns[2]
    assert (column.role, column.measure, column.heading) == ("unknown", None, "奇怪的栏目")


def test_a_row_of_column_numbers_is_a_heading_not_amounts(layout: Callable[..., Layout]) -> None:
    found = layout("支出预算总表", "科目名称|合计|基本支出|项目支出", "栏次|1|2|3", "行政运行|5.00|3.00|2.00")
    assert found.heading_rows == 2
    assert found.columns[1].heading == "合计"


def test_a_label_without_amounts_below_the_heading_is_no_heading(layout: Callable[..., Layout]) -> None:
    found = layout("支出预算总表", "科目名称|合计|基本支出", "行政运行||", "合计|5.00|5.00")
    assert found.heading_rows == 1


def test_indicator_columns_have_their_roles(layout: Callable[..., Layout]) -> None:
    found = layout(
        "项目支出绩效目标表",
        "单位名称|项目名称|年度资金总额（万元）|年度绩效目标|一级指标|二级指标|三级指标|指标解释|指标值|权重",
        "甲局|培训|5.00|目标|产出指标|数量指标|场次|反映|≥4 场|90",
    )
    assert [column.role for column in found.columns] == [
        "owner",
        "label",
        "measure",
        "goal",
        "level1",
        "level2",
        "level3",
        "explanation",
        "target",
        "weight",
    ]


def test_the_name_of_an_indicator_is_its_own_role_only_in_tables_of_targets(
    layout: Callable[..., Layout],
) -> None:
    rows = ("指标名称|年度指标值|指标权重（%）", "场次|≥4 场|90")
    assert [one.role for one in layout("项目支出绩效目标表", *rows).columns] == ["level3", "target", "weight"]
    assert layout("国有资产情况表", *rows).columns[0].role == "label"


def test_what_begins_with_of_which_is_a_part_of_the_fund_left_of_it(layout: Callable[..., Layout]) -> None:
    found = layout(
        "收入总表", "单位|合计|财政拨款|事业收入|其中：教育收费|其他收入", "甲局|9.00|5.00|3.00|2.00|1.00"
    )
    assert _measures(found)[1:] == [
        "total",
        "fiscal_appropriation",
        "unit_funds.business",
        "unit_funds.business.of_which",
        "unit_funds.other",
    ]


def test_of_which_behind_a_total_opens_the_funds_that_it_is_made_of(layout: Callable[..., Layout]) -> None:
    found = layout("项目支出表", "项目名称|合计|其中：财政拨款|单位资金", "甲|3.00|2.00|1.00")
    assert _measures(found)[1:] == ["total", "fiscal_appropriation", "unit_funds"]


def test_of_which_under_an_outer_fund_needs_no_known_name(layout: Callable[..., Layout]) -> None:
    found = layout(
        "支出总表",
        "科目名称|合计|一般公共预算拨款||政府性基金",
        "||小计|其中：专项资金列入部门预算的项目|",
        "甲|5.00|4.00|1.00|1.00",
    )
    assert _measures(found)[1:] == ["total", "general_public", "general_public.of_which", "government_fund"]


def test_the_column_of_another_year_is_unknown(layout: Callable[..., Layout]) -> None:
    found = layout("支出总表", "科目名称|2024年预算数|2023年预算数|2021年预算数", "甲|5.00|4.00|3.00")
    assert _measures(found)[1:] == ["total", "previous_year", None]
    assert found.columns[3].role == "unknown"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("人数", "count"),
        ("在职（人）", "count"),
        ("增减（%）", "rate"),
        ("占总支出比重", "rate"),
        ("指标值", "target"),
    ],
)
def test_columns_of_counts_rates_and_targets_hold_no_money(
    layout: Callable[..., Layout], heading: str, role: str
) -> None:
    found = layout("支出总表", f"科目名称|合计|{heading}", "甲|5.00|4")
    assert found.columns[2].role == role
    assert found.columns[2].measure is None


def test_the_change_of_a_column_keeps_what_it_is_the_change_of(layout: Callable[..., Layout]) -> None:
    found = layout("支出总表", "科目名称|增减变化情况||", "|合计|基本支出|项目支出", "甲|5.00|4.00|1.00")
    assert _measures(found)[1:] == ["change", "change.basic", "change.project"]


def test_of_which_over_several_columns_is_part_of_the_last_column_before_them(
    layout: Callable[..., Layout],
) -> None:
    found = layout(
        "支出总表",
        "科目名称|合计|基本支出|项目支出|其中||",
        "||||事业单位经营支出|上缴上级支出|对附属单位补助支出",
        "甲|5.00|3.00|2.00|1.00||",
    )
    assert _measures(found)[1:] == ["total", "basic", "project", *["project.of_which"] * 3]
