"""Rules on the wording of sentences and cells: slips of typing, fixed phrases, what cannot both be said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, clip, listed
from yusuan.identities.rules.rule import OfPatterns, Parameters, rule, rule_with
from yusuan.identities.vocabulary import Pattern  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_AROUND = 8
_WORDS = "[一-龥]{2}"
_MONEY = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{4,})(?:\.\d+)?(?:万元|亿元|元)")
_MOST_EXCEPTIONS = 0.2
_COLUMNS = ("document", "text", "page", "row", "column", "table")


@rule_with(OfPatterns, "句子和单元格里没有这样的写法")
def wording(frames: Frames, parameters: OfPatterns) -> Iterator[Verdict]:
    """No sentence and no cell has a wording that is always wrong."""
    pattern = f"(.{{0,{_AROUND}}}(?:{'|'.join(parameters.patterns)}).{{0,{_AROUND}}})"
    wrong = by_document(
        _printed(frames)
        .with_columns(found=pl.col("text").str.extract(pattern))
        .filter(pl.col("found").is_not_null())
        .unique(["document", "found"], keep="first", maintain_order=True)
    )
    for document, first in _read(frames).items():
        rows = wrong.get(document, [])
        said = [f"“{row['found']}”" for row in rows]
        yield listed(document, rows or [first], said, said)


class Contradiction(Parameters):
    """Two statements that cannot both hold."""

    said: Pattern = Field(description="一种说法，正则表达式；有它才核对 (tested where this is said)")
    denied: Pattern = Field(description="与之相反的说法 (what denies it)")


@rule_with(Contradiction, "一份文件不同时有两种相反的说法")
def contradiction(frames: Frames, parameters: Contradiction) -> Iterator[Verdict]:
    """No document says both of two things.

    Tested where the first is said.
    """
    said, denied = (
        _sentences(frames, pl.col("text").str.contains(word)) for word in (parameters.said, parameters.denied)
    )
    for document, rows in said.items():
        against = denied.get(document, [])
        both = [*rows[:1], *against[:1]] if against else []
        told = ["，".join(f"“{clip(str(row['text']))}”" for row in both)] if both else []
        yield listed(document, both or rows[:1], told, told)


@rule_with(OfPatterns, "各处所说的同一个数一致；写法带一个括号，括号里是数")
def said_alike(frames: Frames, parameters: OfPatterns) -> Iterator[Verdict]:
    """A number that the text gives in several places is one."""
    pattern = re.compile("|".join(parameters.patterns))
    for document, rows in by_document(frames["sentences"]).items():
        numbers: dict[int, tuple[Row, str]] = {}
        for row in rows:
            for match in pattern.finditer(squeeze(str(row["text"]))):
                numbers.setdefault(int(next(filter(None, match.groups()))), (row, match.group()))
        if numbers:
            several = list(numbers.values()) if len(numbers) > 1 else []
            told = [f"“{said}”" for _, said in several]
            yield listed(
                document, [row for row, _ in several] or [next(iter(numbers.values()))[0]], told, told
            )


class FixedPhrases(Parameters):
    """Phrases that are always printed alike."""

    phrases: list[str] = Field(
        min_length=1, description="固定的短语，八个字以上 (phrases of eight letters or more)"
    )


@rule_with(FixedPhrases, "固定的短语照原样印出，没有只差一个字的")
def near_phrases(frames: Frames, parameters: FixedPhrases) -> Iterator[Verdict]:
    """A fixed phrase is printed as it is, not with one letter changed.

    The first and the last letter may belong to other words, so only those between are looked at.
    """
    phrases = [squeeze(word) for word in parameters.phrases]
    halves = [half for one in phrases for half in (one[: len(one) // 2], one[len(one) // 2 :])]
    close = [
        (one, re.compile("|".join(f"{one[:at]}[一-龥]{one[at + 1 :]}" for at in range(1, len(one) - 1))))
        for one in phrases
    ]
    texts = frames["sentences"].with_columns(squeezed=pl.col("text").str.replace_all(r"\s", ""))
    for document, rows in by_document(texts.filter(pl.col("squeezed").str.contains_any(halves))).items():
        wrong = [
            (row, match.group(), phrase)
            for row in rows
            for phrase, pattern in close
            for match in pattern.finditer(squeeze(str(row["squeezed"])))
            if match.group() != phrase
        ]
        yield listed(
            document,
            [row for row, *_ in wrong] or rows[:1],
            [f"印为“{printed}”，通常为“{phrase}”" for _, printed, phrase in wrong],
            [f"“{printed}” is usually “{phrase}”" for _, printed, phrase in wrong],
        )


@rule("文中的金额一律用或者一律不用千位分隔符")
def separators(frames: Frames) -> Iterator[Verdict]:
    """Amounts of the text are printed with separators of thousands or without, not now and then otherwise.

    A document that does both about as often has no usage to be held to, and is not tested.
    """
    for document, rows in by_document(frames["sentences"]).items():
        amounts = [(row, match) for row in rows for match in _MONEY.finditer(str(row["text"]))]
        with_, without = (
            [pair for pair in amounts if ("," in pair[1][1]) is style] for style in (True, False)
        )
        few, many = sorted((with_, without), key=len)
        if amounts and len(few) <= _MOST_EXCEPTIONS * len(many):
            said = [f"“{match.group()}”" for _, match in few]
            yield listed(document, [row for row, _ in few or many[:1]], said, said)


def _printed(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """All that is printed in words: sentences, then cells, of documents whose sentences were kept."""
    sentences = frames["sentences"].with_columns(column=pl.lit(None, pl.Int32), table=pl.lit(None, pl.String))
    cells = (
        frames["cells"]
        .filter(pl.col("text").str.contains(_WORDS))
        .unique(["document", "text"], keep="first", maintain_order=True)
        .join(sentences.select("document").unique(), on="document", how="semi", maintain_order="left")
        .with_columns(pl.col("table").cast(pl.String))
    )
    return pl.concat([sentences.select(_COLUMNS), cells.select(_COLUMNS)])


def _read(frames: Mapping[str, pl.DataFrame]) -> dict[str, Row]:
    """The first sentence of each document whose sentences were kept."""
    first = frames["sentences"].unique("document", keep="first", maintain_order=True)
    return {str(row["document"]): row for row in first.iter_rows(named=True)}


def _sentences(frames: Mapping[str, pl.DataFrame], of: pl.Expr) -> dict[str, list[Row]]:
    return by_document(frames["sentences"].filter(of))
