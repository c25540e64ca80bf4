"""All rules that no formula over amounts can say, by the names that suites use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from yusuan.identities.rules import rule
from yusuan.identities.rules.numbers import (
    changes,
    codes,
    counts,
    indicators,
    sums_in_text,
    targets,
    versions,
    years,
    zero_bases,
)
from yusuan.identities.rules.words import forms, headings, labels, lists, notes, target_wording, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from yusuan.identities.rules.rule import Parameters, RegisteredRule
    from yusuan.identities.rules.verdict import Verdict

# By name.
RULES: Mapping[str, RegisteredRule] = rule.RULES
# Rules register when their modules are imported.
MODULES = (
    *(changes, codes, counts, indicators, sums_in_text, targets, versions, years, zero_bases),
    *(forms, headings, labels, lists, notes, target_wording, wording),
)


class Called(Protocol):
    """An entry that calls a rule."""

    @property
    def rule(self) -> str:
        """One of `RULES`."""

    @property
    def parameters(self) -> Parameters:
        """What the rule takes."""


def verdicts(entry: Called, frames: Mapping[str, pl.DataFrame]) -> list[Verdict]:
    """What a rule says of a collection.

    Args:
        entry: of a suite.
        frames: the clean frames, collected.

    Raises:
        KeyError: there is no rule of that name (a suite that is loaded by `suite.load` names none such).
    """
    return list(RULES[entry.rule].function(frames, entry.parameters))


def manual() -> str:
    """The table of rules for the manual, in Markdown: what each asks and takes, in the order of their modules."""
    lines = ["| 方法 | 问什么 | 参数 |", "| --- | --- | --- |"]
    for known in (known for module in MODULES for known in RULES.values() if known.module == module.__name__):
        parameters = "<br>".join(
            f"`{name}`{'' if field.is_required() else '（可不写）'} {field.description}"
            for name, field in known.parameters.model_fields.items()
        )
        lines.append(f"| `{known.name}` | {known.asks} ({known.asks_en.rstrip('.')}) | {parameters or '—'} |")
    return "\n".join(lines) + "\n"
