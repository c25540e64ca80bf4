from __future__ import annotations

_HEAD = (
    "甲市民政局\n2024年部门预算\n收入总表\n单位：万元\n部门（单位）名称\t合计\t一般公共预算\t政府性基金预算\n"
)


def _parents(document) -> dict[str, str | None]:
    lines = document.frames["lines"]
    names = dict(lines.select("line_no", "line").iter_rows())
    return {line: names.get(parent) for line, parent in lines.select("line", "parent_no").iter_rows()}


def test_units_that_add_up_to_their_department_are_part_of_it(clean) -> None:
    document = clean(
        _HEAD
        + "甲市民政局\t30.00\t30.00\t\n甲市福利院\t10.00\t10.00\t\n甲市救助站\t20.00\t20.00\t\n合计\t30.00\t30.00\t\n"
    )
    assert _parents(document)["甲市福利院"] == "甲市民政局"
    assert _parents(document)["甲市民政局"] == "合计"


def test_an_office_under_the_name_of_its_department_stands_beside_the_units(clean) -> None:
    # The sum is off by its last digit, as sums of rounded amounts are.
    document = clean(
        _HEAD
        + "甲市民政局\t12.00\t12.00\t\n甲市福利院\t10.00\t10.00\t\n甲市救助站\t20.00\t20.00\t\n合计\t42.01\t42.01\t\n"
    )
    assert _parents(document) == {
        "甲市民政局": "合计",
        "甲市福利院": "合计",
        "甲市救助站": "合计",
        "合计": None,
    }


def test_units_that_add_up_to_neither_stay_where_they_are_printed(clean) -> None:
    document = clean(
        _HEAD
        + "甲市民政局\t12.00\t12.00\t\n甲市福利院\t10.00\t10.00\t\n甲市救助站\t20.00\t20.00\t\n合计\t99.00\t99.00\t\n"
    )
    assert _parents(document)["甲市福利院"] == "甲市民政局"
