"""Frames as people read them: short labels, 万元, words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

import yusuan
from yusuan.analysis.years import series, variance
from yusuan.model import schemas
from yusuan.report import frames

if TYPE_CHECKING:
    from yusuan.workspace.workspace import Workspace


def cells(markup: str) -> list[str]:
    found = re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", markup, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell) for cell in found]


def test_every_column_of_every_frame_has_a_label_in_both_languages():
    named = {name for schema in (schemas.CLEAN | schemas.CHECKED).values() for name in schema.column_names()}
    for column in named | set(variance.SCHEMA) | set(series.SCHEMA):
        assert re.search(r"[\u4e00-\u9fff]|^SHA", frames.label(column)), column
        assert re.fullmatch(r"[\x20-\x7e]+", frames.label(column, "en")), column
        assert frames.label(column, "en") != column


def test_amounts_are_in_ten_thousand_yuan_and_words_are_said():
    frame = pl.DataFrame({"phase": ["budget"], "amount_fen": [5_320_790_000], "change_rate": [-0.0093]})
    shown = yusuan.display(frame)
    assert cells(shown.markup) == ["阶段", "金额", "增减率", "预算", "5,320.79", "−0.93%"]
    assert shown.text == "1 行；金额单位：万元"


def test_english_labels_are_had_for_the_asking():
    frame = pl.DataFrame({"side": ["income"], "ocr": [True], "mine": ["x"]})
    assert cells(frames.display(frame, "en").markup) == [
        "Side",
        "From a picture",
        "mine",
        "income",
        "yes",
        "x",
    ]


def test_blank_is_a_dash_and_never_zero():
    assert cells(frames.display(pl.DataFrame({"amount_fen": [None, 0]})).markup)[1:] == ["—", "0.00"]


def test_of_a_long_frame_the_first_rows_are_shown_and_it_says_so():
    shown = frames.display(pl.LazyFrame({"page": range(9)}), rows=2)
    assert cells(shown.markup) == ["页", "0", "1"]
    assert "9 行，只列前 2 行" in shown.text


def test_lists_are_left_out_and_long_texts_and_hashes_cut():
    frame = pl.DataFrame({"witnesses": [[1]], "message": ["很" * 200], "sha256": ["ab" * 32]})
    assert cells(frames.display(frame).markup)[2:] == ["很" * 120 + "…", "ab" * 8]


def test_a_value_that_is_no_word_of_ours_is_shown_as_it_is():
    assert cells(frames.display(pl.DataFrame({"status": ["<i>"]})).markup)[1:] == ["&lt;i&gt;"]


@pytest.mark.parametrize("name", ["facts", "statements", "findings", "documents"])
def test_every_frame_of_the_workspace_can_be_shown(workspace: Workspace, name: str):
    assert "<table" in frames.display(workspace.frame(name)).markup
