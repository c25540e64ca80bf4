"""Every figure of the sample's prose, and the wordings in which other documents say theirs."""

import math

import pytest

from limits import within
from yusuan.extract.raw import TextLine
from yusuan.model import money, schemas
from yusuan.normalise.statements.statements import statements

# Row, metric, name, code, amount, share, change, rate; amounts in 万元.
AMOUNTS = [
    (367, "overview.total", "收支总预算", None, "5,905.48", None, None, None),
    (367, "overview.current_year", "本年预算", None, "5,320.79", None, "−49.84", None),
    (367, "overview.carryover", "上年结转", None, "584.69", None, None, None),
    (371, "income.total", "收入预算", None, "5,905.48", None, None, None),
    (371, "income.current_year", "本年收入", None, "5,320.79", 0.901, None, None),
    (371, "income.carryover", "上年结转结余", None, "584.69", 0.099, None, None),
    (371, "income.current_year.general_public", "一般公共预算拨款收入", None, "5,905.48", 1.0, None, None),
    (371, "income.carryover.general_public", "一般公共预算拨款结转", None, "584.69", 1.0, None, None),
    (375, "expenditure.total", "支出预算", None, "5,905.48", None, None, None),
    (375, "expenditure.basic", "基本支出", None, "4,153.19", 0.703, None, None),
    (375, "expenditure.project", "项目支出", None, "1,752.29", 0.297, None, None),
    (379, "fiscal.total", "财政拨款收支总预算", None, "5,905.48", None, None, None),
    (381, "fiscal.current_year", "本年预算", None, "5,320.79", None, None, None),
    (381, "fiscal.carryover", "上年结转", None, "584.69", None, None, None),
    (381, "fiscal.line", "社会保障和就业支出", "208", "5,401.46", None, None, None),
    (381, "fiscal.line", "卫生健康支出", "210", "207.76", None, None, None),
    (381, "fiscal.line", "住房保障支出", "221", "296.26", None, None, None),
    (385, "general_public.total", "一般公共预算拨款", None, "5,905.48", None, None, None),
    (385, "general_public.basic", "基本支出", None, "4,153.19", 0.703, None, None),
    (385, "general_public.project", "项目支出", None, "1,752.29", 0.297, None, None),
    (385, "general_public.basic.personnel", "人员经费", None, "3,482.66", 0.839, None, None),
    (385, "general_public.basic.operating", "公用经费", None, "670.53", 0.161, None, None),
    (387, "general_public.line", "社会保障和就业（类）支出", "208", "5,401.46", 0.915, None, None),
    (389, "general_public.line", "卫生健康支出（类）支出", "210", "207.76", 0.035, None, None),
    (391, "general_public.line", "住房保障（类）支出", "221", "296.26", 0.05, None, None),
    (395, "basic.total", "一般公共预算基本支出", None, "4,153.19", None, None, None),
    (397, "basic.personnel", "人员经费", None, "3,482.66", None, None, None),
    (399, "basic.operating", "公用经费", None, "670.53", None, None, None),
    (405, "three_public.total", "“三公”经费预算数", None, "14.57", None, "−2.57", None),
    (407, "three_public.overseas", "因公出国（境）费", None, "0.00", None, "0.00", None),
    (409, "three_public.reception", "公务接待费", None, "2.33", None, "−2.57", None),
    (411, "three_public.vehicles", "公务用车购置及运行费", None, "12.24", None, "0.00", None),
    (411, "three_public.vehicle_operation", "公务用车运行维护费", None, "12.24", None, "0.00", None),
    (411, "three_public.vehicle_purchase", "公务用车购置费", None, "0.00", None, "0.00", None),
    (425, "operating_costs", "机关运行经费财政拨款预算", None, "577.22", None, "−157.22", -0.214),
    (429, "procurement.total", "政府采购预算总额", None, "406.10", None, None, None),
    (429, "procurement.goods", "政府采购货物预算", None, "0.00", None, None, None),
    (429, "procurement.works", "政府采购工程预算", None, "0.00", None, None, None),
    (429, "procurement.services", "政府采购服务预算", None, "406.10", None, None, None),
    (439, "projects.total", "项目支出", None, "1,752.29", None, None, None),
    (439, "projects.current_year", "本年拨款", None, "1,540.11", None, None, None),
    (439, "projects.carryover", "财政拨款结转", None, "212.18", None, None, None),
    (443, "performance.amount", "涉及金额", None, "800.00", None, None, None),
]
QUANTITIES = [
    (77, "offices.count", "职能处室", 24, "个"),
    (77, "institutions.count", "直属事业单位", 1, "个"),
    (81, "units.count", "预算单位", 2, "家"),
    (243, "units.subordinate", "预算单位", 1, "个"),
    (245, "staff.total", "实有人员", 247, "人"),
    (245, "staff.active", "在职人员", 167, "人"),
    (245, "staff.retired", "离退休人员", 80, "人"),
    (425, "operating_costs.units", "参公管理事业单位", 1, "家"),
    (433, "assets.vehicles", "车辆", 7, "辆"),
    (433, "assets.land", "土地", 0, "平方米"),
    (433, "assets.houses", "房屋", 14865.43, "平方米"),
    (433, "assets.equipment", "单价50万元以上设备", 7, "台/套"),
    (435, "assets.purchase.vehicles", "购置车辆", 0, "辆"),
    (435, "assets.purchase.land", "购置土地", 0, "平方米"),
    (435, "assets.purchase.houses", "购置房屋", 0, "平方米"),
    (435, "assets.purchase.equipment", "新增单价50万元以上设备", 0, "台/套"),
    (439, "projects.level1_count", "一级项目", 6, "个"),
    (439, "projects.level2_count", "二级项目", 10, "个"),
    (443, "performance.project_count", "项目支出", 9, "个"),
]


