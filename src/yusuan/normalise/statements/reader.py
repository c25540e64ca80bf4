"""Reads a sentence from left to right and ties every figure in it to what it is said of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.model.money import Amount
from yusuan.model.vocabulary import Direction
from yusuan.normalise.statements.antecedents import (
    changed_figure,
    changed_figure_in_reason,
    take_items,
    take_reason,
    take_unchanged,
)
from yusuan.normalise.statements.change import Unchanged, base_amount_year, comparison, signed, unchanged
from yusuan.normalise.statements.figures import Figure, FigureKind, figures
from yusuan.normalise.statements.naming import Identity, identify, of_measure, plain_metric
from yusuan.normalise.statements.phrases import (
    Items,
    Name,
    Reason,
    after_list,
    announces_parts,
    counted_name,
    goes_on_with_reasons,
    is_generic,
    items,
    name_before,
    parts_follow,
    reasons,
    scope_of,
    without_counted,
)
from yusuan.normalise.statements.state import State
from yusuan.reference.metrics import metric_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.normalise.prose.passages import Passage, Sentence
    from yusuan.normalise.statements.change import Comparison
    from yusuan.normalise.statements.context import Context
    from yusuan.normalise.statements.draft import Draft

_SHARE = re.compile(r"占|比例|比重")
_COMPLETED = re.compile(r"完成[^，。；]{0,14}$")
_MOVES_NEXT = re.compile(r"(?P<pause>，?)\s*(?P<words>净?增加|增长|上升|提高|减少|下降|降低)")
_DOWN = frozenset({"减少", "下降", "降低"})
_RIGHT = re.compile(r"[^，。；：、（\d]{0,16}")
_ONLY_JOINED = re.compile(r"[、，（\s]*")
_LIST_ANNOUNCED = re.compile(r"(?P<sum>[^，。；：]{2,20}?)(?:的?主要内容|的?具体)?(?:情况)?如下：$")
# Words farther before a figure say nothing of it.
_FARTHEST = 400
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
    state = State(context, passage, sentence, skip)
    if skip == 0 and context.explaining == context.passage and goes_on_with_reasons(state.text):
        state.reason_end = len(state.text)
    outside: list[Draft | None] = []
    scanned = skip
    for event in _events(state):
        if event.start < state.cursor or (event.start < state.reason_end and not isinstance(event, Figure)):
            continue
        scanned = _leave_brackets(state, outside, scanned, event.start)
        if isinstance(event, Figure):
            _take_figure(state, event)
            state.cursor = event.end
        elif isinstance(event, Unchanged):
            take_unchanged(state, event)
            state.cursor = event.end
        elif isinstance(event, Reason):
            take_reason(state, event)
        else:
            take_items(state, event)
    context.explaining = context.passage if state.reason_end else None
    _open_next(state)


def _events(state: State) -> Iterator[Figure | Unchanged | Reason | Items]:
    found = figures(state.text)
    spans = [(figure.start, figure.end) for figure in found]
    events: list[Figure | Unchanged | Reason | Items] = [
        *found,
        *unchanged(state.text, state.context.fiscal_year, state.context.phase),
        *reasons(state.text, [start for start, _ in spans]),
        *items(state.text, spans),
    ]
    yield from sorted(events, key=lambda event: (event.start, isinstance(event, Figure)))


def _leave_brackets(state: State, outside: list[Draft | None], scanned: int, at: int) -> int:
    """What is said in brackets is said of something else; after them, the words go on as before."""
    for char in state.text[scanned:at]:
        if char == "（":
            outside.append(state.context.current)
        elif char == "）" and outside:
            state.context.current = outside.pop()
    return max(scanned, at)


def _open_next(state: State) -> None:
    """A sentence may end in the announcement of parts that follow in the next passages."""
    context = state.context
    announced = _LIST_ANNOUNCED.search(state.text) if state.is_first else None
    head = context.current if state.values else context.lead
    if announced is not None:
        context.open_parts(announced["sum"])
    elif head is not None and parts_follow(state.text[state.cursor :]):
        context.open_parts(head.line, head, announced=announces_parts(state.text[state.cursor :]))


def _take_figure(state: State, figure: Figure) -> None:
    if state.cursor < state.reason_end <= figure.start:
        state.cursor = state.reason_end
    context = state.context
    before = state.text[max(state.cursor, figure.start - _FARTHEST) : figure.start]
    state.scope = scope_of(before) or state.scope
    said = comparison(before, context.fiscal_year, context.phase)
    if figure.kind is FigureKind.COUNT:
        _take_count(state, figure, before)
    elif figure.kind is FigureKind.PERCENT:
        _take_percent(state, figure, before, said)
    elif said is not None:
        _take_change(state, figure, said)
    elif (base := base_amount_year(before, context.fiscal_year, context.phase)) is not None:
        _take_base_amount(state, figure, *base)
    elif state.counted is not None and _ONLY_JOINED.fullmatch(before):
        _take_amount_of_count(state, figure, state.counted)
    elif context.current is not None and _COMPLETED.search(before):
        state.new(_other_measure(context.current, "budget"), figure).amount = figure.amount
    else:
        _take_amount(state, figure, before)


def _take_amount(state: State, figure: Figure, before: str) -> None:
    context = state.context
    name = name_before(before, context.department)
    if state.counted is not None:
        name = replace(name, text=without_counted(name.text))
        state.counted = None
    if state.in_reason(figure):
        state.new(Identity(None, name.text, None), figure).amount = figure.amount
        return
    _open_parts(state, name, before)
    found = identify(name.text, context, state.scope, state.said(figure))
    metric, year = of_measure(found.metric, name, context)
    draft = state.new(Identity(metric, found.line, found.code), figure)
    draft.amount, draft.base_year = figure.amount, year
    state.values.append(draft)
    context.current = draft
    if not state.in_parts:
        context.lead = draft


def _take_amount_of_count(state: State, figure: Figure, counted: Draft) -> None:
    counted.amount = figure.amount
    if counted.metric is None:
        counted.metric = metric_of(state.context.kind, "", counted.line)
    counted.touch(state.number, figure.start, figure.end)


def _take_base_amount(state: State, figure: Figure, year: int | None, subject: str) -> None:
    """An amount after “比2023年预算…”: the earlier year's, or a change that lacks its word."""
    target = changed_figure(state, subject)
    after = _MOVES_NEXT.match(state.text, figure.end)
    if after is not None and after["pause"]:
        direction = Direction.DECREASE if after["words"] in _DOWN else Direction.INCREASE
        _apply(state, target, figure, direction, year)
        return
    draft = state.new(_other_measure(target, "previous_year"), figure)
    draft.amount, draft.base_year = figure.amount, year
    state.base = (year, target)


