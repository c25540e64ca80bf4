"""The same schedule for cron and for systemd: absolute paths, environment, locale, zone, catch-up, random delay."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from yusuan.runs import due as when

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.runs.due import Times
    from yusuan.runs.plan import Plan, Run

_LOCALE = "C.UTF-8"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Where [mail.server] names a variable, it may stand here; the file need not be there.
_ENVIRONMENT_FILE = "/etc/yusuan/environment"
# A run waits for the one before it as long as that may take.
_WAIT_MINUTES = 240
_MOST_HOURS = 12
# Days on which the year's offsets of a zone show: one in winter, one in summer.
_DAYS = ((1, 15), (7, 15))
_QUARTERS = "*/15 * * * *"
_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


def program() -> str:
    """The `yusuan` beside this Python, absolute."""
    return str(Path(sys.executable).with_name("yusuan"))


def scheduled(plan: Plan) -> Mapping[str, Run]:
    """The runs that have a schedule."""
    return {name: run for name, run in plan.runs.items() if run.schedule is not None}


def cron(plan: Plan, root: Path, year: int) -> str:
    """A crontab for the user who prints it.

    Debian's cron knows no time zone but the machine's. A run in a zone that differs from it is looked at every
    quarter of an hour; `--due` knows the zone, and does nothing at any other time.

    Args:
        plan: whose runs.
        root: the workspace.
        year: in which zones are compared.
    """
    log = shlex.quote(str(plan.folder / "cron.log"))
    lines = [
        f"# yusuan: {plan.path}",
        "# 停机期间错过的，开机后补做 (@reboot); 每行只做到时的 (--due)",
        "SHELL=/bin/sh",
        f"PATH={_PATH}",
        f"LANG={_LOCALE}",
        f"LC_ALL={_LOCALE}",
    ]
    for name, run in scheduled(plan).items():
        assert run.schedule is not None
        here = _same_hours(run.time_zone, year)
        at = run.schedule if here else _QUARTERS
        zone = "" if here else f" ({run.time_zone}：{run.schedule})"
        lines += [f"# {name}：{run.title}{zone}", f"{at} {_line(plan, root, name, run, log)}"]
    for name, run in scheduled(plan).items():
        lines.append(f"@reboot {_line(plan, root, name, run, log)}")
    return "\n".join(lines) + "\n"


def systemd(plan: Plan, root: Path) -> Mapping[str, str]:
    """A service and a timer for each run.

    Args:
        plan: whose runs.
        root: the workspace.

    Returns:
        Units by file name.
    """
    units = {}
    for name, run in scheduled(plan).items():
        assert run.schedule is not None
        units[f"yusuan-{name}.service"] = _service(plan, root, name, run)
        units[f"yusuan-{name}.timer"] = _timer(name, run)
    return units


def calendar(times: Times, zone: str) -> list[str]:
    """A cron expression as systemd's calendar events; two where a day of the month or a weekday is enough."""
    days = [(times.days, times.weekdays)]
    if times.either:
        days = [(times.days, None), (None, times.weekdays)]
    return [
        f"{_weekdays(weekdays)}*-{_values(times.months)}-{_values(monthdays)} "
        f"{_values(times.hours)}:{_values(times.minutes)}:00 {zone}"
        for monthdays, weekdays in days
    ]


def _command(plan: Plan, name: str) -> list[str]:
    options = ["--only", name, "--due", "--wait", str(_WAIT_MINUTES)]
    return [program(), "batch", str(plan.path), *options]


def _line(plan: Plan, root: Path, name: str, run: Run, log: str) -> str:
    most = run.random_delay_minutes * 60
    delay = f"sleep $(shuf -i 0-{most} -n 1) && " if most else ""
    # The log is on stderr; on stdout there is only that nothing is due.
    made = f"{shlex.join(_command(plan, name))} >/dev/null 2>>{log}"
    line = f"cd {shlex.quote(str(root))} && mkdir -p {shlex.quote(str(plan.folder))} && {delay}{made}"
    return line.replace("%", r"\%")  # to cron, a bare one ends the command


def _same_hours(zone: str, year: int) -> bool:
    """Whether a zone's clock shows what this machine's does, in winter and in summer."""
    days = [dt.datetime(year, month, day, 12, tzinfo=dt.UTC) for month, day in _DAYS]
    return all(day.astimezone(ZoneInfo(zone)).utcoffset() == day.astimezone().utcoffset() for day in days)


def _service(plan: Plan, root: Path, name: str, run: Run) -> str:
    command = " ".join(map(_quoted, _command(plan, name)))
    return f"""\
# {_plain(plan.path)}
[Unit]
Description=yusuan {name}: {_plain(run.title)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={_user()}
WorkingDirectory={_plain(root)}
Environment=PATH={_PATH} LANG={_LOCALE} LC_ALL={_LOCALE}
EnvironmentFile=-{_ENVIRONMENT_FILE}
ExecStart={command}
# 1：有信待批准，不算失败 (letters are held, which is no failure)
SuccessExitStatus=1
TimeoutStartSec={_MOST_HOURS}h
Nice=10
NoNewPrivileges=yes
PrivateTmp=yes
"""


def _timer(name: str, run: Run) -> str:
    assert run.schedule is not None
    events = calendar(when.times(run.schedule), run.time_zone)
    at = "\n".join(f"OnCalendar={event}" for event in events)
    return f"""\
[Unit]
Description=yusuan {name}: {_plain(run.title)}

[Timer]
{at}
# 停机期间错过的，开机后补做 (catch up after downtime)
Persistent=true
RandomizedDelaySec={run.random_delay_minutes}min
AccuracySec=1min
Unit=yusuan-{name}.service

[Install]
WantedBy=timers.target
"""


def _user() -> str:
    return "root" if os.geteuid() == 0 else getpass.getuser()


def _plain(text: object) -> str:
    return str(text).replace("%", "%%")


def _quoted(word: str) -> str:
    """A word of a command line, as systemd reads it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or any(map(str.isspace, word)) else word


def _values(values: Sequence[int] | None) -> str:
    return "*" if values is None else ",".join(f"{value:02}" for value in values)


def _weekdays(values: Sequence[int] | None) -> str:
    return "" if values is None else ",".join(_WEEKDAYS[value] for value in values) + " "
