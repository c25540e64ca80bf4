"""What a cell displays: pieces of HTML, and charts with a static picture for readers without scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from yusuan.report.elements.style import FONTS, light

# JupyterLab draws this type; the page's template looks for it too.
VEGALITE: Final = "application/vnd.vegalite.v5+json"

# Shown with every piece of HTML in JupyterLab; the page has its own and drops it.
_STYLE: Final = f"""<style>
.yusuan {{ font-family: {FONTS}; line-height: 1.6 }}
.yusuan p, .yusuan ol, .yusuan ul {{ max-width: 60rem }}
.yusuan .table {{ overflow-x: auto }}
.yusuan .lead {{ font-size: 1.25em; font-weight: 600 }}
.yusuan .note, .yusuan .caption, .yusuan .notes {{ color: {light("muted")}; font-size: .9em }}
.yusuan table {{ border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums }}
.yusuan caption {{ text-align: left; font-weight: 600; padding: .4em 0 }}
.yusuan th, .yusuan td {{ padding: .3em .7em; border-bottom: 1px solid {light("line")}; text-align: left !important;
  white-space: nowrap; vertical-align: top }}
.yusuan .text {{ white-space: normal; min-width: 16em }}
.yusuan .gt_right {{ text-align: right !important }}
.yusuan .src {{ margin-left: .2em }}
.yusuan .level-2 {{ padding-left: 1em }} .yusuan .level-3 {{ padding-left: 2em }}
.yusuan a[data-place]:hover::after, .yusuan a[data-place]:focus::after {{
  content: attr(data-place); position: fixed; left: 1rem; bottom: 1rem; z-index: 9;
  background: {light("ink")}; color: {light("paper")}; padding: .3em .8em }}
</style>"""
# JupyterLab takes $…$ for mathematics, in which a document could plant links.
_OPEN: Final = '<div class="yusuan mathjax_ignore">'


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of a report: trusted markup in which all document text has been escaped, and its plain text."""

    markup: str
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = {"text/html": f"{_STYLE}{_OPEN}{self.markup}</div>", "text/plain": self.text}
        return bundle, {"yusuan": self.metadata} if self.metadata else {}


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its title above and its notes below.

    Attributes:
        spec: the Vega-Lite specification, data inlined.
        message: what the chart says, in one line.
        subject: who, what, unit, when.
        notes: markup below the chart: sources and remarks.
    """

    spec: dict[str, Any]
    message: str
    subject: str
    notes: str = ""

    def _ipython_display_(self) -> None:
        title = (
            f'<p class="message"><strong>{escape(self.message)}</strong><br>'
            f'<span class="caption">{escape(self.subject)}</span></p>'
        )
        _display(Html(title, f"{self.message}（{self.subject}）", {"role": "title"}))
        _display(self.bundle(), raw=True)
        _display(Html(f'<div class="caption">{self.notes}</div>', "", {"role": "notes"}))

    def bundle(self) -> dict[str, Any]:
        """The chart itself: the specification, and a static SVG."""
        import vl_convert  # noqa: PLC0415 — starts a JavaScript engine

        svg = vl_convert.vegalite_to_svg(self.spec)
        return {VEGALITE: self.spec, "image/svg+xml": svg, "text/plain": f"{self.message}（{self.subject}）"}


@dataclass(frozen=True, slots=True)
class Several:
    """Pieces shown one after the other."""

    pieces: tuple[Figure | Html, ...]

    def _ipython_display_(self) -> None:
        for piece in self.pieces:
            _display(piece)


def _display(piece: object, *, raw: bool = False) -> None:
    from IPython.display import display  # noqa: PLC0415 — only a notebook displays

    display(piece, raw=raw)  # type: ignore[no-untyped-call]


def unstyled(markup: str) -> str:
    """What `Html` displays without its style, for a page that has its own."""
    return markup.replace(_STYLE, "")


def lead(text: str, marks: str = "") -> Html:
    """The finding of a report, in its first sentence; also the description of its page."""
    return Html(f'<p class="lead">{escape(text)}{marks}</p>', text, {"headline": text})


def note(text: str) -> Html:
    """A remark: above all what could not be shown, and why."""
    return Html(f'<p class="note">{escape(text)}</p>', text)


def folded(table: Html, summary: str) -> Html:
    """A table that opens when it is asked for; print shows it."""
    markup = f'<details class="data"><summary>{escape(summary)}</summary>{table.markup}</details>'
    return Html(markup, table.text, table.metadata)


def points(sentences: list[tuple[str, str]]) -> Html:
    """Short findings, one a line.

    Args:
        sentences: text and the markup of its source markers.
    """
    items = "".join(f"<li>{escape(text)}{marks}</li>" for text, marks in sentences)
    return Html(f'<ul class="points">{items}</ul>', "\n".join(text for text, _ in sentences))
