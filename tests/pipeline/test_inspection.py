"""What files are taken for and why: nothing of them is kept."""

import pytest

from yusuan.pipeline.inspection import inspect
from yusuan.workspace.workspace import Workspace

pytestmark = pytest.mark.usefixtures("in_this_process")

TABLE = "三、“三公”经费支出预算表\n\n单位：万元\n\n项目\t2024年预算数\n合计\t14.57\n公务接待费\t2.33\n公务用车费\t12.24\n"
SAID = "2024年“三公”经费预算14.57万元，其中：公务接待费2.33万元，公务用车费12.24万元。\n"
TITLE = "甲市财政局2024年部门预算\n\n"


@pytest.fixture
def look(tmp_path):
    def inspected(**texts):
        paths = []
        for name, text in texts.items():
            path = tmp_path / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        found = inspect(Workspace(tmp_path), paths)
        assert not (tmp_path / "data").exists()
        return found

    return inspected


def test_a_disclosure_shows_whose_it_is_what_says_so_and_how_its_tables_were_read(look):
    (found,) = look(a=TITLE + TABLE)
    assert (found.verdict, found.document, found.identified_by) == (
        "disclosure",
        "甲市财政局/2024-budget",
        "document",
    )
    assert (found.department, found.fiscal_year, found.phase, found.scope, found.unit) == (
        *("甲市财政局", 2024, "budget", "department", "万元"),
    )
    assert {"field": "department", "text": "甲市财政局2024年部门预算", "page": 1} in found.evidence
    assert found.reason == "“甲市财政局2024年部门预算”（第1页）"
    (table,) = found.tables
    assert (table["kind"], table["page"], table["amounts"]) == ("three_public", 1, 3)
    assert table["read_as"] == ["2024年预算数 → total"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("XX局2024年部门预算\n", "template"),
        (TITLE + "详见附件\n", "link"),
        ("甲县2024年财政预算公开\n编制单位：甲县财政局\n", "government"),
        ("会议纪要\n", "other"),
        ("", "unreadable"),
    ],
)
def test_what_is_no_disclosure_is_said_to_be_what_it_is(look, text, verdict):
    (found,) = look(a=text)
    assert found.verdict == verdict
    assert "a.txt" in found.reason


def test_parts_name_each_other_and_a_version_that_does_not_count_what_counts(look):
    parts = look(a=TITLE + SAID, b="预算01表\n2024年预算\n" + TABLE)
    assert [found.verdict for found in parts] == ["part", "part"]
    assert {found.document for found in parts} == {"甲市财政局/2024-budget"}
    assert "a.txt、b.txt 合为一份文件" in parts[1].reason
    before, after = look(a=TITLE + TABLE, 更正=TITLE + TABLE.replace("14.57", "14.58"))
    assert (before.verdict, after.verdict) == ("part", "disclosure")
    assert "更正" in before.reason
