"""The command line: the contract's columns and exit codes, one line for each error."""

import csv
import io
import json
import shutil
import subprocess
import sys
from types import SimpleNamespace
from typing import get_args

import polars as pl
import pytest

from yusuan import cli
from yusuan.cli import compare, lab
from yusuan.cli.exits import Exit
from yusuan.model import schemas
from yusuan.pipeline.ingest import Ingested
from yusuan.pipeline.run import Ran
from yusuan.workspace.workspace import Workspace

SAMPLE = "吉林省社会保险事业管理局"
COMMANDS = ["facts", "statements", "indicators", "terms", "documents"]


@pytest.fixture
def run(small, monkeypatch, capsysbinary):
    """Run a command line inside the small workspace: exit code, standard output, standard error."""
    monkeypatch.chdir(small.root)

    def call(*arguments):
        code = cli.outcome([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return SimpleNamespace(code=code, out=captured.out, err=captured.err.decode())

    return call


def _rows(result):
    return list(csv.DictReader(io.StringIO(result.out.decode())))


def test_help_is_chinese_first_with_english_beside(run):
    result = run("--help")
    assert result.code == Exit.DONE
    text = result.out.decode()
    assert text.index("预算：") < text.index("Reads Chinese")
    for command in ("run", "ingest", "check", "variance", "report", "lab", *COMMANDS):
        assert f"\n  {command} " in text


def test_facts_as_csv_have_the_columns_of_the_contract(run):
    result = run("facts", "--format", "csv")
    assert result.code == Exit.DONE
    assert result.out.decode().startswith(
        "department,scope,fiscal_year,phase,table,title,side,line,code,level,measure,heading,amount_yuan,"
        "printed,unit,page,row,column,document,"
    )
    assert "_fen" not in result.out.decode()
    first, second = _rows(result)
    assert (first["line"], first["amount_yuan"], first["printed"]) == ("公务接待费", "-49.84", "-49.84")
    assert (second["line"], second["amount_yuan"]) == ("'=cmd()", "0.05")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet", "xlsx"])
def test_every_frame_prints_in_every_format(run, command, form):
    result = run(command, "--format", form)
    assert result.code == Exit.DONE
    assert result.err == ""
    assert result.out


def test_json_has_exact_amounts(run):
    rows = json.loads(run("facts", "--format", "json").out)
    assert [row["amount_yuan"] for row in rows] == ["-49.84", "0.05"]
    assert rows[0]["fiscal_year"] == 2024
    assert rows[0]["code"] is None


def test_parquet_has_both_units(run):
    frame = pl.read_parquet(io.BytesIO(run("facts", "--format", "parquet").out))
    assert frame["amount_fen"].to_list() == [-4984, 5]
    assert frame["amount_yuan"].to_list() == ["-49.84", "0.05"]


def test_a_table_shows_hostile_text_as_text(run, small, framed, whose):
    rows = framed(schemas.Terms, {**whose, "term": "[red]\x1b[31m", "explanation": "\u202eabc"})
    rows.write_parquet(small.clean / "terms.parquet")
    text = run("terms").out.decode()
    assert "[red]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_long_table_is_cut_and_says_so(run, small, framed, whose):
    rows = framed(schemas.Terms, *[{**whose, "term": str(n)} for n in range(405)])
    rows.write_parquet(small.clean / "terms.parquet")
    assert "另有 5 行" in run("terms").err
    assert len(_rows(run("terms", "--format", "csv"))) == 405


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        ([], 2),
        (["--department", "甲局"], 1),
        (["--department", "甲局", "--department", "乙局"], 2),
        (["--year", "2023"], 1),
        (["--phase", "final"], 1),
        (["--scope", "department"], 2),
        (["--table", "projects"], 1),
        (["--table", "assets"], 0),
        (["--department", "甲局", "--year", "2023"], 0),
    ],
)
@pytest.mark.parametrize("command", ["facts", "documents"])
def test_rows_are_those_asked_for(run, command, options, documents):
    assert len(_rows(run(command, *options, "--format", "csv"))) == documents


def test_an_unknown_department_is_one_line_that_lists_what_there_is(run):
    result = run("facts", "--department", "丙局")
    assert result.code == Exit.CALL
    assert result.out == b""
    (line,) = result.err.splitlines()
    for name in ("丙局", "甲局", "乙局"):
        assert name in line


