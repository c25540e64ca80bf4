"""The notebooks as files: no outputs, no logic, one commented parameters cell, prose in Chinese."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from paths import REPOSITORY
from yusuan.report.pages.notebook import parameters
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = REPOSITORY / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
REPORTS = Workspace(FOLDER.parent).books()


@pytest.fixture(params=BOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def book(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code(book: Any) -> list[Any]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def test_the_suite_is_there():
    assert {path.stem for path in REPORTS} == {
        "overview",
        "variance",
        "operating_costs",
        "projects",
        "trend",
        "budget_final",
        "peers",
        "quality",
    }
    assert {path.stem for path in BOOKS} - {path.stem for path in REPORTS} == {"start"}


def test_it_is_valid_and_carries_no_outputs(book: Any):
    nbformat.validate(book)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(book))
    assert "widgets" not in book.metadata


def test_one_cell_holds_typed_commented_parameters(path: Path, book: Any):
    assert {"lang", "workspace"} <= set(parameters(path))
    assert path not in REPORTS or {"department", "year"} <= set(parameters(path))
    (cell,) = (cell for cell in code(book) if "parameters" in cell.metadata.get("tags", []))
    assert all(re.search(r"# .*[\u4e00-\u9fff]", line) for line in cell.source.splitlines())


def test_it_holds_calls_and_no_logic(book: Any):
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try, ast.With)
    for cell in code(book):
        found = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, forbidden)]
        assert not found, cell.id


def test_its_prose_is_chinese_and_every_heading_has_its_english(book: Any):
    title, *prose = (cell for cell in book.cells if cell.cell_type == "markdown")
    assert title.source.startswith("# ")
    for cell in (title, *prose):
        assert re.search(r"[\u4e00-\u9fff]", cell.source)
        if cell.source.startswith("#"):
            assert not re.search(r"[\u4e00-\u9fff]", cell.metadata.yusuan.en)


def test_cells_are_named_for_what_they_show(book: Any):
    assert all(re.fullmatch(r"[a-z][a-z-]+", cell.id) for cell in book.cells)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_ends_with_its_sources(book: Any):
    assert book.cells[-1].source == "sources.listing()"
