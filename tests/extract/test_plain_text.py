"""Text files: paragraphs, tables of tab-separated cells, and where each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.extract.plain_text import read_transcript
from yusuan.extract.raw import RawDocument, RawTable, TextLine, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], RawDocument]:
    def read_text(content: str | bytes) -> RawDocument:
        path = tmp_path / "document.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_transcript(path)

    return read_text


def _texts(table: RawTable) -> list[list[str]]:
    return [["" if cell is None else cell.text for cell in row] for row in table.grid()]


def test_paragraphs_and_rows_keep_their_line_numbers(read: Callable[[str], RawDocument]) -> None:
    document = read("甲局\n\n  说明 \n项目\t金额\n合计\t5.00\n完\n")
    assert list(document.lines()) == [
        TextLine("甲局", 1, 1),
        TextLine("说明", 1, 3),
        TextLine("完", 1, 6),
    ]
    (table,) = document.tables()
    assert _texts(table) == [["项目", "金额"], ["合计", "5.00"]]
    assert [cell.page_row for cell in table.cells] == [4, 4, 5, 5]
    assert (document.format, document.pages) == ("txt", 1)


def test_a_row_that_is_a_cell_short_stays_in_its_table(read: Callable[[str], RawDocument]) -> None:
    (table,) = read("a\tb\tc\nd\te\nf\tg\th\n").tables()
    assert _texts(table) == [["a", "b", "c"], ["d", "e", ""], ["f", "g", "h"]]


def test_over_blank_lines_a_table_goes_on_only_with_the_same_number_of_cells(
    read: Callable[[str], RawDocument],
) -> None:
    assert len(list(read("a\tb\n\n\nc\td\n").tables())) == 1
    assert len(list(read("a\tb\n\nc\td\te\n").tables())) == 2


def test_a_paragraph_ends_a_table(read: Callable[[str], RawDocument]) -> None:
    document = read("a\tb\n说明\nc\td\n")
    assert [type(block) for block in document.blocks] == [RawTable, TextLine, RawTable]


def test_blank_cells_leave_their_position_empty(read: Callable[[str], RawDocument]) -> None:
    (table,) = read("\ta\t \t\nb\t\t\tc\n").tables()
    assert [(cell.text, cell.row, cell.column) for cell in table.cells] == [
        ("a", 0, 1),
        ("b", 1, 0),
        ("c", 1, 3),
    ]
    assert (table.n_rows, table.n_columns) == (2, 4)


def test_line_numbers_are_those_of_an_editor_whatever_else_separates_text(
    read: Callable[[str], RawDocument],
) -> None:
    document = read("\f甲局\r\n第\u2028一行\x0b续\r\n合计\t5\u20281\r\n")
    assert [line.row for line in document.lines()] == [1, 2]
    (table,) = document.tables()
    assert [cell.page_row for cell in table.cells] == [3, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_utf8_and_what_chinese_windows_writes_read_alike(
    read: Callable[[bytes], RawDocument], encoding: str
) -> None:
    (line,) = read("预算公开〇".encode(encoding)).lines()
    assert line.text == "预算公开〇"


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\xff\xff\xff", "a\tb".encode("utf-16-le")])
def test_what_is_no_text_is_refused_in_one_line_that_names_the_file(
    read: Callable[[bytes], RawDocument], content: bytes
) -> None:
    with pytest.raises(UnreadableError, match=r"^[^\n]*document\.txt：不是文本文件[^\n]*$"):
        read(content)


def test_an_empty_file_is_an_empty_document(read: Callable[[str], RawDocument]) -> None:
    assert read("").blocks == ()


@settings(max_examples=200)
@given(content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_law_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(content)
    try:
        document = read_transcript(path)
    except UnreadableError:
        return
    for table in document.tables():
        assert len(table.grid()) == table.n_rows
        assert all(cell.text.strip() == cell.text != "" for cell in table.cells)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "合计", "1.00", "乙"]), min_size=2, max_size=5), min_size=1, max_size=8
    )
)
def test_law_every_printed_cell_is_read_at_its_line_and_column(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "grid.txt"
    path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    found = {
        (cell.page_row, cell.column + 1): cell.text
        for table in read_transcript(path).tables()
        for cell in table.cells
    }
    printed = {
        (number, column): text
        for number, row in enumerate(rows, start=1)
        for column, text in enumerate(row, start=1)
        if text
    }
    assert found == printed


def test_text_that_windows_calls_unicode_is_read(read: Callable[[str | bytes], RawDocument]) -> None:
    document = read("甲局\n项目\t金额\n合计\t5.00\n".encode("utf-16"))
    assert [line.text for line in document.lines()] == ["甲局"]
    assert [_texts(table) for table in document.tables()] == [[["项目", "金额"], ["合计", "5.00"]]]


def test_markdown_tables_are_tables(read: Callable[[str], RawDocument]) -> None:
    (table,) = read("| 项目 | 金额 |\n|:---|---:|\n| 合计 | 1,234.50 |\n|  | 5.00 |\n").tables()
    assert _texts(table) == [["项目", "金额"], ["合计", "1,234.50"], ["", "5.00"]]
    assert [cell.page_row for cell in table.cells] == [1, 1, 3, 3, 4]


def test_comma_separated_lines_are_a_table(read: Callable[[str], RawDocument]) -> None:
    document = read('甲局2024年部门预算\n项目,金额\n"甲,乙",\n合计,"1,234.50"\n')
    assert [line.text for line in document.lines()] == ["甲局2024年部门预算"]
    assert [_texts(table) for table in document.tables()] == [
        [["项目", "金额"], ["甲,乙", ""], ["合计", "1,234.50"]]
    ]


def test_sentences_with_commas_are_no_table(read: Callable[[str], RawDocument]) -> None:
    assert not list(read("收入,支出\n预算,决算\n增加,减少\n").tables())
    assert not list(read("收入1,234.50\n支出2,345.60\n其他3,456.70\n").tables())
    assert not list(read("收入1,234.50万元\n支出2,345.60万元\n其他3,456.70万元\n").tables())
