"""Row labels → lines: role or code, level, and the line of which each is a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.normalise.document import CleanDocument

    Clean = Callable[..., CleanDocument]


def _lines(document: CleanDocument, *columns: str) -> list[tuple[object, ...]]:
    return document.frames["lines"].select(columns).rows()


def _parents(document: CleanDocument) -> dict[str, str | None]:
    """Each line's label and that of the line it is part of, by side."""
    rows = document.frames["lines"].to_dicts()
    label = {(row["table_no"], row["side"], row["line_no"]): row["line"] for row in rows}
    return {row["line"]: label.get((row["table_no"], row["side"], row["parent_no"])) for row in rows}


def _expenditure(*rows: str, head: str = "功能分类科目名称|总计|基本支出|项目支出") -> str:
    return "支出预算总表\n单位：万元\n" + "\n".join(row.replace("|", "\t") for row in (head, *rows)) + "\n"


def test_names_without_codes_are_found_in_the_context_of_the_lines_above(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "一、一般公共服务支出|1.00|1.00|",
            "人大事务|1.00|1.00|",
            "行政运行|1.00|1.00|",
            "二、社会保障和就业支出|2.00|2.00|",
            "民政管理事务|2.00|2.00|",
            "行政运行|2.00|2.00|",
            "合计|3.00|3.00|",
        )
    )
    assert _lines(document, "code", "level", "role") == [
        ("201", 1, None),
        ("20101", 2, None),
        ("2010101", 3, None),
        ("208", 1, None),
        ("20802", 2, None),
        ("2080201", 3, None),
        (None, 0, "total"),
    ]
    assert document.frames["lines"]["parent_no"].to_list() == [7, 1, 2, 7, 4, 5, None]


def test_one_name_on_three_levels_is_three_codes(clean: Clean) -> None:
    document = clean(_expenditure(*["其他支出|1.00|1.00|"] * 4, "合计|1.00|1.00|"))
    codes = [code for (code,) in _lines(document, "code")]
    assert codes[:2] == ["229", "22999"]
    assert str(codes[2]).startswith("22999")
    assert len(str(codes[2])) == 7
    assert codes[3] not in codes[:3]


def test_a_printed_code_decides_whatever_the_name(clean: Clean) -> None:
    document = clean(
        _expenditure("[2010501]行政运行|1.00|1.00|", "2080199 其他|2.00|2.00|", "合计|3.00|3.00|")
    )
    assert _lines(document, "code", "level")[:2] == [("2010501", 3), ("2080199", 3)]


def test_codes_in_a_column_of_their_own(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "208|社会保障和就业支出|2.00|2.00",
            "20802|民政管理事务|2.00|2.00",
            "2080299|其他民政管理事务支出|2.00|2.00",
            "|合计|2.00|2.00",
            head="科目编码|科目名称|合计|基本支出",
        )
    )
    assert _lines(document, "code", "level") == [("208", 1), ("20802", 2), ("2080299", 3), (None, 0)]
    assert _parents(document)["其他民政管理事务支出"] == "民政管理事务"


def test_codes_split_over_three_columns_are_joined(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "208|02|99|其他民政管理事务支出|2.00",
            "|||合计|2.00",
            head="类|款|项|科目名称|合计",
        )
    )
    assert _lines(document, "code")[0] == ("2080299",)


def test_a_total_in_the_code_column_is_a_total(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "合计||2.00|2.00", "208|社会保障和就业支出|2.00|2.00", head="科目编码|科目名称|合计|基本支出"
        )
    )
    assert _lines(document, "role", "code") == [("total", None), (None, "208")]


def test_economic_lines_are_found_in_their_own_classification(clean: Clean) -> None:
    document = clean(
        "一般公共预算基本支出预算表\n单位：万元\n经济分类科目\t合计\t人员经费\t公用经费\n"
        "一、工资福利支出\t5.00\t5.00\t\n住房公积金\t5.00\t5.00\t\n二、商品和服务支出\t1.00\t\t1.00\n办公费\t1.00\t\t1.00\n"
    )
    assert _lines(document, "code") == [("301",), ("30113",), ("302",), ("30201",)]


def test_roles_of_a_two_sided_table_know_their_side_and_their_sums(clean: Clean) -> None:
    document = clean(
        "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
        "一、财政拨款收入\t5.00\t一、卫生健康支出\t5.00\n一般公共预算拨款收入\t5.00\t\t\n"
        "本年收入合计\t5.00\t本年支出合计\t5.00\n上年结转\t\t结转下年\t\n收入总计\t5.00\t支出总计\t5.00\n"
    )
    parents = _parents(document)
    assert parents["一般公共预算拨款收入"] == "一、财政拨款收入"
    assert parents["一、财政拨款收入"] == "本年收入合计"
    assert parents["本年收入合计"] == parents["上年结转"] == "收入总计"
    assert parents["一、卫生健康支出"] == "本年支出合计"
    assert parents["结转下年"] == "支出总计"
    assert parents["收入总计"] is None


