"""Which files are of one document: those that say so, and tables that name nobody, by their amounts or names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from yusuan.model.bodies import one_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yusuan.normalise.identity.identity import Identity
    from yusuan.pipeline.document import Read

_PART_OF = re.compile(r"^(?P<document>\d{4}-(?:budget|final)(?:-unit)?)\.[^.]+\.[^.]+$")
_LEAST_COMMON = 3  # amounts that a text says and tables hold
_LEAST_SHARE = 0.5  # of the amounts that the text says
_LEAST_LEAD = 0.2  # over the next best text
_SMALLEST = 1_000_000  # 分: amounts below 1 万元 tell little


def grouped(parts: Iterable[Read]) -> tuple[list[list[Read]], list[str]]:
    """Files by the document that they are of.

    Tables whose own words do not say whose they are belong to the text that says their amounts; else to the
    document whose name ends with the one in their path; else to the file beside them of the same name.

    Returns:
        The groups, each with at least one file that says whose it is, and the refusals of the others.
    """
    groups: dict[Identity, list[Read]] = defaultdict(list)
    first_of: dict[Identity, Identity] = {}
    by_path: list[Read] = []
    nameless: list[Read] = []
    for part in parts:
        if part.identified is None:
            nameless.append(part)
        elif part.identified.by == "path":
            by_path.append(part)
        else:
            identity = part.identified.identity
            groups[first_of.setdefault(_body(identity), identity)].append(part)
    for part in by_path:
        assert part.identified is not None  # so it was sorted
        home = _home_by_amounts(part, groups) or _home_by_name(part, groups) or part.identified.identity
        groups[home].append(part)
    refused: list[str] = []
    for part in nameless:
        beside = _home_beside(part, groups) or _home_by_amounts(part, groups)
        if beside is not None:
            groups[beside].append(part)
        else:
            refused += part.notes
    return [_under_one_name(identity, group) for identity, group in groups.items()], refused


def _under_one_name(identity: Identity, group: Sequence[Read]) -> list[Read]:
    """The files of a group, none of which says another name than the group's."""
    return [part if part.identity in {None, identity} else replace(part, identified=None) for part in group]


def _body(identity: Identity) -> Identity:
    """The same for files of one document, whichever of its names their body bears in them."""
    return replace(identity, department=one_name(identity.department))


def _home_by_amounts(part: Read, groups: dict[Identity, list[Read]]) -> Identity | None:
    """The document whose text says the amounts of these tables: most of what it says, its largest among them."""
    held = part.frames["facts"]["amount_fen"].unique()
    if not held.len():
        return None
    shares = sorted(
        (
            (_share_said(text.frames["statements"], held), identity.department, identity)
            for identity, group in groups.items()
            if part.identity is None or _period(identity) == _period(part.identity)
            for text in group
            if not text.frames["facts"].height
        ),
        reverse=True,
        key=lambda each: each[:2],
    )
    best = shares[0] if shares else None
    if best is None or best[0] < _LEAST_SHARE:
        return None
    others = [share for share, _, identity in shares if identity != best[2]]
    return best[2] if not others or best[0] - others[0] >= _LEAST_LEAD else None


def _period(identity: Identity) -> tuple[int, str]:
    return identity.fiscal_year, identity.phase


def _share_said(statements: pl.DataFrame, held: pl.Series) -> float:
    """The share of a text's amounts that tables hold, as precisely as the text says them; 0 for too few."""
    said = (
        statements.select("amount_fen", "quantum_fen")
        .drop_nulls()
        .filter(pl.col("amount_fen").abs() >= _SMALLEST)
        .unique()
    )
    if said.height < _LEAST_COMMON:
        return 0.0
    common = 0
    largest = False
    for (quantum,), rows in said.group_by("quantum_fen"):
        rounded = ((held / quantum).round() * quantum).cast(pl.Int64).unique()
        found = rows["amount_fen"].is_in(rounded.implode())
        common += int(found.sum())
        largest |= bool((found & (rows["amount_fen"] == said["amount_fen"].max())).any())
    return common / said.height if largest and common >= _LEAST_COMMON else 0.0


def _home_by_name(part: Read, groups: dict[Identity, list[Read]]) -> Identity | None:
    """The one document beside these tables whose name ends with that in their path: 司法局 → 甲市司法局."""
    assert part.identified is not None
    ours = part.identified.identity
    homes = [
        identity
        for identity, group in groups.items()
        if replace(identity, department=ours.department) == ours
        and identity.department.endswith(ours.department)
        and any(each.paths[0].parent == part.paths[0].parent for each in group)
    ]
    return homes[0] if len(homes) == 1 else None


def _home_beside(part: Read, groups: dict[Identity, list[Read]]) -> Identity | None:
    """The one document of which a file beside these tables is named as another part."""
    homes = [identity for identity, group in groups.items() if any(_is_beside(part, each) for each in group)]
    return homes[0] if len(homes) == 1 else None


def _is_beside(part: Read, other: Read) -> bool:
    """Whether two files are named as parts of one: `2024-budget.a.docx`, `2024-budget.b.xlsx`."""
    here, there = part.paths[0], other.paths[0]
    ours, theirs = _PART_OF.match(here.name), _PART_OF.match(there.name)
    return bool(here.parent == there.parent and ours and theirs and ours["document"] == theirs["document"])
