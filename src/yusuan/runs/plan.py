"""runs.toml: the named runs, each field checked, each fault told with file, run and field."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from yusuan.mail.address import bare, one_line
from yusuan.mail.settings import Mail  # noqa: TC001 — pydantic reads the annotations
from yusuan.model.text import printable
from yusuan.model.vocabulary import Language  # noqa: TC001 — pydantic reads the annotations
from yusuan.runs import due as when
from yusuan.runs import templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

FOLDER = "reports/runs"
SUBJECT = "{department}{period}：{title}"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ANSWERS = {
    "extra_forbidden": "没有这个字段 (no such field)",
    "missing": "缺少 (missing)",
}
# What pydantic tells once for each way that a field may be given.
_WAYS = {
    "departments": '应为名称的列表、"all" 或 "changed" (a list of names, or one of these)',
    "years": '应为年度的列表、"all" 或 "latest" (a list of years, or one of these)',
    "notebooks": '应为笔记本名称（不含路径）的列表或 "all" (a list of names without a path, or this)',
    "parameters": "应为文字、数字或 true/false (a text, a number, or one of these)",
}

Gated = Literal["broken", "question"]
Template = Annotated[str, AfterValidator(templates.check)]
OneLine = Annotated[str, AfterValidator(one_line)]
Plain = Annotated[str, Field(pattern=r"^[^/\\]+$", min_length=1)]


class PlanError(Exception):
    """The file cannot be used at all; one line with its place."""


class _Table(BaseModel):
    """A table of the file: no field that is not known, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Materiality(_Table):
    """From when on a change is worth telling; both are given to notebooks that take them.

    Attributes:
        amount_yuan: whole 元; the parameter `materiality_yuan`.
        rate: a fraction; the parameter `materiality_rate`.
    """

    amount_yuan: int = Field(ge=0)
    rate: float = Field(ge=0)


class Bounds(_Table):
    """What each notebook of a run may use.

    Attributes:
        minutes: wall-clock time.
        memory_mb: resident memory of its kernel.
        output_mb: everything that it prints and shows.
    """

    minutes: float = Field(default=10, gt=0)
    memory_mb: int = Field(default=4096, ge=64)
    output_mb: int = Field(default=50, ge=1)


class Run(_Table):
    """The table `[runs.<name>]`.

    Attributes:
        title: for subjects and for people.
        departments: names, all, or those whose documents changed since the run was last made.
        years: fiscal years, all, or the latest of each department.
        phase: budgets or final accounts only; both where None.
        base: year compared with; the year before where None.
        notebooks: names without ending, or all.
        workbook: whether each document's workbook is made and attached, too.
        language: of pages, workbooks and letters.
        materiality: for notebooks that take it.
        parameters: for notebooks that take them, beside those above.
        schedule: cron expression of five fields; never due where None.
        time_zone: IANA name of the zone that `schedule` is in.
        random_delay_minutes: scheduled starts are put off by up to this.
        recipients: addresses, each of which `[mail]` allows.
        subject: template of `templates.FIELDS`.
        note: template; stands first in the letter.
        hold_on: findings that keep a letter back until it is approved.
        warn_on: findings that a letter warns of first.
        keep: how many run folders are kept.
        limits: what each notebook may use.
    """

    title: OneLine
    departments: list[str] | Literal["all", "changed"] = "all"
    years: list[int] | Literal["all", "latest"] = "latest"
    phase: Literal["budget", "final"] | None = None
    base: int | None = None
    notebooks: list[Plain] | Literal["all"] = "all"
    workbook: bool = True
    language: Language = "zh"
    materiality: Materiality | None = None
    parameters: dict[str, str | int | float | bool] = Field(default_factory=dict)
    schedule: str | None = None
    time_zone: str = "Asia/Shanghai"
    random_delay_minutes: int = Field(default=0, ge=0, le=720)
    recipients: list[str] = Field(default_factory=list)
    subject: Annotated[OneLine, AfterValidator(templates.check)] = SUBJECT
    note: Template = ""
    hold_on: list[Gated] = Field(default_factory=list)
    warn_on: list[Gated] = ["broken"]
    keep: int = Field(default=12, ge=1)
    limits: Bounds = Field(default_factory=Bounds)

    @field_validator("departments", "years", "notebooks")
    @classmethod
    def _names_something(cls, value: object) -> object:
        if value == []:
            raise ValueError("一个也没有 (empty)")
        return value

    @field_validator("schedule")
    @classmethod
    def _is_cron(cls, value: str | None) -> str | None:
        if value is not None:
            when.times(value)
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):
            raise ValueError(f"没有时区 {printable(value)} (no such time zone)") from None
        return value

    @field_validator("recipients")
    @classmethod
    def _are_allowed(cls, value: list[str], info: ValidationInfo) -> list[str]:
        mail: Mail | None = (info.context or {}).get("mail")
        for address in value:
            bare(address)
            if mail is None:
                raise ValueError("有收件人，就须有 [mail] (recipients need [mail])")
            if not mail.allowed(address):
                raise ValueError(f"{printable(address)} 不在 mail.allow 中 (not allowed)")
        return value

    @model_validator(mode="after")
    def _keeps_to_its_own(self) -> Self:
        """What has a field of its own is no free parameter."""
        own = {"department", "year", "base", "phase", "scope", "lang", "workspace"}
        own |= {"materiality_yuan", "materiality_rate"}
        if taken := sorted(own & self.parameters.keys()):
            raise ValueError(f"parameters 中不能有 {'、'.join(taken)} (has a place of its own)")
        return self