@pytest.fixture(scope="module")
def said(repository):
    """The statements of the sample."""
    text = repository / "data" / "raw" / "吉林省社会保险事业管理局" / "2024-budget.txt"
    printed = [
        TextLine(line.strip(), 1, number)
        for number, line in enumerate(text.read_text(encoding="utf-8").splitlines(), start=1)
        if line.strip() and "\t" not in line
    ]
    return statements(printed, 2024, {"phase": "budget", "department": "吉林省社会保险事业管理局"})


def wan(fen):
    return None if fen is None else money.wan_yuan(fen)


def test_every_amount_of_the_sample_is_one_statement(said):
    found = [
        (
            *(row["row"], row["metric"], row["line"], row["code"], wan(row["amount_fen"])),
            *(row["share"], wan(row["change_fen"]), row["change_rate"]),
        )
        for row in said
        if row["amount_fen"] is not None
    ]
    assert found == AMOUNTS


def test_every_count_of_the_sample_is_one_statement(said):
    found = [
        (row["row"], row["metric"], row["line"], row["quantity"], row["quantity_unit"])
        for row in said
        if row["quantity"] is not None
    ]
    assert found == QUANTITIES


def test_the_sample_says_nothing_else(said):
    assert len(said) == len(AMOUNTS) + len(QUANTITIES)


def test_changes_of_the_sample_have_year_direction_and_reason(said):
    found = {
        row["metric"]: (row["base_year"], row["direction"], row["settled"], row["residue"], row["reason"])
        for row in said
        if row["direction"] is not None
    }
    pressed = "落实过紧日子要求，压减行政运行成本"
    assert found == {
        "overview.current_year": (2023, "decrease", False, None, "按过紧日子要求，压减行政运行成本"),
        "three_public.total": (2023, "decrease", False, None, None),
        "three_public.overseas": (2023, "unclear", True, "增加（减少）", "本部门无因公出国（境）费"),
        "three_public.reception": (2023, "unclear", True, "增加减少", pressed),
        "three_public.vehicles": (2023, "unclear", True, "增加（减少）", None),
        "three_public.vehicle_operation": (2023, "unclear", True, "增加（减少）", "公车数量无变化"),
        "three_public.vehicle_purchase": (
            *(2023, "unclear", True, "增加（减少）"),
            "本单位无购置车辆，与上年相比无变化",
        ),
        "operating_costs": (2023, "decrease", False, None, pressed),
    }


