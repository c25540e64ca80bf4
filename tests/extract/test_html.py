"""What is read of saved web pages: what a browser shows, nothing fetched, nothing run."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from paths import DISCLOSURES
from yusuan.extract.html import decode_html, read_html
from yusuan.extract.raw import RawDocument, RawTable, TextLine, UnreadableError


def read(page: str | bytes) -> RawDocument:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(page if isinstance(page, bytes) else page.encode())
        return read_html(path)


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def shape(page: str | bytes) -> list[str | list[list[str]]]:
    return [block.text if isinstance(block, TextLine) else texts(block) for block in read(page).blocks]


TABLE = "<table><tr><th>项目<th>预算数<tr><td>合计<td>10</table>"
ROWS = [["项目", "预算数"], ["合计", "10"]]


def test_paragraphs_and_tables_come_in_the_order_of_the_page():
    page = (
        f"<title>网站</title><body><h3>收支总表</h3><p>单位：<b>万元</b></p>{TABLE}<div>说明<p>一</p>二</div>"
    )
    assert shape(page) == ["收支总表", "单位：万元", ROWS, "说明", "一", "二"]
    document = read(page)
    assert [line.row for line in document.lines()] == [1, 2, 3, 4, 5]
    assert (document.format, document.pages, document.title) == ("html", 1, "网站")


def test_spans_become_cells_that_cover_rows_and_columns():
    page = """<table>
      <tr><td rowspan=2>项目</td><td colspan="2">金额</td><td rowspan=2>备注</td></tr>
      <tr><td>本年</td><td>上年</td></tr>
      <tr><td>合计</td><td>10</td><td>9</td><td>无</td></tr></table>"""
    (table,) = read(page).tables()
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}
    assert spans["项目"] == (0, 0, 2, 1)
    assert spans["金额"] == (0, 1, 1, 2)
    assert spans["备注"] == (0, 3, 2, 1)
    assert spans["上年"] == (1, 2, 1, 1)
    assert [cell.text for cell in table.cells if cell.row == 2] == ["合计", "10", "9", "无"]
    assert table.cells[-1].page_row == 3


def test_a_row_span_ends_with_its_group_and_zero_means_all_of_it():
    page = """<table><thead><tr><td rowspan=9>项目<td>金额</thead>
      <tbody><tr><td rowspan=0>甲<td>1<tr><td>2</tbody></table>"""
    (table,) = read(page).tables()
    spans = {cell.text: (cell.row, cell.column, cell.row_span) for cell in table.cells}
    assert spans["项目"] == (0, 0, 1)
    assert spans["甲"] == (1, 0, 2)
    assert spans["2"] == (2, 1, 1)


@st.composite
def partitions(draw):
    """A grid cut into rectangles: (row, column, height, width), the first and last row into single cells."""
    height, width = draw(st.integers(3, 6)), draw(st.integers(2, 6))
    rectangles, taken = [], set()
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            down = 1 if row in {0, height - 1} else draw(st.integers(1, height - 1 - row))
            right = 1 if row in {0, height - 1} else draw(st.integers(1, width - column))
            while any((row, column + step) in taken for step in range(right)):
                right -= 1
            taken |= {(row + y, column + x) for y in range(down) for x in range(right)}
            rectangles.append((row, column, down, right))
    return rectangles


@settings(max_examples=200)
@given(partitions())
def test_any_grid_of_spans_is_read_as_it_was_cut(rectangles):
    rows = [""] * (rectangles[-1][0] + 1)
    for row, column, down, right in rectangles:
        rows[row] += f"<td rowspan={down} colspan={right}>r{row}c{column}</td>"
    (table,) = read("<table><tr>" + "</tr><tr>".join(rows) + "</table>").tables()
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells] == rectangles
    assert all(cell.text == f"r{cell.row}c{cell.column}" for cell in table.cells)


def test_overlapping_spans_are_cut():
    page = "<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>"
    (table,) = read(page).tables()
    covered = [
        (cell.row + down, cell.column + right)
        for cell in table.cells
        for down in range(cell.row_span)
        for right in range(cell.column_span)
    ]
    assert len(covered) == len(set(covered))


def test_cells_outside_rows_and_forms_between_them_are_kept():
    assert shape("<table><td>项目<td>金额<form><tr><td>合计<td>10</form></table>") == [
        [["项目", "金额"], ["合计", "10"]]
    ]


def test_breaks_and_blocks_in_a_cell_are_line_feeds():
    (table,) = read("<table><tr><td>科目<br>名称<td><p>一</p><p>二</p></table>").tables()
    assert texts(table) == [["科目\n名称", "一\n二"]]


def test_line_breaks_of_the_source_are_not_those_of_the_page():
    assert shape("<p>部门\n   预算 <b>2024\n年</b></p><pre>一\n二</pre>") == ["部门预算 2024 年", "一", "二"]


def test_nothing_hidden_or_active_is_read():
    page = f"""<script>document.write(1)</script><style>p {{}}</style><p style="DISPLAY : none">隐</p>
      <noscript>无</noscript><template>模</template><p hidden>藏</p><select><option>选</select>
      <table><tr style="display:none"><td>旧<td>1</tr>
      <tr><td style="display:none">x<td>甲<td>2</table>{TABLE}"""
    assert shape(page) == [[["甲", "2"]], ROWS]


def test_tables_that_hold_tables_are_layout():
    page = f"<table><tr><td>导航</td><td><p>收支总表</p>{TABLE}</td></tr></table>"
    assert shape(page) == ["导航", "收支总表", ROWS]


def test_a_small_table_in_a_cell_is_part_of_the_cells_text():
    corner = "<table><tr><td>科目<tr><td>年度</table>"
    page = "<table><tr><td>" + corner + "<td>预算数" + "<tr><td>甲<td>1" * 4 + "</table>"
    assert shape(page) == [[["科目\n年度", "预算数"], *[["甲", "1"]] * 4]]


def test_tables_of_one_column_or_of_a_row_of_prose_are_layout():
    prose = "主要职责" * 20
    assert shape(f"<table><tr><td>收支总表<tr><td>说明</table><table><tr><td>职责<td>{prose}</table>") == [
        "收支总表",
        "说明",
        "职责",
        prose,
    ]


def test_a_caption_is_a_line_before_its_table():
    assert shape(TABLE.replace("<table>", "<table><caption>收支总表</caption>")) == ["收支总表", ROWS]


def test_title_and_unit_in_the_tables_first_rows_are_lines():
    page = TABLE.replace("<table>", "<table><tr><td colspan=2>收支总表<tr><td><td>单位：万元")
    assert shape(page) == ["收支总表", "单位：万元", ROWS]


def test_lists_of_links_elsewhere_are_left_out_and_others_kept():
    page = """<ul><li><a href="/a">首页</a><li><a href="/b">政务公开</a></ul>
      <ul><li><a href="#1">一、收支总表</a></ul>
      <ul><li><a href="/f/附件.xlsx">附件</a></ul><ul><li>正文 <a href="/c">链接</a></ul>"""
    document = read(page)
    assert [line.text for line in document.lines()] == ["一、收支总表", "附件", "正文 链接"]
    assert len(document.notes) == 1


def test_the_article_title_of_government_pages_comes_first():
    page = '<meta name="ArticleTitle" content="2024年部门预算"><title>公开_网站</title><p>正文'
    assert read(page).title == "2024年部门预算"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>预算".encode(), "<p>预算"),
        ("<p>预算".encode("utf-8-sig"), "<p>预算"),
        ("<p>预算".encode("gb18030"), "<p>预算"),
        ("<meta charset=gb2312><p>镕预算".encode("gbk"), "<meta charset=gb2312><p>镕预算"),
        ("<meta charset=gb2312><p>预算公开".encode(), "<meta charset=gb2312><p>预算公开"),
        ("<meta charset='big5'><p>預算".encode("big5"), "<meta charset='big5'><p>預算"),
        ("<p>预算".encode("utf-16"), "<p>预算"),
    ],
)
def test_the_encoding_is_found(data, text):
    assert decode_html(data) == text


def refused(page: str | bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(page)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_that_a_script_would_fill_is_refused():
    assert "没有文字" in refused("<html><body><div id=app></div><script>run()</script></body></html>")
    assert refused("")


def test_deep_nesting_is_refused():
    assert "嵌套过深" in refused("<div>" * 100_000 + "x")


def test_absurd_spans_do_not_grow_the_table():
    cells = "<td colspan=1000 rowspan=65534>1" * 500
    (table,) = read(f"<table><tr>{cells}<tr><td>2</table>").tables()
    assert table.n_columns <= 501


@pytest.mark.disclosures
def test_every_amount_of_a_real_page_is_read():
    path = DISCLOSURES / "昆明市审计局" / "2026-budget.html"
    if not path.exists():
        pytest.skip("the shared collection of documents is not here")
    document = read_html(path)
    article = lxml_html.parse(str(path), lxml_html.HTMLParser(encoding="utf-8")).getroot().body
    amount = re.compile(r"[0-9][0-9,]*\.[0-9]{2}元")
    expected = amount.findall("".join(article.itertext()))
    assert len(expected) > 50
    assert [found for line in document.lines() for found in amount.findall(line.text)] == expected
    assert not list(document.tables())  # it publishes its tables as an attachment
    assert document.title == "昆明市审计局（汇总）2026年预算公开"


def is_read_or_refused(page: bytes) -> bool:
    try:
        document = read(page)
    except UnreadableError as error:
        return "\n" not in str(error)
    for table in document.tables():
        covered = [
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(covered) == len(set(covered))
        assert all(row < table.n_rows and column < table.n_columns for row, column in covered)
    return all("\n" not in line.text for line in document.lines())


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(data):
    assert is_read_or_refused(data)


PIECES = ["<td colspan=3>", "<td rowspan=0>", "<td rowspan=3>", "<a href=/>", " ", "\n", "&#0;", "&#x110000;"]
PIECES += [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<th>",
    "<tbody>",
    "<caption>",
    "<p>",
    "</p>",
    "<br>",
    "<div>",
    "</div>",
    "<pre>",
    "<ul>",
    "<li>",
]
PIECES += ["<form>", "</form>", "<!--", "-->", "<script>", "</script>", "项目", "10", "12.50"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_soup_of_tags_is_read_or_refused(pieces):
    assert is_read_or_refused("".join(pieces).encode())
