"""What is attached bears a name for readers, and stops where mail servers would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from yusuan.mail import excerpt
from yusuan.mail.attached import attached

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.mail.excerpt import Excerpt


@pytest.fixture
def read(pages: list[Path]) -> list[Excerpt]:
    return [excerpt.read(page) for page in pages]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "甲局-2024.xlsx"
    path.write_bytes(b"PK" * 50)
    return path


def test_pages_and_workbook_are_attached_under_chinese_names(read: list[Excerpt], workbook: Path):
    found = attached(read, [workbook, read[0].path])
    assert [(file.name, file.kind) for file in found.files] == [
        ("甲局-2024年部门预算-同比变动分析.html", ("text", "html")),
        (
            "甲局-2024.xlsx",
            ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ),
        ("甲局-2024年部门预算-勾稽核对.html", ("text", "html")),
    ]
    assert found.files[0].content == read[0].path.read_bytes()
    assert found.left_out == ()


def test_what_does_not_fit_is_named(read: list[Excerpt], workbook: Path):
    found = attached(read, [workbook], most_bytes=200)
    assert [file.name for file in found.files] == ["甲局-2024.xlsx"]
    assert len(found.left_out) == 2


@pytest.mark.parametrize(
    ("department", "name"),
    [
        ("../../etc/passwd", "etc_passwd-期-题.html"),
        ('a"; x=\\"b', "a_;_x=_b-期-题.html"),
        ("甲\r\nBcc: x", "甲_Bcc_x-期-题.html"),
        ("甲\u202elmth.exe", "甲_lmth.exe-期-题.html"),
        ("长" * 200, f"{'长' * 80}.html"),
    ],
)
def test_a_name_is_one_name_whatever_the_department_is_called(
    read: list[Excerpt], department: str, name: str
):
    page = replace(read[0], department=department, period="期", title="题")
    assert [file.name for file in attached([page], []).files] == [name]


def test_a_name_of_nothing_is_given_one(read: list[Excerpt]):
    page = replace(read[0], department="..", period="/", title="")
    assert [file.name for file in attached([page], []).files] == ["附件.html"]


def test_two_reports_of_one_name_are_told_apart(read: list[Excerpt]):
    names = [file.name for file in attached([read[0]] * 3, []).files]
    stem = "甲局-2024年部门预算-同比变动分析"
    assert names == [f"{stem}.html", f"{stem}-2.html", f"{stem}-3.html"]


def test_a_file_of_unknown_kind_is_bytes(read: list[Excerpt], tmp_path: Path):
    path = tmp_path / "x.unknown"
    path.touch()
    assert attached(read, [path]).files[1].kind == ("application", "octet-stream")
