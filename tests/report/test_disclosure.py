"""Choosing the document: what is not there is answered with what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.analysis.question import VarianceError
from yusuan.report.disclosure import choose

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.workspace.workspace import Workspace

DEPARTMENT = "吉林省社会保险事业管理局"


def test_the_year_before_is_the_base_unless_another_is_asked_for(workspace: Workspace):
    assert choose(workspace, DEPARTMENT, 2024).base_year == 2023
    assert choose(workspace, DEPARTMENT, 2024, 2021).base_year == 2021


def test_an_unknown_department_is_answered_with_those_there_are(workspace: Workspace):
    with pytest.raises(VarianceError, match=f"没有这个部门：某局；现有 {DEPARTMENT}"):
        choose(workspace, "某局", 2024)


def test_an_unknown_year_or_phase_is_answered_with_those_there_are(workspace: Workspace):
    with pytest.raises(VarianceError, match="没有 2019 budget 的文件；现有 2024 budget department"):
        choose(workspace, DEPARTMENT, 2019)
    with pytest.raises(VarianceError, match="没有 2024 final"):
        choose(workspace, DEPARTMENT, 2024, phase="final")


def test_department_comes_before_unit_unless_the_unit_is_asked_for(build: Callable[..., Workspace]):
    documents = build().documents().collect()
    unit = documents.with_columns(
        scope=pl.lit("unit").cast(documents.schema["scope"]), document=pl.col("document") + "-unit"
    )
    both = build(documents=pl.concat([unit, documents]))
    assert choose(both, DEPARTMENT, 2024).scope == "department"
    assert choose(both, DEPARTMENT, 2024, scope="unit").document == f"{DEPARTMENT}/2024-budget-unit"


def test_rows_of_other_documents_are_left_out(workspace: Workspace):
    disclosure = choose(workspace, DEPARTMENT, 2024)
    other = workspace.facts().with_columns(document=pl.lit("乙局/2024-budget"))
    assert len(disclosure.of(pl.concat([workspace.facts(), other]))) == len(workspace.facts().collect())