def test_of_many_departments_the_nearest_are_listed(run, small, framed):
    rows = framed(schemas.Documents, *[{"document": f"{n}", "department": f"第{n}局"} for n in range(99)])
    rows.write_parquet(small.clean / "documents.parquet")
    (line,) = run("facts", "--department", "第77 局").err.splitlines()
    assert "第77局" in line
    assert "等 99 个" in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["facts", "--year", "1999"],
        ["facts", "--year", "soon"],
        ["facts", "--table", "nothing"],
        ["facts", "--format", "pdf"],
        ["facts", "--colour"],
        ["check", "--fail-on", "all"],
        ["ingest", "nothing.pdf"],
        ["ingest", "--jobs", "0"],
        ["report", "--department", "丙局"],
        ["nothing"],
        ["facts", "--clean", "elsewhere"],
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(run, arguments):
    result = run(*arguments)
    assert result.code == Exit.CALL
    assert result.out == b""
    assert len(result.err.splitlines()) == 1


def test_no_command_shows_the_help_and_is_a_wrong_call(run):
    result = run()
    assert result.code == Exit.CALL
    assert "Usage" in result.err


def test_outside_a_workspace_the_way_in_is_told(run, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))
    result = run("facts")
    assert result.code == Exit.CALL
    assert "no workspace here" in result.err


def test_with_clean_there_need_be_no_workspace(run, small, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))
    assert len(_rows(run("documents", "--clean", small.clean, "--format", "csv"))) == 2


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_a_binary_format_is_refused_on_a_terminal(run, monkeypatch, form):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    result = run("facts", "--format", form)
    assert result.code == Exit.CALL
    assert f"> facts.{form}" in result.err


def test_what_fails_is_one_line_and_exit_code_4(run, monkeypatch):
    def fails(*_arguments, **_options):
        raise OSError(28, "No space left\x1b[2J\non device")

    monkeypatch.setattr("yusuan.pipeline.ingest.ingest", fails)
    result = run("ingest")
    assert result.code == Exit.FAILED
    assert len(result.err.splitlines()) == 1
    assert "\x1b" not in result.err
    monkeypatch.setenv("YUSUAN_DEBUG", "1")
    with pytest.raises(OSError, match="No space"):
        run("ingest")


def test_an_interruption_is_one_line(run, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("yusuan.pipeline.ingest.ingest", interrupted)
    assert run("ingest").code == Exit.FAILED


def test_ingest_names_what_it_refused_and_exits_with_3(run, monkeypatch, small):
    def ingest(workspace, sources, jobs, _on_file, *, ocr, **_options):
        assert workspace.clean == small.root / "elsewhere"
        assert sources == [small.root / "data"]
        assert jobs == 2
        assert not ocr
        return Ingested(
            ("甲局/2024-budget",), ("b.pdf：空文件 (empty)",), ("a.pdf：第2页未证实 (unverified)",)
        )

    monkeypatch.setattr("yusuan.pipeline.ingest.ingest", ingest)
    result = run("ingest", "data", "--clean", "elsewhere", "--jobs", "2")
    assert result.code == Exit.REFUSED
    assert [line.split("：")[0] for line in result.err.splitlines()[:2]] == ["a.pdf", "b.pdf"]


def test_ingest_of_a_folder_makes_a_workspace_where_there_is_none(run, tmp_path_factory, monkeypatch):
    here = tmp_path_factory.mktemp("nowhere")
    (here / "in").mkdir()
    monkeypatch.chdir(here)
    seen = []

    def ingest(workspace, *_arguments, **_options):
        seen.append(workspace)
        return Ingested((), (), ())

    monkeypatch.setattr("yusuan.pipeline.ingest.ingest", ingest)
    assert run("ingest", "in").code == Exit.DONE
    assert seen == [Workspace(here)]
    assert run("ingest").code == Exit.CALL


def _result(framed, findings, untested):
    """The result of a check that found this."""
    return SimpleNamespace(
        outcomes=framed(schemas.Outcomes),
        judgements=framed(
            schemas.Judgements, {"suite": "form", "identities": ["x"], "unexpected_documents": []}
        ),
        findings=findings,
        untested=untested,
        waivers=framed(schemas.Waivers),
        tested=findings.height,
    )


@pytest.fixture
def checked(small, framed, whose, monkeypatch):
    """The checks stood in for: one finding of each status, and one identity untested."""
    money = {
        "expected_fen": 100,
        "actual_fen": 150,
        "difference_fen": 50,
        "tolerance_fen": 1,
        "table": "text",
        "weight_fen": 150,
    }
    findings = framed(
        schemas.Findings,
        {**whose, "status": "exact", "identity": "e"},
        {**whose, "status": "question", "identity": "q"},
        {**whose, **money, "status": "broken", "identity": "b", "message": "差 0.50 元"},
        {**whose, "status": "rounding", "identity": "r"},
    )
    untested = framed(schemas.Untested, {**whose, "reason": "没有这张表"})
    result = _result(framed, findings, untested)
    monkeypatch.setattr("yusuan.checks.run.check", lambda _frames, _suites: result)
    return small


def test_check_as_json_has_the_columns_of_the_contract(run, checked):
    result = run("check", "--format", "json")
    assert result.code == Exit.DONE
    rows = json.loads(result.out)
    assert [row["identity"] for row in rows] == ["b", "q", "r", "e"]
    assert ",".join(list(rows[0])[:21]) == (
        "document,department,fiscal_year,phase,suite,identity,status,subject,severity,weight_yuan,table,line,"
        "measure,expected_yuan,actual_yuan,difference_yuan,tolerance_yuan,file,page,row,message"
    )
    assert rows[0]["difference_yuan"] == "0.50"
    assert rows[1]["difference_yuan"] is None
    assert checked.findings().collect().height == 4
    assert checked.untested().collect().height == 1


@pytest.mark.usefixtures("checked")
def test_check_lists_what_is_broken_or_asked_sums_rounding_up_and_counts_all(run):
    result = run("check")
    assert "差 0.50 元" in result.out.decode()
    assert len([line for line in result.out.decode().splitlines() if "甲局" in line]) == 2
    assert "尾差 (rounding) r：1 处" in result.err
    assert "相符 1，尾差 1，不符 1，存疑 1，未能核对 1" in result.err


@pytest.mark.usefixtures("checked")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [("broken,question", ["b", "q"]), ("rounding", ["r"]), (" exact , broken", ["b", "e"])],
)
def test_check_narrows_its_findings_to_the_statuses_that_are_asked_for(run, asked, expected):
    rows = json.loads(run("check", "--status", asked, "--format", "json").out)
    assert [row["identity"] for row in rows] == expected
    assert len(
        [line for line in run("check", "--status", asked).out.decode().splitlines() if "甲局" in line]
    ) == (len(expected))


