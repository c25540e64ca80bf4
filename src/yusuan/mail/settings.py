"""The table `[mail]` of runs.toml: from whom, to whom at most, who is told of failures, through which server."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yusuan.mail.address import ListId, MailboxText, bare
from yusuan.mail.server import Server  # noqa: TC001 — pydantic reads the annotations
from yusuan.model.text import printable

if TYPE_CHECKING:
    from pathlib import Path


class SettingsError(Exception):
    """The settings cannot be used; the message names the file, the field and the reason."""


class Mail(BaseModel):
    """Who writes to whom.

    Attributes:
        sender: the key `from`: the address that letters come from.
        list_id: the header List-Id, by which readers sort.
        allow: the only addresses that anything is ever sent to.
        operator: who is told of failures; one of `allow` or not, it is allowed by being named here.
        server: the mail server; where None, letters can be written to files only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    sender: MailboxText = Field(alias="from")
    list_id: ListId
    allow: tuple[MailboxText, ...] = Field(min_length=1)
    operator: MailboxText | None = None
    server: Server | None = None

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        addresses = [bare(address) for address in self.allow]
        twice = sorted({address for address in addresses if addresses.count(address) > 1})
        if twice:
            raise ValueError(f"allow 中重复：{'、'.join(twice)} (named twice)")
        return self

    def allowed(self, recipient: str) -> bool:
        """Whether anything may be sent to an address.

        Raises:
            ValueError: it is no address, or holds a line break.
        """
        named = [*self.allow, *([self.operator] if self.operator else [])]
        return bare(recipient) in {bare(address) for address in named}

    def beside(self, folder: Path) -> Self:
        """The same, with the server's files found from a folder (the one that runs.toml is in)."""
        if self.server is None:
            return self
        files = {
            name: folder / path
            for name in ("password_file", "ca_file")
            if (path := getattr(self.server, name)) is not None
        }
        return self.model_copy(update={"server": self.server.model_copy(update=files)})


def read(path: Path) -> Mail:
    """The table `[mail]` of a file; paths in it are relative to the file.

    Raises:
        SettingsError: there is no such file or table, or a field of it is wrong.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["mail"]
    except OSError as error:
        raise SettingsError(f"{path}：读不出 ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(printable(f"{path}：不是 TOML：{error}")) from None
    except KeyError:
        raise SettingsError(f"{path}：没有 [mail] (no such table)") from None
    try:
        mail = Mail.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in ("mail", *first["loc"]))
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(printable(f"{path}：{place}：{reason}")) from None
    return mail.beside(path.parent)
