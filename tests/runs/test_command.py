"""`yusuan batch` and `yusuan schedule`: what they print and how they end."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.report.pages.notebook import NotebookError
from yusuan.runs.batch import alone
from yusuan.runs.plan import load
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

GOOD = '[runs.good]\ntitle = "好"\n'
BAD = '[runs.bad]\ntitle = "坏"\nschedule = "7"\n'
HELD = """
[mail]
from = "y@example.org"
list_id = "y.example.org"
allow = ["a@example.org"]
[runs.good]
title = "好"
recipients = ["a@example.org"]
hold_on = ["broken"]
"""


@pytest.fixture
def yusuan(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], no_kernels: list[str]
):
    """Call a command on a text of runs, from another folder; its exit code and what it printed."""
    monkeypatch.setattr("yusuan.cli.runs.processes", lambda _jobs: 1)
    monkeypatch.chdir("/")

    def call(text: str, command: str, *options: str) -> tuple[int, str, list[str]]:
        path = root / "runs.toml"
        path.write_text(text, encoding="utf-8")
        no_kernels.clear()
        code = cli.outcome([command, str(path), *options])
        captured = capsys.readouterr()
        return code, captured.out + captured.err, list(no_kernels)

    return call


def test_all_runs_or_those_that_are_named(yusuan):
    other = '[runs.other]\ntitle = "另"\nphase = "budget"\nparameters = { threshold = 1 }\n'
    code, _, made = yusuan(GOOD + other, "batch", "--only", "other")
    assert (code, len(made)) == (Exit.DONE, 4)
    code, said, made = yusuan(GOOD + other, "batch")
    # The workbooks are the same for both.
    assert (code, len(made)) == (Exit.DONE, 2)
    assert "other: 没有变化" in said


def test_an_unknown_run_is_a_wrong_call_that_lists_those_there_are(yusuan):
    for option in ("--only", "--approve"):
        code, said, _ = yusuan(GOOD + BAD, "batch", option, "god")
        assert code == Exit.CALL
        assert "没有运行 god (no such run)；现有 good、bad" in said


def test_a_faulty_run_ends_in_a_wrong_call_and_the_others_are_made(yusuan):
    code, said, made = yusuan(GOOD + BAD, "batch")
    assert (code, len(made)) == (Exit.CALL, 4)
    assert "runs.bad.schedule：“7”应有五段" in said
    code, said, made = yusuan(GOOD + BAD, "batch", "--only", "good")
    assert (code, made) == (Exit.DONE, [])
    assert "bad" not in said


def test_a_file_that_cannot_be_used_is_a_wrong_call(yusuan):
    code, said, made = yusuan("x", "batch")
    assert (code, made) == (Exit.CALL, [])
    assert "不是 TOML" in said


def test_nothing_due_is_done(yusuan):
    code, said, made = yusuan(GOOD, "batch", "--due")
    assert (code, said.strip(), made) == (Exit.DONE, "没有到时的运行。(nothing is due)", [])


def test_held_letters_are_told_by_the_exit_code_until_they_are_approved(yusuan):
    assert yusuan(HELD, "batch")[0] == Exit.FOUND
    assert yusuan(HELD, "batch", "--approve", "good")[0] == Exit.DONE
    assert yusuan(HELD, "batch")[0] == Exit.DONE
    code, said, _ = yusuan(HELD, "batch", "--approve", "good")
    assert code == Exit.CALL
    assert "没有待批准的信" in said


def test_a_failure_is_told_by_the_exit_code(yusuan, monkeypatch):
    monkeypatch.setattr(
        "yusuan.report.pool.run", lambda work, _folder, _jobs: ((job, NotebookError("x")) for job in work)
    )
    assert yusuan(GOOD + BAD, "batch")[0] == Exit.FAILED


def test_refused_inputs_are_told_by_the_exit_code(yusuan, monkeypatch):
    from yusuan.pipeline.run import Fresh

    monkeypatch.setattr("yusuan.pipeline.run.refresh", lambda *_, **__: Fresh(None, None, ("x",), ()))
    assert yusuan(GOOD, "batch")[0] == Exit.REFUSED


def test_a_second_batch_does_not_wait_unless_told(yusuan, root):
    (root / "runs.toml").write_text(GOOD, encoding="utf-8")
    with alone(load(root / "runs.toml", Workspace(root)), 0):
        code, said, made = yusuan(GOOD, "batch", "--wait", "0.001")
    assert (code, made) == (Exit.FAILED, [])
    assert "另一批正在运行" in said


def test_a_schedule_with_a_fault_is_not_printed_in_part(yusuan):
    scheduled = '[runs.good]\ntitle = "好"\nschedule = "0 7 * * 1"\n'
    code, said, _ = yusuan(scheduled + BAD, "schedule", "--as", "cron")
    assert code == Exit.CALL
    assert "yusuan batch" not in said
    code, said, _ = yusuan(scheduled, "schedule", "--as", "systemd")
    assert code == Exit.DONE
    assert "# /etc/systemd/system/yusuan-good.timer" in said


def test_without_a_scheduled_run_there_is_nothing_to_print(yusuan):
    code, said, _ = yusuan(GOOD, "schedule", "--as", "cron")
    assert code == Exit.CALL
    assert "没有一个运行有 schedule" in said


def test_units_can_be_written_and_a_crontab_cannot(yusuan, root):
    scheduled = '[runs.good]\ntitle = "好"\nschedule = "0 7 * * 1"\n'
    code, said, _ = yusuan(scheduled, "schedule", "--as", "systemd", "--out", str(root / "units"))
    assert code == Exit.DONE
    assert said.splitlines() == [str(root / "units" / f"yusuan-good.{kind}") for kind in ("service", "timer")]
    assert yusuan(scheduled, "schedule", "--as", "cron", "--out", str(root / "units"))[0] == Exit.CALL


def test_a_batch_with_nothing_to_do_waits_for_no_heavy_library(yusuan, root):
    yusuan(GOOD, "batch")
    code = (
        "import sys; from yusuan import cli; ended = cli.outcome(sys.argv[1:]); "
        "heavy = {'papermill', 'nbconvert', 'great_expectations', 'altair', 'jinja2', 'css_inline'}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else ended)"
    )
    command = [sys.executable, "-c", code, "batch", str(root / "runs.toml")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, "没有变化" in ended.stderr) == (0, True), ended.stderr
