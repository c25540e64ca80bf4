"""A printed document as a web page, which Chromium prints as PDF, too."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from printed.document import Cell, Grid

if TYPE_CHECKING:
    from printed.document import Document
    from printed.options import Layout

_STYLE = """
body{font:10.5pt "Noto Serif CJK SC",serif} h1{font-size:16pt;text-align:center}
h2{font-size:13pt;text-align:center;margin:10px 0 2px} p{margin:4px 0} p.unit{text-align:right}
table{border-collapse:collapse;margin:auto} td,th{font-weight:normal;padding:3px 7px;font-size:9pt}
td.amount{text-align:right} th{text-align:center} td.label{min-width:7em} tr{break-inside:avoid}
"""
_RULES = {
    "full": "td,th{border:0.7pt solid #000}",
    "columns": "td,th{border-left:0.7pt solid #000;border-right:0.7pt solid #000}"
    "th{border:0.7pt solid #000} table{border:0.7pt solid #000}",
    "rows": "td,th{border-bottom:0.7pt solid #000} table{border-top:0.7pt solid #000}",
    "head": "thead{border-top:1pt solid #000;border-bottom:0.7pt solid #000} table{border-bottom:1pt solid #000}",
    "none": "td,th{padding:4px 16px}",
    "tight": "td,th{padding:1px 5px}",
    "fills": "tbody tr:nth-child(odd){background:#dde6f0} thead{background:#b8c8dc}",
}
_LABELS = {"roomy": "", "wrapped": "td.label{min-width:0;max-width:7em;width:7em}"}
_PAPER = {
    "long": "@page{size:320mm 420mm;margin:15mm}",
    "short": "@page{size:320mm 130mm;margin:12mm} thead{display:table-row-group}",
    "short_repeated": "@page{size:320mm 130mm;margin:12mm} thead{display:table-header-group}",
    "short_split": "@page{size:320mm 130mm;margin:12mm} thead{display:table-row-group} tr{break-inside:auto}",
}


def as_html(document: Document, *, for_print: bool = False) -> str:
    """The page's source.

    Args:
        document: what it shows.
        for_print: whether it is laid out for the printer: rules, wrapping and paper as of its layout.
    """
    style = _STYLE + (_of_print(document.layout) if for_print else "td,th{border:1px solid #000}")
    body = []
    for block in document.blocks:
        if isinstance(block, Grid):
            body.append(_table(block))
        elif block.is_title:
            tag = "h2" if body else "h1"
            body.append(f"<{tag}>{escape(block.text)}</{tag}>")
        else:
            unit = ' class="unit"' if block.text.startswith("单位") else ""
            body.append(f"<p{unit}>{escape(block.text)}</p>")
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title></title><style>{style}</style></head>'
        f"<body>{''.join(body)}</body></html>"
    )


def _of_print(layout: Layout) -> str:
    return _RULES[layout["rules"]] + _LABELS[layout["labels"]] + _PAPER[layout["paper"]]


def _table(grid: Grid) -> str:
    head = "".join(_row(row, "th") for row in grid.rows[: grid.n_headings])
    body = "".join(_row(row, "td") for row in grid.rows[grid.n_headings :])
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(row: list[Cell], tag: str) -> str:
    return f"<tr>{''.join(_cell(cell, tag) for cell in row)}</tr>"


def _cell(cell: Cell, tag: str) -> str:
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("rowspan", cell.rows), ("colspan", cell.columns))
        if count > 1
    )
    is_amount = cell.amount is not None or cell.text in {"", "-"}
    kind = "" if cell.is_heading else f' class="{"amount" if is_amount else "label"}"'
    text = "\n".join(cell.text) if cell.vertical else cell.text
    return f"<{tag}{kind}{spans}>{escape(text).replace(chr(10), '<br>')}</{tag}>"
