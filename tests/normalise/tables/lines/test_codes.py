from __future__ import annotations

_FRONT = "甲市民政局\n2024年部门预算\n"
_CODED = _FRONT + "一般公共预算支出表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"


def _codes(document) -> list[tuple[str, str | None, str | None]]:
    return list(document.frames["lines"].select("line", "role", "code").iter_rows())


def test_a_code_of_two_digits_goes_on_from_the_class_above(clean) -> None:
    document = clean(
        _CODED + "208\t社会保障和就业支出\t2.00\t2.00\t\n05\t本地另定名称的支出\t2.00\t2.00\t\n"
        "2080505\t机关事业单位基本养老保险缴费支出\t2.00\t2.00\t\n"
    )
    assert [code for _, _, code in _codes(document)] == ["208", "20805", "2080505"]


def test_a_number_that_no_classification_has_is_the_units_own(clean) -> None:
    document = clean(_CODED + "125001\t甲市救助站\t2.00\t2.00\t\n208\t社会保障和就业支出\t2.00\t2.00\t\n")
    assert _codes(document) == [("甲市救助站", "unit", None), ("社会保障和就业支出", None, "208")]


def test_a_mistyped_code_beside_a_name_that_has_one_here_is_read_by_the_name(clean) -> None:
    document = clean(
        _CODED + "210\t卫生健康支出\t2.00\t2.00\t\n21011\t行政事业单位医疗\t2.00\t2.00\t\n"
        "71102\t事业单位医疗\t2.00\t2.00\t\n"
    )
    assert _codes(document)[-1] == ("事业单位医疗", None, "2101102")


def test_a_name_numbered_as_the_classes_are_is_a_class(clean) -> None:
    # 住房保障 is a 款 under 援助其他地区 as well.
    document = clean(
        _FRONT + "支出总表\n单位：万元\n项目\t合计\t基本支出\n"
        "18、援助其他地区支出\t2.00\t2.00\n20、住房保障支出\t3.00\t3.00\n"
    )
    assert [code for _, _, code in _codes(document)] == ["219", "221"]
