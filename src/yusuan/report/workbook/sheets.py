"""The sheets of a document's workbook: figures with their formulas and places, findings, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import (
    PHASE_NAMES,
    SCOPE_NAMES,
    SIDE_NAMES,
    STATUS_NAMES,
    Language,
    Reading,
    Status,
    pick,
)
from yusuan.reference.measures import measure_name
from yusuan.reference.table_kinds import table_names
from yusuan.report.elements.style import light
from yusuan.report.workbook.spreadsheet import Column, Sheet
from yusuan.report.workbook.sums import of_facts, with_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FACTS = ("数据", "Facts")
_FINDINGS = ("勾稽核对", "Findings")
_SOURCES = ("来源", "Sources")
_TEXT_TABLE = {"text": ("正文", "Text")}
_READINGS = {
    Reading.CLOSED.value: ("已证实", "closed"),
    Reading.SETTLED.value: ("错位，已定", "settled"),
    Reading.UNTESTED.value: ("未核对", "untested"),
    Reading.UNVERIFIED.value: ("未证实", "unverified"),
}
_STATUS_ORDER = [Status.BROKEN, Status.QUESTION, Status.ROUNDING, Status.EXACT]
_YES = ("是", "yes")

PLACE = (
    Column("document", ("文件", "Document"), width=34, printed=False),
    Column("page", ("页", "Page"), "count", 6, printed=False),
    Column("title", ("表", "Table"), width=26, printed=False),
    Column("row", ("行", "Row"), "count", 6, printed=False),
    Column("column", ("列", "Column"), "count", 6, printed=False),
)
# By which a line is found as part of another.
NUMBERS = (
    Column("no", ("序号", "No."), "count", 8, printed=False),
    Column("parent", ("上级序号", "Part of no."), "count", 8, printed=False),
)


def facts(rows: pl.DataFrame, lang: Language = "zh") -> Sheet:
    """Every amount of the document's tables, the totals beside the sum of their parts.

    Args:
        rows: columns of `schemas.Facts`, of one document.
        lang: of names that are ours.
    """
    named = with_parts(of_facts(rows), "amount_fen").with_columns(
        kind=_named(pl.col("table"), table_names(), lang),
        sided=_named(pl.col("side"), SIDE_NAMES, lang),
        meaning=pl.col("measure").map_elements(
            lambda measure: measure_name(measure, lang), return_dtype=pl.String
        ),
        certainty=_named(pl.col("reading"), _READINGS, lang),
        recognised=pl.when("ocr").then(pl.lit(pick(_YES, lang))),
    )
    columns = (
        Column("kind", ("表的种类", "Kind of table"), width=20),
        Column("sided", ("收支", "Side"), width=8),
        Column("line", ("项目", "Line"), width=32),
        Column("code", ("科目编码", "Code"), width=10),
        Column("level", ("层次", "Level"), "count", 6),
        Column("meaning", ("列的含义", "Measure"), width=20),
        Column("heading", ("表头", "Heading"), width=22),
        Column("amount_fen", ("金额（万元）", "Amount (10,000 yuan)"), "money", 15),
        Column("printed", ("原文", "As printed"), width=14),
        Column("unit", ("原文单位", "Unit as printed"), width=8),
        *part_columns("amount_fen", ("", "")),
        *PLACE,
        Column("owner", ("单位", "Unit"), width=26, printed=False),
        Column("project", ("项目名称", "Project"), width=26, printed=False),
        Column("table_no", ("表的次序", "Table no."), "count", 8, printed=False),
        Column("certainty", ("读法", "Reading"), width=10, printed=False),
        Column("recognised", ("图像识别", "Recognised from a picture"), width=8, printed=False),
        *NUMBERS,
    )
    return Sheet(_FACTS, columns, named, frozen=3, indented="line")


_FINDING_COLUMNS = (
    Column("message", ("说明", "What"), width=60),
    Column("expected_fen", ("应为（万元）", "Expected (10,000 yuan)"), "money", 15),
    Column("actual_fen", ("实为（万元）", "Actual (10,000 yuan)"), "money", 15),
    Column(
        "difference_fen",
        ("差额（万元）", "Difference (10,000 yuan)"),
        "money",
        14,
        formula="ROUND({actual_fen}-{expected_fen},6)",
        warns_beyond="tolerance_fen",
    ),
    Column("tolerance_fen", ("容差（万元）", "Tolerance (10,000 yuan)"), "money", 12),
    Column("mends", ("改正其中任何一处即成立", "Any one of these would mend it"), width=36),
    Column("witnesses_count", ("佐证", "Witnesses"), "count", 10),
    Column("waived", ("已核准例外", "Waived"), width=20),
    Column("line", ("项目", "Line"), width=24, printed=False),
    Column("meaning", ("列的含义", "Measure"), width=18, printed=False),
    Column("document", ("文件", "Document"), width=34, printed=False),
    Column("page", ("页", "Page"), "count", 6, printed=False),
    Column("table_name", ("表", "Table"), width=22, printed=False),
    Column("row", ("行", "Row"), "count", 6, printed=False),
    Column("column", ("列", "Column"), "count", 6, printed=False),
    Column("against_document", ("对照文件", "Against document"), width=34, printed=False),
    Column("against_page", ("对照页", "Against page"), "count", 8, printed=False),
    Column("against_row", ("对照行", "Against row"), "count", 8, printed=False),
    Column("against_column", ("对照列", "Against column"), "count", 8, printed=False),
    Column("suite_title", ("规则集", "Suite"), width=14, printed=False),
    Column("identity", ("规则", "Identity"), width=24, printed=False),
)


def findings(rows: pl.DataFrame, suites: Mapping[str, tuple[str, str]], lang: Language = "zh") -> Sheet:
    """What adds up and what does not, what is broken first.

    Args:
        rows: columns of `schemas.Findings`, of one document.
        suites: titles of the suites by name.
        lang: of names and sentences.
    """
    order = {status.value: number for number, status in enumerate(_STATUS_ORDER)}
    message = pick(("message", "message_en"), lang)
    ordered = rows.sort(pl.col("status").cast(pl.String).replace_strict(order), maintain_order=True)
    named = ordered.with_columns(
        result=_named(pl.col("status"), STATUS_NAMES, lang),
        suite_title=_named(pl.col("suite"), suites, lang),
        table_name=_named(pl.col("table"), table_names() | _TEXT_TABLE, lang),
        meaning=pl.col("measure").map_elements(
            lambda measure: measure_name(measure, lang), return_dtype=pl.String
        ),
        message=pl.col(message),
        mends=pl.Series([_mends(each, lang) for each in ordered["repairs"].to_list()], dtype=pl.String),
        witnesses_count=pl.when(pl.col("witnesses").list.len() > 0).then(pl.col("witnesses").list.len()),
    )
    colours = {
        pick(STATUS_NAMES[status], lang): light(status.value) for status in (Status.BROKEN, Status.QUESTION)
    }
    columns = (Column("result", ("结果", "Result"), width=8, colours=colours), *_FINDING_COLUMNS)
    return Sheet(_FINDINGS, columns, named, frozen=1)


def sources(rows: pl.DataFrame, notes: Sequence[str], lang: Language = "zh") -> Sheet:
    """The documents that the figures stand in, and how the workbook was made.

    Args:
        rows: columns of `schemas.Documents`.
        notes: lines below the documents.
        lang: of names that are ours.
    """
    named = rows.with_columns(
        scoped=_named(pl.col("scope"), SCOPE_NAMES, lang),
        phased=_named(pl.col("phase"), PHASE_NAMES, lang),
    )
    columns = (
        Column("document", ("文件", "Document"), width=26),
        Column("title", ("标题", "Title"), width=26),
        Column("department", ("部门或单位", "Department or unit"), width=22),
        Column("scoped", ("口径", "Scope"), width=8),
        Column("fiscal_year", ("年度", "Fiscal year"), "count", 8),
        Column("phased", ("阶段", "Phase"), width=8),
        Column("unit", ("金额单位", "Unit"), width=8),
        Column("format", ("格式", "Format"), width=8),
        Column("pages", ("页数", "Pages"), "count", 6),
        Column("tables", ("表数", "Tables"), "count", 6),
        Column("facts", ("金额数", "Amounts"), "count", 8),
        Column("unverified_tables", ("未证实的表", "Unverified tables"), "count", 10),
        Column("files", ("原始文件", "File"), width=28),
        Column("source", ("来源地址", "Published at"), width=26),
        Column("retrieved", ("取得日期", "Retrieved"), width=12),
        Column("publisher", ("发布者", "Publisher"), width=18),
        Column("sha256", ("SHA-256", "SHA-256"), width=34),
    )
    return Sheet(_SOURCES, columns, named, frozen=1, notes=notes)


def part_columns(amount: str, when: tuple[str, str]) -> tuple[Column, Column, Column]:
    """The sum of the parts, the difference and the tolerance of an amount of `with_parts`, as formulas.

    Args:
        amount: the column of the amount.
        when: what goes before the headings.
    """
    zh, en = when
    parts, gap, tolerance = (f"{amount}_{name}" for name in ("parts", "gap", "tolerance"))
    return (
        Column(
            parts,
            (f"{zh}下级之和（万元）", f"{en}Sum of parts (10,000 yuan)"),
            "money",
            15,
            formula=f"ROUND(SUMIF({{parent:all}},{{no}},{{{amount}:all}}),6)",
            printed=False,
        ),
        Column(
            gap,
            (f"{zh}与下级之差", f"{en}Less parts"),
            "money",
            12,
            formula=f"ROUND({{{amount}}}-{{{parts}}},6)",
            printed=False,
            warns_beyond=tolerance,
        ),
        Column(tolerance, (f"{zh}容差", f"{en}Tolerance"), "money", 10, printed=False),
    )


def _named(value: pl.Expr, names: Mapping[Any, tuple[str, str]], lang: Language) -> pl.Expr:
    """A word of ours by its name for readers; another stays as it is."""
    return value.cast(pl.String).replace({str(word): pick(pair, lang) for word, pair in names.items()})


def _mends(repairs: Sequence[Mapping[str, Any]], lang: Language) -> str | None:
    """What could be put right, one line each: where, what is printed, what it should be."""
    lines = []
    for repair in repairs:
        place = (repair["page"], repair["row"], repair["column"])
        zh = "".join(f"第{n}{word}" for n, word in zip(place, "页行列", strict=True) if n is not None)
        en = ", ".join(
            f"{word} {n}" for n, word in zip(place, ("page", "row", "column"), strict=True) if n is not None
        )
        printed = "—" if repair["printed_fen"] is None else wan_yuan(repair["printed_fen"])
        lines.append(
            f"{repair['line']}（{zh}）：{printed} → {wan_yuan(repair['should_fen'])}"
            if lang == "zh"
            else f"{repair['line']} ({en}): {printed} → {wan_yuan(repair['should_fen'])}"
        )
    return "\n".join(lines) or None
