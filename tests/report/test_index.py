"""The index of reports: what it lists, in what order, and what a hostile page or a script-less reader make of it."""

from __future__ import annotations

import hashlib
import re
import shutil
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe

from hostile import PAYLOADS
from yusuan.report import index
from yusuan.report.folders import folder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yusuan.workspace.workspace import Workspace

CHROMIUM = shutil.which("chromium")
browsing = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]
WIDTHS = (1280, 390)


def a_page(
    workspace: Workspace,
    document: str,
    headline: str,
    *,
    title: str = "同比变动分析",
    who: str = "",
    when: str = "",
) -> None:
    """A page of a document, of which it is the head that counts."""
    folder = workspace.reports / folder_of(document)
    folder.mkdir(parents=True, exist_ok=True)
    department, _, year = document.rpartition("/")
    said = {
        "yusuan-department": who or department,
        "yusuan-period": when or f"{year[:4]}年部门预算",
        "yusuan-title": title,
        "description": headline,
    }
    metas = "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in said.items())
    (folder / "variance.html").write_text(f"<!DOCTYPE html><title>甲</title>{metas}", "utf-8")
    documents = workspace.documents().collect()
    if document not in documents["document"]:
        one = documents.head(1).with_columns(document=pl.lit(document))
        pl.concat([documents, one]).write_parquet(workspace.clean / "documents.parquet")


@pytest.fixture
def indexed(workspace: Workspace) -> Workspace:
    a_page(workspace, "甲局/2023-budget", "2023年本年预算100万元。")
    a_page(workspace, "甲局/2024-budget", "2024年本年预算120万元，增长20.0%。")
    a_page(workspace, "乙局/2024-budget", "2024年本年预算7万元，与上年持平。")
    (workspace.reports / "甲局" / "2024-budget" / "workbook.xlsx").touch()
    index.write(workspace.reports, workspace)
    return workspace


def text_of(workspace: Workspace) -> str:
    return (workspace.reports / "index.html").read_text("utf-8")


def test_departments_stand_together_their_latest_year_first(indexed: Workspace):
    text = text_of(indexed)
    assert re.findall(r"<h2><bdi>(.+?)</bdi>", text) == ["乙局", "甲局"]
    assert re.findall(r"<h3><bdi>(\d+)", text) == ["2024", "2024", "2023"]
    assert "2个部门或单位，3份预算、决算" in text


def test_a_workbook_is_linked_where_there_is_one(indexed: Workspace):
    assert re.findall(r'href="([^"]+\.xlsx)"', text_of(indexed)) == [
        "%E7%94%B2%E5%B1%80/2024-budget/workbook.xlsx"
    ]


@pytest.mark.parametrize(
    ("statuses", "lang", "badges"),
    [
        (["exact", "rounding"], "zh", ["没有不符、存疑"]),
        (["broken", "broken", "question"], "zh", ["不符 2", "存疑 1"]),
        (["question", "exact"], "en", ["question 1"]),
        (["exact"], "en", ["nothing broken or in question"]),
        ([], "zh", []),
    ],
)
def test_a_badge_says_how_many_findings_are_broken_or_in_question(
    build: Callable[..., Workspace], statuses: list[str], lang: Any, badges: list[str]
):
    findings = build().findings().collect()
    one = findings.head(1).with_columns(document=pl.lit("甲局/2024-budget"), waived=pl.lit(None, pl.String))
    rows = [one.with_columns(status=pl.lit(status).cast(findings.schema["status"])) for status in statuses]
    workspace = build(findings=pl.concat([findings.clear(), *rows]))
    a_page(workspace, "甲局/2024-budget", "一句话。")
    index.write(workspace.reports, workspace, lang)
    assert re.findall(r'class="badge[^"]*">([^<]+)<', text_of(workspace)) == badges


def test_what_is_waived_weighs_nothing(build: Callable[..., Workspace]):
    findings = (
        build()
        .findings()
        .collect()
        .with_columns(document=pl.lit("甲局/2024-budget"), waived=pl.lit("已核准"))
    )
    workspace = build(findings=findings)
    a_page(workspace, "甲局/2024-budget", "一句话。")
    index.write(workspace.reports, workspace)
    assert "没有不符、存疑" in text_of(workspace)


