"""Which cells a selector picks, and when what they add up to is held against a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.identities.entries import CellsAgree, Equal, RowsAddUp, Selector
from yusuan.identities.formulas.residuals import closes, residuals

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    Collection = Callable[..., dict[str, pl.LazyFrame]]

_TOP = "甲市民政局\n2024年部门预算\n"
_GENERAL = "一般公共预算支出预算表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
_BASIC = "一般公共预算基本支出预算表\n单位：万元\n"


def _compared(frames: dict[str, pl.LazyFrame], *formulas: CellsAgree | RowsAddUp) -> list[tuple[object, ...]]:
    """Key, what is on the left, what on the right (万元) and the outcome of each residual."""
    found = closes(residuals(frames, formulas)).sort("identity", "document", "key").collect()
    return [
        (row["key"], row["actual_fen"] / 1_000_000, row["expected_fen"] / 1_000_000, row["outcome"])
        for row in found.rows(named=True)
    ]


def _total(kind: str, *measures: str, **more: object) -> Selector:
    return Selector.model_validate({"tables": [kind], "roles": ["total"], "measures": measures, **more})


def _every(kind: str, **more: object) -> Selector:
    return Selector.model_validate({"tables": [kind], "measures": ["total"], **more})


# --- measures that stand in for others ----------------------------------------------------------------

_TIED = CellsAgree(
    identity="basic",
    left=[_total("general_public_expenditure", "basic")],
    right=[_total("basic_expenditure", "total", instead=[["personnel", "operating"]])],
)


@pytest.mark.parametrize(
    ("columns", "amounts"),
    [
        ("合计", "5.00"),
        ("人员经费\t公用经费", "3.00\t2.00"),
        ("合计\t人员经费\t公用经费", "5.00\t9.00\t9.00"),
    ],
)
def test_of_the_measures_named_the_first_that_the_table_prints_are_added_up(
    collection: Collection, columns: str, amounts: str
) -> None:
    frames = collection(
        f"{_TOP}{_GENERAL}\t合计\t7.00\t5.00\t2.00\n\n{_BASIC}科目编码\t科目名称\t{columns}\n\t合计\t{amounts}\n"
    )
    assert _compared(frames, _TIED) == [("", 5.0, 5.0, "exact")]


def test_with_none_of_the_measures_named_nothing_is_compared(collection: Collection) -> None:
    frames = collection(
        f"{_TOP}{_GENERAL}\t合计\t7.00\t5.00\t2.00\n\n{_BASIC}科目编码\t科目名称\t项目支出\n\t合计\t5.00\n"
    )
    assert _compared(frames, _TIED) == []


# --- conditions ---------------------------------------------------------------------------------------

_FUND = "政府性基金预算支出预算表\n单位：万元\n科目编码\t科目名称\t合计\n"
_WHERE_EQUAL = CellsAgree(
    identity="class",
    left=[Selector(tables=["general_public_expenditure"], levels=[1], measures=["total"])],
    right=[Selector(tables=["government_fund_expenditure"], levels=[1], measures=["total"])],
    each="code",
    given=[
        Equal(
            left=[_total("general_public_expenditure", "total")],
            right=[_total("government_fund_expenditure", "total")],
        )
    ],
)


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("9.00", [("201", 4.0, 5.0, "broken"), ("208", 5.0, 4.0, "broken")]),
        ("9.01", [("201", 4.0, 5.0, "broken"), ("208", 5.0, 4.0, "broken")]),
        ("9.02", []),
        ("", []),
    ],
)
def test_an_identity_is_tested_only_where_its_condition_is_seen_to_hold(
    collection: Collection, total: str, expected: list[object]
) -> None:
    frames = collection(
        f"{_TOP}{_GENERAL}\t合计\t9.00\n201\t一般公共服务支出\t4.00\n208\t社会保障和就业支出\t5.00\n\n"
        f"{_FUND}\t合计\t{total}\n201\t一般公共服务支出\t5.00\n208\t社会保障和就业支出\t4.00\n"
    )
    assert _compared(frames, _WHERE_EQUAL) == expected


def test_all_conditions_must_hold_and_other_documents_have_no_part_in_it(collection: Collection) -> None:
    twice = _WHERE_EQUAL.model_copy(
        update={
            "given": [
                *_WHERE_EQUAL.given,
                Equal(
                    left=[_total("general_public_expenditure", "basic")],
                    right=[_total("government_fund_expenditure", "total")],
                ),
            ]
        }
    )
    body = "{top}{general}\t合计\t9.00\t{basic}\n201\t一般公共服务支出\t9.00\n\n{fund}\t合计\t9.00\n201\t一般公共服务支出\t9.00\n"
    one, other = (
        body.format(top=f"{who}\n2024年部门预算\n", general=_GENERAL, basic=basic, fund=_FUND)
        for who, basic in (("甲市民政局", "9.00"), ("乙市民政局", "8.00"))
    )
    assert len(_compared(collection(one, other), _WHERE_EQUAL)) == 2
    found = closes(residuals(collection(one, other), [twice])).collect()
    assert found["document"].to_list() == ["甲市民政局/2024-budget"]


def test_an_identity_without_a_condition_stands_beside_one_with(collection: Collection) -> None:
    frames = collection(
        f"{_TOP}{_GENERAL}\t合计\t9.00\n201\t一般公共服务支出\t9.00\n\n"
        f"{_FUND}\t合计\t8.00\n201\t一般公共服务支出\t9.00\n"
    )
    free = _WHERE_EQUAL.model_copy(update={"identity": "free", "given": []})
    assert _compared(frames, _WHERE_EQUAL, free) == [("201", 9.0, 9.0, "exact")]


# --- phases and classifications -----------------------------------------------------------------------


def test_a_selector_of_one_phase_leaves_documents_of_the_other_alone(collection: Collection) -> None:
    tied = CellsAgree(
        identity="phase",
        left=[_total("general_public_expenditure", "total", phase="final")],
        right=[_total("government_fund_expenditure", "total")],
    )
    body = f"{_GENERAL}\t合计\t9.00\n\n{_FUND}\t合计\t8.00\n"
    assert _compared(collection(_TOP + body), tied) == []
    assert _compared(collection("甲市民政局\n2024年度部门决算\n" + body), tied) == [("", 9.0, 8.0, "broken")]


def test_of_a_table_with_codes_of_several_classifications_one_is_taken(collection: Collection) -> None:
    blocks = "科目编码\t科目名称\t合计\n201\t一般公共服务支出\t{}\n301\t工资福利支出\t{}\n"
    frames = collection(
        f"{_TOP}政府性基金预算支出预算表\n单位：万元\n{blocks.format('9.00', '9.00')}\n"
        f"国有资本经营预算支出预算表\n单位：万元\n{blocks.format('9.00', '8.00')}"
    )
    every = CellsAgree(
        identity="classes",
        left=[Selector(tables=["government_fund_expenditure"], levels=[1], measures=["total"])],
        right=[Selector(tables=["state_capital_expenditure"], levels=[1], measures=["total"])],
        each="code",
    )
    assert [row[0] for row in _compared(frames, every)] == ["201", "301"]
    functional = [every.left[0].model_copy(update={"classification": "functional"})]
    assert [row[0] for row in _compared(frames, every.model_copy(update={"left": functional}))] == ["201"]


# --- lines --------------------------------------------------------------------------------------------

_TOTALS = CellsAgree(
    identity="totals",
    left=[_total("income_summary", "total")],
    right=[_total("expenditure_summary", "total")],
)
_EXPENDITURE = "支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\n\t合计\t9.00\n"


def _income(*rows: str) -> str:
    lines = "".join(f"{row}\n" for row in rows)
    return f"收入预算总表\n单位：万元\n单位名称\t合计\t一般公共预算\n{lines}\n"


def test_the_only_owner_of_a_table_without_a_total_is_its_total(collection: Collection) -> None:
    frames = collection(_TOP + _income("甲市民政局\t9.00\t9.00") + _EXPENDITURE)
    assert _compared(frames, _TOTALS) == [("", 9.0, 9.0, "exact")]


def test_owners_beside_a_total_or_each_other_are_not_totals(collection: Collection) -> None:
    printed = _income("合计\t9.00\t9.00", "甲市民政局（本级）\t8.00\t8.00")
    assert _compared(collection(_TOP + printed + _EXPENDITURE), _TOTALS) == [("", 9.0, 9.0, "exact")]
    several = _income("甲市民政局（本级）\t8.00\t8.00", "甲市救助站\t1.00\t1.00")
    assert _compared(collection(_TOP + several + _EXPENDITURE), _TOTALS) == []


def test_a_line_that_two_tables_of_a_kind_print_counts_once_and_others_are_added(
    collection: Collection,
) -> None:
    head = "单位：万元\n科目编码\t科目名称\t合计\n\t合计\t9.00\n301\t工资福利支出\t6.00\n"
    frames = collection(
        f"{_TOP}{_GENERAL}\t合计\t9.00\t9.00\n\n一般公共预算基本支出预算表\n{head}\n"
        f"一般公共预算基本支出明细表\n{head}302\t商品和服务支出\t3.00\n"
    )
    assert frames["lines"].filter(table="basic_expenditure").collect()["table_no"].n_unique() == 2
    by_code = CellsAgree(
        identity="by_code",
        left=_TIED.left,
        right=[Selector(tables=["basic_expenditure"], codes=["301", "302"], measures=["total"])],
    )
    assert _compared(frames, _TIED, by_code) == [("", 9.0, 9.0, "exact")] * 2


def test_units_of_two_tables_are_all_compared(collection: Collection) -> None:
    units = CellsAgree(
        identity="units",
        left=[Selector(tables=["income_summary"], roles=["unit"], measures=["total"])],
        right=[Selector(tables=["income_summary"], roles=["unit"], measures=["general_public"])],
        each="name",
    )
    more = _income("甲市救助站\t1.00\t2.00").replace("收入预算总表", "收入预算汇总表")
    frames = collection(_TOP + _income("甲市民政局（本级）\t8.00\t8.00") + more)
    assert frames["lines"].collect()["table_no"].n_unique() == 2
    assert {row[1:] for row in _compared(frames, units)} == {(8.0, 8.0, "exact"), (1.0, 2.0, "broken")}


def test_lines_are_compared_by_their_code_or_role(collection: Collection) -> None:
    text = (
        f"{_TOP}政府性基金预算支出预算表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n"
        "\t合计\t9.00\t9.00\n212\t城乡社区支出\t9.00\t8.00\n\t没有编码的一行\t1.00\t2.00\n"
    )
    by_line = CellsAgree(
        identity="line",
        left=[Selector(tables=["government_fund_expenditure"], measures=["total"])],
        right=[Selector(tables=["government_fund_expenditure"], measures=["basic"])],
        each="line",
    )
    assert _compared(collection(text), by_line) == [
        ("212", 9.0, 8.0, "broken"),
        ("total", 9.0, 9.0, "exact"),
    ]


# --- rows ---------------------------------------------------------------------------------------------


def test_a_row_is_not_tested_beside_a_measure_that_changes_its_total(collection: Collection) -> None:
    years = RowsAddUp(
        identity="years",
        tables=["government_fund_expenditure"],
        total="total",
        parts=["current_year", "carryover"],
        without="year_end_carryover",
    )
    head = "政府性基金预算支出预算表\n单位：万元\n科目编码\t科目名称\t合计\t本年预算\t上年结转"
    assert _compared(collection(f"{_TOP}{head}\n\t合计\t9.00\t8.00\t1.00\n"), years) == [
        ("1", 9.0, 9.0, "exact")
    ]
    assert _compared(collection(f"{_TOP}{head}\t结转下年\n\t合计\t7.00\t8.00\t1.00\t2.00\n"), years) == []


# --- by name ------------------------------------------------------------------------------------------

_NAMED = CellsAgree(
    identity="targets",
    left=[_every("performance_targets", not_titled="重点")],
    right=[_every("projects")],
    each="name",
)
_PROJECTS = "项目支出预算表\n单位：万元\n项目名称\t合计\n"
_TARGETS = "项目支出绩效目标表\n单位：万元\n项目名称\t年度资金\n"


def test_a_project_and_its_child_of_one_name_count_once(collection: Collection) -> None:
    projects = _PROJECTS + "合计\t12.00\n租赁\t5.00\n租赁\t5.00\n培训\t7.00\n培训\t7.00\n"
    found = _compared(collection(_TOP + projects + _TARGETS + "租赁\t5.00\n培训\t6.00\n"), _NAMED)
    assert [rest for _, *rest in found] == [[6.0, 7.0, "broken"], [5.0, 5.0, "exact"]]


def test_what_was_carried_over_is_of_the_same_project(collection: Collection) -> None:
    projects = _PROJECTS + "租赁\t5.00\n租赁（结转）\t2.00\n"
    found = _compared(collection(_TOP + projects + _TARGETS + "租赁\t7.00\n"), _NAMED)
    assert [rest for _, *rest in found] == [[7.0, 7.0, "exact"]]


def test_a_table_of_key_projects_is_not_held_against_all(collection: Collection) -> None:
    targets = _TARGETS.replace("项目支出绩效", "重点项目绩效")
    assert _compared(collection(_TOP + _PROJECTS + "租赁\t5.00\n" + targets + "租赁\t4.00\n"), _NAMED) == []


def test_a_name_under_several_units_must_stand_as_often_on_both_sides(collection: Collection) -> None:
    projects = (
        _PROJECTS.replace("项目名称", "单位名称\t项目名称") + "甲中心\t租赁\t5.00\n乙中心\t租赁\t4.00\n"
    )
    assert _compared(collection(_TOP + projects + _TARGETS + "租赁\t5.00\n"), _NAMED) == []


def test_units_of_a_table_printed_twice_count_once(collection: Collection) -> None:
    units = CellsAgree(
        identity="units",
        left=[_every("income_summary", roles=["unit"])],
        right=[_every("expenditure_summary", roles=["unit"])],
        each="name",
    )
    rows = "单位名称\t合计\n甲中心\t5.00\n乙中心\t4.00\n"
    income, spent = f"收入预算总表\n单位：万元\n{rows}", f"支出预算总表\n单位：万元\n{rows}"
    found = _compared(collection(_TOP + income + spent + spent), units)
    assert [rest for _, *rest in found] == [[5.0, 5.0, "exact"], [4.0, 4.0, "exact"]] or [
        rest for _, *rest in found
    ] == [[4.0, 4.0, "exact"], [5.0, 5.0, "exact"]]


def test_a_condition_may_ask_that_a_fund_with_money_has_its_table(collection: Collection) -> None:
    funds = CellsAgree(
        identity="funds",
        left=[_total("general_public_expenditure", "total"), _total("government_fund_expenditure", "total")],
        right=[_total("expenditure_summary", "total")],
        given=[
            Equal(
                left=[
                    _total("general_public_expenditure", "total"),
                    _total("income_summary", "government_fund"),
                ],
                right=[
                    _total("general_public_expenditure", "total"),
                    _total("government_fund_expenditure", "total"),
                ],
            )
        ],
    )
    head = "单位：万元\n项目\t合计\t一般公共预算\t政府性基金预算\n"
    both = f"收入预算总表\n{head}合计\t9.00\t5.00\t4.00\n支出预算总表\n{head}合计\t9.00\t5.00\t4.00\n"
    general = f"{_GENERAL}\t合计\t5.00\n"
    assert _compared(collection(_TOP + both + general), funds) == []
    assert _compared(collection(_TOP + both + general + f"{_FUND}\t合计\t4.00\n"), funds) == [
        ("", 9.0, 9.0, "exact")
    ]