def test_vehicles_are_part_of_three_public_and_their_parts_of_vehicles(clean: Clean) -> None:
    document = clean(
        "“三公”经费支出预算表\n单位：万元\n项目\t2024年预算数\n合计\t14.57\n1、因公出国（境）费用\t\n2、公务接待费\t2.33\n"
        "3、公务用车费\t12.24\n其中：（1）公务用车运行维护费\t12.24\n（2）公务用车购置\t\n"
    )
    assert [role for (role,) in _lines(document, "role")] == [
        "three_public",
        "overseas",
        "reception",
        "vehicles",
        "vehicle_operation",
        "vehicle_purchase",
    ]
    assert _parents(document)["3、公务用车费"] == "合计"
    assert _parents(document)["（2）公务用车购置"] == "3、公务用车费"


def test_projects_nest_by_the_column_in_which_they_stand(clean: Clean) -> None:
    document = clean(
        "项目支出预算表\n单位：万元\n类型\t一级项目\t二级项目\t合计\n专项业务\t\t\t3.00\n\t培训\t\t3.00\n"
        "\t\t甲班\t1.00\n\t\t乙班\t2.00\n合计\t\t\t3.00\n"
    )
    assert _lines(document, "level", "parent_no", "project") == [
        (1, 5, "专项业务"),
        (2, 1, "培训"),
        (3, 2, "甲班"),
        (3, 2, "乙班"),
        (0, None, None),
    ]


def test_outsourcing_nests_department_unit_and_project(clean: Clean) -> None:
    document = clean(
        "收入预算总表\n单位：万元\n单位名称\t合计\n甲市民政局\t3.00\n甲市民政局（本级）\t1.00\n甲市救助站\t2.00\n",
        "委托业务费支出预算表\n单位：万元\n部门/单位/项目名称\t财政拨款\n甲市民政局\t3.00\n甲市民政局(本级)\t1.00\n"
        "审计\t1.00\n甲市救助站\t2.00\n培训\t2.00\n",
    )
    rows = document.frames["lines"].filter(document.frames["lines"]["table"] == "outsourcing")
    assert rows.select("role", "level", "parent_no").rows() == [
        ("department", 1, None),
        ("unit", 2, 1),
        (None, 3, 2),
        ("unit", 2, 1),
        (None, 3, 4),
    ]


def test_a_line_that_matches_nothing_stays_and_says_so(clean: Clean) -> None:
    document = clean(_expenditure("奇怪的名目|1.00|1.00|", "合计|1.00|1.00|"))
    assert _lines(document, "line", "matched") == [("奇怪的名目", False), ("合计", True)]
    assert document.frames["facts"]["line"].to_list()[0] == "奇怪的名目"


def test_a_row_of_dots_is_no_line(clean: Clean) -> None:
    document = clean(_expenditure("……|||", "合计|1.00|1.00|"))
    assert _lines(document, "line") == [("合计",)]


def test_a_row_of_asterisks_is_no_line(clean: Clean) -> None:
    document = clean(_expenditure("**|||", "合计|1.00|1.00|"))
    assert _lines(document, "line") == [("合计",)]


def test_a_project_whose_name_begins_with_a_number_is_no_unit_beside_the_unit_it_belongs_to(
    clean: Clean,
) -> None:
    document = clean(
        "项目支出表\n单位：万元\n单位名称\t项目名称\t项目金额\n\t合计\t6.00\n甲市民政局\t12349热线\t1.00\n"
        "甲市救助站\t救助\t2.00\n甲市福利院\t慰问\t3.00\n"
    )
    assert _lines(document, "role", "project", "owner", "parent_no")[1:] == [
        (None, "12349热线", "甲市民政局", 1),
        (None, "救助", "甲市救助站", 1),
        (None, "慰问", "甲市福利院", 1),
    ]


def test_a_number_that_no_classification_has_is_a_units_own(clean: Clean) -> None:
    document = clean(_expenditure("12349甲市救助站|1.00|1.00|", "合计|1.00|1.00|"))
    assert _lines(document, "role", "owner") == [("unit", "12349甲市救助站"), ("total", None)]


