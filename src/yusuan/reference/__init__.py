"""Maps as data: classification codes, table titles, headings, line roles; thin loaders, read once."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

from yusuan.model.practice import Practice
from yusuan.model.vocabulary import Side, TableKind
from yusuan.reference.practices import of_place

Classification = Literal["functional", "economic", "government_economic"]

_FILES: dict[Classification, str] = {
    "functional": "functional_codes",
    "economic": "economic_codes",
    "government_economic": "government_economic_codes",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a classification.

    Attributes:
        code: 3 digits for a 类, 5 for a 款, 7 for a 项.
        name: as most documents print it.
        level: 1 类, 2 款, 3 项.
        parent: the code one level up, "" for a 类.
        first_year: first fiscal year in which code and name were seen together, None if unknown.
        last_year: likewise the last.
        confidence: high, medium, low or unverified-general-knowledge.
    """

    code: str
    name: str
    level: int
    parent: str
    first_year: int | None
    last_year: int | None
    confidence: str


@dataclass(frozen=True, slots=True)
class TitlePattern:
    """A wording of table titles and the kind it means.

    Attributes:
        pattern: found anywhere in the bare title.
        kind: what it means.
        rank: 1 says it plainly; a higher rank counts only in a document where no table has a lower one.
        practice: the place and the years that print it, None for all.
    """

    pattern: re.Pattern[str]
    kind: TableKind
    rank: int
    practice: Practice | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A wording of one level of a column heading.

    Attributes:
        pattern: matched against the whole squeezed level.
        word: the measure word it stands for, "" if it stands for none.
        role: measure, label, code, owner, index, side, text, or a field of an indicator.
        practice: the place and the years that print it, None for all.
    """

    pattern: re.Pattern[str]
    word: str
    role: str
    practice: Practice | None = None


@dataclass(frozen=True, slots=True)
class HeadingWord:
    """A part of a heading: 本年, 财政拨款, 增减.

    Attributes:
        pattern: matches the part.
        dimension: time, nature, fund, part, change, rate, count, target, weight, head (预算数, 金额) or neutral.
        word: of a measure, "" where the part has none.
    """

    pattern: re.Pattern[str]
    dimension: str
    word: str


@dataclass(frozen=True, slots=True)
class LineRole:
    """A row label without a code: what it is, and of what it is a part.

    Attributes:
        role: its name.
        within: the side of a two-sided table, "three_public" for that table, None for any other table.
        parent: the role it is added to, "" at the top.
        pattern: matched against the whole plain label.
        practice: the place and the years that print it, None for all.
    """

    role: str
    within: str | None
    parent: str
    pattern: re.Pattern[str]
    practice: Practice | None = None


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV of this folder, as written.

    Args:
        name: of the file, without `.csv`.
    """
    with resources.files(__name__).joinpath(f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def codes(classification: Classification) -> dict[str, Code]:
    """A classification by code."""
    found: dict[str, Code] = {}
    for row in rows(_FILES[classification]):
        digits = row["code"]
        found[digits] = Code(
            code=digits,
            name=row["name"],
            level=(len(digits) - 1) // 2,
            parent=row["parent"],
            first_year=int(row["first_year"]) if row["first_year"] else None,
            last_year=int(row["last_year"]) if row["last_year"] else None,
            confidence=row["confidence"],
        )
    return found


@cache
def class_names() -> dict[str, str]:
    """English names of the 类 of the functional and the economic classification, by code; they share none."""
    return {row["code"]: row["en"] for row in rows("class_names")}


@cache
def former_names() -> dict[str, tuple[tuple[str, str], ...]]:
    """Earlier names by code: (old name, years in which it was seen)."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows("renames"):
        found[row["code"]] = (*found.get(row["code"], ()), (row["old_name"], row["years_old_seen"]))
    return found


@cache
def reused_codes() -> dict[str, int]:
    """Codes that mean something else than they did, by the last year in which they meant that."""
    return {
        row["old_code"]: int(row["since"]) - 1
        for row in crosswalk_rows()
        for code in [codes(cast("Classification", row["classification"])).get(row["old_code"])]
        if code is not None and (code.last_year or 0) >= int(row["since"])
    }


def crosswalk_rows() -> list[dict[str, str]]:
    """Codes that became others, as written: classification, old_code, new_code, since, relation, source, names."""
    return rows("crosswalk")


def entity_rows() -> list[dict[str, str]]:
    """Departments renamed or merged, as written: old_name, new_name, since, relation, source."""
    return rows("entities")


def project_rows() -> list[dict[str, str]]:
    """Projects renamed, as written: department, old_project, new_project, since, decided_by, source."""
    return rows("projects")


def body_endings() -> list[str]:
    """What names of bodies end with: 局, 委员会, 中学, 镇, 公路段."""
    return [row["ending"] for row in rows("bodies")]


def practice_of(row: dict[str, str]) -> Practice | None:
    """The place and the years of a row that is one's practice."""
    text = row.get("practice")
    return Practice.parse(text) if text else None


@of_place
@cache
def table_titles() -> tuple[TitlePattern, ...]:
    """Wordings of table titles, in order: the first that is found in a title decides."""
    return tuple(
        TitlePattern(re.compile(row["pattern"]), TableKind(row["kind"]), int(row["rank"]), practice_of(row))
        for row in rows("tables")
    )


@of_place
@cache
def headings() -> tuple[Heading, ...]:
    """Wordings of column headings, in order."""
    return tuple(
        Heading(re.compile(row["pattern"]), row["word"], row["role"], practice_of(row))
        for row in rows("headings")
    )


@cache
def heading_words() -> tuple[HeadingWord, ...]:
    """Parts of which headings are made that no pattern knows as a whole; of two that fit, the longer counts."""
    return tuple(
        HeadingWord(re.compile(row["pattern"]), row["dimension"], row["word"])
        for row in rows("heading_words")
    )


@of_place
@cache
def line_roles() -> tuple[LineRole, ...]:
    """Wordings of row labels that have no code, in order."""
    return tuple(
        LineRole(
            row["role"], row["side"] or None, row["parent"], re.compile(row["pattern"]), practice_of(row)
        )
        for row in rows("lines")
    )


@cache
def role_names() -> frozenset[str]:
    """The roles of every place's lines."""
    return frozenset(row["role"] for row in rows("lines"))


def comparison_lines() -> list[dict[str, str]]:
    """The lines of comparisons known by a metric: by, metric, level, parent, said_as."""
    return rows("comparison_lines")


def comparison_cells() -> list[dict[str, str]]:
    """Where the lines of comparisons stand: metric, rank, table, role, side, measure, only_without."""
    return rows("comparison_cells")


def comparison_tables() -> list[dict[str, str]]:
    """Tables whose coded or named lines are compared: by, rank, table, measure, digit, said_as."""
    return rows("comparison_tables")


def indicator_rows() -> list[dict[str, str]]:
    """Indicators and their formulas, as written: indicator, rank, zh, en, formula, unit, phase, source, note."""
    return rows("indicators")


def role_parent(role: str, side: Side | str | None) -> str:
    """The role that a role is added to, "" at the top."""
    for line in line_roles():
        if line.role == role and line.within == side:
            return line.parent
    return ""


@cache
def column_labels() -> dict[str, tuple[str, str]]:
    """Short labels of the columns of all frames, for readers: Chinese, English."""
    return {row["column"]: (row["zh"], row["en"]) for row in rows("column_labels")}
