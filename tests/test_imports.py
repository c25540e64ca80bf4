"""The contracts of imports hold, and a planted import against them is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def checkout(repository: Path, tmp_path: Path) -> Path:
    """A copy of the package with the contracts."""
    shutil.copytree(
        repository / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.csv")
    )
    shutil.copy(repository / "pyproject.toml", tmp_path)
    return tmp_path


def _plant(checkout: Path, module: str, line: str) -> None:
    path = checkout / "src" / "yusuan" / module
    assert path.exists()
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


def _lint(checkout: Path) -> tuple[int, str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "COLUMNS": "200"}
    ended = subprocess.run(
        [program, "--no-cache"], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout


def test_imports_run_one_way_and_not_in_a_circle(checkout: Path):
    code, output = _lint(checkout)
    assert (code, "2 kept, 0 broken" in output) == (0, True), output


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("model/money.py", "from yusuan.report import reports", "imports run one way"),
        ("checks/__init__.py", "from yusuan.analysis import documents", "imports run one way"),
        ("normalise/prose/sentences.py", "from yusuan.normalise.statements import reader", "no circle"),
        ("storage/lock.py", "from yusuan.storage import atomic", "no circle"),
    ],
    ids=["upward", "beside", "a circle of folders", "a circle of modules"],
)
def test_a_planted_import_breaks_its_contract(checkout: Path, module: str, line: str, contract: str):
    _plant(checkout, module, line)
    code, output = _lint(checkout)
    assert code == 1
    assert f"{contract} BROKEN" in output


def test_make_lint_checks_the_contracts(repository: Path):
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.split("\nlint:", 1)[1].split("\n\n", 1)[0]
    assert "$(BIN)/lint-imports" in recipe