def test_what_the_sample_lists_is_kept(said):
    listed = {row["metric"]: row["items"].split("、") for row in said if row["items"] and row["row"] > 391}
    assert (listed["basic.personnel"][0], listed["basic.personnel"][-1], len(listed["basic.personnel"])) == (
        *("基本工资", "其他对个人和家庭的补助支出"),
        13,
    )
    assert (listed["basic.operating"][0], listed["basic.operating"][-1], len(listed["basic.operating"])) == (
        *("办公费", "办公设备购置"),
        18,
    )


def test_printed_text_holds_the_figure_and_its_change(said):
    row = next(row for row in said if row["metric"] == "overview.current_year")
    assert "5320.79万元" in row["printed"]
    assert "减少49.84万元" in row["printed"]


def test_rows_have_the_columns_of_the_schema(said):
    whose = {"document", "department", "scope", "fiscal_year", "phase", "file"}
    assert set(said[0]) == set(schemas.Statements.column_names()) - whose


def read(*texts, phase="budget", year=2024):
    lines = [TextLine(text, 1, row) for row, text in enumerate(texts, start=1)]
    return statements(lines, year, {"phase": phase, "department": "某某局"})


def money_of(rows):
    return [(row["metric"], wan(row["amount_fen"]), wan(row["change_fen"])) for row in rows]


OVERVIEW = "一、收支预算总体情况说明"
INCOME = "二、收入预算情况说明"
THREE_PUBLIC = "五、“三公”经费预算情况说明"
GENERAL_PUBLIC = "四、一般公共预算支出情况说明"


def test_a_change_in_the_next_sentence_belongs_to_the_sum_not_to_its_last_part():
    rows = read(
        INCOME, "2024年收入预算30万元，其中：一般公共预算收入20万元，其他收入10万元。比上年增加5万元。"
    )
    assert money_of(rows) == [
        ("income.total", "30.00", "5.00"),
        ("income.general_public", "20.00", None),
        ("income.unit_funds.other", "10.00", None),
    ]


def test_parts_of_the_budget_of_procurement_projects_are_no_projects():
    rows = read(
        "一、政府采购情况",
        "面向中小企业预留政府采购项目预算9万元，其中：预留给小型和微型企业的政府采购项目预算为2万元。",
    )
    assert [row["metric"] for row in rows] == ["procurement.reserved", "procurement.reserved.small"]


def test_a_named_change_finds_the_amount_of_its_name():
    rows = read(
        OVERVIEW,
        "收入、支出预算总计30万元，与上年相比收、支预算总计各增加5万元，增长20%。",
    )
    assert money_of(rows) == [("overview.total", "30.00", "5.00")]
    assert rows[0]["change_rate"] == 0.2


def test_a_change_after_brackets_belongs_to_what_stands_before_them():
    rows = read(
        THREE_PUBLIC,
        "公务用车购置及运行维护费9万元（公务用车购置费0万元，比上年增加0万元；公务用车运行维护费9万元，"
        "比上年减少1万元。）比上年减少1万元。",
    )
    assert money_of(rows) == [
        ("three_public.vehicles", "9.00", "−1.00"),
        ("three_public.vehicle_purchase", "0.00", "0.00"),
        ("three_public.vehicle_operation", "9.00", "−1.00"),
    ]


def test_the_earlier_amount_is_a_statement_of_its_own():
    rows = read(INCOME, "2024年收入预算30万元，比2023年年初预算数25万元增加5万元，增长20%。")
    assert money_of(rows) == [
        ("income.total", "30.00", "5.00"),
        ("income.total.previous_year", "25.00", None),
    ]
    assert [row["base_year"] for row in rows] == [2023, 2023]


def test_a_bare_budget_takes_the_name_of_its_entry():
    rows = read(THREE_PUBLIC, "（一）公务接待费。2024年预算数3万元，主要用于接待来访。")
    assert [(row["metric"], row["line"], row["items"]) for row in rows] == [
        ("three_public.reception", "公务接待费", "接待来访")
    ]


@pytest.mark.parametrize(
    ("entry", "metric"),
    [
        ("（一）基本支出：", "general_public.basic.line"),
        ("（1）人员经费：", "general_public.basic.personnel.line"),
        ("（2）公用经费：", "general_public.basic.operating.line"),
        ("（3）专项业务经费：", "general_public.project.line"),
        ("（一）具体安排：", "general_public.line"),
        ("（一）基本支出和项目支出：", "general_public.line"),
        ("（一）其他项目支出（款）：", "general_public.line"),
    ],
)
def test_a_class_under_a_nature_of_expenditure_is_only_what_is_of_that_nature(entry, metric):
    rows = read(
        GENERAL_PUBLIC, f"{entry}①培训支出（2050803）8万元，较上年增加2万元；②行政运行（2013301）3万元。"
    )
    assert [(row["metric"], row["code"]) for row in rows] == [(metric, "2050803"), (metric, "2013301")]


