"""Rules on lists of the text: 一是、二是, items whose words are another's, a share left out, an end without a stop."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from yusuan.identities.rules.gather import Row, by_document, clip, listed
from yusuan.identities.rules.rule import rule
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_DIGITS = "一二三四五六七八九十"
_POINT = re.compile(rf"(?<![{_DIGITS}第这也同统唯])([{_DIGITS}])是(?!否|一)")
_NAME = re.compile(r"^(?:[（(]?[\d一二三四五六七八九十]+[)）]?[、.．]?)?([^\d，。；：（(]{4,30})")
_FIGURES = re.compile(r"[\d.,，。\s]")
_SHORTEST_WORDS = 12
_MONEY = re.compile(r"\d[\d.,]*万元")
_SHARE = re.compile(r"占[^，；]{0,14}\d")
_FEWEST_IN_A_LIST = 3
_STOPPED = re.compile(r"[。！？；：:…”）)、，]$")
_INNER = re.compile(r"[。，]")
_NOTE = re.compile(r"^[（(]?(?:备?注|说明)[:：]")
_SHORTEST_PARAGRAPH = 25
_PURPOSE = re.compile(r"主要(?:用于|包括|是)[^，。；]{8}")
_PURPOSE_AGAIN = re.compile(r"主要(?:用于|包括|是)([^，。；]{8,})[，。；].*主要(?:用于|包括|是)\1")
# 统|一、全面 is no end of a paragraph, though a number seems to follow.
_BEFORE_ONE = re.compile("[统第唯同单专之合不万归划]$")


class _Passage(NamedTuple):
    """A passage put together again: its first sentence's row and its whole text."""

    row: Row
    text: str


@rule("“一是”之后有“二是”，其间不缺号")
def ordinals(frames: Frames) -> Iterator[Verdict]:
    """Points counted in words (一是…二是…) are at least two, and none is left out."""
    for document, passages in _passages(frames).items():
        counted: list[tuple[Row, list[int]]] = []
        for of_body, group in groupby(passages, key=lambda passage: _is_body(passage.row)):
            if of_body:
                counted += _runs(list(group))
        wrong = [(row, run) for row, run in counted if len(run) == 1 or run != list(range(1, len(run) + 1))]
        if counted:
            told = ["、".join(f"{_DIGITS[number - 1]}是" for number in run) for _, run in wrong]
            yield listed(
                document,
                [row for row, _ in wrong] or [counted[0][0]],
                [f"只有“{run}”" for run in told],
                [f"only “{run}”" for run in told],
            )


def _runs(passages: Sequence[_Passage]) -> list[tuple[Row, list[int]]]:
    """Each run of points, from 一是 on, with the passage in which it begins."""
    runs: list[tuple[Row, list[int]]] = []
    for passage in passages:
        for match in _POINT.finditer(passage.text):
            number = _DIGITS.index(match[1]) + 1
            if number == 1:
                runs.append((passage.row, [1]))
            elif runs:
                runs[-1][1].append(number)
    return runs


@rule("一项的说明是它自己的，不是另一项的")
def pasted_items(frames: Frames) -> Iterator[Verdict]:
    """No entry of a list has the words of another entry, which name that other and not itself."""
    for document, passages in _passages(frames).items():
        items = [passage for passage in passages if str(passage.row["kind"]) == "item"]
        lists = [list(group) for _, group in groupby(items, key=lambda item: item.row["section"])]
        wrong = [pair for entries in lists for pair in _pasted(entries)]
        if any(len(entries) > 1 for entries in lists):
            yield listed(
                document,
                [row for row, _, _ in wrong] or [items[0].row],
                [f"“{own}”的说明是“{other}”的" for _, own, other in wrong],
                [f"the words under “{own}” are those of “{other}”" for _, own, other in wrong],
            )


