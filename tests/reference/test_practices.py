"""Rows that are a place's practice count for its documents, and before the others."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from yusuan import reference
from yusuan.model.practice import Practice
from yusuan.reference.practices import of_place, reading


class _Row(NamedTuple):
    name: str
    practice: Practice | None = None


_ALL = (_Row("general"), _Row("xian", Practice("西安", 2024)), _Row("shanghai", Practice("上海")))


@of_place
def _rows() -> tuple[_Row, ...]:
    return _ALL


@pytest.mark.parametrize(
    ("department", "year", "names"),
    [
        ("西安市民政局", 2024, ["xian", "general"]),
        ("西安市民政局", 2023, ["general"]),
        ("上海市民政局", None, ["shanghai", "general"]),
        ("甲市民政局", 2024, ["general"]),
    ],
)
def test_a_places_own_rows_come_first_while_its_document_is_read(
    department: str, year: int | None, names: list[str]
) -> None:
    with reading(department, year):
        assert [row.name for row in _rows()] == names
    assert [row.name for row in _rows()] == ["general"]


def test_a_document_read_within_another_leaves_the_outer_ones_rows() -> None:
    with reading("西安市民政局", 2024):
        with reading("上海市民政局", 2024):
            assert _rows()[0].name == "shanghai"
        assert _rows()[0].name == "xian"


def test_rows_without_a_practice_are_everyones() -> None:
    with reading("西安市民政局", 2024):
        assert reference.headings() == tuple(row for row in reference.headings() if row.practice is None)
    assert reference.role_names() == {line.role for line in reference.line_roles()}
