"""Rules of form: contents against body, names of projects between tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.identities.rules.verdict import Verdict


@pytest.fixture
def titles(judged: Callable[..., list[Verdict]]) -> Callable[..., list[Verdict]]:
    """The verdicts on a contents page and the titles of the body."""

    def of(
        contents: Sequence[str | tuple[str, str]], body: Sequence[str], rule: str = "contents_titles"
    ) -> list[Verdict]:
        listed = [entry if isinstance(entry, tuple) else ("一、", entry) for entry in contents]
        rows = [
            *(
                {"place": "contents", "number": number, "text": text, "row": row}
                for row, (number, text) in enumerate(listed, start=1)
            ),
            *({"place": "table", "text": text, "row": row} for row, text in enumerate(body, start=50)),
        ]
        return judged(rule, headings=rows)

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


def test_titles_that_differ_are_one_verdict_a_document(titles: Callable[..., list[Verdict]]) -> None:
    (verdict,) = titles(["收支总表", "收入总表"], ["收支总体情况表", "收入总体情况表"])
    assert (verdict.holds, verdict.line, verdict.against) == (
        "broken",
        "收支总表",
        ((1, 50, None), (1, 51, None)),
    )
    assert verdict.detail == (
        "目录为“一、收支总表”，正文的表名为“收支总体情况表”；目录为“一、收入总表”，正文的表名为“收入总体情况表”"
    )
    assert verdict.detail_en.count("the contents page has") == 2


@pytest.mark.parametrize(
    ("listed", "printed", "holds"),
    [
        ("支出预算表", "支出预算表（功能科目）", "exact"),
        ("支出预算表（按功能分类）", "支出预算表", "exact"),
        ("支出预算表（按功能分类）", "支出预算表（按经济分类）", "broken"),
        ("一般公共预算支出明细表（按支出功能分类科目）", "一般公共预算支出明细表（按支出功能分类科", "exact"),
        ("2024年度甲局部门预算收支总表", "收支总表", "exact"),
        ("十二、政府采购预算情况表", "政府采购预算表", "broken"),
        ("“三公”经费支出表", "三公经费支出表", "exact"),
        ("一、收支总表", "预算01表收支总表", "exact"),
        ("三、支出总表", "预算表3：支出总表", "exact"),
        ("二、收入总表", "公开02表 收入总表", "exact"),
    ],
)
def test_what_a_title_says_besides_is_no_difference(
    titles: Callable[..., list[Verdict]], listed: str, printed: str, holds: str
) -> None:
    assert [verdict.holds for verdict in titles([listed], [printed])] == [holds]


@pytest.mark.parametrize("number", ["第二部分", "五、", "（五）"])
def test_a_part_of_the_document_is_no_table_by_its_number_or_by_what_follows_it(
    titles: Callable[..., list[Verdict]], number: str
) -> None:
    contents = [(number, "国有资产占用报表"), ("1.", "收入总表"), ("2．", "支出总表")]
    (verdict,) = titles(contents, ["收入总表", "支出总表"], "contents_tables")
    assert verdict.holds == "exact"
    (verdict,) = titles(
        [("1.", "国有资产占用报表"), *contents[1:]], ["收入总表", "支出总表"], "contents_tables"
    )
    assert (verdict.holds, verdict.line) == ("broken", "国有资产占用报表")


def test_a_part_is_no_table_though_nothing_is_listed_under_it(titles: Callable[..., list[Verdict]]) -> None:
    contents = [("一、", "收入总表"), ("第二部分", "国有资产占用报表"), ("第三部分", "名词解释")]
    assert [verdict.holds for verdict in titles(contents, ["收入总表"], "contents_tables")] == ["exact"]


def test_a_table_that_is_named_but_absent_is_asked_about(titles: Callable[..., list[Verdict]]) -> None:
    contents, body = ["收入总表", "支出总表", "国有资产占用情况表"], ["收入总表", "支出总表"]
    assert [verdict.holds for verdict in titles(contents, body)] == ["exact", "exact"]
    (verdict,) = titles(contents, body, "contents_tables")
    assert (verdict.holds, verdict.row, verdict.against) == ("broken", 3, ())
    assert verdict.detail == "目录列有“一、国有资产占用情况表”，正文没有这张表"
    assert "has no such table" in verdict.detail_en
    (verdict,) = titles(contents[:2], body, "contents_tables")
    assert (verdict.holds, verdict.detail) == ("exact", "")


def test_where_most_tables_are_elsewhere_none_is_missing(titles: Callable[..., list[Verdict]]) -> None:
    contents = ["收入总表", "国有资产占用情况表", "政府采购预算明细表"]
    assert titles(contents, ["收入总表"], "contents_tables") == []


@pytest.mark.parametrize(
    "part", ["2024年部门预算表", "单位预算表", "部门决算表", "2024年预算公开表", "部门预算公开报表"]
)
def test_the_part_that_holds_all_tables_is_no_table(titles: Callable[..., list[Verdict]], part: str) -> None:
    found = titles([part, "收入总表", "公共预算拨款支出表"], ["收入总表", "公共预算支出表"])
    assert [(verdict.line, verdict.holds) for verdict in found] == [
        ("收入总表", "exact"),
        ("公共预算拨款支出表", "broken"),
    ]
    assert found[1].against == ((1, 51, None),)


def test_contents_that_are_no_tables_and_bodies_without_tables_are_not_tested(
    titles: Callable[..., list[Verdict]],
) -> None:
    assert titles(["第三部分 情况说明"], ["收入总表"]) == []
    assert titles(["收入总表"], []) == []
    assert titles([], ["收入总表"]) == []


@pytest.fixture
def names(judged: Callable[..., list[Verdict]]) -> Callable[..., list[Verdict]]:
    """The verdicts on names of projects in two tables."""

    def of(
        projects: Sequence[str], others: Sequence[str], role: str | None = None, title: str = "outsourcing"
    ) -> list[Verdict]:
        rows = [
            {
                "table": table,
                "title": its_title,
                "line": name,
                "project": name,
                "row": start + number,
                "role": role if start > 1 else None,
            }
            for table, its_title, texts, start in (
                ("projects", "projects", projects, 1),
                ("outsourcing", title, others, 50),
            )
            for number, name in enumerate(texts)
        ]
        return judged(
            "project_names",
            parameters={"reference": "projects", "others": ["outsourcing"], "likeness": 0.6},
            lines=rows,
        )

    return of


def test_the_tasks_of_a_whole_department_are_no_projects(names: Callable[..., list[Verdict]]) -> None:
    assert names(["信访业务"], ["信访业务统筹实施"], title="部门整体支出绩效目标表") == []


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
