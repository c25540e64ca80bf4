"""One notebook → one page: parameters checked, executed by papermill, exported, put in place whole."""

from __future__ import annotations

import ast
import logging
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from traitlets.config import Config
from zmq import ZMQError

from yusuan.report.elements.lean_import import IRI_GRAMMAR, without
from yusuan.report.pages import page
from yusuan.report.pages.limits import Limits
from yusuan.storage import atomic, scratch

with without(IRI_GRAMMAR):
    import nbformat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode
    from papermill.exceptions import PapermillExecutionError

    from yusuan.model.vocabulary import Language

# A parameter is one of these, or one of these or None.
_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_KERNEL_STARTS = 2
_START_SECONDS = 120
# The system takes 107 bytes; the kernel's manager adds the number of the socket.
_LONGEST_SOCKET = 100
_LINES_OF_TRACE = 12
# A file or cell with its line, or the line that raised.
_PLACE = re.compile(r"(File |Cell In|-+> *\d+ )")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(Exception):
    """A notebook that cannot be run or did not finish; one line that names it.

    Attributes:
        cell: id of the cell that failed; empty where none ran.
        trace: why: the last lines of its traceback, without the values that it shows, or which limit it passed.
        kept: the notebook as far as it was executed; null where none ran.
    """

    def __init__(
        self, message: str, cell: str = "", trace: Sequence[str] = (), kept: Path | None = None
    ) -> None:
        """Of the line, and of the cell if one failed."""
        super().__init__(message)
        self.cell = cell
        self.trace = tuple(trace)
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Job:
    """One page to be made.

    Attributes:
        notebook: the notebook file.
        parameters: for its parameters cell, checked.
        target: the page; its folder is made.
        about: what the page says of itself.
        lang: of the page.
        limits: what it may use.
        executed: where the executed notebook is kept; null where it is not.
    """

    notebook: Path
    parameters: Mapping[str, Any]
    target: Path
    about: page.About
    lang: Language
    limits: Limits = field(default_factory=Limits)
    executed: Path | None = None

    @property
    def name(self) -> str:
        """What it is called where it fails."""
        return self.notebook.name

    @property
    def files(self) -> list[Path]:
        """What is there when it is made: the page, and the executed notebook if that is kept."""
        return [self.target, *([self.executed] if self.executed else [])]


def make(job: Job, folder: Path) -> Path:
    """Execute a notebook and put its page in place, whole or not at all.

    Args:
        job: what to make.
        folder: where the kernel runs.

    Returns:
        The page.

    Raises:
        NotebookError: a cell failed or the kernel did; the executed notebook is kept beside the page as
            `<name>.failed.ipynb`.
    """
    with scratch.folder() as place:
        executed = _execute(job, folder, place)
    if job.executed:
        atomic.write(job.executed, nbformat.writes(executed).encode())  # type: ignore[no-untyped-call]
    atomic.write(job.target, page.render(executed, job.about, job.lang).encode())
    failed_beside(job.target).unlink(missing_ok=True)
    return job.target


def parameters(notebook: Path) -> list[str]:
    """The names of the parameters that a notebook takes.

    Raises:
        NotebookError: its parameters cell is missing or is more than typed assignments.
    """
    return list(_model(notebook).model_fields)


