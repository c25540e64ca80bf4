"""Hostile texts in every field of a document: in its pages nothing of them runs, fetches or links."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from yusuan.report.reports import report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

    from yusuan.workspace.workspace import Workspace

CHROMIUM = shutil.which("chromium")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_what_a_hostile_document_says_neither_runs_nor_fetches_in_any_page(
    build: Callable[..., Workspace], hostile_frames: dict[str, pl.DataFrame]
):
    from playwright.sync_api import sync_playwright

    pages = [page for page in report(build(**hostile_frames)) if page.suffix == ".html"]
    assert len(pages) == len(build(**hostile_frames).books())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        # A policy may stop what an escape should have: it is tried without, too.
        for page, bypass in [(page, bypass) for page in pages for bypass in (False, True)]:
            assert_quiet(browser.new_page(bypass_csp=bypass), page)


def assert_quiet(window: Any, page: Path) -> None:
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: asked.append(message.text))
    window.on("pageerror", lambda error: asked.append(str(error)))
    window.goto(page.as_uri())
    window.wait_for_function(
        "[...document.querySelectorAll('.chart')].every(chart => chart.dataset.drawn === 'yes')"
    )
    for bar in window.locator(".live .mark-rect path").all()[:3]:
        bar.hover(force=True)
    assert asked == [page.as_uri()]
    assert window.evaluate("window.pwned") is None
    assert window.locator("main iframe, main input, main img, main script:not(.spec)").count() == 0
    assert window.locator("main a:not([href^='#']), main svg a").count() == 0
    # A page that finds nothing to set side by side quotes nothing.
    if page.stem != "budget_final":
        assert "window.pwned=1" in window.locator("main").inner_text()
    window.close()
