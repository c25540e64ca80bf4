"""Where a grid's lines of text end and its tables begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from yusuan.extract.raw import Cell, RawTable, TextLine
from yusuan.extract.stacked_tables import segment

if TYPE_CHECKING:
    from collections.abc import Iterable


def grid(text: str) -> list[Cell]:
    """Cells from rows split by `|`; `<` lengthens the cell left of it, `^` the cell above it."""
    rows = [[part.strip() for part in line.split("|")] for line in text.strip("\n").split("\n")]
    cells = []
    for row, parts in enumerate(rows):
        for column, part in enumerate(parts):
            if part in {"", "<", "^"}:
                continue
            width = 1
            while column + width < len(parts) and parts[column + width] == "<":
                width += 1
            height = 1
            while row + height < len(rows) and rows[row + height][column : column + 1] == ["^"]:
                height += 1
            cells.append(Cell(part, row, column, height, width, page_row=row + 1))
    return cells


def shape(text: str) -> list[str | list[list[str]]]:
    """Lines as strings, tables as rows of texts ("" where no cell begins)."""
    found: list[str | list[list[str]]] = []
    for block in segment(grid(text)):
        if isinstance(block, TextLine):
            found.append(block.text)
        else:
            found.append([[cell.text if cell else "" for cell in row] for row in block.grid()])
    return found


def test_title_and_unit_above_a_table_are_lines():
    assert shape("""
收支总表 | < | <
 | | 单位：万元
项目 | 预算数 | 上年
合计 | 10 | 9
""") == ["收支总表", "单位：万元", [["项目", "预算数", "上年"], ["合计", "10", "9"]]]


def test_department_and_unit_in_one_row_are_one_line():
    assert (
        shape("""
部门：某局 | | 单位：元
项目 | 预算数 | 上年
合计 | 10 | 9
""")[0]
        == "部门：某局  单位：元"
    )


def test_a_label_without_amounts_stays_in_its_table():
    (table,) = shape("""
项目 | 预算数
一、本年收入 | 10
二、上缴上级 |
三、其他 |
合计 | 10
""")
    assert [row[0] for row in table] == ["项目", "一、本年收入", "二、上缴上级", "三、其他", "合计"]


def test_an_empty_row_alone_does_not_end_a_table():
    (table,) = shape("""
项目 | 预算数
收入 | 10
 |
合计 | 10
""")
    assert table == [["项目", "预算数"], ["收入", "10"], ["合计", "10"]]


def test_a_label_after_an_empty_row_does_not_end_a_table_whose_amounts_go_on():
    (table,) = shape("""
项目 | 预算数
收入 | 10
 |
二、支出 |
教育 | 10
""")
    assert len(table) == 4


def test_two_tables_in_one_sheet_are_split_at_the_title_between_them():
    assert shape("""
收入总表 | <
项目 | 预算数
收入 | 10
 |
支出总表 | <
单位：万元 |
项目 | 预算数
支出 | 10
""") == [
        "收入总表",
        [["项目", "预算数"], ["收入", "10"]],
        "支出总表",
        "单位：万元",
        [["项目", "预算数"], ["支出", "10"]],
    ]


def test_tables_stacked_without_an_empty_row_are_split_at_the_unit_line():
    found = shape("""
项目 | 预算数
收入 | 10
其他 |
支出总表 | <
 | 单位：万元
项目 | 预算数
支出 | 10
""")
    assert found == [
        [["项目", "预算数"], ["收入", "10"], ["其他", ""]],
        "支出总表",
        "单位：万元",
        [["项目", "预算数"], ["支出", "10"]],
    ]


def test_a_section_row_over_the_whole_width_stays_in_its_table():
    (table,) = shape("""
项目 | 预算数 | 上年
一、基本支出 | < | <
人员 | 10 | 9
二、项目支出 | < | <
维修 | 10 | 9
""")
    assert len(table) == 5


def test_another_width_after_an_empty_row_is_another_table():
    first, second = shape("""
项目 | 预算数
收入 | 10
 | |
项目 | 预算数 | 上年
支出 | 10 | 9
""")
    assert len(first[0]) == 2
    assert len(second[0]) == 3


def test_a_note_under_a_table_is_a_line():
    assert (
        shape("""
项目 | 预算数
合计 | 10
注：本表反映收支情况。 |
""")[-1]
        == "注：本表反映收支情况。"
    )


def test_the_last_label_without_amount_is_not_taken_for_a_note():
    (table,) = shape("""
项目 | 预算数
合计 | 10
支出总计 |
""")
    assert len(table) == 3


def test_a_heading_over_some_columns_belongs_to_the_table():
    assert shape("""
支出总表 | | |
 | | 本年预算 | <
科目编码 | 科目名称 | 基本 | 项目
201 | 一般公共服务 | 1 | 2
""") == [
        "支出总表",
        [
            ["", "", "本年预算", ""],
            ["科目编码", "科目名称", "基本", "项目"],
            ["201", "一般公共服务", "1", "2"],
        ],
    ]


def test_years_in_headings_are_not_taken_for_amounts():
    found = shape("""
项目 | 2023 | 2024
合计 | 9 | 10
 | |
收入情况 | |
项目 | 2023 | 2024
合计 | 9 | 10
""")
    assert found[1] == "收入情况"
    assert len(found) == 3


def test_spans_are_kept_and_counted_from_the_tables_own_corner():
    blocks = segment(
        grid("""
 | 标题表 | < | <
 | 项目 | 金额 | <
 | ^ | 本年 | 上年
 | 合计 | 10 | 9
""")
    )
    line, table = blocks
    assert isinstance(line, TextLine)
    assert line.row == 1
    assert isinstance(table, RawTable)
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}
    assert spans["项目"] == (0, 0, 2, 1)
    assert spans["金额"] == (0, 1, 1, 2)
    assert (table.n_rows, table.n_columns) == (3, 3)
    assert table.cells[0].page_row == 2


def test_columns_in_which_nothing_begins_are_no_columns():
    (table,) = shape("""
项目 | < | 预算数
合计 | < | 10
""")
    assert table == [["项目", "预算数"], ["合计", "10"]]


def test_a_grid_without_text_gives_nothing():
    assert segment([]) == []
    assert segment([Cell("", 0, 0)]) == []


TEXTS = st.sampled_from(
    ["", "", "<", "^", "项目", "合计", "10", "2024", "收支总表", "单位：万元", "部门：某局", "注：无"]
)


@given(st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=12))
def test_no_text_is_lost_or_moved_and_no_cells_overlap(rows):
    cells = grid("\n".join(" | ".join(row) for row in rows) or " | ")
    cells = without_overlaps(cells)
    blocks = segment(cells)
    found = []
    for block in blocks:
        if isinstance(block, TextLine):
            found += block.text.split("  ")
            continue
        covered = places(block.cells)
        assert len(covered) == len(set(covered))
        assert all(row < block.n_rows and column < block.n_columns for row, column in covered)
        found += [cell.text for cell in block.cells]
    assert found == [cell.text for cell in sorted(cells, key=lambda cell: (cell.row, cell.column))]


def places(cells: Iterable[Cell]) -> list[tuple[int, int]]:
    return [
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]


def without_overlaps(cells: Iterable[Cell]) -> list[Cell]:
    kept: list[Cell] = []
    for cell in cells:
        if not set(places(kept)) & set(places([cell])):
            kept.append(cell)
    return kept
