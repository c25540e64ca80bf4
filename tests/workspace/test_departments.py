"""Departments by name, as a notebook completes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from yusuan.model import schemas
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

    from yusuan.workspace.departments import Departments


@pytest.fixture
def departments(tmp_path: Path, framed: Callable[..., pl.DataFrame]) -> Departments:
    rows = [
        {"document": "甲局/2024", "department": "甲局", "fiscal_year": 2024},
        {"document": "甲局/2023", "department": "甲局", "fiscal_year": 2023},
        {"document": "乙局（本级）/2024", "department": "乙局（本级）", "fiscal_year": 2024},
    ]
    clean = tmp_path / "data" / "clean"
    clean.mkdir(parents=True)
    framed(schemas.Documents, *rows).write_parquet(clean / "documents.parquet")
    return Workspace(tmp_path).departments


def test_they_are_a_mapping_by_name_in_order(departments: Departments):
    assert list(departments) == ["乙局（本级）", "甲局"]
    assert len(departments) == 2
    assert repr(departments) == "乙局（本级）\n甲局"
    assert str(departments["甲局"]) == "甲局"


def test_a_department_has_its_years_and_its_rows(departments: Departments):
    assert departments["甲局"].years == [2023, 2024]
    assert departments.甲局.frame("documents").collect()["department"].unique().to_list() == ["甲局"]


def test_an_unknown_name_is_answered_with_what_there_is(departments: Departments):
    with pytest.raises(KeyError, match=r"没有这个部门：丙局；现有 乙局（本级）、甲局"):
        departments["丙局"]
    with pytest.raises(AttributeError, match="丙局"):
        departments.丙局  # noqa: B018 — asked for


def test_only_names_that_python_can_spell_follow_a_dot(departments: Departments):
    assert "甲局" in dir(departments)
    assert "乙局（本级）" not in dir(departments)


@pytest.mark.parametrize(
    ("typed", "offered"), [("ws.departments.", "甲局"), ("ws.departments['", "乙局（本级）")]
)
def test_a_notebook_completes_them(departments: Departments, typed: str, offered: str):
    shell = InteractiveShell()
    shell.user_ns["ws"] = departments._workspace
    with provisionalcompleter():
        found = [completion.text for completion in shell.Completer.completions(typed, len(typed))]
    assert offered in found


def test_a_comparison_of_a_department_is_the_workspaces(sample: Workspace):
    (department,) = sample.departments.values()
    expected = sample.variance(department.name, 2024, by="operating").collect()
    assert department.variance(2024, by="operating").collect().equals(expected)