def test_money_left_in_own_accounts_is_part_of_what_is_at_hand(clean: Clean) -> None:
    document = clean(
        "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
        "本年收入合计\t30.00\t本年支出合计\t34.00\n上年实户资金余额\t4.00\t未安排支出的实户资金\t\n"
        "收入总计\t34.00\t支出总计\t34.00\n"
    )
    parents = _parents(document)
    assert parents["上年实户资金余额"] == "收入总计"
    assert parents["未安排支出的实户资金"] == "支出总计"


def test_projects_of_targets_are_of_one_level_and_what_has_no_name_is_none(clean: Clean) -> None:
    document = clean(
        "项目支出绩效目标表\n单位：万元\n单位名称\t项目名称\t年度资金\n\t\t5.00\n"
        "乙站\t培训\t2.00\n乙站\t宣传\t2.00\n"
    )
    assert _lines(document, "line", "project", "level", "matched") == [
        ("", None, None, False),
        ("培训", "培训", 1, True),
        ("宣传", "宣传", 1, True),
    ]


def test_a_name_of_no_code_below_a_section_can_only_be_one_of_its_items(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "一、社会保障和就业支出|3.00|3.00|",
            "民政管理事务|3.00|3.00|",
            "行政运行|2.00|2.00|",
            "奇怪的名目|1.00|1.00|",
            "合计|3.00|3.00|",
        )
    )
    assert _lines(document, "line", "level", "parent_no", "matched")[3] == ("奇怪的名目", 3, 2, False)


def test_what_is_said_to_be_among_another_line_is_added_to_none(clean: Clean) -> None:
    document = clean(
        "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、财政拨款收入\t5.00\t\t\n"
        "其中：一般公共预算拨款收入\t5.00\t\t\n收入总计\t5.00\t支出总计\t5.00\n"
    )
    assert _parents(document)["其中：一般公共预算拨款收入"] is None
    assert _parents(document)["一、财政拨款收入"] == "收入总计"


def test_a_unit_is_part_of_the_one_whose_number_its_own_begins_with(clean: Clean) -> None:
    document = clean(
        "收入预算总表\n单位：万元\n单位编码\t单位名称\t总计\n301\t甲市民政局\t3.00\n301001\t甲市民政局本级\t1.00\n"
        "301002\t甲市救助站\t2.00\n\t合计\t3.00\n"
    )
    assert _lines(document, "role", "parent_no") == [
        ("department", 4),
        ("unit", 1),
        ("unit", 1),
        ("total", None),
    ]


def test_codes_under_a_unit_are_part_of_the_unit(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "合计|3.00|3.00|",
            "甲市民政局|3.00|3.00|",
            "208社会保障和就业支出|3.00|3.00|",
            "20802民政管理事务|3.00|3.00|",
        )
    )
    assert _parents(document) == {
        "合计": None,
        "甲市民政局": "合计",
        "208社会保障和就业支出": "甲市民政局",
        "20802民政管理事务": "208社会保障和就业支出",
    }


def test_the_departments_name_beside_its_units_is_its_office_where_only_that_adds_up(clean: Clean) -> None:
    table = "收入预算总表\n单位：万元\n单位名称\t总计\n甲市民政局\t{}\n甲市救助站\t2.00\n合计\t3.00\n"
    assert _lines(clean(table.format("1.00")), "role", "parent_no")[:2] == [("unit", 3), ("unit", 3)]
    (first, second) = _lines(clean(table.format("2.00")), "role", "parent_no")[:2]
    assert (first, second) == (("department", 3), ("unit", 1))


def test_the_heading_of_the_labels_names_the_classification(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "工资福利支出|5.00|5.00|", "合计|5.00|5.00|", head="部门预算经济科目|总计|基本支出|项目支出"
        )
    )
    assert _lines(document, "code")[0] == ("301",)


def test_three_public_expenses_as_headings_are_lines(clean: Clean) -> None:
    document = clean(
        "“三公”经费支出预算表\n单位：万元\n“三公”经费合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费\n"
        "\t\t小计\t公务用车购置费\t公务用车运行费\t\n14.57\t\t12.24\t\t12.24\t2.33\n"
    )
    facts = document.frames["facts"].select("role", "measure", "amount_fen", "column").rows()
    assert facts == [
        ("three_public", "total", 14_570_000, 1),
        ("vehicles", "total", 12_240_000, 3),
        ("vehicle_operation", "total", 12_240_000, 5),
        ("reception", "total", 2_330_000, 6),
    ]
    lines = {row["role"]: row for row in document.frames["lines"].to_dicts()}
    assert lines["vehicles"]["parent_no"] == lines["three_public"]["line_no"]
    assert lines["vehicle_operation"]["parent_no"] == lines["vehicles"]["line_no"]


