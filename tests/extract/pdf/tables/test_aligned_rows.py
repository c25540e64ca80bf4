"""Lines of labels put to the rows whose figures they stand beside."""

from __future__ import annotations

from yusuan.extract.pdf.tables.aligned_rows import labels_of, levels
from yusuan.extract.pdf.tables.pieces import Piece


def _line(text: str, top: float, left: float = 0) -> Piece:
    return Piece(text, left, left + 10 * len(text), top, top + 10)


def _labels(names: list[Piece], rows: list[float]) -> list[tuple[str, int | None]]:
    (labels,) = labels_of([names], rows)
    return [("".join(piece.text for line in label.lines for piece in line), label.row) for label in labels]


def test_figures_on_one_line_are_one_level():
    assert levels([_line("1.00", 0), _line("2.00", 0.5, 90), _line("3.00", 20)]) == [5, 25]


def test_a_label_on_one_line_names_the_row_beside_it():
    names = [_line("基本支出", 0), _line("项目支出", 15)]
    assert _labels(names, [5, 20]) == [("基本支出", 0), ("项目支出", 1)]


def test_a_label_that_wraps_stands_around_its_figures():
    names = [
        _line("机关事业单位", 0),
        _line("养老保险缴费", 12),
        _line("支出", 24),
        _line("住房公积金", 40),
    ]
    assert _labels(names, [17, 45]) == [("机关事业单位养老保险缴费支出", 0), ("住房公积金", 1)]


def test_a_label_that_wraps_may_begin_beside_its_figures():
    names = [_line("机关事业单位", 0), _line("养老", 11), _line("住房公积金额", 26), _line("补贴", 37)]
    assert _labels(names, [5, 31]) == [("机关事业单位养老", 0), ("住房公积金额补贴", 1)]


def test_a_label_without_figures_is_a_row_of_its_own():
    names = [_line("事业收入", 0), _line("上年结转", 15), _line("收入总计", 30)]
    assert _labels(names, [5, 35]) == [("事业收入", 0), ("上年结转", None), ("收入总计", 1)]


def test_a_heading_above_a_wrapped_label_is_no_part_of_it():
    names = [_line("项目", 0), _line("一般公共预算拨款", 15), _line("收入", 27), _line("事业收入", 42)]
    assert _labels(names, [26, 47]) == [("项目", None), ("一般公共预算拨款收入", 0), ("事业收入", 1)]
