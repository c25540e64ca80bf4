"""`kill -9` at any moment of a batch: what stands is whole, the next batch finishes, nobody gets a letter twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import ssl
import subprocess
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from yusuan.pipeline import state
from yusuan.runs import manifest
from yusuan.runs.folder import RunFolder
from yusuan.runs.schedule import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = 20
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
[runs.one]
title = "一个部门"
departments = ["甲市财政局"]
recipients = ["a@example.org"]
parameters = {{ threshold = {generation} }}
"""
LETTERS = {"both": 4, "one": 1}


class Inbox:
    """Takes every message, and knows who got which."""

    def __init__(self) -> None:
        self.got: Counter[tuple[str, str]] = Counter()

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 — the name is aiosmtpd's
        headers = envelope.content.split(b"\r\n\r\n")[0].decode("ascii")
        (message_id,) = [line for line in headers.splitlines() if line.lower().startswith("message-id")]
        await asyncio.sleep(0.05)  # so that some moments fall between DATA and its answer
        self.got.update((recipient, message_id) for recipient in envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def inbox(root: Path) -> Iterator[tuple[Inbox, int]]:
    """A mail server on this machine that wants encryption and the password, and its port."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(root / "ca.pem"))

    def known(_server, _session, _envelope, _mechanism, login) -> AuthResult:
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


def start(root: Path) -> subprocess.Popen[bytes]:
    # One worker: a second would load everything again after each kill, and be killed in the same places.
    command = [program(), "batch", str(root / "runs.toml"), "--jobs", "1", "--wait", "1"]
    environment = {**os.environ, "YUSUAN_SMTP_PASSWORD": PASSWORD}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(root: Path) -> str:
    process = start(root)
    output, _ = process.communicate(timeout=100)
    assert process.returncode == 0, output.decode()
    return output.decode()


def placed(root: Path) -> list[Path]:
    return [stamp for name in LETTERS for stamp in RunFolder(root / "reports/runs" / name).stamps()]


def assert_whole(root: Path) -> None:
    """Every folder that stands is all there and as its manifest says."""
    for folder in placed(root):
        held = manifest.read(folder)
        assert held
        assert held.status == "done"
        for piece in held.pieces:
            assert len(piece.outputs) == (2 if piece.kind == "page" else 1)
            for output in piece.outputs:
                assert state.file_key(folder / output.path) == output.sha256


def unknowns(root: Path) -> int:
    """Letters of the newest folders of which nobody can say whether they arrived: killed before the answer."""
    newest = (RunFolder(root / "reports/runs" / name).newest() for name in LETTERS)
    return sum(letter.status == "unknown" for each in newest if each for letter in each[1].letters)


def test_killed_at_twenty_moments_a_batch_leaves_nothing_half_made_and_sends_nothing_twice(root, inbox):
    chance = random.Random(20)
    kept, port = inbox
    generation, kills, unknown = 0, 0, 0

    def ask() -> None:
        """Another parameter: every page and letter is due anew."""
        text = RUNS.format(port=port, generation=generation)
        (root / "runs.toml").write_text(text, encoding="utf-8")

    ask()
    began = time.monotonic()
    finish(root)
    longest = min(time.monotonic() - began, 4.0)
    generation += 1
    ask()
    while kills < KILLS:
        process = start(root)
        try:
            process.communicate(timeout=chance.uniform(0.1, longest))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            kills += 1
            process.communicate()
        assert_whole(root)
        done = all(
            (newest := RunFolder(root / "reports/runs" / name).newest())
            and newest[1].parameters["parameters"] == {"threshold": generation}
            and len(newest[1].letters) == count
            for name, count in LETTERS.items()
        )
        if done:
            unknown += unknowns(root)
            generation += 1
            ask()
    said = finish(root)
    assert_whole(root)
    assert not list((root / "reports/runs").glob("*/.unfinished"))
    for name in LETTERS:
        folder = RunFolder(root / "reports/runs" / name)
        assert folder.memory().started is None
        newest = folder.newest()
        assert newest
        assert {letter.status for letter in newest[1].letters} <= {"sent", "unknown"}
    unknown += unknowns(root)
    assert set(kept.got.values()) == {1}
    assert len(kept.got) >= (generation + 1) * sum(LETTERS.values()) - unknown
    assert "没有变化" in finish(root)
    assert set(kept.got.values()) == {1}
    everything = b"".join(path.read_bytes() for path in (root / "reports").rglob("*") if path.is_file())
    assert PASSWORD.encode() not in everything + said.encode()
