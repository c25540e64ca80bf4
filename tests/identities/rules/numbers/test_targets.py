"""Rules on performance targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.identities.entries import Rule
from yusuan.identities.rules.registry import verdicts
from yusuan.model.schemas import Facts, Indicators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from yusuan.identities.rules.verdict import Verdict

    Row = Mapping[str, object]
    Judge = Callable[..., list[Verdict]]

_WEIGHTS = {"whole": 100.0, "without_execution": 90.0}


@pytest.fixture
def judge(framed: Callable[..., pl.DataFrame]) -> Judge:
    """The verdicts of a rule on the indicators of one document, whose projects have 80.00 万元 each."""

    def of(rule: str, *rows_of_project: Row, **parameters: object) -> list[Verdict]:
        rows = [
            {"document": "甲", "project": "培训", "row": number, **row}
            for number, row in enumerate(rows_of_project, start=1)
        ]
        money = [
            {
                "document": "甲",
                "table": "performance_targets",
                "table_no": table_no,
                "line": project,
                "measure": measure,
                "amount_fen": amount,
                "row": 50 + number,
                "column": column,
            }
            for number, (table_no, project) in enumerate(
                dict.fromkeys((row.get("table_no", 1), str(row["project"])) for row in rows)
            )
            # Of each project's parts one is blank: only its total bounds what it may cost.
            for column, measure, amount in (
                (3, "total", 80_000_000 * int(str(table_no))),
                (4, "unit_funds", 0),
            )
        ]
        frames = {"indicators": framed(Indicators, *rows), "facts": framed(Facts, *money)}
        return verdicts(Rule(identity="rule.x", rule=rule, parameters=parameters), frames)

    return of


def _weights(judge: Judge, **projects: list[float | None]) -> dict[str, str]:
    rows = [{"project": name, "weight": weight} for name, weights in projects.items() for weight in weights]
    return {verdict.line: verdict.holds for verdict in judge("weights", *rows, **_WEIGHTS)}


def test_weights_add_up_to_a_hundred_or_to_ninety_for_all(judge: Judge) -> None:
    assert _weights(judge, a=[60, 40], b=[100]) == {"a": "exact", "b": "exact"}
    assert _weights(judge, a=[50, 40], b=[90]) == {"a": "exact", "b": "exact"}
    assert _weights(judge, a=[33.3, 33.3, 33.4]) == {"a": "exact"}


def test_a_project_that_differs_from_its_siblings_is_a_question(judge: Judge) -> None:
    assert _weights(judge, a=[90], b=[90], c=[100]) == {"a": "exact", "b": "exact", "c": "broken"}
    assert _weights(judge, a=[100], b=[90]) == {"a": "exact", "b": "broken"}
    assert _weights(judge, a=[80]) == {"a": "broken"}


def test_a_project_with_a_weight_missing_is_not_tested(judge: Judge) -> None:
    assert _weights(judge, a=[50, None], b=[100]) == {"b": "exact"}
    assert _weights(judge, a=[None]) == {}


def test_projects_of_one_name_but_two_units_are_two(judge: Judge) -> None:
    rows = [{"weight": 100.0, "owner": "本级"}, {"weight": 100.0, "owner": "乙站"}]
    assert len(judge("weights", *rows, **_WEIGHTS)) == 2


def _cost(target: str, level3: str = "印刷", level1: str = "成本指标", **more: object) -> dict[str, object]:
    return {"level1": level1, "level3": level3, "target": target, **more}


@pytest.mark.parametrize(
    ("target", "holds"),
    [
        ("≥40 万元", "broken"),
        (">=18 万", "broken"),
        ("不低于5万元", "broken"),
        ("≤40万元", "exact"),
        ("=5万元", "exact"),
        ("", "exact"),
    ],
)
def test_a_cost_that_is_only_bounded_from_below_has_no_bound(judge: Judge, target: str, holds: str) -> None:
    (verdict,) = judge("cost_without_bound", _cost(target))
    assert verdict.holds == holds


def test_costs_without_bound_are_one_verdict_a_document(judge: Judge) -> None:
    (verdict,) = judge("cost_without_bound", _cost("≤1万元"), _cost("≥2万元"), _cost("≥3万元", "差旅"))
    assert verdict.detail == "2个成本指标用“≥”，没有上限：印刷≥2万元、差旅≥3万元"
    assert (verdict.row, verdict.against) == (2, ((1, 3, None),))
    assert judge("cost_without_bound", _cost("≥2", level1="产出指标")) == []


def test_a_rate_among_the_costs_may_have_a_floor(judge: Judge) -> None:
    (verdict,) = judge("cost_without_bound", _cost("≥90%", "预算执行率"), _cost("≥3万元", "差旅"))
    assert verdict.detail == "1个成本指标用“≥”，没有上限：差旅≥3万元"


@pytest.mark.parametrize(
    ("level3", "target", "holds"),
    [
        ("投诉率", ">=100%", "broken"),
        ("投诉率", "90%", "broken"),
        ("有效投诉率", "≤5%", "exact"),
        ("投诉率", "<100%", "exact"),
        ("投诉率", "=0%", "exact"),
        ("投诉率", "无", "exact"),
        ("零投诉率", "≥95%", None),
        ("无事故率", "100%", None),
        ("满意度", ">=100%", None),
    ],
)
def test_a_rate_of_what_is_unwanted_must_not_have_a_high_floor(
    judge: Judge, level3: str, target: str, holds: str | None
) -> None:
    found = judge(
        "complaint_rate",
        {"level3": level3, "target": target},
        indicators=["投诉率", "事故率"],
        at_least_percent=90,
    )
    assert [verdict.holds for verdict in found] == ([] if holds is None else [holds])


@pytest.mark.parametrize(
    ("targets", "promised", "holds"),
    [
        (["≥18 万", "≥80 万"], 98_000_000, "broken"),
        (["≤79.99万元", "≤100元"], 80_000_000, "exact"),
        (["≤1,000元"], 100_000, "exact"),
        (["≤1,200,000元"], 120_000_000, "broken"),
        (["≤0.01亿元"], 100_000_000, "broken"),
        (["≤80万元", "≤30万元", "≤50万元"], 80_000_000, "exact"),
        (["≤80万元", "≤81万元"], 81_000_000, "broken"),
        (["≥80万元", "≤30万元"], 110_000_000, "broken"),
        (["不超过80万元"], 80_000_000, "exact"),
    ],
)
def test_promised_costs_are_within_the_projects_money(
    judge: Judge, targets: list[str], promised: int, holds: str
) -> None:
    (verdict,) = judge("cost_within_money", *(_cost(target) for target in targets))
    assert (verdict.holds, verdict.actual_fen, verdict.expected_fen) == (holds, promised, 80_000_000)
    assert verdict.against == ((1, 50, 3),)
    if holds == "broken":
        assert "超过其资金80.00万元" in verdict.detail


def test_projects_of_one_name_have_each_the_money_of_their_own_table(judge: Judge) -> None:
    rows = [_cost("≤90万元", table_no=number) for number in (1, 2)]
    assert [verdict.holds for verdict in judge("cost_within_money", *rows)] == ["broken", "exact"]
    weighted = [{"weight": 100.0, "table_no": number} for number in (1, 2)]
    assert [verdict.holds for verdict in judge("weights", *weighted, **_WEIGHTS)] == ["exact", "exact"]


@pytest.mark.parametrize(
    "row",
    [
        _cost("≤500元/人"),
        _cost("每场≤90万元"),
        _cost("≤500元每人"),
        _cost("合理"),
        _cost("≥99万元", level1="产出指标"),
        _cost("≤99999999999999999999亿元"),
        _cost("≤1,2,3元"),
    ],
)
def test_prices_per_piece_and_what_is_no_amount_are_no_total_cost(judge: Judge, row: Row) -> None:
    assert judge("cost_within_money", row) == []


@pytest.mark.parametrize(
    ("goal", "target", "holds"),
    [
        ("对7个下级经办机构开展审计", "=9 个", "broken"),
        ("对9个下级经办机构开展审计", "=9 个", "exact"),
        ("对7个下级经办机构开展审计", "≥5 个", "exact"),
        ("对7个下级经办机构开展审计", "≤9 个", "exact"),
        ("开展审计", "=9 个", None),
        ("办好7次会议", "=9 个", None),
        ("对7个下级经办机构开展审计", "=9 次", None),
        (None, "=9 个", None),
    ],
)
def test_a_number_of_the_goal_is_one_that_the_indicators_on_its_subject_allow(
    judge: Judge, goal: str | None, target: str, holds: str | None
) -> None:
    found = judge("goal_number", {"goal": goal, "level3": "审计单位数量", "target": target})
    assert [verdict.holds for verdict in found] == ([] if holds is None else [holds])
    if holds == "broken":
        assert found[0].detail == "绩效目标写“7个”，指标“审计单位数量”写“=9个”"


@pytest.mark.parametrize("target", ["≥9个", "≤5个"])
def test_a_number_of_the_goal_on_the_wrong_side_of_the_indicators_bound_is_asked_about(
    judge: Judge, target: str
) -> None:
    row = {"goal": "对7个下级经办机构开展审计", "level3": "审计单位数量", "target": target}
    assert [verdict.holds for verdict in judge("goal_number", row)] == ["broken"]
