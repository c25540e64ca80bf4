"""Rules that no formula over amounts can say, by the names that suites use.

Each is a function from the frames of a collection to verdicts; the numbers and words of a rule stand in
the suite's entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.identities import form_rules, prose_rules, target_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import polars as pl

    from yusuan.identities.suite import Rule
    from yusuan.identities.verdict import Verdict

    RuleFunction = Callable[
        [Mapping[str, pl.DataFrame], Mapping[str, float], Sequence[str]], Iterator[Verdict]
    ]

RULES: dict[str, RuleFunction] = {
    "said_sum": prose_rules.said_sum,
    "said_change_sum": prose_rules.said_change_sum,
    "said_share": prose_rules.said_share,
    "said_rate": prose_rules.said_rate,
    "said_items": prose_rules.said_items,
    "said_count": prose_rules.said_count,
    "residue": prose_rules.residue,
    "weights": target_rules.weights,
    "cost_without_bound": target_rules.cost_without_bound,
    "cost_within_money": target_rules.cost_within_money,
    "complaint_rate": target_rules.complaint_rate,
    "goal_number": target_rules.goal_number,
    "contents_titles": form_rules.contents_titles,
    "project_names": form_rules.project_names,
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
    "said_items": Needs(words=3),
    "said_count": Needs(words=3),
    "weights": Needs(numbers=("whole", "without_execution")),
    "complaint_rate": Needs(words=1, numbers=("at_least_percent",)),
    "project_names": Needs(words=2, numbers=("likeness",)),
}


def verdicts(rule: Rule, frames: Mapping[str, pl.DataFrame]) -> list[Verdict]:
    """What a rule says of a collection.

    Args:
        rule: the suite's entry.
        frames: the clean frames, collected.

    Raises:
        KeyError: there is no rule of that name (a suite that is loaded by `suite.load` names none such).
    """
    return list(RULES[rule.rule](frames, rule.numbers, rule.words))
