"""Its own words first, then what the user said, then its path; what speaks against it is said with both."""

from __future__ import annotations

from pathlib import Path

import pytest

from yusuan.extract.raw import UnreadableError
from yusuan.model.vocabulary import Phase
from yusuan.normalise.identity.claim import Claim
from yusuan.normalise.identity.identity import identify
from yusuan.normalise.identity.path import claim_of_path
from yusuan.normalise.identity.words import title_of

TABLES = "预算01表 收支总表\n（2024年度）\n\n单位：万元\n\n项目\t预算数\n合计\t5.00\n\n预算02表 收入总表\n"
WHOLE = "甲市民政局\n2024年部门预算\n"


def test_its_own_words_come_first_and_the_others_are_said_where_they_differ(transcript):
    told = Claim("乙市民政局", 2023, Phase.FINAL)
    found = identify(transcript(WHOLE), told, claim_of_path(Path("甲市民政局/2022-budget.pdf")))
    assert (found.identity.department, found.identity.fiscal_year, found.by) == (
        "甲市民政局",
        2024,
        "document",
    )
    assert [each.text for each in found.against] == [
        "部门：文件自己写“甲市民政局”，用户写“乙市民政局”",
        "年度：文件自己写“2024”，用户写“2023”",
        "年度：文件自己写“2024”，路径写“2022”",
        "阶段：文件自己写“预算”，用户写“决算”",
    ]


def test_a_name_without_its_place_is_no_contradiction(transcript):
    assert identify(transcript(WHOLE), path=claim_of_path(Path("民政局_2024年部门预算.pdf"))).against == ()


def test_what_the_user_said_comes_before_the_path(transcript):
    told = Claim("甲市民政局")
    path = claim_of_path(Path("民政局_2024年部门预算.pdf"))
    found = identify(transcript(TABLES), told, path)
    assert (found.identity.department, found.by) == ("甲市民政局", "told")
    found = identify(transcript(TABLES), path=path)
    assert (found.identity.department, found.identity.fiscal_year, found.by) == ("民政局", 2024, "path")


def test_the_words_that_say_so_are_kept_with_their_page(transcript):
    found = identify(transcript(WHOLE))
    assert [(each.field, each.text, each.page) for each in found.evidence] == [
        ("department", "甲市民政局2024年部门预算", 1),
        ("fiscal_year", "甲市民政局2024年部门预算", 1),
    ]


def test_a_field_of_a_form_names_the_body_and_its_year(transcript):
    text = TABLES + "\n部门整体支出绩效目标表\n\n部门名称\t甲市民政局\n年度目标\t预算执行率100%\n"
    found = identify(transcript(text), path=claim_of_path(Path("x/民政局_2023年部门预算.pdf")))
    assert (found.identity.department, found.identity.fiscal_year, found.by) == (
        "甲市民政局",
        2024,
        "document",
    )
    assert [each.text for each in found.against] == ["年度：文件自己写“2024”，路径写“2023”"]


@pytest.mark.parametrize("text", ["会议纪要\n今天开会。\n", "姓名\t电话\n张三\t12345\n"])
def test_a_path_alone_makes_no_budget_of_other_files(transcript, text):
    with pytest.raises(UnreadableError, match="not a disclosure"):
        identify(transcript(text), path=claim_of_path(Path("甲市民政局/2024-budget.txt")))


def test_a_title_ends_where_that_of_a_table_begins_on_its_line(transcript):
    raw = transcript("甲市民政局2024年部门预算 收支总表\n部门：甲市民政局 单位：万元\n")
    assert title_of(raw) == "甲市民政局2024年部门预算"
    assert identify(raw).identity.department == "甲市民政局"
