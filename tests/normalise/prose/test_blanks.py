"""Places that a template left unfilled."""

import pytest

from yusuan.normalise.prose.blanks import blanks


def found(text):
    return [text[start:end] for start, end in blanks(text)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("XX局2024年预算100万元。", ["XX"]),
        ("某市××局预算100万元。", ["××"]),
        ("比上年增加____万元，增长__%。", ["____万元", "__%"]),
        ("2024年收支总预算万元。", ["预算万元"]),
        ("公务接待费为万元，下降%，主要原因是。", ["为万元", "下降%", "原因是。"]),
        ("比上年增加（减少）万元。", ["增加（减少）万元"]),
        ("公务用车购置辆，保有量为辆。", ["购置辆", "为辆"]),
        ("委托0个第三方机构实施（如有）。", ["（如有）"]),
        ("机关（部、委、办）及下属单位", ["（部、委、办）"]),
        ("培训费（）5万元。", ["（）"]),
        ("（请说明增减原因）", ["（请说明增减原因）"]),
        ("某某局预算5万元。", ["某某局"]),
        ("XX局和XX局", ["XX"]),
    ],
)
def test_what_is_unfilled_is_found_each_wording_once(text, left):
    assert found(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "2024年收支总预算100.00万元，增长5%。",
        "单位：万元",
        "金额单位为万元。",
        "预算数（万元）",
        "以万元为单位",
        "主要原因是人员增加。",
        "主要原因是：",
        "XXL型设备5台",
        "增加（减少）5万元。",
        "占比为5%。",
        "三公经费5万元（含会议费）。",
    ],
)
def test_what_is_filled_is_not(text):
    assert found(text) == []