def test_the_innermost_sum_says_the_nature_of_expenditure():
    rows = read(
        GENERAL_PUBLIC,
        "一般公共预算支出20万元，其中：教育支出20万元。",
        "（一）基本支出：基本支出12万元，其中：教育支出12万元。",
        "（二）项目支出：项目支出8万元，其中：教育支出8万元。",
    )
    assert [(row["metric"], wan(row["amount_fen"])) for row in rows if row["code"]] == [
        ("general_public.line", "20.00"),
        ("general_public.basic.line", "12.00"),
        ("general_public.project.line", "8.00"),
    ]


def test_an_inner_entry_says_the_nature_within_that_of_the_outer():
    rows = read(GENERAL_PUBLIC, "（一）基本支出：", "1．人员经费：行政运行（2013301）8万元。")
    assert [row["metric"] for row in rows] == ["general_public.basic.personnel.line"]


def test_an_economic_class_is_of_one_nature_by_itself():
    rows = read(GENERAL_PUBLIC, "（一）基本支出：", "（1）工资福利支出（301）8万元。")
    assert [(row["metric"], row["code"]) for row in rows] == [("general_public.economic", "301")]


def test_basic_expenditure_of_fiscal_money_is_not_that_of_all_money():
    rows = read(
        "三、支出预算情况说明", "总支出20万元。财政拨款安排支出15万元，其中：基本支出10万元；项目支出5万元。"
    )
    assert [row["metric"] for row in rows][-2:] == ["fiscal.basic", "fiscal.project"]


def test_codes_are_found_under_the_heading_that_names_the_class():
    rows = read(GENERAL_PUBLIC, "（一）公共安全（类）", "1．司法（款）行政运行（项）支出8万元，与上年一致。")
    assert [(row["metric"], row["code"], row["direction"], row["change_fen"]) for row in rows] == [
        ("general_public.line", "2040601", "flat", None)
    ]


def test_a_final_account_tells_its_budgets_from_the_money_spent():
    rows = read(
        GENERAL_PUBLIC,
        "1、公共安全支出（类）司法（款）行政运行（项）。年初预算为5万元，全年预算为8万元，支出决算为6万元，"
        "完成全年预算的75%。",
        phase="final",
    )
    assert [(row["metric"], row["code"], wan(row["amount_fen"]), row["quantity"]) for row in rows] == [
        ("general_public.line.initial_budget", "2040601", "5.00", None),
        ("general_public.line.adjusted_budget", "2040601", "8.00", None),
        ("general_public.line", "2040601", "6.00", None),
        ("general_public.line.completion", "2040601", None, 75.0),
    ]


def test_all_of_a_list_can_be_as_before():
    rows = read(THREE_PUBLIC, "其中：因公出国（境）费1万元，公务接待费2万元，均与2023年持平。")
    assert [(row["metric"], row["direction"], row["base_year"]) for row in rows] == [
        ("three_public.overseas", "flat", 2023),
        ("three_public.reception", "flat", 2023),
    ]


def test_a_reason_is_given_for_all_that_moved_its_way():
    rows = read(
        OVERVIEW,
        "收入预算30万元，比上年减少5万元；支出预算30万元，比上年减少5万元。",
        "预算减少的主要原因是项目调整。",
    )
    assert [row["reason"] for row in rows] == ["项目调整", "项目调整"]


def test_figures_within_a_reason_are_statements_and_known_only_by_words_of_budgets():
    rows = read(
        OVERVIEW,
        "收支预算总计30万元，比上年增加5万元，主要原因是基本支出增加3万元、新建某个仓库2万元。",
    )
    assert money_of(rows) == [
        ("overview.total", "30.00", "5.00"),
        ("expenditure.basic", None, "3.00"),
        (None, "2.00", None),
    ]
    assert rows[0]["reason"] == "基本支出增加3万元、新建某个仓库2万元"


