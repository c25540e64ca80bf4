"""Whatever a department is called, its reports have a folder of their own inside that of the reports."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yusuan.report.folders import folder_of

HARD = [
    "../../x",
    "a/b",
    "..",
    ".",
    "/",
    "",
    "index.html",
    "runs",
    "RUNS",
    "outbox",
    "mail",
    "CON",
    "con.txt",
    "LPT1",
]
HARD += ["_made", ".lock", " x", "x.", "x:y", "a\nb", "a\0b", "部" * 100, "e\u0301", "\u202ex", "\udcff"]


def test_a_usual_name_is_the_name_of_its_folder():
    for name in ("甲市财政局", "甲市财政局(本级)", "A 局·分局", "上海市普陀区人民政府万里街道办事处"):
        assert str(folder_of(f"{name}/2024-budget")) == f"{name}/2024-budget"


def test_a_hard_name_gets_a_folder_of_two_levels_that_every_disk_takes(tmp_path):
    folders = [folder_of(f"{name}/2024-budget") for name in HARD]
    assert len(set(folders)) == len(HARD)
    for folder in folders:
        assert [len(part.encode()) <= 200 for part in folder.parts] == [True, True]
        place = tmp_path / folder
        place.mkdir(parents=True)
        assert place.resolve() == place.absolute()
        assert place.parent.parent == tmp_path
        assert not folder.parts[0].startswith((".", "_runs", "runs/"))
    assert str(folder_of("部" * 100 + "/2024-budget")).startswith("部" * 40 + "~")


def test_a_name_made_to_look_like_a_made_one_does_not_take_its_place():
    made = folder_of("a/b/2024-budget")
    assert folder_of(f"{made.parts[0]}/2024-budget") != made


@given(st.text(), st.text())
def test_no_two_names_share_a_folder(one, other):
    here, there = folder_of(f"{one}/2024-budget"), folder_of(f"{other}/2024-budget")
    assert (here == there) == (one == other)
    assert not here.is_absolute()
    assert ".." not in here.parts
