"""Maps as data: what must be true of every row, whatever is added to them."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from yusuan import reference
from yusuan.model.vocabulary import Side
from yusuan.reference import Classification
from yusuan.reference.measures import all_measures, measures

_CLASSIFICATIONS = get_args(Classification)
# Levels of a heading that make no measure: the columns of a code that is split over three.
_CODE_WORDS = {"class", "group", "item"}


@pytest.mark.parametrize("classification", _CLASSIFICATIONS)
def test_a_code_says_its_own_level_and_parent(classification: Classification) -> None:
    for code in reference.codes(classification).values():
        assert re.fullmatch(r"\d{3}(\d{2}){0,2}", code.code)
        assert code.level == {3: 1, 5: 2, 7: 3}[len(code.code)]
        assert code.parent == (code.code[:-2] if code.level > 1 else "")
        assert code.name.strip() == code.name != ""


@pytest.mark.parametrize("classification", _CLASSIFICATIONS)
def test_years_of_a_code_are_both_known_or_neither_and_in_order(classification: Classification) -> None:
    for code in reference.codes(classification).values():
        assert (code.first_year is None) == (code.last_year is None)
        assert code.first_year is None or code.last_year is None or code.first_year <= code.last_year


def test_the_codes_that_every_disclosure_prints_are_there() -> None:
    assert reference.codes("functional")["2080101"].name == "行政运行"
    assert reference.codes("economic")["30217"].name == "公务接待费"
    assert reference.codes("government_economic")["50101"].name == "工资奖金津补贴"


@pytest.mark.parametrize("classification", ["functional", "economic"])
def test_every_class_has_an_english_name(classification: Classification) -> None:
    classes = {code for code in reference.codes(classification) if len(code) == 3}
    assert classes <= set(reference.class_names())
    assert all(name.isascii() for name in reference.class_names().values())


def test_former_names_belong_to_known_codes() -> None:
    known = {code.code: code for one in _CLASSIFICATIONS for code in reference.codes(one).values()}
    assert reference.former_names()
    for digits, names in reference.former_names().items():
        assert digits in known
        for name, seen in names:
            assert seen
            assert name


def test_every_heading_word_is_in_the_vocabulary_of_measures() -> None:
    for heading in reference.headings():
        assert heading.word in {"", *all_measures(), *measures()} | _CODE_WORDS
        assert heading.role


def test_a_line_is_part_of_a_line_of_the_same_table_and_never_of_itself() -> None:
    roles = {(line.role, line.within) for line in reference.line_roles()}
    for line in reference.line_roles():
        passed = [line.role]
        parent = line.parent
        while parent:
            assert (parent, line.within) in roles
            assert parent not in passed
            passed.append(parent)
            parent = reference.role_parent(parent, line.within)


@pytest.mark.parametrize(
    ("role", "side", "parent"),
    [
        ("general_public", Side.INCOME, "fiscal_appropriation"),
        ("current_expenditure", "expenditure", "expenditure_total"),
        ("vehicle_operation", "three_public", "vehicles"),
        ("income_total", Side.INCOME, ""),
        ("vehicle_operation", None, ""),
        ("nothing", "income", ""),
    ],
)
def test_the_role_a_role_is_added_to(role: str, side: str | None, parent: str) -> None:
    assert reference.role_parent(role, side) == parent


def test_a_title_is_matched_by_the_first_pattern_that_is_found_in_it() -> None:
    found = next(
        known for known in reference.table_titles() if known.pattern.search("一般公共预算基本支出表")
    )
    assert found.kind == "basic_expenditure"
