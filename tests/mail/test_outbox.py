"""Whatever happens between us and the server, nobody gets two copies, and what happened is told."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

from yusuan.mail.outbox import Outbox
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECIPIENT = "li@example.org"


def message(text: str = "正文") -> EmailMessage:
    written = EmailMessage()
    written["From"], written["To"] = "budget@example.org", RECIPIENT
    written["Subject"], written["Message-ID"] = "主题", "<1@example.org>"
    written.set_content(text, cte="base64")
    return written


def state(folder: Path) -> str:
    (path,) = folder.glob("*.json")
    return json.loads(path.read_text("utf-8"))["status"]


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


@pytest.mark.parametrize("security", ["starttls", "tls", "plain"])
def test_a_message_arrives_whole_and_only_once(post: Any, outbox: Outbox, security: str):
    here = post(security)
    first = outbox.deliver(message(), RECIPIENT, here.server(), "周报")
    again = outbox.deliver(message("别的"), "li@EXAMPLE.org", here.server(), "周报")
    assert (first.status, first.detail) == ("sent", "250 taken")
    assert again == first
    assert here.postmaster.taken == [
        ([RECIPIENT], message().as_bytes(policy=message().policy.clone(linesep="\r\n")))
    ]


def test_each_recipient_and_each_key_has_its_own(post: Any, outbox: Outbox):
    here = post("plain")
    for recipient, key in [("a@example.org", "1"), ("b@example.org", "1"), ("a@example.org", "2")]:
        assert outbox.deliver(message(), recipient, here.server(), key).status == "sent"
    assert [to for to, _ in here.postmaster.taken] == [
        ["a@example.org"],
        ["b@example.org"],
        ["a@example.org"],
    ]


@pytest.mark.parametrize("where", ["answers", "to_recipients"])
def test_a_server_that_says_later_is_asked_again(post: Any, outbox: Outbox, where: str):
    here = post("plain", **{where: ["451 later", "450 later still", "250 ok"]})
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k").status == "sent"
    assert len(here.postmaster.taken) == 1


def test_a_connection_lost_before_data_is_made_again(post: Any, outbox: Outbox):
    here = post("plain", to_recipients=["drop", "250 ok"])
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k").status == "sent"
    assert len(here.postmaster.taken) == 1


@pytest.mark.parametrize(("code", "status"), [(451, "deferred"), (554, "failed")])
def test_a_refusal_of_data_itself_is_an_answer(
    post: Any, outbox: Outbox, monkeypatch: pytest.MonkeyPatch, code: int, status: str
):
    def refuse(_smtp: smtplib.SMTP, _content: bytes) -> None:
        raise smtplib.SMTPDataError(code, "not now")

    monkeypatch.setattr(smtplib.SMTP, "data", refuse)
    found = outbox.deliver(message(), RECIPIENT, post("plain").server(attempts=1), "k")
    assert (found.status, found.detail) == (status, f"{code} not now")


def test_a_password_that_is_not_there_sends_nothing_yet(
    post: Any, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
):
    here = post()
    monkeypatch.delenv("POST_PASSWORD")
    found = outbox.deliver(message(), RECIPIENT, here.server(), "k")
    assert (found.status, "POST_PASSWORD" in found.detail) == ("deferred", True)


def test_waits_double_up_to_the_longest(post: Any, outbox: Outbox, monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waited.append)
    server = post("plain", answers=["451 later"]).server(wait_s=5, wait_most_s=15, attempts=4)
    assert outbox.deliver(message(), RECIPIENT, server, "k").status == "deferred"
    assert waited == [5, 10, 15]


def test_what_was_put_off_is_sent_the_next_time(post: Any, outbox: Outbox):
    here = post("plain", answers=["451 later", "451 later", "250 ok"])
    late = outbox.deliver(message(), RECIPIENT, here.server(attempts=2), "k")
    assert (late.status, late.detail) == ("deferred", "451 later")
    assert outbox.deliver(message(), RECIPIENT, here.server(attempts=2), "k").status == "sent"


@pytest.mark.parametrize("where", ["answers", "to_recipients"])
def test_a_refusal_for_good_is_final(post: Any, outbox: Outbox, where: str):
    here = post("plain", **{where: ["550 no such mailbox", "250 ok"]})
    refused = outbox.deliver(message(), RECIPIENT, here.server(), "k")
    assert (refused.status, refused.detail) == ("failed", "550 no such mailbox")
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k") == refused
    assert here.postmaster.taken == []


@pytest.mark.parametrize("trouble", [{"drops": True}, {"sleeps_s": 600}], ids=["drops", "slow"])
def test_no_answer_after_data_is_told_and_never_sent_again(
    post: Any, outbox: Outbox, trouble: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    here = post("plain", **trouble)
    lost = outbox.deliver(message(), RECIPIENT, here.server(timeout_s=3), "k")
    assert lost.status == "unknown"
    assert "是否寄出不明" in caplog.text
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k") == lost
    assert here.postmaster.asked == 1


def test_a_server_that_is_not_there_is_tried_again_later(post: Any, outbox: Outbox):
    here = post("plain")
    nowhere = here.server(port=9, attempts=2)
    assert outbox.deliver(message(), RECIPIENT, nowhere, "k").status == "deferred"
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k").status == "sent"


def test_the_state_is_on_the_disk_before_data_and_after_the_answer(post: Any, outbox: Outbox, tmp_path: Path):
    seen: list[tuple[str, str]] = []
    here = post("plain")
    folder = tmp_path / "outbox"
    here.postmaster.at = lambda moment: seen.append(
        (moment, state(folder) if list(folder.glob("*.json")) else "")
    )
    outbox.deliver(message(), RECIPIENT, here.server(), "k")
    assert seen == [("MAIL", ""), ("RCPT", ""), ("DATA", "sending"), ("QUIT", "sent")]


def test_a_full_disk_before_data_sends_nothing(post: Any, outbox: Outbox, monkeypatch: pytest.MonkeyPatch):
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    here = post("plain")
    with monkeypatch.context() as patch:
        patch.setattr(files, "write", full)
        with pytest.raises(OSError, match="No space"):
            outbox.deliver(message(), RECIPIENT, here.server(), "k")
    assert here.postmaster.asked == 0
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k").status == "sent"


def test_a_full_disk_after_the_answer_sends_no_second_copy(
    post: Any, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
):
    write = files.write

    def full(path: Path, content: bytes) -> None:
        if b'"sent"' in content:
            raise OSError(28, "No space left on device")
        write(path, content)

    here = post("plain")
    with monkeypatch.context() as patch:
        patch.setattr(files, "write", full)
        with pytest.raises(OSError, match="No space"):
            outbox.deliver(message(), RECIPIENT, here.server(), "k")
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k").status == "unknown"
    assert len(here.postmaster.taken) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"status": "sent"}', b'{"status": "?", "detail": ""}']
)
def test_a_damaged_record_is_not_taken_for_unsent(post: Any, outbox: Outbox, tmp_path: Path, content: bytes):
    here = post("plain")
    outbox.deliver(message(), RECIPIENT, here.server(), "k")
    (path,) = (tmp_path / "outbox").glob("*.json")
    path.write_bytes(content)
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k").status == "unknown"
    assert len(here.postmaster.taken) == 1


@pytest.mark.parametrize("recipient", ["", "li", "li@example.org\r\nRCPT TO:<x@example.org>", "a@b, c@d"])
def test_no_address_no_message(post: Any, outbox: Outbox, recipient: str):
    here = post("plain")
    with pytest.raises(ValueError, match=r"邮件地址|换行"):
        outbox.deliver(message(), recipient, here.server(), "k")
    assert here.postmaster.asked == 0


def test_two_processes_at_once_send_one_copy(post: Any, tmp_path: Path):
    here = post("plain", sleeps_s=0.2)
    found: list[str] = []

    def send() -> None:
        found.append(Outbox(tmp_path / "outbox").deliver(message(), RECIPIENT, here.server(), "k").status)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["sent"] * 3
    assert len(here.postmaster.taken) == 1


CHILD = """
import json, sys
from email import message_from_bytes, policy
from pathlib import Path
from yusuan.mail.outbox import Outbox
from yusuan.mail.server import Server
content, server = Path(sys.argv[1]), Server.model_validate_json(sys.argv[2])
message = message_from_bytes(content.read_bytes(), policy=policy.default)
print("ready", flush=True)
sys.stdin.readline()
for recipient in sys.argv[4:]:
    Outbox(Path(sys.argv[3])).deliver(message, recipient, server, "k")