def test_three_public_headings_over_units_have_roles_in_the_row_of_the_total(clean: Clean) -> None:
    document = clean(
        "“三公”经费支出预算表\n单位：万元\n单位名称\t合计\t因公出国（境）费\t公务用车运行费\t公务接待费\n"
        "甲市民政局本级\t3.00\t\t2.00\t1.00\n甲市救助站\t4.00\t\t3.00\t1.00\n合计\t7.00\t\t5.00\t2.00\n"
    )
    facts = document.frames["facts"]
    assert facts.select("role", "owner", "amount_fen").rows() == [
        (None, "甲市民政局本级", 3_000_000),
        (None, "甲市民政局本级", 2_000_000),
        (None, "甲市民政局本级", 1_000_000),
        (None, "甲市救助站", 4_000_000),
        (None, "甲市救助站", 3_000_000),
        (None, "甲市救助站", 1_000_000),
        ("three_public", None, 7_000_000),
        ("vehicle_operation", None, 5_000_000),
        ("reception", None, 2_000_000),
    ]


def test_blocks_side_by_side_have_lines_of_their_own(clean: Clean) -> None:
    document = clean(
        "收支预算总表\n单位：万元\n收入\t\t支出\t\t\t\n项目\t预算数\t功能分类科目\t预算数\t经济分类科目\t预算数\n"
        "财政拨款收入\t5.00\t社会保障和就业支出\t5.00\t工资福利支出\t5.00\n"
        "收入总计\t5.00\t支出总计\t5.00\t支出总计\t5.00\n"
    )
    facts = document.frames["facts"].select("side", "line_no", "code", "column").rows()
    assert [(side, code, column) for side, _, code, column in facts if code] == [
        ("expenditure", "208", 4),
        ("expenditure", "301", 6),
    ]
    numbers = [(side, number) for side, number, _, _ in facts]
    assert len(set(numbers)) == len(facts) == 6


def test_each_unit_of_a_table_lists_the_classes_from_the_first_again(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "合计|5.00|5.00|",
            "甲市民政局|5.00|5.00|",
            "甲市民政局（本级）|3.00|3.00|",
            "工资福利支出|3.00|3.00|",
            "基本工资|3.00|3.00|",
            "甲市民政局（机关本级）|2.00|2.00|",
            "工资福利支出|2.00|2.00|",
            "基本工资|2.00|2.00|",
            head="经济分类科目名称|总计|基本支出|项目支出",
        )
    )
    assert _lines(document, "code", "owner")[3:] == [
        ("301", "甲市民政局（本级）"),
        ("30101", "甲市民政局（本级）"),
        (None, "甲市民政局（机关本级）"),
        ("301", "甲市民政局（机关本级）"),
        ("30101", "甲市民政局（机关本级）"),
    ]


def test_units_under_a_class_leave_the_table_in_that_class(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "合计|3.00|3.00|",
            "社会保障和就业支出|3.00|3.00|",
            "民政管理事务|3.00|3.00|",
            "行政运行|2.00|2.00|",
            "甲市民政局（本级）|2.00|2.00|",
            "一般行政管理事务|1.00|1.00|",
        )
    )
    assert [code for (code,) in _lines(document, "code")] == [
        None,
        "208",
        "20802",
        "2080201",
        None,
        "2080202",
    ]


def test_a_number_before_a_project_makes_no_unit_of_it(clean: Clean) -> None:
    document = clean(
        "项目支出表\n单位：万元\n项目名称\t合计\n合计\t9.00\n甲市民政局\t9.00\n12320热线服务\t4.00\n养老\t5.00\n"
    )
    assert _lines(document, "line", "role", "owner") == [
        ("合计", "total", None),
        ("甲市民政局", "department", "甲市民政局"),
        ("12320热线服务", None, "甲市民政局"),
        ("养老", None, "甲市民政局"),
    ]


def test_among_units_that_list_their_classes_the_next_name_of_a_body_is_a_unit(clean: Clean) -> None:
    document = clean(
        _expenditure(
            "合计|5.00|5.00|",
            "甲市民政局（本级）|3.00|3.00|",
            "工资福利支出|3.00|3.00|",
            "甲市第一医院|2.00|2.00|",
            "工资福利支出|2.00|2.00|",
            head="经济分类科目名称|总计|基本支出|项目支出",
        )
    )
    assert _lines(document, "role", "owner")[3] == ("unit", "甲市第一医院")
    assert _parents(document)["甲市第一医院"] == "合计"
