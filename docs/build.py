"""`make docs`: the repository's pages and an API reference of the docstrings, to be read without a network.

Every Markdown page of the repository becomes an HTML page at the same place below the target, README.md the first;
the API reference is made by pdoc. A link to a module leads to its reference, one to another file to the checkout.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pdoc
import pdoc.render
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("", "docs", "data/clean", "src/yusuan/reference")
API = "api"
PICTURES = {".png", ".svg", ".jpg"}
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · yusuan</title><style>{style}</style></head>
<body><nav>{navigation}</nav><main>{content}</main></body></html>
"""
STYLE = """
body{margin:0;display:grid;grid-template-columns:15rem minmax(0,52rem);gap:2rem;font:16px/1.7 system-ui,"Noto Sans CJK SC",
sans-serif;color:#1b1b1b;background:#fff}nav{padding:1rem;background:#f4f4f2;min-height:100vh;font-size:.9rem}
nav a{display:block;padding:.1rem 0;color:inherit;text-decoration:none}nav a[aria-current]{font-weight:bold}
main{padding:1rem 1rem 4rem}a{color:#0b57a4}table{border-collapse:collapse;display:block;overflow-x:auto}
td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left;vertical-align:top}img{max-width:100%}
code{background:#f4f4f2;padding:0 .2rem}pre{background:#f4f4f2;padding:.8rem;overflow-x:auto}pre code{padding:0}
@media(max-width:50rem){body{display:block}nav{min-height:0}}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}nav,code,pre{background:#242424}a{color:#8ab8ee}
td,th{border-color:#444}}
"""


def pages() -> dict[Path, str]:
    """The Markdown pages, by their path in the repository, with their titles; the README is the first."""
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))]
    found.sort(key=lambda path: path != ROOT / "README.md")
    return {path.relative_to(ROOT): _title(path.read_text(encoding="utf-8")) for path in found}


def build(target: Path, modules: Sequence[str] = ("yusuan",)) -> None:
    """Write all pages below a folder, which is made anew.

    Args:
        target: the folder.
        modules: what the API reference is made of, with what is below it.
    """
    shutil.rmtree(target, ignore_errors=True)
    titles = pages()
    for page in titles:
        written = target / _place(page)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(_rendered(page, titles, target), encoding="utf-8")
    pdoc.render.configure(docformat="google", show_source=False, footer_text="yusuan")
    pdoc.pdoc(*modules, output_directory=target / API)


def _title(text: str) -> str:
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    return heading[1].replace("`", "") if heading else ""


def _place(page: Path) -> Path:
    return Path("index.html") if page == Path("README.md") else page.with_suffix(".html")


def _rendered(page: Path, titles: Mapping[Path, str], target: Path) -> str:
    text = (ROOT / page).read_text(encoding="utf-8")
    text = re.sub(r"^<!-- .* -->\n", "", text, flags=re.MULTILINE)
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = markdown.parse(text)
    for token in tokens:
        for inner in (token, *(token.children or ())):
            for name in {"href", "src"} & inner.attrs.keys():
                inner.attrSet(name, _link(str(inner.attrs[name]), page, titles, target))
    _name_headings(tokens)
    here = (target / _place(page)).parent
    links = [
        f'<a href="{_relative(target / _place(other), here)}"{" aria-current" if other == page else ""}>'
        f"{escape(title)}</a>"
        for other, title in titles.items()
    ]
    links.append(f'<a href="{_relative(target / API / "yusuan.html", here)}">API</a>')
    return PAGE.format(
        lang="zh" if re.search(r"[\u4e00-\u9fff]", titles[page]) else "en",
        title=escape(titles[page]),
        style=STYLE,
        navigation="".join(links),
        content=markdown.renderer.render(tokens, markdown.options, {}),
    )


def _link(link: str, page: Path, titles: Mapping[Path, str], target: Path) -> str:
    """Where a link of a page leads, from where the page is written."""
    if re.match(r"[a-z]+:|#", link):
        return link
    path, _, part = unquote(link).partition("#")
    meant = Path(os.path.normpath(page.parent / path))
    here = (target / _place(page)).parent
    if meant in titles:
        there = target / _place(meant)
    elif meant.is_relative_to("src/yusuan") and meant.suffix == ".py":
        module = meant.relative_to("src").with_suffix("")
        module = module.parent if module.name == "__init__" else module
        there = target / API / module.with_suffix(".html")
    elif meant.suffix in PICTURES:
        there = target / meant
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / meant, there)
    else:
        there = ROOT / meant
    return _relative(there, here) + (f"#{part}" if part else "")


def _name_headings(tokens: Sequence[Token]) -> None:
    """Headings can be linked to by their words, as on the usual forges."""
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open":
            kept = re.sub(r"[^\w\s-]", "", words.content.lower())
            heading.attrSet("id", re.sub(r"\s+", "-", kept.strip()))


def _relative(there: Path, here: Path) -> str:
    return quote(Path(os.path.relpath(there, here)).as_posix())


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist" / "docs").resolve())
