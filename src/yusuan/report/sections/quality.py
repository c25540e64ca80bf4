"""Sections on the outcome of checks: the lead sentence, counts, findings, rounding, untested identities."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import STATUS_NAMES, Reading, Status, pick
from yusuan.report import charts, tables
from yusuan.report.elements import display
from yusuan.report.elements.display import Html, Several
from yusuan.report.elements.sources import Place
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources


def outcome_lead(
    findings: pl.DataFrame, untested: pl.DataFrame, disclosure: Disclosure, sources: Sources
) -> Html:
    """How many identities were tested, and how they came out."""
    places, counts_by_status = _places(findings), count(findings)
    if not places.height:
        text = pick(
            (
                f"{disclosure.department}{disclosure.year}年文件没有可以核对的勾稽关系。",
                f"No identity could be tested on the {disclosure.year} document of {disclosure.department}.",
            ),
            sources.lang,
        )
        return display.lead(text)
    at = dict(places.group_by("status").agg(pl.len()).iter_rows())
    broken, question = counts_by_status[Status.BROKEN], counts_by_status[Status.QUESTION]
    zh = (
        f"{disclosure.year}年文件共核对{places.height}处勾稽关系：相符{at.get('exact', 0)}处，"
        f"尾差{at.get('rounding', 0)}处，"
        f"{f'不符{broken}项' if broken else '没有不符'}，{f'存疑{question}项' if question else '没有存疑'}"
    )
    en = (
        f"{places.height} identities tested on the {disclosure.year} document: {at.get('exact', 0)} exact, "
        f"{at.get('rounding', 0)} within rounding, {broken} findings broken, {question} in question"
    )
    waived = findings.filter(pl.col("waived").is_not_null()).height
    if waived:
        zh += f"，已核准例外{waived}项"
        en += f", {waived} waived"
    if len(untested):
        zh += f"；另有{len(untested)}条规则缺少数据，未能核对"
        en += f"; {len(untested)} could not be tested"
    return display.lead(pick((f"{zh}。", f"{en}."), sources.lang))


def counts(
    findings: pl.DataFrame,
    titles: Mapping[str, tuple[str, str]],
    disclosure: Disclosure,
    sources: Sources,
) -> Several:
    """A chart and a table of results by suite, every place that was tested counted.

    Args:
        findings: of the document.
        titles: of the suites, in the order in which they are shown; others follow under their own names.
        disclosure: whose they are.
        sources: for the language.
    """
    if findings.is_empty():
        return Several((display.note(pick(("没有核对结果。", "There are no findings."), sources.lang)),))
    names = {suite: pick(named, sources.lang) for suite, named in titles.items()}
    places = _places(findings)
    frame = (
        places.group_by("suite", "status")
        .agg(count=pl.len())
        .with_columns(
            order=pl.col("suite").replace_strict({s: n for n, s in enumerate(names)}, default=len(names))
        )
        .sort("order", "suite", "status")
        .with_columns(pl.col("suite").replace(names))
    )
    sound = places.filter(pl.col("status").is_in([Status.EXACT, Status.ROUNDING])).height
    share = f"{sound}/{places.height}"
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


def findings_with_status(findings: pl.DataFrame, status: Status, sources: Sources) -> Html:
    """The findings of one status one by one: the sentence, its two places, the identity, its witnesses.

    What is waived is not among them.
    """
    rows = findings.filter((pl.col("status") == status) & pl.col("waived").is_null())
    if rows.is_empty():
        name = pick(STATUS_NAMES[status], sources.lang)
        return display.note(pick((f"没有{name}的结果。", f"No finding is {name}."), sources.lang))
    return _list(rows, status.value, sources)


def waived(findings: pl.DataFrame, waivers: pl.DataFrame, sources: Sources) -> Several:
    """The findings that are waived, each with the reason; waivers that are stale or expired.

    Args:
        findings: of the document.
        waivers: of the document, `schemas.Waivers`.
        sources: for places and the language.
    """
    rows = findings.filter(pl.col("waived").is_not_null())
    past = waivers.filter(pl.col("state") != "applied")
    if rows.is_empty() and past.is_empty():
        return Several((display.note(pick(("没有核准的例外。", "Nothing is waived."), sources.lang)),))
    states = {
        "stale": ("已没有对应的不符或存疑，可以删去", "matches nothing any more; take it out"),
        "expired": ("已到期", "expired"),
    }
    sentences = [
        (
            (
                f"{row['identity']}：{row['reason']}（{row['decided_by']}，{row['until']}）"
                f"{pick(states[row['state']], sources.lang)}"
            ),
            "",
        )
        for row in past.iter_rows(named=True)
    ]
    return Several(
        (
            *([_list(rows, "waived", sources)] if rows.height else []),
            *([display.points(sentences)] if sentences else []),
        )
    )


def rounding(findings: pl.DataFrame, sources: Sources) -> Html:
    """Rounding by identity: how often, the largest difference, the tolerance there."""
    rows = findings.filter(pl.col("status") == Status.ROUNDING)
    if rows.is_empty():
        return display.note(pick(("没有尾差。", "There is no rounding difference."), sources.lang))
    grouped = (
        rows.with_columns(pl.col("difference_fen").abs().alias("size"))
        .sort("size", descending=True, maintain_order=True)
        .group_by("identity", maintain_order=True)
        .agg(pl.len().alias("count"), pl.all().first())
    )
    decimals = tables.decimals([*grouped["size"], *grouped["tolerance_fen"]])
    cells = [
        [
            tables.text(row[_message_column(sources)], row["identity"]),
            str(row["count"]),
            wan_yuan(row["size"], decimals) if row["size"] is not None else "—",
            wan_yuan(row["tolerance_fen"], decimals) if row["tolerance_fen"] is not None else "—",
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
        return display.note(
            pick(("所有规则都有数据可核对。", "Every identity could be tested."), sources.lang)
        )
    reason = "reason" if sources.lang == "zh" else "reason_en"
    grouped = (
        rows.group_by(reason, maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("identity").unique(maintain_order=True).sort())
        .sort("count", descending=True, maintain_order=True)
    )
    cells = [
        [
            tables.text(row[reason]),
            str(row["count"]),
            _folded_tags(row["identity"], sources),
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
        return display.note(pick(text, sources.lang))
    explanations = {
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
        explanation = pick(
            explanations.get(row["reading"], ("由图像识别。", "recognised from a picture.")), sources.lang
        )
        place = Place(row["document"], row["page"], row["row"], title=row["title"])
        sentences.append((f"《{row['title']}》{explanation}", sources.mark(place)))
    return display.points(sentences)


def count(findings: pl.DataFrame) -> dict[Status, int]:
    """How many findings have each status, without those that are waived."""
    counts_by_status = dict(
        findings.filter(pl.col("waived").is_null()).group_by("status").agg(pl.len()).iter_rows()
    )
    return {status: int(counts_by_status.get(status.value, 0)) for status in Status}


def _list(rows: pl.DataFrame, name: str, sources: Sources) -> Html:
    items = [_item(row, sources) for row in rows.iter_rows(named=True)]
    return Html(
        f'<ol class="findings status-{name}">{"".join(items)}</ol>',
        "\n".join(rows[_message_column(sources)]),
    )


def _item(row: dict[str, Any], sources: Sources) -> str:
    message = _message_column(sources)
    marks = sources.mark(_place(row, ""), _place(row, "against_"))
    exempt = f'<p class="waived">{escape(row["waived"])}</p>' if row["waived"] else ""
    witnesses = ""
    if row["witnesses"]:
        count = len(row["witnesses"])
        head = pick((f"佐证 {count} 处", f"{count} witnesses"), sources.lang)
        each = "".join(
            f"<li>{escape(witness[message])} {_tag(witness['identity'])}</li>" for witness in row["witnesses"]
        )
        witnesses = f'<details class="more"><summary>{head}</summary><ul>{each}</ul></details>'
    return f"<li>{escape(row[message])}{marks} {_tag(row['identity'])}{exempt}{witnesses}</li>"


def _folded_tags(identities: list[str], sources: Sources) -> str:
    head = pick((f"{len(identities)} 条", f"{len(identities)} identities"), sources.lang)
    tags = " ".join(_tag(identity) for identity in identities)
    return f'<details class="more"><summary>{head}</summary>{tags}</details>'


def _tag(identity: str) -> str:
    return f'<span class="tag">{escape(identity)}</span>'


def _message_column(sources: Sources) -> str:
    return "message" if sources.lang == "zh" else "message_en"


def _places(findings: pl.DataFrame) -> pl.DataFrame:
    """Every place that was tested: suite and status, a witness under the status of its finding."""
    own = findings.select("suite", pl.col("status").cast(pl.String))
    others = (
        findings.select(pl.col("status").cast(pl.String), "witnesses")
        .explode("witnesses")
        .drop_nulls("witnesses")
        .select(pl.col("witnesses").struct.field("suite"), "status")
    )
    return pl.concat([own, others])


def _place(row: dict[str, Any], prefix: str) -> Place | None:
    if row[f"{prefix}page"] is None:
        return None
    label = None if prefix else row["line"]
    document = row["against_document"] or row["document"] if prefix else row["document"]
    return Place(document, row[f"{prefix}page"], row[f"{prefix}row"], row[f"{prefix}column"], label=label)
