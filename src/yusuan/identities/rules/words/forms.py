"""Rules of form: titles of the contents page against the body, names of projects, notes, template residue."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, place, told, told_en, whole
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.identities.rules.verdict import Verdict
from yusuan.model.text import bare, plain, squeeze
from yusuan.model.vocabulary import TableKind  # noqa: TC001 — pydantic reads it at run time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yusuan.identities.rules.rule import Frames

_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+、|(?:附件|附表|公开表|(?:部门)?预算表|决算表|表)[\d一二三四五六七八九十\-]*[:：、]?"
    r"|(?:附|公开|部门预算|预算|决算)?(?:第?[\d一二三四五六七八九十]+)表[:：、]?)"
)
_OF_WHOM = re.compile(
    r"(?:20\d{2}年度?)|(?:[省市区县]级)?部门(?:预算|综合预算)?(?=.*表)|(?:预算)?单位(?=.*表)"
)
_BRACKETS_BEHIND = re.compile(r"[（(][^（）()]*[)）]?$")
_CHINESE = re.compile(r"[一二三四五六七八九十]+")
_FIRST = re.compile(r"^[（(]?(?:一|1)(?!\d)")
# What a title names that stands over tables and is none: 部门预算表, 公开表格.
_ALL_TABLES = re.compile(r"(?:综合)?(?:预算|决算)?(?:公开)?(?:报|情况)?表格?")
_PART = re.compile(r"^第")
_TITLE_CUT_SHORT = 8
_LIKENESS = 0.6
_WHOLE_DEPARTMENT = "整体"


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a contents page says of the tables of a document.

    Attributes:
        same: entries whose title stands over a table, each with that table.
        other: entries whose table bears another title, likewise.
        absent: entries that no table is like.
    """

    document: str
    same: list[tuple[Row, Row]]
    other: list[tuple[Row, Row]]
    absent: list[Row]


@rule("目录所列表名与正文表名一致")
def contents_titles(frames: Frames) -> Iterator[Verdict]:
    """Each table named on the contents page bears the same title in the body."""
    for contents in _contents(frames["headings"]):
        for row, table in contents.same:
            yield _of_title(contents.document, row, [table])
        if contents.other:
            said = [
                f"目录为“{row['number']}{row['text']}”，正文的表名为“{table['text']}”"
                for row, table in contents.other
            ]
            said_en = [
                f"the contents page has “{row['text']}”, the body has “{table['text']}”"
                for row, table in contents.other
            ]
            tables = [table for _, table in contents.other]
            yield _of_title(contents.document, contents.other[0][0], tables, told(said), told_en(said_en))


@rule("目录所列的表，正文都有")
def contents_tables(frames: Frames) -> Iterator[Verdict]:
    """Each table named on the contents page stands in the body.

    Not tested where most are missing: then the tables are published apart, or as pictures.
    """
    for contents in _contents(frames["headings"]):
        found = [*contents.same, *contents.other]
        if len(contents.absent) > len(found):
            continue
        if not contents.absent:
            yield _of_title(contents.document, found[0][0], [table for _, table in found])
            continue
        titles = [f"{row['number']}{row['text']}" for row in contents.absent]
        yield _of_title(
            contents.document,
            contents.absent[0],
            [],
            f"目录列有“{told(titles)}”，正文没有这张表",
            f"the contents page names “{told_en(titles)}”, the body has no such table",
        )


def _contents(headings: pl.DataFrame) -> Iterator[_Contents]:
    kind = pl.col("place").cast(pl.String)
    bodies = by_document(headings.filter(kind == "table"))
    for document, rows in by_document(headings.filter(kind == "contents")).items():
        body = bodies.get(document, [])
        listed = [row for row, below in zip(rows, [*rows[1:], None], strict=True) if _names_table(row, below)]
        if body and listed:
            yield _matched(document, listed, body)


def _names_table(row: Row, below: Row | None) -> bool:
    """Whether an entry names one table, and not a part of the document that holds many."""
    title = _BRACKETS_BEHIND.sub("", squeeze(str(row["text"])))
    if not title.endswith("表") or _PART.match(str(row["number"])) or _ALL_TABLES.fullmatch(_title(row)[0]):
        return False
    opens = below is not None and _FIRST.match(str(below["number"])) is not None
    return not (opens and below is not None and _form(below) != _form(row))


def _form(row: Row) -> str:
    """How an entry is numbered: 一、 or 1. or （一）, whatever the number."""
    return re.sub(r"\d+", "1", _CHINESE.sub("一", squeeze(str(row["number"]))))


