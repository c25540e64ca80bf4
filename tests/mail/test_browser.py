"""The HTML part as a mail program shows it: Debian's Chromium, scripts off, no network."""

from __future__ import annotations

import base64
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from hostile import PAYLOADS
from yusuan.mail import pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "has_chinese_font", lambda: True)


def shown(message: Any, path: Path) -> Path:
    """The HTML part in a file, pictures in the place of their ids."""
    markup = message.get_body(("html",)).get_content()
    for part in message.walk():
        if cid := part["Content-ID"]:
            data = base64.b64encode(part.get_content()).decode()
            markup = markup.replace(f"cid:{cid.strip('<>')}", f"data:image/png;base64,{data}")
    path.write_text(markup, "utf-8")
    return path


@pytest.mark.parametrize("width", [600, 390])
def test_a_letter_fits_a_desk_and_a_telephone_and_asks_for_nothing(
    browser: Any, written: Callable[..., Any], tmp_path: Path, width: int
):
    path = shown(written(warning="有10项不符"), tmp_path / "letter.html")
    context = browser.new_context(
        offline=True, java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture = page.locator("img").bounding_box()
    assert picture["width"] == pytest.approx(min(552, width - 32), abs=1)
    assert picture["height"] < picture["width"]
    assert page.locator(".warning").bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
    context.close()


def test_hostile_text_runs_nothing_even_with_scripts_on(
    browser: Any, written: Callable[..., Any], report: Callable[..., list[Path]], tmp_path: Path
):
    said = " ".join(text for text in PAYLOADS.values() if "pwned" in text or "attacker" in text)
    pages = report(tmp_path / "pages", said=said[:390])
    message = written(pages=pages, note="\n".join(PAYLOADS.values()), warning=PAYLOADS["image"])
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    path = shown(message, tmp_path / "letter.html")
    page.goto(path.as_uri())
    assert page.evaluate("window.pwned") is None
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    context.close()
