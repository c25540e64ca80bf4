"""Broken identities of one cause, and the amount that would mend them."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.checks.causes import Cause, causes
from yusuan.identities.formulas.addends import MEMBER

DOCUMENT = "甲/2024-budget"
# The columns of a table of 3 lines and their total, each in two parts: identities by their number.
_LINES, _PARTS = 3, ("total", "basic", "project")
_TOLERANCE = 15_000
Table = dict[tuple[int, int], int | None]


def _table(amounts: list[tuple[int, int]]) -> Table:
    """(line, column) → amount; the last line is the total of the others, column 0 of columns 1 and 2."""
    parts = [*amounts, tuple(map(sum, zip(*amounts, strict=True)))]
    return {
        (line, column): amount
        for line, (basic, project) in enumerate(parts)
        for column, amount in enumerate((basic + project, basic, project))
    }


def _outcomes(table: Table, document: str = DOCUMENT, start: int = 0) -> pl.DataFrame:
    """Every row and every column of a table, as `causes` takes it."""
    sums = [((line, 0), [(line, 1), (line, 2)]) for line in range(_LINES + 1)]
    sums += [((_LINES, column), [(line, column) for line in range(_LINES)]) for column in range(3)]
    rows = []
    for number, (total, parts) in enumerate(sums, start):
        members = [(total, 1, True), *((part, -1, False) for part in parts)]
        difference = sum(weight * (table[cell] or 0) for cell, weight, _ in members)
        rows.append(
            {
                "number": number,
                "document": document,
                "line": f"第{total[0]}行",
                "outcome": "exact"
                if not difference
                else "rounding"
                if abs(difference) <= _TOLERANCE
                else "broken",
                "is_soft": False,
                "relation": "=",
                "difference_fen": difference,
                "tolerance_fen": _TOLERANCE,
                "members": [
                    {
                        "document": document,
                        "table_no": 1,
                        "page": 1,
                        "row": cell[0],
                        "column": cell[1],
                        "statement_no": None,
                        "line": f"第{cell[0]}行",
                        "weight": weight,
                        "is_sum": is_sum,
                        "amount_fen": table[cell],
                    }
                    for cell, weight, is_sum in members
                ],
            }
        )
    return pl.DataFrame(
        rows,
        schema={
            "number": pl.UInt32,
            "document": pl.String,
            "line": pl.String,
            "outcome": pl.String,
            "is_soft": pl.Boolean,
            "relation": pl.String,
            "difference_fen": pl.Int64,
            "tolerance_fen": pl.Int64,
            "members": pl.List(MEMBER),
        },
    )


_RIGHT = _table([(50_000_000, 20_000_000), (30_000_000, 0), (1_000_000, 7_000_000)])


def test_where_nothing_is_broken_there_is_no_cause() -> None:
    assert causes(_outcomes(_RIGHT)) == []


@given(
    st.sampled_from(sorted(_RIGHT)),
    st.integers(-(10**10), 10**10).filter(lambda off: abs(off) > _TOLERANCE),
)
def test_law_one_wrong_amount_is_one_cause_that_names_it_and_what_it_should_be(
    cell: tuple[int, int], off: int
) -> None:
    (cause,) = causes(_outcomes({**_RIGHT, cell: (_RIGHT[cell] or 0) + off}))
    # A line's part stands in one row and one column; the grand total in two sums, the parts' totals in two.
    assert len(cause.broken) == 2
    assert [(repair.cell.row, repair.cell.column, repair.should_fen) for repair in cause.repairs] == [
        (*cell, _RIGHT[cell])
    ]


def test_a_blank_that_should_be_an_amount_is_named() -> None:
    (cause,) = causes(_outcomes({**_RIGHT, (1, 1): None}))
    (repair,) = cause.repairs
    assert (repair.cell.row, repair.cell.column, repair.printed_fen, repair.should_fen) == (
        1,
        1,
        None,
        30_000_000,
    )


def test_a_repair_breaks_nothing_that_holds() -> None:
    """Both parts of a line wrong by as much: no single amount mends the two columns and the row."""
    wrong = {**_RIGHT, (0, 1): 50_500_000, (0, 2): 20_500_000}
    found = causes(_outcomes(wrong))
    holding = set(_outcomes(wrong).filter(pl.col("outcome") != "broken")["number"])
    for cause in found:
        for repair in cause.repairs:
            mended = {**wrong, (repair.cell.row, repair.cell.column or 0): repair.should_fen}
            after = _outcomes(mended).filter(pl.col("outcome") == "broken")["number"]
            assert not holding & set(after)
            assert not cause.broken & set(after)


def _soft(number: int, cell: tuple[int, int], amount: int, said: int | None = None) -> pl.DataFrame:
    """A soft identity that the amount of a cell is as much as prose says: the same, or another amount."""
    place = {"document": DOCUMENT, "table_no": 1, "page": 1, "row": cell[0], "column": cell[1]}
    prose = {"document": DOCUMENT, "page": 1, "row": 90, "statement_no": 1}
    members = [
        {**place, "line": "", "weight": 1, "is_sum": True, "amount_fen": amount},
        {**prose, "line": "", "weight": -1, "is_sum": False, "amount_fen": said or amount},
    ]
    return (
        _outcomes(_RIGHT)
        .head(1)
        .with_columns(
            number=pl.lit(number, pl.UInt32),
            is_soft=pl.lit(value=True),
            members=pl.lit(pl.Series([members], dtype=pl.List(MEMBER))),
        )
    )


def test_a_wrong_amount_that_hides_a_question_is_named_all_the_same() -> None:
    """What it should be makes a soft identity ask again that holds by chance as long as it is wrong."""
    wrong = _outcomes({**_RIGHT, (0, 1): 20_000_000})
    (cause,) = causes(pl.concat([wrong, _soft(90, (0, 1), 20_000_000)]))
    assert [(repair.cell.row, repair.cell.column, repair.should_fen) for repair in cause.repairs] == [
        (0, 1, 50_000_000)
    ]


def test_a_question_more_for_each_that_is_mended_is_no_repair() -> None:
    wrong = _outcomes({**_RIGHT, (0, 1): 20_000_000})
    hidden = pl.concat([wrong, _soft(90, (0, 1), 20_000_000), _soft(91, (0, 1), 20_000_000)])
    assert {(cause.broken, cause.repairs) for cause in causes(hidden)} == {
        (frozenset({0, 5}), ())  # the same difference in its row and in its column
    }


def test_no_repair_breaks_what_must_hold() -> None:
    wrong = _outcomes({**_RIGHT, (0, 1): 20_000_000})
    held = _soft(90, (0, 1), 20_000_000).with_columns(is_soft=pl.lit(value=False))
    (cause,) = causes(pl.concat([wrong, held]))
    assert cause.repairs == ()


def test_of_amounts_that_all_close_the_one_that_takes_least_of_rounding_is_right() -> None:
    """The column has a rounding of its own: many rounded amounts make one likelier there than in the row."""
    column = pl.col("number") == 5
    rounded = _outcomes({**_RIGHT, (0, 1): 20_000_000, (_LINES, 1): 81_010_000}).with_columns(
        tolerance_fen=pl.when(column).then(60_000).otherwise("tolerance_fen")
    )
    (cause,) = causes(rounded)
    assert [repair.should_fen for repair in cause.repairs] == [50_000_000]


def test_the_same_difference_in_a_question_does_not_hide_the_amount_that_mends_the_rest() -> None:
    elsewhere = _soft(90, (9, 9), 30_000_000, 60_000_000).with_columns(
        outcome=pl.lit("broken"), difference_fen=pl.lit(-30_000_000, pl.Int64)
    )
    found = causes(pl.concat([_outcomes({**_RIGHT, (0, 1): 20_000_000}), elsewhere]))
    assert [cause.broken for cause in found] == [frozenset({0, 5}), frozenset({90})]
    assert [repair.should_fen for repair in found[0].repairs] == [50_000_000]


def test_what_prose_rounds_is_held_against_the_amounts_themselves() -> None:
    """The difference is of the wrong amount as prose rounds it; what mends the table mends the prose as well."""
    wrong, said = 20_450_000, 50_400_000
    prose = _soft(90, (0, 1), wrong, said).with_columns(
        outcome=pl.lit("broken"),
        difference_fen=pl.lit(20_000_000 - said, pl.Int64),
        tolerance_fen=pl.lit(500_000, pl.Int64),
    )
    (cause,) = causes(pl.concat([_outcomes({**_RIGHT, (0, 1): wrong}), prose]))
    assert cause.broken == {0, 5, 90}
    assert [repair.should_fen for repair in cause.repairs] == [50_000_000]


def test_of_two_tables_on_one_page_cells_at_one_place_are_two() -> None:
    """The second table's rows are numbered from one again; it holds."""
    below = _outcomes(_RIGHT, start=50).with_columns(
        members=pl.col("members").list.eval(pl.element().struct.with_fields(table_no=pl.lit(2, pl.Int32)))
    )
    (cause,) = causes(pl.concat([_outcomes({**_RIGHT, (0, 1): 20_000_000}), below]))
    assert [(repair.cell.table_no, repair.should_fen) for repair in cause.repairs] == [(1, 50_000_000)]


