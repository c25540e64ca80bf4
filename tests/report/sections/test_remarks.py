"""Lines that came and went, reasons, and two words on one year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rows import compared, comparison
from yusuan.report.elements.display import Several
from yusuan.report.sections import remarks

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources


def text(piece: object) -> str:
    if isinstance(piece, Several):
        return " ".join(text(part) for part in piece.pieces)
    return piece.markup


def test_lines_of_one_year_only_are_listed_with_what_they_may_be(disclosure: Disclosure, sources: Sources):
    frame = comparison(
        compared("甲", 1, 1),
        compared("新项目", None, 2, status="entered", suggestion="旧项目"),
        compared("旧项目", 2, None, status="left"),
    )
    shown = text(remarks.entered_and_left(frame, disclosure, sources))
    assert all(word in shown for word in ("新增", "取消", "可能对应", "旧项目"))


def test_nothing_entered_is_said_only_where_years_are_compared(disclosure: Disclosure, sources: Sources):
    assert "没有新增或取消" in text(
        remarks.entered_and_left(comparison(compared("甲", 1, 2)), disclosure, sources)
    )
    assert remarks.entered_and_left(comparison(compared("甲", None, 2)), disclosure, sources) == Several(())
    worked_back = comparison(compared("甲", 1, 2, base_origin="restated"))
    assert remarks.entered_and_left(worked_back, disclosure, sources) == Several(())


def test_material_changes_are_told_with_the_documents_reasons(disclosure: Disclosure, sources: Sources):
    frame = comparison(
        compared("合计", 100, 150, 0, material=True),
        compared("类", 100, 150, 1, material=True, reason="新增<b>任务</b>"),
        compared("项目支出", 10, 50, 1, material=True),
        compared("小", 1, 2, 1),
    )
    shown = text(remarks.reasons([frame], disclosure, sources))
    assert "新增&lt;b&gt;任务" in shown
    assert "另有1项重大变动没有说明原因：项目支出增加40.00万元。" in shown
    assert "合计" not in shown  # it is one change with that of its only part
    assert "小" not in shown


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([compared("甲", 10, 50, material=True)], "文件没有说明增减的原因。重大变动共1项：甲增加40.00万元。"),
        ([compared("甲", 10, 10, material=True)], "没有可比的重大变动。"),
    ],
)
def test_a_document_without_reasons_says_so(
    rows: list[dict[str, object]], said: str, disclosure: Disclosure, sources: Sources
):
    assert said in text(remarks.reasons([comparison(*rows)], disclosure, sources))


def test_two_words_on_one_year_are_set_side_by_side(disclosure: Disclosure, sources: Sources):
    agreed = compared("甲", 10, 20, base_restated_fen=10_010_000)
    other = compared("乙", 10, 20, base_restated_fen=12_000_000)
    shown = text(remarks.implied_bases([comparison(agreed, other)], disclosure, sources))
    assert "+2.00" in shown
    assert "甲" not in shown
    assert "对照了1项" in text(remarks.implied_bases([comparison(agreed)], disclosure, sources))
    assert "没有说明可与2023年" in text(
        remarks.implied_bases([comparison(compared("甲", 1, 2))], disclosure, sources)
    )


def test_all_lines_are_folded_away(disclosure: Disclosure, sources: Sources):
    shown = remarks.lines(comparison(compared("甲", 1, 2)), ("功能科目", "lines"), disclosure, sources)
    assert "<details" in shown.markup
    assert "1行" in shown.markup
    assert remarks.lines(comparison(), ("功能科目", "lines"), disclosure, sources) == Several(())
