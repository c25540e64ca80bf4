"""Tables as pages show them → whole tables: title, kind, unit, and pages put together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yusuan.extract.raw import Cell, RawDocument, RawTable, TextLine
from yusuan.normalise.tables.assembly import assemble, kind_of, label_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.extract.raw import Block
    from yusuan.normalise.tables.assembly import Table

    Transcript = Callable[[str], RawDocument]


def _texts(table: Table) -> list[list[str]]:
    return [["" if cell is None else cell.text for cell in row] for row in table.rows]


def _document(*blocks: Block) -> RawDocument:
    return RawDocument(path=Path("甲.pdf"), format="pdf", sha256="0", pages=2, blocks=blocks)


def _table(
    *rows: str, page: int = 1, continues: bool = False, spans: dict[str, int] | None = None
) -> RawTable:
    """A grid from rows of cells split by |; `spans` says how many columns a text covers."""
    texts = [row.split("|") for row in rows]
    cells = tuple(
        Cell(text, number, column, column_span=(spans or {}).get(text, 1), page=page, page_row=number + 1)
        for number, row in enumerate(texts)
        for column, text in enumerate(row)
        if text
    )
    width = max(len(row) for row in texts)
    return RawTable(cells, n_rows=len(rows), n_columns=width, page=page, continues=continues)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("收支预算总表", "income_expenditure_summary"),
        ("部门收入总表", "income_summary"),
        ("支出预算总表", "expenditure_summary"),
        ("财政拨款收支预算总表", "fiscal_appropriation_summary"),
        ("一般公共预算支出预算表", "general_public_expenditure"),
        ("一般公共预算基本支出预算表", "basic_expenditure"),
        ("一般公共预算“三公”经费支出预算表", "three_public"),
        ("政府性基金预算拨款支出预算表", "government_fund_expenditure"),
        ("国有资本经营预算支出预算表", "state_capital_expenditure"),
        ("项目支出预算表", "projects"),
        ("财政拨款委托业务费支出预算表", "outsourcing"),
        ("项目支出绩效目标表", "performance_targets"),
        ("政府采购预算表", "procurement"),
        ("国有资产占用情况表", "assets"),
        ("收 入 预 算 总 表", "income_summary"),
        ("人员名单", "other"),
        ("", "other"),
    ],
)
def test_a_title_names_its_kind(title: str, kind: str) -> None:
    assert kind_of(title) == kind


def test_title_and_unit_stand_above_the_table(transcript: Transcript) -> None:
    (table,) = assemble(
        transcript("第二部分\n收入预算总表\n编制单位：甲局\n单位：万元\n项目\t合计\n合计\t5.00\n")
    )
    assert (table.no, table.kind, table.title, table.unit) == (1, "income_summary", "收入预算总表", "万元")
    assert table.title_line is not None
    assert table.title_line.row == 2
    assert (table.page, table.row, table.width) == (1, 5, 2)


def test_the_unit_on_the_line_of_the_title_is_no_part_of_the_title(transcript: Transcript) -> None:
    (table,) = assemble(transcript("支出预算总表（单位：元）\n项目\t合计\n合计\t5.00\n"))
    assert (table.title, table.unit) == ("支出预算总表", "元")


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        ("单位：万\n元\n", "万元"),
        ("单位：万\n部门名称：甲局 元\n", "万元"),
        ("部门名称：甲局 单位：\n元\n", "元"),
        ("单位：万\n部门名称：甲局\n", None),
        ("单位：万\n部门名称：甲局元\n", None),
    ],
)
def test_a_unit_broken_over_two_lines_is_put_together(
    transcript: Transcript, lines: str, unit: str | None
) -> None:
    (table,) = assemble(transcript(f"收入预算总表\n{lines}项目\t合计\n合计\t5.00\n"))
    assert (table.kind, table.unit) == ("income_summary", unit)


def test_each_table_has_its_own_title_and_unit(transcript: Transcript) -> None:
    first, second = assemble(
        transcript(
            "收入预算总表\n单位：万元\n项目\t合计\n合计\t5\n支出预算总表\n单位：元\n项目\t合计\n合计\t5\n"
        )
    )
    assert (first.kind, first.unit, first.no) == ("income_summary", "万元", 1)
    assert (second.kind, second.unit, second.no) == ("expenditure_summary", "元", 2)


def test_a_table_without_a_title_or_unit_is_kept_without_them(transcript: Transcript) -> None:
    (table,) = assemble(transcript("甲\t乙\n丙\t5.00\n"))
    assert (table.kind, table.title, table.title_line, table.unit) == ("other", "", None, None)


def test_a_sentence_is_no_title(transcript: Transcript) -> None:
    (table,) = assemble(transcript("收入预算总表\n本表反映收入总表的情况。\n项目\t合计\n合计\t5\n"))
    assert table.title == "收入预算总表"


def test_pages_of_one_table_are_stitched_over_page_numbers() -> None:
    (table,) = assemble(
        _document(
            TextLine("支出预算总表", 1, 1),
            _table("科目|合计", "甲|5.00"),
            TextLine("- 7 -", 1, 9),
            _table("乙|6.00", page=2),
        )
    )
    assert _texts(table) == [["科目", "合计"], ["甲", "5.00"], ["乙", "6.00"]]


def test_a_heading_repeated_on_the_next_page_is_left_out() -> None:
    (table,) = assemble(
        _document(
            TextLine("支出预算总表", 1, 1),
            _table("科目|合计", "甲|5.00"),
            _table("科目|合计", "乙|6.00", page=2, continues=True),
        )
    )
    assert _texts(table) == [["科目", "合计"], ["甲", "5.00"], ["乙", "6.00"]]


def test_rows_go_on_counting_where_a_joined_table_begins_anew_on_its_page() -> None:
    document = _document(
        _table("项目|金额", "合计|3.00"),
        _table("项目|金额", "甲|1.00"),
        _table("项目|金额", "乙|2.00", page=2),
    )
    (table,) = assemble(document)
    places = [(cell.page, cell.page_row) for row in table.rows for cell in row[:1] if cell is not None]
    assert places == [(1, 1), (1, 2), (1, 4), (2, 2)]


def test_a_cell_over_two_rows_stays_one_where_rows_go_on_counting() -> None:
    merged = RawTable((Cell("甲", 0, 0, 2, 1, 1, 1), Cell("1.00", 0, 1, 1, 1, 1, 1)), 2, 2, continues=True)
    (table,) = assemble(_document(_table("项目|金额", "合计|3.00"), merged))
    assert table.rows[2][0] is table.rows[3][0]
    assert table.rows[2][0] is not None
    assert table.rows[2][0].page_row == 3


def test_what_the_reader_saw_to_continue_is_joined_even_if_it_begins_with_a_label() -> None:
    blocks = (_table("科目|合计", "甲|5.00"), _table("其他|", "乙|6.00", page=2, continues=True))
    assert len(assemble(_document(*blocks))) == 1
    assert len(assemble(_document(blocks[0], _table("其他|", "乙|6.00", page=2)))) == 2


def test_text_or_another_width_between_ends_a_table() -> None:
    first, then = _table("科目|合计", "甲|5.00"), _table("乙|6.00", page=2)
    assert len(assemble(_document(first, TextLine("说明：本部门无此项", 1, 9), then))) == 2
    assert len(assemble(_document(first, _table("乙|6.00|7.00", page=2)))) == 2
    assert len(assemble(_document(first, then))) == 1


def test_title_and_unit_inside_the_grid_are_found_and_left_out_of_the_rows() -> None:
    (table,) = assemble(
        _document(
            _table(
                "收入预算总表||",
                "||单位：元",
                "部门|合计|本年",
                "甲|5.00|5.00",
                spans={"收入预算总表": 3},
            )
        )
    )
    assert (table.kind, table.title, table.unit) == ("income_summary", "收入预算总表", "元")
    assert _texts(table)[0] == ["部门", "合计", "本年"]


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (("甲市财政局 万元",), "万元"),
        (("元",), "元"),
        (("单位：万", "元"), "万元"),
        (("共支出 12 万元",), None),
        (("按规定上缴万元",), None),
        (("甲市财政局 万元", "表一"), None),
    ],
)
def test_a_unit_that_is_the_last_word_right_above_the_table_is_its_unit(
    lines: tuple[str, ...], unit: str | None
) -> None:
    above = [TextLine(text, 1, number) for number, text in enumerate(("支出预算总表", *lines), start=1)]
    (table,) = assemble(_document(*above, _table("科目|合计", "甲|5.00")))
    assert (table.title, table.unit) == ("支出预算总表", unit)


def test_a_title_in_the_grid_of_a_sheet_is_its_title_rather_than_the_sheets_name() -> None:
    grid = _table(
        "表11||",
        "部门收入预算总表||",
        "||单位：元",
        "部门|合计|本年",
        "甲|5.00|5.00",
        spans={"部门收入预算总表": 3},
    )
    (table,) = assemble(_document(TextLine("表11-支出预算表", 1, 1), grid))
    assert (table.kind, table.title, table.unit) == ("income_summary", "部门收入预算总表", "元")
    assert _texts(table)[0] == ["部门", "合计", "本年"]
    other = _table("职工名单||", "部门|合计|本年", "甲|5.00|5.00", spans={"职工名单": 3})
    (table,) = assemble(_document(TextLine("支出预算表", 1, 1), other))
    assert table.title == "支出预算表"


def test_a_table_that_says_otherwise_under_the_same_labels_is_another() -> None:
    title = TextLine("项目支出绩效目标表", 1, 1)
    first = _table("项目名称|培训", "年度资金|5.00", "备注|无")
    tables = assemble(_document(title, first, _table("项目名称|培训", "年度资金|7.00", page=2)))
    assert [_texts(table)[1] for table in tables] == [["年度资金", "5.00"], ["年度资金", "7.00"]]
    assert len(assemble(_document(title, first, _table("项目名称|培训", "其他资金|7.00", page=2)))) == 1


def test_a_row_is_found_by_the_first_cell_that_begins_in_it() -> None:
    cells = (
        Cell("部门", 0, 0, row_span=2, page_row=1),
        Cell("甲", 0, 1, page_row=1),
        Cell("乙", 1, 1, page_row=2),
    )
    (table,) = assemble(_document(RawTable((*cells, Cell("", 2, 0, page_row=3)), n_rows=4, n_columns=2)))
    places = [table.place(row) for row in range(4)]
    assert [None if place is None else place.text for place in places] == ["部门", "乙", "", None]


def test_a_merged_cell_covers_all_its_positions_as_one_cell() -> None:
    (table,) = assemble(
        _document(TextLine("支出预算总表", 1, 1), _table("本年|", "基本|项目", "1|2", spans={"本年": 2}))
    )
    assert table.rows[0][0] is table.rows[0][1]


def test_labels_compare_without_enumerators_blanks_and_quotes() -> None:
    assert label_key("（一）“三公” 经费") == label_key("1.三公经费") == "三公经费"
