"""Projects are matched by exact normalised names or by reviewed pairs, never by likeness."""

from __future__ import annotations

import pytest

from questions import question
from yusuan.analysis.answers import variance_of
from yusuan.analysis.collection import Collection
from yusuan.analysis.years.crosswalk import CrosswalkError
from yusuan.analysis.years.renamed_projects import renamed_projects
from yusuan.model import schemas

WAN = 1_000_000
HEAD = "department,old_project,new_project,since,decided_by,source"


@pytest.fixture
def compare(framed, tmp_path):
    def run(before, now, *pairs):
        (tmp_path / "projects.csv").write_text("\n".join([HEAD, *pairs, ""]), encoding="utf-8")
        documents, facts = [], []
        for year, lines in ((2023, before), (2024, now)):
            whose = {
                "document": f"甲局/{year}-budget",
                "department": "甲局",
                "fiscal_year": year,
                "scope": "department",
                "phase": "budget",
            }
            documents.append(whose)
            rows = [
                ("合计", sum(lines.values()), None),
                *((name, amount, 9) for name, amount in lines.items()),
            ]
            facts += [
                {
                    **whose,
                    "table": "projects",
                    "measure": "total",
                    "reading": "closed",
                    "role": "total" if number == 9 else None,
                    "level": 0 if number == 9 else 1,
                    "line": name,
                    "project": None if number == 9 else name,
                    "parent_no": above,
                    "line_no": number,
                    "row": number,
                    "amount_fen": amount * WAN,
                }
                for number, (name, amount, above) in enumerate(rows, start=9)
            ]
        collection = Collection(
            framed(schemas.Documents, *documents).lazy(),
            framed(schemas.Facts, *facts).lazy(),
            framed(schemas.Statements).lazy(),
            tmp_path,
        )
        asked = question(department="甲局", year=2024, by="project")
        frame = variance_of(collection, asked).collect()
        return {row["line"]: row for row in frame.to_dicts()}

    return run


def test_names_are_matched_whatever_their_punctuation(compare):
    rows = compare({"信息系统运维（政府采购）": 10}, {"信息系统运维(政府采购)": 12})
    assert rows["信息系统运维(政府采购)"]["change_fen"] == 2 * WAN
    assert len(rows) == 2


def test_a_like_name_is_a_suggestion_and_no_match(compare):
    rows = compare({"社会保险审计专项经费": 10, "老旧楼改造": 3}, {"社会保险审计工作经费": 12})
    now, before = rows["社会保险审计工作经费"], rows["社会保险审计专项经费"]
    assert (now["status"], now["suggestion"], now["change_fen"]) == (
        "entered",
        "社会保险审计专项经费",
        12 * WAN,
    )
    assert (before["status"], before["suggestion"], before["change_fen"]) == (
        "left",
        "社会保险审计工作经费",
        -10 * WAN,
    )
    assert rows["老旧楼改造"]["suggestion"] is None
    assert rows["合计"]["change_fen"] == -WAN


def test_the_same_amount_under_another_name_is_suggested(compare):
    rows = compare({"甲": 10, "乙": 8}, {"丙": 10, "丁": 7})
    assert (rows["丙"]["suggestion"], rows["丁"]["suggestion"]) == ("甲", None)


def test_names_that_share_little_are_not_suggested(compare):
    rows = compare({"会议保障经费": 10}, {"设备购置经费": 12})
    assert [row["suggestion"] for row in rows.values()] == [None] * 3


def test_a_reviewed_pair_is_a_match(compare):
    rows = compare(
        {"社会保险审计专项经费": 10},
        {"社会保险审计工作经费": 12},
        "甲局,社会保险审计专项经费,社会保险审计工作经费,2024,张三,来函",
    )
    assert rows["社会保险审计工作经费"]["change_fen"] == 2 * WAN
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["甲局,一,一,2024,张三,x"], "projects.csv 第2行：项目对应到自身"),
        (["甲局,一,二,2024,张三,x", "甲局,一,三,2024,张三,x"], "第3行：与projects.csv 第2行重叠"),
        (["甲局,一,二,2023,张三,x", "甲局,二,三,2024,张三,x"], "第3行：项目又是另一行的新名称"),
        (["甲局,一,二,去年,张三,x"], "第2行：since 不合要求"),
    ],
)
def test_a_row_that_contradicts_is_refused_with_its_place(tmp_path, rows, message):
    (tmp_path / "projects.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    with pytest.raises(CrosswalkError, match=message):
        renamed_projects(tmp_path)
