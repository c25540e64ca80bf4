"""Fixtures of the identities: small documents as one collection, and a rule on the rows of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.extract.plain_text import read_transcript
from yusuan.identities.entries import Rule
from yusuan.identities.rules.registry import RULES, verdicts
from yusuan.model.schemas import CLEAN
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import dataframely as dy

    from yusuan.identities.rules.verdict import Verdict


@pytest.fixture
def collection(tmp_path: Path) -> Callable[..., dict[str, pl.LazyFrame]]:
    """Documents, each given as its text with department and title on top, as the frames of a collection."""

    def read(*texts: str) -> dict[str, pl.LazyFrame]:
        found = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number}.txt"
            path.write_text(text, encoding="utf-8")
            found.append(normalise([read_transcript(path)], tmp_path, []).frames)
        return {name: pl.concat([frames[name] for frames in found]).lazy() for name in found[0]}

    return read


@pytest.fixture
def judged(framed: Callable[..., pl.DataFrame]) -> Callable[..., list[Verdict]]:
    """The verdicts of a rule on the rows of one document, given by frame; each row stands in a line of its own."""

    def of(
        rule: str,
        *,
        parameters: Mapping[str, object] | None = None,
        **rows: Sequence[Mapping[str, object]],
    ) -> list[Verdict]:
        frames = {
            name: framed(
                schema,
                *(
                    {**_OF_DOCUMENT, **_at(number, schema), **row}
                    for number, row in enumerate(rows.get(name, ()), start=1)
                ),
            )
            for name, schema in CLEAN.items()
        }
        # Rules are tried on words of their own, which suites could not use.
        taken = RULES[rule].parameters.model_construct(**dict(parameters or {}))
        return verdicts(Rule(identity="rule.x", rule=rule, parameters=taken), frames)

    return of


_OF_DOCUMENT = {"document": "甲", "department": "甲局", "fiscal_year": 2024, "phase": "budget"}


def _at(number: int, schema: type[dy.Schema]) -> dict[str, object]:
    names = {"row", "statement_no", "line_no"} & set(schema.column_names())
    return dict.fromkeys(names, number)
