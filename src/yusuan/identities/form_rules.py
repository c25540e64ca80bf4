"""Rules of form: titles of the contents page against the body, names of projects between tables."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.verdict import Verdict
from yusuan.model.text import bare, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Row = dict[str, object]

_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+、|(?:附件|附表|公开表|表)[\d一二三四五六七八九十\-]*[:：、]?)"
)
_OF_WHOM = re.compile(
    r"(?:20\d{2}年度?)|(?:[省市区县]级)?部门(?:预算|综合预算)?(?=.*表)|(?:预算)?单位(?=.*表)"
)


def contents_titles(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], _words: Sequence[str]
) -> Iterator[Verdict]:
    """Each table named on the contents page stands in the body under the same title, in the same order."""
    headings = frames["headings"]
    tables = headings.filter(pl.col("place").cast(pl.String) == "table")
    contents = headings.filter(
        (pl.col("place").cast(pl.String) == "contents") & pl.col("text").str.strip_chars().str.ends_with("表")
    )
    for (document,), listed in contents.group_by("document", maintain_order=True):
        body = tables.filter(pl.col("document") == document).to_dicts()
        if not body:
            continue
        titles = {_title(row): row for row in body}
        for number, row in enumerate(listed.to_dicts()):
            name = _title(row)
            same = titles.get(name)
            nearest = same or _nearest(name, body, number, listed.height)
            yield Verdict(
                document=str(document),
                key=f"{row['page']}:{row['row']}",
                holds="exact" if same is not None else "broken",
                table="text",
                line=str(row["text"]),
                page=int(str(row["page"])),
                row=int(str(row["row"])),
                against=()
                if nearest is None
                else ((int(str(nearest["page"])), int(str(nearest["row"])), None),),
                detail="" if same is not None else _title_detail(row, nearest),
                detail_en=""
                if same is not None
                else f"the contents page has “{row['text']}”, the body "
                + ("has no such table" if nearest is None else f"has “{nearest['text']}”"),
            )


def _title(row: Row) -> str:
    """A title in the form in which titles are compared: without its number, year, department and 部门 or 单位."""
    name = bare(_NUMBERED.sub("", squeeze(str(row["text"]))))
    name = name.replace(bare(str(row["department"])), "")
    return _OF_WHOM.sub("", name)


def _nearest(name: str, body: Sequence[Row], number: int, listed: int) -> Row | None:
    """The table that a title most likely means: at its place in the order, else the most alike."""
    if len(body) == listed:
        return body[number]
    names = {_title(row): row for row in body}
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return names[close[0]] if close else None


def _title_detail(row: Row, nearest: Row | None) -> str:
    if nearest is None:
        return f"目录列有“{row['number']}{row['text']}”，正文没有这张表"
    return f"目录为“{row['number']}{row['text']}”，正文的表名为“{nearest['text']}”"


def project_names(
    frames: Mapping[str, pl.DataFrame], numbers: Mapping[str, float], words: Sequence[str]
) -> Iterator[Verdict]:
    """A project has one name in all tables (words: kinds of table, the first is the reference)."""
    reference, *others = words
    lines = frames["lines"].filter(pl.col("project").is_not_null())
    kind = pl.col("table").cast(pl.String)
    for (document,), named in lines.filter(kind == reference).group_by("document", maintain_order=True):
        known = {squeeze(str(row["project"])): row for row in named.to_dicts()}
        there = lines.filter((pl.col("document") == document) & kind.is_in(others))
        seen: set[str] = set()
        for row in there.to_dicts():
            name = squeeze(str(row["project"]))
            if name in seen or _is_unit(row):
                continue
            seen.add(name)
            yield _name_verdict(str(document), row, name, known, numbers["likeness"])


def _name_verdict(document: str, row: Row, name: str, known: Mapping[str, Row], likeness: float) -> Verdict:
    alike: Row | None = known.get(name)
    holds = alike is not None
    if alike is None:
        letters = sorted(bare(name))
        same_letters = [other for other in known if sorted(bare(other)) == letters]
        close = same_letters or difflib.get_close_matches(name, list(known), n=1, cutoff=likeness)
        alike = known[close[0]] if close else None
    # A name that nothing resembles is another project, not another spelling.
    return Verdict(
        document=document,
        key=name,
        holds="exact" if holds or alike is None else "broken",
        table=str(row["table"]),
        line=str(row["line"]),
        page=int(str(row["page"])),
        row=int(str(row["row"])),
        against=() if alike is None else ((int(str(alike["page"])), int(str(alike["row"])), None),),
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
