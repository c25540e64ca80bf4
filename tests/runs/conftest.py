"""A workspace of two small documents as read and checked; tests work on copies of it."""

from __future__ import annotations

import io
import json
import shutil
from typing import TYPE_CHECKING

import pytest

import instant_pieces
from yusuan.model import schemas
from yusuan.pipeline import state
from yusuan.pipeline.state import STATE_FILE, State
from yusuan.runs.batch import Batch, alone
from yusuan.runs.log import Log
from yusuan.runs.plan import load
from yusuan.storage import atomic as files
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

# How many findings are broken.
BROKEN = {"甲市财政局": 0, "乙市财政局": 2}
WHO = 'department: str = "甲"\nyear: int = 2024\nlang: str = "zh"\nthreshold: int = 0'
SHOW = (
    "from IPython.display import display\n"
    'display({"text/html": "<p>" + department + "</p>"}, raw=True, metadata={"yusuan": {"headline": department}})'
)
MAIL = """
[mail]
from = "yusuan@example.org"
list_id = "yusuan.example.org"
allow = ["a@example.org", "b@example.org"]
operator = "operator@example.org"
"""
RUN = '[runs.weekly]\ntitle = "周报"\nrecipients = ["a@example.org"]\n'


def notebook(path: Path, source: str = SHOW) -> Path:
    """A notebook of one cell beside its parameters."""
    cells = [
        {
            "cell_type": "code",
            "id": name,
            "metadata": metadata,
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for name, metadata, text in (("parameters", {"tags": ["parameters"]}, WHO), ("last", {}, source))
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    files.write(path, json.dumps(book).encode())
    return path


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory, framed: Callable[..., pl.DataFrame]) -> Path:
    """As ingest and check leave it, so that neither has anything to do."""
    root = tmp_path_factory.mktemp("runs")
    workspace = Workspace(root)
    documents, findings = [], []
    for name, broken in BROKEN.items():
        files.write(workspace.raw / name / "2024-budget.txt", name.encode())
        whose = {
            "document": f"{name}/2024-budget",
            "department": name,
            "fiscal_year": 2024,
            "phase": "budget",
        }
        documents.append({**whose, "scope": "department", "sha256": name, "title": name})
        statuses = ["exact", *["broken"] * broken]
        findings += [{**whose, "status": status, "repairs": []} for status in statuses]
    workspace.clean.mkdir(parents=True)
    rows = {"documents": documents, "findings": findings}
    for name, schema in (schemas.CLEAN | schemas.CHECKED).items():
        framed(schema, *rows.get(name, [])).write_parquet(workspace.clean / f"{name}.parquet")
    notebook(root / "notebooks" / "variance.ipynb")
    held = State(ingest=state.ingest_key(workspace), check=state.check_key(workspace))
    held.dump(workspace.clean / STATE_FILE)
    return root


@pytest.fixture
def root(fresh: Path, tmp_path: Path) -> Path:
    """A copy for one test."""
    copy = tmp_path / "w"
    shutil.copytree(fresh, copy)
    return copy


@pytest.fixture
def batch(root: Path) -> Callable[..., tuple[Batch, str]]:
    """Run a batch of a text of runs; the batch with its outcome, and what it logged."""

    def run(text: str = MAIL + RUN, *, approve: str = "", due: bool = False, form: str = "text"):
        (root / "runs.toml").write_text(text, encoding="utf-8")
        workspace = Workspace(root)
        plan = load(root / "runs.toml", workspace)
        said = io.StringIO()
        made = Batch(workspace, plan, Log(said, form), 1)
        with alone(plan, 0):
            if approve:
                made.approve(approve)
            else:
                made.make([name for name in plan.runs if not due or made.is_due(name)], list(plan.faults))
        return made, said.getvalue()

    return run


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pieces are made at once and without kernels, which have tests of their own; what was made, in order."""
    made: list[str] = []

    def run(work, folder, jobs):
        for job, error in instant_pieces.run(work, folder, jobs):
            made.append(f"{job.about.department} {job.name}")
            yield job, error

    monkeypatch.setattr("yusuan.report.pool.run", run)
    return made
