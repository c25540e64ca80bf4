"""Lines of two years are compared like with like."""

import polars as pl
import pytest

from questions import question
from yusuan.analysis.answers import series_of, variance_of
from yusuan.analysis.collection import Collection
from yusuan.analysis.question import VarianceError
from yusuan.analysis.years.variance import SCHEMA, Materiality
from yusuan.model import schemas

WAN = 1_000_000
DEPARTMENT = "甲局"


def document(year, scope="department", phase="budget"):
    name = f"{DEPARTMENT}/{year}-{phase}{'-unit' if scope == 'unit' else ''}"
    return {
        "document": name,
        "department": DEPARTMENT,
        "fiscal_year": year,
        "scope": scope,
        "phase": phase,
    }


def fact(of, amount, *, table="three_public", role="three_public", measure="total", side=None, **more):
    row = {"table": table, "role": role, "measure": measure, "side": side, "amount_fen": int(amount * WAN)}
    return {**of, **row, "quantum_fen": 10_000, "reading": "closed", "page": 1, "row": 5, "column": 2, **more}


def said(of, metric, amount, change=None, *, base_year=None, **more):
    row = {"metric": metric, "amount_fen": int(amount * WAN), "quantum_fen": 10_000, "page": 1, "row": 9}
    if change is not None:
        row |= {
            "change_fen": int(change * WAN),
            "change_quantum_fen": 10_000,
            "direction": "increase" if change >= 0 else "decrease",
            "base_year": of["fiscal_year"] - 1 if base_year is None else base_year,
        }
    return {**of, **row, **more}


@pytest.fixture
def compare(framed):
    def run(*rows, year=2024, **asked):
        facts = [row for row in rows if "role" in row]
        statements = [row for row in rows if "role" not in row]
        whose = ("document", "department", "scope", "fiscal_year", "phase")
        documents = {row["document"]: {name: row[name] for name in whose} for row in rows}
        collection = Collection(
            framed(schemas.Documents, *documents.values()).lazy(),
            framed(schemas.Facts, *facts).lazy(),
            framed(schemas.Statements, *statements).lazy(),
        )
        asked = {"department": DEPARTMENT, "year": year, **asked}
        return variance_of(collection, question(**asked)).collect()

    return run


def by_metric(frame):
    return {row["metric"]: row for row in frame.to_dicts()}


NOW, BEFORE = document(2024), document(2023)


def test_a_missing_earlier_document_is_restated(compare):
    frame = compare(
        said(NOW, "operating_costs", 577.22, -157.22, reason="压减"),
        by="operating",
    )
    (row,) = frame.to_dicts()
    assert (row["line"], row["base_fen"], row["current_fen"], row["change_fen"]) == (
        *("机关运行经费", 734_440_000, 577_220_000),
        -157_220_000,
    )
    assert round(row["change_rate"], 4) == -0.2141
    assert (row["base_origin"], row["reason"], row["note"]) == ("restated", "压减", None)
    assert (row["document"], row["page"], row["row"]) == ("甲局/2024-budget", 1, 9)


def test_a_disclosed_base_goes_before_a_restated_one_and_the_difference_is_noted(compare):
    frame = compare(
        fact(NOW, 8, role="operating_costs"),
        fact(BEFORE, 10, role="operating_costs"),
        said(NOW, "operating_costs", 8, -3),
        by="operating",
    )
    (row,) = frame.to_dicts()
    assert (row["base_fen"], row["change_fen"], row["base_origin"]) == (10 * WAN, -2 * WAN, "disclosed")
    assert row["note"] == "按本年文件推算，上年为11.00万元"
    assert row["base_document"] == "甲局/2023-budget"


