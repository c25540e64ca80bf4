"""The command line: `yusuan run`, `ingest`, `check`, … — thin; each group of commands in a module."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import typer
from typer.exceptions import TyperException

from yusuan.cli import checking, compare, data, inspect, lab, mail, measures, runs, transcript
from yusuan.cli import pipeline as work
from yusuan.cli.console import say
from yusuan.cli.exits import Exit
from yusuan.model.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

_INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="yusuan",
    help="预算：读部门预决算公开，核对勾稽关系，比较年度变化。\n\n"
    "Reads Chinese departments' published budgets, proves the reading, compares years.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (work, inspect, checking, data, compare, measures, transcript, runs, mail, lab):
    group.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; an error is one line on stderr."""
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(outcome(sys.argv[1:] if arguments is None else arguments))


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Let SIGTERM end what is at work as Ctrl-C does: children first, with a line on what stands."""
    raise KeyboardInterrupt


def outcome(arguments: Sequence[str]) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name.

    Returns:
        The exit code, one of `Exit`.
    """
    from yusuan.workspace.folders import WorkspaceError  # noqa: PLC0415 — `yusuan --help` stays quick

    try:
        code = app(list(arguments), prog_name="yusuan", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except (CallError, WorkspaceError) as error:
        say(str(error))
        return Exit.CALL
    except TyperException as error:
        return _call_is_wrong(error)
    except Exception as error:
        if os.environ.get("YUSUAN_DEBUG"):
            raise
        say(f"失败 (failed): {type(error).__name__}: {error}")
        return Exit.FAILED
    if code == _INTERRUPTED:
        say("中断 (interrupted)")
        return Exit.FAILED
    return code if isinstance(code, int) else Exit.DONE


def _call_is_wrong(error: TyperException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.format_message()}\n")
    else:
        message = error.format_message().replace("Value error, ", "")
        say(f"用法不对 (wrong call): {message}")
    return Exit.CALL
