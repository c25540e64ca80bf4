"""What docs/operations.md shows works: its commands are tried, its tables name what there is."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.runs.plan import Run
from yusuan.runs.templates import FIELDS

if TYPE_CHECKING:
    from pathlib import Path

# What needs another machine than a test has: packages, users, a clone, services.
NOT_HERE = {"sudo", "git", "make", "systemctl", "crontab"}


@pytest.fixture(scope="module")
def guide(repository: Path) -> str:
    return (repository / "docs" / "operations.md").read_text(encoding="utf-8")


def _commands(guide: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", guide, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture
def at_work(root: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which the example's department, year and notebooks are there, and findings hold letters."""
    example = (repository / "runs.example.toml").read_text(encoding="utf-8")
    example = example.replace("吉林省社会保险事业管理局", "乙市财政局").replace("hold_on = []", "")
    example = example.replace('warn_on = ["broken"]', 'hold_on = ["broken"]')
    (root / "runs.example.toml").write_text(example, encoding="utf-8")
    for name in ("quality", "operating_costs"):
        shutil.copy(root / "notebooks" / "variance.ipynb", root / "notebooks" / f"{name}.ipynb")
    shutil.copytree(repository / "expectations", root / "expectations")
    monkeypatch.chdir(root)
    monkeypatch.setattr("yusuan.cli.runs.processes", lambda _jobs: 1)
    return root


@pytest.mark.usefixtures("no_kernels")
def test_the_commands_work_one_after_the_other(guide, at_work, capsys):
    tried = []
    for line in _commands(guide):
        words = shlex.split(line)
        if words[0] in NOT_HERE:
            continue
        if words[0] == "yusuan":
            arguments = words[1 : words.index("|")] if "|" in words else words[1:]
            code = cli.outcome(arguments)
            assert code in {Exit.DONE, Exit.FOUND}, f"{line}: {capsys.readouterr().err}"
        else:
            subprocess.run(["bash", "-c", line], cwd=at_work, check=True, capture_output=True)
        tried.append(words[0])
    assert {"yusuan", "cp", "ls", "tail", "tar"} <= set(tried)
    assert sorted(path.name for path in (at_work / "units").iterdir()) == [
        "yusuan-operating.service",
        "yusuan-operating.timer",
        "yusuan-weekly.service",
        "yusuan-weekly.timer",
    ]
    assert (at_work.parent / "yusuan-backup.tar.gz").stat().st_size > 1000


def test_every_field_of_a_run_is_explained(guide):
    table = guide.split("| 键 | 含义 | 不写时 |")[1].split("\n\n")[0]
    assert set(Run.model_fields) <= set(re.findall(r"`([a-z_]+)`", table))
    assert {f"{{{name}}}" for name in FIELDS} <= set(re.findall(r"`(\{[a-z]+\})`", table))


def test_every_exit_code_is_explained(guide):
    table = guide.split("| 退出码 | 含义 |")[1].split("\n\n")[0]
    assert [int(code) for code in re.findall(r"^\| (\d) \|", table, re.MULTILINE)] == [
        int(code) for code in Exit
    ]
