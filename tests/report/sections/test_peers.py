"""One department among others: rank, median where it says something, who is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rows import DOCUMENT, rows_of, wan
from yusuan.analysis.peers import SCHEMA
from yusuan.report.elements.display import Several
from yusuan.report.sections import peers

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.sources import Sources
    from yusuan.workspace.workspace import Workspace

OWN = "吉林省社会保险事业管理局"


def row(department: str, amount: float, rank: int, of: int, middle: float, **more: Any) -> dict[str, Any]:
    return {
        "line": "收支总预算",
        "key": "overview.total",
        "department": department,
        "amount_fen": wan(amount),
        "rank": rank,
        "of": of,
        "median_fen": wan(middle),
        "difference_fen": wan(amount) - wan(middle),
        "share": 0.5,
        "document": DOCUMENT,
        "page": 1,
        "row": rank,
    } | more


THREE = rows_of(
    SCHEMA,
    row("甲", 9, 1, 3, 5),
    row(OWN, 5, 2, 3, 5),
    row("丙", 1, 3, 3, 5),
    {"department": "丁", "reason": "口径不同：单位本级"},
)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (row(OWN, 9, 1, 3, 5), "2024年收支总预算9.00万元，在3个可比部门中居第1位，比中位数高4.00万元。"),
        (row(OWN, 5, 2, 3, 5), "2024年收支总预算5.00万元，在3个可比部门中居第2位，等于中位数。"),
        (row(OWN, 5, 2, 2, 7), "2024年收支总预算5.00万元，在2个可比部门中居第2位。"),
        (
            row(
                OWN, 0, 2, 3, 0, amount_fen=None, value=0.297, unit="fraction", median=0.4, difference=-0.103
            ),
            "2024年收支总预算29.7%，在3个可比部门中居第2位，低于中位数40.0%。",
        ),
        (
            row(
                OWN,
                0,
                2,
                3,
                0,
                amount_fen=None,
                value=40151.5,
                unit="yuan_per_person",
                median=1.0,
                difference=0.0,
            ),
            "2024年收支总预算40,152元，在3个可比部门中居第2位，等于中位数。",
        ),
    ],
)
def test_a_place_among_others_is_told(own: dict[str, Any], said: str, disclosure: Disclosure):
    assert peers.sentence(own, disclosure) == said


def test_the_own_bar_is_dark_and_the_median_a_line(disclosure: Disclosure, sources: Sources):
    (figure,) = peers.ranking(THREE, disclosure, sources).pieces
    assert "虚线是中位数" in figure.notes
    colours = {
        row["label"]: row["colour"]
        for rows in figure.spec["datasets"].values()
        for row in rows
        if "colour" in row
    }
    assert colours[OWN] != colours["甲"] == colours["丙"]
    two = rows_of(SCHEMA, row("甲", 9, 1, 2, 7), row(OWN, 5, 2, 2, 7))
    (figure,) = peers.ranking(two, disclosure, sources).pieces
    assert "中位数" not in figure.notes


def test_the_own_department_is_always_drawn(disclosure: Disclosure, sources: Sources):
    many = [row(f"第{n}局", 100 - n, n, 31, 50) for n in range(1, 31)]
    (figure,) = peers.ranking(rows_of(SCHEMA, *many, row(OWN, 1, 31, 31, 50)), disclosure, sources).pieces
    assert "共31个部门，图中列20个" in figure.notes
    assert OWN in figure.bundle()["image/svg+xml"]


def test_nobody_to_compare_with_is_said(disclosure: Disclosure, sources: Sources, workspace: Workspace):
    alone = rows_of(SCHEMA, row(OWN, 5, 1, 1, 5))
    others = rows_of(SCHEMA, row("甲", 5, 1, 2, 5), row("乙", 5, 1, 2, 5))
    assert "没有其他部门" in peers.rank_lead([alone, others.clear()], disclosure, sources).text
    assert "没有其他部门可比" in peers.ranking(alone, disclosure, sources).text
    assert "本部门没有公开" in peers.ranking(others, disclosure, sources).text
    assert peers.ranking(others.clear(), disclosure, sources) == Several(())
    assert peers.rows_by_line(workspace, disclosure, "没有这一行").is_empty()
    assert peers.rows_by_line(workspace, disclosure, "overview.total")["of"].max() == 1
    assert peers.rows_by_indicator(workspace, disclosure, "project_ratio", "en")[
        "line"
    ].unique().to_list() == ["Ratio of project expenditure"]


def test_who_is_left_out_is_told_with_the_reason(disclosure: Disclosure, sources: Sources):
    assert peers.rank_lead([THREE], disclosure, sources).text.startswith("2024年收支总预算5.00万元，在3个")
    assert "口径不同：单位本级" in peers.excluded(THREE, sources).markup
    assert "都可比" in peers.excluded(THREE.head(3), sources).text
