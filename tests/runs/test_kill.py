"""`kill -9` at any step of a batch: what stands is whole, the next batch finishes, nobody gets a letter twice."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from tests.runs.conftest import notebook

from paths import REPOSITORY
from yusuan.pipeline import state
from yusuan.runs import manifest
from yusuan.runs.folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PASSWORD = "canary-5d1e"
RUNS = """
[mail]
from = "yusuan@example.org"
list_id = "yusuan.example.org"
allow = ["a@example.org", "b@example.org"]
operator = "operator@example.org"
[mail.server]
host = "127.0.0.1"
port = {port}
user = "budget"
password_env = "YUSUAN_SMTP_PASSWORD"
ca_file = "ca.pem"
[runs.both]
title = "两个部门"
recipients = ["a@example.org", "b@example.org"]
parameters = {{ threshold = {generation} }}
keep = 1
[runs.one]
title = "一个部门"
departments = ["甲市财政局"]
recipients = ["a@example.org"]
parameters = {{ threshold = {generation} }}
keep = 1
"""
LETTERS = {"both": 4, "one": 1}


@dataclass(frozen=True)
class Point:
    """Where a batch is killed: before it does something for the n-th time.

    Attributes:
        event: of Python's audit events.
        about: pattern of the path or the bytes that it is about.
        number: n.
        unknown: letters whose fate nobody can know then.
        lost: whether the server has not got that letter.
        generation: of the runs; at the second, a batch has been made before, whose folder is to be removed.
    """

    event: str
    about: str
    number: int = 1
    unknown: int = 0
    lost: bool = False
    generation: int = 1


# In the order in which a batch comes by.
POINTS = {
    "nothing is noted yet": Point("os.rename", "*/both/state.json"),
    "the first run is noted as begun, the second not": Point("os.rename", "*/one/state.json"),
    "a page is half written": Point("os.rename", "*/_made/*/variance.html"),
    "a page is written and not noted": Point("os.rename", "*/_made/*/made.json"),
    "one page is noted, the workbook is not": Point("os.rename", "*/_made/*/made.json", 2),
    "the folder is begun": Point("os.link", "*/.unfinished/*"),
    "the folder holds half of its files": Point("os.link", "*/.unfinished/*", 4),
    "the folder has no manifest": Point("os.rename", "*/.unfinished/manifest.json"),
    "the folder is whole and not in its place": Point("os.rename", "*/both/[0-9]*-[0-9]*[0-9]"),
    "the folder stands, no letter is noted": Point("os.rename", "*/_outbox/*.json"),
    "a letter is noted as being sent and not given": Point("smtplib.send", "data*", unknown=1, lost=True),
    "the server has the letter, its answer is not noted": Point(
        "os.rename", "*/_outbox/*.json", 2, unknown=1
    ),
    "the letter is noted as sent, not in the manifest": Point("os.rename", "*/both/[0-9]*/manifest.json"),
    "one letter is in the manifest": Point("smtplib.send", "data*", 2, unknown=1, lost=True),
    "all letters are sent, the run is not noted as ended": Point("os.rename", "*/both/state.json", 2),
    "the run is noted as ended, its log is not written": Point("os.rename", "*/both/[0-9]*/run.log"),
    "the second run is not in its place": Point("os.rename", "*/one/[0-9]*-[0-9]*[0-9]"),
    "the old folder is not out of the way": Point("os.rename", "*/both/.[0-9]*.tmp", generation=2),
    "the old folder is half removed": Point("os.remove", "variance.html", generation=2),
    "the old pages are not removed": Point("shutil.rmtree", "*/_made/*", generation=2),
    "the old pages are half removed": Point("shutil.rmtree", "*/_made/*", 2, generation=2),
}


class Inbox:
    """Takes every message, and knows who got which; what the operator is told stands by itself."""

    def __init__(self) -> None:
        self.got: Counter[tuple[str, str]] = Counter()
        self.told = 0
        self.before_the_answer: Callable[[], object] = lambda: None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 — the name is aiosmtpd's
        headers = envelope.content.split(b"\r\n\r\n")[0].decode("ascii")
        (message_id,) = [line for line in headers.splitlines() if line.lower().startswith("message-id")]
        (recipient,) = envelope.rcpt_tos
        if recipient == "operator@example.org":
            self.told += 1
        else:
            self.got[recipient, message_id] += 1
        self.before_the_answer()
        return "250 OK"


@pytest.fixture
def inbox(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Inbox, int]]:
    """A mail server on this machine that wants encryption and the password, and its port."""
    monkeypatch.setenv("YUSUAN_SMTP_PASSWORD", PASSWORD)
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(root / "ca.pem"))

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, login: Any) -> AuthResult:
        return AuthResult(success=login.password == PASSWORD.encode(), handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Inbox()
    controller = Controller(
        kept,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=known,
    )
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def finish(inbox: tuple[Inbox, int], batch: Callable[..., Any]) -> Callable[[int], str]:
    """Run a batch of a generation to its end: another parameter, so that every page and letter is due anew."""

    def run(generation: int) -> str:
        made, log = batch(RUNS.format(port=inbox[1], generation=generation))
        assert made.outcome == type(made.outcome)(failed=made.outcome.failed)
        return log

    return run


def start(root: Path, point: Point, port: int, pieces: str = "instant") -> subprocess.Popen[bytes]:
    """A batch of the point's generation that is killed there."""
    runs = root / "runs.toml"
    runs.write_text(RUNS.format(port=port, generation=point.generation), encoding="utf-8")
    script = [sys.executable, str(REPOSITORY / "tests" / "killed.py")]
    command = [*script, point.event, point.about, str(point.number), "batch", str(runs), "--jobs", "1"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "tests"), "PIECES": pieces}
    environment["VICTIM"] = str(root / "victim")
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def assert_killed(batch: subprocess.Popen[bytes]) -> None:
    """It came to the point."""
    output, _ = batch.communicate()
    assert batch.returncode == -signal.SIGKILL, output.decode()


