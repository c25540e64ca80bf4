"""A page's parts as plain text: the headline, the first table, charts in light colours, findings, files."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from yusuan.mail import excerpt
from yusuan.mail.excerpt import FINDINGS, ROWS, PageError
from yusuan.report import tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_opening_page_says_whose_it_is_and_what_was_found(pages: list[Path]):
    taken = excerpt.read(pages[0])
    assert (taken.department, taken.period, taken.title) == ("甲局", "2024年部门预算", "同比变动分析")
    assert taken.headline == "2024年本年预算90.00万元，减少10.00万元。主要原因：公务接待费。"
    assert taken.points == ("要点：公务接待费",)
    assert taken.made == (("部门", "甲局"), ("生成时间", "2024-03-04 07:00"))
    (source,) = taken.sources
    assert source.startswith("甲局2024年部门预算 data/raw/甲局/2024-budget.txt SHA-256 0f0f")


def test_the_key_table_has_names_and_figures_and_its_remarks_apart(pages: list[Path]):
    table = excerpt.read(pages[0]).table
    assert table is not None
    assert table.headings == ("项目", "2023年", "2024年")
    assert table.rows == (
        (("本年预算", "推算 100.00", "90.00"), 0, "公务接待费"),
        (("公务接待费", "1,000.00", "—"), 2, "公务接待费"),
    )
    assert (table.caption, table.notes, table.left_out) == ("甲局 · 万元", "“推算”：倒推的数。", 0)


def test_a_chart_is_drawn_in_light_colours_and_says_its_message(pages: list[Path]):
    (chart,) = excerpt.read(pages[0]).charts
    assert (chart.message, chart.subject, chart.notes) == (
        "减少：公务接待费",
        "甲局 · 万元",
        "斜线为推算数。",
    )
    assert "var(--" not in chart.spec
    assert json.loads(chart.spec)["config"]["background"] == "#ffffff"


def test_findings_come_broken_first_and_the_rest_is_counted(pages: list[Path]):
    broken, question = excerpt.read(pages[1]).findings
    assert len(broken.sentences) == FINDINGS
    assert broken.left_out == 10 - FINDINGS
    assert set(broken.sentences) == {"公务接待费"}
    assert (len(question.sentences), question.left_out) == (1, 0)


def test_a_long_table_is_cut_and_says_so(pages: list[Path], tmp_path: Path):
    rows = [[tables._line(f"第{n}行", 0), "1.00"] for n in range(ROWS + 5)]
    long = tables.build("long", [tables.Column("项目"), tables.Column("数", number=True)], rows, "题").markup
    text = pages[0].read_text("utf-8")
    path = tmp_path / "long.html"
    path.write_text(text.replace('<p class="lead">', f'{long}<p class="lead">', 1), "utf-8")
    table = excerpt.read(path).table
    assert table is not None
    assert (len(table.rows), table.left_out) == (ROWS, 5)


def test_folded_tables_are_not_the_key_table(pages: list[Path], tmp_path: Path):
    text = pages[0].read_text("utf-8")
    path = tmp_path / "folded.html"
    folded = text.replace('<div class="table', '<details class="data"><div class="table', 1)
    path.write_text(folded.replace("</table>", "</table></details>", 1), "utf-8")
    assert excerpt.read(path).table is None


def test_classes_beside_those_it_goes_by_make_no_difference(pages: list[Path], tmp_path: Path):
    path = tmp_path / "classes.html"
    path.write_text(re.sub(r'\bclass="([^"]+)"', r'class="x \1 y"', pages[0].read_text("utf-8")), "utf-8")
    assert replace(excerpt.read(path), path=pages[0]) == excerpt.read(pages[0])


def test_long_texts_are_cut(report: Callable[..., list[Path]], tmp_path: Path):
    taken = excerpt.read(report(tmp_path, said="长" * 450)[0])
    assert max(map(len, (taken.headline, *taken.points, taken.charts[0].message))) == 400
    assert taken.headline.endswith("…")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<",
        b"\xff\xfe\x00",
        b"<p>x</p>",
        b'<meta name="yusuan-title" content="x"><main></main>',
        b'<meta name="yusuan-title" content="x"><meta name="description" content="y">',
    ],
)
def test_what_is_no_report_is_refused_by_name(tmp_path: Path, content: bytes):
    path = tmp_path / "page.html"
    path.write_bytes(content)
    with pytest.raises(PageError, match=r"page\.html"):
        excerpt.read(path)


def test_pages_of_a_folder_begin_with_the_comparison(tmp_path: Path):
    for name in ("quality.html", "operating_costs.html", "variance.html", "figures.xlsx"):
        (tmp_path / name).touch()
    names = [path.name for path in excerpt.pages(tmp_path)]
    assert names == ["variance.html", "operating_costs.html", "quality.html"]
