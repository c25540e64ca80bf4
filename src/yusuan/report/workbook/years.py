"""The sheets of a workbook that compare years: two of them, and all there are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.years.series import SCHEMA as SERIES
from yusuan.analysis.years.variance import SCHEMA as VARIANCE
from yusuan.model.vocabulary import BaseOrigin, Language, pick
from yusuan.report.elements import words
from yusuan.report.workbook.sheets import NUMBERS, PLACE, part_columns
from yusuan.report.workbook.spreadsheet import Column, Sheet
from yusuan.report.workbook.sums import of_lines, with_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIANCE = ("同比变动", "Variance")
_SERIES = ("多年序列", "Series")
_BLOCKS = {
    "total": ("收支总量", "Totals"),
    "kind": ("支出性质", "Kinds of expenditure"),
    "general_public": ("一般公共预算", "General public budget"),
    "income": ("收入", "Income"),
    "function": ("功能分类", "By function"),
    "function_kind": ("功能分类与支出性质", "By function and kind"),
    "economic": ("经济分类", "By economic class"),
    "project": ("项目", "Projects"),
    "unit": ("单位", "Units"),
    "three_public": ("“三公”经费", "Three public expenses"),
    "operating": ("机关运行经费", "Operating costs"),
}
_ORIGINS = {
    BaseOrigin.DISCLOSED.value: ("公开", "disclosed"),
    BaseOrigin.IMPLIED.value: ("推算", "implied"),
}
_KEY = ["by", "key"]
_LINE = (
    Column("block", ("对比", "Comparison"), width=22),
    Column("line", ("项目", "Line"), width=32),
    Column("code", ("科目编码", "Code"), width=10),
    Column("level", ("层次", "Level"), "count", 6),
)


def variance(blocks: Mapping[str, pl.DataFrame], year: int, base_year: int, lang: Language = "zh") -> Sheet:
    """Every comparison of two years, one below the other; changes and rates are formulas.

    Args:
        blocks: rows of `Workspace.variance` by what they compare.
        year: of the current amounts.
        base_year: of the base.
        lang: of names that are ours.
    """
    lines = _of_blocks(blocks, VARIANCE)
    named = with_parts(with_parts(of_lines(lines), "current_fen"), "base_fen").with_columns(
        block=_block(lang),
        line=_line_names(lines, lang),
        base_origin=_origin("base_origin", lang),
        note=pl.Series([words.notes(note, lang) or None for note in lines["note"]], dtype=pl.String),
    )
    this, before = ((f"{when}年", f"{when} ") for when in (year, base_year))
    columns = (
        *_LINE,
        _money("base_fen", base_year),
        _money("current_fen", year),
        Column(
            "change_fen",
            ("增减额（万元）", "Change (10,000 yuan)"),
            "money",
            15,
            formula="ROUND({current_fen}-{base_fen},6)",
        ),
        Column("change_rate", ("增减率", "Rate"), "rate", 9, formula="{change_fen}/{base_fen}"),
        Column("share", ("占比", "Share"), "rate", 8),
        Column("contribution", ("贡献", "Contribution"), "rate", 12),
        Column("base_origin", (f"{base_year}年数", f"{base_year} amount"), width=9),
        Column("note", ("说明", "Note"), width=24),
        Column("reason", ("文件所述原因", "Reason given by the document"), width=44),
        *part_columns("current_fen", this),
        *part_columns("base_fen", before),
        *PLACE,
        Column("heading", ("表头", "Heading"), width=22, printed=False),
        Column("base_document", (f"{base_year}年文件", f"{base_year} document"), width=34, printed=False),
        Column("base_page", (f"{base_year}年页", f"{base_year} page"), "count", 8, printed=False),
        Column("base_title", (f"{base_year}年表", f"{base_year} table"), width=26, printed=False),
        Column("base_row", (f"{base_year}年行", f"{base_year} row"), "count", 8, printed=False),
        Column("base_column", (f"{base_year}年列", f"{base_year} column"), "count", 8, printed=False),
        *NUMBERS,
    )
    return Sheet(_VARIANCE, columns, named, frozen=2, indented="line")


def series(blocks: Mapping[str, pl.DataFrame], lang: Language = "zh") -> Sheet:
    """Every line through the years, a year a column; changes from year to year and their rates are formulas.

    Args:
        blocks: rows of `Workspace.series` by what they list.
        lang: of names that are ours.
    """
    long = _of_blocks(blocks, SERIES)
    years = sorted(long.filter(pl.col("amount_fen").is_not_null())["fiscal_year"].unique())
    lines = long.unique(_KEY, keep="last", maintain_order=True)
    frame = lines.select(
        *_KEY,
        "code",
        "level",
        block=_block(lang),
        line=_line_names(lines, lang),
    )
    for year in years:
        of_year = long.filter(pl.col("fiscal_year") == year).select(
            *_KEY,
            pl.col("amount_fen").alias(f"amount_{year}_fen"),
            _origin("origin", lang).alias(f"origin_{year}"),
            *(pl.col(column.key).alias(f"{column.key}_{year}") for column in PLACE),
        )
        frame = frame.join(of_year, on=_KEY, how="left", maintain_order="left")
    for earlier, later in pairwise(years):
        frame = frame.with_columns(_change(earlier, later), _rate(earlier, later))
    columns = (
        *_LINE,
        *(_money(f"amount_{year}_fen", year) for year in years),
        *(column for earlier, later in pairwise(years) for column in _movement(earlier, later)),
        *(column for year in years for column in _place(year)),
    )
    return Sheet(_SERIES, columns, frame, frozen=2, indented="line")


def _of_blocks(blocks: Mapping[str, pl.DataFrame], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """All blocks in one frame, told apart by the column `by`."""
    rows = [frame.select(*schema, by=pl.lit(by)) for by, frame in blocks.items()]
    return pl.concat([pl.DataFrame(schema={**schema, "by": pl.String}), *rows])


def _block(lang: Language) -> pl.Expr:
    return pl.col("by").replace({by: pick(names, lang) for by, names in _BLOCKS.items()})


def _change(earlier: int, later: int) -> pl.Expr:
    difference = pl.col(f"amount_{later}_fen") - pl.col(f"amount_{earlier}_fen")
    return difference.alias(f"change_{later}_fen")


def _rate(earlier: int, later: int) -> pl.Expr:
    """The rate of change; null without a positive base."""
    base, current = pl.col(f"amount_{earlier}_fen"), pl.col(f"amount_{later}_fen")
    return pl.when(base > 0).then((current - base) / base).alias(f"rate_{later}")


def _movement(earlier: int, later: int) -> tuple[Column, Column]:
    return (
        Column(
            f"change_{later}_fen",
            (f"{later}年比{earlier}年（万元）", f"{later} less {earlier} (10,000 yuan)"),
            "money",
            22,
            formula=f"ROUND({{amount_{later}_fen}}-{{amount_{earlier}_fen}},6)",
        ),
        Column(
            f"rate_{later}",
            (f"{later}年增减率", f"{later} rate"),
            "rate",
            9,
            formula=f"{{change_{later}_fen}}/{{amount_{earlier}_fen}}",
        ),
    )


def _place(year: int) -> list[Column]:
    origin = Column(f"origin_{year}", (f"{year}年数", f"{year} amount"), width=9, printed=False)
    return [
        origin,
        *(
            Column(
                f"{column.key}_{year}",
                (f"{year}年{column.heading[0]}", f"{year} {column.heading[1].lower()}"),
                column.kind,
                column.width,
                printed=False,
            )
            for column in PLACE
        ),
    ]


def _money(key: str, year: int) -> Column:
    return Column(key, (f"{year}年（万元）", f"{year} (10,000 yuan)"), "money", 15)


def _origin(column: str, lang: Language) -> pl.Expr:
    return (
        pl.col(column).cast(pl.String).replace({word: pick(names, lang) for word, names in _ORIGINS.items()})
    )


def _line_names(lines: pl.DataFrame, lang: Language) -> pl.Series:
    named = [words.name(metric, line, lang) for metric, line in lines.select("metric", "line").iter_rows()]
    return pl.Series("line", named, dtype=pl.String)
