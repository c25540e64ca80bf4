"""Columns told by how pieces stand below each other, and the headings over them."""

from __future__ import annotations

from yusuan.extract.pdf.tables.aligned_columns import Extent, column_at, columns_of
from yusuan.extract.pdf.tables.aligned_headings import heading_cells, with_headings
from yusuan.extract.pdf.tables.grid import Span
from yusuan.extract.pdf.tables.pieces import Piece


def _piece(text: str, left: float, right: float, top: float = 0) -> Piece:
    return Piece(text, left, right, top, top + 10)


def test_what_stands_below_each_other_is_a_column():
    pieces = [_piece("基本支出", 0, 40), _piece("5.00", 60, 80), _piece("12,000.00", 50, 80, 12)]
    assert columns_of(pieces) == [Extent(0, 40), Extent(50, 80)]


def test_a_name_that_runs_over_into_figures_makes_no_column_of_both():
    names = [_piece("基本支出", 0, 40, 12 * row) for row in range(4)]
    figures = [_piece("5.00", 60, 80, 12 * row) for row in range(4)]
    over = _piece("对附属单位补助支出", 0, 70, 60)
    columns = columns_of([*names, *figures, over])
    assert columns == [Extent(0, 40), Extent(60, 80)]
    assert column_at(columns, over) == 0


def test_a_column_that_is_blank_is_told_by_its_heading():
    columns = [Extent(0, 40), Extent(100, 130)]
    headings = [[_piece("项目", 10, 30), _piece("基金", 60, 80), _piece("合计", 105, 125)]]
    assert with_headings(columns, headings) == [Extent(0, 40), Extent(60, 80), Extent(100, 130)]


def test_a_heading_beside_a_column_without_one_is_its_own():
    columns = [Extent(0, 20), Extent(100, 130)]
    headings = [[_piece("科目名称", 40, 80), _piece("合计", 105, 125)]]
    assert with_headings(columns, headings) == [Extent(0, 80), Extent(100, 130)]


def test_a_heading_in_the_middle_over_several_columns_spans_them():
    columns = [Extent(0, 40), Extent(60, 90), Extent(110, 140), Extent(160, 190)]
    lines = [
        [_piece("基本支出", 80, 120, 0)],
        [_piece("项目", 10, 30, 12), _piece("合计", 165, 185, 12)],
        [_piece("人员", 65, 85, 24), _piece("公用", 115, 135, 24)],
    ]
    assert heading_cells(columns, lines) == {
        Span(0, 1, 2, 2): "基本支出",
        Span(0, 0, 3, 1): "项目",
        Span(0, 3, 3, 1): "合计",
        Span(2, 1, 1, 1): "人员",
        Span(2, 2, 1, 1): "公用",
    }


def test_a_heading_that_wraps_is_one():
    lines = [[_piece("一般公共", 0, 40, 0)], [_piece("预算", 10, 30, 11)]]
    assert heading_cells([Extent(0, 40)], lines) == {Span(0, 0, 2, 1): "一般公共\n预算"}
