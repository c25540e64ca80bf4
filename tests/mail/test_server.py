"""Only a server that proves who it is gets the password, and the password is nowhere else."""

from __future__ import annotations

import logging
import os
import ssl
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from pydantic import ValidationError

from yusuan.mail.outbox import Outbox
from yusuan.mail.server import CredentialError, Server

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "canary-7f3a91"
BY_ENV = {"user": "budget", "password_env": "POST_PASSWORD"}


def message() -> EmailMessage:
    written = EmailMessage()
    written["From"], written["Message-ID"] = "budget@example.org", "<1@example.org>"
    written.set_content("正文")
    return written


def reasons(**fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Server.model_validate(fields)
    return str(caught.value)


def test_encryption_is_the_default():
    assert Server(host="mail.example.org").security == "starttls"


@pytest.mark.parametrize("host", ["mail.example.org", "10.0.0.5", "localhost.example.org", "0.0.0.0"])
def test_plain_is_refused_but_to_this_machine(host: str):
    assert "不是本机" in reasons(host=host, security="plain")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_plain_is_taken_to_this_machine(host: str):
    assert Server(host=host, security="plain").host == host


@pytest.mark.parametrize(
    "fields",
    [
        {"user": "budget"},
        {"password_env": "POST_PASSWORD"},
        {**BY_ENV, "password_file": "p"},
    ],
)
def test_a_user_takes_one_way_to_the_password(fields: dict[str, Any]):
    assert "之一" in reasons(host="mail.example.org", **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"host": "mail.example.org\nx"},
        {"host": "mail.example.org", "port": 0},
        {"host": "mail.example.org", "security": "none"},
        {"host": "mail.example.org", "password": SECRET},
        {"host": "mail.example.org", "user": "a\r\nb", "password_env": "P"},
        {"host": "mail.example.org", "user": "a", "password_env": "P Q"},
    ],
)
def test_what_is_no_setting_is_refused(fields: dict[str, Any]):
    assert reasons(**fields)


def test_the_password_is_read_from_a_file_of_its_owner_only(tmp_path: Path):
    path = tmp_path / "password"
    path.write_text(f"{SECRET}\n第二行", "utf-8")
    server = Server(host="mail.example.org", user="budget", password_file=path)
    path.chmod(0o640)
    with pytest.raises(CredentialError, match="chmod 600"):
        server.password()
    path.chmod(0o600)
    assert server.password().get_secret_value() == SECRET


@pytest.mark.parametrize("content", [None, b"", b"\nx", b"\xff\xfe"])
def test_no_password_is_told_by_its_place(tmp_path: Path, content: bytes | None):
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    with pytest.raises(CredentialError, match="password"):
        Server(host="mail.example.org", user="budget", password_file=path).password()


def test_an_unset_variable_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("POST_PASSWORD", raising=False)
    with pytest.raises(CredentialError, match="POST_PASSWORD"):
        Server(host="mail.example.org", **BY_ENV).password()


def test_without_a_user_there_is_no_password():
    with pytest.raises(CredentialError, match="user"):
        Server(host="mail.example.org").password()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_a_stranger_gets_no_password(post: Any, tmp_path: Path, security: str):
    strange = tmp_path / "strange.pem"
    trustme.CA().cert_pem.write_to_path(str(strange))
    server = post(security).server(ca_file=strange)
    with pytest.raises(ssl.SSLCertVerificationError):
        server.open()
    assert Outbox(tmp_path / "outbox").deliver(message(), "a@example.org", server, "k").status == "deferred"


def test_a_certificate_of_another_name_gets_no_password(post: Any, monkeypatch: pytest.MonkeyPatch):
    here = post()
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("127.0.0.1", here.settings["port"]))]
    )
    with pytest.raises(ssl.SSLCertVerificationError, match=r"mail\.example\.org"):
        here.server(host="mail.example.org").open()


def test_a_server_without_starttls_gets_nothing(post: Any, tmp_path: Path):
    here = post("plain")
    server = here.server(security="starttls", attempts=4, wait_s=60)
    found = Outbox(tmp_path / "outbox").deliver(message(), "a@example.org", server, "k")
    assert found.status == "deferred"
    assert "STARTTLS" in found.detail
    assert here.postmaster.asked == 0


def test_a_wrong_password_is_not_tried_twice_and_may_be_mended(
    post: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    here, outbox = post(), Outbox(tmp_path / "outbox")
    monkeypatch.setenv("POST_PASSWORD", "wrong")
    server = here.server(wait_s=60)
    assert outbox.deliver(message(), "a@example.org", server, "k").detail.endswith(": 535")
    monkeypatch.setenv("POST_PASSWORD", SECRET)
    assert outbox.deliver(message(), "a@example.org", server, "k").status == "sent"


@pytest.mark.parametrize("fitting", [True, False])
def test_the_secret_stands_in_no_file_no_log_and_no_representation(
    post: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fitting: bool,
):
    caplog.set_level(logging.DEBUG)
    server = post().server()
    # The server's refusal repeats the secret that it wanted.
    monkeypatch.setenv("POST_PASSWORD", SECRET if fitting else "wrong")
    found = Outbox(tmp_path / "outbox").deliver(message(), "a@example.org", server, "k")
    assert found.status == ("sent" if fitting else "deferred")
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) >= 2
    said = [repr(server), server.model_dump_json(), repr(found), repr(server.password()), *capfd.readouterr()]
    # aiosmtpd tells its own log what clients say; ours is judged.
    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith(("mail", "asyncio"))
    ]
    assert SECRET not in "".join([*said, *ours])
    assert all(SECRET.encode() not in content for content in files)
    assert os.environ["POST_PASSWORD"] in {SECRET, "wrong"}
