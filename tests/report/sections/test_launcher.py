"""The launcher: what documents there are, the notebooks, the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.analysis import answers
from yusuan.analysis.question import VarianceError
from yusuan.report.sections import launcher
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEPARTMENT = "吉林省社会保险事业管理局"
PERIOD = (DEPARTMENT, 2024, "budget", "department")


def test_it_lists_documents_with_what_checking_found_and_the_reports_made(workspace: Workspace):
    page = workspace.reports / DEPARTMENT / "2024-budget" / "variance.html"
    page.parent.mkdir(parents=True)
    page.touch()
    shown = launcher.documents(workspace)
    assert shown.text == "1 个部门，1 份文件"
    assert "2024年部门预算" in shown.markup
    assert ">2</td>" in shown.markup
    assert 'variance.html">同比变动分析</a>' in shown.markup
    assert "quality.html" not in shown.markup


def test_before_a_check_there_is_no_count(workspace: Workspace):
    (workspace.clean / "findings.parquet").unlink()
    assert launcher.documents(workspace, "en").markup.count(">—</td>") == 3


def test_it_links_to_the_notebooks_by_their_titles_but_not_to_itself(workspace: Workspace):
    shown = launcher.notebooks(workspace)
    assert '<a href="variance.ipynb">同比变动分析</a>' in shown.markup
    assert "start.ipynb" not in shown.markup
    assert "Year-over-year changes" in launcher.notebooks(workspace, "en").markup


@pytest.mark.parametrize("what", [launcher.documents, launcher.explore])
def test_without_data_it_says_what_to_do(tmp_path: Path, what: Callable[[Workspace], launcher.Html]):
    assert "yusuan run" in what(Workspace(tmp_path)).text


def test_the_controls_follow_the_department(build: Callable[..., Workspace]):
    first = build().documents().collect()
    later = first.with_columns(
        document=pl.lit("乙局/2025-budget"), department=pl.lit("乙局"), fiscal_year=2025
    )
    box = launcher.explore(build(documents=pl.concat([first, later.cast(first.schema)])))
    department, period, by = box.children[0].children
    assert department.options == ("乙局", DEPARTMENT)
    assert period.value == ("乙局", 2025, "budget", "department")
    department.value = DEPARTMENT
    assert period.value == PERIOD
    assert period.label == "2024年部门预算"
    assert by.value == "total"


def test_what_is_chosen_is_told_and_drawn_with_the_parameters_to_take_along(workspace: Workspace):
    opening, bridge, _, _, parameters = launcher.comparison_view(workspace, PERIOD, "operating")
    assert "机关运行经费577.22万元" in opening.text
    assert "机关运行经费" in bridge.message
    assert f'department: str = "{DEPARTMENT}"' in parameters.text


def test_what_cannot_be_compared_is_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise VarianceError("没有可比的数")

    monkeypatch.setattr(answers, "variance_of", fail)
    (note,) = launcher.comparison_view(workspace, PERIOD, "total")
    assert note.text == "没有可比的数"
