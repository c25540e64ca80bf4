"""Rules on codes of a classification, as the document prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yusuan import reference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.identities.rules.verdict import Verdict

    Judge = Callable[..., list[Verdict]]
    # Code and label of a row; a label alone is that of a unit.
    Table = Sequence[tuple[str, str] | str]

_KIND = "expenditure_summary"


@pytest.fixture
def judge(judged: Judge) -> Judge:
    """The verdicts of a rule on tables of the columns code, name and amount."""

    def of(
        rule: str, *tables: Table, kind: str = _KIND, blank: Sequence[int] = (), **more: object
    ) -> list[Verdict]:
        lines, cells, facts = [], [], []
        for number, table in enumerate(tables, start=1):
            for row, entry in enumerate(table, start=1):
                code, label = (None, entry) if isinstance(entry, str) else entry
                line = {
                    **more,
                    "table": kind,
                    "table_no": number,
                    "line_no": row,
                    "row": row,
                    "code": code,
                    "line": label,
                    "role": "unit" if code is None else None,
                }
                lines.append(line)
                texts = {2: label, 3: "5.00"} if code is None else {1: code, 2: label, 3: "5.00"}
                cells += [
                    {"table_no": number, "row": row, "column": column, "text": text}
                    for column, text in texts.items()
                ]
                if row not in blank:
                    facts.append({**line, "column": 3, "amount_fen": 5})
        columns = [
            {"table_no": number, "column": column, "role": role, "heading": heading}
            for number in range(1, len(tables) + 1)
            for column, role, heading in (
                (1, "code", "科目编码"),
                (2, "label", "科目名称"),
                (3, "measure", "合计"),
            )
        ]
        return judged(
            rule, parameters={"tables": [_KIND]}, lines=lines, cells=cells, facts=facts, columns=columns
        )

    return of


_TREE = [
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("2080506", "机关事业单位职业年金缴费支出"),
    ("221", "住房保障支出"),
    ("22102", "住房改革支出"),
    ("2210201", "住房公积金"),
]
_ALL = ["code_parents", "code_doubles", "code_order", "code_of_another", "code_names"]


@pytest.mark.parametrize("rule", _ALL)
def test_a_table_as_the_classification_has_it_holds_once_a_document(judge: Judge, rule: str) -> None:
    (verdict,) = judge(rule, _TREE, _TREE)
    assert (verdict.holds, verdict.detail, verdict.detail_en, verdict.against) == ("exact", "", "", ())


@pytest.mark.parametrize("rule", _ALL)
def test_other_kinds_of_table_and_codes_that_are_not_printed_are_not_tested(
    judge: Judge, judged: Judge, rule: str
) -> None:
    assert judge(rule, _TREE, kind="procurement") == []
    lines = [{"table": _KIND, "code": "208", "line": "社会保障和就业支出"}]
    cells = [{"column": 1, "text": "社会保障和就业支出"}, {"column": 2, "text": "5.00", "row": 1}]
    assert judged(rule, parameters={"tables": [_KIND]}, lines=lines, cells=cells) == []


# --- parents ------------------------------------------------------------------------------------------


def test_a_code_without_the_row_of_its_parent_is_named(judge: Judge) -> None:
    (verdict,) = judge("code_parents", [row for row in _TREE if row[0] != "22102"])
    assert (verdict.holds, verdict.line, verdict.row) == ("broken", "住房公积金", 6)
    assert verdict.detail == "2210201“住房公积金”之上没有22102的行"
    assert verdict.detail_en == "2210201 has no row of 22102 above it"


def test_where_no_row_of_that_level_is_printed_none_is_missing(judge: Judge) -> None:
    assert judge("code_parents", [row for row in _TREE if len(row[0]) == 7]) == []
    (verdict,) = judge("code_parents", [row for row in _TREE if len(row[0]) != 3])
    assert verdict.holds == "exact"


# --- doubles ------------------------------------------------------------------------------------------


def test_a_line_that_stands_twice_under_one_unit_is_named_with_its_count(judge: Judge) -> None:
    (verdict,) = judge("code_doubles", [*_TREE, _TREE[3], _TREE[3]])
    assert (verdict.holds, verdict.row) == ("broken", 4)
    assert verdict.detail == "2080506“机关事业单位职业年金缴费支出”出现3次"


def test_each_unit_and_each_table_has_its_own_lines_and_a_repeated_heading_has_no_money(judge: Judge) -> None:
    (verdict,) = judge("code_doubles", ["甲站", *_TREE, "乙站", *_TREE], _TREE)
    assert verdict.holds == "exact"
    (verdict,) = judge("code_doubles", [*_TREE, _TREE[4]], blank=[8])
    assert verdict.holds == "exact"


def test_one_code_under_two_codes_of_another_classification_is_two_lines(judge: Judge) -> None:
    (verdict,) = judge("code_doubles", [("30101", "基本工资 50101"), ("30101", "基本工资 50501")])
    assert verdict.holds == "exact"


# --- order --------------------------------------------------------------------------------------------


def test_a_code_after_a_greater_one_is_named_with_it(judge: Judge) -> None:
    (verdict,) = judge("code_order", [*_TREE[:2], _TREE[3], _TREE[2], *_TREE[4:]])
    assert (verdict.holds, verdict.row) == ("broken", 4)
    assert "2080505“机关事业单位基本养老保险缴费支出”排在2080506" in verdict.detail
    assert verdict.detail_en == "2080505 comes after 2080506"


def test_the_same_disorder_in_two_tables_is_told_once(judge: Judge) -> None:
    (verdict,) = judge("code_order", _TREE[::-1][:2], _TREE[::-1][:2])
    assert verdict.detail.count("排在") == 1


def test_blocks_side_by_side_and_units_have_an_order_each(judged: Judge, judge: Judge) -> None:
    (verdict,) = judge("code_order", ["甲站", *_TREE, "乙站", *_TREE])
    assert verdict.holds == "exact"
    places = [("30101", 1, 1, 1), ("302", 1, 4, 2), ("30102", 2, 1, 3), ("30201", 2, 4, 4)]
    lines = [
        {"table": _KIND, "code": code, "line": code, "row": row, "line_no": number}
        for code, row, _, number in places
    ]
    cells = [{"text": code, "row": row, "column": column} for code, row, column, _ in places]
    (verdict,) = judged("code_order", parameters={"tables": [_KIND]}, lines=lines, cells=cells)
    assert verdict.holds == "exact"


def test_rows_of_two_classifications_at_once_have_no_order(judged: Judge) -> None:
    lines = [{"table": _KIND, "code": code, "line": code} for code in ("30113", "30101")]
    cells = [{"text": code, "row": row, "column": 1} for row, code in enumerate(("30113", "30101"), start=1)]
    columns = [
        {"column": 1, "role": "code"},
        {"column": 2, "role": "code", "heading": "政府预算支出经济分类科目"},
    ]
    found = judged(
        "code_order", parameters={"tables": [_KIND]}, lines=lines, cells=cells, columns=columns[:1]
    )
    assert [verdict.holds for verdict in found] == ["broken"]
    assert (
        judged("code_order", parameters={"tables": [_KIND]}, lines=lines, cells=cells, columns=columns) == []
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(order=st.permutations(_TREE))
def test_law_only_the_ascending_order_is_in_order(judge: Judge, order: list[tuple[str, str]]) -> None:
    (verdict,) = judge("code_order", order)
    assert (verdict.holds == "exact") == (order == sorted(order))


# --- names --------------------------------------------------------------------------------------------


def test_a_code_under_the_name_of_its_neighbour_is_certain(judge: Judge) -> None:
    table = [("302", "商品和服务支出"), ("30201", "办公费"), ("30202", "咨询费"), ("30206", "办公设备购置费")]
    (verdict,) = judge("code_of_another", table)
    assert (verdict.holds, verdict.line) == ("broken", "咨询费")
    assert verdict.detail == "编码30202印为“咨询费”，这是30203的名称，30202为“印刷费”"
    (verdict,) = judge("code_names", table)
    assert (verdict.holds, verdict.line) == ("broken", "办公设备购置费")
    assert verdict.detail == "编码30206印为“办公设备购置费”，科目名称为“电费”"
    assert verdict.detail_en == "30206 is printed as “办公设备购置费”, the classification has “电费”"


@pytest.mark.parametrize(("year", "is_sure"), [(2012, False), (2019, True), (2026, True), (2031, True)])
def test_names_are_sure_from_the_year_on_in_which_they_were_seen(
    judge: Judge, year: int, is_sure: bool
) -> None:
    found = [
        judge(rule, [("30202", "咨询费")], fiscal_year=year) for rule in ("code_of_another", "code_names")
    ]
    assert [[verdict.holds for verdict in one] for one in found] == (
        [["broken"], ["exact"]] if is_sure else [[], []]
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("210", "医疗卫生与计划生育支出"),  # its name until 2018
        ("303", "对个人和家庭补助"),
        ("30231", "公务用车运行维护"),
        ("2080505", "机关事业单位基本养老"),
        ("2080101", "行政运行（人力资源和社会保障管理事务）"),
        ("20805", "20805行政事业单位养老支出"),
        ("20805", "行政 事业单位养老支出"),
    ],
)
def test_earlier_short_and_explained_names_are_names_of_the_code(judge: Judge, code: str, name: str) -> None:
    for rule in ("code_of_another", "code_names"):
        assert [verdict.holds for verdict in judge(rule, [(code, name)])] == ["exact"]


def test_codes_of_which_the_name_is_not_sure_are_not_tested(judge: Judge) -> None:
    unsure = next(one for one in reference.codes("functional").values() if one.confidence == "low")
    for code in (unsure.code, "2999999", "4010101"):
        assert judge("code_names", [(code, "别的名称")]) == []
        assert judge("code_of_another", [(code, "别的名称")]) == []


def test_many_wrong_names_are_told_with_their_number(judge: Judge) -> None:
    table = [(f"302{number:02}", "没有这样的科目") for number in (1, 2, 3, 4, 5, 6, 7)]
    (verdict,) = judge("code_names", table)
    assert verdict.detail.endswith("；等7处")
    assert verdict.detail_en.endswith("; 7 places in all")
    assert len(verdict.against) == 6