def test_the_year_is_compared_without_what_was_carried_over(compare):
    table = {"table": "income_expenditure_summary", "role": "income_total", "side": "income"}
    frame = compare(
        fact(NOW, 5905.48, **table),
        fact(NOW, 5320.79, **table, measure="current_year"),
        fact(NOW, 584.69, **table, measure="carryover"),
        said(NOW, "overview.current_year", 5320.79, -49.84),
    )
    rows = by_metric(frame)
    assert list(rows) == ["overview.current_year", "overview.carryover", "overview.total"]
    current = rows["overview.current_year"]
    assert (current["line"], current["base_fen"], current["change_fen"]) == (
        "本年预算",
        5_370_630_000,
        -49_840_000,
    )
    for metric in ("overview.carryover", "overview.total"):
        assert (rows[metric]["base_fen"], rows[metric]["note"]) == (None, "上年未公开")
    assert round(rows["overview.carryover"]["share"], 4) == 0.0990


def test_without_columns_for_both_the_income_of_the_year_is_the_budget_of_the_year(compare):
    table = {"table": "income_expenditure_summary", "side": "income"}
    rows = by_metric(
        compare(
            fact(NOW, 10, **table, role="income_total"),
            fact(NOW, 8, **table, role="current_income"),
            fact(NOW, 2, **table, role="carryover_in"),
        )
    )
    assert [row["current_fen"] // WAN for row in rows.values()] == [8, 2, 10]


def test_totals_known_in_both_years_come_first(compare):
    frame = compare(
        said(NOW, "overview.current_year", 8),
        said(NOW, "overview.total", 10, 1),
    )
    assert frame["metric"].to_list() == ["overview.total", "overview.current_year"]


@pytest.mark.parametrize(
    ("base", "current", "rate", "note"),
    [
        (0, 0, None, "—"),
        (0, 2, None, "新增"),
        (2, 0, -1.0, "取消"),
        (-2, 2, None, "基数为负，不计算增减率"),
        (2, 3, 0.5, None),
    ],
)
def test_there_is_no_rate_without_a_positive_base(compare, base, current, rate, note):
    (row,) = compare(
        fact(NOW, current, role="operating_costs"),
        fact(BEFORE, base, role="operating_costs"),
        by="operating",
    ).to_dicts()
    assert (row["change_rate"], row["note"]) == (rate, note)
    assert row["change_fen"] == (current - base) * WAN


def test_contributions_of_the_parts_add_up_to_the_rate_of_the_whole(compare):
    rows = by_metric(
        compare(
            *[fact(BEFORE, amount, role=role) for role, amount in PARTS_BEFORE.items()],
            *[fact(NOW, amount, role=role) for role, amount in PARTS_NOW.items()],
            by="three_public",
        )
    )
    whole = rows["three_public.total"]
    parts = [row for row in rows.values() if row["level"] == 1]
    assert sum(row["change_fen"] for row in parts) == whole["change_fen"]
    assert sum(row["contribution"] for row in parts) == pytest.approx(whole["change_rate"])
    assert sum(row["share"] for row in parts) == pytest.approx(1)
    assert [row["level"] for row in rows.values()] == [0, 1, 1, 1, 2, 2]


PARTS_BEFORE = {
    "three_public": 17.14,
    "overseas": 0,
    "reception": 4.90,
    "vehicles": 12.24,
    "vehicle_operation": 12.24,
    "vehicle_purchase": 0,
}
PARTS_NOW = {**PARTS_BEFORE, "three_public": 14.57, "reception": 2.33}


def test_a_table_that_says_otherwise_than_the_prose_is_noted(compare):
    (row,) = compare(
        fact(NOW, 9, role="operating_costs"),
        said(NOW, "operating_costs", 8, -1),
        by="operating",
    ).to_dicts()
    assert (row["current_fen"], row["base_fen"], row["note"]) == (8 * WAN, 9 * WAN, "表中为9.00万元")


def test_a_final_account_has_no_budget_in_the_names_of_its_totals(compare):
    final = document(2024, phase="final")
    table = {"table": "income_expenditure_summary", "role": "income_total", "side": "income"}
    frame = compare(fact(final, 10, **table), phase="final")
    assert frame["line"].to_list() == ["收支总额"]


def test_unverified_tables_are_not_trusted(compare):
    (row,) = compare(
        fact(NOW, 9, role="operating_costs", reading="unverified"),
        said(NOW, "operating_costs", 8),
        by="operating",
    ).to_dicts()
    assert row["current_fen"] == 8 * WAN


def test_phases_and_scopes_are_not_mixed(compare):
    frame = compare(
        fact(NOW, 8, role="operating_costs"),
        fact(document(2023, phase="final"), 10, role="operating_costs"),
        fact(document(2023, scope="unit"), 10, role="operating_costs"),
        by="operating",
    )
    assert frame["base_fen"].to_list() == [None]


def test_the_department_goes_before_its_unit_unless_asked(compare):
    rows = [
        fact(NOW, 8, role="operating_costs"),
        fact(document(2024, scope="unit"), 5, role="operating_costs"),
    ]
    assert compare(*rows, by="operating")["current_fen"].to_list() == [8 * WAN]
    assert compare(*rows, by="operating", scope="unit")["current_fen"].to_list() == [5 * WAN]


def test_another_base_year_can_be_asked_for(compare):
    frame = compare(
        fact(NOW, 8, role="operating_costs"),
        fact(document(2020), 4, role="operating_costs"),
        by="operating",
        base=2020,
    )
    assert frame["change_rate"].to_list() == [1.0]


def test_nothing_disclosed_is_no_row(compare):
    frame = compare(fact(NOW, 8, role="operating_costs"), by="three_public")
    assert frame.is_empty()
    assert frame.schema == pl.Schema(SCHEMA)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"department": "乙局"}, "没有这个部门：乙局；现有 甲局"),
        ({"year": 2030}, "甲局 没有 2030 budget 的文件；现有 2024 budget department"),
        ({"phase": "final"}, "甲局 没有 2024 final 的文件"),
        ({"by": "colour"}, "不能按 colour 比较；现有 total、kind、"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(compare, asked, message):
    with pytest.raises(VarianceError, match=message):
        compare(fact(NOW, 8, role="operating_costs"), **asked)


def test_what_the_parts_leave_over_is_a_line_of_its_own(compare):
    rows = {
        row["key"]: row
        for row in compare(
            *[
                fact(BEFORE, amount, role=role)
                for role, amount in PARTS_BEFORE.items()
                if role != "reception"
            ],
            *[fact(NOW, amount, role=role) for role, amount in PARTS_NOW.items() if role != "reception"],
            by="three_public",
        ).to_dicts()
    }
    rest = rows["rest"]
    assert (rest["line"], rest["level"], rest["parent"]) == ("其余（表中未分列）", 1, "three_public.total")
    assert (rest["base_fen"], rest["current_fen"], rest["change_fen"]) == (4_900_000, 2_330_000, -2_570_000)


@pytest.mark.parametrize(
    ("overseas", "name"),
    [(0.01, "尾差（四舍五入）"), (0.02, "尾差（四舍五入）"), (0.03, "其余（表中未分列）")],
)
def test_what_rounding_can_leave_over_is_called_so(compare, overseas, name):
    """Four amounts printed to 0.01 万元 can be off by 0.02 together."""
    rows = {
        row["key"]: row
        for row in compare(
            *[
                fact(BEFORE, amount, role=role)
                for role, amount in {**PARTS_BEFORE, "overseas": overseas}.items()
            ],
            *[fact(NOW, amount, role=role) for role, amount in PARTS_NOW.items()],
            by="three_public",
        ).to_dicts()
    }
    assert (rows["rest"]["line"], rows["rest"]["base_fen"]) == (name, -round(overseas * WAN))


def test_a_part_that_is_not_named_was_not_there_if_the_others_make_up_the_whole(compare):
    unnamed = {role: amount for role, amount in PARTS_BEFORE.items() if role != "overseas"}
    now = {**PARTS_NOW, "overseas": 1, "three_public": 15.57}
    rows = by_metric(
        compare(
            *[fact(BEFORE, amount, role=role) for role, amount in unnamed.items()],
            *[fact(NOW, amount, role=role) for role, amount in now.items()],
            by="three_public",
        )
    )
    overseas = rows["three_public.overseas"]
    assert (overseas["status"], overseas["base_fen"], overseas["change_fen"], overseas["note"]) == (
        *("entered", None),
        *(1_000_000, "新增"),
    )


def test_growth_with_the_whole_and_change_of_share_are_told_apart(compare):
    before = {"three_public": 100, "overseas": 40, "reception": 60, "vehicles": 0}
    now = {"three_public": 120, "overseas": 60, "reception": 60, "vehicles": 0}
    rows = by_metric(
        compare(
            *[fact(BEFORE, amount, role=role) for role, amount in before.items()],
            *[fact(NOW, amount, role=role) for role, amount in now.items()],
            by="three_public",
        )
    )
    overseas, reception = rows["three_public.overseas"], rows["three_public.reception"]
    assert (overseas["growth_contribution"], overseas["structure_contribution"]) == pytest.approx(
        (0.08, 0.12)
    )
    assert (reception["growth_contribution"], reception["structure_contribution"]) == pytest.approx(
        (0.12, -0.12)
    )


@pytest.mark.parametrize(
    ("least_fen", "least_rate", "material"),
    [(20 * WAN, 0.1, [True]), (20 * WAN, 0.3, [False]), (21 * WAN, 0.1, [False])],
)
def test_a_change_is_material_by_amount_and_by_rate(compare, least_fen, least_rate, material):
    table = {"table": "income_expenditure_summary", "role": "income_total", "side": "income"}
    frame = compare(
        fact(NOW, 120, **table), fact(BEFORE, 100, **table), materiality=Materiality(least_fen, least_rate)
    )
    assert frame.filter(pl.col("metric") == "overview.total")["material"].to_list() == material


def test_operating_costs_and_three_public_expenses_are_always_material(compare):
    frame = compare(
        fact(NOW, 8, role="operating_costs"), fact(BEFORE, 8, role="operating_costs"), by="operating"
    )
    assert frame["material"].to_list() == [True]


def test_a_mixed_comparison_says_so_on_every_line(compare):
    frame = compare(
        fact(NOW, 8, role="operating_costs"),
        fact(document(2023, phase="final"), 10, role="operating_costs"),
        by="operating",
        base_phase="final",
        mix=True,
    )
    assert frame.select("base_fen", "note").rows() == [(10 * WAN, "口径不同：预算与决算")]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"phase": "spring"}, "没有这个阶段：spring；现有 budget、final"),
        ({"scope": "all"}, "没有这个口径：all"),
    ],
)
def test_unknown_words_are_answered_with_those_there_are(compare, asked, message):
    with pytest.raises(VarianceError, match=message):
        compare(fact(NOW, 8, role="operating_costs"), **asked)


