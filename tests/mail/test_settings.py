"""The table [mail] of runs.toml: nobody is written to who is not named there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.mail.settings import Mail, SettingsError, read

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """
[mail]
from = "预算组 <budget@example.org>"
list_id = "budget.example.org"
allow = ["li@example.org", "王科长 <wang@example.org>"]
operator = "ops@example.org"

[mail.server]
host = "mail.example.org"
user = "budget"
password_file = "secrets/password"
ca_file = "/etc/ca.pem"
"""


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    path = tmp_path / "runs.toml"
    path.write_text(PLAIN, "utf-8")
    return path


@pytest.mark.parametrize(
    ("recipient", "allowed"),
    [
        ("li@example.org", True),
        ("李 <li@EXAMPLE.org>", True),
        ("wang@example.org", True),
        ("ops@example.org", True),
        ("Li@example.org", False),
        ("li@example.org.cn", False),
        ("xli@example.org", False),
    ],
)
def test_only_who_is_named_is_allowed(runs: Path, recipient: str, allowed: bool):
    assert read(runs).allowed(recipient) is allowed


def test_files_of_the_server_are_found_from_the_file_that_names_them(runs: Path):
    server = read(runs).server
    assert server is not None
    assert server.password_file == runs.parent / "secrets" / "password"
    assert str(server.ca_file) == "/etc/ca.pem"


def test_without_a_server_letters_can_still_be_written(runs: Path):
    runs.write_text(PLAIN.partition("[mail.server]")[0], "utf-8")
    assert read(runs).server is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"li@example.org"', '"li"', "mail.allow.0：“li”不是邮件地址"),
        ('"li@example.org"', r'"li@example.org\nBcc: x@example.org"', "mail.allow.0：“li@example.org�Bcc"),
        ('"li@example.org"', '"wang@example.org"', "重复"),
        ('["li@example.org", "王科长 <wang@example.org>"]', "[]", "mail.allow"),
        ('"budget.example.org"', '"budget"', "mail.list_id"),
        ("operator", "operators", "mail.operators"),
        ('host = "mail.example.org"', "", "mail.server.host"),
        ('user = "budget"', 'security = "plain"', "mail.server：mail.example.org 不是本机"),
        ("[mail]", "[mail", "不是 TOML"),
    ],
)
def test_an_error_is_told_with_its_file_and_place(runs: Path, old: str, new: str, told: str):
    runs.write_text(PLAIN.replace(old, new, 1), "utf-8")
    with pytest.raises(SettingsError) as caught:
        read(runs)
    assert str(runs) in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_without_the_table_is_told(runs: Path):
    runs.write_text(PLAIN.replace("[mail", "[post"), "utf-8")
    with pytest.raises(SettingsError, match=r"没有 \[mail\]"):
        read(runs)


def test_no_file_is_told(tmp_path: Path):
    with pytest.raises(SettingsError, match="读不出"):
        read(tmp_path / "runs.toml")


def test_the_table_can_stand_in_a_larger_model():
    given = {"from": "a@example.org", "list_id": "a.example.org", "allow": ["b@example.org"]}
    assert Mail.model_validate(given).sender == "a@example.org"
