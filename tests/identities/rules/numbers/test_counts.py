"""Rules on what the text counts and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.identities.rules.numbers.counts import names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.identities.rules.verdict import Verdict

    Judge = Callable[..., list[Verdict]]

# --- kinds --------------------------------------------------------------------------------------------


def _count(metric: str, quantity: float, unit: str = "辆", **more: object) -> dict[str, object]:
    return {"metric": metric, "line": metric, "quantity": quantity, "quantity_unit": unit, **more}


@pytest.mark.parametrize(("total", "holds"), [(7.0, "exact"), (8.0, "broken"), (6.0, "broken")])
def test_a_count_is_the_sum_of_the_kinds_behind_it(judged: Judge, total: float, holds: str) -> None:
    said = [
        _count("assets.vehicles", total),
        _count("assets.vehicles.line", 3.0),
        _count("assets.vehicles.line", 0.0),
        _count("assets.vehicles.line", 4.0),
        _count("assets.equipment", 9.0, "台"),
    ]
    (verdict,) = judged("said_kinds", statements=said)
    assert verdict.holds == holds
    assert [place[1] for place in verdict.against] == [2, 3, 4]
    if total == 8.0:
        assert verdict.detail == (
            "文中“assets.vehicles”为8辆，所列各项之和为7辆：assets.vehicles.line3、assets.vehicles.line4"
        )
        assert verdict.detail_en == "the text says 8 for “assets.vehicles”, what it lists adds up to 7"


def test_kinds_of_another_unit_or_of_another_count_and_a_single_one_are_not_its_kinds(judged: Judge) -> None:
    def tested(*said: dict[str, object]) -> bool:
        return judged("said_kinds", statements=said) != []

    whole, part = _count("staff.posts", 9.0, "人"), _count("staff.posts.line", 4.0, "人")
    assert tested(whole, part, part)
    assert not tested(whole, part)
    assert not tested(whole, part, _count("staff.posts.line", 5.0, "个"))
    assert not tested(whole, _count("staff.line", 4.0, "人"), _count("staff.line", 5.0, "人"))
    assert not tested(whole, {"metric": "staff.posts.line"}, part, part)
    assert not tested({"metric": "staff.posts"}, part, part)


# --- names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("设3个内设机构，分别为办公室、财务处（审计处、统计处）、人事处。", ["办公室", "财务处", "人事处"]),
        ("本单位设2个内设机构，包括：院长室、办公室。另有一个部门。", ["院长室", "办公室"]),
        ("内设机构3个，依次为：秘书处、法规处和督查处。", ["秘书处", "法规处", "督查处"]),
        ("内设秘书处、法规处、服务和保障处，共计3个处室。", ["秘书处", "法规处", "服务和保障处"]),
        ("下设2个处室：秘书处、1个非独立核算单位：乙中心。", ["秘书处"]),
        ("预算单位共计17家，包括：行政单位1家，事业单位16家；", []),
        ("设置18个内设机构和机关党委。", []),
    ],
)
def test_names_are_those_behind_the_announcement_or_before_their_count(
    sentence: str, names: list[str]
) -> None:
    assert names_in(sentence) == names


@given(
    names=st.lists(
        st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=6).map(lambda name: name + "处"), min_size=2
    )
)
def test_law_all_names_of_a_plain_list_are_found(names: list[str]) -> None:
    assert names_in(f"设{len(names)}个处室，分别为{'、'.join(names)}。") == names


@pytest.mark.parametrize(
    ("count", "listed", "holds"),
    [
        (3.0, "秘书处、法规处、督查处", "exact"),
        (4.0, "秘书处、法规处、督查处", "broken"),
        (9.0, "秘书一处至七处、法规处、督查处", "exact"),
        (9.0, "秘书一至七处、法规处、督查处", "exact"),
    ],
)
def test_as_many_names_are_listed_as_are_counted(
    judged: Judge, count: float, listed: str, holds: str
) -> None:
    said = [_count("offices.count", count, "个", printed=f"内设{count:g}个处室，分别为{listed}。")]
    (verdict,) = judged("said_names", parameters={"metrics": ["offices.count"]}, statements=said)
    assert verdict.holds == holds
    if holds == "broken":
        assert verdict.detail == "文中说offices.count4个，列出3个：秘书处、法规处、督查处"
        assert verdict.detail_en == "the text says 4, it lists 3 names"


def test_a_list_may_be_of_all_that_a_sentence_counts(judged: Judge) -> None:
    printed = "内设2个处室和1个事业单位，分别为秘书处、法规处、乙中心。"
    said = [
        _count("offices.count", 2.0, "个", printed=printed),
        _count("institutions.count", 1.0, "个", printed=printed),
    ]
    (verdict,) = judged(
        "said_names", parameters={"metrics": ["offices.count", "institutions.count"]}, statements=said
    )
    assert verdict.holds == "exact"


def test_counts_that_the_suite_does_not_name_and_lists_of_one_are_not_tested(judged: Judge) -> None:
    said = [
        _count("offices.count", 3.0, "个", printed="设3个处室，分别为秘书处。"),
        _count("vehicles", 3.0, "辆", printed="车3辆，分别为甲车、乙车。"),
    ]
    assert judged("said_names", parameters={"metrics": ["offices.count"]}, statements=said) == []


# --- units --------------------------------------------------------------------------------------------


def _owner(line: str, role: str = "unit", **more: object) -> dict[str, object]:
    return {"table": "income_summary", "title": "收入总表", "line": line, "role": role, **more}


@pytest.mark.parametrize(("said", "holds"), [(2.0, "exact"), (3.0, "broken")])
def test_units_are_those_of_the_table_without_the_row_of_all(judged: Judge, said: float, holds: str) -> None:
    lines = [
        _owner("合计", "total"),
        _owner("甲局", "department", line_no=2),
        _owner("甲局（本级）", parent_no=2),
        _owner("乙站", parent_no=2),
        _owner("乙站", parent_no=2),
        _owner("丙站", table_no=2, parent_no=2),
        _owner("丁站", table="projects"),
    ]
    statements = [_count("units.count", said, "家")]
    (verdict,) = judged(
        "said_units",
        parameters={"metric": "units.count", "table": "income_summary"},
        statements=statements,
        lines=lines,
    )
    assert verdict.holds == holds
    if holds == "broken":
        assert verdict.detail == "文中说units.count3家，表“收入总表”列出2个"


def test_a_count_of_units_without_units_in_the_table_is_not_tested(judged: Judge) -> None:
    parameters, said = (
        {"metric": "units.count", "table": "income_summary"},
        [_count("units.count", 2.0, "家")],
    )
    assert judged("said_units", parameters=parameters, statements=said, lines=[_owner("合计", "total")]) == []
    assert judged("said_units", parameters=parameters, lines=[_owner("乙站")]) == []


# --- rows ---------------------------------------------------------------------------------------------

_PROJECTS = [
    {"table": "projects", "project": name, "line": name, "level": level, "title": "项目表", "row": row}
    for row, (name, level) in enumerate(
        [("**", 3), ("专项", 1), ("培训", 2), ("甲班", 3), ("乙班", 3), ("12", 3)], start=19
    )
]


def _rows(table: str) -> dict[str, object]:
    return {"metric": "count", "table": table, "depth": 0}


@pytest.mark.parametrize(
    ("said", "depth", "holds"),
    [(2.0, 0, "exact"), (3.0, 0, "broken"), (1.0, 1, "exact"), (1.0, 5, "broken")],
)
def test_a_count_is_the_number_of_rows_of_its_depth(
    judged: Judge, said: float, depth: int, holds: str
) -> None:
    (verdict,) = judged(
        "said_count",
        parameters={"metric": "count", "table": "projects", "depth": depth},
        statements=[_count("count", said, "个")],
        lines=_PROJECTS,
    )
    assert verdict.holds == holds
    if holds == "broken" and depth == "0":
        assert verdict.detail == "文中说count3个，表“项目表”列出2个"
        assert verdict.detail_en == "the text says 3, the table “项目表” lists 2"
        assert verdict.against[0][:2] == (1, 22)


def test_rows_of_units_are_no_projects(judged: Judge) -> None:
    lines = [*_PROJECTS[-3:-1], {**_PROJECTS[-3], "line": "乙站", "role": "unit"}]
    parameters, said = _rows("projects"), [_count("count", 2.0, "个")]
    assert [v.holds for v in judged("said_count", parameters=parameters, statements=said, lines=lines)] == [
        "exact"
    ]


def test_forms_of_one_project_each_count_by_their_lines(judged: Judge) -> None:
    lines = [
        {"table": "performance_targets", "table_no": number, "line": "财政拨款", "project": project}
        for number, project in enumerate(["培训", "考试", "考试"], start=1)
    ]
    parameters = _rows("performance_targets")
    for said, holds in [(3.0, "exact"), (2.0, "broken")]:
        (verdict,) = judged(
            "said_count", parameters=parameters, statements=[_count("count", said, "个")], lines=lines
        )
        assert verdict.holds == holds


def test_a_count_without_its_table_is_not_tested(judged: Judge) -> None:
    parameters, said = _rows("outsourcing"), [_count("count", 2.0, "个")]
    assert judged("said_count", parameters=parameters, statements=said, lines=_PROJECTS) == []


# --- items --------------------------------------------------------------------------------------------

_FACTS = [
    {
        "table": "basic_expenditure",
        "level": 2,
        "code": code,
        "line": line,
        "line_no": number,
        "amount_fen": fen,
    }
    for number, (code, line, fen) in enumerate(
        [
            ("30101", "基本工资", 5),
            ("30112", "其他社会保障缴费", 6),
            ("30201", "办公费", 7),
            ("30103", "奖金", 0),
        ],
        1,
    )
]


def _items(
    judged: Judge, items: str, classes: Sequence[str] = ("301",), facts: object = _FACTS
) -> list[Verdict]:
    said = [{"metric": "personnel", "line": "人员经费", "items": items}]
    return judged(
        "said_items",
        parameters={"metric": "personnel", "table": "basic_expenditure", "classes": classes},
        statements=said,
        facts=facts,
    )


@pytest.mark.parametrize(
    ("items", "detail"),
    [
        ("基本工资、社会保障缴费", ""),
        ("基本工资支出、其他社会保障缴费", ""),
        ("基本工资", "没有列表中有的其他社会保障缴费"),
        ("基本工资、社会保障缴费、离休费", "文中列了表中没有的离休费"),
        ("奖金、基本工资", "文中列了表中没有的奖金；没有列表中有的其他社会保障缴费"),
    ],
)
def test_what_the_text_lists_are_the_lines_with_money(judged: Judge, items: str, detail: str) -> None:
    (verdict,) = _items(judged, items)
    assert verdict.holds == ("broken" if detail else "exact")
    assert verdict.detail.endswith(detail)


def test_both_languages_name_what_differs(judged: Judge) -> None:
    (verdict,) = _items(judged, "离休费、基本工资")
    assert verdict.detail_en == (
        "items listed for “人员经费” differ from the table; not in the table: 离休费; not in the text: 其他社会保障缴费"
    )


def test_the_pension_contribution_may_be_named_without_basic(judged: Judge) -> None:
    facts = [{**_FACTS[0], "code": "30108", "line": "机关事业单位基本养老保险缴费"}]
    assert [v.holds for v in _items(judged, "机关事业单位养老保险缴费", facts=facts)] == ["exact"]


@pytest.mark.parametrize(
    ("items", "detail"),
    [
        ("基本工资、交通补贴", ""),
        ("基本工资、编外工资", ""),
        ("基本工资", ""),
        ("交通补贴", "没有列表中有的基本工资"),
        ("基本工资、离休费", "文中列了表中没有的离休费"),
    ],
)
def test_a_column_of_what_the_text_lists_stands_beside_the_classes(
    judged: Judge, items: str, detail: str
) -> None:
    rows = [
        ("30101", "基本工资", "personnel"),
        ("30199", "编外工资", "operating"),
        ("30239", "交通补贴", "personnel"),
    ]
    facts = [
        {**_FACTS[0], "code": code, "line": line, "line_no": number, "measure": measure}
        for number, (code, line, measure) in enumerate(rows, start=1)
    ]
    (verdict,) = _items(judged, items, facts=facts)
    assert verdict.holds == ("broken" if detail else "exact")
    assert verdict.detail.endswith(detail)


def test_a_list_without_its_table_is_not_tested(judged: Judge) -> None:
    assert _items(judged, "离休费", classes=["303"]) == []