def test_check_judges_all_findings_whatever_it_prints(run, checked):
    result = run("check", "--status", "exact", "--fail-on", "broken", "--format", "csv")
    assert result.code == Exit.FOUND
    assert "不符 1" in result.err
    refused = run("check", "--status", "brokn")
    assert refused.code == Exit.CALL
    assert "brokn" in refused.err
    assert checked.has("findings")


def test_check_lists_the_gravest_first_and_of_those_the_heaviest(run, framed, whose, monkeypatch, small):
    findings = framed(
        schemas.Findings,
        {**whose, "identity": "info", "status": "broken", "severity": "info", "weight_fen": 900},
        {**whose, "identity": "no money", "status": "broken", "severity": "critical"},
        {**whose, "identity": "light", "status": "broken", "severity": "critical", "weight_fen": 1},
        {**whose, "identity": "heavy", "status": "question", "severity": "critical", "weight_fen": 2},
        {**whose, "identity": "warning", "status": "question", "severity": "warning", "weight_fen": 3},
    )
    monkeypatch.setattr(
        "yusuan.checks.run.check",
        lambda _frames, _suites: _result(framed, findings, framed(schemas.Untested)),
    )
    rows = json.loads(run("check", "--clean", str(small.clean), "--format", "json").out)
    assert [row["identity"] for row in rows] == ["heavy", "light", "no money", "warning", "info"]


@pytest.mark.parametrize(
    ("statuses", "fail_on", "code"),
    [
        (["broken"], "never", Exit.DONE),
        (["broken"], "broken", Exit.FOUND),
        (["broken"], "question", Exit.FOUND),
        (["question"], "broken", Exit.DONE),
        (["question"], "question", Exit.FOUND),
        (["rounding", "exact"], "question", Exit.DONE),
        ([], "question", Exit.DONE),
    ],
)
def test_check_fails_on_what_it_is_told_to(run, framed, whose, monkeypatch, statuses, fail_on, code):
    findings = framed(schemas.Findings, *[{**whose, "status": status} for status in statuses])
    result = _result(framed, findings, framed(schemas.Untested))
    monkeypatch.setattr("yusuan.checks.run.check", lambda _frames, _suites: result)
    assert run("check", "--fail-on", fail_on, "--format", "csv").code == code


def test_check_of_a_department_prints_its_findings_and_keeps_all(run, checked):
    assert json.loads(run("check", "--department", "乙局", "--format", "json").out) == []
    assert checked.findings().collect().height == 4


