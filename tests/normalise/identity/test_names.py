"""Names of bodies of the whole country, in the titles, covers, fields and paths in which they are printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from yusuan.normalise.identity.bodies import name_of
from yusuan.normalise.identity.identity import identify
from yusuan.normalise.identity.path import claim_of_path
from yusuan.normalise.identity.titles import parse_title

# 中央, 省, 市, 县, 乡镇, 街道; 党委, 人大, 政协, 群团, 法检; schools, hospitals, enterprises, corps.
BODIES = [
    "教育部", "审计署", "外交部", "水利部", "国务院办公厅", "国家发展和改革委员会", "中国人民银行", "国家税务总局",
    "海关总署", "中国科学院", "中国气象局", "全国人大常委会办公厅", "全国政协办公厅", "最高人民法院", "最高人民检察院",
    "中共中央组织部", "中国共产主义青年团中央委员会", "中华全国总工会", "水利部长江水利委员会", "新华通讯社",
    "甲省发展和改革委员会", "甲省人民代表大会常务委员会", "甲省高级人民法院", "甲省人民检察院", "甲省供销合作总社",
    "甲省社会科学院", "甲大学", "甲职业技术学院", "甲大学附属第一医院", "甲省地震局", "甲省监狱管理局", "甲省林业厅",
    "中共甲市委办公室", "中共甲市纪律检查委员会", "甲市监察委员会", "中国人民政治协商会议甲市委员会", "甲市总工会",
    "共青团甲市委员会", "甲市妇女联合会", "甲市文联", "甲市残疾人联合会", "甲市科学技术协会", "甲市工商业联合会",
    "甲市红十字会", "民革甲市委员会", "甲市归国华侨联合会", "甲市法学会", "甲市仲裁委员会", "甲市住房公积金管理中心",
    "甲市公安局交通警察支队", "甲市消防救援支队", "甲经济技术开发区管理委员会", "甲高新技术产业开发区", "甲市人民政府驻北京办事处",
    "甲县人民法院", "甲县人民检察院", "甲县融媒体中心", "甲县公路段", "甲县国有乙林场", "甲县第一中学", "甲县乙镇中心小学",
    "甲县实验幼儿园", "甲县人民医院", "甲县中医院", "甲县妇幼保健院", "甲县疾病预防控制中心", "甲县乙镇卫生院", "甲县殡仪馆",
    "甲县图书馆", "甲县乙水库管理处", "甲县畜牧兽医站", "甲县12345热线", "甲县农业技术推广站", "甲县委党校", "甲县武装部",
    "甲县乙镇人民政府", "甲县乙镇", "甲县乙乡", "甲市乙区丙街道办事处", "甲旗乙苏木人民政府", "甲县乙镇财政所", "甲市第八十九中学",
    "甲投资集团有限公司", "甲县自来水公司", "甲县粮食储备库", "新疆生产建设兵团第一师", "新疆生产建设兵团第一师三团",
    "甲自治州民族事务委员会", "甲监狱", "甲强制隔离戒毒所", "甲农场", "甲水文站", "甲日报社", "甲电视台", "甲歌舞剧院",
]  # fmt: skip

# Forms in which a title is printed: the body at X; what its lines are parted by is /.
TITLES = [
    ("X2024年部门预算", 2024, "budget"),
    ("X2024年度部门预算公开", 2024, "budget"),
    ("X2024年度部门预算信息公开说明", 2024, "budget"),
    ("X/2024年部门预算公开说明", 2024, "budget"),
    ("2024年/X部门预算", 2024, "budget"),
    ("2024年X部门预/算", 2024, "budget"),
    ("X/2024年度/部门预算", 2024, "budget"),
    ("关于X2024年部门预算的说明", 2024, "budget"),
    ("关于公开X2023年度部门决算的说明", 2023, "final"),
    ("公开——X2024年部门预算", 2024, "budget"),
    ("（公开）X2024年部门预算", 2024, "budget"),
    ("《X2024年部门预算》", 2024, "budget"),
    ("附件1：X2024年部门预算表", 2024, "budget"),
    ("附件2/X/2024年部门预算报表", 2024, "budget"),
    ("X/2026部门预算情况的说明", 2026, "budget"),
    ("X2023–2025年部门预算", 2023, "budget"),
    ("X 2024 年 部 门 预 算", 2024, "budget"),
    ("二〇二四年部门预算/X", 2024, "budget"),
    ("X/二○一九年度部门决算公开", 2019, "final"),
    ("2023年度X部门决算", 2023, "final"),
    ("2023年度/部门决算公开文本/X", 2023, "final"),
    ("X（汇总）/2024年部门预算公开说明", 2024, "budget"),
    ("X部门2024年度部门预算/信息公开", 2024, "budget"),
    ("2024年部门预算公开/部门名称：X", 2024, "budget"),
    ("2024年度单位预算/单位名称：X　金额单位：万元", 2024, "budget"),
    ("2024年部门预算/编制部门：X/编制日期：2024年1月", 2024, "budget"),
    ("甲省2024年省级单位预算/预算单位：X", 2024, "budget"),
    ("2023年度部门决算公开报告（X）", 2023, "final"),
    ("X2021年“三公”经费决算情况说明", 2021, "final"),
    ("X/2024年“三公”经费预算公开", 2024, "budget"),
    ("X部门预算公开/（2024年度）/部门预算", 2024, "budget"),
]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_of_any_kind_is_named_in_title_field_and_path(transcript, body):
    found = identify(transcript(f"{body}2024年部门预算\n一、基本情况\n")).identity
    assert (found.department, found.fiscal_year, found.phase) == (body, 2024, "budget")
    assert identify(transcript(f"2024年部门预算\n部门：{body}　　单位：万元\n")).identity.department == body
    assert claim_of_path(Path(f"/x/附件2：{body}2026年度部门预算报表.pdf")).department == body
    assert claim_of_path(Path(f"/x/{body}/2026-budget.pdf")).department == body
    assert name_of(body, sure=False) == body


@pytest.mark.parametrize(("title", "year", "phase"), TITLES)
@pytest.mark.parametrize("body", ["水利部", "甲市人民政府国有资产监督管理委员会", "甲县第一中学"])
def test_a_title_of_any_usual_form_says_who_when_and_which(transcript, title, year, phase, body):
    text = title.replace("X", body).replace("/", "\n")
    found = identify(transcript(f"{text}\n目录\n一、主要职责\n")).identity
    assert (found.department, found.fiscal_year, found.phase) == (body, year, phase)


@pytest.mark.parametrize(
    ("cover", "body"),
    [
        ("中国共产党\n甲市委员会\n宣传部\n2024年\n部门预算", "中国共产党甲市委员会宣传部"),
        ("甲市人民政府\n国有资产监督管理委员会\n2024年部门预算", "甲市人民政府国有资产监督管理委员会"),
        ("2024年甲市规划和自然资源局乙\n管理局部门预算", "甲市规划和自然资源局乙管理局"),
        ("2024年甲市民政局（本\n级）部门预算", "甲市民政局(本级)"),
        ("2024年度\n部门预算\n编制单位：\n甲县水利局", "甲县水利局"),
    ],
)
def test_a_name_may_run_over_any_number_of_lines_of_a_cover(transcript, cover, body):
    text = f"{cover}\n目录\n一、主要职责\n{body.removesuffix('(本级)')}的主要职责是：拟订政策。\n"
    assert identify(transcript(text)).identity.department == body


@pytest.mark.parametrize(
    ("text", "body", "year", "phase", "scope"),
    [
        (
            "甲省乙市丙区教育局关于2024年部门预算编制的说明",
            "甲省乙市丙区教育局",
            2024,
            "budget",
            "department",
        ),
        ("丙区教育局/2024年部门预算编制说明", "丙区教育局", 2024, "budget", "department"),
        ("甲县2024年县级部门预算公开表/部门：甲县水利局", "甲县水利局", 2024, "budget", "department"),
        (
            "部门预算公开表/（2024年）/单位名称：甲县水利局/单位：万元",
            "甲县水利局",
            2024,
            "budget",
            "department",
        ),
        (
            "甲县审计局2024年部门预算及“三公”经费预算信息公开情况说明",
            "甲县审计局",
            2024,
            "budget",
            "department",
        ),
        ("甲县林业局2024年度部门预算收支情况说明", "甲县林业局", 2024, "budget", "department"),
        ("甲县民政局部门2023年度决算", "甲县民政局", 2023, "final", "department"),
        ("预算公开-甲县民政局2024年部门预算", "甲县民政局", 2024, "budget", "department"),
        ("2024年度部门预算（甲市民政局）", "甲市民政局", 2024, "budget", "department"),
        ("2024年甲市民政局预算", "甲市民政局", 2024, "budget", "department"),
        ("甲市民政局2024年度收支预算表", "甲市民政局", 2024, "budget", "department"),
        ("2023年度/甲市民政局（部门）决算", "甲市民政局", 2023, "final", "department"),
        (
            "中国共产党甲县纪律检查委员会机关/2024年部门预算",
            "中国共产党甲县纪律检查委员会机关",
            2024,
            "budget",
            "department",
        ),
        (
            "目录/第一部分 甲县司法局单位概况/甲县司法局2024年部门预算",
            "甲县司法局",
            2024,
            "budget",
            "department",
        ),
        (
            "发布机构/甲县人民政府办公室/甲县信访局2024年部门预算/发布时间：2024-02-01",
            "甲县信访局",
            2024,
            "budget",
            "department",
        ),
        (
            "2022年度甲市市级部门决算/甲市发展和改革委员会",
            "甲市发展和改革委员会",
            2022,
            "final",
            "department",
        ),
        ("甲省乙市丙区人民法院二〇二三年度部门决算", "甲省乙市丙区人民法院", 2023, "final", "department"),
        (
            "附件/甲县卫健局2024年部门预算公开套表/填报单位：甲县卫健局",
            "甲县卫健局",
            2024,
            "budget",
            "department",
        ),
        (
            "甲县城市管理综合行政执法大队 2024 年度单位预算公开",
            "甲县城市管理综合行政执法大队",
            2024,
            "budget",
            "unit",
        ),
        ("甲市第三十五中学/2024年度/单位预算", "甲市第三十五中学", 2024, "budget", "unit"),
        ("甲县2024年部门预算/甲县档案馆", "甲县档案馆", 2024, "budget", "department"),
        ("关于甲县档案馆2024年部门预算公开的公告", "甲县档案馆", 2024, "budget", "department"),
        ("国家税务总局甲市税务局2024年部门预算", "国家税务总局甲市税务局", 2024, "budget", "department"),
        ("乙地震局/2024年部门预算/二〇二四年三月", "乙地震局", 2024, "budget", "department"),
        ("甲县委办2024年部门预算", "甲县委办", 2024, "budget", "department"),
        ("甲医科大学第一附属医院2023年度单位决算", "甲医科大学第一附属医院", 2023, "final", "unit"),
        (
            "首页>政务公开/甲县应急管理局2024年部门预算公开/来源：甲县应急管理局",
            "甲县应急管理局",
            2024,
            "budget",
            "department",
        ),
    ],
)
def test_the_front_of_a_document_says_whose_it_is(transcript, text, body, year, phase, scope):
    found = identify(transcript(text.replace("/", "\n") + "\n一、基本情况\n")).identity
    assert (found.department, found.fiscal_year, found.phase, found.scope) == (body, year, phase, scope)


@pytest.mark.parametrize(
    "above",
    [
        "导航",
        "首页 政务公开 财政信息",
        "当前位置：首页 > 财政预决算 > 部门预算",
        "甲县财政局",
        "发布机构：甲县财政局",
        "索引号：000123/2024-0001 发布机构：甲县人民政府办公室",
        "字号：大 中 小",
        "网站地图",
    ],
)
def test_what_a_site_prints_around_a_page_is_no_part_of_a_name(transcript, above):
    body = "甲县水务局"
    text = f"{above}\n{body}2024年部门预算\n收支总表\n部门：{body} 单位：万元\n支出总表\n部门：{body} 单位：万元\n"
    assert identify(transcript(text)).identity.department == body


@pytest.mark.parametrize(
    ("path", "department", "year", "phase", "scope"),
    [
        ("甲市民政局/2024-budget.pdf", "甲市民政局", 2024, "budget", None),
        ("甲市民政局/2024-final-unit.tables.xlsx", "甲市民政局", 2024, "final", "unit"),
        ("甲市民政局(本级)/2024-budget.pdf", "甲市民政局(本级)", 2024, "budget", "unit"),
        ("北京/司法局_2026年部门预算.pdf", "司法局", 2026, "budget", None),
        ("北京/附件2：北京市公安局2026年度部门预算报表.pdf", "北京市公安局", 2026, "budget", None),
        ("北京/政府办公厅_附件2：北京市信访办公室2026年度部门预算报表.pdf", "北京市信访办公室", 2026, "budget", None),
        ("上海/2026年上海市商务局_部门预算.pdf", "上海市商务局", 2026, "budget", None),
        ("深圳/2026年深圳市水务局部门预算.pdf.pdf", "深圳市水务局", 2026, "budget", None),
        ("甲市民政局/2024年部门预算公开.pdf", "甲市民政局", 2024, "budget", None),
        ("甲市民政局/2024年/部门预算公开.pdf", "甲市民政局", 2024, None, None),
        ("03. 甲市民政局 2023年度部门决算.docx", "甲市民政局", 2023, "final", None),
        ("甲市第一中学2024年单位预算.xls", "甲市第一中学", 2024, "budget", "unit"),
        ("下载/新建文件夹/a.pdf", None, None, None, None),
        ("甲市/预算.pdf", None, None, None, None),
    ],
)  # fmt: skip
def test_a_path_says_what_its_names_say(path, department, year, phase, scope):
    claim = claim_of_path(Path("/home/user/data/raw") / path)
    assert (claim.department, claim.fiscal_year, claim.phase, claim.scope) == (department, year, phase, scope)


@pytest.mark.parametrize(
    "text",
    [
        "目录",
        "第一部分 概况",
        "2024年部门预算比上年增加，其中人员经费增加",
        "各部门2024年预算",
        "收支总表",
        "我单位2024年收入",
    ],
)
def test_other_lines_give_no_name(text):
    title = parse_title(text)
    assert title is None or not title.name
