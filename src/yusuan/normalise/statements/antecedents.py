"""What words such as “比上年减少”, “主要原因是” and “主要包括” are said of."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from yusuan.model.vocabulary import Direction
from yusuan.normalise.statements.naming import Identity, identify, identify_exactly
from yusuan.normalise.statements.phrases import Items, is_generic, listed_names, name_before
from yusuan.reference.metrics import metric_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.normalise.statements.change import Unchanged
    from yusuan.normalise.statements.draft import Draft
    from yusuan.normalise.statements.phrases import Reason
    from yusuan.normalise.statements.state import State

# Words do not point back farther than this many statements.
_MOST_RECENT = 500
_FEWEST_PARTS = 2


def changed_figure(state: State, subject: str) -> Draft:
    """The statement of which a change is said.

    Args:
        state: the sentence.
        subject: what the words say that changed, "" where they do not; a bare “本年预算数” does not either.
    """
    context = state.context
    subject = name_before(subject, context.department).text
    if subject:
        found = _named(state, subject) if is_generic(subject) else identify(subject, context, state.scope)
        if found.metric is not None:
            return _open(state, found) or state.new(found, None)
        if not is_generic(subject):
            return state.new(found, None)
    return _whole_of_list(state) or state.head or state.new(identify("", context, state.scope), None)


def _whole_of_list(state: State) -> Draft | None:
    """The sum whose parts were just listed, where a change that names nothing is the sum's, not the last part's.

    “收入100万元，其中A 60万元、B 40万元，较上年增加5万元” says how the sum changed; so does a sentence after the
    list that begins with the change. A part that says its own change, or is the only one, keeps what follows.
    """
    head = state.context.part_head
    if head is None or head.has_change or head.amount is None:
        return None
    if state.is_first:
        return head
    parts = state.values[state.values.index(head) + 1 :] if head in state.values else state.values
    listed = state.in_parts and len(parts) >= _FEWEST_PARTS and not any(part.has_change for part in parts)
    return head if listed else None


def changed_figure_in_reason(state: State, subject: str) -> Draft:
    """The same within a reason, where names count only if all their words are words of budgets."""
    found = identify_exactly(name_before(subject, state.context.department).text, state.context, state.scope)
    known = _open(state, found) if found.metric is not None else None
    return known or state.new(found, None)


def take_unchanged(state: State, words: Unchanged) -> None:
    """Note “与上年持平” and the like."""
    if words.applies_to_all and state.values:
        targets = [draft for draft in state.values if not draft.has_change]
    else:
        context = state.context
        pointed = context.lead or context.current if state.is_first else context.current
        targets = [] if pointed is None or pointed.has_change else [pointed]
    for target in targets:
        target.direction, target.base_year = words.direction, words.base_year
        target.touch(state.number, words.start, words.end)
        state.moved.append(target)
        state.context.changed = target


def take_reason(state: State, reason: Reason) -> None:
    """Tie a reason to the changes that it explains; 主要是 without a change before it only describes."""
    context = state.context
    first = state.is_first
    moved = state.moved[-1] if state.moved else context.changed if first else None
    if reason.only_mainly and (moved is None or moved.direction is Direction.FLAT):
        if not reason.holds_figures:
            take_items(state, Items(reason.start, reason.end, listed_names(reason.text), announced=True))
        return
    state.reason_end = reason.end
    state.cursor = max(state.cursor, reason.end - len(reason.text))
    named = _figure_named_in(state, reason) if first and reason.of else None
    if named is not None:
        targets = [named]
    elif first and reason.points:
        targets = [draft for draft in _recent(state) if _explains(state, reason, draft)]
    else:
        targets = [draft for draft in (moved or context.current or context.lead,) if draft is not None]
    for draft in targets:
        if draft.reason is None:
            draft.reason = reason.text
            draft.touch(state.number, reason.start, reason.end)


def take_items(state: State, listed: Items) -> None:
    """Tie a list of names to the amount that includes them."""
    target = state.context.current if state.values else state.context.lead
    if target is not None and target.items is None and (state.values or listed.announced):
        target.items = listed.text
        target.touch(state.number, listed.start, listed.end)
        state.cursor = max(state.cursor, listed.end)


def _named(state: State, subject: str) -> Identity:
    metric = metric_of(state.context.kind, state.context.within(state.scope), subject)
    return Identity(metric, subject, None)


def _open(state: State, found: Identity) -> Draft | None:
    """The statement under the same heading that is of the same thing and lacks a change."""
    for draft in _recent(state):
        same = draft.metric == found.metric and draft.code == found.code and draft.unit == state.context.unit
        if same and not draft.has_change and (draft.line == found.line or not _is_of_many(found)):
            return draft
    return None


def _is_of_many(found: Identity) -> bool:
    """Whether its metric is one of many parts, which only their names tell apart."""
    return found.metric is not None and found.metric.endswith(".part")


def _figure_named_in(state: State, reason: Reason) -> Draft | None:
    """The statement that the words before 原因 name (“收支预算增加的主要原因”)."""
    name = name_before(reason.of, state.context.department).text
    if not name or is_generic(name):
        return None
    metric = _named(state, name).metric
    for draft in _recent(state):
        if metric is not None and draft.metric == metric and draft.reason is None:
            return draft
    return None


def _recent(state: State) -> Iterator[Draft]:
    """The statements under this heading, the latest first."""
    for draft in islice(reversed(state.context.drafts), _MOST_RECENT):
        if draft.heading != state.context.heading:
            return
        yield draft


def _explains(state: State, reason: Reason, draft: Draft) -> bool:
    """Whether a reason for increases or decreases is one for this figure."""
    if draft.passage <= state.context.entered or draft.reason is not None or draft.amount is None:
        return False
    wanted = Direction.INCREASE if reason.points > 0 else Direction.DECREASE
    return draft.direction is wanted and draft.change_fen != 0
