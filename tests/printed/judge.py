"""What of a printed document is not read as it is: wrong amounts, false breaks, errors that are not told."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.checks.evidence import Evidence
from yusuan.extract.formats import read
from yusuan.extract.raw import UnreadableError
from yusuan.identities.entries import Rule
from yusuan.model.text import bare, plain
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from printed.document import Document, Grid, Meaning
    from yusuan.identities.suite import Identity

# More than any rounding reaches, in any unit.
_CODE = re.compile(r"^\d{3,7}")
ERROR_FEN = 13_000_000


@dataclass
class Verdict:
    """Of one document: each list holds words on what is wrong.

    Attributes:
        amounts: how many are printed.
        wrong: amounts that are read otherwise than printed, or not at all, or though nothing is printed.
        said_wrong: likewise of figures in prose.
        false: what is told of it though it is right.
    """

    amounts: int = 0
    wrong: list[str] = field(default_factory=list)
    said_wrong: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.wrong or self.said_wrong or self.false)


def read_frames(path: Path, identities: Sequence[Identity]) -> Mapping[str, pl.DataFrame]:
    """A file read as the tool reads it.

    Raises:
        UnreadableError: it is refused.
    """
    return normalise([read(path)], path.parent, identities).frames


def broken(frames: Mapping[str, pl.DataFrame], identities: Sequence[Identity]) -> list[dict[str, Any]]:
    """The broken findings on amounts of one document."""
    formulas = [one for one in identities if not isinstance(one.formula, Rule)]
    lazy = {name: frame.lazy() for name, frame in frames.items()}
    findings = Evidence(lazy, formulas).findings()
    return findings.filter(pl.col("status") == "broken").to_dicts()


def judge(document: Document, path: Path, identities: Sequence[Identity]) -> Verdict:
    """Hold what is read of a document against what it is."""
    verdict = Verdict(sum(1 for _ in document.amounts()))
    try:
        frames = read_frames(path, identities)
    except UnreadableError as error:
        verdict.wrong.append(f"refused: {error}")
        return verdict
    verdict.wrong = wrong_amounts(document, frames["facts"])
    verdict.said_wrong = _wrong_statements(document, frames["statements"])
    verdict.false = [finding["message"] for finding in broken(frames, identities)]
    return verdict


def wrong_amounts(document: Document, facts: pl.DataFrame) -> list[str]:
    """Amounts printed and not read, or read and not printed, each in a few words."""
    expected = Counter(_key(amount.meaning, amount.fen) for *_, amount in document.amounts())
    owners = {
        _key(amount.meaning, amount.fen): amount.meaning.owner
        for *_, amount in document.amounts()
        if amount.meaning.owner
    }
    rows = facts.to_dicts()
    found = Counter(map(_key_of_fact, rows))
    wrong = [f"not read: {key}" for key in (expected - found).elements()]
    wrong += [f"not printed: {key}" for key in (found - expected).elements()]
    units = {amount.meaning.owner for *_, amount in document.amounts() if amount.meaning.owner}
    for row in rows:
        key = _key_of_fact(row)
        owner = owners.get(key)
        if (
            expected[key] == 1
            and owner
            and bare(row["line"]) != bare(owner)
            and bare(row["owner"] or "") != bare(owner)
        ):
            wrong.append(f"owner {row['owner']} for {owner}: {key}")
        elif (
            expected[key] == 1 and not owner and row["owner"] in units and row["owner"] != document.department
        ):
            wrong.append(f"owner {row['owner']} for none: {key}")
    return wrong


def _name(line: str) -> str:
    """A row's name: without enumerators, and without a code that is printed in its label."""
    return _CODE.sub("", bare(plain(line)))


def _key(meaning: Meaning, fen: int) -> tuple[object, ...]:
    return meaning.kind, meaning.side, _name(meaning.line), meaning.measure, fen


def _key_of_fact(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row["table"], row["side"], _name(row["line"]), row["measure"], row["amount_fen"]


def _wrong_statements(document: Document, statements: pl.DataFrame) -> list[str]:
    found = {(row["metric"], row["amount_fen"]) for row in statements.to_dicts()}
    said = [one for block in document.blocks for one in getattr(block, "said", ())]
    return [f"not read: {metric} {fen}" for metric, fen in said if (metric, fen) not in found]


def plant(document: Document, seed: int) -> tuple[Document, str] | None:
    """The same document with one proven amount wrong, and which."""
    every = [
        (grid, row, place)
        for grid, row, place, amount in document.amounts()
        if amount.meaning.proven
        and grid.rows[row][place].amount is amount
        and not grid.rows[row][place].further
    ]
    if not every:
        return None
    grid, row, place = random.Random(seed).choice(every)
    return document.with_error(grid, row, place, ERROR_FEN), _words(grid, row, place)


def _words(grid: Grid, row: int, place: int) -> str:
    amount = grid.rows[row][place].amount
    assert amount is not None
    meaning = amount.meaning
    return f"{meaning.kind} {meaning.line} {meaning.measure} {amount.fen}"


def untold(path: Path, identities: Sequence[Identity]) -> str:
    """What is wrong with what is told of a document with one wrong amount: nothing, or more than one finding."""
    try:
        found = broken(read_frames(path, identities), identities)
    except UnreadableError as error:
        return f"refused: {error}"
    if not found:
        return "missed"
    return "" if len(found) == 1 else f"{len(found)} findings: " + " | ".join(one["message"] for one in found)
