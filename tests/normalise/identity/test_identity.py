"""Whose document, of which year and phase: read from the document itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.extract.raw import UnreadableError
from yusuan.normalise.identity.identity import identify
from yusuan.normalise.identity.words import title_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.extract.raw import RawDocument

    Transcript = Callable[..., RawDocument]


@pytest.mark.parametrize(
    ("text", "department", "year", "phase"),
    [
        ("甲市民政局\n2024年部门预算\n", "甲市民政局", 2024, "budget"),
        ("甲市民政局 2023 年度部门决算\n", "甲市民政局", 2023, "final"),
        ("二〇二四年部门预算\n甲市民政局\n", "甲市民政局", 2024, "budget"),
        ("甲市民政局\n二○一九年度部门决算公开\n", "甲市民政局", 2019, "final"),
        ("2024年甲市民政局部门预算\n", "甲市民政局", 2024, "budget"),
        ("甲市民政局\n2024年\n部门预算\n", "甲市民政局", 2024, "budget"),
        ("2025年部门预算公开\n部门名称：甲市民政局\n", "甲市民政局", 2025, "budget"),
        ("2024年部门预算\n收入表\n编制部门：甲市民政局\t\t单位：万元\n", "甲市民政局", 2024, "budget"),
    ],
)
def test_department_year_and_phase_are_read_from_the_front(
    transcript: Transcript, text: str, department: str, year: int, phase: str
) -> None:
    found = identify(transcript(text)).identity
    assert (found.department, found.fiscal_year, found.phase, found.scope) == (
        department,
        year,
        phase,
        "department",
    )
    assert found.document == f"{department}/{year}-{phase}"


def test_a_unit_of_its_own_is_another_scope(transcript: Transcript) -> None:
    found = identify(transcript("甲市救助站\n2024年单位预算\n")).identity
    assert (found.department, found.scope, found.document) == (
        "甲市救助站",
        "unit",
        "甲市救助站/2024-budget-unit",
    )


def test_the_departments_own_office_is_a_unit(transcript: Transcript) -> None:
    found = identify(transcript("甲市民政局（本级）2024年部门预算\n")).identity
    assert (found.department, found.scope) == ("甲市民政局(本级)", "unit")


def test_the_file_name_decides_nothing(transcript: Transcript) -> None:
    found = identify(transcript("甲市民政局\n2024年部门预算\n", "乙局2019年部门决算.txt")).identity
    assert (found.department, found.fiscal_year, found.phase) == ("甲市民政局", 2024, "budget")


def test_the_title_outvotes_earlier_years_in_the_prose(transcript: Transcript) -> None:
    text = "甲市民政局\n2024年部门预算\n" + "比2023年部门预算减少，2023年部门预算为5万元。\n" * 5
    assert identify(transcript(text)).identity.fiscal_year == 2024


def test_without_a_title_the_year_of_the_prose_is_taken(transcript: Transcript) -> None:
    text = "部门名称：甲市民政局\n2024年收支预算总体情况\n2024年收入预算5万元，比2023年预算减少1万元。\n"
    assert identify(transcript(text)).identity.fiscal_year == 2024


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("会议纪要\n今天开会。\n", "找不到“××年部门预算/决算”的标题"),
        ("", "找不到“××年部门预算/决算”的标题"),
        ("2024年部门预算\n一、收支情况\n", "没有写明部门或单位的名称"),
    ],
)
def test_what_is_no_disclosure_is_refused_in_one_line(transcript: Transcript, text: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=rf"^[^\n]*2024-budget\.txt：[^\n]*{reason}[^\n]*$"):
        identify(transcript(text))


def test_the_title_is_what_the_front_prints_not_what_the_file_says(transcript) -> None:
    raw = transcript("甲市民政局\n2024年部门预算\n目录\n")
    assert title_of(raw) == "甲市民政局2024年部门预算"
    assert title_of(transcript("买菜清单\n三斤白菜\n")) == ""