def assert_whole(root: Path) -> None:
    """Every folder that stands is all there and as its manifest says."""
    for folder in (stamp for name in LETTERS for stamp in RunFolder(root / "reports/runs" / name).stamps()):
        held = manifest.read(folder)
        assert held
        assert held.status == "done"
        for piece in held.pieces:
            assert len(piece.outputs) == (2 if piece.kind == "page" else 1)
            for output in piece.outputs:
                assert state.file_key(folder / output.path) == output.sha256


def assert_ended(root: Path, inbox: Inbox, generation: int, *, unknown: int, lost: int) -> None:
    """Every run is made, and every letter sent once, but for those of unknown fate."""
    assert_whole(root)
    assert {path.name for path in (root / "reports/runs").rglob(".*")} == {".lock", ".outbox.lock"}
    letters = []
    for name, count in LETTERS.items():
        folder = RunFolder(root / "reports/runs" / name)
        assert folder.memory().started is None
        newest = folder.newest()
        assert newest
        assert newest[1].parameters["parameters"] == {"threshold": generation}
        assert len(newest[1].letters) == count
        letters += [letter.status for letter in newest[1].letters]
    assert Counter(letters) == Counter(unknown=unknown, sent=len(letters) - unknown)
    assert inbox.told == unknown
    assert set(inbox.got.values()) == {1}
    assert len(inbox.got) == generation * sum(LETTERS.values()) - lost


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
def test_killed_at_a_step_a_batch_leaves_nothing_half_made_and_sends_nothing_twice(
    root: Path, inbox: tuple[Inbox, int], finish: Callable[[int], str], point: Point
):
    kept, port = inbox
    for generation in range(1, point.generation):
        finish(generation)
    assert_killed(start(root, point, port))
    assert_whole(root)
    log = finish(point.generation)
    assert_ended(root, kept, point.generation, unknown=point.unknown, lost=point.lost)
    assert "没有变化" in finish(point.generation)
    assert_ended(root, kept, point.generation, unknown=point.unknown, lost=point.lost)
    everything = b"".join(path.read_bytes() for path in (root / "reports").rglob("*") if path.is_file())
    assert PASSWORD.encode() not in everything + log.encode()


NEVER = Point("os.rename", "nothing")


@pytest.mark.usefixtures("no_kernels")
def test_killed_before_the_server_answers_a_letter_is_of_unknown_fate_and_not_sent_again(
    root: Path, inbox: tuple[Inbox, int], finish: Callable[[int], str]
):
    kept, port = inbox
    killed = start(root, NEVER, port)
    kept.before_the_answer = killed.kill
    assert_killed(killed)
    kept.before_the_answer = lambda: None
    assert_whole(root)
    finish(1)
    assert_ended(root, kept, 1, unknown=1, lost=0)


KILLER = """
import os, signal, time
from pathlib import Path
from IPython.display import display
if (victim := Path("victim")).exists():
    pid = int(victim.read_text("ascii"))
    victim.unlink()
    os.kill(pid, signal.SIGKILL)
    time.sleep(600)  # it ends with its batch
display({"text/html": "<p>done</p>"}, raw=True, metadata={"yusuan": {"headline": "done"}})
"""


def test_killed_while_a_notebook_is_executed_a_batch_makes_it_again(
    root: Path, inbox: tuple[Inbox, int], finish: Callable[[int], str]
):
    kept, port = inbox
    notebook(root / "notebooks" / "variance.ipynb", KILLER)
    assert_killed(start(root, NEVER, port, "kernels"))
    assert_whole(root)
    assert kept.got == Counter()
    finish(1)
    assert_ended(root, kept, 1, unknown=0, lost=0)
