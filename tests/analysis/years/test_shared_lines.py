"""Codes that moved between classes count where they belong in the last year, and the print stays in sight."""

from __future__ import annotations

import polars as pl
import pytest

from questions import question
from yusuan.analysis.answers import series_of, variance_of
from yusuan.analysis.collection import Collection
from yusuan.analysis.documents import Entities, choose, disclosures, pair
from yusuan.analysis.years.variance import variance
from yusuan.model import schemas

WAN = 1_000_000
DEPARTMENT = "甲局"
LINES_2017 = {"": 100, "301": 60, "30101": 55, "30104": 5, "303": 40, "30301": 10, "30311": 30}
LINES_2018 = {"": 130, "301": 118, "30101": 70, "30112": 8, "30113": 40, "303": 12, "30301": 7, "30311": 5}


@pytest.fixture
def frames(framed):
    def make(years, table="basic_expenditure", **more):
        documents, facts = [], []
        for year, lines in years.items():
            whose = {
                "document": f"{DEPARTMENT}/{year}-budget",
                "department": DEPARTMENT,
                "fiscal_year": year,
                "scope": "department",
                "phase": "budget",
            }
            documents.append(whose)
            facts += [
                {
                    **whose,
                    "table": table,
                    "measure": "total",
                    "reading": "closed",
                    "role": None if code else "total",
                    "code": code or None,
                    "level": (len(code) - 1) // 2 if code else 0,
                    "line": f"{year} {code}",
                    "line_no": number,
                    "row": number,
                    "amount_fen": amount * WAN,
                    "quantum_fen": 10_000,
                    **more,
                }
                for number, (code, amount) in enumerate(lines.items(), start=1)
            ]
        return (
            framed(schemas.Documents, *documents).lazy(),
            framed(schemas.Facts, *facts).lazy(),
            framed(schemas.Statements).lazy(),
        )

    return make


def amounts(frame):
    return {
        row["code"]: (
            None if row["base_fen"] is None else row["base_fen"] // WAN,
            None if row["current_fen"] is None else row["current_fen"] // WAN,
        )
        for row in frame.to_dicts()
    }


def test_moved_codes_are_joined_and_their_classes_made_comparable(frames):
    frame = variance_of(
        Collection(*frames({2017: LINES_2017, 2018: LINES_2018})),
        question(department=DEPARTMENT, year=2018, by="economic"),
    ).collect()
    assert amounts(frame) == {
        None: (100, 130),
        "301": (90, 118),
        "30101": (55, 70),
        "30112": (5, 8),
        "30113": (30, 40),
        "303": (10, 12),
        "30301": (10, 7),
        "30311": (None, 5),
    }
    by_code = {row["code"]: row for row in frame.to_dicts()}
    assert by_code["301"]["base_printed_fen"] == 60 * WAN
    assert by_code["301"]["note"] == "口径按科目调整，上年原为60.00万元"
    assert by_code["30113"]["note"] == "上年编码30311"
    assert by_code["30311"]["status"] == "entered"


def test_a_class_that_only_the_crosswalk_makes_has_no_printed_amount(frames):
    years = {2017: {"": 30, "303": 30, "30311": 30}, 2018: {"": 40, "301": 40, "30113": 40}}
    frame = variance_of(
        Collection(*frames(years)), question(department=DEPARTMENT, year=2018, by="economic")
    ).collect()
    row = {row["code"]: row for row in frame.to_dicts()}
    assert (row["301"]["base_fen"], row["301"]["base_printed_fen"]) == (30 * WAN, None)
    assert (row["303"]["base_fen"], row["303"]["status"]) == (0, "left")


def test_between_other_years_the_codes_stay_as_they_are(frames):
    frame = variance_of(
        Collection(*frames({2018: LINES_2018, 2019: LINES_2018})),
        question(department=DEPARTMENT, year=2019, by="economic"),
    ).collect()
    assert frame["base_fen"].to_list() == frame["base_printed_fen"].to_list()
    assert frame["change_fen"].to_list() == [0] * len(LINES_2018)


