"""The printed schedule is what cron and systemd understand; Debian's cron really makes a run by it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from yusuan.runs import schedule
from yusuan.runs.due import times
from yusuan.runs.folder import RunFolder
from yusuan.runs.plan import load
from yusuan.workspace.workspace import Workspace

RUNS = """
[runs.weekly]
title = "周报 100%"
schedule = "0 7 * * 1"
time_zone = "Asia/Shanghai"
random_delay_minutes = 10
[runs.other]
title = "其他"
schedule = "30 8 1 * 5"
time_zone = "Europe/Berlin"
[runs.never]
title = "不定时"
"""
# What `cron` sees of the machine is a test's own: its table, its lock; nothing else of the system is run.
CRON = """
set -e
mount -t tmpfs none /var/spool/cron/crontabs
mount -t tmpfs none /etc/cron.d
mount --bind /dev/null /etc/crontab
mount -t tmpfs none /run
crontab "$1"
exec cron -f
"""


@pytest.fixture
def plan(root: Path):
    def read(text: str = RUNS):
        (root / "runs.toml").write_text(text, encoding="utf-8")
        return load(root / "runs.toml", Workspace(root))

    return read


@pytest.fixture(autouse=True)
def _zone_of_the_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_crontab_has_absolute_paths_locale_delay_and_catch_up(plan, root):
    lines = schedule.cron(plan(), root, 2024).splitlines()
    assert "LC_ALL=C.UTF-8" in lines
    (weekly,) = [line for line in lines if line.startswith("0 7 * * 1 ")]
    assert f"cd {root} && " in weekly
    assert "sleep $(shuf -i 0-600 -n 1) && " in weekly
    assert f"{schedule.program()} batch {root}/runs.toml --only weekly --due --wait 240" in weekly
    assert Path(schedule.program()).is_absolute()
    assert sum(line.startswith("@reboot ") for line in lines) == 2
    assert not any("never" in line for line in lines)


def test_a_zone_that_is_not_the_machines_is_looked_at_every_quarter(plan, root):
    text = schedule.cron(plan(), root, 2024)
    assert "# other：其他 (Europe/Berlin：30 8 1 * 5)\n*/15 * * * * cd " in text


def test_signs_that_cron_or_the_shell_would_take_for_theirs_are_guarded(plan, root, tmp_path):
    plan()
    odd = tmp_path / "a b%c$d"
    shutil.copytree(root, odd)
    workspace = Workspace(odd)
    text = schedule.cron(load(odd / "runs.toml", workspace), odd, 2024)
    assert rf"cd '{tmp_path}/a b\%c$d' && " in text
    service = schedule.systemd(load(odd / "runs.toml", workspace), odd)["yusuan-weekly.service"]
    assert f'batch "{tmp_path}/a b%%c$$d/runs.toml" --only weekly' in service
    assert "Description=yusuan weekly: 周报 100%%" in service


def test_units_catch_up_after_downtime_and_wait_a_random_while(plan, root):
    units = schedule.systemd(plan(), root)
    assert sorted(units) == [
        "yusuan-other.service",
        "yusuan-other.timer",
        "yusuan-weekly.service",
        "yusuan-weekly.timer",
    ]
    for line in (
        "OnCalendar=Mon *-*-* 07:00:00 Asia/Shanghai",
        "Persistent=true",
        "RandomizedDelaySec=10min",
    ):
        assert line in units["yusuan-weekly.timer"].splitlines()
    assert f"WorkingDirectory={root}" in units["yusuan-weekly.service"].splitlines()


@pytest.mark.parametrize(
    ("expression", "events"),
    [
        ("*/20 * * * *", ["*-*-* *:00,20,40:00 UTC"]),
        ("30 8 1 * 5", ["*-*-01 08:30:00 UTC", "Fri *-*-* 08:30:00 UTC"]),
        ("0 0 * 1,7 0,6", ["Sun,Sat *-01,07-* 00:00:00 UTC"]),
        ("5 4 1-3 * *", ["*-*-01,02,03 04:05:00 UTC"]),
    ],
)
def test_a_cron_expression_is_told_as_calendar_events(expression, events):
    assert schedule.calendar(times(expression), "UTC") == events


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_in_the_units(plan, root, tmp_path):
    for name, text in schedule.systemd(plan(), root).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = sorted(map(str, tmp_path.glob("yusuan-*")))
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, [line for line in ended.stderr.splitlines() if "yusuan" in line]) == (0, [])


@pytest.mark.skipif(shutil.which("cron") is None, reason="Debian's cron is not installed")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may start cron")
def test_cron_makes_a_run(plan, root, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    text = '[runs.minutely]\ntitle = "每分钟"\nschedule = "* * * * *"\ntime_zone = "UTC"\n'
    entries = schedule.cron(plan(text), root, 2024)
    table = tmp_path / "crontab"
    timed = [line for line in entries.splitlines() if not line.startswith("@reboot")]
    table.write_text("\n".join([*timed, ""]), encoding="utf-8")
    command = ["unshare", "--mount", "sh", "-c", CRON, "sh", str(table)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True, text=True) as cron:
        try:
            folder = _first_folder(root, cron)
        finally:
            os.killpg(cron.pid, signal.SIGKILL)
    assert (folder / "甲市财政局/2024-budget/variance.html").exists()
    assert "2 页，2 个工作簿 (pages, workbooks)" in (root / "reports/runs/cron.log").read_text("utf-8")


def _first_folder(root: Path, cron: subprocess.Popen[str]) -> Path:
    runs = RunFolder(root / "reports" / "runs" / "minutely")
    deadline = time.monotonic() + 900
    while not (runs.stamps() and runs.memory().started is None):
        if cron.poll() is not None and cron.stderr:
            said = cron.stderr.read()
            if "permission denied" in said.lower() or "not permitted" in said.lower():
                pytest.skip(f"cron cannot be kept apart here: {said.strip()}")
            pytest.fail(said)
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return runs.stamps()[0]
