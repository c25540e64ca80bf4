"""A sentence while it is being read: what was found in it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yusuan.normalise.statements.draft import Draft
from yusuan.normalise.statements.figures import normal

if TYPE_CHECKING:
    from yusuan.extract.raw import TextLine
    from yusuan.normalise.prose.passages import Passage, Sentence
    from yusuan.normalise.statements.context import Context
    from yusuan.normalise.statements.figures import Figure
    from yusuan.normalise.statements.naming import Identity

# Words farther before a figure do not say what it is.
_FARTHEST = 600


@dataclass(slots=True)
class State:
    """What is known of a sentence.

    Attributes:
        context: what was read before it.
        passage: in which it stands.
        sentence: itself.
        skip: offset after the number of a list entry, 0 where there is none.
        text: normal form; offsets are those of the sentence.
        number: its number in the document, from 0.
        cursor: offset after what was read last.
        reason_end: offset after the reason that is being given.
        scope: the sum of which figures are parts (“基本支出中，…”).
        in_parts: whether the figures are parts of one before them.
        values: the amounts of this sentence.
        moved: the figures of which a change is said in this sentence.
        counted: the count just read, to which an amount may belong (车辆1辆、12万元).
        base: year compared with and figure, after the amount of the year before.
    """

    context: Context
    passage: Passage
    sentence: Sentence
    skip: int
    text: str = ""
    number: int = 0
    cursor: int = 0
    reason_end: int = 0
    scope: str | None = None
    in_parts: bool = False
    values: list[Draft] = field(default_factory=list)
    moved: list[Draft] = field(default_factory=list)
    counted: Draft | None = None
    base: tuple[int | None, Draft] | None = None

    def __post_init__(self) -> None:
        """Enter the sentence in the list of sentences."""
        self.text = normal(self.sentence.text)
        self.cursor = self.skip
        self.number = len(self.context.sentences)
        self.context.sentences.append(self.sentence.text)

    @property
    def is_first(self) -> bool:
        """Whether nothing was said in this sentence yet, so that words point back to the one before."""
        return not self.values and not self.moved

    @property
    def head(self) -> Draft | None:
        """The figure that words here point back to."""
        context = self.context
        return context.lead or context.current if self.is_first else context.current

    def in_reason(self, figure: Figure) -> bool:
        """Whether a figure stands within a reason."""
        return figure.start < self.reason_end

    def said(self, figure: Figure) -> str:
        """The sentence up to a figure, without the title of a list entry that it opens with."""
        title = self.context.own_title if self.skip else ""
        opening = self.skip + len(title) if self.text.startswith(title, self.skip) else self.skip
        return self.text[max(min(opening, figure.start), figure.start - _FARTHEST) : figure.start]

    def place(self, offset: int) -> TextLine:
        """The printed line on which an offset stands."""
        return self.passage.line_at(self.sentence.start + offset)

    def new(self, identity: Identity, figure: Figure | None) -> Draft:
        """Begin a statement; without a figure its place is settled when one comes."""
        context = self.context
        draft = Draft(
            passage=context.passage,
            heading=context.heading,
            section=context.section,
            metric=identity.metric,
            line=identity.line,
            code=identity.code,
            place=self.place(self.cursor if figure is None else figure.start),
            place_fixed=figure is not None,
            unit=context.unit,
        )
        if figure is not None:
            draft.touch(self.number, figure.start, figure.end)
            if figure.is_blank:
                draft.residue = figure.text
        context.drafts.append(draft)
        return draft
