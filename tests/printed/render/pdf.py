"""Printed documents as PDF, through one Chromium for many."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from printed.render.html import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from printed.document import Document

CHROMIUM = shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[Callable[[Document], bytes]]:
    """What prints a document, as long as its browser is open."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True).new_page()

        def printed(document: Document) -> bytes:
            page.set_content(as_html(document, for_print=True))
            return page.pdf(prefer_css_page_size=True, print_background=True)

        yield printed
        browser.close()
