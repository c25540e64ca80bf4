"""Tables of real documents, cell by cell against pdfplumber; nothing printed in them is lost."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2
import pytest

from paths import DISCLOSURES
from yusuan.extract.pdf.reader import read_pdf
from yusuan.extract.raw import RawTable, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yusuan.extract.raw import RawDocument

AMOUNT = re.compile(r"(?<![\d.,])-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)")

# One document of each way of drawing, and pages whose tables pdfplumber reads whole.
PAGES = {
    "上海市信访办公室/2026-budget.pdf": (7, 8, 10, 12),  # Excel: each rule stroked and filled
    "中共上海市普陀区委社会工作部/2024-final.pdf": (5, 6, 13),  # a text object for each character
    "佛山市轨道交通局/2019-final.pdf": (5, 8, 12, 21),  # Word: thin boxes, squares at the corners
    "广州市信访局/2026-budget.pdf": (5, 7, 8),  # a thin box for each side of each cell
    "无锡市统计局/2026-budget.pdf": (8, 10, 18),  # Aspose: strokes, cells filled white
    "深圳市人民政府国有资产监督管理委员会/2026-budget.pdf": (18, 19, 23, 34),  # iText: all in forms
    "烟台市信访局/2026-budget.pdf": (6, 7, 9, 15),  # turned pages, rules in pieces
    "重庆市水利局/2026-budget.pdf": (12, 13, 21),  # one stroke for each rule
}

pytestmark = [
    pytest.mark.disclosures,
    pytest.mark.skipif(not DISCLOSURES.is_dir(), reason="the collection of documents is not here"),
]


def documents() -> list[Path]:
    return sorted(DISCLOSURES.glob("*/*.pdf"))


def squeezed(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def by_place(table: RawTable) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): squeezed(cell.text) for cell in table.cells}


def reference(path: Path, pages: tuple[int, ...]) -> Iterator[dict[tuple[int, int], str]]:
    with pdfplumber.open(path, pages=list(pages)) as document:
        for page in document.pages:
            for table in page.extract_tables():
                yield {
                    (i, j): squeezed(text)
                    for i, row in enumerate(table)
                    for j, text in enumerate(row)
                    if squeezed(text)
                }


@pytest.mark.parametrize("name", PAGES)
def test_tables_are_those_that_pdfplumber_reads(name: str) -> None:
    pages = PAGES[name]
    tables = [by_place(table) for table in read_pdf(DISCLOSURES / name).tables() if table.page in pages]
    assert tables == list(reference(DISCLOSURES / name, pages))


@pytest.mark.parametrize("path", documents(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_amount_of_the_text_layer_is_in_a_cell_or_a_line(path: Path) -> None:
    try:
        document = read_pdf(path)
    except UnreadableError:
        pytest.skip("scanned")
    missing = amounts_of_text(path) - amounts_read(document)
    assert not missing


def amounts_read(document: RawDocument) -> Counter[str]:
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [line.text for line in document.lines()]
    return Counter(amount for text in texts for amount in AMOUNT.findall(text))


def amounts_of_text(path: Path) -> Counter[str]:
    amounts: Counter[str] = Counter()
    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        amounts.update(AMOUNT.findall(text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return amounts


def test_a_scanned_document_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"1-10.*yusuan\[ocr\]"):
        read_pdf(DISCLOSURES / "长沙市交通运输局" / "2026-budget.pdf")


def test_text_under_a_white_picture_is_left_out() -> None:
    document = read_pdf(DISCLOSURES / "烟台市信访局" / "2026-budget.pdf")
    titles = [line.text for line in document.lines() if line.page == 31]
    assert titles == ["政策和项目预算绩效目标表"]
