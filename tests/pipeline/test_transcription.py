"""Transcribing a document: the same facts and statements come back, and none of its sentences."""

import re
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from paths import DISCLOSURES
from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.extract.formats import read
from yusuan.extract.raw import Cell, RawDocument, RawTable, TextLine, UnreadableError
from yusuan.identities import suite
from yusuan.normalise.document import normalise
from yusuan.pipeline.transcription import figures_only, transcribe

SAMPLE = "吉林省社会保险事业管理局"
SOME = [
    "中共上海市普陀区委社会工作部/2024-final.pdf",
    "昆明市审计局/2026-budget.html",
    "江苏省高级人民法院/2018-budget.pdf",
    "上海市普陀区社会福利院/2024-budget.pdf",
    "湖州市财政局/2026-budget.pdf",
    "西安市安全生产监督管理局/2019-budget.pdf",
    "重庆市水利局/2026-budget.pdf",
    "长沙市信访局/2026-budget.pdf",
]
FRONT = "甲市民政局\n2024年部门预算\n"
PROSE = (
    "第一部分 预算情况说明\n"
    "一、收支预算总体情况说明\n"
    "2024年收支总预算100.00万元，比2023年减少5.00万元，下降4.76%，主要原因是人员减少。\n"
)
TABLE = "收支预算总表\n单位：万元\n项目\t预算数\n民政管理事务\t60.00\n其他支出\t40.00\n合计\t100.00\n"


@pytest.fixture(scope="module")
def identities(repository):
    return suite.load(repository / "expectations")


@pytest.fixture
def round_trip(identities, tmp_path):
    """A document's frames read from it, those read from its transcript, and the transcript."""

    def run(path):
        text = transcribe(path)
        written = tmp_path / "transcript.txt"
        written.write_text(text, encoding="utf-8")
        before, after = (
            {name: frame.drop("file", strict=False) for name, frame in frames.items()}
            for each in (path, written)
            for frames in [normalise([read(each)], tmp_path, identities).frames]
        )
        return SimpleNamespace(before=before, after=after, text=text)

    return run


@pytest.fixture
def document(tmp_path):
    def make(text):
        path = tmp_path / "2024-budget.txt"
        path.write_text(FRONT + text, encoding="utf-8")
        return path

    return make


def _assert_the_same(trip):
    facts = trip.before["facts"]
    assert trip.after["facts"].equals(facts)
    for name in ("statements", "headings"):
        before, after = (
            frames[name].drop("reason", "items", "printed", strict=False)
            for frames in (trip.before, trip.after)
        )
        assert after.equals(before), name
    key = ["table_no", "side", "line_no"]
    before, after = (
        frames["lines"].join(facts, on=key, how="semi", nulls_equal=True)
        for frames in (trip.before, trip.after)
    )
    assert after.equals(before)
    key = ["table_no", "page", "row", "column"]
    before, after = (frames["cells"].join(facts, on=key, how="semi") for frames in (trip.before, trip.after))
    assert after.equals(before)
    assert trip.before["cells"].height == trip.after["cells"].height


def test_the_sample_comes_back_with_the_same_facts_and_statements(round_trip, repository):
    trip = round_trip(repository / "data" / "raw" / SAMPLE / "2024-budget.txt")
    assert trip.before["facts"].height > 300
    assert trip.before["columns"].equals(trip.after["columns"])
    assert trip.before["lines"].equals(trip.after["lines"])
    _assert_the_same(trip)


@pytest.mark.disclosures
@pytest.mark.parametrize("name", SOME)
def test_real_documents_come_back_with_the_same_facts_and_statements(round_trip, name):
    if not DISCLOSURES.is_dir():
        pytest.skip("the collection of disclosures is not here")
    trip = round_trip((DISCLOSURES / name).resolve())
    _assert_the_same(trip)
    assert not re.search("[。；]", "".join(_without_comments(trip.text)))


def test_a_transcript_of_a_transcript_is_the_same(document, tmp_path):
    first = transcribe(document(TABLE + PROSE))
    path = tmp_path / "again.txt"
    path.write_text(first, encoding="utf-8")
    assert _without_comments(transcribe(path)) == _without_comments(first)


def _without_comments(text):
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_figures_said_in_prose_come_back_without_the_words(document, round_trip):
    trip = round_trip(document(TABLE + PROSE))
    _assert_the_same(trip)
    (row,) = trip.after["statements"].to_dicts()
    assert (row["amount_fen"], row["change_fen"], row["change_rate"]) == (100_000_000, -5_000_000, -0.0476)
    assert (row["printed"], row["reason"]) == ("", None)
    assert trip.before["statements"]["reason"].to_list() == ["人员减少"]
    assert "人员减少" not in trip.text


