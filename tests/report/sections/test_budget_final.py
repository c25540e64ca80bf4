"""A final account beside its budget, in words that never divide by nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rows import DOCUMENT, rows_of, wan
from yusuan.analysis.completion import SCHEMA
from yusuan.report.elements.display import Figure, Several
from yusuan.report.sections import budget_final

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources
    from yusuan.workspace.workspace import Workspace

WHAT = ("支出类型", "kinds")


def row(
    line: str,
    initial: float | None,
    adjusted: float | None,
    outcome: float | None,
    level: int = 0,
    **more: Any,
) -> dict[str, Any]:
    return {
        "line": line,
        "key": line,
        "level": level,
        "initial_fen": wan(initial),
        "adjusted_fen": wan(adjusted),
        "budget_fen": None,
        "final_fen": wan(outcome),
        "difference_fen": None if initial is None or outcome is None else wan(outcome) - wan(initial),
        "document": DOCUMENT,
        "page": 1,
        "row": 7,
    } | more


@pytest.mark.parametrize(
    ("initial", "adjusted", "outcome", "said"),
    [
        (
            100,
            120,
            90,
            "2024年甲决算90.00万元，为全年预算120.00万元的75.0%；比年初预算减少10.00万元，下降10.0%。",
        ),
        (100, None, 100, "2024年甲决算100.00万元；与年初预算持平。"),
        (None, 120, 120, "2024年甲决算120.00万元，为全年预算120.00万元的100.0%。"),
        (0, None, 5, "2024年甲决算5.00万元；比年初预算增加5.00万元（年初预算为0，不计算增减率）。"),
        (0, 0, 5, "2024年甲决算5.00万元；比年初预算增加5.00万元（年初预算为0，不计算增减率）。"),
        (None, None, 5, "2024年甲决算5.00万元；没有可比的预算数。"),
    ],
)
def test_an_outcome_is_told_beside_its_budgets(
    initial: float | None, adjusted: float | None, outcome: float, said: str
):
    assert budget_final.sentence(row("甲", initial, adjusted, outcome), 2024) == said


def test_the_budget_document_stands_in_for_the_initial_budget():
    said = budget_final.sentence(row("甲", None, None, 90, budget_fen=wan(100)), 2024, "en")
    assert said == (
        "甲, 2024 final accounts: CNY 0.9000 million; against the initial budget: down CNY 0.1000 million (down 10.0%)."
    )


def test_a_year_without_a_final_account_is_a_short_page(
    workspace: Workspace, disclosure: Disclosure, sources: Sources
):
    none = budget_final.execution(workspace, disclosure, "total")
    assert none.is_empty()
    assert "没有" in budget_final.execution_lead([none, none], disclosure, sources).text
    assert budget_final.points([none], disclosure, sources) == Several(())
    assert budget_final.beside(none, WHAT, disclosure, sources) == Several(())
    assert budget_final.table([none], WHAT, disclosure, sources) == Several(())


def test_the_opening_takes_the_whole_that_has_a_budget(disclosure: Disclosure, sources: Sources):
    kind, total = rows_of(SCHEMA, row("支出", None, None, 9)), rows_of(SCHEMA, row("收支", 10, None, 9))
    assert budget_final.execution_lead([kind, total], disclosure, sources).text.startswith(
        "2024年收支决算9.00万元；比年初预算减少"
    )
    lost = rows_of(SCHEMA, row("支出", 10, None, None))
    assert "没有可用的总额" in budget_final.execution_lead([lost, lost.clear()], disclosure, sources).text


def test_lines_are_drawn_and_listed(disclosure: Disclosure, sources: Sources):
    frame = rows_of(
        SCHEMA,
        row("合计", 100, 120, 90),
        row("基本", 60, 60, 50, 1, initial_page=3, initial_row=4),
        row("项目", 40, 60, 40, 1),
    )
    figure = budget_final.beside(frame, WHAT, disclosure, sources)
    assert isinstance(figure, Figure)
    assert "90.00（75.0%）" in figure.bundle()["image/svg+xml"]
    assert "83.3%" in budget_final.table([frame], WHAT, disclosure, sources).markup
    points = budget_final.points([frame], disclosure, sources)
    assert (
        points.text
        == "2024年基本决算50.00万元，为全年预算60.00万元的83.3%；比年初预算减少10.00万元，下降16.7%。"
    )


def test_outcomes_without_budgets_are_not_drawn(disclosure: Disclosure, sources: Sources):
    frame = rows_of(SCHEMA, row("合计", None, None, 90), row("基本", None, None, 90, 1))
    assert "不画图" in budget_final.beside(frame, WHAT, disclosure, sources).text
    assert "逐项比较" in budget_final.points([frame], disclosure, sources).text
    assert (
        "决算没有"
        in budget_final.table(
            [frame.with_columns(final_fen=pl.lit(None, pl.Int64))], WHAT, disclosure, sources
        ).text
    )
