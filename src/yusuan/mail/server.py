"""The mail server: where, how safely, as whom; the password is looked up when it is needed and kept nowhere."""

from __future__ import annotations

import ipaddress
import os
import smtplib
import ssl
import stat
from pathlib import Path  # noqa: TC003 — pydantic reads the annotations
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

Security = Literal["starttls", "tls", "plain"]

# RFC 6409, RFC 8314, RFC 5321.
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "plain": 25}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]+$", max_length=253)]
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=100)]
_User = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$", max_length=254)]


class CredentialError(Exception):
    """The password cannot be had as the settings say; the message says where it was looked for, never what."""


class Server(BaseModel):
    """The table `[mail.server]`.

    Attributes:
        host: name or address.
        port: 587, 465 or 25 by `security` where None.
        security: `starttls` or `tls`, both with the certificate checked; `plain` only to this machine itself.
        user: whom to authenticate as; nobody where None.
        password_env: the environment variable that holds the password.
        password_file: or the file that does, readable by its owner only (0600).
        ca_file: certificates to trust instead of the system's.
        timeout_s: seconds without an answer after which a connection is given up.
        attempts: how often a message is tried while the server refuses it for now (4xx).
        wait_s: seconds before the second attempt; each later one waits twice as long, at most `wait_most_s`.
        wait_most_s: seconds, the longest wait.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: _Host
    port: int | None = Field(default=None, ge=1, le=65_535)
    security: Security = "starttls"
    user: _User | None = None
    password_env: _Name | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    timeout_s: float = Field(default=60, gt=0, le=600)
    attempts: int = Field(default=4, ge=1, le=20)
    wait_s: float = Field(default=5, ge=0, le=600)
    wait_most_s: float = Field(default=120, ge=0, le=3_600)

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.security == "plain" and not _is_this_machine(self.host):
            raise ValueError(
                f"{self.host} 不是本机，须用 starttls 或 tls (plain is for this machine itself only)"
            )
        ways = [way for way in (self.password_env, self.password_file) if way is not None]
        if (self.user is None) != (not ways) or len(ways) > 1:
            raise ValueError("user 须配 password_env 或 password_file 之一 (user takes one of the two)")
        return self

    def password(self) -> SecretStr:
        """The password, from where the settings say.

        Raises:
            CredentialError: it is not there, or its file can be read by others.
        """
        if self.password_env is not None:
            value = os.environ.get(self.password_env, "")
            if not value:
                raise CredentialError(f"环境变量 {self.password_env} 未设置 (not set)")
            return SecretStr(value)
        return SecretStr(_of_file(self.password_file))

    def open(self) -> smtplib.SMTP:
        """A connection that is ready to send: encrypted, certificate checked, authenticated.

        Raises:
            CredentialError: no password is to be had.
            OSError: no connection (smtplib's errors are among these), no valid certificate.
            smtplib.SMTPException: the server refuses; STARTTLS or AUTH is not offered.
        """
        secret = self.password() if self.user is not None else None
        port = self.port or _PORTS[self.security]
        if self.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, port, timeout=self.timeout_s, context=self._trust()
            )
        else:
            smtp = smtplib.SMTP(self.host, port, timeout=self.timeout_s)
        try:
            if self.security == "starttls":
                smtp.starttls(context=self._trust())
            smtp.ehlo_or_helo_if_needed()
            if self.user is not None and secret is not None:
                smtp.login(self.user, secret.get_secret_value())
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)


def _of_file(path: Path | None) -> str:
    if path is None:
        raise CredentialError("没有 user，也就没有密码 (no user, no password)")
    try:
        handle = os.open(path, os.O_RDONLY)
        with open(handle, encoding="utf-8") as file:  # noqa: PTH123 — the open file is judged, not its name
            if os.fstat(handle).st_mode & _OTHERS:
                raise CredentialError(f"{path}：别人也能读，请 chmod 600 (readable by others)")
            value = file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialError(f"{path}：密码读不出 ({type(error).__name__})") from None
    if not value:
        raise CredentialError(f"{path}：第一行是空的 (empty)")
    return value


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