@pytest.mark.parametrize(("times", "facts"), [(1, 4), (9, 3)])
def test_a_line_left_out_holds_two_tables_apart_as_far_as_it_did(document, round_trip, times, facts):
    rest = f"{'其他说明的话，' * times}没有数字。\n项目\t预算数\n乙\t3.00\n"
    trip = round_trip(document(f"{TABLE}{rest}"))
    assert trip.before["facts"].height == facts
    _assert_the_same(trip)
    assert "其他说明" not in trip.text


def test_a_unit_named_in_a_sentence_still_holds_for_the_table_below(document, round_trip):
    trip = round_trip(
        document("收支预算总表\n本表反映收入和支出的情况，金额以元列示（元）。\n项目\t预算数\n合计\t3.00\n")
    )
    assert trip.after["facts"]["unit"].to_list() == ["元"]
    assert "反映收入" not in trip.text


def test_prose_in_cells_is_left_out_and_names_of_amounts_are_not(document, round_trip):
    long_name = "某某某某项目" * 12
    rows = (
        f"项目\t预算数\t备注\n{long_name}\t3.00\t按规定执行。\n合计\t3.00\t用于办公，以及其他各项日常开支\n"
    )
    trip = round_trip(document(f"部门项目支出表\n单位：万元\n{rows}"))
    _assert_the_same(trip)
    assert trip.after["facts"]["line"].to_list() == [long_name, "合计"]
    assert "按规定执行" not in trip.text
    assert "日常开支" not in trip.text
    assert trip.after["cells"].filter(pl.col("text") == "■").height == 2


def test_sentences_that_name_an_amount_are_left_out_all_the_same(document, round_trip):
    sentence = "某某某某项目" * 12 + "。"
    trip = round_trip(document(f"部门项目支出表\n单位：万元\n项目\t预算数\n{sentence}\t3.00\n合计\t3.00\n"))
    assert trip.after["facts"]["line"].to_list() == ["■", "合计"]
    assert trip.after["facts"]["amount_fen"].equals(trip.before["facts"]["amount_fen"])


def test_the_titles_of_metadata_and_the_lines_of_people_are_not_carried():
    raw = RawDocument(
        path=Path("甲.pdf"),
        format="pdf",
        sha256="0",
        pages=1,
        title="无关的标题",
        blocks=(
            TextLine("甲市民政局2024年部门预算", 1, 1),
            TextLine("审核：张三", 1, 2),
            TextLine("收支预算总表", 1, 3),
            RawTable((Cell("合计", 0, 0, page_row=1), Cell("3.00", 0, 1, page_row=1)), 1, 2),
        ),
    )
    only = figures_only(raw)
    assert only.title == ""
    assert [block.text for block in only.blocks if isinstance(block, TextLine)] == [
        "甲市民政局2024年部门预算",
        "■" * 5,
        "收支预算总表",
    ]


def test_a_document_that_does_not_say_whose_it_is_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TABLE, encoding="utf-8")
    with pytest.raises(UnreadableError):
        transcribe(path)


@pytest.fixture
def run(monkeypatch, capsysbinary):
    def here(function, items, **_limits):
        for item in items:
            try:
                yield item, function(item)
            except UnreadableError as error:
                yield item, error

    monkeypatch.setattr("yusuan.pipeline.document.confined_map", here)

    def call(*arguments):
        code = cli.outcome(["transcribe", *map(str, arguments)])
        said = capsysbinary.readouterr()
        return SimpleNamespace(code=code, out=said.out.decode(), err=said.err.decode())

    return call


def test_the_command_prints_the_transcript(run, document):
    path = document(TABLE)
    result = run(path)
    assert result.code == Exit.DONE
    assert result.out == transcribe(path)


def test_the_command_writes_the_transcript(run, document, tmp_path):
    path = document(TABLE)
    result = run(path, "-o", tmp_path / "new" / "out.txt")
    assert (result.code, result.out) == (Exit.DONE, "")
    assert (tmp_path / "new" / "out.txt").read_text(encoding="utf-8") == transcribe(path)


def test_the_command_refuses_what_is_no_disclosure(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("随便写写", encoding="utf-8")
    result = run(path, "-o", tmp_path / "out.txt")
    assert result.code == Exit.REFUSED
    assert result.err.count("\n") == 1
    assert not (tmp_path / "out.txt").exists()


def test_the_command_never_writes_over_what_it_reads(run, document):
    path = document(TABLE)
    before = path.read_bytes()
    assert run(path, "-o", path).code == Exit.CALL
    assert run(path, "-o", path.parent).code == Exit.CALL
    assert run("nothing.pdf").code == Exit.CALL
    assert path.read_bytes() == before
