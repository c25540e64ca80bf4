"""Names of 类, 款 and 项 in prose find their codes."""

import pytest

from yusuan.normalise.statements.codes import classified


@pytest.mark.parametrize(
    ("name", "around", "code"),
    [
        ("社会保障和就业（类）支出", (), "208"),
        ("卫生健康支出（类）支出", (), "210"),
        ("住房保障支出", (), "221"),
        ("“公共安全支出”科目", (), "204"),
        ("公共安全支出（类）司法（款）行政运行（项）", (), "2040601"),
        ("司法（款）行政运行（项）支出", ("公共安全（类）",), "2040601"),
        ("审计事务（款）行政运行（项）支出", (), "2010801"),
        ("2040201-行政运行", (), "2040201"),
        ("行政运行（2080101）", (), "2080101"),
        ("住房保障支出-住房改革支出-住房公积金", (), "2210201"),
        ("政府办公厅（室）及相关机构事务（款）行政运行（项）", ("一般公共服务支出（类）",), "2010301"),
        ("工资福利支出（301）", (), "301"),
    ],
)
def test_a_name_finds_its_code(name, around, code):
    found = classified(name, around, 2024)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("工资福利支出（301）", "economic"), ("机关工资福利支出（501）", "government_economic")],
)
def test_the_first_digit_tells_the_classification(name, scheme):
    found = classified(name, (), 2024)
    assert found is not None
    assert found.scheme == scheme


def test_a_name_that_stands_in_many_places_has_no_code_without_them():
    found = classified("行政运行（项）", (), 2024)
    assert found is not None
    assert found.code is None


def test_an_unknown_name_is_kept_without_a_code():
    found = classified("司法（款）没有这个科目（项）", ("公共安全（类）",), 2024)
    assert found is not None
    assert (found.code, found.name) == (None, "司法（款）没有这个科目（项）")


@pytest.mark.parametrize(
    "name", ["收入预算", "国有资本经营预算支出", "“三公”经费预算数", "因公出国（境）费", ""]
)
def test_other_names_belong_to_no_classification(name):
    assert classified(name, (), 2024) is None
