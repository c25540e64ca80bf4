"""Rules on indicators against one another, on forms that are missing, and on numbers of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yusuan.identities.rules.verdict import Verdict

    Judged = Callable[..., list[Verdict]]

_CLASSES = {"数量|质量|时效": "产出", "成本": "成本|产出", "经济效益|社会效益": "效益", "满意": "满意"}


def _indicator(
    first: str | None, second: str | None, name: str = "次数", **more: object
) -> Mapping[str, object]:
    return {"table_no": 1, "project": "培训", "level1": first, "level2": second, "level3": name, **more}


_RIGHT = (
    _indicator("产出指标", "数量指标"),
    _indicator("产出指标", "成本指标"),
    _indicator("成本指标", "经济成本指标"),
    _indicator("效益指标", "社会效益指标"),
    _indicator("满意度指标", "服务对象", "学员满意度"),
    _indicator("产出指标", None),
)


def _classes(judged: Judged, *rows: Mapping[str, object]) -> list[tuple[str, str]]:
    found = judged("indicator_classes", parameters={"classes": _CLASSES}, indicators=[*_RIGHT, *rows])
    return [(verdict.holds, verdict.detail) for verdict in found]


def test_indicators_under_their_classes_hold(judged: Judged) -> None:
    assert _classes(judged) == [("exact", "")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (_indicator(None, "社会效益指标", "就业"), "“社会效益指标”的“就业”没有一级指标"),
        (_indicator("产出指标", "社会效益指标", "就业"), "“社会效益指标”的“就业”列在“产出指标”之下"),
        (_indicator("效益指标", "社会效益指标", "群众满意率"), "“社会效益指标”的“群众满意率”是满意度指标"),
    ],
)
def test_an_indicator_of_another_class_is_a_question(
    judged: Judged, row: Mapping[str, object], said: str
) -> None:
    assert _classes(judged, row) == [("broken", said)]


def test_a_form_that_leaves_its_first_level_blank_is_not_tested(judged: Judged) -> None:
    rows = [_indicator(None, "数量指标"), _indicator(None, "质量指标"), _indicator("产出指标", "时效指标")]
    assert judged("indicator_classes", parameters={"classes": _CLASSES}, indicators=rows) == []


def test_one_form_of_many_may_leave_some_first_levels_blank_and_is_told(judged: Judged) -> None:
    """Most of the document and more than half of the form are printed: the blank is left out by oversight."""
    others = [_indicator("产出指标", "数量指标", table_no=2)] * 20
    printed, blank = _indicator("产出指标", "数量指标"), _indicator(None, "数量指标", "次数")
    for rows, holds in [([printed, printed, blank], "broken"), ([printed, blank], "exact")]:
        (verdict,) = judged(
            "indicator_classes", parameters={"classes": _CLASSES}, indicators=[*others, *rows]
        )
        assert verdict.holds == holds


def test_a_lasting_effect_is_none_of_ecology_and_both_faults_are_told(judged: Judged) -> None:
    lasting = "“生态效益指标”的“作用的可持续性”是可持续影响指标"
    classes = {**_CLASSES, "生态效益": "效益"}
    for first, said in [
        ("效益指标", lasting),
        (None, f"“生态效益指标”的“作用的可持续性”没有一级指标；{lasting}"),
    ]:
        row = _indicator(first, "生态效益指标", "作用的可持续性")
        (verdict,) = judged("indicator_classes", parameters={"classes": classes}, indicators=[*_RIGHT, row])
        assert verdict.detail == said


_FORMS = [
    {"place": "table", "text": "项目绩效目标表", "table_no": 1},
    {"place": "table", "text": "部门整体绩效目标表", "table_no": 2},
]


def _numbers(judged: Judged, department: str, *projects: tuple[str, str]) -> list[str]:
    rows = [
        *(_indicator("产出指标", "数量指标", name, target=target) for name, target in projects),
        _indicator(
            "产出指标", "数量指标", "来信办理数量（件/年）", target=department, table_no=2, project=""
        ),
    ]
    return [verdict.holds for verdict in judged("indicator_numbers", indicators=rows, headings=_FORMS)]


def test_a_count_of_the_department_is_that_of_its_project(judged: Judged) -> None:
    assert _numbers(judged, "≥5000", ("登记来信办理量", "≥5000件")) == ["exact"]
    assert _numbers(judged, "≥5000", ("登记来信办理量", "≥6000件")) == ["broken"]
    assert _numbers(judged, "≥5000", ("接访；来信办理数", "≥10次；≥6000件")) == ["broken"]


def test_every_count_that_differs_is_told_with_its_place(judged: Judged) -> None:
    names = [("接访数量", 10), ("来信数量", 20), ("网上事项数量", 30)]
    of_project = [_indicator("产出", "数量", name, target=str(number), row=1) for name, number in names]
    whole = [
        _indicator("产出", "数量", name, target=str(number + off), table_no=2, row=row)
        for (name, number), off, row in zip(names, (0, 1, 1), (7, 8, 9), strict=True)
    ]
    (verdict,) = judged("indicator_numbers", indicators=[*of_project, *whole], headings=_FORMS)
    assert verdict.detail == "“来信”整体为21，项目“培训”为20；“网上事项”整体为31，项目“培训”为30"
    assert (verdict.row, [row for _, row, _ in verdict.against]) == (8, [1, 9, 1])


def test_what_several_projects_count_or_a_rate_is_not_compared(judged: Judged) -> None:
    assert _numbers(judged, "≥5000", ("来信办理量", "≥3000"), ("来信办理量", "≥2000")) == []
    assert _numbers(judged, "≥95%", ("来信办理量", "≥90%")) == []
    assert _numbers(judged, "≥5000", ("接访；来信办理量", "≥6000件")) == []


def _forms(judged: Judged, named: tuple[str, ...], *money: tuple[str, int]) -> list[tuple[str, str]]:
    facts = [
        {
            "table": "projects",
            "table_no": 1,
            "project": name,
            "measure": "total",
            "amount_fen": fen,
            "column": 2,
        }
        for name, fen in money
    ]
    found = judged(
        "target_forms",
        parameters={"projects": "projects", "targets": "performance_targets"},
        facts=[{**fact, "line_no": number} for number, fact in enumerate(facts, start=1)],
        lines=[{"table": "performance_targets", "table_no": 2, "project": name} for name in named],
    )
    return [(verdict.holds, verdict.detail) for verdict in found]


def test_each_project_with_money_has_a_form_but_groups_of_them(judged: Judged) -> None:
    money = (("全部", 60), ("服务", 30), ("食堂", 10), ("物业", 20), ("业务", 30), ("停办", 0))
    assert _forms(judged, ("食堂", "物业", "业务"), *money) == [("exact", "")]
    assert _forms(judged, ("食堂", "业务"), *money) == [("broken", "“物业”")]
    assert _forms(judged, ("业务",), *money) == []


@pytest.mark.parametrize(
    ("metric", "printed", "tested"),
    [
        ("performance.amount", "涉及资金60万元。", False),
        ("performance.amount", "绩效目标管理全覆盖，涉及资金60万元。", True),
        ("income.total", "收入60万元。", True),
    ],
)
def test_who_says_how_many_targets_there_are_has_chosen_unless_all_are_covered(
    judged: Judged, metric: str, printed: str, tested: bool
) -> None:
    fact = {"table": "projects", "table_no": 1, "measure": "total", "column": 2}
    found = judged(
        "target_forms",
        parameters={"projects": "projects", "targets": "performance_targets"},
        facts=[
            {**fact, "project": "食堂", "amount_fen": 3, "row": 1},
            {**fact, "project": "物业", "amount_fen": 4, "row": 2},
            # Neither another column nor another table is money of a project.
            {**fact, "project": "安保", "amount_fen": 5, "row": 3, "measure": "carryover"},
            {**fact, "project": "安保", "amount_fen": 5, "row": 4, "table": "procurement"},
        ],
        lines=[
            {"table": "performance_targets", "project": "食堂"},
            {"table": "procurement", "project": "物业"},
        ],
        statements=[{"metric": metric, "printed": printed}],
    )
    assert [verdict.detail for verdict in found] == (["“物业”"] if tested else [])
