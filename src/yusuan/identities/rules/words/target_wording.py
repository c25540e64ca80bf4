"""Rules on what indicators and goals say: as many targets as things counted, one sign, the latest plenum."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, clip, listed
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_PARTS = re.compile("[；;]")
_COST = "成本"
_WITH_UNIT = re.compile(r"[（(][^（）()]+[)）]$")
_FEWEST = 2


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
