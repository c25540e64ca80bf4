"""What a document says of its empty tables."""

import polars as pl
import pytest

from yusuan.normalise.tables.notes import says_nothing

TABLE = "单位：万元\n科目名称\t合计\t基本支出\n合计\t\t\n"
FUND = "政府性基金预算支出表\n" + TABLE
CAPITAL = "国有资本经营预算支出表\n" + TABLE


@pytest.mark.parametrize(
    "text",
    [
        "注：本部门无政府性基金预算，也没有使用政府性基金安排的支出，故本表无数据。",
        "备注：本单位2026年没有使用国有资本经营预算拨款安排的支出。",
        "注：本表本年无发生额。",
        "本表为空表",
        "（注：本年未安排政府性基金预算。）",
        "本部门不涉及委托业务费",
        "此表如无数字则表示单位无该项支出。",
    ],
)
def test_a_note_says_that_there_is_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "注：本表反映部门本年度政府性基金预算支出情况。",
        "无锡市统计局2026年部门预算",
        "政府性基金预算支出5万元。",
        "本部门没有政府性基金预算" + "很长" * 80,
    ],
)
def test_other_lines_do_not(text):
    assert not says_nothing(text)


def _notes(frames):
    rows = frames["headings"].filter(pl.col("place") == "note").select("table_no", "text", "row")
    return rows.sort("table_no", "row").rows()


def test_a_note_belongs_to_the_table_above_it(clean):
    frames = clean(f"{FUND}说明：本部门无此项支出，故本表为空表。\n\n{CAPITAL}").frames
    assert _notes(frames) == [(1, "故本表为空表", 8)]


def test_a_note_that_names_a_kind_belongs_to_its_table_wherever_it_stands(clean):
    frames = clean(f"{FUND}\n{CAPITAL}\n" + "无关的一行。\n" * 9 + "本部门无政府性基金预算支出。\n").frames
    assert [row[:2] for row in _notes(frames)] == [(1, "本部门无政府性基金预算支出")]


def test_a_line_far_below_a_table_that_names_none_is_no_note(clean):
    frames = clean(f"{FUND}\n" + "无关的一行。\n" * 9 + "本部门没有委托业务费支出。\n").frames
    assert _notes(frames) == []


def test_a_cell_can_be_the_note_of_its_table_and_of_the_one_it_names(clean):
    listing = "公开报表目录\n序号\t表名\t说明\n1\t基金表\t本部门无政府性基金预算\n2\t三公表\t无\n"
    assert [row[:2] for row in _notes(clean(f"{listing}\n{FUND}").frames)] == [
        (1, "本部门无政府性基金预算"),
        (2, "本部门无政府性基金预算"),
    ]


def test_tables_of_a_second_part_are_numbered_after_those_of_the_first(clean):
    frames = clean(CAPITAL, f"{FUND}注：本表无数据。\n").frames
    assert [row[:2] for row in _notes(frames)] == [(2, "注：本表无数据")]
