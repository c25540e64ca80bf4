"""The suite between documents, through Great Expectations: findings name both documents."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from yusuan.checks.run import CheckResult, check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

_BUDGET_2023 = "甲市民政局\n2023年部门预算\n机关运行经费\n2023年机关运行经费3.00万元。\n"
_BUDGET = (
    "甲市民政局\n2024年部门预算\n机关运行经费\n2024年机关运行经费5.00万元，比上年预算增加1.00万元。\n"
    "一般公共预算支出情况说明\n一般公共预算支出预算8.00万元。\n"
)
_FINAL = (
    "甲市民政局\n2024年度部门决算\n一般公共预算财政拨款支出决算情况说明\n"
    "2024年度一般公共预算财政拨款支出年初预算为9.00万元，支出决算为9.50万元。\n"
)


@pytest.fixture
def result(
    collection: Callable[..., dict[str, pl.LazyFrame]], repository: Path, tmp_path: Path
) -> CheckResult:
    suites = tmp_path / "expectations"
    suites.mkdir()
    shutil.copy(repository / "expectations" / "between_documents.json", suites)
    return check(collection(_BUDGET_2023, _BUDGET, _FINAL), suites)


def test_a_finding_between_documents_is_the_tested_documents_and_names_the_other(result: CheckResult) -> None:
    columns = (
        "document",
        "identity",
        "status",
        "difference_fen",
        "page",
        "row",
        "against_document",
        "against_row",
    )
    assert sorted(result.findings.select(columns).rows()) == [
        (
            "甲市民政局/2024-budget",
            "restated=disclosed",
            "question",
            1_000_000,
            1,
            4,
            "甲市民政局/2023-budget",
            4,
        ),
        (
            "甲市民政局/2024-final",
            "text.initial_budget=budget",
            "question",
            1_000_000,
            1,
            4,
            "甲市民政局/2024-budget",
            6,
        ),
    ]
    assert result.success == {"between_documents": True}


def test_it_says_what_the_amount_was_worked_back_from_or_of_which_budget_it_speaks(
    result: CheckResult,
) -> None:
    budget, account = result.findings.sort("identity").select("message", "message_en").rows()
    assert budget[0].startswith("按文中增减推算，“机关运行经费”上年为4.00万元，应等于3.00万元")
    assert budget[1].startswith("By the change said, “机关运行经费” was the year before CNY 0.0400 million")
    assert account[0].startswith("文中“一般公共预算财政拨款支出年初预算”的年初预算为9.00万元，应等于8.00万元")
    assert account[1].startswith(
        "The text says for “一般公共预算财政拨款支出年初预算” an initial budget of CNY 0.0900 million"
    )


def test_a_document_without_another_is_untested_and_says_which_is_missing(result: CheckResult) -> None:
    of_document = result.untested.filter(document="甲市民政局/2023-budget")
    reasons = {row["identity"]: row["reason"] for row in of_document.to_dicts()}
    assert reasons["restated=disclosed"].startswith("没有上年文件")
    # What is not meant of a budget or of a department is not counted as untested.
    assert not {"initial_budget=budget", "unit=department", "carryover.line"} & set(reasons)
