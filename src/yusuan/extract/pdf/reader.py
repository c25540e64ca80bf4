"""PDF files: printed lines and tables, by where they stand on the page."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from yusuan.extract.pdf.pages.continuation import link_pages
from yusuan.extract.pdf.pages.furniture import drop_furniture
from yusuan.extract.pdf.pages.page import PageLayout, read_page
from yusuan.extract.raw import Block, Cell, RawDocument, RawTable, TextLine
from yusuan.extract.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from yusuan.extract.pdf.tables.cells import PageTable
    from yusuan.extract.raw import UnreadableError

# Bytes in which a file's header, and its closing marks, are looked for.
_HEAD = 1024
_TAIL = 4096
_LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)")
# Scanned pages of one document; reading one takes seconds.
_MOST_SCANNED = 100
_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


def read_pdf(path: Path, *, ocr: bool = False) -> RawDocument:
    """Read a PDF file.

    Tables come page by page; one that goes on over the next page is marked there as continuing, with the
    same columns. Page numbers, running headers and footers are left out, as is text that does not show.

    Args:
        path: the file.
        ocr: whether pages that are pictures without text are read by optical character recognition.

    Returns:
        The document. Pages that show pictures but hold no text, and were not read, are listed in
        `unread_pages`; a note says which pages those are, and which were recognised.

    Raises:
        UnreadableError: the file is encrypted, damaged or cut short, has no pages, or holds no text at all;
            or pages are to be recognised and there are too many, or the extra `yusuan[ocr]` is missing.
    """
    data = path.read_bytes()
    if _is_truncated(data):
        raise refusal(path, "文件不完整，结尾缺失，请重新下载", "cut short")
    pages, title = _read_pages(path, data, ocr=ocr)
    unread = tuple(page.number for page in pages if page.is_picture)
    recognised = tuple(page.number for page in pages if page.is_recognised)
    if not any(page.lines or page.tables for page in pages):
        raise _nothing_to_read(path, unread)
    link_pages(pages)
    return RawDocument(
        path=path,
        format="pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=len(pages),
        blocks=tuple(block for page in pages for block in _blocks(page)),
        unread_pages=unread,
        title=title,
        notes=tuple(_notes(unread, recognised)),
    )


def _read_pages(path: Path, data: bytes, *, ocr: bool) -> tuple[list[PageLayout], str]:
    """All pages without their furniture, and the title that the metadata gives."""
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        if pdfium.FPDF_GetLastError() in _LOCKED:
            raise refusal(path, "文件已加密，请先解除密码", "encrypted")
        raise refusal(path, "不是 PDF 文件，或已损坏，请重新下载", "no PDF file, or damaged")
    document = pypdfium2.PdfDocument(handle)
    try:
        if not len(document):
            raise refusal(path, "没有页面", "has no pages")
        pages = [_read_page(path, document, number) for number in range(1, len(document) + 1)]
        drop_furniture(pages)
        for page in pages:
            page.is_picture = page.is_picture or (page.holds_scan and not page.lines and not page.tables)
        if ocr:
            _recognise(path, document, pages)
        return pages, document.get_metadata_value("Title").strip()
    finally:
        document.close()


def _recognise(path: Path, document: pypdfium2.PdfDocument, pages: list[PageLayout]) -> None:
    """Put what is recognised of pages that are pictures in the place of what was read of them."""
    pictures = [page.number for page in pages if page.is_picture]
    if not pictures:
        return
    if len(pictures) > _MOST_SCANNED:
        raise refusal(
            path,
            f"有 {len(pictures)} 页扫描件，最多识别 {_MOST_SCANNED} 页，请先拆分",
            "too many scanned pages",
        )
    try:
        from yusuan.extract.pdf.pages.scanned import recognise_page  # noqa: PLC0415 — an extra, and slow to load
    except ImportError as error:
        raise refusal(
            path,
            f"第 {_ranges(pictures)} 页是扫描件，识别需要先运行 pip install 'yusuan[ocr]'",
            "scanned; the extra yusuan[ocr] is not installed",
        ) from error
    recognised = [_read_page(path, document, number, recognise_page) for number in pictures]
    drop_furniture(recognised)
    for page in recognised:
        pages[page.number - 1] = page


def _read_page(
    path: Path,
    document: pypdfium2.PdfDocument,
    number: int,
    reader: Callable[[pypdfium2.PdfPage, int], PageLayout] = read_page,
) -> PageLayout:
    try:
        page = document[number - 1]
        try:
            return reader(page, number)
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise refusal(path, f"第 {number} 页已损坏", f"page {number} is damaged") from error


def _is_truncated(data: bytes) -> bool:
    """Whether a file ends before its end: its closing marks are missing, or it is shorter than it says."""
    length = _LINEARIZED.search(data[:_TAIL])
    if length and int(length[1]) > len(data):
        return True
    tail = data.rstrip(b"\0\r\n\t ")[-_TAIL:]
    return b"%PDF-" in data[:_HEAD] and b"%%EOF" not in tail and b"startxref" not in tail


def _nothing_to_read(path: Path, unread: tuple[int, ...]) -> UnreadableError:
    if not unread:
        return refusal(path, "没有文字", "holds no text")
    pages = _ranges(unread)
    return refusal(
        path,
        f"是扫描件，第 {pages} 页只有图片没有文字；安装 yusuan[ocr] 后加 --ocr 可以识别",
        f"scanned: pages {pages} are pictures without text; the extra yusuan[ocr] and --ocr read them",
    )


def _notes(unread: Sequence[int], recognised: Sequence[int]) -> Iterator[str]:
    if unread:
        pages = _ranges(unread)
        yield f"第 {pages} 页只有图片没有文字，没有读；安装 yusuan[ocr] 后加 --ocr 可以识别 (pictures, not read)"
    if recognised:
        yield f"第 {_ranges(recognised)} 页由图像识别，其中的表以勾稽关系成立者为准 (recognised by OCR)"


def _ranges(numbers: Sequence[int]) -> str:
    """Page numbers as a reader writes them: "1-3, 5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _blocks(page: PageLayout) -> list[Block]:
    """A page's lines and tables from top to bottom."""
    placed: list[tuple[float, Block]] = [
        ((line.top + line.bottom) / 2, TextLine(line.text, page.number, row))
        for row, line in enumerate(page.lines, start=1)
    ]
    placed += [
        (table.grid.ys[0], _raw_table(table, page.number, ocr=page.is_recognised)) for table in page.tables
    ]
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def _raw_table(table: PageTable, page: int, *, ocr: bool) -> RawTable:
    cells = tuple(
        Cell(text, span.row, span.column, span.row_span, span.column_span, page, span.row + 1)
        for span, text in ((table.grid.spans[index], table.texts[index]) for index in sorted(table.texts))
    )
    return RawTable(
        cells=cells,
        n_rows=table.grid.n_rows,
        n_columns=table.grid.n_columns,
        page=page,
        ruled=table.ruled,
        continues=table.continues,
        ocr=ocr,
    )
