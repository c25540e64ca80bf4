"""The page: self-contained, ruled by its own policy, escaped, the same for the same input."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from yusuan.report.elements import display
from yusuan.report.pages import page
from yusuan.report.pages.page import About

if TYPE_CHECKING:
    import nbformat

ABOUT = About("某局", "2024年部门预算", [("部门", "某局"), ("生成时间", "2024-02-26")])
SPEC = {
    "mark": "bar",
    "data": {"values": [{"a": "甲", "b": 1}]},
    "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}},
    "config": {"axisY": {"labelLimit": 100}},
}


def displayed(piece: display.Html) -> Any:
    data, metadata = piece._repr_mimebundle_()
    return new_output("display_data", data=data, metadata=metadata)


def charted(spec: dict[str, Any], message: str = "说明") -> list[Any]:
    figure = display.Figure(spec | {"description": message}, message, "谁", "注")
    return [
        displayed(display.Html(f"<p>{message}</p>", "", {"role": "title"})),
        new_output("display_data", data=figure.bundle()),
        displayed(display.Html("<p>注</p>", "", {"role": "notes"})),
    ]


def notebook(*cells: Any) -> nbformat.NotebookNode:
    return new_notebook(cells=list(cells))


def code(*outputs: Any, source: str = "secret = 1") -> Any:
    return new_code_cell(source, outputs=list(outputs))


@pytest.fixture(scope="module")
def html() -> str:
    return page.render(
        notebook(
            new_markdown_cell("# 变动分析"),
            code(displayed(display.lead("2024年预算1.00万元，与上年持平。"))),
            new_markdown_cell("## 第一节\n\n一句话。", metadata={"yusuan": {"en": "## One\n\nA sentence."}}),
            code(*charted(SPEC), source="chart"),
            new_markdown_cell("改动下一格", metadata={"tags": ["notebook"]}),
        ),
        ABOUT,
    )


def scripts(text: str) -> list[str]:
    return re.findall(r"<script>(.*?)</script>", text, re.DOTALL)


def test_title_description_and_language_come_from_the_notebook(html: str):
    assert '<html lang="zh-Hans">' in html
    assert "<title>某局 · 2024年部门预算 · 变动分析</title>" in html
    assert '<meta name="description" content="2024年预算1.00万元，与上年持平。">' in html


def test_headings_are_real_and_the_contents_lead_to_them(html: str):
    assert html.count("<h1>") == 1
    assert '<h2 id="section-1-title">第一节</h2>' in html
    assert '<li><a href="#section-1">第一节</a></li>' in html
    assert '<a class="skip" href="#main">' in html


def test_code_and_notes_for_the_analyst_are_left_out(html: str):
    assert "secret" not in html
    assert "改动下一格" not in html


def test_the_box_says_how_the_page_was_made(html: str):
    assert "<dt>生成时间</dt><dd>2024-02-26</dd>" in html


def test_only_scripts_named_by_their_hash_may_run(html: str):
    allowed = re.search(r"script-src ([^;]+);", unescape(html))
    assert allowed is not None
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts(html)}
    assert {f"'sha256-{digest}'" for digest in hashes} == set(allowed[1].split())
    assert "unsafe-eval" not in html.partition("</head>")[0]
    assert "default-src 'none'" in unescape(html)
    (sheet,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"style-src-elem 'sha256-{digest}'" in unescape(html)


def test_nothing_is_loaded_from_anywhere(html: str):
    shell = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href|action)=["'](?!#|data:)|@import|url\((?!#)""", shell)
    # Names of namespaces are no addresses.
    assert not re.sub(r"http://www\.w3\.org/[\w/]*", "", shell).count("://")


def test_the_libraries_stand_in_the_page_once_and_only_where_there_is_a_chart(html: str):
    assert html.count("vegaEmbed=") == 1
    plain = page.render(notebook(new_markdown_cell("# 无图")), ABOUT)
    assert scripts(plain) == []
    assert len(plain) < 40_000
    assert len(html.encode()) < 1_500_000


def test_readers_without_scripts_have_a_picture_in_the_colours_of_the_page(html: str):
    assert '<div class="static" role="img" aria-label="说明"><svg' in html
    assert "var(--" in html.split("<svg", 1)[1].split("</svg>", 1)[0] or 'fill="white"' in html


def test_a_chart_with_title_and_notes_is_one_figure(html: str):
    figure = re.search(r"<figure>(.*?)</figure>", html, re.DOTALL)
    assert figure is not None
    assert figure[1].index("说明") < figure[1].index("<svg") < figure[1].index("注")


def test_ids_of_two_pictures_do_not_meet():
    text = page.render(notebook(code(*charted(SPEC), *charted(SPEC))), ABOUT)
    ids = re.findall(r'\bid="([^"]+)"', re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    assert len(ids) == len(set(ids))


def test_the_same_notebook_gives_the_same_bytes():
    book = notebook(new_markdown_cell("# 题"), code(*charted(SPEC)))
    assert page.render(book, ABOUT) == page.render(book, ABOUT)


def test_english_prose_is_taken_where_a_cell_has_it():
    book = notebook(new_markdown_cell("## 节", metadata={"yusuan": {"en": "## Section"}}))
    text = page.render(book, ABOUT, "en")
    assert '<html lang="en">' in text
    assert ">Section</h2>" in text
    assert "目录" not in text


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "[x](javascript:alert(1))",
    "</title><svg onload=alert(1)>",
    "\u202e<!--",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_a_document_stays_text_everywhere(hostile: str):
    spec = json.loads(json.dumps(SPEC).replace("\\u7532", "HERE"))
    spec["data"]["values"][0]["a"] = hostile
    text = page.render(
        notebook(
            new_markdown_cell("# 题"),
            code(displayed(display.lead(hostile))),
            code(displayed(display.note(hostile)), displayed(display.points([(hostile, "")]))),
            code(*charted(spec, "安全")),
            code(new_output("display_data", data={"text/plain": hostile})),
        ),
        About(hostile, hostile, [(hostile, hostile)]),
    )
    outside = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    outside = re.sub(r'<script type="application/json".*?</script>', "", outside, flags=re.DOTALL)
    assert "<script" not in outside
    assert not re.search(r"<(img|svg)[^>]*\son\w+=", outside)
    assert 'href="javascript' not in outside
    assert text.count("</title>") == 1
    data = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert json.loads(data[0])["data"]["values"][0]["a"] == hostile
    assert "<" not in data[0]
