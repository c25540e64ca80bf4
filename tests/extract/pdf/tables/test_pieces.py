"""Printed lines as pieces."""

from __future__ import annotations

from yusuan.extract.pdf.content.characters import Char
from yusuan.extract.pdf.tables.pieces import Piece, printed, right_edges, split_at


def _chars(text: str, left: float, width: float = 10) -> list[Char]:
    return [
        Char(left + width * place, 0, left + width * (place + 1), 10, 8, letter, place)
        for place, letter in enumerate(text)
    ]


def _texts(line: list[Char]) -> list[str]:
    return [piece.text for piece in printed(line).pieces]


def test_a_name_and_the_amount_glued_to_it_are_two():
    assert _texts(_chars("事业收入1,234.56", 0)) == ["事业收入", "1,234.56"]
    assert _texts(_chars("2024年", 0)) == ["2024年"]


def test_latin_words_are_one_piece_and_figures_are_not():
    assert _texts([*_chars("Meals", 0, 5), *_chars("and", 28, 5)]) == ["Meals and"]
    assert _texts([*_chars("1.00", 0, 5), *_chars("2.00", 24, 5)]) == ["1.00", "2.00"]


def test_touching_columns_are_parted_where_figures_end():
    lines = [
        printed([*_chars(code, 50 - 5 * len(code), 5), *_chars("行政运行", 51)]) for code in ("201", "20103")
    ]
    lines += [printed([*_chars("2010301", 15, 5), *_chars("50.00", 80, 5), *_chars("60.00", 120, 5)])] * 3
    edges = right_edges(lines)
    assert 50 in edges
    glued = Piece("20805机关", 25, 70, 0, 10, (30, 35, 40, 45, 50, 60, 70))
    assert [piece.text for piece in split_at(glued, edges)] == ["20805", "机关"]


def test_a_heading_over_columns_is_not_parted_unless_it_ends_where_figures_do():
    edges = [50.0, 90.0]
    within = Piece("基本支出", 30, 70, 0, 10, (40, 50, 60, 70))
    assert split_at(within, edges) == [within]
    touching = Piece("合计基本支出", 30, 90, 0, 10, (40, 50, 60, 70, 80, 90))
    assert [piece.text for piece in split_at(touching, edges)] == ["合计", "基本支出"]
