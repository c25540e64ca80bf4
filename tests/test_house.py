"""The house is in order: nothing of the machine in the tree, notebooks plain, the lock whole."""

import ast
import json
import re
import subprocess
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import yusuan


@pytest.fixture(scope="module")
def tracked(repository):
    """The files that git tracks or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = (
        subprocess.run(command, cwd=repository, capture_output=True, check=True).stdout.decode().split("\0")
    )
    return [path for name in listed if name and (path := repository / name).is_file()]


def _texts(paths):
    for path in paths:
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            yield path, content.decode(errors="replace")


def test_no_file_names_an_index_or_a_place_of_the_machine(tracked, repository):
    # A checkout can stand in a folder that every machine has; that one is no place of this machine.
    usual = {"/", tempfile.gettempdir()}
    places = "|".join(
        re.escape(f"{place}/")
        for place in {str(repository), str(repository.parent), str(Path.home()), "/root", "/work"} - usual
    )
    hosts = "|".join(
        ("pypi\\." + "org", "python" + "hosted", "npm" + "js", "index" + "-url\\s*[=:]?\\s*http")
    )
    pattern = re.compile(f"{places}|{hosts}")
    found = [f"{path}: {match.group()}" for path, text in _texts(tracked) if (match := pattern.search(text))]
    assert found == []


def test_tracked_files_hold_no_conflict_marks_and_end_with_a_line_feed(tracked):
    ours = [
        path for path in tracked if path.suffix in {".py", ".md", ".toml", ".json", ".ipynb", ".csv", ".lock"}
    ]
    wrong = [
        path
        for path, text in _texts(ours)
        if re.search(r"^(<<<<<<<|>>>>>>>) ", text, re.MULTILINE) or not text.endswith("\n")
    ]
    assert wrong == []


@pytest.fixture(scope="module")
def modules(tracked, repository):
    """Every module of the package."""
    listed = [path for path in tracked if path.is_relative_to(repository / "src") and path.suffix == ".py"]
    assert listed
    return listed


def test_modules_say_in_one_line_what_they_are_for(modules):
    purposes = {
        path: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in modules
    }
    for path, purpose in purposes.items():
        first, *rest = purpose.split("\n")
        assert re.fullmatch(r"\S.{10,}\.", first), path
        assert rest[:1] in ([], [""]), path
    lines = Counter(purpose.split("\n")[0] for purpose in purposes.values())
    assert [line for line, count in lines.items() if count > 1] == []


def test_modules_fit_in_a_head_and_folders_on_a_screen(modules):
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in modules}
    assert {path: length for path, length in lengths.items() if length > 350} == {}
    folders = Counter(path.parent for path in modules if path.name != "__init__.py")
    assert {path: count for path, count in folders.items() if count > 14} == {}


def _notebooks(repository):
    return sorted((repository / "notebooks").glob("*.ipynb"))


def test_notebooks_hold_one_parameters_cell_no_output_and_no_function(repository):
    assert _notebooks(repository)
    for path in _notebooks(repository):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        source = "".join("".join(cell["source"]) + "\n" for cell in code)
        assert [cell for cell in code if cell["outputs"] or cell["execution_count"]] == [], path
        assert sum("parameters" in cell["metadata"].get("tags", []) for cell in cells) == 1, path
        assert not re.search(r"\b(def|class|lambda)\b", source), path


@pytest.fixture(scope="module")
def project(repository):
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lock(repository):
    return (repository / "requirements.lock").read_text(encoding="utf-8")


def _direct(project):
    dependencies = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    return [Requirement(text) for text in dependencies + project["build-system"]["requires"]]


def test_the_lock_pins_every_direct_dependency_to_a_version_asked_for(project, lock):
    pinned = re.findall(r"^([a-z0-9._-]+)==(\S+)", lock, re.MULTILINE)
    for requirement in _direct(project):
        versions = [version for name, version in pinned if name == canonicalize_name(requirement.name)]
        assert versions, requirement
        assert all(version in requirement.specifier for version in versions), requirement


def test_every_entry_of_the_lock_has_hashes_and_no_address(lock):
    entries = re.split(
        r"^(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", lock, flags=re.MULTILINE), flags=re.MULTILINE
    )[1:]
    assert len(entries) > 100
    assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert "://" not in lock


def test_ci_and_its_helper_are_sound_shell(repository):
    for shell, name in (("bash", "run"), ("sh", "venv")):
        subprocess.run([shell, "-n", str(repository / ".ci" / name)], check=True)


def test_the_version_stands_in_one_place_and_opens_the_changelog(project, repository):
    version = project["project"]["version"]
    assert yusuan.__version__ == version
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *_ = re.findall(r"^## (\S+) — \d{4}-\d{2}-\d{2}$", changelog, re.MULTILINE)
    assert first == version
    named = re.compile(rf"__version__ *= *[\"']|{re.escape(version)}[\"']")
    sources = [path.read_text(encoding="utf-8") for path in (repository / "src").rglob("*.py")]
    assert not any(named.search(text) for text in sources)


def test_no_property_depends_on_how_busy_the_machine_is(tracked, repository):
    assert settings.default.deadline is None
    timed = re.compile(r"\bdeadline=(?!None\b)\w")
    here = repository / "tests"
    assert [path for path, text in _texts(tracked) if path.is_relative_to(here) and timed.search(text)] == []


def test_what_is_checked_before_a_commit_is_what_make_lint_checks(repository):
    hooks = (repository / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"^ +- repo: (\S+)$", hooks, re.MULTILINE) == ["local"]
    entries = re.findall(r"^ +entry: \.venv/bin/(.+)$", hooks, re.MULTILINE)
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.split("\nlint:", 1)[1].split("\n\n", 1)[0]
    checks = re.findall(r"\$\(BIN\)/(.+)", recipe)
    assert [entry.replace(" --force-exclude", "") for entry in entries] == [
        check.removesuffix(" .") for check in checks
    ]
