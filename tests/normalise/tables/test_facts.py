"""A table under a layout → its amounts, each with its text, unit, quantum and place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yusuan.extract.raw import Cell, RawDocument, RawTable, TextLine
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.normalise.document import CleanDocument

    Clean = Callable[..., CleanDocument]

_HEAD = "支出预算总表\n单位：万元\n科目名称\t合计\t基本支出\t项目支出\n"


def test_an_amount_keeps_its_text_its_unit_and_its_place(clean: Clean) -> None:
    (fact,) = clean(_HEAD + "合计\t\t 5,320.79\t\n").frames["facts"].to_dicts()
    assert (fact["amount_fen"], fact["quantum_fen"]) == (5_320_790_000, 10_000)
    assert (fact["printed"], fact["unit"], fact["page"], fact["row"], fact["column"]) == (
        "5,320.79",
        "万元",
        1,
        7,
        3,
    )
    assert (fact["measure"], fact["heading"], fact["line"], fact["role"]) == (
        "basic",
        "基本支出",
        "合计",
        "total",
    )


def test_blank_and_dash_are_no_amounts_and_zero_is_one(clean: Clean) -> None:
    facts = clean(_HEAD + "行政运行\t\t-\t—\n合计\t0.00\t\t\n").frames["facts"]
    assert facts.select("line", "amount_fen").rows() == [("合计", 0)]


def test_the_quantum_is_the_finest_of_the_table_for_trailing_zeros_are_dropped(clean: Clean) -> None:
    facts = clean(_HEAD + "行政运行\t164.6\t1.25\t32\n").frames["facts"]
    assert facts["quantum_fen"].to_list() == [10_000] * 3


def test_a_column_with_its_own_unit_is_read_in_it(clean: Clean) -> None:
    facts = clean("支出预算总表\n单位：万元\n科目名称\t合计（元）\t项目支出\n合计\t5.00\t5.00\n").frames[
        "facts"
    ]
    assert facts.select("amount_fen", "unit").rows() == [(500, "元"), (5_000_000, "万元")]


def test_an_amount_under_an_unknown_heading_is_kept_without_a_measure(clean: Clean) -> None:
    document = clean("支出预算总表\n单位：万元\n科目名称\t合计\t奇怪的栏目\n合计\t5.00\t7.00\n")
    assert document.frames["facts"].select("measure", "heading", "amount_fen").rows() == [
        ("total", "合计", 5_000_000),
        (None, "奇怪的栏目", 7_000_000),
    ]
    assert any("不认识表头“奇怪的栏目”" in note for note in document.notes)


def test_codes_indexes_and_texts_are_no_amounts(clean: Clean) -> None:
    document = clean(
        "支出预算总表\n单位：万元\n序号\t科目编码\t科目名称\t合计\t备注\n1\t201\t一般公共服务支出\t5.00\t2023\n"
    )
    assert document.frames["facts"]["printed"].to_list() == ["5.00"]


def test_what_is_no_number_in_an_amount_column_is_no_fact_but_a_cell(clean: Clean) -> None:
    document = clean(_HEAD + "行政运行\t约5万\t1.00\t220102199001011234\n")
    assert document.frames["facts"]["printed"].to_list() == ["1.00"]
    assert {"约5万", "220102199001011234"} <= set(document.frames["cells"]["text"])


def test_an_amount_in_a_merged_cell_is_one_fact() -> None:
    cells = (
        Cell("科目名称", 0, 0, page_row=1),
        Cell("合计", 0, 1, page_row=1),
        Cell("基本支出", 0, 2, page_row=1),
        Cell("合计", 1, 0, row_span=2, page_row=2),
        Cell("5.00", 1, 1, row_span=2, page_row=2),
        Cell("3.00", 1, 2, page_row=2),
    )
    raw = RawDocument(
        path=Path("甲.pdf"),
        format="pdf",
        sha256="0",
        pages=1,
        blocks=(
            TextLine("甲市民政局", 1, 1),
            TextLine("2024年部门预算", 1, 2),
            TextLine("支出预算总表", 1, 3),
            TextLine("单位：万元", 1, 4),
            RawTable(cells, n_rows=3, n_columns=3),
        ),
    )
    assert normalise([raw], Path(), []).frames["facts"]["printed"].to_list() == ["5.00", "3.00"]


def test_an_amount_with_its_own_unit_is_read_in_it(clean: Clean) -> None:
    document = clean("支出预算总表\n科目名称\t合计\t基本支出\n合计\t800.00万元\t8,000,000.00元\n")
    assert document.frames["facts"].select("amount_fen", "unit").rows() == [
        (800_000_000, "万元"),
        (800_000_000, "元"),
    ]
    assert document.refused == ()


def test_figures_that_make_no_amount_are_named_with_their_place(clean: Clean) -> None:
    document = clean(_HEAD + "合计\t1,23,4.56\t\t5.00\n")
    assert document.frames["facts"]["amount_fen"].to_list() == [5_000_000]
    (note,) = [note for note in document.notes if "legible" in note]
    assert "第7行第2列“1,23,4.56”认不出是多少" in note


def test_below_a_yuan_an_amount_is_only_as_precise_as_it_is_printed(clean: Clean) -> None:
    text = "支出预算总表\n单位：{}\n科目名称\t总计\t基本支出\t项目支出\n甲\t{}\t{}\t{}\n"
    yuan = clean(text.format("元", "1235", "1000.5", "234.25")).frames["facts"]
    assert yuan["quantum_fen"].to_list() == [100, 10, 1]
    wan = clean(text.format("万元", "48054.42216", "40000", "8054.42216712")).frames["facts"]
    assert wan["quantum_fen"].to_list() == [10, 100, 1]


def test_where_trailing_zeros_are_printed_each_amount_is_as_precise_as_it_stands(clean: Clean) -> None:
    text = (
        "支出预算总表\n单位：万元\n科目名称\t总计\t基本支出\t项目支出\n甲\t2651.52\t2600.518580\t51.001420\n"
    )
    facts = clean(text).frames["facts"]
    assert facts["quantum_fen"].to_list() == [10_000, 1, 1]
