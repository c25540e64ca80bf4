"""Whole runs: real kernels over a small workspace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import polars as pl
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from yusuan.report import index
from yusuan.report.reports import IncompleteError, ReportError, report, workbook_job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

DEPARTMENT = "吉林省社会保险事业管理局"
FOLDER = f"{DEPARTMENT}/2024-budget"
# In the order in which they are read.
MADE = [
    "overview.html",
    "variance.html",
    "operating_costs.html",
    "projects.html",
    "trend.html",
    "budget_final.html",
    "peers.html",
    "quality.html",
    "workbook.xlsx",
]
WHO = 'department: str = "甲"\nyear: int = 2024\nworkspace: str = "."'


@pytest.fixture
def own(workspace: Workspace) -> Callable[..., Workspace]:
    """The workspace with notebooks of a test's own."""

    def write(**cells: str) -> Workspace:
        folder = workspace.root / "notebooks"
        folder.unlink()
        folder.mkdir()
        for name, source in cells.items():
            book = new_notebook(
                cells=[
                    new_code_cell(WHO, metadata={"tags": ["parameters"]}),
                    new_code_cell(source, id="last"),
                ],
                metadata={
                    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
                },
            )
            nbformat.write(book, folder / f"{name}.ipynb")
        return workspace

    return write


def test_every_notebook_of_the_project_makes_its_page_again_the_same(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1708905600")
    told: list[tuple[int, int]] = []
    pages = report(workspace, on_page=lambda _page, done, among: told.append((done, among)))
    assert [page.relative_to(workspace.reports).as_posix() for page in pages] == [
        f"{FOLDER}/{name}" for name in MADE
    ]
    assert told == [(number, len(MADE)) for number in range(1, len(MADE) + 1)]
    variance = pages[MADE.index("variance.html")]
    text = variance.read_text("utf-8")
    assert "2024年本年预算5,320.79万元，比上年减少49.84万元，下降0.9%。主要原因：" in text
    assert "2024-02-26 00:00 UTC" in text
    assert "Traceback" not in text
    assert variance.stat().st_size < 1_500_000
    assert variance.stat().st_mode & 0o044 == 0o044
    listed = (workspace.reports / "index.html").read_text("utf-8")
    assert "不符 2" in listed
    assert listed.count("<article>") == 1
    assert "/workbook.xlsx" in listed
    left = {path.name for path in workspace.root.rglob("*") if path.is_file() and path.suffix != ".parquet"}
    assert left == {*MADE, "index.html"}

    before = {page: page.read_bytes() for page in pages}
    for page in report(workspace, notebooks=["trend", "variance"]):
        assert page.read_bytes() == before[page]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1708992000")
    final = pages[MADE.index("budget_final.html")]
    assert report(workspace, notebooks=["budget_final"])[0] == final
    assert final.read_bytes() == before[final].replace(b"2024-02-26 00:00 UTC", b"2024-02-27 00:00 UTC")


def test_a_document_without_figures_still_makes_whole_pages(build: Callable[..., Workspace]):
    full = build()
    bare = {name: full.frame(name).collect().clear() for name in ("facts", "findings", "untested")}
    said = full.statements().collect().head(1).with_columns(metric=pl.lit("terms.other"))
    names = [name.removesuffix(".html") for name in MADE if name.endswith(".html")]
    for page in report(build(**bare, statements=said), lang="en", notebooks=names):
        text = page.read_text("utf-8")
        assert '<p class="lead">' in text
        assert 'class="chart"' not in text


def test_clean_data_may_stand_elsewhere(own: Callable[..., Workspace], tmp_path: Path):
    workspace = own(counts="import yusuan\nlen(yusuan.open(workspace).findings().collect())")
    elsewhere = tmp_path / "elsewhere"
    (workspace.root / "data" / "clean").rename(elsewhere)
    (page,) = report(type(workspace)(workspace.root, elsewhere), notebooks=["counts"])
    assert '<pre class="output">44</pre>' in page.read_text("utf-8")


def test_a_failing_notebook_is_kept_and_named_and_the_others_are_made(own: Callable[..., Workspace]):
    workspace = own(bad="1 / 0", good="print(department)")
    with pytest.raises(IncompleteError) as caught:
        report(workspace, notebooks=["bad", "good"])
    (line,) = caught.value.failures
    assert "bad.ipynb：单元格 last 出错，ZeroDivisionError：division by zero" in line
    assert DEPARTMENT in line
    assert [page.name for page in caught.value.written] == ["good.html"]
    kept = workspace.reports / FOLDER / "bad.failed.ipynb"
    assert "ZeroDivisionError" in kept.read_text("utf-8")
    assert not (workspace.reports / FOLDER / "bad.html").exists()
    (workspace.notebooks / "bad.ipynb").write_text(
        (workspace.notebooks / "good.ipynb").read_text("utf-8"), "utf-8"
    )
    report(workspace, notebooks=["bad"])
    assert not kept.exists()


def test_a_dying_kernel_is_one_clear_line(own: Callable[..., Workspace]):
    workspace = own(dies="import os; os.kill(os.getpid(), 9)")
    with pytest.raises(IncompleteError, match=r"dies\.ipynb：单元格 last 内核中途退出"):
        report(workspace, notebooks=["dies"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"departments": ["某局"]}, f"没有这个部门：某局；现有 {DEPARTMENT}"),
        ({"year": 2019}, "没有这个年度：2019；现有 2024"),
        (
            {"notebooks": ["varianc"]},
            "没有这个笔记本：varianc；现有 overview、variance、operating_costs、projects",
        ),
    ],
)
def test_a_wrong_call_is_answered_with_what_there_is(
    workspace: Workspace, asked: dict[str, object], said: str
):
    with pytest.raises(ReportError, match=re.escape(said)):
        report(workspace, **asked)
    assert not workspace.reports.exists()


def test_no_document_writes_outside_the_reports(build: Callable[..., Workspace]):
    workspace = build()
    row = {**workspace.documents().collect().row(0, named=True), "document": "../../../escape/2024-budget"}
    job = workbook_job(row, workspace, None, "zh", workspace.reports, [])
    assert job.target.resolve().is_relative_to(workspace.reports.resolve())


def test_the_index_lists_reports_by_document_and_escapes_what_they_say(workspace: Workspace):
    folder = workspace.reports / FOLDER
    folder.mkdir(parents=True)
    head = {
        "yusuan-department": "&lt;b&gt;局",
        "yusuan-period": "2023年部门决算",
        "yusuan-title": "同比变动分析",
    }
    metas = "".join(f'<meta name="{name}" content="{said}">' for name, said in head.items())
    (folder / "variance.html").write_text(f'{metas}<meta name="description" content="一句话。">', "utf-8")
    (folder / "other.html").write_text("<p>not ours</p>", "utf-8")
    text = index.write(workspace.reports, workspace).read_text("utf-8")
    assert "&lt;b&gt;局" in text
    assert "一句话。" in text
    assert "not ours" not in text
    assert "other.html" not in text
    assert "%E5%90%89" in text
    assert "default-src" in text


def test_an_index_without_reports_says_so(workspace: Workspace):
    workspace.reports.mkdir()
    assert "还没有报告" in index.write(workspace.reports, workspace).read_text("utf-8")
