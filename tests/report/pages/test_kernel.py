"""A kernel that hangs, floods, swells or dies is ended, with the reason, and what it had printed is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from yusuan.report.elements.display import VEGALITE
from yusuan.report.pages import descendants
from yusuan.report.pages.kernel import resident_bytes
from yusuan.report.pages.limits import Limits
from yusuan.report.pages.notebook import Job, NotebookError, make
from yusuan.report.pages.page import About

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMITS = Limits(seconds=600, memory_bytes=1 << 30, output_bytes=1 << 20)


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """A job whose notebook has a cell of a test's own."""

    def write(source: str, limits: Limits = LIMITS) -> Job:
        cells = [
            {
                "cell_type": "code",
                "id": name,
                "metadata": metadata,
                "source": text,
                "outputs": [],
                "execution_count": None,
            }
            for name, metadata, text in (
                ("p", {"tags": ["parameters"]}, "year: int = 2024"),
                ("last", {}, source),
            )
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = tmp_path / "book.ipynb"
        book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
        path.write_text(json.dumps(book), encoding="utf-8")
        return Job(
            path,
            {"year": 2023},
            tmp_path / "page.html",
            About("甲局", "2024", []),
            "zh",
            limits,
            tmp_path / "done.ipynb",
        )

    return write


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("print('so far', flush=True)\nprint('x' * 100_000_000)", "输出超过 1 MB"),
        (
            "print('so far', flush=True)\nheld = bytearray(1100 << 20)\nimport time\ntime.sleep(99)",
            "内存超过 1024 MB",
        ),
        (
            "print('so far', flush=True)\nimport os, time\ntime.sleep(1)\nos.kill(os.getpid(), 9)",
            "内核中途退出",
        ),
    ],
)
def test_a_notebook_that_passes_a_limit_is_ended_with_the_reason(job, tmp_path, source, reason):
    with pytest.raises(NotebookError, match=rf"book\.ipynb：单元格 last {reason}") as caught:
        make(job(source), tmp_path)
    assert caught.value.cell == "last"
    assert reason in caught.value.trace[0]
    assert caught.value.kept
    kept = caught.value.kept.read_text("utf-8")
    assert "so far" in kept
    assert len(kept) < 10_000
    assert not (tmp_path / "page.html").exists()


def test_a_notebook_that_hangs_is_ended(job, tmp_path, monkeypatch):
    hangs = tmp_path / "hangs"  # the limit's clock jumps when the cell has begun to hang, whenever that is
    clock = SimpleNamespace(monotonic=lambda: 1e9 if hangs.exists() else 0.0)
    monkeypatch.setattr("yusuan.report.pages.kernel.time", clock)
    source = (
        f"print('so far', flush=True)\nimport time\ntime.sleep(1)\nopen({str(hangs)!r}, 'w')\ntime.sleep(600)"
    )
    with pytest.raises(NotebookError, match=r"单元格 last 运行超过 600 秒") as caught:
        make(job(source), tmp_path)
    assert caught.value.kept
    assert "so far" in caught.value.kept.read_text("utf-8")


def test_a_kernel_sees_no_secret_of_the_environment_and_its_notebook_is_kept(job, tmp_path, monkeypatch):
    monkeypatch.setenv("YUSUAN_SMTP_PASSWORD", "canary-7f3a")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    make(job("import os\nprint(sorted(os.environ.items()))", Limits()), tmp_path)
    done = (tmp_path / "done.ipynb").read_text("utf-8")
    assert "Asia/Shanghai" in done
    assert "canary" not in done + (tmp_path / "page.html").read_text("utf-8")


def test_what_a_kernel_started_ends_with_it_wherever_it_went(job, tmp_path):
    said = tmp_path / "pids"
    away = "import os, time; os.setsid(); os.fork() and os._exit(0); time.sleep(600)"
    source = (
        "import subprocess, sys\n"
        f"one = subprocess.Popen([sys.executable, '-c', {away!r}])\n"
        "other = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "one.wait()\n"
        f"open({str(said)!r}, 'w').write(str(other.pid))"
    )
    before = set(descendants.descendants(os.getpid()))
    make(job(source), tmp_path)
    assert set(descendants.descendants(os.getpid())) - before == set()
    with pytest.raises(ProcessLookupError):
        os.kill(int(said.read_text("ascii")), 0)


