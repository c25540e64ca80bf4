"""Rules on what the text counts and lists: kinds, names and rows are as many as said, items those with money."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, place, real, whole
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.identities.rules.verdict import Verdict
from yusuan.identities.vocabulary import MetricWord  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.text import bare, plain, squeeze
from yusuan.model.vocabulary import TableKind  # noqa: TC001 — pydantic reads it at run time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.identities.rules.rule import Frames

_LETTER = re.compile(r"[^\W\d_]")
_KIND = ".line"
_FEWEST_NAMES = 2
# Where the names begin, behind a count or before it.
_LISTED = re.compile(
    r"(?:分别|依次|具体)?(?:为|是|包括|有|如下)?[:：]|(?:分别|依次|具体)(?:为|是|包括|有)|，包括[:：]?"
)
_COUNTED_BEHIND = re.compile(r"[，,；;](?:一?共|合计|总)计?\d+[个家]")
_COUNT = re.compile(r"\d[个家]")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_RANGE = re.compile(r"([一二三四五六七八九十])[处科室组]?[至到]([一二三四五六七八九十])(?=[处科室组])")
_DIGITS = "一二三四五六七八九十"
_SEPARATORS = re.compile(r"[、，,]|(?<=[处室科部局委会办组站队院所心团校厅])[和及与](?=[^、，,]{3,}$)")
_OWNERS = {"department", "unit"}


@rule("总数 = 随后所列各类数量之和")
def said_kinds(frames: Frames) -> Iterator[Verdict]:
    """A count is the sum of the counts of its kinds said right behind it."""
    for rows in by_document(frames["statements"]).values():
        at = 0
        while at < len(rows):
            kinds = _kinds_of(rows, at)
            if len(kinds) >= _FEWEST_NAMES:
                yield _of_kinds(rows[at], kinds)
            at += 1 + len(kinds)


def _kinds_of(rows: Sequence[Row], at: int) -> list[Row]:
    """The counts right behind a count that are of its kinds."""
    if rows[at]["quantity"] is None or rows[at]["metric"] is None:
        return []
    of_kind = (f"{rows[at]['metric']}{_KIND}", rows[at]["quantity_unit"])
    kinds: list[Row] = []
    for row in rows[at + 1 :]:
        if (row["metric"], row["quantity_unit"]) != of_kind or row["quantity"] is None:
            break
        kinds.append(row)
    return kinds


def _of_kinds(row: Row, kinds: Sequence[Row]) -> Verdict:
    said, total = real(row["quantity"]), sum(real(kind["quantity"]) for kind in kinds)
    unit = row["quantity_unit"] or ""
    listed = "、".join(f"{kind['line']}{real(kind['quantity']):g}" for kind in kinds if kind["quantity"])
    return _verdict(
        row,
        holds=said == total,
        detail=f"文中“{row['line']}”为{said:g}{unit}，所列各项之和为{total:g}{unit}：{listed}",
        detail_en=f"the text says {said:g} for “{row['line']}”, what it lists adds up to {total:g}",
        against=kinds,
    )


class CountedNames(Parameters):
    """Counts of things that the sentence names."""

    metrics: list[MetricWord] = Field(min_length=1, description="个数 (counts)")


@rule_with(CountedNames, "文中说有几个，就列出几个名称")
def said_names(frames: Frames, parameters: CountedNames) -> Iterator[Verdict]:
    """As many names are listed as the sentence counts."""
    counted = frames["statements"].filter(pl.col("quantity").is_not_null() & pl.col("metric").is_not_null())
    for rows in by_document(counted).values():
        of_sentence: dict[str, list[Row]] = {}
        for row in rows:
            of_sentence.setdefault(squeeze(str(row["printed"])), []).append(row)
        for sentence, said in of_sentence.items():
            if any(row["metric"] in parameters.metrics for row in said):
                yield from _of_names(sentence, said, parameters.metrics)


def _of_names(sentence: str, said: Sequence[Row], metrics: Sequence[str]) -> Iterator[Verdict]:
    names = names_in(sentence)
    if len(names) < _FEWEST_NAMES:
        return
    first, *others = (row for row in said if row["metric"] in metrics)
    counts = [real(row["quantity"]) for row in (first, *others)]
    listed = sum(map(_times, names))
    # 24个处室和1个单位，分别为…: what is listed may be all that is counted, or the first of it.
    yield _verdict(
        first,
        holds=listed in {counts[0], sum(counts)},
        detail=f"文中说{first['line']}{counts[0]:g}个，列出{listed}个：{'、'.join(names)}",
        detail_en=f"the text says {counts[0]:g}, it lists {listed} names",
        against=others,
    )


def names_in(sentence: str) -> list[str]:
    """The names that a sentence lists behind “分别为”, “包括：”, or before “，共计10个”.

    Args:
        sentence: squeezed.

    Returns:
        Names without what stands in brackets; none where the sentence lists none.
    """
    bare_sentence = sentence
    while _BRACKETS.search(bare_sentence):
        bare_sentence = _BRACKETS.sub("", bare_sentence)
    behind = _LISTED.split(bare_sentence, maxsplit=1)
    ends = _COUNTED_BEHIND.search(bare_sentence)
    if len(behind) > 1:
        listed = behind[1]
    elif ends is not None:
        listed = re.split(r"[设有]", bare_sentence[: ends.start()], maxsplit=1)[-1]
    else:
        return []
    listed = re.split(r"[。；;]", listed, maxsplit=1)[0]
    names = [name for name in _SEPARATORS.split(listed) if _LETTER.search(name)]
    return list(takewhile(lambda name: _COUNT.search(name) is None, names))


def _times(name: str) -> int:
    """How many a name stands for: 秘书一处至七处 are seven."""
    match = _RANGE.search(name)
    return 1 if match is None else _DIGITS.index(match[2]) - _DIGITS.index(match[1]) + 1


class CountedUnits(Parameters):
    """A count of units, and the table that lists them."""

    metric: MetricWord = Field(description="单位数 (the count)")
    table: TableKind = Field(description="列出单位的表 (the table that lists them)")


@rule_with(CountedUnits, "文中的单位数 = 表中列出的单位数")
def said_units(frames: Frames, parameters: CountedUnits) -> Iterator[Verdict]:
    """A count of units is the number of units that a table lists."""
    owners = by_document(
        frames["lines"].filter(
            (pl.col("table").cast(pl.String) == parameters.table) & pl.col("role").is_in(_OWNERS)
        )
    )
    for row in _counts(frames["statements"], parameters.metric):
        lines = owners.get(str(row["document"]), [])
        first_table = [line for line in lines if line["table_no"] == lines[0]["table_no"]]
        above = {line["parent_no"] for line in first_table}
        units = {squeeze(str(line["line"])): line for line in first_table if line["line_no"] not in above}
        if units:
            yield _as_many(row, list(units.values()), next(iter(units.values())))


class CountedRows(Parameters):
    """A count, and the rows of a table that it counts."""

    metric: MetricWord = Field(description="个数 (the count)")
    table: TableKind = Field(description="列出各项的表 (the table that lists them)")
    depth: int = Field(ge=0, description="自最末一级往上数第几级，0 为最末级 (levels above the innermost)")


@rule_with(CountedRows, "文中的个数 = 表中的行数")
def said_count(frames: Frames, parameters: CountedRows) -> Iterator[Verdict]:
    """A count said in the text is the number of rows."""
    kind = pl.col("table").cast(pl.String) == parameters.table
    lines = by_document(
        frames["lines"].filter(kind & pl.col("project").is_not_null() & pl.col("role").is_null())
    )
    for row in _counts(frames["statements"], parameters.metric):
        named = [line for line in lines.get(str(row["document"]), []) if _LETTER.search(str(line["line"]))]
        if named:
            deepest = max(whole(line["level"] or 0) for line in named)
            rows = [line for line in named if whole(line["level"] or 0) == deepest - parameters.depth]
            yield _as_many(row, rows, (rows or named)[0])


def _counts(statements: pl.DataFrame, metric: str) -> Iterator[Row]:
    counted = statements.filter((pl.col("metric") == metric) & pl.col("quantity").is_not_null())
    yield from counted.iter_rows(named=True)


def _as_many(row: Row, rows: Sequence[Row], first: Row) -> Verdict:
    said = real(row["quantity"])
    return _verdict(
        row,
        holds=said == len(rows),
        detail=f"文中说{row['line']}{said:g}{row['quantity_unit']}，表“{first['title']}”列出{len(rows)}个",
        detail_en=f"the text says {said:g}, the table “{first['title']}” lists {len(rows)}",
        against=[first],
    )


class ListedItems(Parameters):
    """Items that the text lists under a figure, and the lines of a table that they are."""

    metric: MetricWord = Field(description="所列名目属于哪一个数 (the figure whose items are listed)")
    table: TableKind = Field(description="经济分类的表 (a table by economic class)")
    classes: list[str] = Field(min_length=1, description="经济科目的类 (economic classes)")


@rule_with(ListedItems, "文中所列名目 = 表中有金额的经济科目")
def said_items(frames: Frames, parameters: ListedItems) -> Iterator[Verdict]:
    """What the text lists as included are the lines with money.

    Where the table has a column of what the metric says (人员经费, 公用经费), a line of another class with
    money in it may be listed, and one of the classes without need not be.
    """
    facts = frames["facts"].filter(
        (pl.col("table").cast(pl.String) == parameters.table)
        & (pl.col("level") == 2)
        & pl.col("code").is_not_null()
        & (pl.col("amount_fen") != 0)
    )
    in_column = pl.col("measure").str.strip_suffix(".total") == parameters.metric.rpartition(".")[2]
    in_class = pl.col("code").str.slice(0, 3).is_in(parameters.classes)
    by_column, by_class = (
        by_document(facts.filter(which).unique(["document", "line_no"], maintain_order=True))
        for which in (in_column, in_class)
    )
    listing = frames["statements"].filter(
        (pl.col("metric") == parameters.metric) & pl.col("items").is_not_null()
    )
    for row in listing.iter_rows(named=True):
        document = str(row["document"])
        lines = by_class.get(document)
        if lines is None:
            continue
        column = by_column.get(document, lines)
        said = [item for item in str(row["items"]).split("、") if item]
        numbers = {line["line_no"] for line in column}
        needed = [plain(str(line["line"])) for line in lines if line["line_no"] in numbers]
        printed = [plain(str(line["line"])) for line in (*lines, *column)]
        absent = [item for item in said if not any(_alike(item, line) for line in printed)]
        omitted = [line for line in needed if not any(_alike(item, line) for item in said)]
        parts, parts_en = [], []
        if absent:
            parts.append(f"文中列了表中没有的{'、'.join(absent)}")
            parts_en.append(f"not in the table: {', '.join(absent)}")
        if omitted:
            parts.append(f"没有列表中有的{'、'.join(omitted)}")
            parts_en.append(f"not in the text: {', '.join(omitted)}")
        yield _verdict(
            row,
            holds=not parts,
            detail=f"“{row['line']}”所列名目与表不一致：{'；'.join(parts)}",
            detail_en=f"items listed for “{row['line']}” differ from the table; {'; '.join(parts_en)}",
            against=lines[:1],
        )


def _alike(item: str, line: str) -> bool:
    """Whether a name in a list means a line: equal, or one holds the other (社会保障缴费)."""
    one, other = (
        bare(plain(text))
        .replace("基本养老", "养老")
        .removesuffix("支出")
        .removesuffix("费用")
        .removesuffix("费")
        for text in (item, line)
    )
    return one == other or (len(one) > 2 and one in other) or (len(other) > 2 and other in one)


def _verdict(row: Row, *, holds: bool, detail: str, detail_en: str, against: Sequence[Row]) -> Verdict:
    verdict = Verdict(
        document=str(row["document"]),
        key=str(row["statement_no"]),
        holds="exact" if holds else "broken",
        table="text",
        line=str(row["line"]),
        page=whole(row["page"]),
        row=whole(row["row"]),
        against=tuple(place(other) for other in against),
    )
    return verdict if holds else replace(verdict, detail=detail, detail_en=detail_en)
