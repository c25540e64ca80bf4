"""Forms: labels left of what they name, with grids of tasks and of indicators inside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.extract.raw import Cell, RawDocument, RawTable, TextLine
from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yusuan.extract.raw import Block
    from yusuan.identities.suite import Identity
    from yusuan.normalise.document import CleanDocument

    Read = Callable[..., CleanDocument]

_FRONT = (TextLine("甲市民政局", 1, 1), TextLine("2024年部门预算", 1, 2))
_TITLE = "项目支出绩效目标表"
_NAMES = ("项目名称|<|培训|<|<", "主管部门|<|甲市民政局|实施单位|乙站")
_MONEY = (
    "项目资金（万元）|<|年度资金总额：|12.34|<",
    "^|<|其中：财政拨款|12.00|<",
    "^|<|其他资金|0.34|<",
)
_HEADING = "绩效指标|一级指标|二级指标|三级指标|指标值"
_TARGETS = (
    _HEADING,
    "^|产出指标|数量指标|场次|≥4场",
    "^|^|^|人数|≥90人",
    "^|^|质量指标|合格率|≥95%",
    "^|效益指标|社会效益指标|知晓率|≥90%",
)


def _grid(rows: Sequence[str], page: int) -> RawTable:
    """A table from rows of cells split by |: < goes on from the left, ^ from above, a blank is no cell."""
    texts = [row.split("|") for row in rows]
    cells = []
    for number, row in enumerate(texts):
        for column, text in enumerate(row):
            if text in {"", "<", "^"}:
                continue
            width = next(
                (at for at in range(1, len(row) - column) if row[column + at] != "<"), len(row) - column
            )
            height = next(
                (at for at in range(1, len(texts) - number) if texts[number + at][column] != "^"),
                len(texts) - number,
            )
            cells.append(Cell(text, number, column, height, width, page, number + 1))
    return RawTable(tuple(cells), n_rows=len(rows), n_columns=len(texts[0]), page=page)


def _document(*blocks: Block) -> RawDocument:
    return RawDocument(path=Path("甲.pdf"), format="pdf", sha256="0", pages=9, blocks=(*_FRONT, *blocks))


@pytest.fixture
def read(identities: Sequence[Identity]) -> Read:
    """Pages of one form each, under a title (None for none) and lines below it, as clean data."""

    def of(*pages: Sequence[str], title: str | None = _TITLE, below: Sequence[str] = ()) -> CleanDocument:
        blocks: list[Block] = []
        for page, rows in enumerate(pages, start=2):
            lines = [*([] if title is None else [title]), *below]
            blocks += [TextLine(text, page, number) for number, text in enumerate(lines, start=1)]
            blocks.append(_grid(rows, page))
        return normalise([_document(*blocks)], Path(), identities)

    return of


def _said(document: CleanDocument, *names: str) -> list[tuple[object, ...]]:
    return document.frames["facts"].select(names).rows()


def test_money_stands_under_the_path_of_its_labels_on_the_line_of_its_project(read: Read) -> None:
    document = read([*_NAMES, *_MONEY, *_TARGETS])
    assert _said(document, "line", "project", "owner", "measure", "heading", "amount_fen", "unit") == [
        ("培训", "培训", "乙站", measure, f"项目资金（万元）/年度资金总额{rest}", amount, "万元")
        for measure, rest, amount in (
            ("total", "", 12_340_000),
            ("fiscal_appropriation", "/其中：财政拨款", 12_000_000),
            ("unit_funds", "/其他资金", 340_000),
        )
    ]
    assert _said(document, "page", "row", "column", "printed", "table") == [
        (2, 3, 4, "12.34", "performance_targets"),
        (2, 4, 4, "12.00", "performance_targets"),
        (2, 5, 4, "0.34", "performance_targets"),
    ]
    assert document.frames["lines"].select("line", "project", "level", "page", "row").rows() == [
        ("培训", "培训", 1, 2, 1)
    ]
    assert document.refused == ()


def test_parts_mean_what_the_sum_above_them_means(read: Read) -> None:
    rows = [
        *_NAMES,
        "资金金额（元）|实施期资金总额：|9.00|年度资金总额：|3.00",
        "^|其中：财政拨款|8.00|其中：财政拨款|2.00",
        "^|其他资金||其他资金|1.00",
    ]
    assert _said(read([*rows, *_TARGETS]), "heading", "measure", "printed") == [
        ("资金金额（元）/实施期资金总额", "implementation_period", "9.00"),
        ("资金金额（元）/年度资金总额", "total", "3.00"),
        (
            "资金金额（元）/实施期资金总额/其中：财政拨款",
            "implementation_period.fiscal_appropriation",
            "8.00",
        ),
        ("资金金额（元）/年度资金总额/其中：财政拨款", "fiscal_appropriation", "2.00"),
        ("资金金额（元）/年度资金总额/其他资金", "unit_funds", "1.00"),
    ]


def test_a_label_whose_amount_is_blank_is_no_head_of_the_label_behind_it(read: Read) -> None:
    rows = [*_NAMES, "资金金额（元）|实施期资金总额||年度资金总额|3.00", *_TARGETS]
    assert _said(read(rows), "heading") == [("资金金额（元）/年度资金总额",)]


def test_a_meaning_printed_twice_is_that_of_the_first(read: Read) -> None:
    rows = [*_NAMES, "项目资金（元）|资金总额|3.00|资金总额|4.00", *_TARGETS]
    assert _said(read(rows), "measure", "printed") == [("total", "3.00"), (None, "4.00")]


def test_a_head_holds_on_over_blanks_where_nothing_spans(read: Read) -> None:
    rows = [
        *_NAMES,
        "项目资金（元）|<|年度资金总额|3.00|",
        "||其中：财政拨款|2.00|",
        "另有|<|其他资金|1.00|",
        "||上年结转资金|0.50|",
        *_TARGETS,
    ]
    assert _said(read(rows, below=["单位：万元"]), "heading", "unit") == [
        ("项目资金（元）/年度资金总额", "元"),
        ("项目资金（元）/年度资金总额/其中：财政拨款", "元"),
        ("其他资金", "万元"),
        ("上年结转资金", "万元"),
    ]


def test_without_a_unit_the_form_is_refused_with_its_place(read: Read) -> None:
    document = read([*_NAMES, "项目资金|<|年度资金总额|3.00|<", *_TARGETS])
    assert document.frames["facts"].is_empty()
    (refusal,) = document.refused
    assert "第2页第3行" in refusal
    assert "没有写明金额单位" in refusal
    assert document.frames["indicators"].height == 4


def test_the_unit_above_a_form_is_its_unit_where_it_names_none_itself(read: Read) -> None:
    rows = [*_NAMES, "项目资金|<|年度资金总额|3.00|<", "^|<|其他资金（元）|1.00|<", *_TARGETS]
    assert _said(read(rows, below=["单位：万元"]), "printed", "unit") == [("3.00", "万元"), ("1.00", "元")]


@pytest.mark.parametrize(
    "row",
    [
        "执行率分值（10分）|<|10|<|<",
        "补助人数|<|12.00|<|<",
        "预算执行率|<|98.50|<|<",
        "预算年度|<|2024|<|<",
        "联系电话|<|0590|<|<",
        "|12.00|<|<|<",
        "资金总额|12.00|13.00|<|<",
    ],
)
def test_what_is_no_money_is_no_fact(read: Read, row: str) -> None:
    document = read([*_NAMES, row, *_TARGETS], below=["单位：万元"])
    assert [printed for (printed,) in _said(document, "printed")] in ([], ["12.00"] * row.startswith("资金"))


def test_a_rate_among_the_money_is_no_money(read: Read) -> None:
    rows = [*_NAMES, "项目资金（元）|年度资金总额|3.00|执行率分值（10分）|10", *_TARGETS]
    assert _said(read(rows), "printed") == [("3.00",)]


def test_money_under_headings_of_its_own_is_read_under_both(read: Read) -> None:
    rows = [
        "项目名称|<|培训|<|<|<",
        "项目资金（元）||年初预算数|全年预算数|全年执行数|得分",
        "^|年度资金总额|5.00|4.00|3.00|9.80",
        "^|其中：当年财政拨款|5.00|4.00|3.00|-",
        "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值",
        "^|产出指标|数量指标|场次|≥4场|4场",
    ]
    assert _said(read(rows, title="项目支出绩效自评表"), "heading", "measure", "printed") == [
        ("项目资金（元）/年度资金总额/年初预算数", "initial_budget", "5.00"),
        ("项目资金（元）/年度资金总额/全年预算数", "adjusted_budget", "4.00"),
        ("项目资金（元）/年度资金总额/全年执行数", "executed", "3.00"),
        (
            "项目资金（元）/年度资金总额/其中：当年财政拨款/年初预算数",
            "initial_budget.fiscal_appropriation",
            "5.00",
        ),
        (
            "项目资金（元）/年度资金总额/其中：当年财政拨款/全年预算数",
            "adjusted_budget.fiscal_appropriation",
            "4.00",
        ),
        (
            "项目资金（元）/年度资金总额/其中：当年财政拨款/全年执行数",
            "executed.fiscal_appropriation",
            "3.00",
        ),
    ]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["资金总额", "财政拨款", "其他资金", "上年结转资金", "市级资金"]),
            st.decimals(min_value=0, max_value=99_999, places=2),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_amount_beside_a_label_of_money_is_a_fact_at_its_place(
    money: list[tuple[str, object]],
) -> None:
    rows = [
        f"{'项目资金（元）' if not number else '^'}|<|{label}|{amount}|<"
        for number, (label, amount) in enumerate(money)
    ]
    raw = _document(TextLine(_TITLE, 2, 1), _grid([*_NAMES, *rows, *_TARGETS], 2))
    facts = normalise([raw], Path(), []).frames["facts"].sort("row")
    assert facts["printed"].to_list() == [str(amount) for _, amount in money]
    assert facts["row"].to_list() == [number + 3 for number in range(len(money))]
    assert all(heading.endswith(label) for heading, (label, _) in zip(facts["heading"], money, strict=True))
    measures = [measure for measure in facts["measure"] if measure is not None]
    assert len(measures) == len(set(measures))


@pytest.mark.parametrize(
    ("first", "title", "label", "project"),
    [
        ("项目名称：|<|培训|<|<", _TITLE, "培训", "培训"),
        ("专项（项目）名称\n培训|<|<|<|<", _TITLE, "培训", "培训"),
        ("项目名称|<|专项业务经费|<|<", _TITLE, "专项业务经费", "专项业务经费"),
        ("部门（单位）名称|<|甲市民政局|<|<", "部门整体支出绩效目标表", "甲市民政局", None),
        ("备注|<|无|<|<", "社工培训经费项目绩效目标表", "社工培训经费", "社工培训经费"),
        ("备注|<|无|<|<", "市级重点项目绩效目标表", "市级重点项目绩效目标表", None),
        ("项目名称|<||<|<", _TITLE, _TITLE, None),
    ],
)
def test_a_form_is_of_its_project_else_of_its_unit(
    read: Read, first: str, title: str, label: str, project: str | None
) -> None:
    document = read([first, *_MONEY, *_TARGETS], title=title)
    assert document.frames["lines"].select("line", "project").rows() == [(label, project)]
    assert set(document.frames["indicators"]["project"]) == {project or ""}


def test_forms_below_each_other_in_one_table_are_each_their_own(read: Read) -> None:
    second = [row.replace("培训", "宣传").replace("12.", "13.") for row in (*_NAMES, *_MONEY)]
    document = read([*_NAMES, *_MONEY, *_TARGETS, *second, *_TARGETS])
    assert _said(document, "line", "line_no", "printed") == [
        *(("培训", 1, printed) for printed in ("12.34", "12.00", "0.34")),
        *(("宣传", 2, printed) for printed in ("13.34", "13.00", "0.34")),
    ]
    assert document.frames["indicators"]["project"].to_list() == ["培训"] * 4 + ["宣传"] * 4


def test_two_forms_of_one_name_are_two_and_one_over_two_pages_is_one(read: Read) -> None:
    other = [row.replace("12.34", "99.00") for row in _MONEY]
    two = read([*_NAMES, *_MONEY, *_TARGETS], [*_NAMES, *other, *_TARGETS])
    assert two.frames["facts"].filter(measure="total").select("table_no", "printed").rows() == [
        (1, "12.34"),
        (2, "99.00"),
    ]
    one = read([*_NAMES, *_MONEY, *_TARGETS], [_NAMES[0], _NAMES[1], _HEADING, "^|产出指标|时效指标|按时|是"])
    assert one.frames["lines"]["line"].to_list() == ["培训"]
    assert one.frames["indicators"]["level3"].to_list()[-2:] == ["知晓率", "按时"]


def test_tasks_are_lines_of_their_own_and_tie_to_no_project(read: Read) -> None:
    rows = [
        "部门（单位）名称|<|甲市民政局|<|<|<",
        "年度主要任务|任务名称|主要内容|预算金额（万元）|<|<",
        "^|^|^|总额|财政拨款|其他资金",
        "^|任务1|救助|3.00|2.00|1.00",
        "^|任务2|养老|5.00|5.00|",
        "^|金额合计|<|8.00|7.00|1.00",
        "其他说明|见附件|<|<|<|<",
        "年度总体目标|办好|<|<|<|<",
        "绩效指标|一级指标|二级指标|指标内容|指标值|<",
        "^|产出指标|数量指标|救助人数|≥9人|<",
    ]
    document = read(rows, title="部门整体支出绩效目标表")
    assert _said(document, "line", "heading", "printed", "measure", "project", "unit")[:3] == [
        ("任务1", f"预算金额（万元）/{name}", printed, f"task.{measure}", None, "万元")
        for name, printed, measure in (
            ("总额", "3.00", "total"),
            ("财政拨款", "2.00", "fiscal_appropriation"),
            ("其他资金", "1.00", "unit_funds"),
        )
    ]
    assert document.frames["lines"].select("line", "line_no", "row").rows() == [
        ("甲市民政局", 1, 1),
        ("任务1", 2, 4),
        ("任务2", 3, 5),
        ("金额合计", 4, 6),
    ]
    assert document.frames["facts"].height == 8
    assert document.frames["indicators"].select("level3", "goal", "owner").rows() == [
        ("救助人数", "办好", "甲市民政局")
    ]


def test_what_a_task_aims_at_is_no_indicator(read: Read) -> None:
    rows = [
        "部门（单位）名称|<|甲市民政局|<",
        "主要任务|任务名称|目标值|预算金额（万元）",
        "^|救助|≥9人|3.00",
        "绩效指标|一级指标|三级指标|指标值",
        "^|产出指标|场次|≥4场",
    ]
    assert read(rows).frames["indicators"].select("level3", "target").rows() == [("场次", "≥4场")]


def test_what_stands_in_a_form_above_a_column_of_units_is_no_unit(identities: Sequence[Identity]) -> None:
    rows = [
        "项目名称|<|培训|<",
        "主要任务|任务名称|实施单位|预算金额（万元）",
        "^|救助|乙站|3.00",
        "绩效指标|一级指标|三级指标|指标值",
        "^|产出指标|场次|≥4场",
    ]
    raw = _document(
        TextLine(_TITLE, 2, 1),
        _grid(rows, 2),
        TextLine("项目支出预算表", 3, 1),
        TextLine("单位：万元", 3, 2),
        _grid(["项目名称|合计", "培训|3.00"], 3),
    )
    lines = normalise([raw], Path(), identities).frames["lines"]
    assert lines.select("table_no", "line", "owner", "role").rows() == [
        (1, "培训", None, None),
        (1, "救助", "乙站", None),
        (2, "培训", None, None),
    ]


def test_a_form_without_a_title_is_of_targets_by_what_it_holds(read: Read) -> None:
    document = read([*_NAMES, *_MONEY, *_TARGETS], title=None)
    assert set(document.frames["facts"]["table"]) == {"performance_targets"}
    plain = read(["科目名称|合计", "办公费|3.00"], title=None, below=["单位：元"])
    assert set(plain.frames["facts"]["table"]) == {"other"}


def test_money_without_indicators_is_a_form_where_a_project_is_named(read: Read) -> None:
    assert _said(read([*_NAMES, *_MONEY], title=None), "line", "table") == [("培训", "other")] * 3
    unnamed = read(["栏目|内容|<|<|<", *_MONEY], title=None)
    assert not any("/" in str(heading) for (heading,) in _said(unnamed, "heading"))
    assert _said(read(_MONEY), "measure") == [("total",), ("fiscal_appropriation",), ("unit_funds",)]


@pytest.mark.parametrize(
    "rows",
    [
        ["单位名称|项目名称|资金总额|一级指标|指标值", "乙站|培训|5.00|产出指标|≥4场"],
        ["单位名称|项目名称|资金总额|绩效指标|<", "^|^|^|一级指标|指标值", "乙站|培训|5.00|产出指标|≥4场"],
        ["单位名称|项目名称|资金总额|绩效指标|", "|||一级指标|指标值", "乙站|培训|5.00|产出指标|≥4场"],
    ],
)
def test_a_table_that_names_its_projects_beside_the_indicators_is_no_form(
    read: Read, rows: list[str]
) -> None:
    document = read(rows, below=["单位：万元"])
    assert _said(document, "line", "heading", "owner") == [("培训", "资金总额", "乙站")]
    assert document.frames["indicators"].select("project", "level1", "target").rows() == [
        ("培训", "产出指标", "≥4场")
    ]


def test_tables_of_other_kinds_are_no_forms(read: Read) -> None:
    document = read([*_NAMES, *_MONEY, *_TARGETS], title="部门收入预算总表")
    assert document.frames["indicators"].is_empty()
    assert set(document.frames["lines"]["line"]) != {"培训"}


def _levels(document: CleanDocument) -> list[tuple[object, ...]]:
    return document.frames["indicators"].select("level1", "level2", "level3", "target").rows()


def test_the_indicators_of_a_form_stand_under_its_own_headings(read: Read) -> None:
    rows = [
        *_NAMES,
        "项目绩效目标|项目总目标|<|年度总体目标|<",
        "^|长远办好|<|今年办好|<",
        "|一级指标|二级指标|三级指标|年度（/项目）指标值",
        *_TARGETS[1:],
        "|满意度指标|<|<|<",
        "备注|无|<|<|<",
    ]
    document = read(rows)
    assert _levels(document) == [
        ("产出指标", "数量指标", "场次", "≥4场"),
        ("产出指标", "数量指标", "人数", "≥90人"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
        ("效益指标", "社会效益指标", "知晓率", "≥90%"),
    ]
    assert document.frames["indicators"].select("project", "owner", "page", "row").rows() == [
        ("培训", "乙站", 2, row) for row in (6, 7, 8, 9)
    ]


@pytest.mark.parametrize(
    ("rows", "goal"),
    [
        (["年度目标|办好|<|<|<"], "办好"),
        (["年度目标|一、办好|<|<|<", "^|二、办完|<|<|<"], "一、办好二、办完"),
        (["年度目标|一、办好|<|<|<", "|二、办完|<|<|<"], "一、办好二、办完"),
        (["总体目标|年度目标|<|<|<", "^|办好|<|<|<"], "办好"),
        (["总体目标|实施期总目标|<|年度目标|<", "^|长远|<|今年|<"], "今年"),
        (["年度总体目标|预期目标|<|实际完成情况|<", "^|办好|<|办了|<"], "办好"),
        (["年度目标||||"], None),
        (["项目概况|很好|<|<|<"], None),
    ],
)
def test_the_goal_is_that_of_the_year(read: Read, rows: list[str], goal: str | None) -> None:
    document = read([*_NAMES, *rows, *_TARGETS])
    assert set(document.frames["indicators"]["goal"]) == {goal}


def test_headings_repeated_on_a_further_page_are_no_indicators(read: Read) -> None:
    document = read([*_NAMES, *_TARGETS, *(row.replace("场次", "课时") for row in _TARGETS)])
    assert document.frames["indicators"]["level3"].to_list() == [
        name for first in ("场次", "课时") for name in (first, "人数", "合格率", "知晓率")
    ]
    assert set(document.frames["indicators"]["project"]) == {"培训"}


def test_a_grid_without_headings_is_told_by_its_first_level(read: Read) -> None:
    document = read([*_NAMES, *_MONEY, "绩效指标|产出指标|数量指标|场次|≥4场", "^|^|质量指标|合格率|≥95%"])
    assert _levels(document) == [
        ("产出指标", "数量指标", "场次", "≥4场"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
    ]
    assert read([*_NAMES, *_MONEY, "绩效指标|产出指标|场次|≥4场|<"]).frames["indicators"].is_empty()


def test_a_blank_below_a_level_that_spans_rows_is_of_none(read: Read) -> None:
    rows = [*_TARGETS[:4], "^||社会影响|知晓率|≥90%", "^|||面积|≥9平方米"]
    assert _levels(read([*_NAMES, *rows]))[2:] == [
        ("产出指标", "质量指标", "合格率", "≥95%"),
        (None, "社会影响", "知晓率", "≥90%"),
        (None, None, "面积", "≥9平方米"),
    ]


def test_a_blank_holds_on_where_no_level_spans_rows(read: Read) -> None:
    rows = [_HEADING, "|产出指标|数量指标|场次|≥4场", "|||人数|≥90人", "||质量指标|合格率|≥95%"]
    assert _levels(read([*_NAMES, *rows])) == [
        ("产出指标", "数量指标", "场次", "≥4场"),
        ("产出指标", "数量指标", "人数", "≥90人"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
    ]


def test_a_level_that_a_page_cuts_holds_on_unless_the_class_says_otherwise(read: Read) -> None:
    again = [*_NAMES, _HEADING]
    rows = [
        "|||人次|≥9人",
        "||时效指标|按时|是",
        "||社会效益指标|知晓率|≥90%",
        "||服务对象满意度指标|满意度|≥95%",
    ]
    assert _levels(read([*_NAMES, *_TARGETS[:3]], [*again, *rows]))[2:] == [
        ("产出指标", "数量指标", "人次", "≥9人"),
        ("产出指标", "时效指标", "按时", "是"),
        (None, "社会效益指标", "知晓率", "≥90%"),
        (None, "服务对象满意度指标", "满意度", "≥95%"),
    ]


def test_weights_and_names_are_found_under_the_wordings_of_forms(read: Read) -> None:
    rows = [
        "项目名称|<|培训|<|<|<",
        "绩效指标|指标名称|指标性质|指标值|计量单位|指标权重（%）",
        "^|场次|≥|4|场|40",
        "^|人数|≥|90|人|50",
    ]
    document = read(rows)
    assert document.frames["indicators"].select("level3", "target", "weight").rows() == [
        ("场次", "4", 40.0),
        ("人数", "90", 50.0),
    ]
    assert document.frames["facts"].is_empty()


@pytest.mark.parametrize(
    "rows",
    [
        ["项目名称|年度资金（万元）|指标值", "合计|5.00|", "培训|2.00|≥4场", "宣传|3.00|≥4场"],
        ["项目名称|年度资金（万元）|指标值", "|5.00|", "培训|2.00|≥4场", "宣传|3.00|≥4场"],
        [*_NAMES, _MONEY[0].replace("12.34", "5.00"), *_TARGETS],
    ],
)
def test_money_said_of_all_targets_is_that_of_the_projects_alone(
    identities: Sequence[Identity], rows: list[str]
) -> None:
    said = ("一、绩效目标情况", "2024年，本部门编报绩效目标的项目2个，涉及项目预算资金5.00万元。")
    lines = [TextLine(text, 2, number) for number, text in enumerate(said, start=1)]
    raw = _document(*lines, TextLine(_TITLE, 3, 1), _grid(rows, 3))
    frames = {name: frame.lazy() for name, frame in normalise([raw], Path(), identities).frames.items()}
    formulas = [one.formula for one in identities if one.formula.identity == "text.performance.amount"]
    (found,) = closes(residuals(frames, formulas)).collect().to_dicts()
    assert (found["outcome"], found["actual_fen"], found["expected_fen"]) == ("exact", 5_000_000, 5_000_000)