"""


@pytest.fixture
def sending(tmp_path: Path) -> Any:
    """Start a process that sends, ready to begin when a line is written to it."""
    children: list[subprocess.Popen[str]] = []
    content = tmp_path / "message.eml"
    content.write_bytes(message().as_bytes())

    def start(here: Any, *recipients: str) -> subprocess.Popen[str]:
        given = [str(content), here.server().model_dump_json(), str(tmp_path / "outbox"), *recipients]
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, *given], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()


def begin(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


@pytest.mark.parametrize(
    ("moment", "status", "copies"),
    [("MAIL", "sent", 1), ("RCPT", "sent", 1), ("DATA", "unknown", 1), ("QUIT", "sent", 1)],
)
def test_killed_at_a_moment_and_begun_again_there_is_one_copy_at_most(
    post: Any, outbox: Outbox, sending: Callable[..., Any], moment: str, status: str, copies: int
):
    here = post("plain")
    child = sending(here, RECIPIENT)

    def kill(now: str) -> None:
        if now == moment:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()

    here.postmaster.at = kill
    begin(child)
    assert child.wait() == -signal.SIGKILL
    here.postmaster.at = lambda _moment: None
    assert outbox.deliver(message(), RECIPIENT, here.server(), "k").status == status
    assert len(here.postmaster.taken) == copies
