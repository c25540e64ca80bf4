"""What is read of spreadsheets: what their visible sheets show."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.extract.office.workbook import read_workbook
from yusuan.extract.raw import RawDocument, RawTable, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = [("科目编码", "科目名称", "合计"), ("2080505", "养老保险", 12.5)]


def xlsx(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return stream.getvalue()


def one_sheet(rows: list[tuple[Any, ...]], name: str = "Sheet1") -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return xlsx(fill)


def xls(fill: Callable[[xlwt.Workbook], object]) -> bytes:
    book = xlwt.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes) -> RawDocument:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        return read_workbook(path)


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same package with members changed by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return stream.getvalue()


def test_cells_keep_their_sheet_and_row():
    document = read(one_sheet([("收入总表",), (), *TABLE]))
    (table,) = document.tables()
    assert (document.format, document.pages) == ("xlsx", 1)
    assert [(line.text, line.page, line.row) for line in document.lines()] == [("收入总表", 1, 1)]
    assert texts(table) == [["科目编码", "科目名称", "合计"], ["2080505", "养老保险", "12.5"]]
    assert [cell.page_row for cell in table.cells] == [3, 3, 3, 4, 4, 4]


def test_codes_dates_booleans_and_errors_come_as_text():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [2080505.0, True])
        sheet.write_datetime(0, 2, dt.date(2024, 2, 26), book.add_format({"num_format": "yyyy-mm-dd"}))
        moment = dt.datetime.fromisoformat("2024-02-26 08:30:00")
        sheet.write_datetime(0, 3, moment, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_formula(0, 4, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 5, "=1+1", None, 2)

    (table,) = read(xlsx(fill)).tables()
    assert texts(table) == [["2080505", "TRUE", "2024-02-26", "2024-02-26 08:30:00", "#DIV/0!", "2"]]


def test_numbers_are_shown_in_their_cells_format():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for column, (value, code) in enumerate(
            [(0.1234, "0.00%"), (33.33333, "#,##0.00"), (1, "00"), (12.5, "General")]
        ):
            sheet.write_number(0, column, value, book.add_format({"num_format": code}))

    (table,) = read(xlsx(fill)).tables()
    assert texts(table) == [["12.34%", "33.33", "01", "12.5"]]


def test_amounts_stored_as_text_stay_as_they_are():
    (table,) = read(one_sheet([("项目", "金额"), ("合计", "1,234.50")])).tables()
    assert texts(table)[1] == ["合计", "1,234.50"]


def test_merged_cells_are_one_cell_with_its_spans():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "项目")
        sheet.merge_range(0, 1, 0, 2, "金额")
        sheet.write_row(1, 1, ["本年", "上年"])
        sheet.write_row(2, 0, ["合计", 10, 9])

    (table,) = read(xlsx(fill)).tables()
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans["项目"] == (2, 1)
    assert spans["金额"] == (1, 2)
    assert (table.n_rows, table.n_columns) == (3, 3)


def test_a_line_break_in_a_cell_is_kept_and_its_blanks_are_not():
    (table,) = read(one_sheet([("科目\r\n 名称 ", "　合计")])).tables()
    assert texts(table) == [["科目\n名称", "合计"]]


def test_several_tables_in_a_sheet_are_several_tables():
    document = read(one_sheet([("收入总表",), *TABLE, (), ("支出总表",), ("单位：万元",), *TABLE]))
    assert [line.text for line in document.lines()] == ["收入总表", "支出总表", "单位：万元"]
    assert len(list(document.tables())) == 2


def test_hidden_sheets_rows_and_columns_are_left_out_and_noted():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表一")
        for number, row in enumerate([("项目", "编码", "金额"), ("旧", 1, 2), ("合计", 3, 4)]):
            sheet.write_row(number, 0, row)
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_row(1, None, None, {"hidden": True})
        book.add_worksheet("草稿").hide()
        book.add_worksheet("底稿").very_hidden()

    document = read(xlsx(fill))
    (table,) = document.tables()
    assert texts(table) == [["项目", "金额"], ["合计", "4"]]
    assert table.cells[-1].page_row == 3
    assert document.pages == 1
    assert len(document.notes) == 4
    assert any("草稿" in note for note in document.notes)


def test_a_merged_range_is_seen_through_its_hidden_part():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "金额")
        sheet.write(0, 3, "备注")
        sheet.write_row(1, 0, [1, 2, 3, "无"])
        sheet.set_column(0, 0, None, None, {"hidden": True})

    (table,) = read(xlsx(fill)).tables()
    assert [(cell.text, cell.column, cell.column_span) for cell in table.cells[:2]] == [
        ("金额", 0, 2),
        ("备注", 2, 1),
    ]


def test_pages_are_the_visible_sheets_in_their_order():
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("目录").write(0, 0, "目录")
        book.add_worksheet("隐藏").hide()
        book.add_worksheet("收入").write_row(0, 0, ["项目", "金额"])

    document = read(xlsx(fill))
    assert document.pages == 2
    assert [table.page for table in document.tables()] == [2]


def test_a_sheets_name_stands_for_a_missing_title():
    named = read(one_sheet([("单位：万元",), *TABLE], name="收入总表"))
    assert [line.text for line in named.lines()] == ["收入总表", "单位：万元"]
    assert not list(read(one_sheet(TABLE, name="Sheet1")).lines())
    titled = read(one_sheet([("部门收入表",), *TABLE], name="g02"))
    assert [line.text for line in titled.lines()] == ["部门收入表"]


def test_xls_gives_the_same_as_xlsx():
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("表一")
        sheet.write_merge(0, 0, 0, 3, "收入总表")
        percent = xlwt.easyxf(num_format_str="0.00%")
        for column, value in enumerate(["编码", "项目", "占比", "旧"]):
            sheet.write(1, column, value)
        sheet.write(2, 0, 2080505)
        sheet.write(2, 1, "合计")
        sheet.write(2, 2, 0.1234, percent)
        sheet.write(3, 0, dt.date(2024, 2, 26), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        sheet.write(3, 1, True)
        sheet.write(3, 3, 7)
        sheet.col(3).hidden = True
        book.add_sheet("草稿").visibility = 1

    document = read(xls(fill))
    (table,) = document.tables()
    assert (document.format, document.pages) == ("xls", 1)
    assert [line.text for line in document.lines()] == ["收入总表"]
    assert texts(table) == [
        ["编码", "项目", "占比"],
        ["2080505", "合计", "12.34%"],
        ["2024-02-26", "TRUE", ""],
    ]
    assert len(document.notes) == 2


def test_the_title_comes_from_the_metadata():
    def fill(book: xlsxwriter.Workbook) -> None:
        book.set_properties({"title": "2024年 预算"})
        book.add_worksheet().write_row(0, 0, ["a", "b"])

    assert read(xlsx(fill)).title == "2024年 预算"


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_empty_workbook_is_refused():
    assert "没有可读的内容" in refused(one_sheet([]))


def test_truncated_workbooks_are_refused():
    whole = one_sheet(TABLE)
    assert "已损坏" in refused(whole[: len(whole) // 2])
    old = xls(lambda book: book.add_sheet("a").write(0, 0, 1))
    assert "已损坏" in refused(old[:2000])


def test_a_sheet_of_one_cell_in_each_far_corner_is_refused():
    def far(name: str, content: bytes) -> bytes:
        row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", row) if name.startswith("xl/worksheets/") else content

    assert "范围过大" in refused(repacked(one_sheet(TABLE), far))


@pytest.mark.parametrize(
    "rows",
    [
        b'<c r="xfd1048576"><v>1</v></c>',
        b'<row r="1048576"><c r="XFD01048576"><v>1</v></c></row>',
        b'<row r="1048576"><c/><c/><c/><c/><c><v>1</v></c></row>',
        b'<row r="4294967295"><c><v>1</v></c></row>',
        b'<row r="2"><c r="ZZZZ9"><v>1</v></c></row>',
    ],
)
def test_far_cells_in_odd_spellings_are_refused(rows):
    def far(name: str, content: bytes) -> bytes:
        end = rows + b"</sheetData>"
        return content.replace(b"</sheetData>", end) if name.startswith("xl/worksheets/") else content

    assert refused(repacked(one_sheet(TABLE), far))


def test_cells_without_places_follow_each_other():
    def bare(name: str, content: bytes) -> bytes:
        return (
            re.sub(rb'(<(?:row|c)) r="[A-Z]?[0-9]+"', rb"\1", content) if "worksheets/" in name else content
        )

    (table,) = read(repacked(one_sheet([("项目", "占比"), ("合计", 1)]), bare)).tables()
    assert texts(table) == [["项目", "占比"], ["合计", "1"]]


def test_a_small_file_that_unpacks_to_200_mb_is_refused():
    def blown(name: str, content: bytes) -> bytes:
        return b" " * 200_000_000 if name == "docProps/app.xml" else content

    bomb = repacked(one_sheet(TABLE), blown)
    assert len(bomb) < 300_000
    assert "压缩炸弹" in refused(bomb)


def test_entity_declarations_are_refused():
    def declaring(name: str, content: bytes) -> bytes:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        return content.replace(b"?>", b"?>" + bomb, 1) if name == "xl/workbook.xml" else content

    assert "实体声明" in refused(repacked(one_sheet(TABLE), declaring))


def test_entity_declarations_in_utf_16_are_refused():
    def declaring(name: str, content: bytes) -> bytes:
        return "\ufeff<!DOCTYPE x><x/>".encode("utf-16-le") if name == "docProps/app.xml" else content

    assert "实体声明" in refused(repacked(one_sheet(TABLE), declaring))


def test_external_links_are_ignored():
    def linked(name: str, content: bytes) -> bytes:
        link = b'<Relationship Id="x" Type="a/worksheet" Target="http://127.0.0.1:1/" TargetMode="External"/>'
        return (
            content.replace(b"</Relationships>", link + b"</Relationships>")
            if name.endswith(".rels")
            else content
        )

    assert len(list(read(repacked(one_sheet(TABLE), linked)).tables())) == 1


SMALL_XLSX = one_sheet([("收入总表",), *TABLE])
SMALL_XLS = xls(lambda book: [book.add_sheet("a").write(0, 0, "项目"), book.get_sheet(0).write(0, 1, 12.5)])


def is_read_or_refused(data: bytes) -> bool:
    try:
        return isinstance(read(data), RawDocument)
    except UnreadableError as error:
        return "\n" not in str(error)


@settings(max_examples=100)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_arbitrary_bytes_are_read_or_refused(data, start):
    assert is_read_or_refused(start + data)


@settings(max_examples=200)
@given(st.data(), st.sampled_from([SMALL_XLSX, SMALL_XLS]))
def test_a_workbook_with_changed_bytes_is_read_or_refused(data, whole):
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    assert is_read_or_refused(bytes(changed[: data.draw(st.integers(1, len(changed)))]))


@settings(max_examples=200)
@given(st.data())
def test_a_workbook_whose_parts_are_changed_is_read_or_refused(data):
    """Changed before packing, so that the archive is whole and the XML inside is not."""
    victim = data.draw(
        st.sampled_from(
            ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
        )
    )

    def change(name: str, content: bytes) -> bytes:
        if name != victim:
            return content
        changed = bytearray(content)
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(changed) - 1))
            changed[at : at + data.draw(st.integers(0, 5))] = data.draw(
                st.sampled_from([b"", b"9", b"<", b"999999", b'"', b"\xff"])
            )
        return bytes(changed)

    assert is_read_or_refused(repacked(SMALL_XLSX, change))


def test_formulas_without_a_value_and_errors_are_named_with_their_cells():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("收支")
        sheet.write_row(0, 0, ["项目", "金额"])
        sheet.write_formula("B2", "=SUM(B3:B4)", value="")
        sheet.write_formula("B3", "=A0", value="#REF!")
        sheet.write_number("B4", 5)

    assert read(xlsx(fill)).notes == (
        "工作表“收支”有错误值，没有读：B3（#REF!） (errors instead of values)",
        "工作表“收支”有 1 个公式没有算出的值，没有读，请用表格软件打开后另存：B2 (formulas without values)",
    )
