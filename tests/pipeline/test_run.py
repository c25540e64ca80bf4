"""A run takes only the steps whose inputs changed."""

import json
import shutil
from types import SimpleNamespace

import polars as pl
import pytest

from yusuan.model import schemas
from yusuan.pipeline import ingest as ingesting
from yusuan.pipeline import run as pipeline
from yusuan.pipeline.state import State
from yusuan.workspace.workspace import Workspace

pytestmark = pytest.mark.usefixtures("in_this_process")

DOCUMENT = "甲市财政局/2024-budget"
TEXT = "甲市财政局\n\n2024年部门预算\n\n单位：万元\n\n项目\t2024年预算数\n合计\t14.57\n公务接待费\t14.57\n"
REPORT = "report ['甲市财政局'] 2024"


@pytest.fixture
def workspace(tmp_path, repository):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.txt").write_text(TEXT, encoding="utf-8")
    shutil.copytree(repository / "expectations", tmp_path / "expectations")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "n.ipynb").write_text("{}")
    return Workspace(tmp_path)


@pytest.fixture(autouse=True)
def steps(monkeypatch, framed, workspace):
    """What is done, in order; checks and reports are stood in for."""
    done = []
    real = ingesting.ingest

    def ingest(workspace, **options):
        done.append("ingest")
        return real(workspace, **options)

    def check(frames, suites):
        assert set(frames) == set(schemas.CLEAN)
        assert suites == workspace.expectations
        done.append("check")
        return SimpleNamespace(
            outcomes=framed(schemas.Outcomes),
            judgements=schemas.Judgements.create_empty(),
            findings=framed(schemas.Findings, {"document": DOCUMENT}),
            untested=framed(schemas.Untested),
            waivers=framed(schemas.Waivers),
            tested=1,
        )

    def report(workspace, departments, year, *, jobs, on_page):
        assert jobs == 1
        done.append(f"report {departments} {year}")
        folder = workspace.reports / DOCUMENT
        folder.mkdir(parents=True, exist_ok=True)
        for path in (workspace.reports / "index.html", folder / "n.html"):
            path.write_text("")
        on_page(folder / "n.html", 1, 1)
        return [folder / "n.html"]

    monkeypatch.setattr("yusuan.pipeline.state.code_key", lambda: "this code")
    monkeypatch.setattr(ingesting, "ingest", ingest)
    monkeypatch.setattr("yusuan.checks.run.check", check)
    monkeypatch.setattr("yusuan.report.reports.report", report)
    return done


def test_the_first_run_does_everything_and_the_second_nothing(workspace, steps):
    ran = pipeline.run(workspace)
    assert steps == ["ingest", "check", REPORT]
    assert (ran.ingested, ran.checked, len(ran.reports), ran.idle) == (1, 1, 1, False)
    described = json.loads((workspace.clean / "datapackage.json").read_text("utf-8"))["resources"]
    assert {resource["path"] for resource in described} == {
        path.name for path in workspace.clean.glob("*.*") if path.suffix in {".csv", ".parquet"}
    }
    steps.clear()
    assert pipeline.run(workspace).idle
    assert steps == []


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda w: (w.raw / "a.txt").write_text(TEXT + "\n", encoding="utf-8"), ["ingest", "check", REPORT]),
        (lambda w: (w.raw / "a.toml").write_text("publisher = '财政局'"), ["ingest", "check"]),
        (lambda w: (w.notebooks / "n.ipynb").write_text("{ }"), [REPORT]),
        (lambda w: (w.reports / DOCUMENT / "n.html").unlink(), [REPORT]),
        (lambda w: (w.reports / "index.html").unlink(), [REPORT]),
        (lambda w: (w.clean / "findings.parquet").unlink(), ["check"]),
        (lambda w: (w.clean / "facts.parquet").unlink(), ["ingest", "check"]),
        (lambda w: (w.clean / "state.json").unlink(), ["ingest", "check", REPORT]),
        (
            lambda w: (w.expectations / "SOURCES").write_text(""),
            ["ingest", "check", REPORT],
        ),
    ],
)
def test_a_change_repeats_the_steps_that_depend_on_it(workspace, steps, change, again):
    pipeline.run(workspace)
    steps.clear()
    change(workspace)
    pipeline.run(workspace)
    assert steps == again
    steps.clear()
    assert pipeline.run(workspace).idle