def check(notebook: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters for a notebook, checked against its parameters cell before anything runs.

    Args:
        notebook: the notebook file.
        given: values by name.

    Returns:
        The values, in the types that the cell declares.

    Raises:
        NotebookError: an unknown name, or a value of another type; the message lists what the cell takes.
    """
    model = _model(notebook)
    try:
        return model.model_validate(given).model_dump(include=set(given))
    except ValidationError as error:
        names = "、".join(model.model_fields)
        faults = "；".join(
            f"{'.'.join(map(str, fault['loc']))}：{_fault(fault['type'], fault['msg'])}"
            for fault in error.errors()
        )
        raise NotebookError(f"{notebook.name}：{faults}；可用的参数有 {names}") from None


def _execute(job: Job, folder: Path, place: Path) -> NotebookNode:
    with without(IRI_GRAMMAR):  # who only asks for parameters need not load what executes
        import papermill  # noqa: PLC0415
        from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

        from yusuan.report.pages.kernel import ENGINE, StoppedError  # noqa: PLC0415
    # It warns of every parameter whose annotation it cannot read; they are checked already.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    output, log = place / job.notebook.name, place / "kernel.log"
    for attempt in range(1, _KERNEL_STARTS + 1):
        try:
            executed: NotebookNode = papermill.execute_notebook(
                job.notebook,
                output,
                parameters=dict(job.parameters),
                progress_bar=False,
                cwd=folder,
                start_timeout=_START_SECONDS,
                engine_name=ENGINE,
                limits=job.limits,
                log=log,
                config=_transport(place / f"kernel-{attempt}"),
                # What its user has set up for their own IPython is no part of a report.
                extra_arguments=[f"--ipython-dir={place}", "--HistoryManager.enabled=False"],
            )
        except PapermillExecutionError as error:
            lines = _COLOURS.sub("", str(error.evalue)).strip().splitlines()
            what = f"出错，{error.ename}：{lines[0] if lines else ''}"
            raise _kept(job, output, _failed_cell(output), what, _places(error)) from None
        except StoppedError as error:
            raise _kept(job, output, error.cell, error.reason, [error.reason]) from None
        except (RuntimeError, ValueError, OSError, ZMQError) as error:
            # The kernel did not start, or could not be spoken to.
            if attempt == _KERNEL_STARTS:
                reason = _last_line(log) or error
                raise NotebookError(f"{job.notebook.name}：内核未能运行，{reason}") from error
        else:
            return executed
    raise AssertionError("unreachable")


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _kept(job: Job, output: Path, cell: str, what: str, trace: Sequence[str]) -> NotebookError:
    """The error of a cell; the notebook is kept with what it printed and its traceback."""
    failed = failed_beside(job.target)
    atomic.write(failed, output.read_bytes())
    return NotebookError(f"{job.notebook.name}：单元格 {cell} {what}", cell, trace, failed)


def _places(error: PapermillExecutionError) -> list[str]:
    """Where in the code it was raised: a traceback without the values, which may be rows of a table."""
    lines = _COLOURS.sub("", "\n".join(error.traceback)).splitlines()
    places = [line for line in lines if _PLACE.match(line)]
    return [*places[-_LINES_OF_TRACE:], str(error.ename)]


def _failed_cell(executed: Path) -> str:
    """The id of the cell that raised; papermill's own cells shift the numbers."""
    notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    raised = (
        cell.id
        for cell in notebook.cells
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    )
    return next(raised, "?")


def _transport(address: Path) -> Config:
    """Over Unix sockets there is no port that another kernel could take, and none open to others."""
    if len(os.fsencode(address)) > _LONGEST_SOCKET:
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": str(address)}})


def failed_beside(page: Path) -> Path:
    """Where a notebook that failed is kept, as far as it was executed."""
    return page.with_suffix(".failed.ipynb")


def _model(notebook: Path) -> type[BaseModel]:
    """A pydantic model of the parameters cell: names, types, defaults."""
    try:
        cells = nbformat.read(notebook, as_version=4).cells  # type: ignore[no-untyped-call]
        tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    except Exception as error:  # nbformat raises whatever the content leads it to
        raise NotebookError(f"{notebook.name}：不是可读的笔记本 ({error!r})") from error
    if len(tagged) != 1:
        raise NotebookError(
            f"{notebook.name}：应有且只有一个带 parameters 标签的单元格，现有 {len(tagged)} 个"
        )
    fields: dict[str, Any] = {}
    for statement in _parsed(notebook, tagged[0].source).body:
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            raise NotebookError(f"{notebook.name}：参数单元格第 {statement.lineno} 行不是带类型的赋值")
        default = _default(notebook, statement)
        fields[statement.target.id] = (_type(notebook, statement.annotation), default)
    return create_model("Parameters", __config__=ConfigDict(extra="forbid"), **fields)


def _parsed(notebook: Path, source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        where = f"参数单元格第 {error.lineno} 行" if error.lineno else "参数单元格"
        raise NotebookError(f"{notebook.name}：{where}有语法错误 (syntax error: {error.msg})") from None
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte; nested too deep
        raise NotebookError(f"{notebook.name}：参数单元格读不出 (cannot be read: {error})") from None


def _default(notebook: Path, statement: ast.AnnAssign) -> Any:
    try:
        return ast.literal_eval(statement.value) if statement.value else ...
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise NotebookError(f"{notebook.name}：参数单元格第 {statement.lineno} 行的值不是常量") from None


def _type(notebook: Path, annotation: ast.expr) -> Any:
    written = ast.unparse(annotation)
    base = written.removesuffix(" | None")
    if base not in _TYPES:
        raise NotebookError(f"{notebook.name}：参数类型 {written} 不在 {'、'.join(_TYPES)} 之中")
    return _TYPES[base] | None if base != written else _TYPES[base]


def _fault(kind: str, message: str) -> str:
    return "没有这个参数" if kind == "extra_forbidden" else message
