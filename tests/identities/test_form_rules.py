"""Rules of form: contents against body, names of projects between tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.identities.rules import verdicts
from yusuan.identities.suite import Rule
from yusuan.model.schemas import Headings, Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

    from yusuan.identities.verdict import Verdict


@pytest.fixture
def titles(framed: Callable[..., pl.DataFrame]) -> Callable[..., list[Verdict]]:
    """The verdicts on a contents page and the titles of the body."""

    def of(contents: Sequence[str], body: Sequence[str]) -> list[Verdict]:
        rows = [
            {"document": "甲", "place": place, "text": text, "number": "一、", "row": start + number}
            for place, texts, start in (("contents", contents, 1), ("table", body, 50))
            for number, text in enumerate(texts)
        ]
        rule = Rule(identity="contents", rule="contents_titles")
        return verdicts(rule, {"headings": framed(Headings, *rows)})

    return of


def test_the_same_title_but_for_blanks_and_quotes_is_exact(titles: Callable[..., list[Verdict]]) -> None:
    (verdict,) = titles(["一般公共预算“三公”经费 支出表"], ["一般公共预算三公经费支出表"])
    assert (verdict.holds, verdict.detail, verdict.against) == ("exact", "", ((1, 50, None),))


def test_a_title_that_differs_shows_the_one_at_its_place(titles: Callable[..., list[Verdict]]) -> None:
    found = titles(["收入总表", "公共预算拨款支出表"], ["收入总表", "公共预算支出表"])
    assert [verdict.holds for verdict in found] == ["exact", "broken"]
    assert found[1].detail == "目录为“一、公共预算拨款支出表”，正文的表名为“公共预算支出表”"
    assert (found[1].row, found[1].against) == (2, ((1, 51, None),))


def test_where_the_numbers_differ_the_most_alike_title_is_shown(titles: Callable[..., list[Verdict]]) -> None:
    found = titles(["公共预算拨款支出表"], ["收入总表", "公共预算支出表"])
    assert found[0].against == ((1, 51, None),)


def test_a_table_that_is_named_but_absent_is_broken(titles: Callable[..., list[Verdict]]) -> None:
    found = titles(["收入总表", "国有资产占用情况表"], ["收入总表"])
    assert found[1].detail == "目录列有“一、国有资产占用情况表”，正文没有这张表"
    assert "has no such table" in found[1].detail_en
    assert found[1].against == ()


def test_contents_that_are_no_tables_and_bodies_without_tables_are_not_tested(
    titles: Callable[..., list[Verdict]],
) -> None:
    assert titles(["第三部分 情况说明"], ["收入总表"]) == []
    assert titles(["收入总表"], []) == []
    assert titles([], ["收入总表"]) == []


@pytest.fixture
def names(framed: Callable[..., pl.DataFrame]) -> Callable[..., list[Verdict]]:
    """The verdicts on names of projects in two tables."""

    def of(projects: Sequence[str], others: Sequence[str], role: str | None = None) -> list[Verdict]:
        rows = [
            {
                "document": "甲",
                "table": table,
                "title": table,
                "line": name,
                "project": name,
                "row": start + number,
                "role": role if start > 1 else None,
            }
            for table, texts, start in (("projects", projects, 1), ("outsourcing", others, 50))
            for number, name in enumerate(texts)
        ]
        rule = Rule(
            identity="names",
            rule="project_names",
            words=["projects", "outsourcing"],
            numbers={"likeness": 0.6},
        )
        return verdicts(rule, {"lines": framed(Lines, *rows)})

    return of


def test_names_that_differ_only_by_blanks_and_width_are_one(names: Callable[..., list[Verdict]]) -> None:
    (verdict,) = names(["社会保险 评估(采购)"], ["社会保险评估（采购）"])
    assert (verdict.holds, verdict.detail) == ("exact", "")


def test_names_of_the_same_letters_in_another_order_are_asked_about(
    names: Callable[..., list[Verdict]],
) -> None:
    (verdict,) = names(["培训", "评估、审计经费"], ["审计、评估经费"])
    assert verdict.holds == "broken"
    assert (
        verdict.detail
        == "同一项目的名称不一致：“审计、评估经费”（outsourcing）与“评估、审计经费”（projects）"
    )
    assert verdict.against == ((1, 2, None),)


def test_a_name_much_like_another_is_asked_about_and_one_like_none_is_another_project(
    names: Callable[..., list[Verdict]],
) -> None:
    alike, unlike = names(["系统培训及宣传印刷工作经费"], ["系统培训、印刷、宣传经费", "档案数字化"])
    assert alike.holds == "broken"
    assert (unlike.holds, unlike.against, unlike.detail) == ("exact", (), "")


def test_each_name_is_judged_once_and_units_are_no_projects(names: Callable[..., list[Verdict]]) -> None:
    assert len(names(["培训"], ["培训", "培训"])) == 1
    assert names(["培训"], ["甲站"], role="unit") == []
    assert names([], ["培训"]) == []
