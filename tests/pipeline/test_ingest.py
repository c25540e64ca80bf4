"""Ingest reads what it can, refuses the rest by name, and writes the clean data whole or not at all."""

import csv
import signal
import subprocess
import sys

import polars as pl
import pytest

from paths import REPOSITORY
from yusuan.extract.raw import UnreadableError
from yusuan.model import schemas
from yusuan.pipeline import document
from yusuan.pipeline.ingest import ingest
from yusuan.pipeline.sidecar import Sidecar
from yusuan.pipeline.state import State
from yusuan.storage import atomic as files
from yusuan.workspace.folders import WorkspaceError
from yusuan.workspace.workspace import Workspace

pytestmark = pytest.mark.usefixtures("in_this_process")


def _tables(total="14.57"):
    return (
        "三、“三公”经费支出预算表\n\n单位：万元\n\n项目\t2024年预算数\n"
        f"合计\t{total}\n1、因公出国（境）费用\t0\n2、公务接待费\t2.33\n3、公务用车费\t12.24\n"
        "其中：（1）公务用车运行维护费\t12.24\n（2）公务用车购置费\t0\n"
    )


def _disclosure(name="甲市财政局", year=2024, tables=None, prose=""):
    return f"{name}\n\n{year}年部门预算\n\n{_tables() if tables is None else tables}\n{prose}\n"


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return Workspace(tmp_path)


@pytest.fixture
def put(workspace):
    def write(name, text):
        path = workspace.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _documents(workspace):
    return workspace.documents().collect()["document"].to_list()


def test_a_document_becomes_the_clean_data(workspace, put):
    put("甲/2024-budget.txt", _disclosure())
    outcome = ingest(workspace)
    assert outcome.documents == ("甲市财政局/2024-budget",)
    assert outcome.refused == ()
    facts = workspace.facts().filter(line="2、公务接待费").collect()
    assert facts["amount_fen"].to_list() == [2_330_000]
    document = workspace.documents().collect().row(0, named=True)
    assert document["files"] == "data/raw/甲/2024-budget.txt"
    assert document["facts"] == workspace.facts().collect().height


