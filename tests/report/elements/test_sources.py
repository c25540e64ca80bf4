"""Places: numbered once, said as a reader of that kind of file looks for them, escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.report.elements.sources import Place, Sources

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace

DOCUMENT = "吉林省社会保险事业管理局/2024-budget"


@pytest.fixture
def documents(workspace: Workspace) -> pl.DataFrame:
    return workspace.documents().collect()


def test_a_place_keeps_its_number_when_a_cell_is_run_again(documents: pl.DataFrame):
    sources = Sources(documents)
    first, second = Place(DOCUMENT, 1, 10), Place(DOCUMENT, 1, 11)
    assert [sources.number(place) for place in (first, second, first)] == [1, 2, 1]


def test_a_text_file_has_lines_other_files_have_pages(documents: pl.DataFrame):
    place = Place(DOCUMENT, 12, 5, 3)
    assert Sources(documents).where(place) == "第5行第3列"
    paged = documents.with_columns(format=pl.lit("pdf"))
    assert Sources(paged).where(place) == "第12页第5行第3列"
    assert Sources(paged, "en").where(place) == "page 12, row 5, column 3"


def test_the_transcript_of_a_document_of_several_pages_has_its_pages(documents: pl.DataFrame):
    assert set(documents["format"]) == {"txt"}
    transcript = documents.with_columns(pages=pl.lit(31))
    assert Sources(transcript).where(Place(DOCUMENT, 12, 5, 3)) == "第12页第5行第3列"


def test_a_marker_tells_its_place_without_a_mouse(documents: pl.DataFrame):
    mark = Sources(documents).mark(Place(DOCUMENT, 1, 129, 2, "支出预算总表", "行政运行 · 总计"))
    assert 'href="#source-1"' in mark
    assert 'aria-label="来源1：第129行第2列 《支出预算总表》 行政运行 · 总计"' in mark


def test_the_list_names_files_with_their_hashes(documents: pl.DataFrame):
    sources = Sources(documents)
    sources.mark(Place(DOCUMENT, 1, 129, 2))
    listing = sources.listing().markup
    assert "data/raw/吉林省社会保险事业管理局/2024-budget.txt" in listing
    assert "SHA-256 0f0f0f0f0f0f0f0f" in listing
    assert '<li id="source-1" value="1">第129行第2列</li>' in listing


def test_nothing_cited_is_said(documents: pl.DataFrame):
    assert "没有引用" in Sources(documents).listing().markup


def test_titles_and_lines_are_escaped_in_attributes_and_text(documents: pl.DataFrame):
    sources = Sources(documents)
    mark = sources.mark(Place(DOCUMENT, 1, 1, 1, '"><script>', "<img src=x onerror=1>"))
    for markup in (mark, sources.listing().markup):
        assert "<script" not in markup
        assert "<img" not in markup


def test_a_row_without_a_page_has_no_place():
    assert Place.of({"document": DOCUMENT, "page": None}) is None