def _matched(document: str, listed: Sequence[Row], body: Sequence[Row]) -> _Contents:
    titles = [(_title(table), table) for table in body]
    same: list[tuple[Row, Row]] = []
    left: list[tuple[int, Row]] = []
    for at, row in enumerate(listed):
        name = _title(row)
        table = next((table for title, table in titles if _same_title(name, title)), None)
        if table is None:
            left.append((at, row))
        else:
            same.append((row, table))
    taken = {id(table) for _, table in same}
    free = {title[1]: table for title, table in titles if id(table) not in taken}
    other: list[tuple[Row, Row]] = []
    absent: list[Row] = []
    for at, row in left:
        alike = body[at] if len(body) == len(listed) and id(body[at]) not in taken else _nearest(row, free)
        if alike is None:
            absent.append(row)
        else:
            other.append((row, alike))
    return _Contents(document, same, other, absent)


def _title(row: Row) -> tuple[str, str]:
    """A title in the form in which titles are compared, without and with its brackets.

    Numbers, years, the department and 部门 or 单位 are not part of it.
    """
    text = _NUMBERED.sub("", squeeze(str(row["text"])))
    forms = (_BRACKETS_BEHIND.sub("", text), text)
    names = [bare(form).replace(bare(str(row["department"])), "") for form in forms]
    return _OF_WHOM.sub("", names[0]), _OF_WHOM.sub("", names[1])


def _same_title(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Equal; or only one says in brackets what it lists; or one is cut short by the page."""
    if one[1] == other[1]:
        return True
    if one[0] == other[0] and (one[0] == one[1] or other[0] == other[1]):
        return True
    short, long = sorted((one[1], other[1]), key=len)
    return len(short) >= _TITLE_CUT_SHORT and not short.endswith("表") and long.startswith(short)


def _nearest(row: Row, tables: Mapping[str, Row]) -> Row | None:
    """The table whose title is most like an entry's, by their titles."""
    close = difflib.get_close_matches(_title(row)[1], list(tables), n=1, cutoff=_LIKENESS)
    return tables[close[0]] if close else None


def _of_title(
    document: str, row: Row, tables: Sequence[Row], detail: str = "", detail_en: str = ""
) -> Verdict:
    return Verdict(
        document=document,
        key=f"{row['page']}:{row['row']}",
        holds="broken" if detail else "exact",
        table="text",
        line=str(row["text"]),
        page=whole(row["page"]),
        row=whole(row["row"]),
        against=tuple(place(table) for table in tables),
        detail=detail,
        detail_en=detail_en,
    )


class NamesOfProjects(Parameters):
    """The tables that name projects."""

    reference: TableKind = Field(description="以其名称为准的表 (the table whose names count)")
    others: list[TableKind] = Field(min_length=1, description="与之核对的表 (the tables held against it)")
    likeness: float = Field(
        gt=0, le=1, description="相似度不小于它的算同一项目，0 至 1 (likeness from 0 to 1)"
    )


@rule_with(NamesOfProjects, "同一项目在各表中名称一致")
def project_names(frames: Frames, parameters: NamesOfProjects) -> Iterator[Verdict]:
    """A project has one name in all tables."""
    kind = pl.col("table").cast(pl.String)
    lines = frames["lines"].filter(
        pl.col("project").is_not_null()
        & ~pl.col("title").str.contains(_WHOLE_DEPARTMENT, literal=True)
        & (kind.is_in([parameters.reference, *parameters.others]))
    )
    elsewhere = by_document(lines.filter(kind.is_in(parameters.others)))
    for document, named in by_document(lines.filter(kind == parameters.reference)).items():
        known = {squeeze(str(row["project"])): row for row in named}
        seen: set[str] = set()
        for row in elsewhere.get(document, []):
            name = squeeze(str(row["project"]))
            if name in seen or _is_unit(row):
                continue
            seen.add(name)
            yield _name_verdict(document, row, name, known, parameters.likeness)


def _name_verdict(document: str, row: Row, name: str, known: Mapping[str, Row], likeness: float) -> Verdict:
    alike: Row | None = known.get(name)
    holds = alike is not None
    if alike is None:
        letters = sorted(bare(plain(name)))
        same_letters = [other for other in known if sorted(bare(plain(other))) == letters]
        close = same_letters or difflib.get_close_matches(name, list(known), n=1, cutoff=likeness)
        alike = known[close[0]] if close else None
    # A name that nothing resembles is another project, not another spelling.
    return Verdict(
        document=document,
        key=name,
        holds="exact" if holds or alike is None else "broken",
        table=str(row["table"]),
        line=str(row["line"]),
        page=whole(row["page"]),
        row=whole(row["row"]),
        against=() if alike is None else (place(alike),),
        detail=""
        if holds or alike is None
        else f"同一项目的名称不一致：“{row['project']}”（{row['title']}）"
        f"与“{alike['project']}”（{alike['title']}）",
        detail_en=""
        if holds or alike is None
        else f"one project, two names: “{row['project']}” and “{alike['project']}”",
    )


def _is_unit(row: Row) -> bool:
    return str(row["role"] or "") in {"department", "unit", "total"}
