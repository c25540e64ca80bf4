"""A key of what a reader sees: the same where nothing that is read has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from yusuan.mail.content import seen

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (
    "<!DOCTYPE html><html><head><title>甲局</title>{policy}<meta name='description' content='一句话'></head>"
    "<body><main><p>{text}</p><script type='application/json'>{chart}</script>"
    "<section id='about'><dl><dd>{made}</dd></dl></section></main><script>{bundle}</script></body></html>"
)
SAID = {"policy": "", "text": "增长", "chart": "[1]", "made": "2024-03-04 07:00", "bundle": "let a"}


def _page(folder: Path, **said: str) -> Path:
    path = folder / "variance.html"
    path.write_text(PAGE.format(**SAID | said), "utf-8")
    return path


def _workbook(folder: Path, *rows: tuple[object, ...]) -> Path:
    path = folder / "workbook.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("来源")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("said", [{"made": "2024-03-05 07:00"}, {"bundle": "let b"}])
def test_a_page_made_again_is_the_same(tmp_path, said):
    before = seen([_page(tmp_path)])
    assert seen([_page(tmp_path, **said)]) == before


@pytest.mark.parametrize("said", [{"text": "下降"}, {"chart": "[2]"}])
def test_a_page_that_says_something_else_is_another(tmp_path, said):
    before = seen([_page(tmp_path)])
    assert seen([_page(tmp_path, **said)]) != before


def test_a_workbook_made_again_is_the_same_until_a_figure_changes(tmp_path):
    rows = (("合计", 14.57), ("甲局 2024",))
    before = seen([_workbook(tmp_path, *rows, ("生成时间  2024-03-04 07:00",))])
    assert seen([_workbook(tmp_path, *rows, ("生成时间  2024-03-05 08:00",), ("yusuan  9.9",))]) == before
    assert seen([_workbook(tmp_path, ("合计", 14.58), *rows[1:])]) != before


def test_of_what_is_neither_all_bytes_count(tmp_path):
    broken, text = tmp_path / "workbook.xlsx", tmp_path / "a.csv"
    broken.write_bytes(b"PK")
    text.write_bytes(b"a")
    before = seen([broken]), seen([text])
    broken.write_bytes(b"PKx")
    text.write_bytes(b"b")
    assert [seen([broken]), seen([text])] == [
        key for key in (seen([broken]), seen([text])) if key not in before
    ]
