"""The commit that a report was made from."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from yusuan.report.pages import commit as module
from yusuan.report.pages.commit import commit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "a.ipynb").write_text("{}")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return folder


def test_it_is_the_head_of_the_repository_and_changes_are_marked(notebooks: Path):
    clean = commit(notebooks)
    assert clean is not None
    assert len(clean) == 12
    (notebooks / "a.ipynb").write_text("[]")
    assert commit(notebooks) == f"{clean}+"


def test_what_is_in_no_repository_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert commit(tmp_path) is None


def test_without_git_there_is_none(notebooks: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module.shutil, "which", lambda _name: None)
    assert commit(notebooks) is None


def test_a_git_that_does_not_answer_is_no_failure(notebooks: Path, monkeypatch: pytest.MonkeyPatch):
    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 10)

    monkeypatch.setattr(module.subprocess, "run", late)
    assert commit(notebooks) is None
