"""A sidecar says where a document comes from, or is refused with its place."""

import datetime as dt

import pytest

from yusuan.extract.raw import UnreadableError
from yusuan.pipeline.sidecar import sidecar_of


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "2024-budget.pdf"
    path.touch()
    return path


def _beside(document, text):
    document.with_suffix(".toml").write_text(text, encoding="utf-8")
    return document


def test_a_document_needs_none(document):
    assert sidecar_of(document).source is None


def test_what_it_says_is_read(document):
    text = 'source = "https://example.org/a?b=1"\nretrieved = 2024-03-01\npublisher = " 财政厅 "\n'
    sidecar = sidecar_of(_beside(document, text))
    assert sidecar.source == "https://example.org/a?b=1"
    assert sidecar.retrieved == dt.date(2024, 3, 1)
    assert sidecar.publisher == "财政厅"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("sorce = 'https://example.org'", "sorce"),
        ("source = 'javascript:alert(1)'", "source"),
        ("retrieved = 'yesterday'", "retrieved"),
        ("publisher = ''", "publisher"),
        ("[[corrections]]\nrow = 1", "corrections.0.column"),
        ("no toml", "line 1"),
        ("\x00", "2024-budget.toml"),
        (f"source = {'[' * 5000}", "unreadable sidecar"),
        (f"source = {'9' * 5000}", "unreadable sidecar"),
    ],
)
def test_a_slip_in_it_is_refused_with_its_place(document, text, place):
    with pytest.raises(UnreadableError) as refused:
        sidecar_of(_beside(document, text))
    assert place in str(refused.value)
    assert "2024-budget.toml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_corrections_are_not_ignored_silently(document):
    text = "[[corrections]]\nrow = 1\ncolumn = 2\nprinted = '1'\ncorrected = '2'\nreason = '笔误'\n"
    with pytest.raises(UnreadableError, match="not supported yet"):
        sidecar_of(_beside(document, text))
