"""What adds up and what does not, in sentences and lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.model import schemas
from yusuan.model.vocabulary import Status
from yusuan.report.disclosure import choose
from yusuan.report.elements.sources import Sources
from yusuan.report.sections import quality

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.workspace.workspace import Workspace


@pytest.fixture
def findings(workspace: Workspace) -> pl.DataFrame:
    return workspace.findings().collect()


@pytest.fixture
def untested(workspace: Workspace) -> pl.DataFrame:
    return workspace.untested().collect()


@pytest.fixture
def disclosure(workspace: Workspace) -> Disclosure:
    return choose(workspace, "吉林省社会保险事业管理局", 2024)


@pytest.fixture
def sources(workspace: Workspace) -> Sources:
    return Sources(workspace.documents().collect())


def test_the_opening_counts_every_status(
    findings: pl.DataFrame, untested: pl.DataFrame, disclosure: Disclosure, sources: Sources
):
    assert quality.outcome_lead(findings, untested, disclosure, sources).text == (
        "2024年文件共核对44处勾稽关系：相符40处，尾差1处，不符2项，存疑1项；另有1条规则缺少数据，未能核对。"
    )


def test_a_clean_document_is_said_to_be_clean(
    findings: pl.DataFrame, untested: pl.DataFrame, disclosure: Disclosure, sources: Sources
):
    sound = findings.filter(pl.col("status").is_in(["exact", "rounding"]))
    said = quality.outcome_lead(sound, untested.clear(), disclosure, sources).text
    assert said == "2024年文件共核对41处勾稽关系：相符40处，尾差1处，没有不符，没有存疑。"


def test_nothing_tested_is_said(
    findings: pl.DataFrame, untested: pl.DataFrame, disclosure: Disclosure, sources: Sources
):
    assert "没有可以核对" in quality.outcome_lead(findings.clear(), untested, disclosure, sources).text
    assert "没有核对结果" in quality.counts(findings.clear(), {}, disclosure, sources).pieces[0].text


def test_a_finding_shows_its_sentence_its_identity_and_both_places(findings: pl.DataFrame, sources: Sources):
    markup = quality.findings_with_status(findings, Status.BROKEN, sources).markup
    assert "收入总表为 5320.79 万元" in markup
    assert '<span class="tag">text.income</span>' in markup
    assert 'data-place="第371行"' in markup
    assert 'data-place="第120行"' in markup
    assert markup.count("<li>") == 2


def test_an_empty_status_is_a_sentence(findings: pl.DataFrame, sources: Sources):
    assert quality.findings_with_status(findings.clear(), Status.BROKEN, sources).text == "没有不符的结果。"
    assert quality.rounding(findings.clear(), sources).text == "没有尾差。"


def test_rounding_is_summarised_by_identity(findings: pl.DataFrame, sources: Sources):
    markup = quality.rounding(pl.concat([findings, findings]), sources).markup
    assert "尾差 2 处" in markup
    assert markup.count("rows.basic") == 1
    assert ">0.015<" in markup


def test_what_is_untested_is_grouped_by_its_reason(untested: pl.DataFrame, sources: Sources):
    assert "没有2023年的文件" in quality.untested(untested, sources).markup
    assert "所有规则都有数据" in quality.untested(untested.clear(), sources).text


def test_a_settled_reading_is_told_with_its_table(workspace: Workspace, sources: Sources):
    facts = workspace.facts().collect()
    assert quality.readings(facts, sources).text.startswith("《一般公共预算基本支出预算表》表头与数据错位")
    assert "没有存疑" in quality.readings(facts.filter(pl.col("table_no") == 3), sources).text


def test_messages_are_escaped(findings: pl.DataFrame, sources: Sources):
    hostile = findings.with_columns(message=pl.lit("<img src=x onerror=1>"), identity=pl.lit("<b>"))
    for markup in (
        quality.findings_with_status(hostile, Status.BROKEN, sources).markup,
        quality.rounding(hostile, sources).markup,
    ):
        assert "<img" not in markup
        assert "<b>" not in markup


_WITNESS = {
    "suite": "inside_tables",
    "identity": "lines.total",
    "message": "合计差 <b>524.00</b>",
    "message_en": "The total is <b>524.00</b> off",
}


@pytest.fixture
def witnessed(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings, of which each that is broken has two witnesses."""
    dtype = findings.schema["witnesses"]
    empty = dict.fromkeys(field.name for field in dtype.inner.fields)  # type: ignore[attr-defined]
    both = pl.Series([[{**empty, **_WITNESS}] * 2] * findings.height, dtype=dtype)
    broken = pl.col("status") == "broken"
    return findings.with_columns(witnesses=pl.when(broken).then(both).otherwise("witnesses"))


def test_witnesses_stand_under_their_finding_and_count_as_tested(
    witnessed: pl.DataFrame, untested: pl.DataFrame, disclosure: Disclosure, sources: Sources
):
    markup = quality.findings_with_status(witnessed, Status.BROKEN, sources).markup
    assert markup.count("<summary>佐证 2 处</summary>") == 2
    assert "合计差 &lt;b&gt;524.00&lt;/b&gt;" in markup
    said = quality.outcome_lead(witnessed, untested, disclosure, sources).text
    assert "共核对48处" in said
    assert "不符2项" in said


def test_the_english_report_says_its_findings_in_english(witnessed: pl.DataFrame, workspace: Workspace):
    english = Sources(workspace.documents().collect(), "en")
    said = witnessed.with_columns(message_en=pl.lit("It is off."))
    markup = quality.findings_with_status(said, Status.BROKEN, english).markup
    assert "It is off." in markup
    assert "2 witnesses" in markup
    assert "The total is" in markup


def test_what_is_waived_is_listed_apart_with_its_reason(
    findings: pl.DataFrame, untested: pl.DataFrame, disclosure: Disclosure, sources: Sources
):
    waived = findings.with_columns(
        waived=pl.when(pl.col("status") == "broken").then(pl.lit("已说明<i>（张三，至2026-12-31）"))
    )
    assert "没有不符" in quality.findings_with_status(waived, Status.BROKEN, sources).text
    (shown,) = quality.waived(waived, schemas.Waivers.create_empty(), sources).pieces
    assert shown.markup.count("<li>") == 2
    assert "已说明&lt;i&gt;（张三，至2026-12-31）" in shown.markup
    assert "已核准例外2项" in quality.outcome_lead(waived, untested, disclosure, sources).text
    (nothing,) = quality.waived(findings, schemas.Waivers.create_empty(), sources).pieces
    assert "没有核准" in nothing.text


@pytest.mark.parametrize(("state", "said"), [("stale", "可以删去"), ("expired", "已到期")])
def test_a_waiver_that_no_longer_counts_is_told(
    findings: pl.DataFrame, sources: Sources, state: str, said: str
):
    row = {
        "document": "吉林省社会保险事业管理局/2024-budget",
        "identity": "contents",
        "reason": "<b>已说明",
        "decided_by": "张三",
        "until": date(2026, 12, 31),
        "state": state,
    }
    waivers = pl.DataFrame([row], schema=schemas.Waivers.create_empty().schema)
    (told,) = quality.waived(findings, waivers, sources).pieces
    assert said in told.text
    assert "&lt;b&gt;已说明（张三，2026-12-31）" in told.markup