def test_mainly_is_a_reason_only_after_a_change():
    rows = read(
        THREE_PUBLIC,
        "公务接待费3万元，比上年减少1万元。主要是压减接待。",
        "公务用车运行费2万元，主要是燃料费、维修费等支出。",
    )
    assert [(row["reason"], row["items"]) for row in rows] == [("压减接待", None), (None, "燃料费、维修费")]


def test_a_blank_left_in_a_template_is_residue():
    rows = read(THREE_PUBLIC, "公务接待费XX万元，比上年增加（减少）XX万元。", "会议费为  万元，主要原因是。")
    assert [(row["amount_fen"], row["change_fen"], row["direction"], row["residue"]) for row in rows] == [
        (None, None, "unclear", "增加（减少）"),
        (None, None, None, "XX"),
        (None, None, None, "为万元"),
        (None, None, None, "原因是"),
    ]
    assert [(row["printed"], row["row"]) for row in rows[1:3]] == [
        ("公务接待费XX万元，比上年增加（减少）XX万元。", 2),
        ("会议费为万元，主要原因是。", 3),
    ]


def test_an_unclear_change_that_no_sum_settles_has_no_sign():
    rows = read(THREE_PUBLIC, "公务接待费3万元，比上年增加减少1万元。")
    assert [(row["change_fen"], row["change_quantum_fen"], row["settled"]) for row in rows] == [
        (None, 1_000_000, False)
    ]


def test_counts_and_their_money_are_one_statement():
    rows = read("三、国有资产占有使用情况", "2024年计划购置车辆1辆、12万元。")
    assert [(row["metric"], row["quantity"], wan(row["amount_fen"])) for row in rows] == [
        ("assets.purchase.vehicles", 1.0, "12.00")
    ]


def test_a_second_sum_has_parts_of_its_own():
    rows = read(
        "六、政府采购情况",
        "政府采购预算总额9万元：政府采购货物预算4万元、政府采购服务预算5万元；其中一般公共预算拨款政府采购"
        "6万元：政府采购货物预算3万元、政府采购服务预算3万元。",
    )
    assert [row["metric"] for row in rows] == [
        *("procurement.total", "procurement.goods", "procurement.services"),
        *(f"procurement.general_public{part}" for part in ("", ".goods", ".services")),
    ]


