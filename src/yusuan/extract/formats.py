"""The one door to all readers: what a file is, by its content and never by its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from importlib import import_module
from typing import TYPE_CHECKING

from yusuan.extract.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yusuan.extract.raw import Format, RawDocument, UnreadableError

MAX_FILE = 512 << 20  # bytes
MAX_AREA = 4_000_000  # rows × columns of one table

_READERS: dict[Format, tuple[str, str]] = {  # imported when a file first asks for it
    "pdf": ("yusuan.extract.pdf.reader", "read_pdf"),
    "xlsx": ("yusuan.extract.office.workbook", "read_workbook"),
    "xls": ("yusuan.extract.office.workbook", "read_workbook"),
    "docx": ("yusuan.extract.office.word", "read_word"),
    "html": ("yusuan.extract.html", "read_html"),
    "txt": ("yusuan.extract.plain_text", "read_transcript"),
}
_HEAD = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {"WordDocument": "doc", "PowerPoint Document": "ppt", "Workbook": "xls", "Book": "xls"}
_SAVE_AS = {  # what is recognised but not read: its name, and what to save it as
    "doc": ("旧版 Word 文档（.doc）", "docx"),
    "rtf": ("RTF 文档", "docx"),
    "odt": ("OpenDocument 文档（.odt）", "docx"),
    "ods": ("OpenDocument 表格（.ods）", "xlsx"),
    "xlsb": ("二进制工作簿（.xlsb）", "xlsx"),
    "xml": ("XML 文件（如 Office 2003 XML）", "xlsx"),
    "ppt": ("演示文稿", "pdf"),
    "ofd": ("OFD 版式文件", "pdf"),
    "mht": ("网页存档（.mht）", "html"),
}
_SOFFICE = {"doc", "rtf", "odt", "ods", "xlsb", "xml", "ppt"}
_PICTURE = ("是图片，不是文档；请取得原文件，或转成 PDF 后用 OCR 读取", "a picture, not a document")
_ARCHIVE = ("是压缩包，请先解压", "an archive, unpack it first")
_SIGNATURES = {
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"Rar!": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"\x1f\x8b": _ARCHIVE,
}
# Each part takes what it can once and gives nothing back, so that no text makes it try again and again.
_HTML_START = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+"
    r"<(?:!doctype\s+html|html|head|body|table|meta|title|div|style|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ANYWHERE = re.compile(r"<!doctype\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_MHT = re.compile(r"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*content-type:\s*multipart/related", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_SHARE = 0.001  # of the characters of a text file, at most


def read(path: Path, *, ocr: bool = False) -> RawDocument:
    """Read a document of whatever format its content shows.

    Args:
        path: a file; its name's extension is not looked at.
        ocr: whether scanned pages of a PDF are read by optical character recognition.

    Returns:
        Its lines of text and tables, each with its place.

    Raises:
        UnreadableError: missing, empty, damaged, encrypted, a bomb, or of a format that is not read: one line
            that says what can be done about it.
    """
    try:
        form = format_of(path)
        module, name = _READERS[form]
        reader: Callable[..., RawDocument] = getattr(import_module(module), name)
        document = reader(path, ocr=True) if ocr and form == "pdf" else reader(path)
    except OSError as error:
        raise refusal(path, f"打不开：{error.strerror or error}", "cannot be opened") from error
    if any(table.n_rows * table.n_columns > MAX_AREA for table in document.tables()):
        raise refusal(path, "表格过大，不予读取", "a table is too large")
    return document


def format_of(path: Path) -> Format:
    """The format of a file, by its bytes.

    Raises:
        UnreadableError: one that no reader takes.
        OSError: it cannot be opened.
    """
    if path.exists() and not path.is_file():
        raise refusal(path, "不是文件", "not a file")
    size = path.stat().st_size
    if size == 0:
        raise refusal(path, "文件是空的", "empty file")
    if size > MAX_FILE:
        raise refusal(path, f"文件过大（{size >> 20} MB）", "file too large")
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for signature, reason in _SIGNATURES.items():
        if head.startswith(signature):
            raise refusal(path, *reason)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_OLE):
        return _format_of_ole(path)
    if head.startswith(b"PK"):
        return _format_of_zip(path)
    return _format_of_text(path, head)


def _format_of_ole(path: Path) -> Format:
    data = path.read_bytes()
    if _has_stream(data, "EncryptedPackage"):
        raise refusal(path, "文件已加密，请先解除密码", "encrypted")
    kind = next((kind for name, kind in _OLE_STREAMS.items() if _has_stream(data, name)), "")
    if kind == "xls":
        return "xls"
    if kind:
        raise _to_be_saved_as(path, kind)
    raise refusal(path, "不是能读的格式（未知的 OLE 文件，或已损坏）", "unknown OLE file, or damaged")


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE directory has an entry of this name (128 bytes, the name in UTF-16, its size at 64)."""
    entry = name.encode("utf-16-le") + b"\0\0"
    at = data.find(entry)
    while at >= 0:
        if at % 128 == 0 and data[at + 64 : at + 66] == len(entry).to_bytes(2, "little"):
            return True
        at = data.find(entry, at + 1)
    return False


def _format_of_zip(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = b""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    kind = member.read(100)
    except (zipfile.BadZipFile, ValueError, EOFError, RuntimeError, NotImplementedError) as error:
        raise refusal(path, "文件已损坏或不完整", "damaged or truncated archive") from error
    if "xl/workbook.bin" in names:
        raise _to_be_saved_as(path, "xlsb")
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("ppt/") for name in names):
        raise _to_be_saved_as(path, "ppt")
    if "OFD.xml" in names:
        raise _to_be_saved_as(path, "ofd")
    if b"opendocument" in kind:
        raise _to_be_saved_as(path, "ods" if b"spreadsheet" in kind else "odt")
    raise refusal(path, *_ARCHIVE)


def _format_of_text(path: Path, head: bytes) -> Format:
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if utf_16 else "latin-1", errors="replace")  # markup is ASCII
    text = text.removeprefix(codecs.BOM_UTF8.decode("latin-1"))
    if text.startswith("{\\rtf"):
        raise _to_be_saved_as(path, "rtf")
    if _MHT.match(text):
        raise _to_be_saved_as(path, "mht")
    if _HTML_START.match(text) or _HTML_ANYWHERE.search(text):
        return "html"
    if text.lstrip().startswith("<?xml"):
        raise _to_be_saved_as(path, "xml")
    if _is_text(path.read_bytes()):
        return "txt"
    raise refusal(path, "不是能读的格式", "unknown format")


def _is_text(data: bytes) -> bool:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return len(_CONTROL.findall(text)) <= _CONTROL_SHARE * len(text)
    return False


def _to_be_saved_as(path: Path, kind: str) -> UnreadableError:
    name, target = _SAVE_AS[kind]
    command = f"，或运行 soffice --headless --convert-to {target} FILE" if kind in _SOFFICE else ""
    return refusal(path, f"是{name}，不能直接读；请另存为 .{target}{command}", f"save it as .{target}")
