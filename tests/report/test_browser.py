"""The page in Debian's Chromium: charts drawn, nothing asked of a network, readable everywhere."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from yusuan.model import schemas
from yusuan.report import charts, index, tables
from yusuan.report.disclosure import choose
from yusuan.report.elements.display import Figure, Html, Several
from yusuan.report.elements.sources import Sources
from yusuan.report.figures.bridge import Step
from yusuan.report.pages import page
from yusuan.report.pages.page import About
from yusuan.report.sections import comparison, composition, drivers, quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

CHROMIUM = shutil.which("chromium")
DEPARTMENT = "吉林省社会保险事业管理局"
SERIOUS = {"serious", "critical"}
HOSTILE = "</script><img src=x onerror=alert(1)>"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


def outputs(piece: Figure | Html | Several) -> list[Any]:
    if isinstance(piece, Several):
        return [output for part in piece.pieces for output in outputs(part)]
    if isinstance(piece, Html):
        data, metadata = piece._repr_mimebundle_()
        return [new_output("display_data", data=data, metadata=metadata)]
    title = Html(f"<p>{piece.message}</p>", "", {"role": "title"})
    notes = Html(piece.notes, "", {"role": "notes"})
    return [*outputs(title), new_output("display_data", data=piece.bundle()), *outputs(notes)]


@pytest.fixture
def html(build: Callable[..., Workspace], framed: Callable[..., pl.DataFrame]) -> Path:
    """A page with one of everything, a hostile label among it."""
    workspace = build()
    disclosure = choose(workspace, DEPARTMENT, 2024)
    explained = {
        "document": disclosure.document,
        "department": DEPARTMENT,
        "term": "公务接待费",
        "explanation": "指接待。",
    }
    terms = framed(schemas.Terms, {**explained, "fiscal_year": 2024, "row": 479})
    sources = Sources(workspace.documents().collect(), "zh", terms)
    facts, findings = workspace.facts().collect(), workspace.findings().collect()
    three_public = workspace.variance(department=DEPARTMENT, year=2024, by="three_public").collect()
    steps = [
        Step("2023年", "base", 10**8, 0, 10**8, True, None),
        Step(HOSTILE, "change", -(2 * 10**8), 10**8, -(10**8), True, None),
        Step("2024年", "current", -(10**8), 0, -(10**8), False, None),
    ]
    pieces: list[Figure | Html | Several] = [
        comparison.change_lead(three_public, disclosure, sources),
        comparison.bridge(three_public, disclosure, sources),
        drivers.largest_changes(three_public, ("“三公”经费", "three public expenses"), disclosure, sources),
        comparison.table([three_public], disclosure, sources),
        composition.by_function(facts, disclosure, sources),
        quality.counts(findings, {}, disclosure, sources),
        charts.bridge(steps, "过零", "谁", sources),
        tables.build("t", [tables.Column("甲")], [["乙"]], "题"),
        sources.listing(),
    ]
    cells = [new_markdown_cell("# 样张")]
    for number, piece in enumerate(pieces):
        cells += [new_markdown_cell(f"## 第{number}节"), new_code_cell("", outputs=outputs(piece))]
    text = page.render(new_notebook(cells=cells), About(DEPARTMENT, "2024年部门预算", [("部门", DEPARTMENT)]))
    path = workspace.reports / DEPARTMENT / "2024-budget" / "variance.html"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


class Seen:
    """A page as a browser met it."""

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.console: list[str] = []
        self.asked: list[str] = []
        self.context = browser.new_context(offline=True, **context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(300_000)  # of a busy machine
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("dialog", lambda dialog: self.console.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.quiet = [path.as_uri()]

    def all_charts_drawn(self) -> None:
        self.page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every(chart => chart.dataset.drawn === 'yes')",
            timeout=300_000,
        )


@pytest.mark.parametrize(
    "context",
    [
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 768, "height": 900}, "color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    ids=["wide", "tablet-dark", "phone"],
)
def test_charts_are_drawn_and_nothing_is_said_or_asked(browser: Any, html: Path, context: dict[str, Any]):
    seen = Seen(browser, html, **context)
    seen.all_charts_drawn()
    assert seen.console == []
    assert seen.asked == seen.quiet
    bars = seen.page.locator(".live .mark-rect path").count()
    assert bars > 20
    assert seen.page.locator(".static:visible").count() == 0
    width = seen.page.evaluate("document.documentElement.scrollWidth")
    assert width <= context["viewport"]["width"]
    seen.context.close()


def test_without_scripts_there_are_pictures(browser: Any, html: Path):
    seen = Seen(browser, html, java_script_enabled=False)
    assert seen.page.locator(".static svg:visible").count() == 5
    assert seen.asked == seen.quiet
    seen.context.close()


def test_dark_paper_has_light_ink_in_charts_too(browser: Any, html: Path):
    seen = Seen(browser, html, color_scheme="dark")
    seen.all_charts_drawn()
    style = "element => getComputedStyle(element)"
    assert seen.page.eval_on_selector("body", f"{style}.backgroundColor") == "rgb(18, 22, 28)"
    assert seen.page.eval_on_selector(".live .mark-text text", f"{style}.fill") == "rgb(232, 236, 241)"
    seen.context.close()


def test_a_marker_tells_its_place_to_the_keyboard_and_leads_to_it(browser: Any, html: Path):
    seen = Seen(browser, html)
    marker = seen.page.locator(".lead .src a").first
    marker.focus()
    shown = marker.evaluate("element => getComputedStyle(element, '::after').content")
    assert "第405行" in shown
    marker.press("Enter")
    assert seen.page.url.endswith("#source-1")
    assert seen.page.locator("#source-1").is_visible()
    seen.context.close()


def test_a_line_tells_its_meaning_to_the_keyboard_and_leads_to_it(browser: Any, html: Path):
    seen = Seen(browser, html)
    term = seen.page.get_by_role("link", name="公务接待费", exact=True)
    term.focus()
    assert "指接待。" in term.evaluate("element => getComputedStyle(element, '::after').content")
    term.press("Enter")
    assert seen.page.locator("#term-1:target").is_visible()
    seen.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, html: Path, scheme: str):
    from axe_playwright_python.sync_playwright import Axe

    # The tool is a script of its own, which the page's policy would refuse.
    seen = Seen(browser, html, color_scheme=scheme, bypass_csp=True)
    seen.all_charts_drawn()
    seen.page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    found = Axe().run(seen.page).response["violations"]
    serious = [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in SERIOUS]
    assert serious == []
    seen.context.close()


def test_a_printed_page_shows_what_is_folded_and_no_navigation(browser: Any, html: Path, tmp_path: Path):
    import pypdfium2

    seen = Seen(browser, html)
    seen.all_charts_drawn()
    target = tmp_path / "page.pdf"
    seen.page.pdf(path=str(target), prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(target)
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    assert "其他企业改革发展补助" in text
    assert "跳到正文" not in text
    # Where a figure stands and what a word means are notes at the end, by number.
    assert "第405行" in text
    assert "指接待。" in text
    document.close()
    seen.context.close()


def test_a_long_table_repeats_its_heading_on_every_sheet_and_a_chart_is_never_cut(
    browser: Any, tmp_path: Path
):
    import pypdfium2

    rows = [[f"第{number}行", "1.00"] for number in range(90)]
    table = tables.build("t", [tables.Column("表头"), tables.Column("金额", number=True)], rows, "题")
    steps = [Step(f"步{number}", "change", 10**8, 0, 10**8, False, None) for number in range(12)]
    chart = charts.bridge(steps, "图题", "谁", Sources(pl.DataFrame()))
    cells = [new_markdown_cell("# 样张"), new_code_cell("", outputs=[*outputs(table), *outputs(chart)])]
    path = tmp_path / "page.html"
    path.write_text(page.render(new_notebook(cells=cells), About("甲", "2024年", [])), "utf-8")
    seen = Seen(browser, path)
    seen.all_charts_drawn()
    seen.page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        sheets = [sheet.get_textpage().get_text_bounded() for sheet in document]
    with_rows = [text for text in sheets if "行" in text]
    assert len(with_rows) > 1
    assert all("表头" in text for text in with_rows)
    (drawn,) = (text for text in sheets if "图题" in text)
    assert all(f"步{number}" in drawn for number in range(12))
    seen.context.close()


@pytest.mark.usefixtures("html")
def test_the_index_finds_what_is_typed(browser: Any, workspace: Workspace):
    path = index.write(workspace.reports, workspace)
    seen = Seen(browser, path)
    seen.page.get_by_role("searchbox").fill("吉林 2024")
    assert seen.page.locator("article:visible").count() == 1
    seen.page.get_by_role("searchbox").fill("没有这个")
    assert seen.page.locator("article:visible").count() == 0
    assert seen.page.get_by_text("没有符合的报告").is_visible()
    seen.page.get_by_role("searchbox").fill("")
    seen.page.locator("article a").first.click()
    seen.page.wait_for_load_state()
    assert seen.page.title().startswith(DEPARTMENT)
    assert seen.console == []
    seen.context.close()
