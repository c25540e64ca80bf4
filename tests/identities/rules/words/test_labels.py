"""Rules on the labels of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yusuan.identities.rules.verdict import Verdict

    Judged = Callable[..., list[Verdict]]

_KIND = {"table": "income_expenditure_summary", "table_no": 1, "title": "收支总表"}


def _near(judged: Judged, line: str = "甲", heading: str = "合计", **more: object) -> list[str]:
    found = judged(
        "near_names",
        parameters={"names": ["附属单位上缴收入"]},
        lines=[{**_KIND, "line": line, "matched": False, **more}],
        cells=[{**_KIND, "text": heading, "line_no": None}],
    )
    return [verdict.detail for verdict in found]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("（3）对个人和家庭补助", "对个人和家庭的补助"),
        ("债务付息及费用支出", "债务利息及费用支出"),
        ("公务用车运行维护费用", "公务用车运行维护费"),
    ],
)
def test_a_class_with_a_letter_more_less_or_changed(judged: Judged, line: str, name: str) -> None:
    assert _near(judged, line) == [f"“{line}”应为“{name}”"]


@pytest.mark.parametrize(
    "line", ["对个人和家庭的补助", "机关资本性支出一", "甲项支出", "对个人及家庭补助", "印刷"]
)
def test_names_that_are_right_or_others(judged: Judged, line: str) -> None:
    assert _near(judged, line) == [""]


def test_lines_that_are_known_or_name_projects_are_not_compared(judged: Judged) -> None:
    name = "对个人和家庭补助"
    for more in ({"matched": True}, {"code": "303"}, {"role": "total"}, {"table": "projects"}):
        assert _near(judged, name, **more) == [""]


def test_headings_are_compared_with_the_words(judged: Judged) -> None:
    assert _near(judged, heading="对附属单 位上缴收入") == ["“对附属单位上缴收入”应为“附属单位上缴收入”"]
    assert _near(judged, heading="附属单位上缴收入") == [""]


def _outdated(judged: Judged, year: int, line: str, code: str = "310") -> list[str]:
    lines = [{**_KIND, "fiscal_year": year, "line": line, "code": code}]
    return [verdict.detail for verdict in judged("outdated_names", parameters={"years": 2}, lines=lines)]


def test_a_class_by_a_name_of_long_ago(judged: Judged) -> None:
    assert _outdated(judged, 2024, "其他资本性支出") == ["“其他资本性支出”是旧名，现名“资本性支出”"]
    assert _outdated(judged, 2019, "其他资本性支出") != [""]
    assert _outdated(judged, 2018, "其他资本性支出") == [""]
    assert _outdated(judged, 2024, "资本性支出") == [""]
    assert _outdated(judged, 2018, "国土海洋气象等支出", "220") == [""]
    assert _outdated(judged, 2020, "国土海洋气象等支出", "220") != [""]
    assert _outdated(judged, 2024, "行政事业单位离退休", "20805") == []


_COLUMN = {**_KIND, "column": 4, "heading": "项目简介", "role": "text"}


def _blank(judged: Judged, *amounts: int, filled: int = 0, **column: object) -> list[str]:
    facts = [
        {**_KIND, "row": number, "line_no": number, "amount_fen": fen, "column": 3}
        for number, fen in enumerate(amounts, start=1)
    ]
    cells = [{**_KIND, "row": number, "column": 4, "text": "说明"} for number in range(1, filled + 1)]
    found = judged(
        "filled_columns",
        parameters={"headings": ["简介$"]},
        columns=[{**_COLUMN, **column}],
        facts=facts,
        cells=cells,
    )
    return [verdict.detail for verdict in found]


def test_a_column_of_descriptions_is_not_left_blank(judged: Judged) -> None:
    assert _blank(judged, 5, 6, 7) == ["表“收支总表”的“项目简介”有3行空着"]
    assert _blank(judged, 5, 6, 7, filled=1) == ["表“收支总表”的“项目简介”有2行空着"]
    # The sum of the two below is no line of its own; one blank may be such a sum.
    assert _blank(judged, 11, 5, 6) == ["表“收支总表”的“项目简介”有2行空着"]
    assert _blank(judged, 5, 6, 7, filled=2) == [""]
    assert _blank(judged, 5, 6, 7, heading="备注") == []
    assert _blank(judged, 5, 6, 7, role="measure") == []


def _zeros(judged: Judged, *amounts: int, code: str | None = "212", notes: int = 0) -> list[str]:
    facts = [
        {**_KIND, "code": code, "amount_fen": fen, "column": number} for number, fen in enumerate(amounts)
    ]
    headings = [{"place": "note", "table_no": 1, "text": "没有"}] * notes
    return [
        verdict.detail
        for verdict in judged(
            "zero_lines", parameters={"tables": [_KIND["table"]]}, facts=facts, headings=headings
        )
    ]


def test_classes_with_nothing_but_zeros_want_a_note(judged: Judged) -> None:
    assert _zeros(judged, 0, 0) == ["“收支总表”"]
    assert _zeros(judged, 0, 0, notes=1) == [""]
    assert _zeros(judged, 0, 5) == [""]
    assert _zeros(judged, 0, 0, code=None) == []


def _misplaced(judged: Judged, title: str, *texts: str, line_no: int | None = 1) -> list[tuple[str, str]]:
    cells: list[Mapping[str, object]] = [
        {"table": "other", "title": title, "text": text, "line_no": line_no} for text in texts
    ]
    unwanted = {"培训": "会议$", "会议费": "培训$"}
    return [
        (verdict.detail, verdict.detail_en)
        for verdict in judged("misplaced_lines", parameters={"unwanted": unwanted}, cells=cells)
    ]


def test_meetings_among_trainings(judged: Judged) -> None:
    assert _misplaced(judged, "培训费明细表", "人事培训", "工作会议") == [
        ("表“培训费明细表”列有“工作会议”", "the table “培训费明细表” lists “工作会议”")
    ]
    assert _misplaced(judged, "会议费明细表", "人事培训") != [("", "")]
    assert _misplaced(judged, "培训费明细表", "人事培训") == [("", "")]
    assert _misplaced(judged, "培训费明细表", "工作会议", line_no=None) == []
