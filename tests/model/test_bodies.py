"""Names of one body are equal in one form, those of two are not."""

import pytest

from yusuan.model.bodies import one_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("江苏省委办公厅", "中共江苏省委办公厅"),
        ("中国共产党甲市委员会宣传部", "中共甲市委宣传部"),
        ("甲市人民政府办公厅", "甲市政府办公厅"),
        ("甲市人民代表大会常务委员会办公厅", "甲市人大常委会办公厅"),
        ("中国人民政治协商会议甲县委员会", "政协甲县委员会"),
        ("中国共产主义青年团甲市委员会", "共青团甲市委员会"),
        ("甲经济开发区管理委员会", "甲经济开发区管委会"),
        ("甲市民政局（本级）", "甲市民政局(本级)"),
    ],
)
def test_names_of_one_body_are_one(one, other):
    assert one_name(one) == one_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲市民政局", "甲市民政局(本级)"),
        ("甲市公安局", "甲市公安局交通管理局"),
        ("甲县水务局", "乙县水务局"),
        ("甲市委宣传部", "甲省委宣传部"),
        ("甲市人民政府", "甲市人民政府办公厅"),
        ("甲市教育委员会", "甲市教育局"),
    ],
)
def test_names_of_two_bodies_are_two(one, other):
    assert one_name(one) != one_name(other)
