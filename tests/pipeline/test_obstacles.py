"""A folder with every obstacle there is, and two good documents: one line each, the rest done, twice the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from html import escape, unescape
from typing import TYPE_CHECKING

import pytest

from limits import within
from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.report.workbook import workbook
from yusuan.storage import atomic as files
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from yusuan.report.pages.notebook import Job

GOOD = ("甲市财政局", "乙市财政局")
HARD = ("../../x", "a/b", "index.html", "runs", "CON", "部" * 100)
TABLE = "单位：万元\n\n项目\t2024年预算数\n合计\t14.57\n公务接待费\t14.57\n"
PARAMETERS = 'department: str = "甲"\nyear: int = 2024\nworkspace: str = "."'


def _notebook(path: Path, parameters: str) -> None:
    cell = {"cell_type": "code", "id": "p", "metadata": {"tags": ["parameters"]}, "source": parameters}
    cell |= {"outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": [cell]}
    files.write(path, json.dumps(book).encode())


def _pages(work: Sequence[Job | workbook.Job], _folder: Path, _jobs: int) -> Iterator[tuple[object, None]]:
    """In place of kernels: the head of each page."""
    for job in work:
        if isinstance(job, workbook.Job):
            files.write(job.target, b"workbook")
        else:
            said = {
                "yusuan-department": job.about.department,
                "yusuan-period": job.about.period,
                "yusuan-title": "一",
            }
            metas = "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in said.items())
            files.write(job.target, metas.encode())
        yield job, None


def _obstacles(raw: Path, outside: Path) -> list[str]:
    """Put every obstacle into a folder; what each is named by in the line that it costs."""
    named = ["broken.ipynb"]

    def add(name: str) -> Path:
        named.append(name)
        return raw / name

    (raw / os.fsdecode("改名.txt".encode("gb18030"))).write_text("a")
    named.append("改名.txt")
    add("dangling.pdf").symlink_to("nothing.pdf")
    add("self.pdf").symlink_to("self.pdf")
    add("loop").symlink_to(".")
    add("out.txt").symlink_to(outside / "secret.txt")
    add("all").symlink_to(outside)
    os.mkfifo(add("pipe.pdf"))
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(raw)  # the name of a socket is short
        listening.bind("s.pdf")
        named.append("s.pdf")
    add("slow.html").write_text("<!-->" * 85 + "\1" * 9)
    add("lone.toml").write_text("")
    (raw / "deep.txt").write_text(f"丁市财政局\n\n2024年部门预算\n\n{TABLE}")
    add("deep.toml").write_text(f"source = {'[' * 5000}")
    add("empty.docx").write_text("")
    add("zip.xlsx").write_bytes(b"PK\3\4" + bytes(100))
    if os.geteuid():  # the superuser may read everything
        add("secret.pdf").write_text("a")
        (raw / "secret.pdf").chmod(0)
        add("closed").mkdir()
        (raw / "closed").chmod(0)
    return named


@pytest.fixture
def workspace(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path / "w")
    workspace.raw.mkdir(parents=True)
    for number, name in enumerate(GOOD):
        (workspace.raw / f"good{number}.txt").write_text(f"{name}\n\n2024年部门预算\n\n{TABLE}", "utf-8")
    for number, name in enumerate(HARD):
        (workspace.raw / f"hard{number}.txt").write_text(
            f"2024年部门预算\n\n第{number}份\n\n{TABLE}", "utf-8"
        )
        (workspace.raw / f"hard{number}.toml").write_text(f"department = '{name}'", "utf-8")
    shutil.copytree(repository / "expectations", workspace.root / "expectations")
    _notebook(workspace.root / "notebooks" / "n.ipynb", PARAMETERS)
    _notebook(workspace.root / "notebooks" / "broken.ipynb", "year: int = (")
    (tmp_path / "disk").mkdir()
    workspace.reports.symlink_to(tmp_path / "disk")
    monkeypatch.setattr("yusuan.report.pool.run", _pages)
    monkeypatch.chdir(workspace.root)
    yield workspace
    if (workspace.raw / "closed").exists():
        (workspace.raw / "closed").chmod(0o700)


def test_each_costs_one_line_and_both_documents_are_reported_twice_the_same(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("a")
    named = _obstacles(workspace.raw, outside)
    monkeypatch.chdir(workspace.root)
    before = sorted(path.name for path in tmp_path.iterdir())
    said = []
    for _ in range(2):
        with within(300):
            assert cli.outcome(["run", "--jobs", "1"]) == Exit.REFUSED
        said.append(capsys.readouterr().err.splitlines())
    first, second = ([line for line in lines if "(replaced)" not in line] for lines in said)
    refused = [line for line in first if any(name in line for name in named)]
    assert sorted(refused) == sorted(line for line in second if any(name in line for name in named))
    for name in named:
        assert (
            len([line for line in refused if name in line.partition("：")[0] or f"“{name}”" in line]) == 1
        ), name
    assert len(refused) == len(named)
    listed = (workspace.reports / "index.html").read_text("utf-8")
    assert sorted(map(unescape, re.findall(r"<h2><bdi>(.+?)</bdi>", listed))) == sorted((*GOOD, *HARD))
    for name in GOOD:
        assert (tmp_path / "disk" / name / "2024-budget" / "n.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == before
