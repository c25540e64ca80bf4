"""Whatever stands in a folder is read or costs one line, and only itself."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yusuan.pipeline import state
from yusuan.pipeline.discovery import discover
from yusuan.workspace.folders import WorkspaceError
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With one good file."""
    place = tmp_path / "raw"
    place.mkdir()
    (place / "good.txt").write_text("a")
    return place


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, by a process that may not read everything; the superuser becomes nobody meanwhile."""
    place = Path(tempfile.mkdtemp())
    before = os.geteuid()
    try:
        if before == 0:
            os.chown(place, _NOBODY, _NOBODY)
            os.seteuid(_NOBODY)
        yield place
    finally:
        os.seteuid(before)
        for path in place.rglob("*"):
            path.chmod(0o700)
        shutil.rmtree(place)


def _names(folder: Path, **options: bool) -> tuple[list[str], list[str]]:
    """The files by name; the refusals without the folder, told again in the same words."""
    found, again = discover([folder], **options), discover([folder], **options)
    assert found == again
    names = [path.relative_to(folder).as_posix() for path in found.paths]
    return names, [line.removeprefix(f"{folder}/") for line in found.refused]


def test_what_is_no_file_is_refused_by_what_it_is(folder):
    os.mkfifo(folder / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.pdf"))
        names, refused = _names(folder)
    assert names == ["good.txt"]
    assert refused == [
        "pipe.pdf：是命名管道，不是文件 (a pipe, not a file)",
        "socket.pdf：是套接字，不是文件 (a socket, not a file)",
    ]


def test_links_that_lead_nowhere_or_in_a_circle_are_refused(folder):
    (folder / "dangling.pdf").symlink_to("nothing.pdf")
    (folder / "inner").mkdir()
    (folder / "inner" / "up").symlink_to("..")
    (folder / "self.pdf").symlink_to("self.pdf")
    names, refused = _names(folder)
    assert names == ["good.txt"]
    assert refused == [
        "dangling.pdf：链接所指的文件不在 (a dangling link)",
        "inner/up：链接通向它自己所在的文件夹，绕成了圈 (a loop of links)",
        "self.pdf：链接绕成了圈 (a loop of links)",
    ]


def test_a_link_that_leads_out_is_refused_unless_links_may(folder, tmp_path):
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "a.txt").write_text("a")
    (outside / "back").symlink_to(outside)
    (folder / "a.txt").symlink_to(outside / "deep" / "a.txt")
    (folder / "all").symlink_to(outside)
    names, refused = _names(folder)
    assert names == ["good.txt"]
    assert [line.split("：")[0] for line in refused] == ["a.txt", "all"]
    assert all("--follow-links" in line for line in refused)
    names, refused = _names(folder, follow_links=True)
    assert names == ["a.txt", "all/deep/a.txt", "good.txt"]
    assert [line.split("：")[0] for line in refused] == ["all/back"]


def test_a_folder_with_a_second_name_is_read_once_under_its_own(folder):
    (folder / "z").mkdir()
    (folder / "z" / "b.txt").write_text("b")
    (folder / "a").symlink_to("z")
    assert _names(folder) == (["good.txt", "z/b.txt"], [])


def test_a_folder_may_itself_be_a_link(folder, tmp_path):
    (tmp_path / "elsewhere").symlink_to(folder)
    assert _names(tmp_path / "elsewhere") == (["good.txt"], [])


def test_a_name_in_another_encoding_is_refused_and_said_in_it(folder):
    name = os.fsdecode("预算.txt".encode("gb18030"))
    (folder / name).write_text("a")
    (folder / os.fsdecode(b"\xff\xff")).mkdir()
    names, refused = _names(folder)
    assert names == ["good.txt"]
    assert "“预算.txt”，请先改名 (its name is not UTF-8, rename it)" in refused[0]
    assert "名称不是 UTF-8，请先改名" in refused[1]
    Workspace(folder)
    assert state._of_inputs(folder, follow_links=False)


def test_what_may_not_be_read_is_refused(unprivileged):
    (unprivileged / "good.txt").write_text("a")
    (unprivileged / "b").mkdir()
    (unprivileged / "b" / "b.txt").write_text("b")
    (unprivileged / "b").chmod(0)
    (unprivileged / "c").mkdir()
    (unprivileged / "c" / "c.txt").write_text("c")
    (unprivileged / "c").chmod(0o600)
    names, refused = _names(unprivileged)
    assert names == ["good.txt"]
    assert refused == [f"{name}：打不开：Permission denied (cannot be opened)" for name in ("b", "c/c.txt")]


def test_the_key_of_what_is_read_stands_while_a_file_cannot_be_read_and_changes_once_it_can(unprivileged):
    (unprivileged / "a.txt").write_text("a")
    (unprivileged / "a.txt").chmod(0)
    before = state._of_inputs(unprivileged, follow_links=False)
    assert state._of_inputs(unprivileged, follow_links=False) == before
    (unprivileged / "a.txt").chmod(0o600)
    assert state._of_inputs(unprivileged, follow_links=False) != before


def test_what_is_beside_documents_is_left_alone_and_a_lone_sidecar_is_not(folder):
    for name in (".hidden", "~$good.docx", "Thumbs.db", "notes.md", "index.csv", "good.toml", "lone.toml"):
        (folder / name).write_text("")
    names, refused = _names(folder)
    assert names == ["good.txt"]
    assert refused == ["lone.toml：旁注没有同名的文件 (a sidecar without its document)"]


def test_a_file_given_by_name_is_taken_and_one_that_is_not_there_is_a_wrong_call(folder):
    assert discover([folder / "good.txt", folder / "good.txt"]).paths == [folder / "good.txt"]
    with pytest.raises(WorkspaceError, match="no such file"):
        discover([folder / "nothing.pdf"])
    (folder / "good.txt").unlink()
    with pytest.raises(WorkspaceError, match="no files there"):
        discover([folder])
