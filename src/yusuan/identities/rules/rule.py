"""How a rule registers: its name, its parameters, and what it asks, for the suites and for the manual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from yusuan.identities.vocabulary import Pattern  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.vocabulary import TableKind  # noqa: TC001 — likewise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import polars as pl

    from yusuan.identities.rules.verdict import Verdict

    Frames = Mapping[str, pl.DataFrame]
    Judgement = Callable[[Frames, Any], Iterator[Verdict]]


class Parameters(BaseModel):
    """What an entry gives a rule; a rule that needs nothing takes these."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfTables(Parameters):
    """A rule on tables."""

    tables: list[TableKind] = Field(min_length=1, description="哪几种表 (kinds of table)")


class OfPatterns(Parameters):
    """A rule on wordings."""

    patterns: list[Pattern] = Field(
        min_length=1, description="写法，正则表达式，不用前后断言 (patterns that do not look around)"
    )


class OfHeadings(Parameters):
    """A rule on columns."""

    headings: list[Pattern] = Field(
        min_length=1, description="列标题，正则表达式 (patterns of column headings)"
    )


@dataclass(frozen=True, slots=True)
class RegisteredRule:
    """A rule that suites can name.

    Attributes:
        name: of the function.
        module: where it is defined.
        function: from the frames of a collection and the parameters to verdicts.
        parameters: the model of what it takes.
        asks: what must hold, in Chinese.
        asks_en: in English, the first line of the function's docstring.
    """

    name: str
    module: str
    function: Judgement
    parameters: type[Parameters]
    asks: str
    asks_en: str


RULES: dict[str, RegisteredRule] = {}

_P = TypeVar("_P", bound=Parameters)


def rule(
    asks: str,
) -> Callable[[Callable[[Frames], Iterator[Verdict]]], Callable[[Frames], Iterator[Verdict]]]:
    """Register a rule that takes no parameters.

    Args:
        asks: what must hold, in Chinese.
    """

    def register(function: Callable[[Frames], Iterator[Verdict]]) -> Callable[[Frames], Iterator[Verdict]]:
        def judge(frames: Frames, _: Parameters) -> Iterator[Verdict]:
            return function(frames)

        _add(function, judge, Parameters, asks)
        return function

    return register


def rule_with(
    parameters: type[_P], asks: str
) -> Callable[[Callable[[Frames, _P], Iterator[Verdict]]], Callable[[Frames, _P], Iterator[Verdict]]]:
    """Register a rule.

    Args:
        parameters: the model of what it takes.
        asks: what must hold, in Chinese.
    """

    def register(
        function: Callable[[Frames, _P], Iterator[Verdict]],
    ) -> Callable[[Frames, _P], Iterator[Verdict]]:
        _add(function, function, parameters, asks)
        return function

    return register


def _add(function: Callable[..., object], judge: Judgement, parameters: type[Parameters], asks: str) -> None:
    first_line = (function.__doc__ or "").strip().splitlines()[0]
    name = function.__name__
    RULES[name] = RegisteredRule(name, function.__module__, judge, parameters, asks, first_line)
