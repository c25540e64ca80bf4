"""Printed documents in their formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printed.render.docx import as_docx
from printed.render.html import as_html
from printed.render.text import as_text
from printed.render.xlsx import as_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from printed.document import Document


def write(document: Document, folder: Path, name: str, print_pdf: Callable[[Document], bytes] | None) -> Path:
    """Write a document in the format of its layout.

    Args:
        document: what is written.
        folder: where.
        name: of the file, without its ending.
        print_pdf: what prints PDF; needed for that format alone.
    """
    form = document.layout["format"]
    path = folder / f"{name}.{form}"
    if form == "pdf":
        assert print_pdf is not None
        path.write_bytes(print_pdf(document))
    elif form == "html":
        path.write_text(as_html(document), encoding="utf-8")
    else:
        path.write_bytes({"xlsx": as_xlsx, "docx": as_docx, "txt": as_text}[form](document))
    return path
