"""One attempt to hand a message to a mail server, and what can be known of its end."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from typing import TYPE_CHECKING

from yusuan.mail.server import CredentialError
from yusuan.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.mail.server import Server

_LONGEST_ANSWER = 300
_YES, _PERMANENT = 200, 500


class NotNowError(Exception):
    """The message was certainly not taken; trying again later may help."""


class NotThisWayError(Exception):
    """The message was certainly not taken, and will not be before the settings or the server change."""


class RefusedError(Exception):
    """The server refused the message for good."""


class UnansweredError(Exception):
    """The message was given and no answer came: whether it was taken cannot be known."""


def hand_over(
    content: bytes,
    sender: str,
    recipient: str,
    server: Server,
    *,
    before_data: Callable[[], object],
    when_taken: Callable[[str], object],
) -> str:
    """Give a message to the server.

    Args:
        content: the message, lines ended by CR LF.
        sender: address for bounces.
        recipient: one address.
        server: to which.
        before_data: called when the server has accepted both addresses, before the message is offered; what
            it raises ends the attempt, and the message was not given.
        when_taken: called with the server's answer, before anything else can go wrong.

    Returns:
        The server's answer.

    Raises:
        NotNowError: not taken, may be tried again.
        NotThisWayError: not taken, and not worth another attempt now.
        RefusedError: not taken, for good.
        UnansweredError: nobody knows.
    """
    smtp = _opened(server)
    try:
        try:
            _accept(*smtp.mail(sender))
            _accept(*smtp.rcpt(recipient))
        except (OSError, smtplib.SMTPException) as error:
            raise NotNowError(f"连接中断 (connection lost): {_reason(error)}") from None
        before_data()
        try:
            code, reply = smtp.data(content)
        except smtplib.SMTPDataError as error:
            code, reply = error.smtp_code, _bytes(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            raise UnansweredError(
                f"交出邮件后没有收到回答，是否寄出不明，不再自动重寄 (no answer after DATA): {_reason(error)}"
            ) from None
        answer = _accept(code, reply)
        when_taken(answer)
        return answer
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def _opened(server: Server) -> smtplib.SMTP:
    try:
        return server.open()
    except CredentialError as error:
        raise NotThisWayError(str(error)) from None
    except smtplib.SMTPAuthenticationError as error:
        # Not the server's words: they could repeat what it was told.
        failure = NotThisWayError if error.smtp_code >= _PERMANENT else NotNowError
        raise failure(f"服务器不接受用户名或密码 (authentication failed): {error.smtp_code}") from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        raise NotThisWayError(
            f"服务器没有所要的加密或认证 (no such encryption or authentication): {_reason(error)}"
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotNowError(f"连接不上 (no connection): {_reason(error)}") from None


def _accept(code: int, answer: bytes) -> str:
    """The answer in one line, if it says yes.

    Raises:
        RefusedError: it says no (5xx).
        NotNowError: it says not now (4xx), or what no server should.
    """
    said = f"{code} {printable(_bytes(answer).decode(errors='replace'))[:_LONGEST_ANSWER]}"
    if code >= _PERMANENT:
        raise RefusedError(said)
    if not _YES <= code < _YES + 100:
        raise NotNowError(said)
    return said


def _bytes(answer: str | bytes) -> bytes:
    return answer.encode() if isinstance(answer, str) else answer


def _reason(error: Exception) -> str:
    return printable(f"{type(error).__name__}: {error}")[:_LONGEST_ANSWER]
