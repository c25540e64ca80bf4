"""`make docs` writes every page, and each of its links leads somewhere."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def _script(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"docs_{path.stem}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def builder(repository: Path) -> Any:
    """The module docs/build.py."""
    return _script(repository / "docs" / "build.py")


@pytest.fixture(scope="module")
def site(builder: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, with the reference of one module."""
    target = tmp_path_factory.mktemp("docs") / "site"
    builder.build(target, ["yusuan.clock"])
    return target


def test_every_page_is_written_with_its_title(builder: Any, site: Path):
    for page, title in builder.pages().items():
        assert title, page
        written = site / builder._place(page)
        assert f"<title>{title} · yusuan</title>" in written.read_text(encoding="utf-8")


def test_every_link_leads_to_a_page_a_picture_a_module_or_a_file(site: Path, repository: Path):
    modules = {
        path.relative_to(repository / "src").with_suffix("") for path in (repository / "src").rglob("*.py")
    }
    modules |= {path.parent for path in modules if path.name == "__init__"}
    pages = [path for path in site.rglob("*.html") if not path.is_relative_to(site / "api")]
    assert len(pages) > 8
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="(?!https?:|mailto:|#)([^"#]+)', text):
            there = (page.parent / unquote(link)).resolve()
            if there.is_relative_to(site / "api"):
                assert there.relative_to(site / "api").with_suffix("") in modules, (page, link)
            else:
                assert there.exists(), (page, link)


def test_links_within_pages_lead_to_their_headings(site: Path):
    for page in site.rglob("*.html"):
        if page.is_relative_to(site / "api"):
            continue
        text = page.read_text(encoding="utf-8")
        for link, part in re.findall(r'href="([^":]*)#([^"]+)"', text):
            there = (page.parent / unquote(link)).resolve() if link else page
            if there.suffix == ".html" and not there.is_relative_to(site / "api"):
                assert f'id="{unquote(part)}"' in there.read_text(encoding="utf-8"), (page, link, part)


def test_pages_and_reference_need_no_network(site: Path):
    for page in site.rglob("*.html"):
        assert re.findall(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//', page.read_text("utf-8")) == []
        assert re.findall(r'<link[^>]+href="(?:https?:)?//', page.read_text("utf-8")) == []


def test_the_tables_of_the_glossary_are_those_of_the_reference(repository: Path):
    glossary = _script(repository / "docs" / "glossary.py")
    page = (repository / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert page == glossary.page(), "make glossary"
    assert all(table in page for table in glossary.tables().values())


@pytest.fixture(scope="module")
def architecture(repository: Path) -> str:
    return (repository / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_picture_of_imports_is_the_contract(architecture: str, repository: Path):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        contract["layers"]
        for contract in project["tool"]["importlinter"]["contracts"]
        if "layers" in contract
    )
    assert "```\n" + "\n".join(layers) + "\n```" in architecture
    packages = [package for layer in layers for package in layer.split(" | ")]
    told = re.findall(r"^\| `(\w+)` \|", architecture, re.MULTILINE)
    assert sorted(told) == sorted(packages)


def test_architecture_says_where_each_kind_of_thing_is_added(architecture: str, repository: Path):
    answers = dict(re.findall(r"^\| \*\*([^*]+)\*\*[^|]*\|([^|]+)\|", architecture, re.MULTILINE))
    assert list(answers) == [
        *("heading", "table kind", "identity", "rule", "chart", "output format", "document format"),
        "place's practice",
    ]
    for answer in answers.values():
        assert re.search(r"\]\(\.\./[\w/.]+\)", answer), answer
    linked = re.findall(r"\]\((\.\./[\w/.]+)\)", architecture)
    assert [link for link in linked if not (repository / "docs" / link).exists()] == []
