"""Sources of figures: numbered markers, and the list of places and files they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from yusuan.report.elements.display import Html
from yusuan.report.elements.glossary import Glossary, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from yusuan.model.vocabulary import Language

_SCHEME = re.compile(r"^\w+://")


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

    def __init__(
        self, documents: pl.DataFrame, lang: Language = "zh", terms: pl.DataFrame | None = None
    ) -> None:
        """Start an empty list.

        Args:
            documents: columns of `schemas.Documents`, one row a document that may be cited.
            lang: language of everything shown with these sources.
            terms: columns of `schemas.Terms`, the 名词解释 of the document that the report is about.
        """
        self.lang: Language = lang
        self._glossary = None if terms is None else Glossary(terms)
        self._explained: dict[str, Term] = {}
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
        numbered = {self.number(place): place for place in places if place is not None}
        return "".join(self._mark(number, numbered[number]) for number in sorted(numbered))

    def named(self, line: str, shown: str | None = None) -> str:
        """The name of a line as HTML; the document's own explanation on hover and focus, where it has one.

        Args:
            line: as printed.
            shown: what is shown instead: the name in another language.
        """
        term = self._glossary.of(line) if self._glossary else None
        name = escape(line if shown is None else shown)
        if term is None:
            return name
        self.number(_of_term(term))
        self._explained.setdefault(term.name, term)
        number = list(self._explained).index(term.name) + 1
        return (
            f'<a class="term" href="#term-{number}" aria-describedby="term-{number}" '
            f'data-place="{escape(f"{term.name}：{term.explanation}", quote=True)}">{name}</a>'
        )

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
        return Html(self._explanations() + "".join(blocks), "\n".join(lines))

    def _explanations(self) -> str:
        """What the document says that its words mean, of the lines shown."""
        if not self._explained:
            return ""
        title = "名词解释（照录原文）" if self.lang == "zh" else "Terms, in the words of the document"
        items = "".join(
            f'<div id="term-{number}"><dt>{escape(term.name)}</dt>'
            f"<dd>{escape(term.explanation)}{self.mark(_of_term(term))}</dd></div>"
            for number, term in enumerate(self._explained.values(), start=1)
        )
        return f'<h3>{title}</h3><dl class="terms">{items}</dl>'

    def _mark(self, number: int, place: Place) -> str:
        text = escape(self._describe(place), quote=True)
        named = f"来源{number}：" if self.lang == "zh" else f"source {number}: "
        return (
            f'<sup class="src"><a href="#source-{number}" data-place="{text}" '
            f'aria-label="{named}{text}">{number}</a></sup>'
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
        digests = " ".join(row["sha256"].split("+"))
        # An address is printed, not linked: a report leads nowhere outside.
        origin = [_SCHEME.sub("", row[key] or "") for key in ("source", "retrieved", "publisher")]
        origin_text = " · ".join(part for part in origin if part)
        return (
            f'<p class="file"><strong>{escape(row["title"] or document)}</strong><br>'
            f"<code>{escape('、'.join(row['files'].split(';')))}</code><br>"
            f"{f'{escape(origin_text)}<br>' if origin_text else ''}"
            f"<code>SHA-256 {escape(digests)}</code></p>"
        )


def _of_term(term: Term) -> Place:
    return Place(term.document, term.page, term.row, label=term.name)
