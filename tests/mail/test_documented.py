"""docs/mail.md says what is: its settings are settings, its commands are commands, its results all there are."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.mail.outbox import Status
from yusuan.mail.server import Server
from yusuan.mail.settings import Mail

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs" / "mail.md").read_text("utf-8")


def test_the_settings_shown_are_settings_and_none_is_missing(page: str):
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    mail = Mail.model_validate(tomllib.loads(text)["mail"])
    assert mail.server is not None
    fields = {*Server.model_fields, *(field.alias or name for name, field in Mail.model_fields.items())} - {
        "server"
    }
    assert [name for name in sorted(fields) if not re.search(rf"\b{name}\b", page)] == []


def test_the_defaults_shown_are_the_defaults(page: str):
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    shown = tomllib.loads(text)["mail"]["server"]
    default = Server(host="mail.example.org")
    same = ("security", "timeout_s", "attempts", "wait_s", "wait_most_s")
    assert {name: shown[name] for name in same} == {name: getattr(default, name) for name in same}


def test_every_result_is_explained(page: str):
    assert [status for status in set(get_args(Status)) - {"sending"} if f"| `{status}` |" not in page] == []


def test_the_first_command_writes_a_letter(
    page: str, small: Workspace, pages: list[Path], monkeypatch: pytest.MonkeyPatch
):
    folder = small.reports / "甲局" / "2024-budget"
    folder.mkdir(parents=True)
    (folder / "variance.html").write_bytes(pages[0].read_bytes())
    monkeypatch.chdir(small.root)
    (block,) = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    written, sent = (shlex.split(line, comments=True)[1:] for line in block.splitlines())
    ours = {"吉林省社会保险事业管理局": "甲局"}
    assert cli.outcome([ours.get(word, word) for word in written]) == Exit.DONE
    assert Path("信.eml").is_file()
    assert cli.outcome([ours.get(word, word) for word in sent]) == Exit.CALL  # there is no runs.toml
