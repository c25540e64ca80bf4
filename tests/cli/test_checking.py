"""`yusuan check`: suites with a slip are refused, and the identities that nothing could test are named."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.model import schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import polars as pl

    from yusuan.workspace.workspace import Workspace

    Run = Callable[..., SimpleNamespace]


@pytest.fixture
def run(small: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(small.root)

    def call(*arguments: str) -> SimpleNamespace:
        code = cli.outcome(arguments)
        captured = capsys.readouterr()
        return SimpleNamespace(code=code, out=captured.out, err=captured.err)

    return call


# What the slip is in: file, identity, word, misspelt word.
_SLIPS = {
    "measure": ("between_tables.json", "projects.carryover<=summary", '"carryover"', '"caryover"'),
    "role": ("between_tables.json", "summary>=fiscal.total", '"income_total"', '"incom_total"'),
    "metric": (
        "text_against_table.json",
        "text.performance.amount",
        '"performance.amount"',
        '"performance.amout"',
    ),
    "word": ("form.json", "years.headings", '"contents"', '"contnets"'),
    "parameter": ("form.json", "names.projects", '"likeness"', '"likenes"'),
}


@pytest.mark.parametrize("slip", _SLIPS)
def test_a_slip_is_refused_in_one_line_with_file_entry_and_the_nearest_word(
    run: Run, small: Workspace, repository: Path, slip: str
) -> None:
    name, identity, word, misspelt = _SLIPS[slip]
    folder = small.root / "expectations"
    shutil.copytree(repository / "expectations", folder)
    text = (folder / name).read_text(encoding="utf-8")
    entry = text.index(f'"identity": "{identity}"')
    at = text.index(word, entry)
    assert at - entry < 500
    (folder / name).write_text(text[:at] + misspelt + text[at + len(word) :], encoding="utf-8")
    result = run("check")
    assert (result.code, result.out) == (Exit.CALL, "")
    (line,) = result.err.splitlines()
    nearest = word.strip('"')
    assert f"{name}：{identity}，" in line
    assert misspelt.strip('"') in line or slip == "parameter"
    assert f"最接近的是“{nearest}”" in line


@pytest.fixture
def outcome(
    small: Workspace,
    framed: Callable[..., pl.DataFrame],
    whose: Mapping[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A check that tested one identity of the two that the workspace asks for."""
    entry = {
        "type": "expect_lines_to_add_up",
        "kwargs": {
            "identity": "own.{role}",
            "roles": ["{role}"],
            "rows": [{"role": "total"}, {"role": "training"}],
        },
        "meta": {"sentence": "合计 = 各行之和。", "sentence_en": "The total is the sum of the lines."},
    }
    suite = {"name": "own", "meta": {"title": "自己的"}, "expectations": [entry]}
    folder = small.root / "expectations"
    folder.mkdir()
    (folder / "own.json").write_text(json.dumps(suite), encoding="utf-8")
    judgement = {"suite": "own", "identities": ["own.total", "own.training"], "unexpected_documents": []}
    result = SimpleNamespace(
        outcomes=framed(schemas.Outcomes, {**whose, "identity": "own.total", "tested": 1}),
        judgements=framed(schemas.Judgements, judgement),
        findings=framed(schemas.Findings, {**whose, "status": "exact", "identity": "own.total"}),
        untested=framed(schemas.Untested),
        waivers=framed(schemas.Waivers),
        tested=1,
    )
    monkeypatch.setattr("yusuan.checks.run.check", lambda _frames, _suites: result)


@pytest.mark.usefixtures("outcome")
def test_the_table_ends_with_the_identities_that_no_document_could_test(run: Run) -> None:
    lines = run("check").err.splitlines()
    assert lines[-3:-1] == [
        "2 条规则中有 1 条没有一份文件可以核对 (identities that no document could test)",
        "  自己的 (own)：own.training",
    ]


@pytest.mark.usefixtures("outcome")
@pytest.mark.parametrize("form", ["json", "csv"])
def test_other_formats_hold_findings_alone(run: Run, form: str) -> None:
    result = run("check", "--format", form)
    assert "own.training" not in result.out + result.err
