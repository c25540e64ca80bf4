"""One document: its parts as read → its clean frames, whole or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan import reference
from yusuan.extract.plain_text import read_transcript
from yusuan.extract.raw import Cell, RawDocument, RawTable, TextLine, UnreadableError
from yusuan.model import schemas
from yusuan.model.practice import Practice
from yusuan.normalise.document import normalise
from yusuan.reference.practices import of_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yusuan.normalise.document import CleanDocument

    Clean = Callable[..., CleanDocument]

_TABLE = "支出预算总表\n单位：万元\n科目名称\t合计\n合计\t5.00\n"


def test_every_frame_is_there_and_valid_even_where_nothing_is_in_it(clean: Clean) -> None:
    document = clean("")
    assert set(document.frames) == set(schemas.CLEAN)
    for name, frame in document.frames.items():
        assert schemas.CLEAN[name].is_valid(frame)
    assert document.frames["documents"].height == 1
    assert document.frames["facts"].is_empty()


def test_every_row_says_whose_it_is(clean: Clean) -> None:
    document = clean(_TABLE)
    for name in ("documents", "facts", "lines", "columns", "cells"):
        whose = document.frames[name].select(
            "document", "department", pl.col("scope").cast(str), "fiscal_year", pl.col("phase").cast(str)
        )
        assert set(whose.rows()) == {("甲市民政局/2024-budget", "甲市民政局", "department", 2024, "budget")}


def test_the_document_row_tells_what_was_read(clean: Clean, transcript: Callable[..., RawDocument]) -> None:
    document = clean(_TABLE)
    raw = transcript("甲市民政局\n2024年部门预算\n\n" + _TABLE)
    row = document.frames["documents"].row(0, named=True)
    assert (row["format"], row["pages"], row["tables"], row["facts"], row["unverified_tables"]) == (
        "txt",
        1,
        1,
        1,
        0,
    )
    assert (row["unit"], row["files"], row["sha256"]) == ("万元", "part0.txt", raw.sha256)


def test_parts_are_one_document_with_tables_and_statements_numbered_through(clean: Clean) -> None:
    prose = "一、收入预算情况\n2024年收入预算5.00万元。\n"
    document = clean(_TABLE + prose, "收入预算总表\n单位：元\n单位名称\t合计\n合计\t50000.00\n" + prose)
    assert document.frames["documents"].select("tables", "format", "files", "pages").row(0) == (
        2,
        "txt+txt",
        "part0.txt;part1.txt",
        2,
    )
    assert document.frames["facts"].select("table_no", "unit", "amount_fen").rows() == [
        (1, "万元", 5_000_000),
        (2, "元", 5_000_000),
    ]
    numbers = document.frames["statements"]["statement_no"].to_list()
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 2


def test_a_file_outside_the_source_root_is_named_with_its_own_folder_only(
    transcript: Callable[..., RawDocument], tmp_path: Path
) -> None:
    raw = transcript("甲市民政局\n2024年部门预算\n")
    document = normalise([raw], tmp_path / "elsewhere", [])
    assert document.frames["documents"]["files"].to_list() == [f"{raw.path.parent.name}/2024-budget.txt"]


def test_cells_keep_all_that_is_printed_with_heading_and_line(clean: Clean) -> None:
    cells = clean("支出预算总表\n单位：万元\n科目名称\t合计\t备注\n合计\t5.00\t见附件\n").frames["cells"]
    assert cells.select("text", "heading", "line_no", "row", "column").rows() == [
        ("科目名称", "", None, 6, 1),
        ("合计", "", None, 6, 2),
        ("备注", "", None, 6, 3),
        ("合计", "科目名称", 1, 7, 1),
        ("5.00", "合计", 1, 7, 2),
        ("见附件", "备注", 1, 7, 3),
    ]


def test_titles_of_tables_are_headings_with_their_place(clean: Clean) -> None:
    headings = clean(_TABLE).frames["headings"].filter(pl.col("place") == "table")
    assert headings.select("text", "table_no", "row").rows() == [("支出预算总表", 1, 4)]


def test_blank_columns_and_blank_lines_are_kept(clean: Clean) -> None:
    document = clean("支出预算总表\n单位：万元\n科目名称\t合计\t项目支出\n住房保障支出\t\t\n合计\t5.00\t\n")
    assert document.frames["columns"]["measure"].to_list() == [None, "total", "project"]
    assert document.frames["lines"]["line"].to_list() == ["住房保障支出", "合计"]


def test_notes_of_the_readers_are_passed_on_with_the_file(
    transcript: Callable[..., RawDocument], tmp_path: Path
) -> None:
    raw = transcript("甲市民政局\n2024年部门预算\n")
    noted = RawDocument(
        path=raw.path,
        format=raw.format,
        sha256=raw.sha256,
        pages=1,
        blocks=raw.blocks,
        notes=("第3页是图片",),
    )
    assert normalise([noted], tmp_path, []).notes == ("2024-budget.txt：第3页是图片",)


def test_what_is_no_disclosure_is_refused_whole(tmp_path: Path) -> None:
    raw = RawDocument(
        path=tmp_path / "a.txt", format="txt", sha256="", pages=1, blocks=(TextLine("你好", 1, 1),)
    )
    with pytest.raises(UnreadableError, match="不是部门预算或决算公开"):
        normalise([raw], tmp_path, [])


@pytest.mark.parametrize(
    "text",
    [
        "支出预算总表\n单位：万元\n\t\n",
        "支出预算总表\n单位：万元\n科目名称\t合计\n",
        "\t\t\t\n\t\t\t\n",
        "支出预算总表\n单位：万元\n科目名称\t合计\n合计\t" + "9" * 25 + "\n",
        "支出预算总表\n单位：万元\n1\t2\n3\t4\n",
        "支出预算总表\n单位：万元\n=cmd()\t<script>\t\u202e合计\n@x\t5.00\t\n",
    ],
)
def test_odd_tables_never_stop_a_document(clean: Clean, text: str) -> None:
    assert clean(text).frames["documents"].height == 1


def test_two_amounts_at_one_place_cost_their_tables_amounts_only(tmp_path: Path) -> None:
    lines = [TextLine(text, 1, row) for row, text in enumerate(("甲市民政局", "2024年部门预算"), 1)]
    heading = (Cell("项目", 0, 0, page_row=1), Cell("2024年预算数", 0, 1, page_row=1))
    twice = tuple(
        Cell(text, row, column, page_row=2)
        for row, texts in enumerate((("合计", "3.00"), ("甲", "1.00")), 1)
        for column, text in enumerate(texts)
    )
    title = [TextLine("支出预算总表", 1, 3), TextLine("单位：万元", 1, 4)]
    blocks = (*lines, *title, RawTable(heading + twice, 3, 2))
    raw = RawDocument(tmp_path / "a.pdf", "pdf", "0", 1, blocks)
    document = normalise([raw], tmp_path, [])
    (line,) = document.refused
    assert "支出预算总表" in line
    assert "two amounts at one place" in line
    assert document.frames["facts"].is_empty()
    assert document.frames["cells"].height == 6


def test_a_places_own_wording_is_read_in_its_documents_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = reference.Heading(re.compile("民生账"), "project", "measure", Practice("西安", 2024))
    usual = reference.headings()
    monkeypatch.setattr(reference, "headings", of_place(lambda: (*usual, own)))

    def measures(title: str) -> list[str | None]:
        path = tmp_path / "document.txt"
        table = "支出预算总表\n单位：万元\n科目名称\t合计\t民生账\n教育支出\t3.00\t3.00\n合计\t3.00\t3.00\n"
        path.write_text(f"{title}\n{table}", encoding="utf-8")
        columns = normalise([read_transcript(path)], tmp_path, []).frames["columns"]
        return columns.filter(pl.col("heading") == "民生账")["measure"].to_list()

    assert measures("西安市民政局\n2024年部门预算") == ["project"]
    assert measures("西安市民政局\n2023年部门预算") == [None]
    assert measures("咸阳市民政局\n2024年部门预算") == [None]
