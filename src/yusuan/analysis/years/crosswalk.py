"""Which code of one year is which of another: the reviewed crosswalk, checked, and the keys that it gives."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from yusuan import reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Relation = Literal["moved", "merged", "split"]

FILE = "crosswalk.csv"
KEYS: dict[str, pl.DataType] = {"year": pl.Int32(), "code": pl.String(), "key": pl.String()}


class CrosswalkError(ValueError):
    """A row of the crosswalk contradicts itself, another row or the classification; the message names it."""


class _Written(BaseModel):
    """A row as it stands in the file."""

    model_config = ConfigDict(extra="forbid")

    classification: reference.Classification
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    since: int
    relation: Relation
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """A code that became another.

    Attributes:
        classification: to which both codes belong.
        old_code: in use up to the year before `since`.
        new_code: in use from `since` on.
        since: fiscal year.
        relation: moved (one to one), merged (into another or several into one), split (one into several).
        where: file and line, for messages.
        used_on: whether the old code is in use after the change, with another meaning. One that is not and
            still printed means what it did.
    """

    classification: reference.Classification
    old_code: str
    new_code: str
    since: int
    relation: Relation
    where: str
    used_on: bool = True


@dataclass(frozen=True)
class Crosswalk:
    """The reviewed rows, in order of years."""

    rows: tuple[Row, ...]

    def keys(self, classification: reference.Classification, years: Iterable[int]) -> pl.DataFrame:
        """What lines of several years share, where it is not their code.

        Codes that became one another between the first and the last of the years have one key: the code of
        the last year, or where there are several, the first of them. A code that got another meaning on the
        way keeps its own key only from then on.

        Args:
            classification: of the codes.
            years: fiscal years that are compared; a change outside of them changes nothing.

        Returns:
            Columns `KEYS`, only codes whose key is another.
        """
        spanned = sorted(set(years))
        changes = [
            row
            for row in self.rows
            if row.classification == classification and spanned[0] < row.since <= spanned[-1]
        ]
        touched = {code for row in changes for code in (row.old_code, row.new_code)}
        became = {(year, code): _became(code, year, changes) for year in spanned for code in touched}
        group = _grouped(became.values())
        rows = [
            (year, code, key) for (year, code), last in became.items() if (key := group[min(last)]) != code
        ]
        return pl.DataFrame(sorted(rows), schema=KEYS, orient="row")


def crosswalk(folder: Path | None = None) -> Crosswalk:
    """The crosswalk that comes with yusuan, and a workspace's own rows.

    Args:
        folder: of the workspace's reference tables; it may have no crosswalk.

    Raises:
        CrosswalkError: a row that loops, overlaps, or names a code unknown in its years.
    """
    rows = _shipped()
    own = None if folder is None else folder / FILE
    if own is not None and own.is_file():
        with own.open(encoding="utf-8-sig", newline="") as file:
            rows = _checked(rows, list(csv.DictReader(file)), own.name)
    return Crosswalk(rows)


@cache
def _shipped() -> tuple[Row, ...]:
    return _checked((), reference.crosswalk_rows(), f"reference/{FILE}")


def _checked(
    before: tuple[Row, ...], written: Iterable[Mapping[str, str | None]], name: str
) -> tuple[Row, ...]:
    """Rows with those of before, each held against the classification and the others."""
    rows = list(before)
    for number, fields in enumerate(written, start=2):  # the first line has the names of the columns
        row = _row(fields, f"{name} 第{number}行")
        _refuse_unknown_codes(row)
        for other in rows:
            _refuse_overlap(row, other)
        rows.append(row)
    rows.sort(key=lambda row: row.since)
    for row in rows:
        _refuse_loop(row, rows)
    return tuple(rows)


def _row(fields: Mapping[str, str | None], where: str) -> Row:
    try:
        written = _Written.model_validate(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        column = ".".join(map(str, fault["loc"]))
        raise CrosswalkError(f"{where}：{column} 不合要求：{fault['msg']} (malformed row)") from None
    old = reference.codes(written.classification).get(written.old_code)
    used_on = old is not None and (old.last_year or 0) >= written.since
    return Row(
        written.classification,
        written.old_code,
        written.new_code,
        written.since,
        written.relation,
        where,
        used_on=used_on,
    )


def _refuse_unknown_codes(row: Row) -> None:
    """Refuse codes that the classification does not know, or not in these years."""
    codes = reference.codes(row.classification)
    for digits in (row.old_code, row.new_code):
        if digits not in codes:
            raise CrosswalkError(f"{row.where}：{digits} 不在{row.classification}分类中 (unknown code)")
    if row.old_code == row.new_code:
        raise CrosswalkError(f"{row.where}：{row.old_code} 对应到自身 (a loop)")
    old, new = codes[row.old_code], codes[row.new_code]
    if old.first_year is not None and old.first_year >= row.since:
        raise CrosswalkError(
            f"{row.where}：{old.code} 自{old.first_year}年起才见使用，不能在{row.since}年前 (unknown in its years)"
        )
    if new.last_year is not None and new.last_year < row.since:
        raise CrosswalkError(
            f"{row.where}：{new.code} 自{new.last_year}年后不再使用，不能自{row.since}年起 (unknown in its years)"
        )


def _refuse_overlap(row: Row, other: Row) -> None:
    """Refuse a row that repeats or contradicts another row."""
    if row.classification != other.classification:
        return
    again = (row.old_code, row.new_code) == (other.old_code, other.new_code)
    one_source = row.old_code == other.old_code and not row.relation == other.relation == "split"
    one_target = (
        row.new_code == other.new_code
        and row.since == other.since
        and "moved"
        in {
            row.relation,
            other.relation,
        }
    )
    split_apart = row.old_code == other.old_code and row.since != other.since
    if again or one_source or one_target or split_apart:
        raise CrosswalkError(f"{row.where}：与{other.where}重叠（{row.old_code}→{row.new_code}）(overlaps)")


def _refuse_loop(row: Row, rows: Iterable[Row]) -> None:
    """Refuse a chain of rows that comes back to where it began."""
    following = {row.new_code}
    seen: set[str] = set()
    while following:
        if row.old_code in following:
            raise CrosswalkError(f"{row.where}：{row.old_code} 绕回自身 (a loop)")
        seen |= following
        following = {
            next_row.new_code
            for next_row in rows
            if next_row.classification == row.classification and next_row.old_code in following
        } - seen


def _became(code: str, year: int, changes: Iterable[Row]) -> frozenset[str]:
    """The codes of the last year that a code of a year became; changes in order of years."""
    current = {code}
    for _, rows in groupby(
        (row for row in changes if row.since > year or not row.used_on), key=lambda row: row.since
    ):
        targets: dict[str, set[str]] = {}
        for row in rows:
            targets.setdefault(row.old_code, set()).add(row.new_code)
        current = set().union(*(targets.get(digits, {digits}) for digits in current))
    return frozenset(current)


def _grouped(sets: Iterable[frozenset[str]]) -> dict[str, str]:
    """The first code of each group of codes that belong together."""
    leader: dict[str, str] = {}

    def first(code: str) -> str:
        while leader.setdefault(code, code) != code:
            code = leader[code]
        return code

    for codes in sets:
        lead = min(first(code) for code in codes)
        for code in codes:
            leader[first(code)] = lead
    return {code: first(code) for code in leader}
