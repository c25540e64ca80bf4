"""A page that fails, or whose process dies, costs only itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from yusuan.report import pool
from yusuan.report.pages.notebook import Job
from yusuan.report.pages.page import About

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Deadly:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> Any:
        return os._exit, (3,)


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """A job of a notebook that is not there, so that no kernel is needed to see it fail."""

    def make(name: str, parameters: Any = None) -> Job:
        about = About("甲局", "2024", [])
        return Job(tmp_path / f"{name}.ipynb", parameters or {}, tmp_path / f"{name}.html", about, "zh")

    return make


def test_a_process_that_dies_costs_its_own_page_only(job, tmp_path):
    work = [job("one"), job("deadly", {"x": Deadly()}), job("two")]
    said = {done.notebook.stem: str(error) for done, error in pool.run(work, tmp_path, 1)}
    assert said.keys() == {"one", "deadly", "two"}
    assert "执行它的进程崩溃" in said["deadly"]
    assert "No such file" in said["one"]
    assert "No such file" in said["two"]


def test_an_error_of_our_own_is_told_as_such_and_the_others_go_on(job, tmp_path):
    said = {
        done.notebook.stem: str(error) for done, error in pool.run([job("a", [1]), job("b")], tmp_path, 2)
    }
    assert "请报告此问题 (internal error: TypeError" in said["a"]
    assert "No such file" in said["b"]


def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, signal, sys, time\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from multiprocessing import get_context\n"
        "from yusuan.report.pool import _end_with_parent\n"
        "if __name__ == '__main__':\n"
        "    executor = ProcessPoolExecutor(1, get_context('spawn'), initializer=_end_with_parent)\n"
        "    print(executor.submit(os.getpid).result(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    worker = int(ended.stdout)
    deadline = time.monotonic() + 120
    while _is_alive(worker):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