def _pasted(entries: Sequence[_Passage]) -> list[tuple[Row, str, str]]:
    """The entries that have the words of another, with their own name and that of the other."""
    named = [(entry, match[1].strip()) for entry in entries if (match := _NAME.match(entry.text))]
    words = [(entry, name, _FIGURES.sub("", entry.text.split(name, 1)[1])) for entry, name in named]
    return [
        (entry.row, name, other)
        for entry, name, said in words
        for _, other, said_there in words
        if said == said_there
        and len(said) >= _SHORTEST_WORDS
        and other in said
        and name not in said
        and other not in name
    ]


@rule("一句之中逐项写占比的，每项都有")
def list_shares(frames: Frames) -> Iterator[Verdict]:
    """Where a sentence gives the share of every amount in a list but one, that one is left out."""
    for document, rows in by_document(frames["sentences"]).items():
        tested: list[Row] = []
        wrong: list[tuple[Row, str]] = []
        for row in rows:
            amounts = [part for part in re.split("[；;]", str(row["text"])) if _MONEY.search(part)]
            without = [part for part in amounts if not _SHARE.search(part)]
            if len(amounts) >= _FEWEST_IN_A_LIST and len(without) <= 1:
                tested.append(row)
                wrong += [(row, clip(part)) for part in without]
        if tested:
            yield listed(
                document,
                [row for row, _ in wrong] or tested[:1],
                [f"“{part}”没有占比" for _, part in wrong],
                [f"“{part}” has no share" for _, part in wrong],
            )


@rule("一段话以句号结束")
def open_ends(frames: Frames) -> Iterator[Verdict]:
    """A paragraph of whole sentences ends with a stop."""
    for document, passages in _passages(frames).items():
        closed = [
            (passage, _STOPPED.search(squeeze(passage.text)) is not None)
            for passage, after in pairwise([*passages, None])
            if passage is not None and _is_paragraph(passage) and (after is None or not _goes_on(after))
        ]
        ends = [passage for passage, stopped in closed if not stopped]
        if closed:
            told = [f"“…{passage.text[-_SHORTEST_PARAGRAPH:]}”" for passage in ends]
            yield listed(document, [one.row for one in ends] or [closed[0][0].row], told, told)


@rule("一段话里，主要用途只说一次")
def repeated_purposes(frames: Frames) -> Iterator[Verdict]:
    """A paragraph says what something is mainly for once."""
    for document, passages in _passages(frames).items():
        tested = [passage for passage in passages if _PURPOSE.search(passage.text)]
        wrong = [(passage, match[1]) for passage in tested if (match := _PURPOSE_AGAIN.search(passage.text))]
        if tested:
            told = [f"“{clip(purpose)}”" for _, purpose in wrong]
            yield listed(document, [one.row for one, _ in wrong] or [tested[0].row], told, told)


def _is_paragraph(passage: _Passage) -> bool:
    text = passage.text
    return (
        str(passage.row["kind"]) in {"item", "text"}
        and len(text) >= _SHORTEST_PARAGRAPH
        and _INNER.search(text) is not None
        and _NOTE.match(text) is None
        and _BEFORE_ONE.search(text) is None
    )


def _goes_on(after: _Passage) -> bool:
    """Whether what comes next may be the same paragraph still: it is neither a heading nor numbered."""
    return str(after.row["kind"]) != "heading" and not after.row["number"]


def _is_body(row: Row) -> bool:
    return str(row["kind"]) in {"item", "text"}


def _passages(frames: Mapping[str, pl.DataFrame]) -> dict[str, list[_Passage]]:
    """The passages of each document, in order."""
    found: dict[str, list[_Passage]] = {}
    for document, rows in by_document(frames["sentences"]).items():
        for _, group in groupby(rows, key=lambda row: (row["passage_no"], row["kind"])):
            sentences = list(group)
            found.setdefault(document, []).append(
                _Passage(sentences[0], "".join(str(row["text"]) for row in sentences))
            )
    return found