def test_to_read_scans_is_a_change_and_not_to_read_them_again_is_none(workspace, steps, monkeypatch):
    asked = []
    real = ingesting.ingest

    def ingest(workspace, *, ocr, **options):
        asked.append(ocr)
        return real(workspace, ocr=ocr, **options)

    monkeypatch.setattr(ingesting, "ingest", ingest)
    pipeline.run(workspace)
    steps.clear()
    pipeline.run(workspace, ocr=True)
    assert steps == ["ingest", "check"]
    assert asked == [False, True]
    steps.clear()
    assert pipeline.run(workspace, ocr=True).idle
    assert pipeline.run(workspace).idle
    assert steps == []


def test_a_report_is_made_again_once_its_document_holds_what_was_recognised(workspace, steps):
    pipeline.run(workspace)
    steps.clear()
    path = workspace.clean / "facts.parquet"
    pl.read_parquet(path).with_columns(ocr=pl.lit(True)).write_parquet(path)
    pipeline.run(workspace)
    assert steps == [REPORT]


def test_what_was_refused_is_said_again_though_nothing_changed(workspace):
    (workspace.raw / "letter.txt").write_text("你好", encoding="utf-8")
    first = pipeline.run(workspace)
    second = pipeline.run(workspace)
    assert second.idle
    assert second.refused == first.refused != ()


def test_a_report_that_failed_is_tried_again(workspace, steps, monkeypatch):
    from yusuan.report.reports import IncompleteError, report

    def fails(*_arguments, **_options):
        raise IncompleteError([], ["n.ipynb: 失败"])

    monkeypatch.setattr("yusuan.report.reports.report", fails)
    ran = pipeline.run(workspace)
    assert ran.failed == ("n.ipynb: 失败",)
    assert not ran.idle
    monkeypatch.setattr("yusuan.report.reports.report", report)
    steps.clear()
    assert len(pipeline.run(workspace).reports) == 1
    assert steps == [REPORT]


def test_findings_are_of_this_clean_data_or_not_checked(workspace):
    pipeline.run(workspace)
    assert pipeline.is_checked(workspace)
    ingesting.ingest(workspace)
    assert not pipeline.is_checked(workspace)
    assert State.load(workspace.clean).check is None


def test_a_document_that_is_gone_leaves_the_index_though_nothing_is_to_be_reported(workspace):
    (workspace.raw / "b.txt").write_text(TEXT.replace("甲", "乙"), encoding="utf-8")
    listed = []

    def write(_folder, workspace):
        listed.append(workspace.documents().collect()["document"].to_list())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yusuan.report.index.write", write)
        pipeline.run(workspace)
        assert listed == []
        (workspace.raw / "b.txt").unlink()
        pipeline.run(workspace)
        pipeline.run(workspace)
    assert listed == [[DOCUMENT]]


def test_reports_may_stand_on_another_disk(workspace, steps, tmp_path):
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir()
    workspace.reports.symlink_to(elsewhere)
    pipeline.run(workspace)
    assert (elsewhere / DOCUMENT / "n.html").exists()
    steps.clear()
    assert pipeline.run(workspace).idle


def test_a_notebook_that_cannot_be_read_is_told_each_time_and_what_is_made_stands(
    workspace, steps, monkeypatch
):
    from yusuan.report.reports import IncompleteError, report

    def lacks_one(workspace, departments, year, **options):
        raise IncompleteError(report(workspace, departments, year, **options), [], ["x.ipynb：读不出"])

    monkeypatch.setattr("yusuan.report.reports.report", lacks_one)
    first = pipeline.run(workspace)
    assert (first.failed, first.refused, len(first.reports)) == ((), ("x.ipynb：读不出",), 1)
    steps.clear()
    second = pipeline.run(workspace)
    assert second.idle
    assert second.refused == first.refused
    assert steps == []
