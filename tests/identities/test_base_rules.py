"""Rules on the whole that a rate of the text is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.identities.verdict import Verdict

    Judged = Callable[..., list[Verdict]]


def _said(judged: Judged, rule: str, *sentences: str) -> list[str]:
    rows = [{"printed": sentence, "line": "接待费"} for sentence in sentences]
    return [verdict.holds for verdict in judged(rule, statements=rows)]


@pytest.mark.parametrize(
    "sentence",
    [
        "接待费0.16万元，完成预算0万元的0%。",
        "接待费0.16万元，完成预算0.00万元的100%。",
        "全年预算数0万元，执行数0万元，完成预算的0%。",
    ],
)
def test_a_budget_of_nothing_has_no_rate(judged: Judged, sentence: str) -> None:
    assert _said(judged, "zero_completion", sentence) == ["broken"]


def test_a_rate_of_something_holds(judged: Judged) -> None:
    assert _said(judged, "zero_completion", "接待费0万元，完成预算10万元的0%。") == ["exact"]
    assert _said(judged, "zero_completion", "全年预算数10万元，执行数0万元，完成预算的0%。") == ["exact"]
    assert _said(judged, "zero_completion", "接待费0.16万元。") == []


def _share(
    judged: Judged, amount: int, share: float | None, printed: str = "占项目支出总额的100%"
) -> list[str]:
    part = {"metric": "part", "amount_fen": amount, "quantum_fen": 100, "share": share, "rate_quantum": 0.01}
    whole = {"metric": "whole", "amount_fen": 92_175, "quantum_fen": 100}
    found = judged(
        "evaluated_share", words=("part", "whole"), statements=[{**part, "printed": printed}, whole]
    )
    return [verdict.holds for verdict in found]


def test_a_share_of_project_expenditure_is_of_no_more_than_there_is(judged: Judged) -> None:
    assert _share(judged, 92_175, 1.0) == ["exact"]
    assert _share(judged, 46_000, 0.5) == ["exact"]
    assert _share(judged, 94_015, 1.0) == ["broken"]
    assert _share(judged, 60_000, 0.5) == ["broken"]


def test_a_share_of_something_else_is_not_tested(judged: Judged) -> None:
    assert _share(judged, 94_015, None) == []
    assert _share(judged, 94_015, 1.0, "占部门预算的100%") == []
