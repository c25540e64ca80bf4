"""Files that are no disclosure of a body: a government's budget, a blank form, a page that only links."""

from __future__ import annotations

import pytest

from yusuan.model.vocabulary import Verdict
from yusuan.normalise.identity.identity import RefusedError, identify, link_refusal


@pytest.mark.parametrize(
    "text",
    [
        "甲县2024年财政预算公开\n编制单位：甲县财政局\n",
        "甲县2024年政府预算公开\n甲县财政局\n",
        "甲省2024年一般公共预算收入预算表\n部门：甲省财政厅\n",
        "2024年甲市本级政府性基金收支预算表\n编制单位：甲市财政局\n",
        "甲市2024年国有资本经营预算收支表\n甲市财政局2024年\n",
        "2024年甲县社会保险基金预算收支表\n编报单位：甲县财政局\n",
        "甲县2023年地方政府债务限额及余额情况表\n编制单位：甲县财政局\n",
        "甲县人民政府关于甲县2023年预算执行情况和2024年预算草案的报告\n甲县财政局局长\n",
        "甲市2023年全市和市级预算执行情况\n与2024年预算草案的报告\n甲市财政局\n",
        "甲县2023年财政决算\n甲县财政局\n",
        "乙镇2024年财政预算\n",
        "甲县财政局\n2024年预算\n收入\n\n项目\t预算数\n一、税收收入\t5\n增值税\t1\n企业所得税\t1\n个人所得税\t1\n契税\t2\n合计\t5\n",
    ],
)
def test_a_governments_budget_is_never_booked_on_its_finance_bureau(transcript, text):
    with pytest.raises(RefusedError, match="a government's budget") as refused:
        identify(transcript(text))
    assert refused.value.verdict is Verdict.GOVERNMENT
    assert refused.value.evidence[0].text


@pytest.mark.parametrize(
    "text",
    [
        "甲县财政局2024年部门预算\n一般公共预算支出表\n政府性基金预算支出表\n",
        "甲县财政局\n2024年部门预算\n2024年政府性基金预算收支情况\n",
        "甲县人民政府办公室2024年部门预算\n",
        "甲县乙镇人民政府2024年部门预算\n国有资本经营预算支出表\n",
        "甲县社会保险事业管理中心2024年单位预算\n社会保险基金\n",
    ],
)
def test_a_bodys_budget_is_none_of_its_government(transcript, text):
    assert identify(transcript(text)).identity.fiscal_year == 2024


@pytest.mark.parametrize(
    "text",
    [
        "XX局2024年部门预算\n一、××\n",
        "××县××局20××年部门预算公开（模板）\n2024年部门预算\n",
        "2024年部门预算\n部门名称：XX单位\n收支总表\n",
        "（单位名称）2024年度部门决算\n",
        "某某单位2024年部门预算\n",
    ],
)
def test_a_form_that_nobody_filled_in_is_refused_as_one(transcript, text):
    with pytest.raises(RefusedError, match="a blank template") as refused:
        identify(transcript(text, "甲县水利局2024年部门预算.txt"))
    assert refused.value.verdict is Verdict.TEMPLATE


@pytest.mark.parametrize(
    "text",
    [
        "甲大学2024年度决算公开\n甲大学2024年度决算公开（详见附件）\n附件【甲大学2024年度决算公开.pdf】\n",
        "甲局2024年部门预算\n点击下载\n",
        "甲局2024年部门预算公开\n附件：1. 甲局2024年部门预算.xlsx\n",
    ],
)
def test_a_page_that_only_leads_to_the_document_is_said_to_be_that(transcript, text):
    refused = link_refusal(transcript(text))
    assert refused is not None
    assert refused.verdict is Verdict.LINK
    assert "附件" in str(refused)


@pytest.mark.parametrize(
    "text",
    [
        "甲局2024年部门预算\n2024年收入预算324.32万元，详见附件1。\n",
        "甲局2024年部门预算\n收支总表（附件1）\n\n项目\t预算数\n合计\t5.00\n",
        "甲局2024年部门预算\n一、主要职责\n",
    ],
)
def test_a_page_with_amounts_is_no_link(transcript, text):
    assert link_refusal(transcript(text)) is None
