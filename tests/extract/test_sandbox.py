"""Children with limits: one that fails costs its own item, and is told about in one line."""

from __future__ import annotations

import multiprocessing
import operator
import os
import subprocess
import sys
import threading
import time
from functools import partial
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from yusuan.extract import formats as door
from yusuan.extract.raw import UnreadableError
from yusuan.extract.sandbox import confined_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def answer() -> partial[str]:
    return partial(str.upper, "done")


def call_confined(*calls: Callable[[], Any], jobs: int = 1, **limits: Any) -> list[Any]:
    """What becomes of each call, in the order of the calls."""
    numbered = dict(enumerate(calls))
    outcomes = {}
    for call, outcome in confined_map(operator.call, calls, jobs=jobs, name=lambda _: "file", **limits):
        outcomes[next(number for number, other in numbered.items() if other is call)] = outcome
    return [outcomes[number] for number in numbered]


def reason(outcome: object) -> str:
    assert isinstance(outcome, UnreadableError)
    text = str(outcome)
    assert "\n" not in text
    return text


def test_results_come_in_order_with_one_job():
    items = ["a", "b", "c"]
    assert list(confined_map(str.upper, iter(items))) == [("a", "A"), ("b", "B"), ("c", "C")]


def test_no_items_start_no_child():
    assert list(confined_map(str.upper, [])) == []
    assert not multiprocessing.active_children()


def test_work_is_done_in_other_processes_that_stay_for_the_next_item():
    pids = call_confined(partial(os.getpid), partial(os.getpid))
    assert pids[0] == pids[1] != os.getpid()


def test_a_hanging_item_is_given_up_and_the_others_are_done():
    hung, done = call_confined(partial(time.sleep, 6000), answer(), seconds=3)
    assert reason(hung).startswith("file：3 秒内没有读完")
    assert done == "DONE"


@pytest.mark.parametrize(
    ("call", "how"), [(partial(os._exit, 3), "exit code 3"), (partial(os.abort), "SIGABRT")]
)
def test_a_dying_child_costs_its_own_item_only(call, how):
    before, died, after = call_confined(answer(), call, answer())
    assert (before, after) == ("DONE", "DONE")
    assert how in reason(died)


def test_too_much_memory_is_refused_and_the_next_item_has_a_fresh_child():
    greedy, before, modest = call_confined(
        partial(bytearray, 300 << 20), partial(os.getpid), partial(len, b"x"), memory_bytes=256 << 20
    )
    assert "256 MiB" in reason(greedy)
    assert before != os.getpid()
    assert modest == 1


def test_an_unexpected_error_becomes_one_line_with_its_traceback_as_a_note():
    failed, done = call_confined(partial(int, "no\nnumber"), answer())
    assert "ValueError" in reason(failed)
    assert "Traceback" in failed.__notes__[0]
    assert done == "DONE"


def test_a_result_that_cannot_be_sent_is_an_error_of_its_item():
    failed, done = call_confined(partial(threading.Lock), answer())
    assert "TypeError" in reason(failed)
    assert done == "DONE"


def test_a_large_result_arrives_whole():
    (large,) = call_confined(partial(bytes, 20_000_000))
    assert len(large) == 20_000_000


def test_refusals_pass_as_the_reader_worded_them(tmp_path: Path):
    empty = tmp_path / "empty.pdf"
    empty.touch()
    [(item, outcome)] = confined_map(door.read, [empty])
    assert item == empty
    assert reason(outcome) == f"{empty}：文件是空的 (empty file)"


def test_two_jobs_work_at_the_same_time():
    pids = call_confined(partial(os.getpid), partial(time.sleep, 0.5), partial(os.getpid), jobs=2)
    assert pids[1] is None
    assert os.getpid() not in pids


def test_two_jobs_survive_deaths_and_hangs_among_many():
    fatal = [partial(os._exit, 1), partial(time.sleep, 600), partial(os.abort)]
    calls = [call for pair in zip(fatal, iter(answer, None), strict=False) for call in pair]
    outcomes = call_confined(*calls, jobs=2, seconds=3)
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["DONE"] * 3
    assert sum(isinstance(outcome, UnreadableError) for outcome in outcomes) == 3


def test_stopping_early_leaves_no_child_behind():
    results = confined_map(operator.call, [answer(), partial(time.sleep, 600), answer()], jobs=2)
    next(results)
    results.close()
    assert not multiprocessing.active_children()


def test_children_print_nothing_of_their_own_death(capfd):
    call_confined(partial(os.write, 2, b"panicked at native code"), partial(os.abort))
    assert capfd.readouterr().err == ""


def test_a_script_needs_no_guard_for_its_main_part():
    script = "from yusuan.extract.sandbox import confined_map; print(list(confined_map(str.upper, ['a'])))"
    run = subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True, check=True)
    assert run.stdout == "[('a', 'A')]\n"
    assert run.stderr == ""


def test_in_a_child_polars_keeps_to_one_thread_and_the_parents_environment_stays(monkeypatch):
    for before in (None, "7"):
        if before is None:
            monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
        else:
            monkeypatch.setenv("POLARS_MAX_THREADS", before)
        assert call_confined(pl.thread_pool_size) == [1]
        assert os.environ.get("POLARS_MAX_THREADS") == before


def test_fewer_than_one_job_is_refused():
    with pytest.raises(ValueError, match="jobs"):
        next(confined_map(str.upper, ["a"], jobs=0))


@pytest.fixture
def dying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have children of these numbers die while they start."""

    def die(*numbers: int) -> None:
        resource_tracker.ensure_running()  # a process of the same executable
        program = tmp_path / "python"
        cases = "|".join(map(str, numbers))
        program.write_text(
            f'#!/bin/sh\necho >>"{tmp_path}/started"\n'
            f'case $(grep -c "" "{tmp_path}/started") in {cases}) exit 7;; esac\nexec "{sys.executable}" "$@"\n'
        )
        program.chmod(0o700)
        monkeypatch.setattr("multiprocessing.spawn._python_exe", os.fsencode(program))

    return die


def test_children_that_never_start_are_an_error_and_no_one_waits(dying):
    dying(1, 2, 3)
    larger_than_a_pipe = partial(operator.concat, "x" * 1_000_000)
    with pytest.raises(RuntimeError, match=r"cannot start: exit code 7"):
        list(confined_map(larger_than_a_pipe, ["a"]))
    assert not multiprocessing.active_children()


def test_a_child_that_dies_while_it_starts_is_replaced(dying):
    dying(1, 2)
    assert call_confined(answer(), answer()) == ["DONE", "DONE"]


def test_once_children_have_worked_one_that_does_not_start_costs_its_item_only(dying):
    dying(2, 3, 4)
    died, unstarted, done = call_confined(partial(os._exit, 3), answer(), answer())
    assert "exit code 3" in reason(died)
    assert "cannot start" in reason(unstarted)
    assert done == "DONE"
