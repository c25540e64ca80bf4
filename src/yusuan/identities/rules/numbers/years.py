"""Rules on years: those in titles, sentences and comparisons belong to the document's fiscal year.

A document made from the one of the year before keeps its years where they were overlooked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, clip, place, told, told_en, whole
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.identities.rules.verdict import Verdict
from yusuan.model.text import squeeze
from yusuan.model.vocabulary import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yusuan.identities.rules.rule import Frames

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:年|\.)")
_PHASE_WORD = {Phase.BUDGET: "预算", Phase.FINAL: "决算"}
# A title with one of these may speak of another year.
_OTHER_YEAR = re.compile(
    r"执行|完成|回顾|总结|上年|去年|往年|历年|对比|比较|绩效自评|绩效评价|规划|中期|计划|工作|——|—|-|至"
)
_OPENING = re.compile(r"^(?:[一二三四五六七八九十\d（）()、.．]{1,5})?(20\d\d)年度?(?=([^，。；：]{0,30}))")
_EARLIER = re.compile(r"执行|完成|决算数|年初|上年|底|末|截[至止]|月|起|以来|结转|结余")
_AS_OF = re.compile(r"截[至止]到?(?:目前)?(20\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})日)?(年?底|年?末)?")
_YEAR_END = 12


class TitlesAt(Parameters):
    """Where titles stand."""

    places: list[Literal["table", "contents", "body"]] = Field(
        min_length=1,
        description="表名 table、目录 contents、正文标题 body (titles of tables, contents, body)",
    )


@rule_with(TitlesAt, "标题中的年度为本年度")
def year_titles(frames: Frames, parameters: TitlesAt) -> Iterator[Verdict]:
    """A title that names a year of budget or final accounts names the document's.

    Not tested where no title names the document's year: then the year itself is in doubt.
    """
    kind = pl.col("place").cast(pl.String)
    titles = frames["headings"].filter(kind.is_in(parameters.places))
    if "table" not in parameters.places:
        of_tables = frames["headings"].filter(kind == "table")
        titles = titles.join(of_tables, on=["document", "file", "page", "row"], how="anti")
    for document, rows in by_document(titles).items():
        dated = [(row, years) for row in rows if (years := _years_of_title(row))]
        if not any(whole(row["fiscal_year"]) in years for row, years in dated):
            continue
        wrong = [row for row, years in dated if whole(row["fiscal_year"]) not in years]
        yield _verdict(
            document,
            wrong or [dated[0][0]],
            broken=bool(wrong),
            detail=lambda row: f"标题“{clip(str(row['text']))}”不是{row['fiscal_year']}年度",
            detail_en=lambda row: f"the title “{clip(str(row['text']))}” is not of {row['fiscal_year']}",
        )


def _years_of_title(row: Row) -> set[int]:
    """The years a title names as its own; none where it may speak of another."""
    title = squeeze(str(row["text"]))
    if _PHASE_WORD[Phase(str(row["phase"]))] not in title or _OTHER_YEAR.search(title):
        return set()
    return {int(year) for year in _YEAR.findall(title)}


@rule("以年度开头说本年预算（决算）的句子，年度为本年度")
def year_sentences(frames: Frames) -> Iterator[Verdict]:
    """A sentence that opens with the year of its budget or final accounts opens with the document's."""
    for document, rows in _said(frames["statements"]).items():
        opened = [(row, year) for row in rows if (year := _opening_year(row)) is not None]
        wrong = [row for row, year in opened if year != row["fiscal_year"]]
        if opened:
            yield _verdict(
                document,
                wrong or [opened[0][0]],
                broken=bool(wrong),
                detail=lambda row: f"“{clip(str(row['printed']))}”开头的年度不是{row['fiscal_year']}年",
                detail_en=lambda row: (
                    f"“{clip(str(row['printed']))}” does not open with {row['fiscal_year']}"
                ),
            )


def _opening_year(row: Row) -> int | None:
    printed = squeeze(str(row["printed"]))
    match = _OPENING.match(printed)
    if match is None or _PHASE_WORD[Phase(str(row["phase"]))] not in match[2] or _EARLIER.search(match[2]):
        return None
    year = int(match[1])
    others = {int(found) for found in _YEAR.findall(printed)} - {year}
    return None if year != row["fiscal_year"] and row["fiscal_year"] in others else year