def test_of_a_missing_year_the_first_later_document_is_believed(framed):
    said_of = [
        said(document(2024), "operating_costs", 8, 3),
        said(document(2025), "operating_costs", 9, 5, base_year=2023),
    ]
    whose = ("document", "department", "scope", "fiscal_year", "phase")
    collection = Collection(
        framed(schemas.Documents, *[{name: row[name] for name in whose} for row in said_of]).lazy(),
        framed(schemas.Facts).lazy(),
        framed(schemas.Statements, *said_of).lazy(),
    )
    frame = series_of(collection, question(department=DEPARTMENT, by="operating")).collect()
    assert frame.select("fiscal_year", "amount_fen", "origin").rows() == [
        (2023, 5 * WAN, "restated"),
        (2024, 8 * WAN, "disclosed"),
        (2025, 9 * WAN, "disclosed"),
    ]


def test_a_series_of_final_accounts_has_no_budget_in_the_names_of_its_totals(framed):
    final = document(2024, phase="final")
    row = fact(final, 10, table="income_expenditure_summary", role="income_total", side="income")
    whose = ("document", "department", "scope", "fiscal_year", "phase")
    collection = Collection(
        framed(schemas.Documents, {name: row[name] for name in whose}).lazy(),
        framed(schemas.Facts, row).lazy(),
        framed(schemas.Statements).lazy(),
    )
    frame = series_of(collection, question(department=DEPARTMENT, phase="final")).collect()
    assert frame["line"].to_list() == ["收支总额"]
