"""inspect: as a table for people and as JSON with the contract's keys."""

import json

import pytest

from yusuan import cli
from yusuan.cli.exits import Exit

pytestmark = pytest.mark.usefixtures("in_this_process")
KEYS = (
    "file,verdict,reason,document,department,fiscal_year,phase,scope,unit,identified_by,evidence,tables,"
    "amounts_printed,amounts_read,unread"
)


@pytest.fixture
def document(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.txt"
    path.write_text(
        "甲市财政局2024年部门预算\n收支总表\n\n单位：万元\n\n项目\t预算数\n合计\t5.00\n", encoding="utf-8"
    )
    return path


def test_json_has_the_keys_of_the_contract(document, capsys):
    assert document.is_file()
    assert cli.outcome(["inspect", "a.txt", "--format", "json"]) == Exit.DONE
    (found,) = json.loads(capsys.readouterr().out)
    assert set(KEYS.split(",")) <= set(found)
    assert (found["file"], found["verdict"], found["department"]) == ("a.txt", "disclosure", "甲市财政局")
    assert found["tables"][0]["title"] == "收支总表"


def test_the_table_says_what_a_file_is_and_why(document, capsys):
    (document.parent / "b.pdf").write_bytes(b"")
    assert cli.outcome(["inspect", "a.txt", "b.pdf"]) == Exit.REFUSED
    shown = capsys.readouterr().out
    assert "a.txt  公开文件 (disclosure)" in shown
    assert "甲市财政局 2024 年预算（部门），依据自己的文字" in shown
    assert "b.pdf  读不出 (unreadable)" in shown
