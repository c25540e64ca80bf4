"""The door: formats by content, refusals in one line that says what to do."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from limits import within
from yusuan.extract import formats as door
from yusuan.extract.raw import RawDocument, UnreadableError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xlsx() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["项目", "预算数"])
    return stream.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "项目")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("部门预算")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def package(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


def ole(stream_name: str) -> bytes:
    """What the door looks at in an OLE file: a directory entry with this name."""
    name = stream_name.encode("utf-16-le") + b"\0\0"
    entry = name.ljust(64, b"\0") + len(name).to_bytes(2, "little")
    return OLE.ljust(512, b"\0") + b"\0" * 128 + entry.ljust(128, b"\0") + b"\0" * 256


@pytest.fixture
def file(tmp_path):
    def write(data: bytes | str, name: str = "2024-budget.pdf") -> Path:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\r\n\0junk%PDF-1.4\n", "pdf"),
        (xlsx(), "xlsx"),
        (xls(), "xls"),
        (word(), "docx"),
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf\r\n <!-- saved --> <HTML><p>x", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "html"),
        (b"<table><tr><td>1</table>", "html"),
        (b"some words before <html><body>x", "html"),
        ("<html>预算".encode("utf-16"), "html"),
        ("部门预算\n项目\t预算数\n".encode(), "txt"),
        ("部门预算\n项目\t预算数\n".encode("gb18030"), "txt"),
        ("项目\t<p>预算数</p>\n".encode(), "txt"),
    ],
)
def test_the_format_is_told_by_the_content(file, data, form):
    assert door.format_of(file(data, "misleading.jpg")) == form


@pytest.mark.parametrize("data", [xlsx(), xls(), word(), "<p>部门预算</p><html>", "部门预算\n"])
def test_each_format_is_read_by_its_reader(file, data):
    path = file(data)
    document = door.read(path)
    assert document.format == door.format_of(path)
    assert document.blocks


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (ole("EncryptedPackage"), "已加密"),
        (ole("WordDocument"), "soffice --headless --convert-to docx"),
        (ole("PowerPoint Document"), ".pdf"),
        (ole("Other"), "OLE"),
        (package("xl/workbook.bin"), ".xlsx"),
        (package("ppt/presentation.xml"), ".pdf"),
        (package("OFD.xml"), "OFD"),
        (package(mimetype="application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
        (package(mimetype="application/vnd.oasis.opendocument.text"), ".odt"),
        (package("2024/预算.pdf"), "解压"),
        (xlsx()[:300], "已损坏"),
        (b"PK\x03\x04", "已损坏"),
        (gzip.compress(b"x", mtime=0), "解压"),
        (b"Rar!\x1a\x07", "解压"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"{\\rtf1 x}", "RTF"),
        (b"From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", ".mht"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "另存为"),
        (b"\x00\x01\x02\x03" * 100, "不是能读的格式"),
        (bytes(range(256)), "不是能读的格式"),
    ],
)
def test_what_is_not_read_is_refused_in_one_line(file, data, words):
    path = file(data)
    with pytest.raises(UnreadableError) as caught:
        door.read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}：")
    assert message.endswith(")")
    assert words in message
    assert "\n" not in message


def test_what_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="打不开"):
        door.read(tmp_path / "missing.pdf")
    with pytest.raises(UnreadableError, match="不是文件"):
        door.read(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableError, match="不是文件"):
        door.read(tmp_path / "pipe")


def test_a_hostile_name_stays_on_one_line(tmp_path):
    path = tmp_path / "a\n\x1b[2Jb.pdf"
    path.touch()
    with pytest.raises(UnreadableError) as caught:
        door.read(path)
    assert str(caught.value).isprintable()


def test_a_file_too_large_is_refused(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as stream:
        stream.truncate(door.MAX_FILE + 1)
    with pytest.raises(UnreadableError, match="过大"):
        door.read(path)


def test_a_table_whose_grid_would_be_huge_is_refused(file):
    wide = "<tr>" + "<td>1" * 3000
    with pytest.raises(UnreadableError, match="表格过大"):
        door.read(file("<table>" + wide + "<tr><td>1<td>2" * 1500 + "</table>"))


@pytest.mark.parametrize(
    "data", ["<!-->" * 85, "<!-- a -->" * 30 + "<!--", "-->".join(["<!--"] * 40), "<?xml" * 90]
)
def test_a_beginning_that_could_be_markup_in_many_ways_is_settled_at_once(file, data):
    with within(10), pytest.raises(UnreadableError):
        door.read(file(data + "\1" * 9))


STARTS = [b"", b"PK\x03\x04", OLE, b"<html>", b"<?xml ", b"{\\rtf", b"\xff\xfe", b"Content-Type: "]


@settings(max_examples=300)
@given(st.sampled_from(STARTS), st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_arbitrary_bytes_are_read_or_refused(start, data):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(start + data)
        try:
            assert isinstance(door.read(path), RawDocument)
        except UnreadableError as error:
            message = str(error)
        else:
            message = ""
    assert "\n" not in message
