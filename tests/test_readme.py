"""What README shows works: every command is run on the sample, every make target exists."""

import re
import shlex
import shutil

import pytest

from yusuan import cli
from yusuan.cli import lab
from yusuan.cli.exits import Exit
from yusuan.runs.batch import Outcome
from yusuan.storage import atomic as files
from yusuan.workspace.workspace import Workspace

SAMPLE = "吉林省社会保险事业管理局"
COMMANDS = [
    "run",
    "ingest",
    "inspect",
    "check",
    "facts",
    "statements",
    "indicators",
    "terms",
    "documents",
    "variance",
    "ratios",
    "peers",
    "completion",
    "report",
    "transcribe",
    "mail",
    "batch",
    "schedule",
    "lab",
]
# Stands for a department that the sample does not have.
SOME_DEPARTMENT = "某某局"


@pytest.fixture(scope="module")
def readme(repository):
    return (repository / "README.md").read_text(encoding="utf-8")


def _shell_lines(readme):
    for block in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL):
        yield from (shlex.split(line, comments=True) for line in block.splitlines())


def _of_yusuan(readme):
    """The arguments of each yusuan command, without where its output goes."""
    for words in _shell_lines(readme):
        if words and words[0] == "yusuan":
            yield words[1 : words.index(">")] if ">" in words else words[1:]


def test_every_command_is_shown(readme):
    assert {words[0] for words in _of_yusuan(readme)} == set(COMMANDS)


def test_every_command_there_is_is_known_here():
    assert sorted(
        command.name or command.callback.__name__ for command in cli.app.registered_commands
    ) == sorted(COMMANDS)


def test_every_make_target_shown_exists(readme, repository):
    targets = re.findall(r"^([a-z]+):", (repository / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    shown = [words[1] for words in _shell_lines(readme) if words and words[0] == "make"]
    assert shown
    assert set(shown) <= set(targets)


def test_every_file_linked_exists(readme, repository):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert links
    assert [link for link in links if not (repository / link).exists()] == []


def _page(workspace, *_arguments, **_options):
    """The least that a letter can be made of."""
    said = '<meta name="yusuan-title" content="题"><meta name="description" content="句"><main></main>'
    path = workspace.reports / SAMPLE / "2024-budget" / "variance.html"
    files.write(path, said.encode())
    return [path]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what Great Expectations imports
def test_the_commands_run_on_the_sample(readme, sample, tmp_path, repository, monkeypatch, capsysbinary):
    shutil.copytree(sample.root / "data", tmp_path / "data")
    shutil.copytree(repository / "expectations", tmp_path / "expectations")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab.os, "execv", lambda _path, _arguments: None)
    shutil.copy(repository / "runs.example.toml", tmp_path)
    monkeypatch.setattr("yusuan.report.reports.report", _page)  # has tests of its own
    monkeypatch.setattr("yusuan.runs.batch.Batch.make", lambda *_: Outcome())  # likewise
    for arguments in _of_yusuan(readme):
        given = [str(tmp_path / "clean") if word == "/tmp/clean" else word for word in arguments]
        code = cli.outcome(given)
        said = capsysbinary.readouterr().err.decode()
        wanted = {Exit.DONE, Exit.FOUND} if "--fail-on" in arguments else {Exit.DONE}
        if SOME_DEPARTMENT in arguments:
            wanted = {Exit.CALL}
            assert SAMPLE in said, said
        assert code in wanted, f"{arguments}: {said}"


def test_the_python_runs_on_the_sample(readme, sample, monkeypatch):
    monkeypatch.chdir(sample.root)
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    held = {}
    exec(code, held)
    assert isinstance(held["ws"], Workspace)


def test_the_sidecar_shown_is_one(readme, tmp_path):
    from yusuan.pipeline.sidecar import sidecar_of

    (text,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    sidecar = sidecar_of(tmp_path / "a.pdf")
    assert all((sidecar.source, sidecar.retrieved, sidecar.publisher))
