"""What is read of word-processor documents: their body, in its order."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.extract.office.word import read_word
from yusuan.extract.raw import RawDocument, RawTable, TextLine, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document
    from docx.table import Table


def word(fill: Callable[[Document], object]) -> bytes:
    document = docx.Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def add_table(document: Any, rows: list[list[str]]) -> Table:
    table: Table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def of_body(markup: str) -> bytes:
    """A document with this markup as its body."""

    def fill(document: Document) -> None:
        body = document.element.body
        for element in parse_xml(f"<w:body {nsdecls('w')}>{markup}</w:body>"):
            body.append(element)

    return word(fill)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(data: bytes) -> RawDocument:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        return read_word(path)


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def shape(document: RawDocument) -> list[str | list[list[str]]]:
    return [block.text if isinstance(block, TextLine) else texts(block) for block in document.blocks]


ROWS = [["项目", "预算数"], ["合计", "10"]]


def test_paragraphs_and_tables_come_in_the_order_of_the_body():
    def fill(document: Document) -> None:
        document.add_heading("第二部分 预算表")
        document.add_paragraph("")
        document.add_paragraph("收支总表")
        add_table(document, ROWS)
        document.add_paragraph("说明")

    document = read(word(fill))
    assert shape(document) == ["第二部分 预算表", "收支总表", ROWS, "说明"]
    assert [(line.page, line.row) for line in document.lines()] == [(1, 1), (1, 2), (1, 3)]
    assert (document.format, document.pages) == ("docx", 1)


def test_merged_cells_are_given_once_with_their_spans():
    def fill(document: Document) -> None:
        table = add_table(document, [["项目", "金额", ""], ["", "本年", "上年"], ["合计", "10", "9"]])
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))

    (table,) = read(word(fill)).tables()
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}
    assert spans["项目"] == (0, 0, 2, 1)
    assert spans["金额"] == (0, 1, 1, 2)
    assert spans["9"] == (2, 2, 1, 1)
    assert len(table.cells) == 7


def test_equal_neighbours_that_are_not_merged_stay_two_cells():
    (table,) = read(word(lambda document: add_table(document, [["金额", "金额"], ["0", "0"]]))).tables()
    assert texts(table) == [["金额", "金额"], ["0", "0"]]


def test_a_row_that_begins_late_keeps_its_columns():
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>".format(paragraph("项目"), paragraph("金额"))
    late = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>{paragraph("10")}</w:tc></w:tr>'
    (table,) = read(of_body(f"<w:tbl>{row}{late}</w:tbl>")).tables()
    assert texts(table) == [["项目", "金额"], ["", "10"]]


def test_lines_of_a_wrapped_cell_are_kept():
    def fill(document: Document) -> None:
        add_table(document, [["支出功能\n分类", "金额"], ["合计", "376.6"]])

    (table,) = read(word(fill)).tables()
    assert table.cells[0].text == "支出功能\n分类"


def test_title_and_unit_in_the_tables_first_rows_are_lines():
    def fill(document: Document) -> None:
        table = add_table(document, [["收支总表", ""], ["", "单位：万元"], *ROWS])
        table.cell(0, 0).merge(table.cell(0, 1))

    assert shape(read(word(fill))) == ["收支总表", "单位：万元", ROWS]


def test_a_frame_of_one_column_is_text_around_its_inner_table():
    def fill(document: Document) -> None:
        frame = document.add_table(1, 1).cell(0, 0)
        frame.text = "收支总表"
        inner = frame.add_table(2, 2)
        for row, values in zip(inner.rows, ROWS, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value

    assert shape(read(word(fill))) == ["收支总表", ROWS]


def test_a_table_inside_a_tables_cell_follows_it():
    def fill(document: Document) -> None:
        outer = add_table(document, [["项目", "明细"], ["合计", "见内"]])
        inner = outer.cell(1, 1).add_table(1, 2)
        inner.cell(0, 0).text = "甲"
        inner.cell(0, 1).text = "5"

    assert shape(read(word(fill))) == [[["项目", "明细"], ["合计", "见内"]], [["甲", "5"]]]


def test_deleted_and_hidden_text_is_not_read_and_inserted_text_is():
    markup = (
        "<w:p><w:r><w:t>预算</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>10</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        '<w:hyperlink w:anchor="a"><w:r><w:t>万元</w:t></w:r></w:hyperlink></w:p>'
    )
    assert shape(read(of_body(markup))) == ["预算10万元"]


def test_content_controls_and_line_breaks_are_seen_through():
    markup = (
        f"<w:sdt><w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>"
    )
    assert shape(read(of_body(markup))) == ["目录", "一", "二 三"]


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph('附表1')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choices = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:t>正文</w:t><mc:AlternateContent {mc}>{choices}</mc:AlternateContent>"
    assert shape(read(of_body(f"<w:p><w:r>{run}</w:r></w:p>"))) == ["正文", "附表1"]


def test_deleted_rows_are_left_out():
    row = f"<w:tr>{{}}<w:tc>{paragraph('合计')}</w:tc><w:tc>{paragraph('10')}</w:tc></w:tr>"
    markup = row.format("") + row.format("<w:trPr><w:del/></w:trPr>")
    (table,) = read(of_body(f"<w:tbl>{markup}</w:tbl>")).tables()
    assert table.n_rows == 1


def test_the_title_comes_from_the_metadata():
    def fill(document: Document) -> None:
        document.core_properties.title = "2024年部门预算"
        document.add_paragraph("正文")

    assert read(word(fill)).title == "2024年部门预算"


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return stream.getvalue()


SMALL = word(lambda document: [document.add_paragraph("收支总表"), add_table(document, ROWS)])


def test_a_document_without_text_is_refused():
    assert "没有可读的文字" in refused(word(lambda _: None))


def test_a_truncated_document_is_refused():
    assert "已损坏" in refused(SMALL[: len(SMALL) // 2])


def test_entity_bombs_are_refused():
    def bomb(name: str, content: bytes) -> bytes:
        entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        return content.replace(b"?>", b"?>" + entities, 1) if name == "word/document.xml" else content

    assert "实体声明" in refused(repacked(SMALL, bomb))


def test_deep_nesting_is_refused():
    deep = "<w:sdt><w:sdtContent>" * 1000 + "</w:sdtContent></w:sdt>" * 1000

    def nested(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"<w:body>", b"<w:body>" + deep.encode())
            if name == "word/document.xml"
            else content
        )

    assert "已损坏" in refused(repacked(SMALL, nested))


def test_absurd_spans_do_not_grow_the_table():
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr>{paragraph("1")}</w:tc>'
    (table,) = read(of_body(f"<w:tbl><w:tr>{cell * 50}</w:tr></w:tbl>")).tables()
    assert table.n_columns == 50


def test_external_pictures_and_missing_parts_do_not_matter():
    def linked(name: str, content: bytes) -> bytes:
        link = (
            b'<Relationship Id="x" Type="a/image" Target="http://127.0.0.1:1/x.png" TargetMode="External"/>'
        )
        lost = b'<Relationship Id="y" Type="a/image" Target="NULL"/>'
        return (
            content.replace(b"</Relationships>", link + lost + b"</Relationships>")
            if name.endswith(".rels")
            else content
        )

    assert len(list(read(repacked(SMALL, linked)).tables())) == 1


def is_read_or_refused(data: bytes) -> bool:
    try:
        return isinstance(read(data), RawDocument)
    except UnreadableError as error:
        return "\n" not in str(error)


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(data):
    assert is_read_or_refused(b"PK\x03\x04" + data)


@settings(max_examples=100)
@given(st.data())
def test_a_document_with_changed_bytes_is_read_or_refused(data):
    changed = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    assert is_read_or_refused(bytes(changed[: data.draw(st.integers(1, len(changed)))]))


@settings(max_examples=100)
@given(st.data())
def test_a_document_whose_markup_is_changed_is_read_or_refused(data):
    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        changed = bytearray(content)
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(changed) - 1))
            piece = data.draw(st.sampled_from([b"", b"<w:tbl>", b"</w:tc>", b"9", b"\xff", b"<w:p/>"]))
            changed[at : at + data.draw(st.integers(0, 9))] = piece
        return bytes(changed)

    assert is_read_or_refused(repacked(SMALL, change))
