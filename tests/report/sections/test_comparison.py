"""Sections on two years, and what they say where the data do not hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.reference.metrics import metric_name
from yusuan.report.disclosure import choose
from yusuan.report.elements.display import Figure
from yusuan.report.elements.sources import Sources
from yusuan.report.sections import comparison, composition

if TYPE_CHECKING:
    from yusuan.report.disclosure import Disclosure
    from yusuan.workspace.workspace import Workspace

WAN = 1_000_000


def line(
    metric: str, base: float | None, current: float | None, level: int = 0, **more: object
) -> dict[str, object]:
    known = base is not None and current is not None
    return {
        "line": metric_name(metric, "zh"),
        "metric": metric,
        "level": level,
        "base_fen": None if base is None else round(base * WAN),
        "current_fen": None if current is None else round(current * WAN),
        "change_fen": round(current * WAN) - round(base * WAN) if known else None,
        "change_rate": (current - base) / base if known and base else None,
        "base_origin": "restated",
        "note": None,
        "reason": "压减",
        "document": "吉林省社会保险事业管理局/2024-budget",
        "page": 1,
        "row": 367,
    } | more


def lines(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)


@pytest.fixture
def disclosure(workspace: Workspace) -> Disclosure:
    return choose(workspace, "吉林省社会保险事业管理局", 2024)


@pytest.fixture
def sources(workspace: Workspace) -> Sources:
    return Sources(workspace.documents().collect())


TOTAL = lines(line("overview.current_year", 5370.63, 5320.79))
THREE_PUBLIC = lines(
    line("three_public.total", 17.14, 14.57),
    line("three_public.overseas", 0, 0, 1),
    line("three_public.reception", 4.90, 2.33, 1),
    line("three_public.vehicles", 12.24, 12.24, 1),
    line("three_public.vehicle_operation", 12.24, 12.24, 2),
)


def test_the_opening_is_the_finding(disclosure: Disclosure, sources: Sources):
    opening = comparison.change_lead(TOTAL, disclosure, sources)
    assert opening.text == "2024年本年预算5,320.79万元，比上年减少49.84万元，下降0.9%。主要原因：压减。"
    assert opening.metadata == {"headline": opening.text}
    assert "#source-1" in opening.markup


def test_a_document_without_a_total_says_so(disclosure: Disclosure, sources: Sources):
    assert "不作总量比较" in comparison.change_lead(TOTAL.clear(), disclosure, sources).text
    assert "不画变动图" in comparison.bridge(TOTAL.clear(), disclosure, sources).text
    assert "没有说明机关运行经费" in comparison.key_points([TOTAL.clear()], disclosure, sources).text
    assert "没有说明这些经费" in comparison.table([TOTAL.clear()], disclosure, sources).text


def test_parts_of_the_next_level_are_the_steps_of_the_bridge(disclosure: Disclosure, sources: Sources):
    figure = comparison.bridge(THREE_PUBLIC, disclosure, sources)
    assert isinstance(figure, Figure)
    drawing = figure.bundle()["image/svg+xml"]
    assert "公务接待费" in drawing
    assert "公务用车运行维护费" not in drawing
    assert "斜线为推算数" in figure.notes


def test_the_table_shows_every_line_and_says_what_implied_means(disclosure: Disclosure, sources: Sources):
    markup = comparison.table([TOTAL, THREE_PUBLIC], disclosure, sources).markup
    assert markup.count('scope="row"') == 6
    assert "不是2023年文件公开的数" in markup


def test_the_parts_of_a_year_are_a_chart_and_a_table(
    workspace: Workspace, disclosure: Disclosure, sources: Sources
):
    chart, table = composition.by_function(workspace.facts().collect(), disclosure, sources).pieces
    assert isinstance(chart, Figure)
    assert chart.message == "2024年支出5,905.48万元，其中社会保障和就业支出5,401.46万元，占91.5%"
    assert "17行" in table.markup


def test_a_missing_table_is_a_sentence(workspace: Workspace, disclosure: Disclosure, sources: Sources):
    none = workspace.facts().collect().clear()
    (note,) = composition.by_economic_class(none, disclosure, sources).pieces
    assert note.text.startswith("文件中没有可用的")


def test_people_and_things_keep_their_units(workspace: Workspace, disclosure: Disclosure, sources: Sources):
    statements = workspace.statements().collect()
    assert "247人" in composition.staff(statements, disclosure, sources).markup
    assert "14,865.43平方米" in composition.assets(statements, disclosure, sources).pieces[0].markup
    assert "没有说明人员与机构" in composition.staff(statements.clear(), disclosure, sources).text


def test_breakdowns_that_close_are_bridges_of_their_own(disclosure: Disclosure, sources: Sources):
    kind = lines(
        line("expenditure.total", 10, 16),
        line("expenditure.basic", 4, 9, 1),
        line("expenditure.project", 6, 7, 1),
    )
    apart = lines(line("expenditure.total", 10, 16), line("expenditure.basic", 4, 9, 1))
    what = ("支出（按支出类型）", "Expenditure by kind")
    (closing,) = comparison.bridges(TOTAL, [(kind, what), (apart, what)], disclosure, sources).pieces
    assert closing.message == "2024年支出（按支出类型）比上年增加6.00万元，增长60.0%"
    (total,) = comparison.bridges(TOTAL, [(apart, what)], disclosure, sources).pieces
    assert total.message.startswith("2024年本年预算比上年减少49.84万元")


def test_a_change_without_a_reason_is_told_by_its_parts(disclosure: Disclosure, sources: Sources):
    parts = lines(
        line("overview.total", 10, 20, key="whole", parent=None, status="both", contribution=None),
        line("expenditure.basic", 4, 14, 1, key="201", parent="whole", status="both", contribution=1.0),
    )
    whole = lines(line("overview.total", 10, 20, reason=None))
    said = comparison.change_lead(whole, disclosure, sources, parts).text
    assert said == "2024年收支总预算20.00万元，比上年增加10.00万元，增长100.0%。主要是基本支出增加10.00万元。"
