"""Headings and names find their metric by reviewed patterns."""

import csv
import re
from importlib import resources

import pytest

from yusuan.reference.metrics import metric_name, metric_of, section_kind


def rows(name):
    text = resources.files("yusuan.reference").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (["收入预算情况说明"], "income"),
        (["支出预算情况说明"], "expenditure"),
        (["2024年收支预算总体情况"], "overview"),
        (["收入支出决算总体情况说明"], "overview"),
        (["财政拨款收支预算情况"], "fiscal"),
        (["一般公共预算“三公”经费情况"], "three_public"),
        (["一般公共预算基本支出情况"], "basic"),
        (["（一）机关运行经费", "其他重要事项的说明情况"], "operating_costs"),
        (["支出按功能科目分类的明细情况", "一般公共预算拨款支出明细情况"], "general_public"),
        (["随便什么"], ""),
    ],
)
def test_headings_say_what_a_section_is_about(titles, kind):
    assert section_kind(titles) == kind


@pytest.mark.parametrize(
    ("section", "within", "name", "metric"),
    [
        ("income", "", "收入预算", "income.total"),
        ("income", "本年收入", "一般公共预算拨款收入", "income.current_year.general_public"),
        ("income", "", "一般公共预算拨款收入", "income.general_public"),
        ("income", "上年结转", "一般公共预算拨款结转", "income.carryover.general_public"),
        ("overview", "收入预算", "一般公共预算拨款", "income.general_public"),
        ("overview", "支出预算", "一般公共预算拨款", "expenditure.general_public"),
        ("three_public", "", "公务用车购置及运行费", "three_public.vehicles"),
        ("three_public", "", "公务用车运行维护费", "three_public.vehicle_operation"),
        ("three_public", "", "公务用车购置费", "three_public.vehicle_purchase"),
        ("operating_costs", "", "公务接待费", "operating_costs.line"),
        ("procurement", "政府采购预算总额", "政府采购货物预算", "procurement.goods"),
        ("assets", "", "车辆#辆", "assets.vehicles"),
        ("assets", "", "机要通信用车#辆", "assets.vehicles.line"),
        ("income", "", "不认识的名称", None),
    ],
)
def test_a_name_finds_its_metric_in_its_section(section, within, name, metric):
    assert metric_of(section, within, name) == metric


def test_what_was_said_before_decides_between_having_and_buying():
    assert metric_of("assets", "", "车辆#辆", "年度预算安排购置车辆") == "assets.purchase.vehicles"


def test_patterns_of_counts_match_no_amounts():
    assert metric_of("performance", "", "项目#个") == "performance.project_count"
    assert metric_of("performance", "", "项目") is None


def test_every_metric_has_its_names():
    for row in rows("metric_patterns"):
        for lang in ("zh", "en"):
            assert metric_name(row["metric"], lang)


def test_the_words_after_a_metric_are_named_too():
    assert metric_name("income.total.previous_year", "zh") == "收入预算：上年数"
    assert metric_name("fiscal.line", "en") == "Fiscal appropriation: line"
    with pytest.raises(KeyError):
        metric_name("no.such", "zh")


def test_every_section_of_a_pattern_exists():
    sections = {row["section"] for row in rows("sections")} | {""}
    for row in rows("metric_patterns"):
        pattern = re.compile(row["section"] or ".*")
        assert any(pattern.fullmatch(section) for section in sections), row