def test_a_kernel_sees_no_secret_in_any_process_it_can_look_at(job, tmp_path):
    source = (
        "from pathlib import Path\n"
        "for path in Path('/proc').glob('[0-9]*/environ'):\n"
        "    try:\n"
        "        if b'hunter' + b'-two' in path.read_bytes():\n"
        "            print('SEEN', path.parent.name, (path.parent / 'cmdline').read_bytes())\n"
        "    except OSError:\n"
        "        pass\n"
    )
    made = job(source)
    script = (
        "from functools import partial\n"
        "from pathlib import Path\n"
        "from yusuan.extract.sandbox import confined_map\n"
        "from yusuan.report import pool\n"
        "from yusuan.report.pages.limits import Limits\n"
        "from yusuan.report.pages.notebook import Job\n"
        "from yusuan.report.pages.page import About\n"
        "import os\n"
        "list(confined_map(str.upper, ['a']))\n"
        f"job = Job(Path({str(made.notebook)!r}), {{'year': 2023}}, Path({str(made.target)!r}), "
        f"About('甲局', '2024', []), 'zh', Limits(), Path({str(made.executed)!r}))\n"
        f"print([error for _, error in pool.run([job], Path({str(tmp_path)!r}), 1)], os.environ['SMTP_PASSWORD'])\n"
    )
    given = {**os.environ, "SMTP_PASSWORD": "hunter-two"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=given, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[None] hunter-two\n"
    assert "SEEN" not in made.executed.read_text("utf-8").partition('"outputs"')[2].replace("'SEEN'", "")


def test_the_trace_of_a_failed_cell_says_where_and_not_what_it_had_in_hand(job, tmp_path):
    source = "def fail(rows):\n    raise ValueError(rows)\n\nfail(['张三', 12.30][:2] * 2)"
    with pytest.raises(NotebookError) as caught:
        make(job(source, Limits()), tmp_path)
    assert caught.value.trace[-1] == "ValueError"
    assert any("raise ValueError(rows)" in line for line in caught.value.trace)
    assert "张三', 12.3, '张三'" not in "\n".join(caught.value.trace)


@pytest.mark.parametrize(("starts", "comes_up"), [(2, True), (9, False)])
def test_a_kernel_that_does_not_start_is_started_once_more(
    job, tmp_path, monkeypatch, capfd, starts, comes_up
):
    (tmp_path / "ipykernel_launcher.py").write_text(
        "import pathlib\n"
        f"log = pathlib.Path({str(tmp_path / 'log')!r})\n"
        "log.write_text(log.read_text() + 'x' if log.exists() else 'x')\n"
        f"if len(log.read_text()) < {starts}:\n"
        "    raise SystemExit('the port is taken')\n"
        "from ipykernel import kernelapp\n"
        "kernelapp.launch_new_instance()\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    if comes_up:
        assert make(job("print(1)", Limits()), tmp_path).exists()
    else:
        with pytest.raises(NotebookError, match="内核未能运行，the port is taken"):
            make(job("print(1)", Limits()), tmp_path)
    assert (tmp_path / "log").read_text("utf-8") == "xx"
    assert capfd.readouterr().err == ""


def test_memory_is_that_of_a_process_and_its_children():
    grandchild = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = bytearray(200 << 20); input()'])"
    )
    with subprocess.Popen([sys.executable, "-c", grandchild], stdin=subprocess.PIPE) as child:
        deadline = time.monotonic() + 120
        while resident_bytes(child.pid) < 200 << 20:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        child.communicate(b"\n")
    assert resident_bytes(child.pid) == 0
    assert resident_bytes(os.getpid()) > 1 << 20


@pytest.mark.parametrize(("kind", "begun"), [(VEGALITE, True), ("text/plain", False)])
def test_the_libraries_of_charts_are_bundled_only_for_a_notebook_that_shows_one(
    job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, *, begun: bool
):
    calls: list[bool] = []
    monkeypatch.setattr("yusuan.report.pages.vega.start", lambda: calls.append(True))
    monkeypatch.setattr("yusuan.report.pages.vega.script", lambda: "")
    data = {kind: {"mark": "bar"} if begun else "一", "image/svg+xml": "<svg></svg>"}
    make(job(f"from IPython.display import display\ndisplay({data!r}, raw=True)"), tmp_path)
    assert bool(calls) == begun