@pytest.mark.usefixtures("checked")
def test_report_checks_first_and_prints_the_pages(run, monkeypatch):
    calls = []

    def report(workspace, departments, year, **options):
        assert workspace.has("findings")
        calls.append(
            (departments, year, options["base"], options["notebooks"], options["lang"], options["out"])
        )
        options["on_page"](workspace.root, 1, 1)
        return [workspace.root / "甲局" / "a.html"]

    monkeypatch.setattr("yusuan.report.reports.report", report)
    options = [
        "--department",
        "甲局",
        "--year",
        "2024",
        "--base",
        "2023",
        "--notebook",
        "quality",
        "--lang",
        "en",
    ]
    result = run("report", *options)
    assert result.code == Exit.DONE
    assert result.out.decode().endswith("甲局/a.html\n")
    assert calls == [(["甲局"], 2024, 2023, ["quality"], "en", None)]


@pytest.mark.usefixtures("checked")
def test_a_report_that_cannot_be_made_is_told(run, monkeypatch):
    from yusuan.report import reports

    def raises(error):
        def report(*_arguments, **_options):
            raise error

        monkeypatch.setattr(reports, "report", report)

    raises(reports.ReportError("没有这个笔记本：x"))
    assert run("report").code == Exit.CALL
    raises(reports.IncompleteError([], ["a.ipynb：失败", "b.ipynb：失败"]))
    result = run("report")
    assert result.code == Exit.FAILED
    assert len(result.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("ran", "code", "says"),
    [
        (Ran(None, None, (), (), (), ()), Exit.DONE, "没有变化"),
        (Ran(1, 300, ("a.html",), (), (), ()), Exit.DONE, "写出 1 份报告"),
        (Ran(1, 300, (), (), ("b.pdf：空文件",), ()), Exit.REFUSED, "读入 1 份文件"),
        (Ran(None, None, (), ("a.ipynb：失败",), ("b.pdf：空文件",), ()), Exit.FAILED, ""),
    ],
)
def test_run_says_what_it_did(run, monkeypatch, ran, code, says):
    monkeypatch.setattr("yusuan.pipeline.run.run", lambda *_arguments, **_options: ran)
    result = run("run")
    assert result.code == code
    assert says in result.out.decode()


@pytest.mark.parametrize("option", [[], ["--ocr"]])
def test_run_reads_scans_when_told(run, monkeypatch, option):
    told = []

    def runs(*_arguments, ocr, **_options):
        told.append(ocr)
        return Ran(None, None, (), (), (), ())

    monkeypatch.setattr("yusuan.pipeline.run.run", runs)
    assert run("run", *option).code == Exit.DONE
    assert told == [bool(option)]


def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys):
    from yusuan.cli.console import progress

    with progress("读入") as (tell,):
        tell(1, 2)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress("读入", "写报告") as (tell, _):
        tell(1, 2)
    assert "读入" in capsys.readouterr().err


def test_lab_starts_jupyterlab_here_and_asks_nothing_outside(run, small, monkeypatch):
    calls = []
    (small.root / "notebooks").mkdir()
    (small.root / "notebooks" / "variance.ipynb").touch()
    monkeypatch.setattr(lab.os, "execv", lambda _path, arguments: calls.append(arguments))
    assert run("lab", "--", "--no-browser").code == Exit.DONE
    (command,) = calls
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={small.root}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/variance.ipynb" in command
    assert "--LabApp.news_url=None" in command
    assert command[-1] == "--no-browser"
    (small.root / "notebooks" / "start.ipynb").touch()
    run("lab")
    assert "--LabApp.default_url=/lab/tree/notebooks/start.ipynb" in calls[-1]


def test_lab_brings_the_notebooks_into_a_workspace_that_has_none(run, small, monkeypatch):
    monkeypatch.setattr(lab.os, "execv", lambda _path, _arguments: None)
    assert "笔记本已复制到" in run("lab").err
    assert (small.root / "notebooks" / "variance.ipynb").is_file()
    assert "笔记本已复制到" not in run("lab").err


def test_a_reader_that_has_seen_enough_is_no_error(sample):
    writer = "import sys; from yusuan.cli import main; main(['facts', '--format', 'csv'])"
    command = f'{sys.executable} -c "{writer}" | head -n 1; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", command], cwd=sample.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == Exit.DONE
    assert done.stderr == ""
    assert done.stdout.startswith("department,")


def test_help_does_not_wait_for_the_heavy_libraries():
    code = "import sys, yusuan.cli; heavy = {'polars', 'great_expectations', 'altair', 'papermill'}; "
    code += "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    subprocess.run([sys.executable, "-c", code], check=True)


