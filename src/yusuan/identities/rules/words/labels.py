"""Rules on the labels of tables: names almost right or out of date, columns left blank, classes without money."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan import reference
from yusuan.identities.rules.gather import Row, by_document, by_table, listed, lowest, whole
from yusuan.identities.rules.rule import OfHeadings, OfTables, Parameters, rule_with
from yusuan.identities.vocabulary import Pattern  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.text import bare, plain, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_CLASSIFICATIONS = ("functional", "economic", "government_economic")
_OF_TABLE = ["document", "table_no"]
_OF_ROW = [*_OF_TABLE, "page", "row"]
_NOT_CLASSIFIED = ["projects", "performance_targets", "procurement", "outsourcing", "assets", "other"]
_SHORTEST = 5
# 资本性支出（一）, 机关资本性支出二: one of several of a name.
_ONE_OF_SEVERAL = re.compile(r"[一二三四五六七八九十]$")
_LAST_YEAR = re.compile(r"(20\d{2})(?:-(?:20)?(\d{2}))?")
_CLASS_DIGITS = 3
_FEWEST_ROWS = 2


class FixedNames(Parameters):
    """Names that headings print."""

    names: list[str] = Field(min_length=1, description="表头的名称 (names in headings)")


@rule_with(FixedNames, "没有编码的科目、收入名称没有多字、少字、错字")
def near_names(frames: Frames, parameters: FixedNames) -> Iterator[Verdict]:
    """A class and a kind of income are named as they are, not with one letter more, less or changed.

    Lines that were not recognised are compared with the names of the classifications, cells of headings with
    the fixed names.
    """
    unknown = (
        pl.col("role").is_null()
        & pl.col("code").is_null()
        & ~pl.col("matched")
        & ~pl.col("table").cast(pl.String).is_in(_NOT_CLASSIFIED)
    )
    labels = by_document(frames["lines"].filter(unknown).with_columns(text="line"))
    heads = by_document(frames["cells"].filter(pl.col("line_no").is_null()))
    fixed = {bare(word): word for word in parameters.names}
    for document in sorted(labels.keys() | heads.keys()):
        compared = [
            *((row, _class_names()) for row in labels.get(document, [])),
            *((row, fixed) for row in heads.get(document, [])),
        ]
        wrong: dict[str, tuple[Row, str]] = {}
        for row, known in compared:
            name = bare(plain(str(row["text"])))
            near = _nearest(name, known)
            if near is not None:
                wrong.setdefault(name, (row, near))
        yield listed(
            document,
            [row for row, _ in wrong.values()] or [compared[0][0]],
            [f"“{squeeze(str(row['text']))}”应为“{near}”" for row, near in wrong.values()],
            [f"“{squeeze(str(row['text']))}” should be “{near}”" for row, near in wrong.values()],
        )


def _nearest(name: str, known: Mapping[str, str]) -> str | None:
    """The known name from which a name differs by one letter; None where it is known or resembles none."""
    if len(name) < _SHORTEST or name in known or _ONE_OF_SEVERAL.search(name):
        return None
    return next((known[one] for one in known if _differ_by_one(name, one)), None)


def _differ_by_one(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


@cache
def _class_names() -> Mapping[str, str]:
    """All names of the classifications, now and earlier, by the form in which they are compared."""
    now = [code.name for name in _CLASSIFICATIONS for code in reference.codes(name).values()]
    earlier = [name for names in reference.former_names().values() for name, _ in names]
    return {bare(name): name for name in (*now, *earlier) if len(bare(name)) >= _SHORTEST}


class OldNames(Parameters):
    """How long a former name may go on."""

    years: int = Field(ge=1, description="改名几年之后还印旧名即提问 (asked about so many years later)")


@rule_with(OldNames, "科目类的名称是当年的，不是早已改掉的旧名")
def outdated_names(frames: Frames, parameters: OldNames) -> Iterator[Verdict]:
    """A 类 is named as in its year, not by a name it bore long ago.

    Only the 类 are looked at: their names change by decree, and every table of the year shows them.
    """
    classes = frames["lines"].filter(pl.col("code").str.len_chars() == _CLASS_DIGITS)
    for document, rows in by_document(classes).items():
        old = {
            str(row["line"]): row
            for row in reversed(rows)
            if (year := _last_year(row)) is not None and whole(row["fiscal_year"]) - year >= parameters.years
        }
        told = [f"“{line}”是旧名，现名“{_name_now(row)}”" for line, row in old.items()]
        told_en = [f"“{line}” is now “{_name_now(row)}”" for line, row in old.items()]
        yield listed(document, list(old.values()) or rows[:1], told, told_en)


def _last_year(row: Row) -> int | None:
    """The last year in which the name that a row bears was that of its code; None where it still is."""
    name = bare(plain(str(row["line"])))
    if name == bare(_name_now(row)):
        return None
    for former, years in reference.former_names().get(str(row["code"]), ()):
        if bare(former) == name and (found := _LAST_YEAR.search(years)):
            return int(found[1][:2] + found[2]) if found[2] else int(found[1])
    return None


def _name_now(row: Row) -> str:
    code = str(row["code"])
    return next(known[code].name for one in _CLASSIFICATIONS if code in (known := reference.codes(one)))


@rule_with(OfHeadings, "各行都应当说明的一栏，有金额的行都填")
def filled_columns(frames: Frames, parameters: OfHeadings) -> Iterator[Verdict]:
    """A column that says something of every line is filled in every line with money.

    Lines that others add up to are left out; a single blank may be one of them.
    """
    asked = (
        frames["columns"]
        .filter(pl.col("heading").str.contains("|".join(parameters.headings)) & (pl.col("role") == "text"))
        .unique([*_OF_TABLE, "column"], keep="first", maintain_order=True)
    )
    money = frames["facts"].filter(pl.col("role").is_null()).join(asked, on=_OF_TABLE, how="semi")
    lines = by_table(money.sort(*_OF_TABLE, "line_no").unique(_OF_ROW, keep="first", maintain_order=True))
    filled = set(
        frames["cells"].filter(pl.col("text").str.strip_chars() != "").select(*_OF_ROW, "column").rows()
    )
    for document, columns in by_document(asked).items():
        tested: list[Row] = []
        blank: list[tuple[Row, Row, int]] = []
        for column in columns:
            rows = lowest(lines.get((document, column["table_no"]), []))
            tested += rows
            empty = [
                row for row in rows if (*(row[name] for name in _OF_ROW), column["column"]) not in filled
            ]
            if len(empty) >= _FEWEST_ROWS:
                blank.append(({**empty[0], "column": column["column"]}, column, len(empty)))
        if tested:
            yield listed(
                document,
                [row for row, _, _ in blank] or tested[:1],
                [
                    f"表“{column['title']}”的“{column['heading']}”有{count}行空着"
                    for _, column, count in blank
                ],
                [
                    f"“{column['heading']}” of “{column['title']}” is blank in {count} lines"
                    for _, column, count in blank
                ],
            )


@rule_with(OfTables, "列了科目全是0的表，有“本部门无…”的说明")
def zero_lines(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """A table that lists classes with nothing but zeros carries a note that there is nothing."""
    noted = frames["headings"].filter(pl.col("place").cast(pl.String) == "note").select(_OF_TABLE).unique()
    amounts = frames["facts"].filter(pl.col("table").cast(pl.String).is_in(parameters.tables))
    classes = pl.col("code").is_not_null().any().over(_OF_TABLE)
    nothing = (pl.col("amount_fen") == 0).all().over(_OF_TABLE)
    listing = amounts.filter(classes).with_columns(nothing=nothing)
    wrong = by_document(
        listing.filter("nothing")
        .join(noted, on=_OF_TABLE, how="anti", maintain_order="left")
        .unique(_OF_TABLE, keep="first", maintain_order=True)
    )
    for document, rows in by_document(listing).items():
        tables = wrong.get(document, [])
        told = [f"“{row['title']}”" for row in tables]
        yield listed(document, tables or rows[:1], told, told)


class Misplaced(Parameters):
    """What a table does not list."""

    unwanted: dict[Pattern, Pattern] = Field(
        min_length=1, description="表名 → 不应列出的内容，正则表达式 (patterns: title → unwanted cells)"
    )


@rule_with(Misplaced, "列一种内容的表，不列另一种内容")
def misplaced_lines(frames: Frames, parameters: Misplaced) -> Iterator[Verdict]:
    """A table of one thing lists none of another."""
    for titles, others in parameters.unwanted.items():
        cells = frames["cells"].filter(pl.col("title").str.contains(titles) & pl.col("line_no").is_not_null())
        wrong = by_document(cells.filter(pl.col("text").str.contains(others)))
        for document, rows in by_document(cells).items():
            found = wrong.get(document, [])
            told = [f"表“{row['title']}”列有“{row['text']}”" for row in found]
            told_en = [f"the table “{row['title']}” lists “{row['text']}”" for row in found]
            yield listed(document, found or rows[:1], told, told_en)
