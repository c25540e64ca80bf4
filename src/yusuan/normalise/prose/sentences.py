"""Every sentence of the running text, with what its passage is: what the wording of a document is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.normalise.prose.glossary import glossary_entries
from yusuan.normalise.prose.outline import outline
from yusuan.normalise.prose.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.extract.raw import TextLine


def sentence_rows(lines: Sequence[TextLine]) -> list[dict[str, object]]:
    """The sentences of a document, headings and the contents page among them.

    Args:
        lines: lines outside tables, in reading order.

    Returns:
        Rows with the columns of `schemas.Sentences` other than those that say whose document it is.
    """
    entries = outline(lines)
    explained = {id(entry) for entry in glossary_entries(entries)}
    section = ""
    found: list[dict[str, object]] = []
    for number, entry in enumerate(entries, start=1):
        if entry.kind == "heading":
            section = entry.title
        for sentence in sentences(entry.passage):
            place = entry.passage.line_at(sentence.start)
            found.append(
                {
                    "sentence_no": len(found) + 1,
                    "passage_no": number,
                    "kind": "term" if id(entry) in explained else entry.kind,
                    "level": entry.level,
                    "number": entry.number if sentence.start == 0 else "",
                    "section": section,
                    "text": sentence.text,
                    "page": place.page,
                    "row": place.row,
                }
            )
    return found