def test_every_frame_has_a_parquet_and_a_csv_for_a_spreadsheet(workspace, put):
    put("a.txt", _disclosure())
    ingest(workspace)
    for name, schema in schemas.CLEAN.items():
        assert schema.is_valid(pl.read_parquet(workspace.clean / f"{name}.parquet"))
        assert (workspace.clean / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (workspace.clean / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["amount_yuan"] == "145700.00"
    assert rows[0]["printed"] == "14.57"


def test_documents_stand_in_one_order_whatever_the_order_of_reading(workspace, put):
    for name in ("丙市财政局", "甲市财政局", "乙市财政局"):
        put(f"{name}.txt", _disclosure(name))
    ingest(workspace, jobs=2)
    assert _documents(workspace) == sorted(_documents(workspace))
    first = (workspace.clean / "facts.parquet").read_bytes()
    ingest(workspace)
    assert (workspace.clean / "facts.parquet").read_bytes() == first


def test_what_is_no_disclosure_is_named_and_the_others_are_read(workspace, put):
    put("a.txt", _disclosure())
    put("b/letter.txt", "尊敬的各位：\n你们好。\n")
    put("b/empty.txt", "")
    put("b/notes.md", "ignored by name")
    put("b/.hidden", "ignored by name")
    outcome = ingest(workspace)
    assert _documents(workspace) == ["甲市财政局/2024-budget"]
    for line, name in zip(outcome.refused, ["empty.txt", "letter.txt"], strict=True):
        assert name in line
        assert "\n" not in line


def test_two_files_that_contradict_each_other_are_one_document_and_both_named(workspace, put):
    put("a.txt", _disclosure("乙市财政局"))
    put("b.txt", _disclosure())
    put("c.txt", _disclosure(tables=_tables("14.58")))
    outcome = ingest(workspace)
    assert _documents(workspace) == ["乙市财政局/2024-budget", "甲市财政局/2024-budget"]
    assert outcome.refused == ()
    (line,) = outcome.notes
    assert "b.txt" in line
    assert "c.txt" in line
    assert "contradiction" in line
    document = workspace.documents().filter(department="甲市财政局").collect().row(0, named=True)
    assert document["files"] == "data/raw/b.txt;data/raw/c.txt"
    assert document["set_aside"].startswith("data/raw/c.txt：互相矛盾")
    assert workspace.facts().filter(line="合计").collect()["amount_fen"].to_list() == [14_570_000] * 2


def test_a_corrected_version_counts_and_says_so(workspace, put):
    put("a.txt", _disclosure())
    put("a（更正）.txt", _disclosure(tables=_tables("14.58")))
    outcome = ingest(workspace)
    assert "更正" in outcome.notes[0]
    document = workspace.documents().collect().row(0, named=True)
    assert document["files"] == "data/raw/a（更正）.txt;data/raw/a.txt"
    facts = workspace.facts().filter(line="合计").collect()
    assert facts["amount_fen"].to_list() == [14_580_000]
    assert facts["file"].to_list() == ["data/raw/a（更正）.txt"]


def test_two_bodies_in_one_file_are_two_documents(workspace, put):
    income = "收入总表\n\n单位：万元\n\n项目\t预算数\n一、财政拨款收入\t14.57\n收入总计\t14.57\n"
    both = [f"{name}2024年单位预算\n\n{_tables()}\n{income}\n" for name in ("甲市救助站", "甲市福利院")]
    put("a.txt", "".join(both))
    ingest(workspace)
    assert _documents(workspace) == ["甲市救助站/2024-budget-unit", "甲市福利院/2024-budget-unit"]
    documents = workspace.documents().collect()
    assert documents["files"].to_list() == ["data/raw/a.txt"] * 2
    assert documents["facts"].to_list() == [8, 8]


def test_tables_that_name_nobody_find_the_text_that_says_their_amounts(workspace, put):
    said = "2024年“三公”经费预算14.57万元，其中：公务接待费2.33万元，公务用车运行维护费12.24万元。"
    other = said.replace("14.57", "20.57").replace("2.33", "8.33")
    put("甲/说明.txt", _disclosure("甲市公安局", tables="", prose=said))
    put("乙/说明.txt", _disclosure("乙市公安局", tables="", prose=other))
    put("报表.txt", "预算01表\n2024年预算\n" + _tables())
    outcome = ingest(workspace)
    assert outcome.refused == ()
    facts = workspace.facts().collect()
    assert set(facts["department"]) == {"甲市公安局"}
    assert set(facts["file"]) == {"data/raw/报表.txt"}
    assert set(workspace.statements().filter(department="甲市公安局").collect()["file"]) == {
        "data/raw/甲/说明.txt"
    }


def test_parts_under_two_names_of_one_body_are_one_document(workspace, put):
    put("a.txt", _disclosure("中共甲市委宣传部", tables=""))
    put("b.txt", _disclosure("中国共产党甲市委员会宣传部"))
    assert ingest(workspace).documents == ("中共甲市委宣传部/2024-budget",)
    assert workspace.documents().collect()["files"].to_list() == ["data/raw/a.txt;data/raw/b.txt"]


def test_what_only_the_path_says_is_said_to_be_so(workspace, put):
    put("甲市/司法局_2024年部门预算.txt", "预算01表\n" + _tables())
    assert ingest(workspace).refused == ()
    document = workspace.documents().collect().row(0, named=True)
    assert (document["document"], document["identified_by"]) == ("司法局/2024-budget", "path")


def test_what_the_user_says_comes_before_the_path_and_what_it_contradicts_is_said(workspace, put):
    put("甲市/司法局_2024年部门预算.txt", "预算01表\n" + _tables().replace("单位：万元", ""))
    put("b.txt", _disclosure())
    told = Sidecar(department="甲市司法局", unit="万元")
    outcome = ingest(workspace, [workspace.raw], told=told)
    assert outcome.refused == ()
    documents = workspace.documents().collect()
    assert documents["document"].to_list() == ["甲市司法局/2024-budget", "甲市财政局/2024-budget"]
    assert documents["identified_by"].to_list() == ["path", "document"]
    assert documents["contradicted_by"].to_list() == [
        None,
        "部门：文件自己写“甲市财政局”，用户写“甲市司法局”",
    ]
    assert "以前者为准 (contradicted)" in outcome.notes[0]
    assert workspace.facts().collect().height == 12


def test_a_sidecar_says_what_the_document_does_not(workspace, put):
    put("x.txt", "预算01表\n" + _tables())
    put("x.toml", "department = '甲市司法局'\nfiscal_year = 2024\nphase = 'budget'\nscope = 'unit'\n")
    assert ingest(workspace).documents == ("甲市司法局/2024-budget-unit",)
    assert workspace.documents().collect()["identified_by"].to_list() == ["told"]


def test_each_file_is_extracted_identified_and_its_sidecar_read_once(workspace, put, monkeypatch):
    said = "2024年“三公”经费预算14.57万元，其中：公务接待费2.33万元，公务用车运行维护费12.24万元。"
    put("a.txt", _disclosure(tables="", prose=said))
    put("b.txt", _disclosure())
    calls = []
    for name in ("read", "identify", "sidecar_of"):
        whole = getattr(document, name)
        monkeypatch.setattr(
            document,
            name,
            lambda *given, _name=name, _whole=whole, **more: (calls.append(_name), _whole(*given, **more))[1],
        )
    ingest(workspace)
    assert sorted(calls) == ["identify"] * 2 + ["read"] * 2 + ["sidecar_of"] * 2


def test_a_page_of_pictures_is_said_to_be_one(workspace, put):
    page = "<h1>甲市财政局2024年部门预算</h1><p>2024年收入预算324.32万元。</p><img src=a.gif><img src=b.gif>"
    put("a.html", f"<html><body>{page}</body></html>")
    (line,) = ingest(workspace).refused
    assert "2 张图片" in line


def test_a_page_that_only_links_is_said_to_be_one(workspace, put):
    put(
        "a.html",
        "<html><body><h1>甲市财政局2024年部门预算</h1><p>附件：<a href=b.pdf>预算表.pdf</a></p></body></html>",
    )
    (line,) = ingest(workspace).refused
    assert "附件" in line


def test_a_copy_is_read_once_and_said(workspace, put):
    put("a.txt", _disclosure())
    put("b.txt", _disclosure())
    outcome = ingest(workspace)
    assert outcome.documents == ("甲市财政局/2024-budget",)
    assert outcome.refused == ()
    assert "identical bytes" in outcome.notes[0]


def test_a_text_and_its_tables_become_one_document(workspace, put):
    put("a.txt", _disclosure(tables=""))
    put("b.txt", _disclosure())
    outcome = ingest(workspace)
    assert outcome.refused == ()
    document = workspace.documents().collect().row(0, named=True)
    assert document["format"] == "txt+txt"
    assert document["files"] == "data/raw/a.txt;data/raw/b.txt"
    assert workspace.facts().collect().height == 6


def test_a_text_and_its_tables_are_not_read_again_to_be_put_together(workspace, put, monkeypatch):
    prose = "2024年“三公”经费预算14.57万元，其中：公务接待费2.33万元。\n"
    put("a.txt", _disclosure(tables="", prose=prose))
    put("b.txt", _disclosure())
    put("c.txt", _disclosure(tables="", prose="2024年部门收入预算5.00万元，支出预算5.00万元。\n"))
    monkeypatch.setattr("yusuan.pipeline.ingest.read_together", int)  # which fails on every plan
    ingest(workspace)
    document = workspace.documents().collect().row(0, named=True)
    assert (document["format"], document["pages"], document["tables"], document["facts"]) == (
        "txt+txt+txt",
        3,
        1,
        6,
    )
    assert document["files"] == "data/raw/a.txt;data/raw/b.txt;data/raw/c.txt"
    said = workspace.statements().collect()
    assert said["statement_no"].to_list() == list(range(1, said.height + 1))
    assert set(said["file"]) == {"data/raw/a.txt", "data/raw/c.txt"}


def test_a_part_that_does_not_say_whose_it_is_goes_by_its_name(workspace, put):
    put("甲/2024-budget.tables.txt", _tables())
    put("甲/2024-budget.text.txt", _disclosure(tables=""))
    outcome = ingest(workspace)
    assert outcome.refused == ()
    assert workspace.facts().collect().height == 6
    put("甲/2024-final.tables.txt", _tables())
    assert "2024-final.tables.txt" in ingest(workspace).refused[0]


@pytest.mark.parametrize("name", ["b.txt", "b/2024-budget.tables.txt"])
def test_a_table_without_a_unit_is_refused_and_what_else_is_there_is_read(workspace, put, name):
    put("a.txt", _disclosure("乙市财政局"))
    put("b/2024-budget.text.txt", _disclosure(tables=""))
    put(name, _disclosure(tables=_tables().replace("单位：万元", "")))
    outcome = ingest(workspace)
    (line,) = outcome.refused
    assert name in line
    assert set(outcome.documents) == {"甲市财政局/2024-budget", "乙市财政局/2024-budget"}
    assert set(workspace.facts().collect()["department"]) == {"乙市财政局"}


def test_a_group_that_cannot_be_read_names_its_file(workspace, put, monkeypatch):
    put("甲/2024-budget.tables.txt", _tables())
    put("甲/2024-budget.text.txt", _disclosure(tables=""))

    def refuses(_root, _identities, plan, **_):
        raise UnreadableError(f"{plan.whole[0].paths[0]}：读不出")

    monkeypatch.setattr("yusuan.pipeline.ingest.read_together", refuses)
    (line,) = ingest(workspace).refused
    assert "2024-budget.tables.txt" in line
    assert _documents(workspace) == []


def test_a_wrong_sidecar_refuses_its_document_and_a_lone_one_is_named(workspace, put):
    put("a.txt", _disclosure())
    put("a.toml", "sorce = 'x'")
    put("b.toml", "")
    outcome = ingest(workspace)
    assert outcome.documents == ()
    assert ["a.toml" in line or "b.toml" in line for line in outcome.refused] == [True, True]


def test_without_sources_what_is_no_longer_there_leaves_the_clean_data(workspace, put):
    gone = put("a.txt", _disclosure())
    put("b.txt", _disclosure("乙市财政局"))
    ingest(workspace)
    gone.unlink()
    ingest(workspace)
    assert _documents(workspace) == ["乙市财政局/2024-budget"]


def test_a_named_source_replaces_its_own_and_leaves_the_others(workspace, put):
    changed = put("a.txt", _disclosure())
    put("b.txt", _disclosure("乙市财政局"))
    ingest(workspace)
    changed.write_text(_disclosure("丙市财政局"), encoding="utf-8")
    outcome = ingest(workspace, [changed])
    assert outcome.documents == ("丙市财政局/2024-budget",)
    assert outcome.notes == ()
    assert _documents(workspace) == ["丙市财政局/2024-budget", "乙市财政局/2024-budget"]
    assert State.load(workspace.clean).ingest is None


def test_a_named_source_of_the_same_document_takes_its_place_and_says_so(workspace, put, tmp_path):
    put("a.txt", _disclosure())
    ingest(workspace)
    other = tmp_path / "other.txt"
    other.write_text(_disclosure(tables=_tables("14.58")), encoding="utf-8")
    outcome = ingest(workspace, [other])
    assert "data/raw/a.txt" in outcome.notes[0]
    assert "other.txt" in outcome.notes[0]
    assert workspace.facts().filter(line="合计").collect()["amount_fen"].to_list() == [14_580_000]


def test_a_file_that_says_less_displaces_no_document(workspace, put, tmp_path):
    put("a.txt", _disclosure())
    ingest(workspace)
    text = tmp_path / "说明.txt"
    text.write_text(_disclosure(tables="", prose="2024年收入预算14.57万元。"), encoding="utf-8")
    guess = tmp_path / "甲市财政局_2024年部门预算.txt"
    guess.write_text("预算01表\n" + _tables("99.99"), encoding="utf-8")
    for stray in (text, guess):
        outcome = ingest(workspace, [stray])
        assert "says less" in outcome.refused[0]
        assert workspace.documents().collect()["files"].to_list() == ["data/raw/a.txt"]
        assert workspace.facts().filter(line="合计").collect()["amount_fen"].to_list() == [14_570_000]


def test_findings_of_other_data_do_not_survive(workspace, put, framed, whose):
    put("a.txt", _disclosure())
    ingest(workspace)
    framed(schemas.Findings, whose).write_parquet(workspace.clean / "findings.parquet")
    ingest(workspace)
    assert not workspace.has("findings")


def test_a_source_that_is_not_there_is_a_wrong_call(workspace):
    with pytest.raises(WorkspaceError, match="no such file"):
        ingest(workspace, [workspace.raw / "nothing.pdf"])
    with pytest.raises(WorkspaceError, match="no files there"):
        ingest(workspace)


def test_a_full_disk_leaves_the_clean_data_as_it_was(workspace, put, monkeypatch):
    put("a.txt", _disclosure())
    ingest(workspace)
    before = {path.name: path.read_bytes() for path in workspace.clean.iterdir()}
    put("b.txt", _disclosure("乙市财政局"))

    def full(path):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "_sync", full)
    with pytest.raises(OSError, match="No space"):
        ingest(workspace)
    assert {path.name: path.read_bytes() for path in workspace.clean.iterdir()} == before


def test_it_tells_how_far_it_is(workspace, put):
    put("a.txt", _disclosure())
    put("b.txt", "")
    told = []
    ingest(workspace, on_file=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("event", "about", "is_new"),
    [
        ("os.rename", "*/.incoming/commit.json", False),
        ("os.rename", "*/clean/documents.csv", True),
        ("os.rename", "*/clean/facts.parquet", True),
        ("os.remove", "*/.incoming/commit.json", True),
    ],
    ids=["before the journal", "before the first rename", "between the renames", "before the journal goes"],
)
def test_killed_at_a_step_it_leaves_the_old_data_or_the_new(workspace, put, event, about, is_new):
    def total():
        return workspace.facts().filter(line="合计").collect()["amount_fen"].to_list()

    put("a.txt", _disclosure())
    ingest(workspace)
    put("a.txt", _disclosure(tables=_tables("14.58")))
    command = [sys.executable, str(REPOSITORY / "tests" / "killed.py"), event, about, "1", "ingest"]
    killed = subprocess.run(command, cwd=workspace.root, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert total() == [14_580_000 if is_new else 14_570_000]
    assert workspace.documents().collect()["facts"].to_list() == [workspace.facts().collect().height]
    ingest(workspace)
    assert total() == [14_580_000]
    assert not (workspace.clean / ".incoming").exists()
