"""Tables that state no unit of amount: proven by ties to tables that do, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.model.vocabulary import TableKind
from yusuan.normalise.tables.units import is_money, supposed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.model.money import Unit
    from yusuan.normalise.document import CleanDocument

    Clean = Callable[..., CleanDocument]

_SUMMARY = (
    "收支预算总表\n{unit}收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n收入总计\t{amount}\t支出总计\t{amount}\n"
)
_INCOME = "收入预算总表\n{unit}单位名称\t总计\n合计\t{amount}\n"


def _document(summary: tuple[str, str], income: tuple[str, str]) -> str:
    return _SUMMARY.format(unit=summary[0], amount=summary[1]) + _INCOME.format(
        unit=income[0], amount=income[1]
    )


def test_a_table_without_a_unit_that_ties_to_one_with_a_unit_is_read_in_it(clean: Clean) -> None:
    document = clean(_document(("单位：万元\n", "9.00"), ("", "9.00")))
    assert document.refused == ()
    assert [note for note in document.notes if "unit proven by ties" in note and "收入预算总表" in note]
    assert set(document.frames["facts"]["unit"]) == {"万元"}
    assert set(document.frames["facts"]["amount_fen"]) == {9_000_000}


def test_a_table_without_a_unit_and_without_a_tie_is_refused_with_its_place(clean: Clean) -> None:
    document = clean(_document(("单位：万元\n", "9.00"), ("", "7.00")))
    (refusal,) = document.refused
    assert "第1页第11行" in refusal
    assert "“收入预算总表”没有写明金额单位" in refusal
    assert set(document.frames["facts"]["table"].cast(str)) == {"income_expenditure_summary"}
    assert "7.00" in document.frames["cells"]["text"].to_list()


def test_nothing_against_nothing_proves_no_unit(clean: Clean) -> None:
    assert len(clean(_document(("单位：万元\n", "0.00"), ("", "0.00"))).refused) == 1


def test_where_no_table_states_a_unit_all_are_refused(clean: Clean) -> None:
    document = clean(_document(("", "9.00"), ("", "9.00")))
    assert len(document.refused) == 2
    assert document.frames["facts"].is_empty()
    assert document.frames["documents"]["unit"].to_list() == [None]


def test_where_tables_state_different_units_none_is_supposed(clean: Clean) -> None:
    text = _document(("单位：万元\n", "9.00"), ("", "9.00")) + (
        "支出预算总表\n单位：元\n科目名称\t总计\n合计\t90000.00\n"
    )
    assert len(clean(text).refused) == 1


def test_numbers_without_a_unit_in_tables_that_are_seldom_money_are_let_be(clean: Clean) -> None:
    document = clean("国有资产占用情况表\n项目\t数量\n车辆\t7\n")
    assert document.refused == ()
    assert document.frames["facts"].is_empty()


def test_a_table_without_amounts_needs_no_unit(clean: Clean) -> None:
    assert clean("收入预算总表\n单位名称\t总计\n合计\t\n").refused == ()


@pytest.mark.parametrize(
    ("units", "unit"),
    [(["万元", None, "万元"], "万元"), (["元"], "元"), (["元", "万元"], None), ([None], None), ([], None)],
)
def test_a_unit_is_supposed_only_where_all_that_state_one_state_the_same(
    units: Sequence[Unit | None], unit: Unit | None
) -> None:
    assert supposed(units) == unit


def test_assets_and_unknown_tables_are_seldom_money() -> None:
    assert [kind.value for kind in TableKind if not is_money(kind)] == ["assets", "other"]


def test_a_price_is_no_unit_of_amounts_and_ties_do_not_make_it_one(clean: Clean) -> None:
    document = clean(_document(("单位：万元\n", "9.00"), ("单位：元/人\n", "9.00")))
    (refusal,) = document.refused
    assert "单位是“元/人”" in refusal


@pytest.mark.parametrize(("unit", "fen"), [("千元", 900_000), ("百万元", 900_000_000)])
def test_thousands_and_millions_are_units_of_amounts(clean: Clean, unit: str, fen: int) -> None:
    document = clean(_document((f"单位：{unit}\n", "9.00"), (f"单位：{unit}\n", "9.00")))
    assert set(document.frames["facts"]["amount_fen"]) == {fen}
