"""What may stand in a header: addresses, list names, one-line texts; a line break is refused, never mended."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from email.headerregistry import Address
from typing import Annotated

from pydantic import AfterValidator

from yusuan.model.text import printable

# RFC 5321, 4.5.3.1.3.
_LONGEST_ADDRESS = 254
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_ADDRESS = rf"{_WORD}(?:\.{_WORD})*@{_DOMAIN}"
# Exactly one, and no more of RFC 5322 than people write: parsers read the rest in ways that differ.
_MAILBOX = re.compile(
    rf'(?:(?P<quote>"?)(?P<name>[^"<>@,;:\\()\[\]]*)(?P=quote) *<(?P<named>{_ADDRESS})>|(?P<bare>{_ADDRESS}))'
)
_LIST_ID = re.compile(rf"{_WORD}(?:\.{_WORD})+")
_MESSAGE_ID = re.compile(rf"<{_ADDRESS}>")
# Control characters, and the line and paragraph separators.
_BREAKING = {"Cc", "Zl", "Zp"}


def mailbox(text: str) -> Address:
    """An address, with or without a name: `a@example.org`, `预算组 <a@example.org>`.

    Raises:
        ValueError: it is none, or holds a line break or another control character.
    """
    match = _MAILBOX.fullmatch(_unbroken(text).strip())
    address = match and (match["named"] or match["bare"])
    if match is None or not address or len(address) > _LONGEST_ADDRESS:
        raise ValueError(f"“{printable(text)}”不是邮件地址 (no mail address)")
    return Address(display_name=one_line((match["name"] or "").strip()), addr_spec=address)


def bare(text: str) -> str:
    """The address without its name, its domain in small letters: what two spellings have in common.

    Raises:
        ValueError: as `mailbox`.
    """
    address = mailbox(text)
    return f"{address.username}@{address.domain.lower()}"


def one_line(text: str) -> str:
    """A text for a header; characters that steer a display (right-to-left marks, say) are replaced.

    What looks like an encoded word (RFC 2047) is parted, or readers would be shown what it decodes to.

    Raises:
        ValueError: it holds a line break or another control character.
    """
    return printable(_unbroken(text)).replace("=?", "= ?")


def list_id(text: str) -> str:
    """A list's name as RFC 2919 has it, without brackets: `budget.example.org`.

    Raises:
        ValueError: it is none.
    """
    if not _LIST_ID.fullmatch(text):
        raise ValueError(f"“{printable(text)}”不是 List-Id，应如 budget.example.org (no list id)")
    return text


def message_id(text: str) -> str:
    """A message's id, in angle brackets.

    Raises:
        ValueError: it is none.
    """
    if not _MESSAGE_ID.fullmatch(text):
        raise ValueError(f"“{printable(text)}”不是 Message-ID (no message id)")
    return text


def message_id_for(key: str, recipient: str, sender: str) -> str:
    """The id of the one message that a key and a recipient have, whoever asks and however often.

    Args:
        key: what is sent, as `Outbox.deliver` takes it.
        recipient: to whom.
        sender: from whom; the id is in its domain.

    Raises:
        ValueError: an address is none.
    """
    digest = hashlib.sha256(f"{key}\n{bare(recipient)}".encode()).hexdigest()
    return f"<{digest[:40]}@{mailbox(sender).domain.lower()}>"


def _unbroken(text: str) -> str:
    if any(unicodedata.category(character) in _BREAKING for character in text):
        raise ValueError(f"“{printable(text)}”含有换行或控制字符 (line break or control character)")
    return text


def _checked_mailbox(text: str) -> str:
    mailbox(text)
    return text


MailboxText = Annotated[str, AfterValidator(_checked_mailbox)]
ListId = Annotated[str, AfterValidator(list_id)]