@pytest.mark.parametrize("unit", ["亿元", "万元", "元"])
def test_amounts_have_their_own_unit(unit):
    (row,) = read(INCOME, f"2024年收入预算12.50{unit}。")
    assert row["amount_fen"] == 1250 * money.FEN_PER_UNIT[unit] // 100
    assert row["quantum_fen"] == max(1, money.FEN_PER_UNIT[unit] // 100)


def test_contents_page_and_glossary_are_left_out():
    rows = read(
        *("目录", "一、收入预算情况", "二、支出预算情况", "三、绩效情况", "四、名词解释"),
        *("一、收入预算情况", "收入预算1万元。", "四、名词解释", "1.设备：指单价超过9万元的物品。"),
    )
    assert money_of(rows) == [("income.total", "1.00", None)]


def test_the_section_names_the_headings():
    (row,) = read("第三部分 情况说明", "十、其他重要事项", "（一）机关运行经费", "2024年机关运行经费5万元。")
    assert row["section"] == "其他重要事项 / 机关运行经费"


def test_a_long_line_without_stops_is_read_in_time():
    rows = read("公务接待费1万元，比上年增加1万元，" * 2000)
    assert len(rows) >= 2000
    assert math.isclose(sum(row["amount_fen"] or 0 for row in rows), 2000 * 1_000_000)


def test_no_text_says_nothing():
    assert read() == []


def test_the_end_of_a_list_is_found_at_once_however_often_it_could_go_on():
    text = f"主要用于：{'等工作' * 40}甲。"
    with within(10):
        statements(
            [TextLine(f"2024年支出预算100.00万元，{text}", 1, 1)],
            2024,
            {"phase": "budget", "department": "甲局"},
        )


def _rows(*texts: str, department: str = "甲市某局") -> list[dict[str, object]]:
    lines = [TextLine(text, 1, row) for row, text in enumerate(texts, start=1)]
    return statements(lines, 2026, {"phase": "budget", "department": department})


def _metrics(*texts: str) -> dict[str, object]:
    return {str(row["line"]): row["metric"] for row in _rows(*texts) if row["amount_fen"] is not None}


def test_figures_in_the_section_of_one_unit_are_the_units() -> None:
    found = _metrics(
        "第三部分 部门预算支出具体情况",
        "一、甲市某局（本级）",
        "甲市某局（本级）预算100.00万元，包括公用经费30.00万元、项目支出70.00万元。",
        "二、甲市某中心",
        "甲市某中心预算50.00万元，包括公用经费20.00万元、项目支出30.00万元。",
    )
    assert found["项目支出"] == "unit.expenditure.project"


def test_the_section_of_the_only_unit_is_of_the_whole_document() -> None:
    found = _metrics(
        "第三部分 部门预算支出具体情况", "一、甲市某局", "甲市某局预算100.00万元，包括项目支出70.00万元。"
    )
    assert found["项目支出"] == "expenditure.project"


def test_what_a_list_of_projects_names_is_no_figure_of_the_whole() -> None:
    found = _metrics(
        "一、支出预算情况说明",
        "（一）项目支出70.00万元，具体包括：",
        "1.大厅运行40.00万元，主要包括：安检项目支出30.00万元，律师服务支出10.00万元。",
        "2.上级资金（政府性基金）30.00万元。",
        "（二）基本支出20.00万元。",
    )
    assert found == {
        "项目支出": "expenditure.project",
        "大厅运行": None,
        "安检项目支出": None,
        "律师服务支出": None,
        "上级资金（政府性基金）": None,
        "基本支出": "expenditure.basic",
    }


def test_parts_of_a_class_are_not_those_of_the_table() -> None:
    found = _metrics(
        "一、一般公共预算支出情况",
        "（1）进修及培训（20508）10.00万元，比上年增加1.00万元。"
        "具体为：人员经费3.00万元，比上年增加1.00万元；公用经费7.00万元，比上年无变化。其中：",
        "①培训支出（2050803）10.00万元。",
    )
    assert found["公用经费"] == "general_public.line.part"
    assert found["培训支出"] == "general_public.line"


def test_a_number_that_is_none_keeps_its_place_in_a_list() -> None:
    rows = _rows(
        "一、一般公共预算支出情况",
        "（1）民政管理（20802）10.00万元，具体为：人员经费1,2.50.00万元，比上年增加1.00万元；公用经费7.00万元。",
    )
    assert [row["amount_fen"] for row in rows] == [10_000_000, None, 7_000_000]
    assert rows[-1]["metric"] == "general_public.line.part"
    assert not any(row["residue"] for row in rows)


def test_a_change_behind_a_list_is_that_of_the_sum() -> None:
    rows = _rows(
        "一、收支预算总体情况",
        "本年预算收入100.00万元，其中：一般公共预算拨款90.00万元、其他收入10.00万元，"
        "较上年减少20.00万元，下降16.67%。",
    )
    assert [(row["amount_fen"], row["change_fen"]) for row in rows] == [
        (100_000_000, -20_000_000),
        (90_000_000, None),
        (10_000_000, None),
    ]
    assert rows[0]["change_rate"] == pytest.approx(-0.1667)


def test_a_part_that_says_its_own_change_keeps_it() -> None:
    rows = _rows(
        "一、收支预算总体情况",
        "本年预算收入100.00万元，其中：一般公共预算拨款90.00万元，比上年增加5.00万元；"
        "其他收入10.00万元，比上年减少2.00万元。",
    )
    assert [row["change_fen"] for row in rows] == [None, 5_000_000, -2_000_000]


def test_a_further_reason_holds_no_figures_of_the_whole() -> None:
    found = _metrics(
        "一、一般公共预算“三公”经费情况",
        "培训费20.00万元，比上年增加2.00万元，主要原因一是新增培训。二是开展甲项目，今年预算培训费用为1.00万元。",
    )
    assert found["今年预算培训费用"] is None


def test_what_stands_in_brackets_is_not_what_a_figure_is_of() -> None:
    found = _metrics("一、一般公共预算支出情况", "（1）行政运行（行政单位基本支出）26.00万元。")
    assert found == {"行政运行（行政单位基本支出）": None}
