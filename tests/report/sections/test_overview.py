"""Who a department is: badge, duties, units, money at a glance, purchases, ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from rows import DOCUMENT, compared, comparison, rows_of
from yusuan.analysis.indicators.indicators import SCHEMA as INDICATORS
from yusuan.model import schemas
from yusuan.report.elements.display import Figure
from yusuan.report.sections import overview, ratios

if TYPE_CHECKING:
    from collections.abc import Callable

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources
    from yusuan.workspace.workspace import Workspace


def test_the_badge_counts_findings_and_warns(workspace: Workspace, disclosure: Disclosure, sources: Sources):
    findings = workspace.findings().collect()
    shown = overview.badge(findings, disclosure, sources).markup
    assert "不符 2" in shown
    assert "其中2项不符" in shown
    sound = overview.badge(findings.filter(pl.col("status") == "exact"), disclosure, sources).markup
    assert "不符 0" in sound
    assert "引用" not in sound
    assert "没有核对过" in overview.badge(None, disclosure, sources).text


def test_duties_are_quoted(framed: Callable[..., pl.DataFrame], sources: Sources, english: Sources):
    plain = {"document": DOCUMENT, "section": "主要职责", "kind": "item", "page": 1, "row": 38}
    rows = [plain | {"passage_no": n, "text": f"（{n}）<b>第{n}项。"} for n in range(1, 23)]
    other = plain | {"section": "所属单位职能", "text": "别的", "passage_no": 99}
    shown = overview.duties(framed(schemas.Sentences, *rows, other), framed(schemas.Headings), sources).markup
    assert "（1）&lt;b&gt;第1项。" in shown
    assert "另有2段，见原文。" in shown
    assert "别的" not in shown
    assert (
        'lang="zh-Hans"'
        in overview.duties(framed(schemas.Sentences, *rows), framed(schemas.Headings), english).markup
    )


def test_duties_that_were_not_kept_lead_to_the_document(
    framed: Callable[..., pl.DataFrame], sources: Sources
):
    row = {
        "document": DOCUMENT,
        "place": "body",
        "number": "一、",
        "text": "主要<b>职能",
        "page": 1,
        "row": 37,
    }
    none = framed(schemas.Sentences)
    shown = overview.duties(none, framed(schemas.Headings, row), sources)
    assert "第37行“一、主要&lt;b&gt;职能”" in shown.markup
    assert "没有读到" in overview.duties(none, framed(schemas.Headings), sources).text


def test_units_are_drawn_where_tables_tell_them_apart(disclosure: Disclosure, sources: Sources):
    frame = comparison(compared("合计", None, 100, 0), compared("本级", None, 75), compared("中心", None, 25))
    figure = overview.units(frame, disclosure, sources)
    assert isinstance(figure, Figure)
    assert figure.message == "2个单位中，本级最大，占75.0%"
    assert "没有分单位" in overview.units(frame.head(2), disclosure, sources).text


def test_money_at_a_glance_leaves_out_what_is_not_known(disclosure: Disclosure, sources: Sources):
    frame = comparison(compared("支出", 1, 2), compared("没有的", 1, None))
    assert "没有的" not in overview.glance([frame], disclosure, sources).markup
    assert "没有可列的总额" in overview.glance([frame.clear()], disclosure, sources).text


def test_purchases_are_listed_by_kind(
    framed: Callable[..., pl.DataFrame], disclosure: Disclosure, sources: Sources
):
    row = {"document": DOCUMENT, "metric": "procurement.goods", "line": "货物", "amount_fen": 5_000_000}
    assert "政府采购货物" in overview.procurement(framed(schemas.Statements, row), disclosure, sources).markup
    assert "没有说明政府采购" in overview.procurement(framed(schemas.Statements), disclosure, sources).text


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.275, "fraction", "27.5%"),
        (-0.0991, "fraction", "−9.9%"),
        (38712.4, "yuan_per_person", "38,712元/人"),
    ],
)
def test_a_ratio_carries_its_unit_and_sign(value: float, unit: str, said: str):
    assert ratios.value({"value": value, "unit": unit}) == said


def test_ratios_show_their_inputs_and_name_what_is_missing(
    disclosure: Disclosure, sources: Sources, english: Sources
):
    known = {
        "name": "支出增长率",
        "name_en": "Growth",
        "value": 0.1,
        "unit": "fraction",
        "formula": "a / b - 1",
        "numerator": "支出",
        "numerator_fen": 11_000_000,
        "denominator": "支出：上年数",
        "denominator_fen": 10_000_000,
        "document": DOCUMENT,
        "page": 1,
    }
    head = known | {
        "formula": "a / b",
        "denominator": "在职人员",
        "denominator_fen": None,
        "denominator_quantity": 5.0,
    }
    missing = {"name": "人均经费", "name_en": "Per head", "reason": "没有公开：人员"}
    frame = rows_of(INDICATORS, known, head, missing)
    table, note = ratios.table(frame, disclosure, sources).pieces
    assert "支出11.00万元 ÷ 支出：上年数10.00万元 − 1" in table.markup
    assert "支出11.00万元 ÷ 在职人员5人<" in table.markup
    assert note.text == "缺少数据、没有计算的指标：人均经费。"
    table, note = ratios.table(frame, disclosure, english).pieces
    assert "CNY 0.1100 million ÷ CNY 0.1000 million − 1" in table.markup
    assert note.text == "Not computed for want of data: Per head."
