"""Sections on what adds up and what does not: the opening, counts, findings, rounding, what is untested."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import STATUS_NAMES, Reading, Status, pick
from yusuan.report import charts, show, tables
from yusuan.report.show import Html, Several
from yusuan.report.sources import Place
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.report.sources import Sources

# The suites that come with yusuan, in the order in which they are shown; others follow under their own names.
_SUITE_NAMES = {
    "inside_tables": ("表内关系", "Inside tables"),
    "between_tables": ("表间关系", "Between tables"),
    "text_against_table": ("文表关系", "Text against tables"),
    "year_over_year": ("年度关系", "Year over year"),
    "performance_targets": ("绩效目标", "Performance targets"),
    "form": ("形式与名称", "Form and names"),
}


def opening(findings: pl.DataFrame, untested: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Html:
    """How many identities were tested, and how they came out."""
    found = count(findings)
    if not len(findings):
        text = pick(
            (
                f"{disclosure.department}{disclosure.year}年文件没有可以核对的勾稽关系。",
                f"No identity could be tested on the {disclosure.year} document of {disclosure.department}.",
            ),
            sources.lang,
        )
        return show.lead(text)
    exact, rounding = found[Status.EXACT], found[Status.ROUNDING]
    broken, question = found[Status.BROKEN], found[Status.QUESTION]
    zh = (
        f"{disclosure.year}年文件共核对{len(findings)}处勾稽关系：相符{exact}处，尾差{rounding}处，"
        f"{f'不符{broken}处' if broken else '没有不符'}，{f'存疑{question}处' if question else '没有存疑'}"
    )
    en = (
        f"{len(findings)} identities tested on the {disclosure.year} document: {exact} exact, "
        f"{rounding} within rounding, {broken} broken, {question} in question"
    )
    if len(untested):
        zh += f"；另有{len(untested)}处缺少数据，未能核对"
        en += f"; {len(untested)} could not be tested"
    return show.lead(pick((f"{zh}。", f"{en}."), sources.lang))


def counts(findings: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Several:
    """A chart and a table of results by suite."""
    if findings.is_empty():
        return Several((show.note(pick(("没有核对结果。", "There are no findings."), sources.lang)),))
    names = {suite: pick(named, sources.lang) for suite, named in _SUITE_NAMES.items()}
    frame = (
        findings.group_by("suite", "status")
        .agg(count=pl.len())
        .with_columns(
            order=pl.col("suite").replace_strict({s: n for n, s in enumerate(names)}, default=len(names))
        )
        .sort("order", "suite", "status")
        .with_columns(pl.col("suite").replace(names))
    )
    sound = len(findings.filter(pl.col("status").is_in([Status.EXACT, Status.ROUNDING])))
    share = f"{sound}/{len(findings)}"
    message = pick((f"相符或仅有尾差 {share}", f"Exact or within rounding: {share}"), sources.lang)
    subject = " · ".join(
        (
            disclosure.department,
            pick(("核对结果（处）", "Findings"), sources.lang),
            f"{disclosure.year}{pick(('年', ''), sources.lang)}",
        )
    )
    chart = charts.statuses(frame, message, subject, sources.lang)
    return Several((chart, tables.counts(frame, sources.lang, caption=subject)))


def listed(findings: pl.DataFrame, status: Status, sources: Sources) -> Html:
    """The findings of one status one by one: the sentence, its two places, the identity."""
    rows = findings.filter(pl.col("status") == status)
    if rows.is_empty():
        name = pick(STATUS_NAMES[status], sources.lang)
        return show.note(pick((f"没有{name}的结果。", f"No finding is {name}."), sources.lang))
    items = []
    for row in rows.iter_rows(named=True):
        marks = sources.mark(_place(row, ""), _place(row, "against_"))
        tag = f'<span class="tag">{escape(row["identity"])}</span>'
        items.append(f"<li>{escape(row['message'])}{marks} {tag}</li>")
    text = "\n".join(rows["message"])
    return Html(f'<ol class="findings status-{status.value}">{"".join(items)}</ol>', text)


def rounding(findings: pl.DataFrame, sources: Sources) -> Html:
    """Rounding by identity: how often, the largest difference, the tolerance there."""
    rows = findings.filter(pl.col("status") == Status.ROUNDING)
    if rows.is_empty():
        return show.note(pick(("没有尾差。", "There is no rounding difference."), sources.lang))
    grouped = (
        rows.with_columns(pl.col("difference_fen").abs().alias("size"))
        .sort("size", descending=True)
        .group_by("identity", maintain_order=True)
        .agg(pl.len().alias("count"), pl.all().first())
    )
    cells = [
        [
            tables.text(row["message"], row["identity"]),
            str(row["count"]),
            tables.amount(row["size"]),
            wan_yuan(row["tolerance_fen"], 3) if row["tolerance_fen"] is not None else "—",
            sources.mark(Place.of(row)),
        ]
        for row in grouped.iter_rows(named=True)
    ]
    columns = [
        Column(pick(("尾差最大的一处", "Largest of each"), sources.lang)),
        Column(pick(("处数", "Count"), sources.lang), number=True),
        Column(pick(("差额", "Difference"), sources.lang), number=True),
        Column(pick(("容差", "Tolerance"), sources.lang), number=True),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    caption = pick(
        (f"尾差 {len(rows)} 处，按规则汇总，万元", f"Rounding: {len(rows)}, 10,000 yuan"), sources.lang
    )
    return tables.build("rounding", columns, cells, caption)


def untested(rows: pl.DataFrame, sources: Sources) -> Html:
    """What could not be tested, by reason."""
    if rows.is_empty():
        return show.note(pick(("所有规则都有数据可核对。", "Every identity could be tested."), sources.lang))
    grouped = (
        rows.group_by("reason", maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("identity").unique(maintain_order=True).sort())
        .sort("count", descending=True)
    )
    cells = [
        [
            tables.text(row["reason"]),
            str(row["count"]),
            " ".join(f'<span class="tag">{escape(identity)}</span>' for identity in row["identity"]),
        ]
        for row in grouped.iter_rows(named=True)
    ]
    columns = [
        Column(pick(("原因", "Reason"), sources.lang)),
        Column(pick(("处数", "Count"), sources.lang), number=True),
        Column(pick(("规则", "Identities"), sources.lang)),
    ]
    caption = pick((f"未能核对 {len(rows)} 处", f"Untested: {len(rows)}"), sources.lang)
    return tables.build("untested", columns, cells, caption)


def readings(facts: pl.DataFrame, sources: Sources) -> Html:
    """Tables whose reading is not proved, and tables whose shifted headings arithmetic settled."""
    doubtful = (
        facts.filter(pl.col("reading").is_in([Reading.UNVERIFIED, Reading.SETTLED]) | pl.col("ocr"))
        .sort("table_no", "page", "row")
        .unique("table_no", keep="first", maintain_order=True)
    )
    if doubtful.is_empty():
        text = (
            "所有表都按印刷的表头读出，没有存疑的读法。",
            "Every table was read under its printed headings.",
        )
        return show.note(pick(text, sources.lang))
    told = {
        Reading.UNVERIFIED: (
            "未证实：表内或表间关系在任何读法下都不成立，引用前请对照原文。",
            "unverified: its identities close under no reading; look at the original before use.",
        ),
        Reading.SETTLED: (
            "表头与数据错位，按勾稽关系定出各列含义。",
            "headings were shifted; arithmetic settled which column means what.",
        ),
    }
    sentences = []
    for row in doubtful.iter_rows(named=True):
        said = pick(told.get(row["reading"], ("由图像识别。", "recognised from a picture.")), sources.lang)
        place = Place(row["document"], row["page"], row["row"], title=row["title"])
        sentences.append((f"《{row['title']}》{said}", sources.mark(place)))
    return show.points(sentences)


def count(findings: pl.DataFrame) -> dict[Status, int]:
    """How many findings have each status."""
    found = dict(findings.group_by("status").agg(pl.len()).iter_rows())
    return {status: int(found.get(status.value, 0)) for status in Status}


def _place(row: dict[str, Any], prefix: str) -> Place | None:
    if row[f"{prefix}page"] is None:
        return None
    label = None if prefix else row["line"]
    return Place(
        row["document"], row[f"{prefix}page"], row[f"{prefix}row"], row[f"{prefix}column"], label=label
    )
