"""The sheets of a workbook that compare years: two of them, and all there are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.variance import SCHEMA
from yusuan.model.vocabulary import BaseOrigin, Language, pick
from yusuan.report import words
from yusuan.report.parts import of_lines, with_parts
from yusuan.report.spreadsheet import Column, Sheet
from yusuan.report.workbook_sheets import NUMBERS, PLACE, part_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIANCE = ("同比变动", "Variance")
_SERIES = ("多年序列", "Series")
_BLOCKS = {
    "total": ("收支总量", "Totals"),
    "function": ("功能分类", "By function"),
    "economic": ("经济分类", "By economic class"),
    "project": ("项目", "Projects"),
    "three_public": ("“三公”经费", "Three public expenses"),
    "operating": ("机关运行经费", "Operating costs"),
}
_ORIGINS = {
    BaseOrigin.DISCLOSED.value: ("公开", "disclosed"),
    BaseOrigin.RESTATED.value: ("推算", "restated"),
}
_OF_SERIES = pl.Schema(
    {
        "by": pl.String(),
        "line": pl.String(),
        "code": pl.String(),
        "level": pl.Int32(),
        "metric": pl.String(),
        "fiscal_year": pl.Int32(),
        "amount_fen": pl.Int64(),
        "origin": pl.String(),
        **{column.key: pl.String() if column.kind == "text" else pl.Int32() for column in PLACE},
    }
)
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
    empty = pl.DataFrame(schema={**SCHEMA, "by": pl.String})
    rows = [frame.select(*SCHEMA, by=pl.lit(by)) for by, frame in blocks.items()]
    lines = pl.concat([empty, *rows], how="vertical_relaxed")
    named = with_parts(with_parts(of_lines(lines), "current_fen"), "base_fen").with_columns(
        block=pl.col("by").replace({by: pick(names, lang) for by, names in _BLOCKS.items()}),
        line=_line_names(lines, lang),
        change_fen=pl.col("current_fen") - pl.col("base_fen"),
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
        Column("base_row", (f"{base_year}年行", f"{base_year} row"), "count", 8, printed=False),
        Column("base_column", (f"{base_year}年列", f"{base_year} column"), "count", 8, printed=False),
        *NUMBERS,
    )
    return Sheet(_VARIANCE, columns, named, frozen=2, indented="line")


def series(blocks: Mapping[str, pl.DataFrame], lang: Language = "zh") -> Sheet:
    """Every line through the years, a year a column; changes from year to year and their rates are formulas.

    Args:
        blocks: by what they list: columns line, code, level, metric, fiscal_year, amount_fen, origin, document,
            page, row, column, title.
        lang: of names that are ours.
    """
    long = _long(blocks)
    years = sorted(long["fiscal_year"].unique())
    lines = long.select("line_no", "by", "line", "code", "level", "metric").unique(
        "line_no", maintain_order=True
    )
    frame = lines.with_columns(
        block=pl.col("by").replace({by: pick(names, lang) for by, names in _BLOCKS.items()}),
        line=_line_names(lines, lang),
    )
    for year in years:
        of_year = long.filter(pl.col("fiscal_year") == year).select(
            "line_no",
            pl.col("amount_fen").alias(f"amount_{year}_fen"),
            _origin("origin", lang).alias(f"origin_{year}"),
            *(pl.col(column.key).alias(f"{column.key}_{year}") for column in PLACE),
        )
        frame = frame.join(of_year, on="line_no", how="left", maintain_order="left")
    for earlier, later in pairwise(years):
        frame = frame.with_columns(_change(earlier, later), _rate(earlier, later))
    columns = (
        *_LINE,
        *(_money(f"amount_{year}_fen", year) for year in years),
        *(column for earlier, later in pairwise(years) for column in _movement(earlier, later)),
        *(column for year in years for column in _place(year)),
    )
    return Sheet(_SERIES, columns, frame, frozen=2, indented="line")


def _long(blocks: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """All blocks in one, each line numbered; what has the same name in a year again is a line of its own."""
    rows = [
        frame.with_columns(by=pl.lit(by)).select(_OF_SERIES).cast(_OF_SERIES) for by, frame in blocks.items()
    ]
    line = ["by", "line", "code", "level", "metric"]
    again = pl.int_range(pl.len()).over([*line, "fiscal_year"])
    return (
        pl.concat([pl.DataFrame(schema=_OF_SERIES), *rows])
        .with_columns(again=again)
        .with_columns(line_no=pl.int_range(pl.len()).first().over([*line, "again"]))
    )


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
            15,
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
