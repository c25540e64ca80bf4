"""A place's practice, as it is written and whom it is asked of."""

from __future__ import annotations

import pytest

from yusuan.model.practice import Practice


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Practice()),
        ("西安", Practice("西安")),
        ("西安 2024-", Practice("西安", 2024)),
        ("西安 -2023", Practice("西安", None, 2023)),
        ("西安 2020-2023", Practice("西安", 2020, 2023)),
        ("西安 2024", Practice("西安", 2024, 2024)),
        ("2024-", Practice("", 2024)),
        ("西安 高新区 2024-", Practice("西安 高新区", 2024)),
    ],
)
def test_a_practice_is_a_place_years_or_both(text: str, expected: Practice) -> None:
    assert Practice.parse(text) == expected


@pytest.mark.parametrize("text", ["西安 24-", "西安 -", "西安 2024-2023", "西安 2024年"])
def test_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"年度"):
        Practice.parse(text)


def test_it_is_asked_of_departments_that_bear_the_place_in_its_years() -> None:
    practice = Practice("西安", 2020, 2023)
    assert practice.applies("陕西省西安市民政局", 2020)
    assert practice.applies("西安市民政局", 2023)
    assert not practice.applies("西安市民政局", 2024)
    assert not practice.applies("咸阳市民政局", 2022)


def test_a_document_without_a_year_is_meant_by_practices_of_all_years() -> None:
    assert Practice("西安").applies("西安市民政局", None)
    assert not Practice("西安", 2020).applies("西安市民政局", None)
