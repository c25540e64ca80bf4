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
