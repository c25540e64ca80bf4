"""Rows that stand as lines of the same cells."""

from __future__ import annotations

from yusuan.extract.raw import Cell
from yusuan.extract.rows_in_cells import part_rows


def _grid(*rows: tuple[str, ...]) -> list[Cell]:
    return [
        Cell(text, number, column, page_row=number + 1)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]


def _texts(cells: list[Cell]) -> list[tuple[int, int, int, str]]:
    return sorted((cell.row, cell.page_row, cell.column, cell.text) for cell in cells)


def test_lines_are_rows_where_every_cell_holds_as_many():
    cells = part_rows(_grid(("项目", "金额"), ("基本\n项目\n经营", "800.00\n\n50.25"), ("合计", "850.25")))
    assert _texts(cells) == [
        (0, 1, 0, "项目"),
        (0, 1, 1, "金额"),
        (1, 2, 0, "基本"),
        (1, 2, 1, "800.00"),
        (2, 3, 0, "项目"),
        (2, 3, 1, ""),
        (3, 4, 0, "经营"),
        (3, 4, 1, "50.25"),
        (4, 5, 0, "合计"),
        (4, 5, 1, "850.25"),
    ]


def test_a_cell_beside_them_grows():
    unit = Cell("甲局", 0, 0, row_span=2, page_row=1)
    cells = part_rows(
        [
            unit,
            Cell("合计", 0, 1, page_row=1),
            *(
                Cell(text, 1, column, page_row=2)
                for column, text in enumerate(("基本\n项目", "1.00\n2.00"), start=1)
            ),
        ]
    )
    assert cells[0].row_span == 3


def test_a_wrapped_label_beside_one_amount_stays():
    row = ("机关事业单位\n养老保险", "800.00")
    assert [cell.text for cell in part_rows(_grid(row))] == list(row)


def test_lines_that_do_not_match_stay():
    assert len(part_rows(_grid(("基本\n项目\n经营", "800.00\n50.25")))) == 2
