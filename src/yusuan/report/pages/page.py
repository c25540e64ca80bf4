"""An executed notebook → one self-contained HTML page, through the project's own nbconvert template.

The page fetches nothing: styles, scripts and drawings are in it, and its policy lets only the scripts run
whose hashes it names. Code is left out; the parameters, data and versions that made it are shown.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from yusuan.model.vocabulary import Language, pick
from yusuan.report.elements import display
from yusuan.report.elements.style import FONTS, to_variables, variables
from yusuan.report.pages import vega

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nbformat import NotebookNode

TEMPLATE = Path(__file__).parent / "template"
_WORDS = {
    "skip": ("跳到正文", "Skip to content"),
    "contents": ("目录", "Contents"),
    "about": ("生成信息", "How this was made"),
}
# Cells that speak to who runs the notebook.
_FOR_NOTEBOOK = "notebook"
_TITLE = re.compile(r"\A# +(.+)\n*")
_SECTION = re.compile(r"\A## +(.+)\n*")
_ID = re.compile(r'\bid="([^"]+)"')
# What holds no text to mark, or a run of Chinese: from one such letter to the last before other words.
_HAN = r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CHINESE = re.compile(
    rf"(<(script|style|svg|title)\b.*?</\2>|<[^>]*>)|({_HAN}(?:[\w“”·.、%（）()/—-]*{_HAN})?)", re.DOTALL
)
_REFERENCE = re.compile(r'(url\(|href=")#')


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself.

    Attributes:
        department: whose document.
        period: year and phase, for readers.
        made: name and value of what made it: parameters, data, versions, time.
    """

    department: str
    period: str
    made: Sequence[tuple[str, str]]