class TestTheSample:
    """What the first issue asks of the command line, on the real document."""

    @pytest.fixture
    def run(self, sample, monkeypatch, capsysbinary):
        monkeypatch.chdir(sample.root)

        def call(*arguments):
            assert cli.outcome(arguments) == Exit.DONE
            return _rows(SimpleNamespace(out=capsysbinary.readouterr().out))

        return call

    def test_operating_money_of_the_office(self, run):
        rows = run("facts", "--table", "general_public_expenditure", "--format", "csv")
        found = [row for row in rows if row["line"] == "行政运行" and row["measure"] == "basic.operating"]
        assert [(row["amount_yuan"], row["printed"], row["code"]) for row in found] == [
            ("6293400.00", "629.34", "2080101")
        ]

    def test_carry_over_stands_under_its_own_measure(self, run):
        rows = run("facts", "--table", "income_summary", "--format", "csv")
        measures = {row["measure"] for row in rows if row["printed"] == "584.69"}
        assert measures == {"carryover.total", "carryover.general_public"}

    def test_the_document_names_itself(self, run):
        (row,) = run("documents", "--format", "csv")
        assert row["document"] == "吉林省社会保险事业管理局/2024-budget"
        assert (row["unit"], row["format"], row["unverified_tables"]) == ("万元", "txt", "0")
        assert int(row["facts"]) >= 312

    def test_operating_costs_against_last_year(self, run):
        (row,) = run(
            "variance", "--department", SAMPLE, "--year", "2024", "--by", "operating", "--format", "csv"
        )
        assert ",".join(list(row)[:11]) == (
            "line,code,level,base_yuan,current_yuan,change_yuan,change_rate,share,contribution,base_origin,note"
        )
        amounts = (row["base_yuan"], row["current_yuan"], row["change_yuan"])
        assert amounts == ("7344400.00", "5772200.00", "-1572200.00")
        assert round(float(row["change_rate"]), 4) == -0.2141
        assert row["base_origin"] == "restated"

    @pytest.mark.parametrize(
        "options", [["--department", "吉林", "--year", "2024"], ["--department", SAMPLE, "--year", "1999"]]
    )
    def test_a_year_that_is_not_there_is_a_wrong_call(self, sample, monkeypatch, capsys, options):
        monkeypatch.chdir(sample.root)
        assert cli.outcome(["variance", *options]) == Exit.CALL
        (line,) = capsys.readouterr().err.splitlines()
        assert SAMPLE in line
        assert "2024" in line or "吉林" in options

    def test_a_series_has_a_row_a_year(self, run):
        rows = run("variance", "--department", SAMPLE, "--series", "--by", "operating", "--format", "csv")
        assert [(row["fiscal_year"], row["amount_yuan"], row["origin"]) for row in rows] == [
            ("2023", "7344400.00", "restated"),
            ("2024", "5772200.00", "disclosed"),
        ]

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ([], "请给出 --year"),
            (["--series", "--year", "2024"], "--series 是各年的数列"),
            (["--year", "2024", "--base-phase", "final"], "--mix"),
            (["--series", "--by", "function", "--phase", "final"], "现有 2024 budget"),
        ],
    )
    def test_a_call_that_cannot_be_compared_says_why(self, sample, monkeypatch, capsys, options, said):
        monkeypatch.chdir(sample.root)
        assert cli.outcome(["variance", "--department", SAMPLE, *options]) == Exit.CALL
        (line,) = capsys.readouterr().err.splitlines()
        assert said in line

    def test_a_wrong_row_of_the_crosswalk_is_named(self, sample, monkeypatch, capsys):
        folder = sample.root / "data" / "reference"
        folder.mkdir()
        head = "classification,old_code,old_name,new_code,new_name,since,relation,source"
        (folder / "crosswalk.csv").write_text(f"{head}\neconomic,30201,a,30201,b,2020,moved,x\n", "utf-8")
        monkeypatch.chdir(sample.root)
        try:
            assert cli.outcome(["variance", "--department", SAMPLE, "--year", "2024"]) == Exit.CALL
        finally:
            shutil.rmtree(folder)
        assert "crosswalk.csv 第2行" in capsys.readouterr().err

    def test_what_is_material_can_be_set(self, run):
        asked = ("variance", "--department", SAMPLE, "--year", "2024", "--format", "csv")
        for least, material in (("10", "false"), ("49", "true")):
            row = run(*asked, "--least-change", least, "--least-rate", "0" if least == "49" else "0.05")[0]
            assert row["material"] == material


def test_the_comparisons_offered_are_those_there_are():
    from yusuan.analysis.disclosed.breakdowns import BY

    assert get_args(compare.By) == BY