def test_a_row_left_out_is_one_cause_by_its_difference() -> None:
    """The total of every column has a line more than is printed: three sums, one difference in two of them."""
    left_out = 5_240_000
    wrong = {**_RIGHT}
    for column in (0, 1):
        wrong[_LINES, column] = (_RIGHT[_LINES, column] or 0) + left_out
    (cause,) = causes(_outcomes(wrong))
    assert cause == Cause(frozenset({4, 5}))


def test_a_small_difference_returns_by_chance_unless_it_is_of_the_same_line() -> None:
    near = _TOLERANCE + 5_000
    wrong = {**_RIGHT, (0, 0): 70_000_000 + near, (_LINES, 1): 81_000_000 + near}
    broken = _outcomes(wrong).filter(pl.col("outcome") == "broken")
    assert sum(len(cause.broken) for cause in causes(_outcomes(wrong))) == broken.height
    assert len(causes(_outcomes(wrong))) > 1


def test_what_is_not_about_amounts_is_a_cause_of_its_own() -> None:
    rules = (
        _outcomes(_RIGHT)
        .head(2)
        .with_columns(
            outcome=pl.lit("broken"),
            relation=pl.lit(None, pl.String),
            difference_fen=pl.lit(None, pl.Int64),
            tolerance_fen=pl.lit(None, pl.Int64),
            members=pl.lit(None, pl.List(MEMBER)),
        )
    )
    assert {cause.broken for cause in causes(rules)} == {frozenset({0}), frozenset({1})}


def test_documents_do_not_mix() -> None:
    one, two = ({**_RIGHT, (0, 1): 51_000_000} for _ in range(2))
    found = causes(pl.concat([_outcomes(one), _outcomes(two, "乙/2024-budget", start=100)]))
    assert [len(cause.broken) for cause in found] == [2, 2]
    assert [cause.repairs[0].cell.document for cause in found] == [DOCUMENT, "乙/2024-budget"]


@pytest.mark.parametrize(("relation", "broken"), [("<=", 1), (">=", 0)])
def test_a_bound_is_mended_by_the_amount_that_just_keeps_it(relation: str, broken: int) -> None:
    above = (
        _outcomes({**_RIGHT, (0, 0): 72_000_000})
        .head(1)
        .with_columns(relation=pl.lit(relation), outcome=pl.lit("broken" if broken else "exact"))
    )
    found = causes(above)
    assert len(found) == broken
    for cause in found:
        assert cause.repairs == ()  # any of three amounts could be the wrong one
