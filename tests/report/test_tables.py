"""Tables: headings that name their cells, aligned numbers, escaped text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.report import tables
from yusuan.report.sources import Sources
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from yusuan.workspace import Workspace


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
    assert '5,370.63 <span class="tag">推算</span>' in markup


def test_no_base_no_rate_and_a_missing_amount_is_no_zero(sources: Sources):
    markup = variance(
        sources, row(base_fen=None, change_fen=None, change_rate=None, reason=None, note="上年未公开")
    )
    assert markup.count(">—<") == 3
    assert "上年未公开" in markup
    assert "推算" not in markup


def test_a_line_of_nothing_in_both_years_has_no_remark(sources: Sources):
    assert '<div class="text"></div>' in variance(sources, row(note="—", reason=None))


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
