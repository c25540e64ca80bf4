"""Rules that no formula over amounts can say, by the names that suites use.

Each is a function from the frames of a collection to verdicts; the numbers and words of a rule stand in
the suite's entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from yusuan.identities.rules.numbers import changes as change_rules
from yusuan.identities.rules.numbers import codes as code_rules
from yusuan.identities.rules.numbers import counts as count_rules
from yusuan.identities.rules.numbers import indicators as indicator_rules
from yusuan.identities.rules.numbers import sums_in_text as prose_rules
from yusuan.identities.rules.numbers import targets as target_rules
from yusuan.identities.rules.numbers import years as year_rules
from yusuan.identities.rules.numbers import zero_bases as base_rules
from yusuan.identities.rules.words import forms as form_rules
from yusuan.identities.rules.words import headings as heading_rules
from yusuan.identities.rules.words import labels as label_rules
from yusuan.identities.rules.words import lists as list_rules
from yusuan.identities.rules.words import notes as note_rules
from yusuan.identities.rules.words import target_wording as target_words_rules
from yusuan.identities.rules.words import wording as wording_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import polars as pl

    from yusuan.identities.rules.verdict import Verdict

    RuleFunction = Callable[
        [Mapping[str, pl.DataFrame], Mapping[str, float], Sequence[str]], Iterator[Verdict]
    ]

RULES: dict[str, RuleFunction] = {
    "said_sum": prose_rules.said_sum,
    "said_change_sum": prose_rules.said_change_sum,
    "said_share": prose_rules.said_share,
    "share_list": prose_rules.share_list,
    "said_rate": change_rules.said_rate,
    "said_base": change_rules.said_base,
    "said_direction": change_rules.said_direction,
    "said_previous": change_rules.said_previous,
    "zero_base": change_rules.zero_base,
    "zero_completion": base_rules.zero_completion,
    "evaluated_share": base_rules.evaluated_share,
    "said_items": count_rules.said_items,
    "said_count": count_rules.said_count,
    "said_kinds": count_rules.said_kinds,
    "said_names": count_rules.said_names,
    "said_units": count_rules.said_units,
    "residue": prose_rules.residue,
    "weights": target_rules.weights,
    "cost_without_bound": target_rules.cost_without_bound,
    "cost_within_money": target_rules.cost_within_money,
    "complaint_rate": target_rules.complaint_rate,
    "goal_number": target_rules.goal_number,
    "indicator_classes": indicator_rules.indicator_classes,
    "indicator_numbers": indicator_rules.indicator_numbers,
    "target_forms": indicator_rules.target_forms,
    "row_numbers": indicator_rules.row_numbers,
    "target_parts": target_words_rules.target_parts,
    "target_signs": target_words_rules.target_signs,
    "deadlines": target_words_rules.deadlines,
    "plenary_sessions": target_words_rules.plenary_sessions,
    "wording": wording_rules.wording,
    "contradiction": wording_rules.contradiction,
    "said_alike": wording_rules.said_alike,
    "near_phrases": wording_rules.near_phrases,
    "separators": wording_rules.separators,
    "ordinals": list_rules.ordinals,
    "pasted_items": list_rules.pasted_items,
    "list_shares": list_rules.list_shares,
    "open_ends": list_rules.open_ends,
    "open_headings": list_rules.open_headings,
    "repeated_purposes": list_rules.repeated_purposes,
    "contents_numbers": heading_rules.contents_numbers,
    "contents_chapters": heading_rules.contents_chapters,
    "number_marks": heading_rules.number_marks,
    "heading_stops": heading_rules.heading_stops,
    "near_names": label_rules.near_names,
    "outdated_names": label_rules.outdated_names,
    "filled_columns": label_rules.filled_columns,
    "zero_lines": label_rules.zero_lines,
    "misplaced_lines": label_rules.misplaced_lines,
    "contents_titles": form_rules.contents_titles,
    "contents_tables": form_rules.contents_tables,
    "project_names": form_rules.project_names,
    "code_parents": code_rules.code_parents,
    "code_doubles": code_rules.code_doubles,
    "code_order": code_rules.code_order,
    "code_of_another": code_rules.code_of_another,
    "code_names": code_rules.code_names,
    "empty_notes": note_rules.empty_notes,
    "note_against_table": note_rules.note_against_table,
    "year_titles": year_rules.year_titles,
    "year_sentences": year_rules.year_sentences,
    "year_compared": year_rules.year_compared,
    "year_as_of": year_rules.year_as_of,
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What an entry must give a rule.

    Attributes:
        words: at least so many.
        numbers: by these names.
    """

    words: int = 0
    numbers: tuple[str, ...] = ()


NEEDS: dict[str, Needs] = {
    "said_sum": Needs(words=2),
    "said_change_sum": Needs(words=2),
    "said_share": Needs(words=2),
    "evaluated_share": Needs(words=2),
    "indicator_classes": Needs(words=1),
    "target_forms": Needs(words=2),
    "row_numbers": Needs(words=1),
    "said_items": Needs(words=3),
    "said_count": Needs(words=3),
    "said_names": Needs(words=1),
    "said_units": Needs(words=2),
    "code_parents": Needs(words=1),
    "code_doubles": Needs(words=1),
    "code_order": Needs(words=1),
    "code_of_another": Needs(words=1),
    "code_names": Needs(words=1),
    "empty_notes": Needs(words=1),
    "note_against_table": Needs(words=1),
    "year_titles": Needs(words=1),
    "year_compared": Needs(numbers=("earliest", "budget", "final")),
    "year_as_of": Needs(numbers=("budget", "final")),
    "weights": Needs(numbers=("whole", "without_execution")),
    "complaint_rate": Needs(words=1, numbers=("at_least_percent",)),
    "project_names": Needs(words=2, numbers=("likeness",)),
    "target_signs": Needs(words=1),
    "wording": Needs(words=1),
    "contradiction": Needs(words=2),
    "said_alike": Needs(words=1),
    "near_phrases": Needs(words=1),
    "deadlines": Needs(words=1),
    "contents_chapters": Needs(numbers=("likeness",)),
    "heading_stops": Needs(numbers=("part",)),
    "near_names": Needs(words=1),
    "outdated_names": Needs(numbers=("years",)),
    "filled_columns": Needs(words=1),
    "zero_lines": Needs(words=1),
    "misplaced_lines": Needs(words=2),
}


class Called(Protocol):
    """An entry that calls a rule: its name, and the numbers and words that the rule takes."""

    @property
    def rule(self) -> str:
        """One of `RULES`."""

    @property
    def numbers(self) -> Mapping[str, float]:
        """By name."""

    @property
    def words(self) -> Sequence[str]:
        """In the order that the rule says."""


def verdicts(rule: Called, frames: Mapping[str, pl.DataFrame]) -> list[Verdict]:
    """What a rule says of a collection.

    Args:
        rule: the suite's entry.
        frames: the clean frames, collected.

    Raises:
        KeyError: there is no rule of that name (a suite that is loaded by `suite.load` names none such).
    """
    return list(RULES[rule.rule](frames, rule.numbers, rule.words))