@dataclass(frozen=True)
class Plan:
    """A file of runs.

    Attributes:
        path: the file, absolute.
        folder: where run folders stand, absolute.
        mail: who writes to whom; null where nothing is written.
        runs: by name, those without a fault.
        faults: by name of the run, what is wrong with it: a line for each fault, with file, run and field.
    """

    path: Path
    folder: Path
    mail: Mail | None
    runs: Mapping[str, Run]
    faults: Mapping[str, list[str]] = field(default_factory=dict)


class _File(_Table):
    folder: str = FOLDER
    mail: Mail | None = None
    runs: dict[str, dict[str, Any]] = Field(min_length=1)


def load(path: Path, workspace: Workspace) -> Plan:
    """Read a file of runs. A fault in one run leaves the others usable.

    Args:
        path: the file.
        workspace: that the folder of the runs must stand in.

    Raises:
        PlanError: it cannot be read, or what stands outside the runs is wrong.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{path}：读不出 ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        raise PlanError(printable(f"{path}：不是 TOML：{error}")) from None
    try:
        file = _File.model_validate(table)
    except ValidationError as error:
        raise PlanError("\n".join(_lines(path, (), error))) from None
    folder = _folder(path, file.folder, workspace)
    mail = file.mail.beside(path.resolve().parent) if file.mail else None
    runs: dict[str, Run] = {}
    faults: dict[str, list[str]] = {}
    for name, given in file.runs.items():
        if not _NAME.fullmatch(name):
            only = "名称只能用小写字母、数字、-、_ (lower-case letters, digits, -, _)"
            faults[name] = [printable(f"{path}：runs.{name}：{only}")]
            continue
        try:
            runs[name] = Run.model_validate(given, context={"mail": mail})
        except ValidationError as error:
            faults[name] = _lines(path, ("runs", name), error)
    return Plan(path.resolve(), folder, mail, runs, faults)


def _folder(path: Path, given: str, workspace: Workspace) -> Path:
    """Where run folders stand: in the workspace, whose reports may be a link to another disk; never in its data."""
    root, reports = workspace.root.resolve(), workspace.reports.resolve()
    folder = (root / given).resolve()
    if folder == root or not (folder.is_relative_to(root) or folder.is_relative_to(reports)):
        raise PlanError(f"{path}：folder：{printable(given)} 在工作区之外 (outside the workspace)")
    data = (root / "data", workspace.raw, workspace.clean)
    if any(folder.is_relative_to(place.resolve()) for place in data):
        raise PlanError(f"{path}：folder：{printable(given)} 在 data 之中，那里只放数据 (inside data)")
    return folder


def _lines(path: Path, place: tuple[str, ...], error: ValidationError) -> list[str]:
    """A line for each field with a fault."""
    lines: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        steps = [str(step) for step in fault["loc"]]
        reason = _ANSWERS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
        if steps and steps[0] in _WAYS and not fault["type"].startswith("value_error"):
            steps, reason = steps[:1], _WAYS[steps[0]]
        where = ".".join((*place, *steps))
        lines.setdefault(where, printable(f"{path}：{where}：{reason}"))
    return list(lines.values())
