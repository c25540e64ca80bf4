"""Parameters are checked before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from yusuan.report.pages.notebook import NotebookError, check, parameters

if TYPE_CHECKING:
    from pathlib import Path


def book(folder: Path, source: str, *, cells: int = 1) -> Path:
    path = folder / "book.ipynb"
    tagged = [new_code_cell(source, metadata={"tags": ["parameters"]}) for _ in range(cells)]
    nbformat.write(new_notebook(cells=tagged), path)
    return path


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    return book(
        tmp_path, 'name: str = "甲"\nyear: int = 2024  # 年度\nbase: int | None = None\nrate: float = 0.5'
    )


def test_the_parameters_are_those_of_the_cell(typed: Path):
    assert parameters(typed) == ["name", "year", "base", "rate"]


def test_values_are_given_in_the_declared_types(typed: Path):
    assert check(typed, {"year": "2023", "base": None, "name": "乙"}) == {
        "year": 2023,
        "base": None,
        "name": "乙",
    }


def test_an_unknown_parameter_is_refused_and_the_known_are_listed(typed: Path):
    with pytest.raises(
        NotebookError, match=r"book.ipynb：yaer：没有这个参数；可用的参数有 name、year、base、rate"
    ):
        check(typed, {"yaer": 2024})


def test_a_name_that_is_code_is_refused(typed: Path):
    with pytest.raises(NotebookError, match="没有这个参数"):
        check(typed, {"x = 1; import os": 1})


def test_a_value_of_another_type_is_refused(typed: Path):
    with pytest.raises(NotebookError, match="year"):
        check(typed, {"year": "去年"})


@pytest.mark.parametrize("cells", [0, 2])
def test_there_is_exactly_one_parameters_cell(tmp_path: Path, cells: int):
    with pytest.raises(NotebookError, match=f"现有 {cells} 个"):
        parameters(book(tmp_path, "year: int = 2024", cells=cells))


@pytest.mark.parametrize("source", ["year = 2024", "import os", "year: int = 2024\nyear += 1"])
def test_the_parameters_cell_holds_typed_assignments_only(tmp_path: Path, source: str):
    with pytest.raises(NotebookError, match="不是带类型的赋值"):
        parameters(book(tmp_path, source))


@pytest.mark.parametrize(
    "source", ["year: int = (", "year: int = 1\0", "year: int = " + "-" * 5000 + "1", "year: int = f()"]
)
def test_a_parameters_cell_that_python_cannot_read_is_refused(tmp_path: Path, source: str):
    with pytest.raises(NotebookError, match=r"book\.ipynb：参数单元格"):
        parameters(book(tmp_path, source))


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 1}']
)
def test_whatever_else_a_file_holds_it_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "n.ipynb"
    path.write_text(text, "utf-8")
    with pytest.raises(NotebookError, match=r"n\.ipynb"):
        parameters(path)


def test_a_parameter_of_another_type_is_refused(tmp_path: Path):
    with pytest.raises(NotebookError, match="参数类型 list"):
        parameters(book(tmp_path, "names: list = None"))


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path):
    path = tmp_path / "no.ipynb"
    path.write_text("{", "utf-8")
    with pytest.raises(NotebookError, match="不是可读的笔记本"):
        parameters(path)