def test_pages_of_a_document_that_is_no_longer_there_leave_it(indexed: Workspace):
    documents = indexed.documents().filter(pl.col("document") != "甲局/2023-budget").collect()
    documents.write_parquet(indexed.clean / "documents.parquet")
    index.write(indexed.reports, indexed)
    assert "2个部门或单位，2份预算、决算" in text_of(indexed)


def test_a_department_of_any_name_is_listed_with_its_links_in_its_own_folder(workspace: Workspace):
    names = ["../../x", "a/b", "index.html", "runs", "CON", "部" * 100]
    for name in names:
        a_page(workspace, f"{name}/2024-budget", "一句话。")
    index.write(workspace.reports, workspace)
    text = text_of(workspace)
    assert sorted(re.findall(r"<h2><bdi>(.+?)</bdi>", text)) == sorted(names)
    for link in re.findall(r'href="([^"]+/variance.html)"', text):
        assert (workspace.reports / unquote(link)).resolve().is_relative_to(workspace.reports.resolve())
        assert (workspace.reports / unquote(link)).is_file()


def test_it_lets_nothing_in_but_what_it_holds(indexed: Workspace):
    text = text_of(indexed)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for element in ("script", "style"):
        (inlined,) = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
        digest = b64encode(hashlib.sha256(inlined.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy
    assert not re.findall(r' style=| on\w+=|<link|src=|href="(?:\w+:|//)', text)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens the index offline; what it says to the console, asks for or pops up is kept with the page."""
    contexts = []

    def visit(workspace: Workspace, **options: Any) -> Any:
        context = chromium.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(300_000)  # of a busy machine
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.heard.append(request.url))
        page.goto((workspace.reports / "index.html").as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()


class TestInChromium:
    pytestmark = browsing

    def test_a_search_leaves_what_holds_every_word_and_says_how_many(
        self, indexed: Workspace, browse: Callable[..., Any]
    ):
        page = browse(indexed)
        box, said = page.get_by_role("searchbox"), page.get_by_role("status")
        for typed, shown, text in [
            ("甲局", 2, "符合的有 2 份。"),
            ("２０２４ 甲", 1, "符合的有 1 份。"),
            ("持平", 1, "符合的有 1 份。"),
            ("没有这个", 0, "没有符合的报告。"),
            ("", 3, ""),
        ]:
            box.fill(typed)
            assert page.locator("article:visible").count() == shown, typed
            assert said.text_content() == text
        box.fill("持平")
        assert page.locator("h2:visible").all_text_contents() == ["乙局"]

    def test_without_scripts_everything_stays_listed(self, indexed: Workspace, browse: Callable[..., Any]):
        page = browse(indexed, java_script_enabled=False)
        assert page.locator("article:visible").count() == 3
        assert page.locator("input:visible").count() == 0

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", WIDTHS)
    def test_it_fits_and_is_accessible(
        self, indexed: Workspace, browse: Callable[..., Any], width: int, scheme: str
    ):
        page = browse(indexed, viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}] == []

    def test_of_a_hostile_document_nothing_runs_is_fetched_or_leads_astray(
        self, workspace: Workspace, browse: Callable[..., Any]
    ):
        said = list(PAYLOADS.values())
        for number, text in enumerate(said):
            other = said[number - 1]
            a_page(workspace, f"甲局{number}/2024-budget", text, title=other, who=other, when=text)
        index.write(workspace.reports, workspace)
        page = browse(workspace)
        page.get_by_role("searchbox").fill(PAYLOADS["script"])
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None
        assert page.heard == [(workspace.reports / "index.html").as_uri()]
        assert page.locator("main :is(script, img, svg, iframe, style, form)").count() == 0
        assert page.locator("main input").count() == 1
        links = page.evaluate(
            "[...document.querySelectorAll('main a')].map(link => link.getAttribute('href'))"
        )
        assert len(links) == len(said)
        assert all(re.fullmatch(r"%E7[\w%]+/2024-budget/variance\.html", link) for link in links)
        page.get_by_role("searchbox").fill("")
        assert PAYLOADS["script"] in page.locator("main").inner_text()
