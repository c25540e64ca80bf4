"""Rules on the whole that a rate of the text is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.identities.rules.verdict import Verdict

    Judged = Callable[..., list[Verdict]]


def _said(judged: Judged, rule: str, *sentences: str) -> list[str]:
    rows = [{"kind": "text", "text": sentence} for sentence in sentences]
    return [verdict.holds for verdict in judged(rule, sentences=rows)]


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
        "evaluated_share",
        parameters={"part": "part", "whole": "whole"},
        statements=[{**part, "printed": printed}, whole],
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


@pytest.mark.parametrize(
    ("precision", "most"),
    [
        # What is rounded: the share to a whole percent, both amounts to 1 元.
        ({"share": 1.0, "rate_quantum": 0.01, "quantum_fen": 100}, 92_736),
        ({"share": 1.0, "rate_quantum": None, "quantum_fen": None}, 92_636),
        # A share that may be anything up to the whole: the amount is the least that the whole can be.
        ({"share": 0.5, "rate_quantum": 1.0, "quantum_fen": 100}, 92_275),
    ],
)
def test_rounding_explains_so_much_and_no_more(
    judged: Judged, precision: dict[str, float | None], most: int
) -> None:
    whole = {"metric": "whole", "amount_fen": 92_175, "quantum_fen": precision["quantum_fen"]}
    other = {"metric": "other", "amount_fen": 1}
    for amount, holds in [(most, "exact"), (most + 1, "broken")]:
        part = {"metric": "part", "amount_fen": amount, "printed": "占项目支出总额的100%", **precision}
        found = judged(
            "evaluated_share", parameters={"part": "part", "whole": "whole"}, statements=[other, part, whole]
        )
        assert [verdict.holds for verdict in found] == [holds]
        assert (found[0].actual_fen, found[0].expected_fen, found[0].row) == (amount, 92_175, 2)


def test_rates_of_nothing_are_told_once_each_with_all_places(judged: Judged) -> None:
    sentences = [
        "接待费5万元，占5%。",
        "完成预算0万元的0%。",
        "完成预算0万元的0%。",
        "完成预算0.00万元的0%。",
    ]
    rows = [{"text": sentence, "page": page} for page, sentence in enumerate(sentences, start=1)]
    (verdict,) = judged("zero_completion", sentences=rows)
    assert verdict.detail == "“完成预算0万元的0%。”；“完成预算0.00万元的0%。”"
    assert (verdict.page, [page for page, *_ in verdict.against]) == (2, [3, 4])
    (verdict,) = judged("zero_completion", sentences=rows[:1])
    assert (verdict.holds, verdict.page, verdict.against) == ("exact", 1, ())
