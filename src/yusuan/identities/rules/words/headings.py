"""Rules on headings and numbers of lists: as the contents page has them, and alike among themselves."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, listed
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.model.text import bare, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_YEAR = re.compile(r"20\d{2}年?(?:度|年度)?")
_TABLE = re.compile(r"表(?:（[^）]*）)?$")
_BRACKETS_BEHIND = re.compile(r"（[^（）]*）$")
_NUMERALS = re.compile(r"[\d一二三四五六七八九十]+")
_DECIMAL_MARKS = {"．", "."}
_STOP = "。"


@rule("正文标题的序号与目录一致")
def contents_numbers(frames: Frames) -> Iterator[Verdict]:
    """A heading is numbered in the form that the contents page gives it: 一、 there and （一） here is wrong.

    Headings of other chapters may have the same words, but not the same number too.
    """
    for document, listed_there, body in _both(frames):
        numbered: dict[str, list[Row]] = {}
        for row in body:
            numbered.setdefault(bare(str(row["text"])), []).append(row)
        pairs = [
            (row, found)
            for row in listed_there
            if row["number"] and (found := numbered.get(bare(str(row["text"]))))
            if all(_numeral(one) == _numeral(row) for one in found)
        ]
        wrong = [
            (row, found[0])
            for row, found in pairs
            if all(squeeze(str(one["number"])) != squeeze(str(row["number"])) for one in found)
        ]
        if pairs:
            yield listed(
                document,
                [found for _, found in wrong] or [pairs[0][1][0]],
                [f"目录为“{row['number']}{row['text']}”，正文为“{found['number']}”" for row, found in wrong],
                [
                    f"“{row['text']}” is {row['number']} in the contents, {found['number']} below"
                    for row, found in wrong
                ],
            )


class HeadingsAlike(Parameters):
    """How alike two headings are that mean the same."""

    likeness: float = Field(
        gt=0, le=1, description="相似度不小于它的算同一标题，0 至 1 (likeness from 0 to 1)"
    )


@rule_with(HeadingsAlike, "正文标题与目录一致")
def contents_chapters(frames: Frames, parameters: HeadingsAlike) -> Iterator[Verdict]:
    """A chapter of the contents page bears the same heading in the body.

    Years, the department and what stands in brackets behind are no part of it, nor are tables, whose titles have a rule of their own.
    """
    for document, listed_there, body in _both(frames):
        chapters = [
            row for row in listed_there if row["number"] and not _TABLE.search(squeeze(str(row["text"])))
        ]
        headings = {_heading(row): row for row in body if row["number"]}
        missing = [row for row in chapters if _heading(row) not in headings]
        known = {_heading(row) for row in chapters}
        free = {name: row for name, row in headings.items() if name not in known}
        meant = [
            (row, free[close[0]])
            for row in missing
            if (
                close := difflib.get_close_matches(_heading(row), list(free), n=1, cutoff=parameters.likeness)
            )
            and _mark(free[close[0]]) == _mark(row)
        ]
        if len(missing) < len(chapters):
            yield listed(
                document,
                [found for _, found in meant] or chapters[:1],
                [f"目录为“{row['text']}”，正文为“{found['text']}”" for row, found in meant],
                [f"“{row['text']}” in the contents is “{found['text']}” in the body" for row, found in meant],
            )


def _heading(row: Row) -> str:
    """A heading as it is compared."""
    text = _BRACKETS_BEHIND.sub("", squeeze(str(row["text"])))
    return _YEAR.sub("", bare(text)).replace(bare(str(row["department"])), "")


def _both(frames: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """The entries of the contents page and the headings of the body, of documents that have both."""
    place = pl.col("place").cast(pl.String)
    bodies = by_document(frames["headings"].filter(place == "body"))
    for document, rows in by_document(frames["headings"].filter(place == "contents")).items():
        if document in bodies:
            yield document, rows, bodies[document]


@rule("同一列表的序号用同一种标点")
def number_marks(frames: Frames) -> Iterator[Verdict]:
    """The numbers of one list are printed with one mark: 1. or 1．, not both."""
    numbered = frames["sentences"].filter(
        (pl.col("number") != "") & pl.col("kind").cast(pl.String).is_in(["heading", "item"])
    )
    for document, rows in by_document(numbered).items():
        lists = [list(group) for _, group in groupby(rows, key=lambda row: (row["section"], row["level"]))]
        mixed = [one for one in lists if {_mark(row) for row in one} >= _DECIMAL_MARKS]
        if any(_mark(row) in _DECIMAL_MARKS for row in rows):
            told = ["、".join(str(row["number"]) for row in one) for one in mixed]
            yield listed(
                document,
                [one[0] for one in mixed] or rows[:1],
                [f"序号“{numbers}”的标点不一" for numbers in told],
                [f"numbers with two marks: {numbers}" for numbers in told],
            )


def _mark(row: Row) -> str:
    return _NUMERALS.sub("", str(row["number"]))


def _numeral(row: Row) -> list[str]:
    return _NUMERALS.findall(str(row["number"]))


class FewStops(Parameters):
    """How few headings with a stop are exceptions."""

    share: float = Field(
        ge=0, le=1, description="有句号的不多于这个比例即提问 (at most this share of a depth)"
    )


@rule_with(FewStops, "同级标题或都有句号，或都没有")
def heading_stops(frames: Frames, parameters: FewStops) -> Iterator[Verdict]:
    """Headings of one depth end alike: a stop behind one of many is one too many."""
    headings = frames["sentences"].filter(
        (pl.col("kind").cast(pl.String) == "heading") & (pl.col("number") != "")
    )
    for document, rows in by_document(headings).items():
        depths = Counter(row["level"] for row in rows)
        stopped = [row for row in rows if str(row["text"]).endswith(_STOP)]
        often = Counter(row["level"] for row in stopped)
        few = [row for row in stopped if often[row["level"]] <= parameters.share * depths[row["level"]]]
        told = [f"“{row['text']}”" for row in few]
        yield listed(document, few or rows[:1], told, told)
