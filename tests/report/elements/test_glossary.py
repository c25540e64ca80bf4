"""The document's own 名词解释 meets the lines that it explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.model import schemas
from yusuan.report.elements.glossary import Glossary
from yusuan.report.elements.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

DOCUMENT = {"document": "甲局/2024-budget", "department": "甲局", "fiscal_year": 2024}


@pytest.fixture
def terms(framed: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    said = {
        "三公经费": "指三项经费。",
        "一般公共服务（类）财政事务（款）行政运行（项）": "指基本支出。",
        "住房保障支出（类）": "指住房<b>支出。",
    }
    rows = [
        {**DOCUMENT, "term": term, "explanation": explanation, "page": 9, "row": row}
        for row, (term, explanation) in enumerate(said.items(), start=5)
    ]
    return framed(schemas.Terms, *rows)


@pytest.mark.parametrize(
    ("line", "explained"),
    [
        ("“三公”经费", "三公经费"),
        ("一、三公经费", "三公经费"),
        ("行政运行", "一般公共服务（类）财政事务（款）行政运行（项）"),
        ("二、住房保障支出", "住房保障支出（类）"),
    ],
)
def test_a_line_is_explained_whatever_its_numbering_and_quotes(
    terms: pl.DataFrame, line: str, explained: str
):
    term = Glossary(terms).of(line)
    assert term is not None
    assert term.name == explained


@pytest.mark.parametrize("line", ["财政事务", "会议费", ""])
def test_a_line_that_the_document_does_not_explain_has_none(terms: pl.DataFrame, line: str):
    assert Glossary(terms).of(line) is None


def test_the_explanation_is_at_the_line_and_at_the_end_with_its_place(
    terms: pl.DataFrame, framed: Callable[..., pl.DataFrame]
):
    sources = Sources(framed(schemas.Documents, DOCUMENT), "zh", terms)
    shown = sources.named("二、住房保障支出")
    assert 'href="#term-1"' in shown
    assert "指住房&lt;b&gt;支出。" in shown
    assert sources.named("二、住房保障支出") == shown
    listed = sources.listing().markup
    assert '<div id="term-1"><dt>住房保障支出（类）</dt><dd>指住房&lt;b&gt;支出。' in listed
    assert "第9页第7行" in listed
    assert "三公" not in listed


def test_without_terms_a_name_is_only_escaped(framed: Callable[..., pl.DataFrame]):
    sources = Sources(framed(schemas.Documents, DOCUMENT))
    assert sources.named("<甲>", "A & B") == "A &amp; B"
    assert sources.named("<甲>") == "&lt;甲&gt;"
