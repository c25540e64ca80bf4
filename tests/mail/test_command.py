"""`yusuan mail`: to whom it may, once, or into a file."""

from __future__ import annotations

import email
import shutil
from email import policy
from typing import TYPE_CHECKING, Any

import pytest

from yusuan import cli
from yusuan.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

ASKED = ["mail", "--department", "甲局", "--year", "2024"]


@pytest.fixture
def workspace(small: Workspace, pages: list[Path], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The small workspace with a report of 甲局 and its workbook, and the command standing in it."""
    folder = small.reports / "甲局" / "2024-budget"
    shutil.copytree(pages[0].parent, folder)
    (folder / "甲局.xlsx").write_bytes(b"PK")
    monkeypatch.chdir(small.root)
    return small


@pytest.fixture
def settings(workspace: Workspace) -> Callable[..., Path]:
    def write(here: Any = None, allow: str = "li@example.org") -> Path:
        table = f'[mail]\nfrom = "budget@example.org"\nlist_id = "budget.example.org"\nallow = ["{allow}"]\n'
        if here is not None:
            fields = "\n".join(
                f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
                for name, value in here.settings.items()
            )
            table += f"[mail.server]\n{fields}\n"
        path = workspace.root / "runs.toml"
        path.write_text(table, "utf-8")
        return path

    return write


@pytest.mark.usefixtures("workspace")
def test_a_letter_is_written_to_a_file_without_any_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    target = tmp_path / "letters" / "甲.eml"
    assert cli.outcome([*ASKED, "--to", "li@example.org", "--write", str(target)]) == Exit.DONE
    assert capsys.readouterr().out == f"{target}\n"
    read = email.message_from_bytes(target.read_bytes(), policy=policy.default)
    assert (read["To"], read["Subject"]) == ("li@example.org", "甲局 2024年部门预算 同比变动分析")
    names = [part.get_filename() for part in read.iter_attachments()]
    assert names == [
        "甲局-2024年部门预算-同比变动分析.html",
        "甲局.xlsx",
        "甲局-2024年部门预算-勾稽核对.html",
    ]


@pytest.mark.usefixtures("workspace")
def test_letters_to_several_go_to_a_folder_each_by_itself(tmp_path: Path):
    to = ["--to", "a@example.org", "--to", "b/c@example.org", "--to", "a@EXAMPLE.org"]
    assert cli.outcome([*ASKED, *to, "--write", str(tmp_path / "letters")]) == Exit.DONE
    written = sorted((tmp_path / "letters").iterdir())
    assert [path.name for path in written] == ["a@example.org.eml", "b_c@example.org.eml"]
    assert b"b/c@example.org" not in written[0].read_bytes()
    assert cli.outcome([*ASKED, *to, "--write", str(tmp_path / "x.eml")]) == Exit.CALL
    assert not (tmp_path / "x.eml").exists()


def test_a_report_is_sent_once_and_again_where_asked(
    settings: Callable[..., Path], post: Any, capsys: pytest.CaptureFixture[str]
):
    here = post()
    settings(here)
    for more, copies in ([], 1), ([], 1), (["--again"], 2), (["--note", "补充"], 3):
        assert cli.outcome([*ASKED, "--to", "li@example.org", *more]) == Exit.DONE
        assert capsys.readouterr().out == "li@example.org\tsent\t250 taken\n"
        assert len(here.postmaster.taken) == copies


def test_what_the_server_refuses_is_told_and_the_call_fails(
    settings: Callable[..., Path], post: Any, capsys: pytest.CaptureFixture[str]
):
    settings(post(answers=["554 no"]))
    assert cli.outcome([*ASKED, "--to", "li@example.org"]) == Exit.FAILED
    assert capsys.readouterr().out == "li@example.org\tfailed\t554 no\n"


@pytest.mark.parametrize("more", [[], ["--write", "x.eml"]])
def test_nobody_is_written_to_who_is_not_allowed(
    settings: Callable[..., Path], post: Any, capsys: pytest.CaptureFixture[str], more: list[str]
):
    here = post()
    path = settings(here)
    to = ["--to", "li@example.org", "--to", "eve@example.org"]
    assert cli.outcome([*ASKED, *to, *more]) == Exit.CALL
    assert "eve@example.org" in capsys.readouterr().err
    assert here.postmaster.asked == 0
    assert not (path.parent / "x.eml").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "li@example.org\nBcc: x@example.org"], "换行"),
        (["--to", "li"], "不是邮件地址"),
        (["--to", "li@example.org", "--phase", "final"], "现有"),
        (["--to", "li@example.org", "--write", "x.eml", "--subject", "a\nb"], "换行"),
        (["--to", "li@example.org", "--write", "x.eml", "--link", "ftp://x"], "链接"),
        (["--to", "li@example.org"], "mail.server"),
        (["--to", "li@example.org", "--server", "none.toml"], "none.toml"),
        ([], "--to"),
    ],
)
def test_a_wrong_call_is_told_and_sends_nothing(
    settings: Callable[..., Path], capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
):
    path = settings()
    assert cli.outcome([*ASKED, *arguments]) == Exit.CALL
    assert not (path.parent / "x.eml").exists()
    said = capsys.readouterr()
    assert told in said.err
    assert said.out == ""


@pytest.mark.usefixtures("workspace")
def test_without_a_report_it_says_what_to_run(capsys: pytest.CaptureFixture[str]):
    asked = ["mail", "--department", "乙局", "--year", "2023", "--phase", "final", "--to", "li@example.org"]
    assert cli.outcome(asked) == Exit.CALL
    assert "yusuan run" in capsys.readouterr().err
