"""Scanned pages are read when asked for, cell by cell, and are marked."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont

from paths import DISCLOSURES
from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.extract.formats import read
from yusuan.extract.raw import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.extract.raw import RawDocument

DPI = 150
ROWS = (
    ("Code", "Total", "Basic", "Project"),
    ("201", "1,935.36", "1,517.95", "417.41"),
    ("40", "1,935.36", "1,517.95", "417.41"),
    ("01", "7", "", "-2.50"),
)

BLANK = Image.new("L", (400, 400), 255)


@pytest.fixture
def recogniser() -> None:
    for name in ("rapidocr", "onnxruntime"):
        pytest.importorskip(name, reason="needs the extra yusuan[ocr]")


def page(*, skew: float = 0.0, turn: int = 0) -> Image.Image:
    """An A4 page with a line of text, a ruled table, and the page's number."""
    picture = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(picture)
    font, large = ImageFont.load_default(size=30), ImageFont.load_default(size=44)
    draw.text((380, 150), "Expenditure of 2026", font=large, fill=0)
    columns, rows = len(ROWS[0]), len(ROWS)
    left, top, width, height = 100, 300, 260, 80
    for row in range(rows + 1):
        draw.line((left, top + row * height, left + columns * width, top + row * height), fill=60, width=3)
    for column in range(columns + 1):
        draw.line((left + column * width, top, left + column * width, top + rows * height), fill=60, width=3)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            draw.text((left + column * width + 30, top + row * height + 20), text, font=font, fill=20)
    draw.text((100, 700), "The amounts are those of the approved budget.", font=font, fill=0)
    draw.text((600, 1650), "- 1 -", font=font, fill=0)
    return picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255).rotate(turn, expand=True)


def scan(folder: Path, *pages: Image.Image) -> Path:
    path = folder / "2026-budget.pdf"
    data = io.BytesIO()
    pages[0].save(data, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    path.write_bytes(data.getvalue())
    return path


def cells(document: RawDocument) -> list[tuple[str, ...]]:
    (table,) = document.tables()
    return [tuple(cell.text if cell else "" for cell in row) for row in table.grid()]


@pytest.mark.usefixtures("recogniser")
@pytest.mark.parametrize(("skew", "turn"), [(1.5, 0), (-0.8, 90), (0.6, 270)])
def test_a_scanned_table_is_read_cell_by_cell(tmp_path: Path, skew: float, turn: int) -> None:
    document = read(scan(tmp_path, page(skew=skew, turn=turn)), ocr=True)
    assert cells(document) == list(ROWS)
    assert [table.ocr and table.ruled for table in document.tables()] == [True]


@pytest.mark.usefixtures("recogniser")
def test_what_was_recognised_is_said_and_nothing_else_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    document = read(scan(tmp_path, page(), BLANK), ocr=True)
    assert cells(document) == list(ROWS)
    assert [line.text for line in document.lines()] == [
        "Expenditure of 2026",
        "The amounts are those of the approved budget.",
    ]
    (note,) = document.notes
    assert note.startswith("第 1-2 页由图像识别")
    assert document.unread_pages == ()
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("recogniser")
def test_strokes_of_letters_are_no_rules() -> None:
    import numpy as np

    from yusuan.extract.pdf.pages.scanned_rules import Patch, find_ink, find_rules

    picture = Image.new("L", (1200, 400), 255)
    draw = ImageDraw.Draw(picture)
    draw.line((200, 150, 300, 150), fill=0, width=4)
    draw.line((50, 350, 1150, 350), fill=0, width=4)
    ink = find_ink(np.asarray(picture))
    assert [len(rules) for rules in find_rules(ink, [], 2.0)] == [2, 0]
    (rule,), _ = find_rules(ink, [Patch(190, 100, 310, 200)], 2.0)
    assert rule == pytest.approx((175.0, 25.0, 575.0), abs=1.0)


@pytest.mark.usefixtures("recogniser")
def test_more_scanned_pages_than_can_be_read_in_time_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yusuan.extract.pdf.reader._MOST_SCANNED", 1)
    with pytest.raises(UnreadableError, match="有 2 页扫描件，最多识别 1 页"):
        read(scan(tmp_path, page(), page()), ocr=True)


def test_scans_are_refused_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"第 1 页只有图片没有文字；安装 yusuan\[ocr\] 后加 --ocr"):
        read(scan(tmp_path, page()))


def test_without_the_extra_the_refusal_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yusuan.extract.pdf.pages.scanned", None)
    with pytest.raises(UnreadableError, match=r"pip install 'yusuan\[ocr\]'"):
        read(scan(tmp_path, page()), ocr=True)


@pytest.mark.usefixtures("recogniser")
@pytest.mark.parametrize("command", ["ingest", "transcribe"])
def test_the_command_line_reads_scans_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = str(scan(tmp_path, BLANK))
    assert cli.outcome([command, path]) == Exit.REFUSED
    assert "加 --ocr 可以识别" in capsys.readouterr().err
    assert cli.outcome([command, "--ocr", path]) == Exit.REFUSED
    assert "(holds no text)" in capsys.readouterr().err


@pytest.mark.disclosures
@pytest.mark.usefixtures("recogniser")
def test_a_real_page_scanned_reads_as_its_text_does(tmp_path: Path) -> None:
    import pypdfium2

    source = DISCLOSURES
    source = source / "上海市普陀区人民政府万里街道办事处" / "2024-budget.pdf"
    if not source.exists():
        pytest.skip("needs the shared collection of real documents")
    number = 11
    file = pypdfium2.PdfDocument(source)
    shown = file[number - 1].render(scale=DPI / 72, grayscale=True).to_pil()
    file.close()
    (printed,) = (table for table in read(source).tables() if table.page == number)
    (recognised,) = read(scan(tmp_path, shown.rotate(0.5, fillcolor=255)), ocr=True).tables()
    assert [(cell.row, cell.column, cell.text.replace("\n", "")) for cell in recognised.cells] == [
        (cell.row, cell.column, cell.text.replace("\n", "")) for cell in printed.cells
    ]
