from __future__ import annotations

_HEAD = "甲市民政局\n2024年部门预算\n项目支出表\n单位：万元\n项目名称\t合计\t一般公共预算\t政府性基金预算\n合计\t30.00\t30.00\t\n"


def _parents(document) -> dict[str, str | None]:
    lines = document.frames["lines"]
    names = dict(lines.select("line_no", "line").iter_rows())
    return {line: names.get(parent) for line, parent in lines.select("line", "parent_no").iter_rows()}


def test_a_plain_list_belongs_to_its_total(clean) -> None:
    document = clean(_HEAD + "慰问\t10.00\t10.00\t\n养老\t20.00\t20.00\t\n")
    assert _parents(document) == {"合计": None, "慰问": "合计", "养老": "合计"}


def test_an_unmarked_subtotal_is_set_over_the_items_behind_it(clean) -> None:
    document = clean(
        _HEAD
        + "通用项目\t12.00\t12.00\t\n物业\t5.00\t5.00\t\n食堂\t7.00\t7.00\t\n专用项目\t18.00\t18.00\t\n慰问\t18.00\t18.00\t\n"
    )
    assert _parents(document) == {
        "合计": None,
        "通用项目": "合计",
        "物业": "通用项目",
        "食堂": "通用项目",
        "专用项目": "合计",
        "慰问": "专用项目",
    }


def test_a_list_that_counts_money_twice_in_no_way_that_closes_is_left_untested(clean) -> None:
    document = clean(_HEAD + "甲\t29.00\t29.00\t\n乙\t28.00\t28.00\t\n丙\t27.00\t27.00\t\n")
    assert _parents(document) == {"合计": None, "甲": None, "乙": None, "丙": None}


def test_a_list_that_is_only_wrong_stays_under_its_total(clean) -> None:
    document = clean(_HEAD + "慰问\t10.00\t10.00\t\n养老\t20.50\t20.50\t\n")
    assert _parents(document)["养老"] == "合计"


def test_purchases_print_subtotals_too(clean) -> None:
    document = clean(
        "甲市民政局\n2024年部门预算\n政府采购预算表\n单位：万元\n科目编码\t采购项目\t预算金额\n\t合计\t30.00\n"
        "2010102\t全额\t30.00\n2010102\t物业\t12.00\n2010102\t食堂\t18.00\n"
    )
    assert _parents(document) == {"合计": None, "全额": "合计", "物业": "全额", "食堂": "全额"}


def test_amounts_tell_a_project_that_bears_the_name_of_a_unit_from_the_unit(clean) -> None:
    head = _HEAD + "甲市民政局\t12.00\t12.00\t\n"
    document = clean(
        head
        + "养老\t5.00\t5.00\t\n甲市展览中心\t7.00\t7.00\t\n甲市展览中心\t18.00\t18.00\t\n慰问\t18.00\t18.00\t\n"
        "支出总表\n单位：万元\n单位名称\t合计\n甲市民政局\t12.00\n甲市展览中心\t18.00\n"
    )
    lines = document.frames["lines"].filter(table="projects").select("line", "role", "owner").rows()
    assert lines[1:] == [
        ("甲市民政局", "unit", "甲市民政局"),
        ("养老", None, "甲市民政局"),
        ("甲市展览中心", None, "甲市民政局"),
        ("甲市展览中心", "unit", "甲市展览中心"),
        ("慰问", None, "甲市展览中心"),
    ]
