"""Reads a sentence from left to right and ties every figure in it to what it is said of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.model.money import Amount
from yusuan.model.vocabulary import Direction
from yusuan.normalise.statements_change import Unchanged, base_amount_year, comparison, signed, unchanged
from yusuan.normalise.statements_draft import Draft
from yusuan.normalise.statements_figures import Figure, FigureKind, figures, normal
from yusuan.normalise.statements_metric import metric_of
from yusuan.normalise.statements_naming import Identity, identify, identify_exactly, of_measure, plain_metric
from yusuan.normalise.statements_words import (
    Items,
    Name,
    Reason,
    after_list,
    counted_name,
    is_generic,
    items,
    name_before,
    parts_follow,
    reasons,
    scope_of,
    without_counted,
)

if TYPE_CHECKING:
    from yusuan.extract.raw import TextLine
    from yusuan.normalise.prose import Passage, Sentence
    from yusuan.normalise.statements_change import Comparison
    from yusuan.normalise.statements_context import Context

_SHARE = re.compile(r"占|比例|比重")
_COMPLETED = re.compile(r"完成[^，。；]{0,14}$")
_MOVES_NEXT = re.compile(r"(?P<pause>，?)\s*(?P<words>净?增加|增长|上升|提高|减少|下降|降低)")
_RIGHT = re.compile(r"[^，。；：、（\d]{0,16}")
_ONLY_JOINED = re.compile(r"[、，（\s]*")
_LIST_ANNOUNCED = re.compile(r"(?P<sum>[^，。；：]{2,20}?)(?:的?主要内容|的?具体)?(?:情况)?如下：$")
# Sections in which a count is kept even where it is not known what it counts.
_KEPT_COUNTS = frozenset({"assets", "staff"})


def read_sentence(context: Context, passage: Passage, sentence: Sentence, skip: int) -> None:
    """Read one sentence.

    Args:
        context: what was read before; new statements are added to it.
        passage: in which the sentence stands.
        sentence: what to read.
        skip: offset after the number of a list entry, 0 where there is none.
    """
    _SentenceReader(context, passage, sentence, skip).read()


class _SentenceReader:
    def __init__(self, context: Context, passage: Passage, sentence: Sentence, skip: int) -> None:
        self.context = context
        self.passage = passage
        self.sentence = sentence
        self.text = normal(sentence.text)
        self.number = len(context.sentences)
        self.cursor = skip
        self.scanned = skip
        self.outside: list[Draft | None] = []
        self.scope: str | None = None
        self.in_parts = False
        self.reason_end = 0
        self.values: list[Draft] = []
        self.moved: list[Draft] = []
        self.counted: Draft | None = None
        self.base: tuple[int | None, Draft | None] | None = None
        context.sentences.append(sentence.text)

    def read(self) -> None:
        found = figures(self.text)
        starts = [figure.start for figure in found]
        events: list[Figure | Unchanged | Reason | Items] = [
            *found,
            *unchanged(self.text, self.context.fiscal_year, self.context.phase),
            *reasons(self.text, starts),
            *items(self.text, [(figure.start, figure.end) for figure in found]),
        ]
        for event in sorted(events, key=lambda event: (event.start, isinstance(event, Figure))):
            if event.start < self.cursor or (event.start < self.reason_end and not isinstance(event, Figure)):
                continue
            self._leave_brackets(event.start)
            if isinstance(event, Figure):
                self._figure(event)
                self.cursor = event.end
            elif isinstance(event, Unchanged):
                self._unchanged(event)
                self.cursor = event.end
            elif isinstance(event, Reason):
                self._reason(event)
            else:
                self._items(event)
        rest = self.text[self.cursor :]
        head = self.context.current or self.context.lead
        announced = _LIST_ANNOUNCED.search(self.text) if not found else None
        if announced is not None:
            self.context.open_parts(announced["sum"])
        elif parts_follow(rest) and head is not None:
            self.context.open_parts(head.line)

    # Figures.

    def _figure(self, figure: Figure) -> None:
        if self.cursor < self.reason_end <= figure.start:
            self.cursor = self.reason_end
        before = self.text[self.cursor : figure.start]
        self.scope = scope_of(before) or self.scope
        said = comparison(before, self.context.fiscal_year, self.context.phase)
        if figure.kind is FigureKind.COUNT:
            self._count(figure, before)
        elif figure.kind is FigureKind.PERCENT:
            self._percent(figure, before, said)
        elif said is not None:
            self._change(figure, said)
        else:
            self._amount(figure, before)

    def _amount(self, figure: Figure, before: str) -> None:
        context = self.context
        base = base_amount_year(before, context.fiscal_year, context.phase)
        if base is not None:
            self._base_amount(figure, *base)
            return
        if self.counted is not None and _ONLY_JOINED.fullmatch(before):
            self.counted.amount = figure.amount
            self.counted.touch(self.number, figure.start, figure.end)
            return
        if _COMPLETED.search(before) and context.current is not None:
            metric = plain_metric(context.current.metric)
            budget = Identity(metric and f"{metric}.budget", context.current.line, context.current.code)
            self._new(budget, figure).amount = figure.amount
            return
        name = name_before(before, context.department)
        if self.counted is not None:
            name = replace(name, text=without_counted(name.text))
            self.counted = None
        if self._in_reason(figure):
            self._new(Identity(None, name.text, None), figure).amount = figure.amount
            return
        self._open_parts(name)
        found = identify(name.text, context, self.scope)
        metric, year = of_measure(found.metric, name, context)
        draft = self._new(Identity(metric, found.line, found.code), figure)
        draft.amount, draft.base_year = figure.amount, year
        self.values.append(draft)
        context.current = draft
        if not self.in_parts:
            context.lead = draft

    def _base_amount(self, figure: Figure, year: int | None, subject: str) -> None:
        """An amount after “比2023年预算…”: the earlier year's, or a change that lacks its word."""
        target = self._target(subject)
        after = _MOVES_NEXT.match(self.text, figure.end)
        if after is not None and after["pause"]:
            down = after["words"] in {"减少", "下降", "降低"}
            self._apply(target, figure, Direction.DECREASE if down else Direction.INCREASE, year, None)
            return
        metric = plain_metric(target.metric)
        earlier = Identity(metric and f"{metric}.previous_year", target.line, target.code)
        draft = self._new(earlier, figure)
        draft.amount, draft.base_year = figure.amount, year
        self.base = (year, target)

    def _change(self, figure: Figure, said: Comparison) -> None:
        year = said.base_year
        if self.base is not None and not said.compared and not said.subject:
            year, target = self.base[0], self.base[1]
            self.base = None
            assert target is not None
        elif self._in_reason(figure):
            target = self._target_exactly(said.subject)
        else:
            target = self._target(said.subject)
        if not said.compared and year is None:
            year = self.context.base_year
        self._apply(target, figure, said.direction, year, said.residue)

    def _apply(
        self, target: Draft, figure: Figure, direction: Direction, year: int | None, residue: str | None
    ) -> None:
        if target.change_size is not None:
            target = self._new(Identity(target.metric, target.line, target.code), figure)
        target.direction = direction
        target.residue = residue or (figure.text if figure.is_blank else None)
        if year is not None:
            target.base_year = self.context.base_year = year
        if figure.amount is not None:
            size = figure.amount
            target.change_size = Amount(abs(size.fen), size.quantum_fen)
            target.change_fen = signed(size.fen, direction)
        target.touch(self.number, figure.start, figure.end)
        if not target.place_fixed:
            target.place, target.place_fixed = self._place(figure), True
        self.moved.append(target)
        self.context.changed = target
        if not self._in_reason(figure):
            self.context.current = target

    def _percent(self, figure: Figure, before: str, said: Comparison | None) -> None:
        if figure.value is None:
            return
        context = self.context
        value = float(figure.value.scaleb(-2))
        target: Draft | None
        if said is not None:
            if self._in_reason(figure):
                return
            named = said.compared or (said.subject and not is_generic(said.subject))
            target = self._target(said.subject) if named else (context.changed or context.current)
            if target is None or target.change_rate is not None:
                return
            target.direction = target.direction or said.direction
            if said.base_year is not None:
                target.base_year = context.base_year = said.base_year
            self._rate(target, figure, value, said.direction)
        elif before.strip() == "（" and self.moved:
            self._rate(self.moved[-1], figure, value, self.moved[-1].direction or Direction.UNCLEAR)
        elif _SHARE.search(before):
            target = context.current or context.lead
            if target is not None and target.share is None and not self._in_reason(figure):
                target.share, target.rate_quantum = value, target.rate_quantum or figure.quantum
                target.touch(self.number, figure.start, figure.end)
        elif _COMPLETED.search(before) and context.current is not None:
            metric = plain_metric(context.current.metric)
            done = self._new(Identity(metric and f"{metric}.completion", context.current.line, None), figure)
            done.code, done.quantity, done.quantity_unit = context.current.code, float(figure.value), "%"

    def _rate(self, target: Draft, figure: Figure, value: float, direction: Direction) -> None:
        if direction is Direction.UNCLEAR:
            known = target.change_fen
            if known is None and value:
                return
            value = -abs(value) if known is not None and known < 0 else value
        target.change_rate = -abs(value) if direction is Direction.DECREASE else value
        target.rate_quantum = figure.quantum
        target.touch(self.number, figure.start, figure.end)
        self.moved.append(target)
        self.context.changed = target

    def _count(self, figure: Figure, before: str) -> None:
        context = self.context
        if self.counted is not None and self.counted.spans[self.number][1] == self.cursor:
            before = after_list(before)
        self.counted = None
        right = _RIGHT.match(self.text, figure.end)
        assert right is not None
        after = right.group()
        name = name_before(before, context.department)
        said_before = self.text[: figure.start].replace("/", "")
        within = "/".join(part for part in (context.within(self.scope), said_before) if part)
        metric = metric_of(context.kind, within, f"{name.text}#{figure.unit}{after}")
        if (metric is None and context.kind not in _KEPT_COUNTS) or self._in_reason(figure):
            return
        draft = self._new(Identity(metric, counted_name(name.text, after), None), figure)
        draft.quantity = None if figure.value is None else float(figure.value)
        draft.quantity_unit = figure.unit
        self.counted = draft

    # Words without figures.

    def _unchanged(self, words: Unchanged) -> None:
        context = self.context
        if words.applies_to_all and self.values:
            targets = [draft for draft in self.values if not draft.has_change]
        else:
            target = context.current if self.values or self.moved else context.lead or context.current
            targets = [] if target is None or target.has_change else [target]
        for target in targets:
            target.direction, target.base_year = words.direction, words.base_year
            target.touch(self.number, words.start, words.end)
            self.moved.append(target)
            context.changed = target

    def _reason(self, reason: Reason) -> None:
        self.reason_end = reason.end
        self.cursor = max(self.cursor, reason.end - len(reason.text))
        context = self.context
        first = not self.values and not self.moved
        if reason.only_mainly and not (self.moved or (first and context.changed is not None)):
            self._items(Items(reason.start, reason.end, reason.text))
            return
        if first and reason.points:
            targets = [draft for draft in context.drafts if self._is_reason_of(draft, reason)]
        else:
            target = self.moved[-1] if self.moved else context.changed if first else None
            targets = [draft for draft in (target or context.current or context.lead,) if draft is not None]
        for draft in targets:
            if draft.reason is None:
                draft.reason = reason.text
                draft.touch(self.number, reason.start, reason.end)

    def _is_reason_of(self, draft: Draft, reason: Reason) -> bool:
        if draft.heading != self.context.heading or draft.reason is not None or draft.amount is None:
            return False
        wanted = Direction.INCREASE if reason.points > 0 else Direction.DECREASE
        return draft.direction is wanted and draft.change_fen != 0

    def _items(self, listed: Items) -> None:
        target = self.context.current if self.values else self.context.lead
        if target is not None and target.items is None:
            target.items = listed.text
            target.touch(self.number, listed.start, listed.end)
        self.cursor = max(self.cursor, listed.end)

    # What words point to.

    def _target(self, subject: str) -> Draft:
        """The statement of which a change is said."""
        context = self.context
        subject = name_before(subject, context.department).text
        first = not self.values and not self.moved
        pointed = context.lead or context.current if first else context.current
        if subject:
            found = (
                identify(subject, context, self.scope) if not is_generic(subject) else self._named(subject)
            )
            if found.metric is not None:
                return self._open(found) or self._new(found, None)
            if not is_generic(subject):
                return self._new(found, None)
        if pointed is not None:
            return pointed
        return self._new(identify("", context, self.scope), None)

    def _named(self, subject: str) -> Identity:
        metric = metric_of(self.context.kind, self.context.within(self.scope), subject)
        return Identity(metric, subject, None)

    def _target_exactly(self, subject: str) -> Draft:
        found = identify_exactly(subject, self.context, self.scope)
        return (self._open(found) if found.metric is not None else None) or self._new(found, None)

    def _open(self, found: Identity) -> Draft | None:
        """The statement under the same heading that is of the same thing and lacks a change."""
        for draft in reversed(self.context.drafts):
            if draft.heading != self.context.heading:
                return None
            same = draft.metric == found.metric and draft.code == found.code
            if same and not draft.has_change:
                return draft
        return None

    # Helpers.

    def _open_parts(self, name: Name) -> None:
        if name.is_part:
            self.in_parts = True
            head = self.context.current if self.values else self.context.lead
            if head is not None:
                self.context.open_parts(head.line)

    def _leave_brackets(self, at: int) -> None:
        """What is said in brackets is said of something else; after them, the words go on as before."""
        for char in self.text[self.scanned : at]:
            if char == "（":
                self.outside.append(self.context.current)
            elif char == "）" and self.outside:
                self.context.current = self.outside.pop()
        self.scanned = max(self.scanned, at)

    def _in_reason(self, figure: Figure) -> bool:
        return figure.start < self.reason_end

    def _place(self, figure: Figure) -> TextLine:
        return self.passage.line_at(self.sentence.start + figure.start)

    def _new(self, identity: Identity, figure: Figure | None) -> Draft:
        context = self.context
        at = self.sentence.start + (self.cursor if figure is None else figure.start)
        draft = Draft(
            group=context.group,
            heading=context.heading,
            section=context.section,
            metric=identity.metric,
            line=identity.line,
            code=identity.code,
            place=self.passage.line_at(at),
            place_fixed=figure is not None,
        )
        if figure is not None:
            draft.touch(self.number, figure.start, figure.end)
            if figure.is_blank:
                draft.residue = figure.text
        context.drafts.append(draft)
        return draft
