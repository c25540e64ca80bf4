"""Tables: headings that name their cells, aligned numbers, escaped text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.report import tables
from yusuan.report.elements.sources import Sources
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace


@pytest.fixture
def sources(workspace: Workspace) -> Sources:
    return Sources(workspace.documents().collect())


def row(**more: object) -> dict[str, object]:
    return {
        "line": "本年预算",
        "metric": None,
        "level": 0,
        "base_fen": 537_063 * 10_000,
        "current_fen": 532_079 * 10_000,
        "change_fen": -49_840_000,
        "change_rate": -0.00928,
        "base_origin": "restated",
        "note": None,
        "reason": "压减",
        "document": "吉林省社会保险事业管理局/2024-budget",
        "page": 1,
        "row": 367,
    } | more


def variance(sources: Sources, *rows: dict[str, object]) -> str:
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    return tables.variance(frame, 2024, 2023, sources, name="x", caption="变动").markup


def test_a_change_is_signed_and_its_rate_has_an_arrow(sources: Sources):
    markup = variance(sources, row())
    assert ">−49.84<" in markup
    assert ">▼0.93%<" in markup
    # Before the number, so that decimals stay below each other.
    assert '<span class="tag">推算</span> 5,370.63<' in markup


def test_no_base_no_rate_and_a_missing_amount_is_no_zero(sources: Sources):
    markup = variance(
        sources, row(base_fen=None, change_fen=None, change_rate=None, reason=None, note="上年未公开")
    )
    assert markup.count(">—<") == 3
    assert "上年未公开" in markup
    assert "推算" not in markup


def test_a_line_of_nothing_in_both_years_has_no_remark(sources: Sources):
    assert '<div class="text"></div>' in variance(sources, row(note="—", reason=None), row())


def test_without_any_remark_there_is_no_column_of_them(sources: Sources):
    assert "说明" not in variance(sources, row(note="—", reason=None))
    assert "说明" in variance(sources, row())


def test_lines_known_for_three_years_have_them_drawn(sources: Sources):
    frame = pl.DataFrame([row(key="a"), row(key="b")])
    years = [("a", year, 100) for year in (2022, 2023, 2024, 2025)] + [("b", 2024, 100)]
    series = pl.DataFrame(years, schema=["key", "fiscal_year", "amount_fen"], orient="row")
    markup = tables.variance(frame, 2024, 2023, sources, name="x", caption="变动", series=series).markup
    assert markup.count("<svg") == 1
    assert ">历年</th>" in markup
    assert "2025" not in markup


def test_lines_of_two_years_need_no_drawing(sources: Sources):
    series = pl.DataFrame({"key": ["a"], "fiscal_year": [2024], "amount_fen": [1]})
    for given in (series, series.clear(), None):
        shown = tables.variance(
            pl.DataFrame([row(key="a")]), 2024, 2023, sources, name="x", caption="", series=given
        )
        assert "历年" not in shown.markup


def test_notes_are_said_in_english(workspace: Workspace):
    english = Sources(workspace.documents().collect(), "en")
    assert ">new; 压减<" in variance(english, row(note="新增"))


def test_headings_name_their_columns_and_rows(sources: Sources):
    markup = variance(sources, row())
    assert markup.count('scope="col"') == 7
    assert markup.count('scope="row"') == 1
    assert "<caption><span>变动</span></caption>" in markup


def test_a_table_scrolls_by_keyboard_and_says_what_it_is(sources: Sources):
    assert 'role="region" tabindex="0" aria-label="变动"' in variance(sources, row())


def test_text_of_a_document_is_escaped(sources: Sources):
    hostile = "<script>alert(1)</script>"
    markup = variance(sources, row(line=hostile, reason=hostile, note=hostile))
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


def test_captions_headings_and_notes_are_escaped():
    markup = tables.build(
        "t", [Column("<b>"), Column("<i>", number=True)], [["x", "1"]], '"<u>', ["<s>"]
    ).markup
    for tag in ("<b>", "<i>", "<u>", "<s>"):
        assert tag not in markup


def test_the_style_of_great_tables_is_left_out(sources: Sources):
    assert "<style" not in variance(sources, row())


def test_the_same_frame_gives_the_same_markup(sources: Sources):
    assert variance(sources, row()) == variance(sources, row())


@pytest.mark.parametrize(
    ("amounts", "needed"),
    [([10_000], 2), ([100], 4), ([1], 6), ([1_000_000, None], 2), ([], 2), ([0], 2), ([150, 20_000], 5)],
)
def test_a_column_of_differences_has_the_decimals_that_they_need(amounts: list[int | None], needed: int):
    assert tables.decimals(amounts) == needed
