"""Figures said in prose -> statements: what, how much, how it changed, why, and where it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.model.vocabulary import Phase
from yusuan.normalise.prose.blanks import blanks
from yusuan.normalise.prose.glossary import glossary_entries
from yusuan.normalise.prose.outline import outline
from yusuan.normalise.prose.passages import sentences
from yusuan.normalise.statements.change import unlike
from yusuan.normalise.statements.context import Context
from yusuan.normalise.statements.draft import Draft
from yusuan.normalise.statements.reader import read_sentence
from yusuan.normalise.statements.signs import settle
from yusuan.normalise.statements.units import sections_of_units
from yusuan.reference.metrics import of_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yusuan.extract.raw import TextLine
    from yusuan.normalise.prose.passages import Passage, Sentence


def statements(
    lines: Sequence[TextLine], fiscal_year: int, whose: Mapping[str, object]
) -> list[dict[str, object]]:
    """Read what the running text of a document says in figures.

    Every amount of money is in exactly one statement: as its amount, as its change, or as the amount of the
    year before. Where the words do not tell what it is, its metric is null. Counts are read where it is known
    what they count. In a section on one unit of a department, a metric is that of the unit (`unit.…`). What a
    template left unfilled comes last, as statements of residue alone. The 名词解释 and
    the contents page are left out.

    Args:
        lines: lines outside tables, in reading order.
        fiscal_year: of the document.
        whose: at least `phase` and `department` of the document.

    Returns:
        Rows with the columns of `schemas.Statements` other than those that say whose document it is.
    """
    context = Context(fiscal_year, Phase(str(whose["phase"])), str(whose["department"]))
    entries = outline(lines)
    unfilled: list[Draft] = []
    explained = {id(entry) for entry in glossary_entries(entries)}
    units = sections_of_units(entries)
    for at, entry in enumerate(entries):
        if entry.kind == "contents" or id(entry) in explained:
            continue
        if entry.level is not None:
            context.enter(entry, units.get(at, ""))
        if entry.kind != "heading":
            context.passage += 1
            for sentence in sentences(entry.passage):
                skip = len(entry.number) if sentence.start == 0 else 0
                read_sentence(context, entry.passage, sentence, skip)
                unfilled += _unfilled(context, entry.passage, sentence)
    settle(context.drafts)
    return [
        _row(number, draft, context.sentences)
        for number, draft in enumerate((*context.drafts, *unfilled), start=1)
    ]


def _unfilled(context: Context, passage: Passage, sentence: Sentence) -> Iterator[Draft]:
    """What the sentence read last leaves unfilled."""
    for start, end in blanks(sentence.text):
        yield Draft(
            passage=context.passage,
            heading=context.heading,
            section=context.section,
            metric=None,
            line="",
            code=None,
            place=passage.line_at(sentence.start + start),
            residue=sentence.text[start:end].rstrip("。；"),
            spans={len(context.sentences) - 1: (start, end)},
        )


def _row(number: int, draft: Draft, texts: Sequence[str]) -> dict[str, object]:
    amount, size = draft.amount, draft.change_size
    printed = "".join(_clauses(texts[at], *span) for at, span in sorted(draft.spans.items()))
    return {
        "statement_no": number,
        "section": draft.section,
        "metric": of_unit(draft.metric) if draft.unit else draft.metric,
        "line": draft.line,
        "code": draft.code,
        "amount_fen": None if amount is None else amount.fen,
        "quantum_fen": None if amount is None else amount.quantum_fen,
        "quantity": draft.quantity,
        "quantity_unit": draft.quantity_unit,
        "base_year": draft.base_year,
        "change_fen": draft.change_fen,
        "change_quantum_fen": None if size is None else size.quantum_fen,
        "change_rate": draft.change_rate,
        "rate_quantum": draft.rate_quantum,
        "share": draft.share,
        "direction": draft.direction,
        "comparison": None if draft.base_year is None else unlike(printed),
        "reason": draft.reason,
        "items": draft.items,
        "settled": draft.settled,
        "residue": draft.residue,
        "printed": printed,
        "page": draft.place.page,
        "row": draft.place.row,
    }


def _clauses(text: str, start: int, end: int) -> str:
    """The part of a sentence between the semicolons around some words."""
    first = max(text.rfind("；", 0, start), text.rfind(";", 0, start)) + 1
    ends = [at for at in (text.find("；", end), text.find(";", end)) if at >= 0]
    return text[first : min(ends) + 1 if ends else len(text)].strip()
