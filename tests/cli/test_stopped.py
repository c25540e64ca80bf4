"""SIGTERM ends what is at work, children first, and says what stands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from yusuan.cli.exits import Exit
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = (
    "甲市财政局\n\n2024年部门预算\n\n单位：万元\n\n项目\t2024年预算数\n合计\t14.57\n公务接待费\t14.57\n"
)
SLOW = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(600)"
SECONDS = 240  # the machine may be busy


def _notebook(path: Path) -> None:
    parameters = 'department: str = "甲"\nyear: int = 2024'
    cells = [
        {
            "cell_type": "code",
            "id": name,
            "metadata": metadata,
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for name, metadata, source in (("p", {"tags": ["parameters"]}, parameters), ("last", {}, SLOW))
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    files.write(path, json.dumps(book).encode())


def test_a_run_that_is_stopped_says_what_stands_and_leaves_no_process(tmp_path: Path):
    files.write(tmp_path / "data" / "raw" / "a.txt", DOCUMENT.encode())
    _notebook(tmp_path / "notebooks" / "slow.ipynb")
    command = [sys.executable, "-c", "from yusuan.cli import main; main(['run', '--jobs', '1'])"]
    run = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    pid = tmp_path / "pid"
    until = time.monotonic() + SECONDS
    while not (pid.exists() and pid.read_text("ascii")) and time.monotonic() < until and run.poll() is None:
        time.sleep(0.1)
    kernel = int(pid.read_text("ascii"))
    run.send_signal(signal.SIGTERM)
    _, said = run.communicate(timeout=SECONDS)
    assert run.returncode == Exit.FAILED
    stands, interrupted = said.splitlines()
    assert "清洁数据已是这次的" in stands
    assert "写好的 0 份报告都完整" in stands
    assert interrupted == "中断 (interrupted)"
    while time.monotonic() < until:
        try:
            os.kill(kernel, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the kernel is still there")