class ComparedYears(Parameters):
    """How far the year compared with may be from the document's own."""

    earliest: int = Field(description="最早，比本年度，负数为早几年 (the earliest, in years from the own)")
    budget: int = Field(description="预算最晚 (the latest for a budget)")
    final: int = Field(description="决算最晚 (the latest for final accounts)")


@rule_with(ComparedYears, "比较的年度在规定的范围之内")
def year_compared(frames: Frames, parameters: ComparedYears) -> Iterator[Verdict]:
    """The year compared with lies as many years before as it may.

    `budget` and `final` are the latest it may be in a document of that phase.
    """
    compared = frames["statements"].filter(pl.col("base_year").is_not_null())
    for document, rows in by_document(compared).items():
        latest = parameters.budget if rows[0]["phase"] == Phase.BUDGET else parameters.final
        earliest = parameters.earliest
        wrong = [
            row
            for row in rows
            if not earliest <= whole(row["base_year"]) - whole(row["fiscal_year"]) <= latest
        ]
        yield _verdict(
            document,
            wrong or rows[:1],
            broken=bool(wrong),
            detail=lambda row: (
                f"{row['fiscal_year']}年度文件与{row['base_year']}年比较：“{clip(str(row['printed']))}”"
            ),
            detail_en=lambda row: (
                f"a document of {row['fiscal_year']} compares with {row['base_year']}: "
                f"“{clip(str(row['printed']))}”"
            ),
        )


class PublishedBy(Parameters):
    """When documents are published, in months from January of the fiscal year as 1."""

    budget: int = Field(description="预算最迟公开的月份，本年1月为1 (the last month for a budget)")
    final: int = Field(description="决算最迟公开的月份 (the last month for final accounts)")


@rule_with(PublishedBy, "“截至”的日期在文件公开之前")
def year_as_of(frames: Frames, parameters: PublishedBy) -> Iterator[Verdict]:
    """A count as of a date has a date before the document.

    `budget` and `final` are the last month, counted from January of the fiscal year as 1, by which a document
    of that phase is published.
    """
    for document, rows in _said(frames["statements"]).items():
        dated = [(row, month) for row in rows if (month := _month_as_of(row)) is not None]
        wrong = [
            row
            for row, month in dated
            if month > (parameters.budget if row["phase"] == Phase.BUDGET else parameters.final)
        ]
        if dated:
            yield _verdict(
                document,
                wrong or [dated[0][0]],
                broken=bool(wrong),
                detail=lambda row: (
                    f"{row['fiscal_year']}年度文件写“{clip(str(row['printed']))}”，这一天还没有到"
                ),
                detail_en=lambda row: (
                    f"a document of {row['fiscal_year']} says “{clip(str(row['printed']))}”, a day yet to come"
                ),
            )


def _month_as_of(row: Row) -> int | None:
    match = _AS_OF.search(squeeze(str(row["printed"])))
    if match is None:
        return None
    month = int(match[2]) if match[2] else _YEAR_END if match[4] else 1
    return (int(match[1]) - whole(row["fiscal_year"])) * 12 + month


def _said(statements: pl.DataFrame) -> dict[str, list[Row]]:
    """Sentences by document, each once: a sentence holds several figures."""
    return by_document(statements.unique(["document", "printed", "page"], keep="first", maintain_order=True))


def _verdict(
    document: str,
    rows: Sequence[Row],
    *,
    broken: bool,
    detail: Callable[[Row], str],
    detail_en: Callable[[Row], str],
) -> Verdict:
    first = rows[0]
    return Verdict(
        document=document,
        key="",
        holds="broken" if broken else "exact",
        table="text",
        line=clip(str(first.get("text") or first.get("line") or "")),
        page=whole(first["page"]),
        row=whole(first["row"]),
        against=tuple(place(row) for row in rows[1:]),
        detail=told([detail(row) for row in rows]) if broken else "",
        detail_en=told_en([detail_en(row) for row in rows]) if broken else "",
    )
