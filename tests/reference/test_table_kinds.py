"""The kinds of table: each has a row, and rows use the words of the other vocabularies."""

from __future__ import annotations

from typing import get_args

from yusuan.model.vocabulary import TableKind
from yusuan.reference import Classification
from yusuan.reference.measures import measures
from yusuan.reference.table_kinds import (
    Lines,
    Money,
    amount_tables,
    classified_tables,
    table_kinds,
    table_names,
)


def test_every_kind_has_a_row_and_a_name_of_its_own() -> None:
    assert list(table_kinds()) == list(TableKind)
    for names in zip(*table_names().values(), strict=True):
        assert all(names)
        assert len(set(names)) == len(names)


def test_rows_use_known_words() -> None:
    for row in table_kinds().values():
        assert row.classification is None or row.classification in get_args(Classification)
        assert row.lines in get_args(Lines)
        assert row.money in get_args(Money)
        assert not row.fund or measures()[row.fund].dimension == "fund"
        assert not row.nature or measures()[row.nature].dimension == "nature"


def test_lines_have_codes_where_there_is_a_classification() -> None:
    for row in table_kinds().values():
        assert (row.lines == "codes") == (row.classification is not None)


def test_the_tables_of_amounts_leave_out_targets_and_quantities() -> None:
    assert set(TableKind) - set(amount_tables()) == {TableKind.PERFORMANCE_TARGETS, TableKind.ASSETS}


def test_the_tables_with_a_classification() -> None:
    assert TableKind.OTHER in classified_tables()
    assert TableKind.PROJECTS not in classified_tables()