def _take_change(state: State, figure: Figure, said: Comparison) -> None:
    year = said.base_year
    if state.base is not None and not said.compared and not said.subject:
        year, target = state.base
        state.base = None
    elif state.in_reason(figure):
        target = changed_figure_in_reason(state, said.subject)
    else:
        target = changed_figure(state, said.subject)
    if not said.compared and year is None:
        year = state.context.base_year
    _apply(state, target, figure, said.direction, year)
    state.context.changed = state.moved[-1]
    if said.residue is not None:
        state.moved[-1].residue = said.residue


def _apply(state: State, target: Draft, figure: Figure, direction: Direction, year: int | None) -> None:
    if target.change_size is not None:
        target = state.new(Identity(target.metric, target.line, target.code), figure)
    target.direction = direction
    if figure.is_blank:
        target.residue = figure.text
    if year is not None:
        target.base_year = state.context.base_year = year
    if figure.amount is not None:
        target.change_size = Amount(abs(figure.amount.fen), figure.amount.quantum_fen)
        target.change_fen = signed(figure.amount.fen, direction)
    if not target.place_fixed:
        target.place, target.place_fixed = state.place(figure.start), True
    _note_moved(state, target, figure)
    if not state.in_reason(figure):
        state.context.current = target


def _take_percent(state: State, figure: Figure, before: str, said: Comparison | None) -> None:
    context = state.context
    if figure.value is None or (state.in_reason(figure) and (said is not None or _SHARE.search(before))):
        return
    target: Draft | None
    if said is not None:
        named = said.compared or (said.subject and not is_generic(said.subject))
        target = changed_figure(state, said.subject) if named else context.changed or context.current
        if target is not None and target.change_rate is None:
            target.direction = target.direction or said.direction
            target.residue = target.residue or said.residue
            if said.base_year is not None:
                target.base_year = context.base_year = said.base_year
            _set_rate(state, target, figure, said.direction)
    elif before.strip() == "（" and state.moved:
        _set_rate(state, state.moved[-1], figure, state.moved[-1].direction or Direction.UNCLEAR)
    elif _SHARE.search(before):
        target = context.current or context.lead
        if target is not None and target.share is None:
            target.share = float(figure.value.scaleb(-2))
            target.rate_quantum = target.rate_quantum or figure.quantum
            target.touch(state.number, figure.start, figure.end)
    elif context.current is not None and _COMPLETED.search(before):
        done = state.new(_other_measure(context.current, "completion"), figure)
        done.quantity, done.quantity_unit = float(figure.value), "%"


def _set_rate(state: State, target: Draft, figure: Figure, direction: Direction) -> None:
    assert figure.value is not None
    value = float(figure.value.scaleb(-2))
    if direction is Direction.UNCLEAR and value:
        if target.change_fen is None:
            return
        value = -abs(value) if target.change_fen < 0 else value
    target.change_rate = -abs(value) if direction is Direction.DECREASE and value else value
    target.rate_quantum = figure.quantum
    _note_moved(state, target, figure)


def _note_moved(state: State, target: Draft, figure: Figure) -> None:
    target.touch(state.number, figure.start, figure.end)
    state.moved.append(target)
    state.context.changed = target


def _take_count(state: State, figure: Figure, before: str) -> None:
    context = state.context
    if state.counted is not None and state.counted.spans[state.number][1] == state.cursor:
        before = after_list(before)
    state.counted = None
    right = _RIGHT.match(state.text, figure.end)
    after = "" if right is None else right.group()
    name = name_before(before, context.department)
    counted = f"{name.text}#{figure.unit}{after}"
    metric = metric_of(context.kind, context.within(state.scope), counted, f"{state.said(figure)}#{after}")
    if (metric is None and context.kind not in _KEPT_COUNTS) or state.in_reason(figure):
        return
    draft = state.new(Identity(metric, counted_name(name.text, after), None), figure)
    draft.quantity = None if figure.value is None else float(figure.value)
    draft.quantity_unit = figure.unit
    state.counted = draft


def _open_parts(state: State, name: Name, before: str) -> None:
    if name.is_part:
        state.in_parts = True
        near = bool(state.values) and "；" not in before
        head = state.context.current if near else state.context.lead
        if head is not None:
            state.context.open_parts(head.line, head, announced=announces_parts(before))


def _other_measure(draft: Draft, measure: str) -> Identity:
    metric = plain_metric(draft.metric)
    return Identity(None if metric is None else f"{metric}.{measure}", draft.line, draft.code)