@dataclass(slots=True)
class Section:
    """A heading of the second level and what stands under it.

    Attributes:
        id: of its element.
        title: the heading.
        parts: prose and what cells display.
        cells: how many code cells it has.
        shown: how many of them show something.
    """

    id: str
    title: str
    parts: list[Markup] = field(default_factory=list)
    cells: int = 0
    shown: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing under the heading but prose on what is not there."""
        return self.shown == 0 if self.cells else not (self.title or self.parts)


def render(notebook: NotebookNode, about: About, lang: Language = "zh") -> str:
    """The page of an executed notebook.

    Args:
        notebook: with its outputs.
        about: what the page says of itself.
        lang: language of headings and labels; prose cells may hold their English in `metadata.yusuan.en`.
    """
    from yusuan.report.pages import exporter  # noqa: PLC0415 — it loads nbconvert

    title, sections, charts = _sections(notebook, lang, exporter.prose)
    boot = (TEMPLATE / "boot.js").read_text("utf-8")
    bundle = vega.script() if charts else ""
    context = {
        "lang": pick(("zh-Hans", "en"), lang),
        "policy": policy([bundle, boot] if charts else [], [style()], on_elements=True),
        "headline": _headline(notebook),
        "title": title,
        "department": about.department,
        "period": about.period,
        "about": about.made,
        "sections": sections,
        "words": {key: pick(names, lang) for key, names in _WORDS.items()},
        "style": Markup(style()),  # noqa: S704 — our own text
        "bundle": Markup(bundle),  # noqa: S704 — our own text
        "boot": Markup(boot),  # noqa: S704 — our own text
    }
    body = exporter.export(notebook, TEMPLATE, context)
    return body if lang == "zh" else with_language(body)


def policy(scripts: Sequence[str], styles: Sequence[str], *, on_elements: bool = False) -> str:
    """A content security policy under which nothing is fetched and only these scripts and styles are used.

    Args:
        scripts: of the page.
        styles: its style sheets.
        on_elements: whether elements have styles of their own, as those of charts do.
    """
    allowed = _hashes(styles)
    if on_elements:  # older browsers know style-src only
        allowed = f"'unsafe-inline'; style-src-elem {allowed}"
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def style() -> str:
    """The style sheet of every page, with the tokens of both themes."""
    tokens = (
        f":root{{--fonts:{FONTS};{variables(0)}}}"
        f"@media screen and (prefers-color-scheme: dark){{:root{{{variables(1)}}}}}"
    )
    return tokens + (TEMPLATE / "page.css").read_text("utf-8")


def _sections(
    notebook: NotebookNode, lang: Language, to_markup: Callable[[str], Markup]
) -> tuple[str, list[Section], int]:
    """Title of the notebook, its sections, and the number of charts in them."""
    title, charts = "", 0
    sections = [Section("start", "")]
    for cell in notebook.cells:
        if _FOR_NOTEBOOK in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            text = _prose(cell, lang)
            if match := _TITLE.match(text):
                title, text = match[1].strip(), text[match.end() :]
            if match := _SECTION.match(text):
                sections.append(Section(f"section-{len(sections)}", match[1].strip()))
                text = text[match.end() :]
            if text.strip():
                sections[-1].parts.append(to_markup(text))
        elif cell.cell_type == "code":
            part, drawn = _outputs(cell.outputs, charts)
            charts += drawn
            sections[-1].cells += 1
            if part:
                sections[-1].shown += 1
                sections[-1].parts.append(part)
    return title, [section for section in sections if not section.is_empty], charts


def _prose(cell: NotebookNode, lang: Language) -> str:
    english = cell.metadata.get("yusuan", {}).get("en")
    return str(english if lang == "en" and english else cell.source)


def _outputs(outputs: Sequence[NotebookNode], charts: int) -> tuple[Markup, int]:
    """What a cell shows; the title before a chart and the notes after it make one figure with it."""
    parts: list[str] = []
    drawn, open_figure = 0, False
    for output in outputs:
        role = output.get("metadata", {}).get("yusuan", {}).get("role")
        if role == "title":
            parts.append("<figure>")
            open_figure = True
        if display.VEGALITE in output.get("data", {}):
            drawn += 1
            parts.append(_chart(output.data, f"chart-{charts + drawn}"))
        else:
            parts.append(_output(output))
        if role == "notes" and open_figure:
            parts.append("</figure>")
            open_figure = False
    return Markup("\n".join(part for part in parts if part)), drawn  # noqa: S704 — escaped where it is made


def _output(output: NotebookNode) -> str:
    data = output.get("data", {})
    if "text/html" in data:
        return display.unstyled(data["text/html"])
    if "image/png" in data:
        return f'<img alt="" src="data:image/png;base64,{escape(data["image/png"])}">'
    if "text/plain" in data or output.get("name") == "stdout":
        return f'<pre class="output">{escape(data.get("text/plain") or output.get("text", ""))}</pre>'
    return ""


def _chart(data: Mapping[str, Any], name: str) -> str:
    spec = data[display.VEGALITE]
    picture = _ID.sub(rf'id="{name}-\1"', data["image/svg+xml"])
    picture = to_variables(_REFERENCE.sub(rf"\1#{name}-", picture))
    label = escape(spec.get("description", ""), quote=True)
    return (
        f'<div class="chart" id="{name}">'
        f'<div class="static" role="img" aria-label="{label}">{picture}</div></div>'
        f'<script type="application/json" class="spec" data-chart="{name}">{script_json(spec)}</script>'
    )


def script_json(value: object) -> str:
    """JSON that is safe inside a script element, in the page's colours."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return to_variables(text)


def with_language(page: str) -> str:
    """An English page in which every run of Chinese text is marked as such, for voices and fonts.

    Args:
        page: markup; text within scripts, styles, drawings and attributes stays as it is.
    """
    return _CHINESE.sub(lambda found: found[1] or f'<span lang="zh-Hans">{found[3]}</span>', page)


def _headline(notebook: NotebookNode) -> str:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            headline = output.get("metadata", {}).get("yusuan", {}).get("headline")
            if headline:
                return str(headline)
    return ""


def _hashes(inlined: Sequence[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inlined)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
