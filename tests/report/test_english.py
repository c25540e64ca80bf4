"""English pages: no Chinese of ours, only what the documents say, marked as Chinese."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import polars as pl

from yusuan.checks.run import check
from yusuan.model import schemas
from yusuan.report.pages.page import with_language
from yusuan.report.reports import report

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

HAN = re.compile(r"[\u3400-\u9fff]+")
FRAMES = ("documents", "facts", "statements", "findings", "terms", "indicators", "sentences")


def test_runs_of_chinese_are_marked_and_markup_is_left_alone():
    page = '<title>甲</title><p title="乙">Of 一、丙（丁） and 戊.</p><svg><text>己</text></svg>'
    marked = (
        '<title>甲</title><p title="乙">Of <span lang="zh-Hans">一、丙（丁）</span> and '
        '<span lang="zh-Hans">戊</span>.</p><svg><text>己</text></svg>'
    )
    assert with_language(page) == marked


def test_english_findings_give_their_amounts_in_english(sample: Workspace, repository: Path):
    frames = {name: sample.frame(name) for name in schemas.CLEAN}
    found = check(frames, repository / "expectations").findings
    messages = found.filter(pl.col("status") != "exact")["message_en"]
    # What is quoted is the document's; what it names without quotes stands close: “≥20万元”.
    own = messages.str.replace_all("“[^”]*”|《[^》]*》", "")
    assert own.str.contains(r"CNY [−+]?[0-9][0-9.,]* million").sum() > 1
    assert own.filter(own.str.contains(r"([0-9] |[(])[亿万]?元")).to_list() == []


def test_every_english_page_says_in_chinese_only_what_the_document_says(workspace: Workspace):
    said = "\n".join(
        text
        for name in FRAMES
        for column in workspace.frame(name).select(pl.col(pl.String)).collect().get_columns()
        if column.name not in {"message", "message_en"}
        for text in column.drop_nulls().unique()
    )
    pages = [page for page in report(workspace, lang="en") if page.suffix == ".html"]
    assert len(pages) == len(workspace.books())
    for page in pages:
        text = unescape(
            re.sub(r"<style.*?</style>|<script>.*?</script>", "", page.read_text("utf-8"), flags=re.DOTALL)
        )
        assert '<html lang="en">' in text
        stray = {run for run in HAN.findall(text) if run not in said}
        assert stray == set(), page.name
        outside = re.sub(r"<svg.*?</svg>|<script.*?</script>|<title>.*?</title>", "", text, flags=re.DOTALL)
        outside = re.sub(r'<span lang="zh-Hans">.*?</span>|<[^>]*>', "", outside)
        assert HAN.findall(outside) == [], page.name
