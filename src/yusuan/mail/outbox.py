"""An outbox that never sends a second copy: what was tried is on the disk before the server can have it.

Each key and recipient have one file, and with it one state:

- `sending`: written and synced before DATA. Whoever finds it so, finds a process that died; whether the server
  has the message nobody can tell, so it becomes `unknown`.
- `sent`: the server took it.
- `failed`: the server refused it for good (5xx).
- `deferred`: it was certainly not taken, and can be tried again: the server said not now (4xx) to the last
  attempt, could not be reached, or did not let us in.
- `unknown`: the connection broke after DATA and before the answer, or the process died there. It is reported,
  and never sent again by itself.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from email.policy import SMTP
from typing import TYPE_CHECKING, Final, Literal

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from yusuan import clock
from yusuan.mail import address
from yusuan.mail.transfer import NotNowError, NotThisWayError, RefusedError, UnansweredError, hand_over
from yusuan.storage import atomic as files
from yusuan.storage import lock

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from yusuan.mail.server import Server

Status = Literal["sending", "sent", "failed", "deferred", "unknown"]

_LOG = logging.getLogger(__name__)
_LOCK = ".outbox.lock"
_DIED = "上次在等服务器回答时中断，是否寄出不明，不再自动重寄 (died awaiting the answer, not sent again)"
# What is settled: nothing more is done about it by itself.
_SETTLED: Final[frozenset[Status]] = frozenset({"sent", "failed", "unknown"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message to one recipient.

    Attributes:
        recipient: the address.
        status: `sent`, `failed`, `deferred` or `unknown`.
        detail: the server's answer or the reason, in one line.
    """

    recipient: str
    status: Status
    detail: str


class _Record:
    """What the disk knows of one key and recipient."""

    def __init__(self, folder: Path, key: str, recipient: str, message_id: str = "") -> None:
        self._said = {"key": key, "recipient": recipient, "message_id": message_id}
        name = hashlib.sha256(f"{key}\n{recipient}".encode()).hexdigest()
        self.path = folder / f"{name}.json"

    def keep(self, status: Status, detail: str) -> Delivery:
        """Have the disk hold a state, whole and synced."""
        at = clock.now().isoformat(timespec="seconds")
        entry = {**self._said, "status": status, "detail": detail, "at": at}
        files.write(self.path, f"{json.dumps(entry, ensure_ascii=False, indent=1)}\n".encode())
        if status == "unknown":
            _LOG.warning("%s: %s", self._said["recipient"], detail)
        return Delivery(self._said["recipient"], status, detail)

    def found(self) -> Delivery | None:
        """The state on the disk; one that nobody can vouch for becomes `unknown`."""
        try:
            entry = json.loads(self.path.read_bytes())
            status, detail = entry["status"], str(entry["detail"])
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError):
            return self.keep("unknown", f"{self.path.name}：发件记录损坏，是否寄出不明 (damaged record)")
        if status not in {*_SETTLED, "deferred"}:
            return self.keep("unknown", _DIED)
        return Delivery(self._said["recipient"], status, detail)


class Outbox:
    """A folder of states; several processes may use it, one of them sends at a time."""

    def __init__(self, folder: Path) -> None:
        """An outbox in a folder, which is made when it is first needed."""
        self._folder = folder

    def deliver(self, message: EmailMessage, recipient: str, server: Server, key: str) -> Delivery:
        """Send a message to one recipient, unless that was done before.

        Args:
            message: with From and Message-ID.
            recipient: the address it goes to, whatever its headers say.
            server: through which; its temporary refusals are waited out as it says.
            key: what is sent; for one key a recipient gets at most one message, ever.

        Returns:
            What became of it; for a key that is settled, what became of it then.

        Raises:
            ValueError: the recipient or the sender is no address.
            OSError: the state cannot be written. Where that happens after the server has the message, the
                state on the disk is `sending`, and it will not be sent again.
        """
        to = address.bare(recipient)
        with lock.held(self._folder / _LOCK):
            record = _Record(self._folder, key, to, str(message["Message-ID"]))
            found = record.found()
            if found is not None and found.status in _SETTLED:
                return found
            return _send(message, to, server, record)


def _send(message: EmailMessage, recipient: str, server: Server, record: _Record) -> Delivery:
    content = message.as_bytes(policy=SMTP)
    sender = str(message["From"].addresses[0].addr_spec)

    def attempt() -> Delivery:
        try:
            answer = hand_over(
                content,
                sender,
                recipient,
                server,
                before_data=lambda: record.keep("sending", ""),
                when_taken=lambda answer: record.keep("sent", answer),
            )
        except (NotNowError, NotThisWayError) as error:
            record.keep("deferred", str(error))
            raise
        return Delivery(recipient, "sent", answer)

    try:
        return _persistently(server)(attempt)
    except (NotNowError, NotThisWayError) as error:
        return Delivery(recipient, "deferred", str(error))
    except RefusedError as error:
        return record.keep("failed", str(error))
    except UnansweredError as error:
        return record.keep("unknown", str(error))


def _persistently(server: Server) -> Retrying:
    """Attempts at a message: at once, then after waits that double."""
    return Retrying(
        stop=stop_after_attempt(server.attempts),
        wait=wait_exponential(multiplier=server.wait_s, max=server.wait_most_s),
        retry=retry_if_exception_type(NotNowError),
        reraise=True,
    )
