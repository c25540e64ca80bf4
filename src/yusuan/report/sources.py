"""Each figure to its place: numbered markers, and the list of places and files they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from yusuan.report.show import Html

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from yusuan.model.vocabulary import Language

_HASH_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in a document.

    Attributes:
        document: the document's id.
        page: 1-based page; 1 in a text file.
        row: row on the page, line number in a text file; None for a whole page.
        column: column from 1, None in prose.
        title: title of the table, None in prose.
        label: line and heading of the figure, for people.
    """

    document: str
    page: int | None
    row: int | None = None
    column: int | None = None
    title: str | None = None
    label: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Place | None:
        """The place that a row of a frame names, None where it names none."""
        if not row.get("document") or row.get("page") is None:
            return None
        label = " · ".join(row[key] for key in ("line", "heading") if row.get(key))
        return cls(
            row["document"], row["page"], row.get("row"), row.get("column"), row.get("title"), label or None
        )

    @classmethod
    def of_base(cls, row: Mapping[str, Any]) -> Place | None:
        """The place of the earlier amount in a row of `Workspace.variance`, None where it names none."""
        if not row.get("base_document") or row.get("base_page") is None:
            return None
        return cls(
            row["base_document"],
            row["base_page"],
            row.get("base_row"),
            row.get("base_column"),
            label=row["line"],
        )


class Sources:
    """The places a report has shown so far, numbered in the order of their first use.

    A place asked for again keeps its number, so that a cell may be run twice.
    """

    def __init__(self, documents: pl.DataFrame, lang: Language = "zh") -> None:
        """Start an empty list.

        Args:
            documents: columns of `schemas.Documents`, one row a document that may be cited.
            lang: language of everything shown with these sources.
        """
        self.lang: Language = lang
        self._documents = {row["document"]: row for row in documents.iter_rows(named=True)}
        self._numbers: dict[tuple[str, int | None, int | None, int | None], int] = {}
        self._places: list[Place] = []

    def number(self, place: Place) -> int:
        """The number of a place; the first description given for it stays."""
        key = (place.document, place.page, place.row, place.column)
        if key not in self._numbers:
            self._places.append(place)
            self._numbers[key] = len(self._places)
        return self._numbers[key]

    def mark(self, *places: Place | None) -> str:
        """Markers for places as HTML: the number, the place on hover and focus; "" for none."""
        known = {self.number(place): place for place in places if place is not None}
        return "".join(self._mark(number, place) for number, place in known.items())

    def where(self, place: Place) -> str:
        """The place within its document, in words: “第12页第5行第3列”, for a text file “第312行第3列”."""
        document = self._documents.get(place.document, {})
        # The transcript of a document of several pages is a text, in which places are still those of the pages.
        text_file = document.get("format") == "txt" and document.get("pages") == 1
        zh = self.lang == "zh"
        parts = []
        if place.page is not None and not text_file:
            parts.append(f"第{place.page}页" if zh else f"page {place.page}")
        if place.row is not None:
            word = "line" if text_file else "row"
            parts.append(f"第{place.row}行" if zh else f"{word} {place.row}")
        if place.column is not None:
            parts.append(f"第{place.column}列" if zh else f"column {place.column}")
        return ("" if zh else ", ").join(parts)

    def listing(self) -> Html:
        """All places shown, by number, under the files they stand in with their hashes."""
        if not self._places:
            none = "本报告没有引用任何出处。" if self.lang == "zh" else "This report cites no source."
            return Html(f'<p class="note">{none}</p>', none)
        blocks, lines = [], []
        for document in dict.fromkeys(place.document for place in self._places):
            blocks.append(self._file(document))
            items = []
            for number, place in enumerate(self._places, start=1):
                if place.document == document:
                    text = self._describe(place)
                    items.append(f'<li id="source-{number}" value="{number}">{escape(text)}</li>')
                    lines.append(f"{number}. {document} {text}")
            blocks.append(f'<ol class="sources">{"".join(items)}</ol>')
        return Html("".join(blocks), "\n".join(lines))

    def _mark(self, number: int, place: Place) -> str:
        text = escape(self._describe(place), quote=True)
        word = "来源" if self.lang == "zh" else "source "
        return (
            f'<sup class="src"><a href="#source-{number}" data-place="{text}" '
            f'aria-label="{word}{number}：{text}">{number}</a></sup>'
        )

    def _describe(self, place: Place) -> str:
        title = None
        if place.title:
            title = f"《{place.title}》" if self.lang == "zh" else f"table {place.title}"
        return " ".join(part for part in (self.where(place), title, place.label) if part)

    def _file(self, document: str) -> str:
        row = self._documents.get(document)
        if row is None:
            return f'<p class="file">{escape(document)}</p>'
        paths = "、".join(row["path"].split("\n"))
        digests = " ".join(digest[:_HASH_SHOWN] for digest in row["sha256"].split("+"))
        return (
            f'<p class="file"><strong>{escape(row["title"] or document)}</strong><br>'
            f"<code>{escape(paths)}</code> <code>SHA-256 {escape(digests)}…</code></p>"
        )
