"""The examples of docstrings hold: each runs as it stands."""

from __future__ import annotations

import doctest
import importlib
from typing import TYPE_CHECKING

import pytest

import yusuan
from paths import REPOSITORY
from yusuan.model import schemas
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCES = REPOSITORY / "src"
MODULES = sorted(
    ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
    for path in (SOURCES / "yusuan").rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)
# By document: table, role, measure and 万元.
DISCLOSURES = {
    "甲局/2023-budget": [
        ("three_public", "three_public", "total", 17.14),
        ("three_public", "reception", "total", 4.9),
    ],
    "甲局/2024-budget": [
        ("three_public", "three_public", "total", 14.57),
        ("three_public", "reception", "total", 2.33),
        ("general_public_expenditure", "total", "total", 200),
        ("general_public_expenditure", "total", "basic", 150),
    ],
    "甲局/2024-final": [("three_public", "three_public", "total", 12)],
    "乙局/2024-budget": [("three_public", "three_public", "total", 20)],
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, disclosed: Callable, framed: Callable) -> Path:
    """A workspace of two departments, 甲局 and 乙局."""
    workspace = Workspace(tmp_path_factory.mktemp("examples"))
    workspace.raw.mkdir(parents=True)
    workspace.clean.mkdir(parents=True)
    made = dict(zip(("documents", "facts", "statements"), disclosed(DISCLOSURES), strict=True))
    for name, schema in schemas.CLEAN.items():
        frame = made[name].collect() if name in made else framed(schema)
        frame.write_parquet(workspace.clean / f"{name}.parquet")
    return workspace.root


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_hold(module: str, workspace: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(workspace)
    names = {"yusuan": yusuan, "ws": yusuan.open(workspace)}
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    reports: list[str] = []
    for example in finder.find(importlib.import_module(module), extraglobs=names):
        runner.run(example, out=reports.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(reports)
    assert runner.tries > 0


def test_there_are_examples():
    assert {"yusuan.model.money", "yusuan.workspace.workspace"} <= set(MODULES)
