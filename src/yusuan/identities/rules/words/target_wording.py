"""Rules on what indicators and goals say: as many targets as things counted, one sign, the latest plenum."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, clip, listed, whole
from yusuan.identities.rules.rule import OfHeadings, Parameters, rule, rule_with
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_PARTS = re.compile("[；;]")
_COST = "成本"
_WITH_UNIT = re.compile(r"[（(][^（）()]+[)）]$")
_FEWEST = 2
_DEADLINE = re.compile(r"(20\d\d)年(?:底|末|\d{1,2}月(?:\d{1,2}日|底|末)?)(?:之?前)")
_DIGITS = "一二三四五六七八九十"
_SESSION = re.compile(rf"([{_DIGITS}]+)届([{_DIGITS}](?:中)?(?:、[{_DIGITS}]中)*)全会")


@rule("一个指标列几项的，指标值也是几个")
def target_parts(frames: Frames) -> Iterator[Verdict]:
    """An indicator that counts several things, parted by semicolons, has as many targets.

    What a cost is made of has one sum, unless each part bears a unit of its own.
    """
    for document, rows in by_document(frames["indicators"]).items():
        several = [(row, *_counts(row)) for row in rows if _counts(row)[0] >= _FEWEST]
        wrong = [(row, things, targets) for row, things, targets in several if 0 < targets != things]
        if several:
            yield listed(
                document,
                [row for row, *_ in wrong] or [several[0][0]],
                [
                    f"“{clip(str(row['level3']))}”有{things}项，指标值“{row['target']}”有{targets}个"
                    for row, things, targets in wrong
                ],
                [
                    f"“{clip(str(row['level3']))}” names {things} things, “{row['target']}” gives {targets}"
                    for row, things, targets in wrong
                ],
            )


def _counts(row: Row) -> tuple[int, int]:
    """How many things an indicator counts, and how many targets it gives."""
    things = [part for part in _PARTS.split(squeeze(str(row["level3"] or ""))) if part]
    targets = [part for part in _PARTS.split(squeeze(str(row["target"] or ""))) if part]
    if _COST in str(row["level2"] or "") and not all(_WITH_UNIT.search(thing) for thing in things):
        return 0, len(targets)
    return len(things), len(targets)


class Signs(Parameters):
    """Signs of one meaning."""

    signs: list[str] = Field(
        min_length=1, description="每项是同一关系的几种符号 (the signs of each relation)"
    )


@rule_with(Signs, "同一种关系用同一个符号")
def target_signs(frames: Frames, parameters: Signs) -> Iterator[Verdict]:
    """One relation is printed with one sign: not ≥ here and ≧ there."""
    for document, rows in by_document(frames["indicators"].filter(pl.col("target").is_not_null())).items():
        with_sign = {
            sign: [row for row in rows if sign in str(row["target"])]
            for signs in parameters.signs
            for sign in signs
        }
        rare: list[tuple[str, str, list[Row]]] = []
        for signs in parameters.signs:
            used = sorted((sign for sign in signs if with_sign[sign]), key=lambda sign: len(with_sign[sign]))
            rare += [(sign, used[-1], with_sign[sign]) for sign in used[:-1]]
        if any(with_sign.values()):
            yield listed(
                document,
                [row for _, _, found in rare for row in found] or rows[:1],
                [f"{len(found)}处用“{sign}”，其余用“{usual}”" for sign, usual, found in rare],
                [f"“{sign}” {len(found)} times, “{usual}” elsewhere" for sign, usual, found in rare],
            )


@rule_with(OfHeadings, "年度目标的期限在本年度之内")
def deadlines(frames: Frames, parameters: OfHeadings) -> Iterator[Verdict]:
    """A goal of the year is reached by the end of the year."""
    goals = frames["indicators"].filter(pl.col("goal").is_not_null()).with_columns(text="goal")
    in_cells = frames["cells"].filter(pl.col("heading").str.contains("|".join(parameters.headings)))
    columns = ("document", "fiscal_year", "text", "page", "row")
    told_of = pl.concat([goals.select(columns), in_cells.select(columns)])
    for document, rows in by_document(told_of.unique(["document", "text"], maintain_order=True)).items():
        dated = [(row, match) for row in rows for match in _DEADLINE.finditer(squeeze(str(row["text"])))]
        late = [(row, match) for row, match in dated if int(match[1]) > whole(row["fiscal_year"])]
        told = [f"“{match.group()}”" for _, match in late]
        if dated:
            yield listed(document, [row for row, _ in late] or [dated[0][0]], told, told)


@rule("文件写到的最近一次全会，别处不另写更早的一次")
def plenary_sessions(frames: Frames) -> Iterator[Verdict]:
    """A document that names the latest plenum does not elsewhere name an earlier one alone."""
    goals = frames["indicators"].filter(pl.col("goal").is_not_null()).with_columns(text="goal")
    named: dict[str, list[Row]] = by_document(frames["sentences"])
    for document, rows in by_document(
        goals.unique(["document", "text"], keep="first", maintain_order=True)
    ).items():
        named.setdefault(document, []).extend(rows)
    for document, rows in named.items():
        sessions = [(row, max(found)) for row in rows if (found := _sessions(str(row["text"])))]
        if len(sessions) < _FEWEST:
            continue
        latest = max(session for _, session in sessions)
        congress = [pair for pair in sessions if pair[1][0] == latest[0]]
        earlier = [row for row, session in congress if session != latest]
        told = [f"“{clip(str(row['text']))}”" for row in earlier]
        yield listed(document, earlier or [sessions[0][0]], told, told)


def _sessions(text: str) -> list[tuple[int, int]]:
    """The plenums that a text names, each as congress and number."""
    return [
        (_number(match[1]), _DIGITS.index(session[0]) + 1)
        for match in _SESSION.finditer(squeeze(text))
        for session in match[2].split("、")
    ]


def _number(text: str) -> int:
    """A number below a hundred in Chinese."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.index(text) + 1
    return 10 * (_DIGITS.index(tens) + 1 if tens else 1) + (_DIGITS.index(ones) + 1 if ones else 0)