def test_a_series_bears_the_codes_of_its_last_year_and_says_what_they_were(frames):
    frame = series_of(
        Collection(*frames({2017: LINES_2017, 2018: LINES_2018})),
        question(department=DEPARTMENT, by="economic"),
    ).collect()
    fund = frame.filter(pl.col("code") == "30113")
    assert fund.select("fiscal_year", "amount_fen", "note").rows() == [
        (2017, 30 * WAN, "当年编码30311"),
        (2018, 40 * WAN, None),
    ]
    pay = frame.filter(pl.col("code") == "301")
    assert pay.select("fiscal_year", "amount_fen", "note").rows() == [
        (2017, 90 * WAN, "口径按科目调整，原为60.00万元"),
        (2018, 118 * WAN, None),
    ]


def test_a_missing_year_is_a_gap(frames):
    frame = series_of(
        Collection(*frames({2018: LINES_2018, 2021: LINES_2018})),
        question(department=DEPARTMENT, by="economic"),
    ).collect()
    whole = frame.filter(pl.col("key") == "whole")
    assert whole.select("fiscal_year", "amount_fen", "origin").rows() == [
        (2018, 130 * WAN, "disclosed"),
        (2019, None, None),
        (2020, None, None),
        (2021, 130 * WAN, "disclosed"),
    ]


def test_both_years_are_read_from_the_table_that_both_have(frames):
    """The preferred table of one year is not held against another table of the other."""
    both = frames({2017: {"": 9, "201": 9}, 2018: {"": 8, "201": 8}}, table="general_public_expenditure")
    more = frames({2018: {"": 80, "201": 80}}, table="expenditure_summary", table_no=2)
    facts = pl.concat([both[1], more[1]])
    asked = question(department=DEPARTMENT, year=2018, by="function")
    frame = variance_of(Collection(both[0], facts, both[2]), asked).collect()
    assert amounts(frame) == {None: (9, 8), "201": (9, 8)}
    alone = variance_of(Collection(both[0], more[1], both[2]), asked).collect()
    assert amounts(alone) == {None: (None, 80), "201": (None, 80)}
    assert alone["note"].to_list() == ["上年未公开"] * 2


def test_lines_of_single_units_count_only_where_there_are_no_others(frames):
    documents, facts, nothing = frames({2018: {"": 7, "201": 7}}, table="expenditure_summary")
    owned = facts.with_columns(
        owner=pl.lit("一所"),
        line_no=pl.col("line_no") + 10,
        row=pl.col("row") + 10,
        amount_fen=pl.lit(3 * WAN, pl.Int64),
    ).filter(pl.col("code").is_not_null())
    asked = question(department=DEPARTMENT, year=2018, by="function")
    with_both = variance_of(Collection(documents, pl.concat([facts, owned]), nothing), asked).collect()
    assert amounts(with_both)["201"] == (None, 7)
    only_units = pl.concat([owned, owned.with_columns(row=pl.col("row") + 10, owner=pl.lit("二所"))])
    assert amounts(variance_of(Collection(documents, only_units, nothing), asked).collect())["201"] == (
        None,
        6,
    )


def test_lines_of_departments_that_merged_are_added_up(frames):
    documents, facts, nothing = frames({2018: {"": 7, "201": 7}}, table="expenditure_summary")
    names = Entities((("甲所", 2018, DEPARTMENT, True), ("乙所", 2018, DEPARTMENT, True)))
    earlier = [
        frame.with_columns(
            department=pl.lit(name),
            document=pl.lit(f"{name}/2017-budget"),
            fiscal_year=pl.lit(2017, pl.Int32),
        )
        for frame in (documents, facts)
        for name in ("甲所", "乙所")
    ]
    there = disclosures(pl.concat([documents, *earlier[:2]]), names)
    asked = question(department=DEPARTMENT, year=2018)
    pairs = pair(there, names, choose(there, asked), asked)
    frame = variance(pairs, pl.concat([facts, *earlier[2:]]), nothing, "function").collect()
    assert amounts(frame) == {None: (14, 7), "201": (14, 7)}
