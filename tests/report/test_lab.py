"""JupyterLab itself: a real server, real kernels, Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium")
SAMPLE, SECOND, HOSTILE = "吉林省社会保险事业管理局", "乙局", "丙局"
TOKEN = "of-this-test"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def root(
    tmp_path_factory: pytest.TempPathFactory,
    sample_frames: dict[str, pl.DataFrame],
    hostile_frames: dict[str, pl.DataFrame],
    repository: Path,
) -> Path:
    """A folder with three departments: the sample, one of another amount, one whose every text is hostile."""
    folder = tmp_path_factory.mktemp("lab")
    clean = folder / "data" / "clean"
    clean.mkdir(parents=True)
    shutil.copytree(repository / "notebooks", folder / "notebooks")
    for name, frame in sample_frames.items():
        second = frame.with_columns(
            pl.col(key).str.replace(SAMPLE, SECOND) for key in ("document", "department") if key in frame
        )
        if name == "statements":
            changed = pl.when(metric="overview.current_year").then(99_990_000).otherwise("amount_fen")
            second = second.with_columns(changed.alias("amount_fen"))
        whole = pl.concat([frame, second, hostile_frames[name]], how="vertical_relaxed")
        whole.write_parquet(clean / f"{name}.parquet")
    for name in ("variance", "quality"):
        text = (folder / "notebooks" / f"{name}.ipynb").read_text("utf-8")
        (folder / "notebooks" / f"hostile_{name}.ipynb").write_text(text.replace(SAMPLE, HOSTILE), "utf-8")
    settings = folder / "c" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # Cells out of sight are rendered too.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    return folder


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    """Where `yusuan lab` listens, with no settings of whoever runs the tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = {
        "HOME": root,
        "JUPYTER_CONFIG_DIR": root / "c",
        "JUPYTER_DATA_DIR": root / "d",
        "IPYTHONDIR": root / "i",
    }
    command = [sys.executable, "-c", "from yusuan.cli import main; main()", "lab", "--", "--no-browser"]
    command += [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}"]
    with (
        (root / "log").open("wb") as log,
        subprocess.Popen(
            command, cwd=root, stderr=log, env={**os.environ, **{k: str(v) for k, v in home.items()}}
        ) as server,
    ):
        yield _answering(server, f"http://127.0.0.1:{port}")
        server.terminate()


def _answering(server: subprocess.Popen[bytes], address: str) -> str:
    for _ in range(3000):
        assert server.poll() is None
        try:
            urllib.request.urlopen(f"{address}/api?token={TOKEN}").close()
        except OSError:
            time.sleep(0.1)
        else:
            return address
    raise AssertionError("no answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def window(browser: Any, address: str) -> Iterator[Any]:
    """A window that notes what is asked of whom."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.set_default_timeout(300_000)
    page.address = address
    yield page
    page.close()


def outside(window: Any) -> list[str]:
    return [url for url in window.asked if not url.startswith((window.address, "data:", "blob:"))]


def open_and_run(window: Any, name: str) -> None:
    window.goto(f"{window.address}/lab/tree/notebooks/{name}.ipynb?token={TOKEN}&reset")
    # A notebook without its kernel drops what it is told.
    window.get_by_text("| Idle").wait_for()
    run_all(window)


def run_all(window: Any) -> None:
    window.get_by_role("menuitem", name="Run", exact=True).click()
    window.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def test_the_bridge_is_drawn_and_another_department_gives_another_headline(window: Any):
    open_and_run(window, "variance")
    headline = window.locator(".lead")
    headline.filter(has_text="2024年本年预算5,320.79万元").wait_for()
    bars = window.locator(".vega-embed").first.locator("svg, canvas")
    bars.first.wait_for()
    assert bars.first.bounding_box()["height"] > 50

    editor = window.locator(".jp-CodeCell").first.locator(".cm-content")
    cell = editor.inner_text()
    editor.click()
    window.keyboard.press("Control+A")
    window.keyboard.insert_text(cell.replace(SAMPLE, SECOND))
    run_all(window)
    headline.filter(has_text="2024年本年预算99.99万元").wait_for()
    window.locator(".caption", has_text=SECOND).first.wait_for()
    assert outside(window) == []


def test_the_launcher_lists_what_there_is_and_its_controls_are_live(window: Any):
    open_and_run(window, "start")
    window.locator("td", has_text="2024年部门预算").first.wait_for()
    choice = window.locator(".jp-OutputArea select").first
    choice.wait_for()
    choice.select_option(SECOND)
    window.locator(".lead", has_text="2024年本年预算99.99万元").wait_for()
    assert window.get_by_text("Jupyter news").count() == 0
    window.locator(".jp-RenderedHTML a[href*='/variance.ipynb']").click()
    window.locator(".jp-Cell", has_text="comparison.change_lead").first.wait_for()
    assert outside(window) == []


@pytest.mark.parametrize("name", ["hostile_variance", "hostile_quality"])
def test_what_a_hostile_document_says_neither_runs_nor_fetches(window: Any, name: str):
    open_and_run(window, name)
    window.locator("ol.sources").last.wait_for()
    window.locator(".vega-embed").last.hover(force=True)
    assert window.evaluate("window.pwned") is None
    assert window.locator(".jp-OutputArea a[href^='javascript'], .jp-OutputArea iframe").count() == 0
    assert window.locator(".jp-RenderedHTML a[href*='attacker']").count() == 0
    assert window.locator(".jp-OutputArea", has_text="window.pwned=1").count()
    assert outside(window) == []
