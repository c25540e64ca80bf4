"""Formulas evaluated over frames: what is printed against what should be, and how far off it may be."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.extract.plain_text import read_transcript
from yusuan.identities.entries import CellsAgree, LinesAddUp, RowsAddUp, Selector, Sum, TextAgrees
from yusuan.identities.formulas.residuals import RESIDUAL, closes, evaluated, residuals
from yusuan.model.vocabulary import TableKind
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Formula = RowsAddUp | LinesAddUp | CellsAgree | TextAgrees
    Frames = Callable[..., dict[str, pl.LazyFrame]]

_BASIC = RowsAddUp(
    identity="row.total", tables=["expenditure_summary"], total="total", parts=["basic", "project"]
)
_HEAD = "支出预算总表\n单位：万元\n科目名称\t总计\t基本支出\t项目支出\n"


@pytest.fixture
def frames(tmp_path: Path) -> Frames:
    """A small document as frames, under its printed headings."""

    def read(text: str, department: str = "甲市民政局") -> dict[str, pl.LazyFrame]:
        path = tmp_path / "document.txt"
        path.write_text(f"{department}\n2024年部门预算\n{text}", encoding="utf-8")
        clean = normalise([read_transcript(path)], tmp_path, [])
        return {name: frame.lazy() for name, frame in clean.frames.items()}

    return read


def _outcomes(frames: Mapping[str, pl.LazyFrame], *formulas: Formula) -> list[dict[str, object]]:
    return closes(residuals(frames, formulas)).sort("row", "column", "key", "measure").collect().to_dicts()


def _short(rows: Sequence[dict[str, object]]) -> list[tuple[object, ...]]:
    return [
        (
            row["line"],
            row["measure"],
            int(str(row["actual_fen"])) // 10_000,
            int(str(row["expected_fen"])) // 10_000,
            row["outcome"],
        )
        for row in rows
    ]


# --- rows ---------------------------------------------------------------------------------------------


def test_a_row_adds_up_exactly_within_rounding_or_not(frames: Frames) -> None:
    rows = _outcomes(
        frames(_HEAD + "甲\t5.00\t3.00\t2.00\n乙\t5.00\t3.00\t2.01\n丙\t5.00\t3.00\t2.02\n"), _BASIC
    )
    assert _short(rows) == [
        ("甲", "total", 500, 500, "exact"),
        ("乙", "total", 500, 501, "rounding"),
        ("丙", "total", 500, 502, "broken"),
    ]
    assert [row["difference_fen"] for row in rows] == [0, -10_000, -20_000]
    assert {row["tolerance_fen"] for row in rows} == {15_000}


def _members(row: Mapping[str, Any]) -> list[tuple[object, ...]]:
    names = ("page", "row", "column", "weight", "is_sum", "amount_fen")
    return [tuple(member[name] for name in names) for member in row["members"]]


def test_a_residual_names_the_places_of_both_sides(frames: Frames) -> None:
    (row,) = _outcomes(frames(_HEAD + "甲\t5.00\t3.00\t2.02\n"), _BASIC)
    assert (row["page"], row["row"], row["column"], row["cells"]) == (1, 6, 2, 1)
    assert _members(row) == [
        (1, 6, 2, 1, True, 5_000_000),
        (1, 6, 3, -1, False, 3_000_000),
        (1, 6, 4, -1, False, 2_020_000),
    ]
    assert row["tables"] == [1]


def test_a_blank_beside_amounts_counts_as_nothing(frames: Frames) -> None:
    rows = _outcomes(frames(_HEAD + "甲\t5.00\t5.00\t\n乙\t5.00\t\t\n丙\t\t5.00\t\n丁\t\t\t\n"), _BASIC)
    assert _short(rows) == [("甲", "total", 500, 500, "exact")]


def test_a_table_without_enough_of_the_addends_is_not_tested(frames: Frames) -> None:
    text = "支出预算总表\n单位：万元\n科目名称\t总计\t基本支出\n甲\t5.00\t3.00\n"
    assert _outcomes(frames(text), _BASIC) == []
    assert _outcomes(frames(text), _BASIC.model_copy(update={"least": 1}))[0]["outcome"] == "broken"


def test_a_table_without_the_sum_or_of_another_kind_is_not_tested(frames: Frames) -> None:
    assert (
        _outcomes(frames("支出预算总表\n单位：万元\n科目名称\t基本支出\t项目支出\n甲\t3.00\t2.00\n"), _BASIC)
        == []
    )
    assert (
        _outcomes(frames(_HEAD.replace("支出预算总表", "收入预算总表") + "甲\t5.00\t3.00\t2.00\n"), _BASIC)
        == []
    )


def test_an_addend_is_taken_itself_or_in_its_parts_but_never_twice(frames: Frames) -> None:
    nested = RowsAddUp(
        identity="row.nested",
        tables=["general_public_expenditure"],
        total="total",
        parts=[Sum(sum="basic", of=["basic.personnel", "basic.operating"]), "project"],
    )
    head = "一般公共预算支出预算表\n单位：万元\n科目名称\t总计\t基本支出\t\t\t项目支出\n\t\t合计\t人员经费\t公用经费\t\n"
    rows = _outcomes(
        frames(head + "甲\t5.00\t3.00\t2.00\t1.00\t2.00\n乙\t5.00\t\t2.00\t1.00\t2.00\n"), nested
    )
    assert _short(rows) == [("甲", "total", 500, 500, "exact"), ("乙", "total", 500, 500, "exact")]
    parts_only = "一般公共预算支出预算表\n单位：万元\n科目名称\t总计\t人员经费\t公用经费\t项目支出\n甲\t5.00\t2.00\t1.00\t2.00\n"
    assert _short(_outcomes(frames(parts_only), nested)) == [("甲", "total", 500, 500, "exact")]


# --- lines --------------------------------------------------------------------------------------------

_LINES = LinesAddUp(identity="lines", tables=["expenditure_summary"], roles=["total"], levels=[1, 2])


def test_a_line_adds_up_over_its_own_lines_in_every_column(frames: Frames) -> None:
    rows = _outcomes(
        frames(
            _HEAD + "一、卫生健康支出\t5.00\t3.00\t2.00\n行政事业单位医疗\t5.00\t3.00\t2.00\n"
            "行政单位医疗\t4.00\t3.00\t1.00\n事业单位医疗\t1.00\t\t1.50\n合计\t5.00\t3.00\t2.00\n"
        ),
        _LINES,
    )
    broken = [row for row in rows if row["outcome"] == "broken"]
    assert [(row["line"], row["measure"], row["row"], row["column"]) for row in broken] == [
        ("行政事业单位医疗", "project", 7, 4)
    ]
    assert len(rows) == 9


def test_parts_without_their_sum_are_broken_at_the_line_of_the_sum(frames: Frames) -> None:
    (row,) = [
        row
        for row in _outcomes(
            frames(_HEAD + "一、卫生健康支出\t5.00\t5.00\t2.00\n合计\t5.00\t5.00\t\n"), _LINES
        )
        if row["outcome"] == "broken"
    ]
    assert (row["line"], row["measure"], row["actual_fen"], row["row"], row["column"]) == (
        "合计",
        "project",
        0,
        7,
        None,
    )


def test_a_sum_that_prints_nothing_at_all_is_not_tested(frames: Frames) -> None:
    assert _outcomes(frames(_HEAD + "一、卫生健康支出\t5.00\t5.00\t\n合计\t\t\t\n"), _LINES) == []


# --- cells --------------------------------------------------------------------------------------------

_TWO_TABLES = (
    "支出预算总表\n单位：万元\n科目名称\t总计\t基本支出\n卫生健康支出\t{}\t3.00\n住房保障支出\t4.00\t4.00\n合计\t9.00\t7.00\n"
    "一般公共预算支出预算表\n单位：元\n科目名称\t总计\t基本支出\n卫生健康支出\t{}\t30000.00\n住房保障支出\t40000.00\t40000.00\n"
    "合计\t90000.00\t70000.00\n"
)


def _agree(relation: str = "=", each: str = "once", **selects: object) -> CellsAgree:
    chosen = {"measures": ["total"], **selects}
    return CellsAgree(
        identity="cells",
        left=[Selector(tables=["general_public_expenditure"], **chosen)],  # type: ignore[arg-type]
        relation=relation,  # type: ignore[arg-type]
        right=[Selector(tables=["expenditure_summary"], **chosen)],  # type: ignore[arg-type]
        each=each,  # type: ignore[arg-type]
    )


def test_cells_agree_over_tables_in_different_units(frames: Frames) -> None:
    (row,) = _outcomes(frames(_TWO_TABLES.format("5.00", "50000.00")), _agree(roles=["total"]))
    assert (row["outcome"], row["table"], row["tables"]) == ("exact", "general_public_expenditure", [1, 2])


def test_cells_agree_code_by_code(frames: Frames) -> None:
    rows = _outcomes(frames(_TWO_TABLES.format("5.00", "50001.00")), _agree(each="code", levels=[1]))
    assert [(row["key"], row["outcome"]) for row in rows] == [("210", "rounding"), ("221", "exact")]
    assert rows[0]["tolerance_fen"] == (10_000 + 1) // 2


def test_a_star_compares_each_column_with_its_like(frames: Frames) -> None:
    rows = _outcomes(frames(_TWO_TABLES.format("5.00", "60000.00")), _agree(each="code", measures=["*"]))
    assert [(row["line"], row["measure"]) for row in rows if row["outcome"] == "broken"] == [
        ("卫生健康支出", "total")
    ]
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("relation", "left", "outcome"),
    [
        ("<=", "49999.00", "exact"),
        ("<=", "50000.00", "exact"),
        ("<=", "50050.00", "rounding"),
        ("<=", "50051.00", "broken"),
        (">=", "50001.00", "exact"),
        (">=", "49950.00", "rounding"),
        (">=", "49949.00", "broken"),
        ("=", "49949.00", "broken"),
    ],
)
def test_a_bound_is_broken_on_one_side_only(frames: Frames, relation: str, left: str, outcome: str) -> None:
    (row,) = _outcomes(frames(_TWO_TABLES.format("5.00", left)), _agree(relation, codes=["210"]))
    assert row["outcome"] == outcome


def test_names_agree_whatever_the_order_of_their_letters(frames: Frames) -> None:
    formula = CellsAgree(
        identity="cells",
        left=[Selector(tables=["performance_targets"], measures=["total"])],
        right=[Selector(tables=["projects"], measures=["total"])],
        each="name",
    )
    text = (
        "项目支出预算表\n单位：万元\n项目名称\t合计\n评估、审计（采购）\t5.00\n培训\t6.00\n"
        "项目支出绩效目标表\n单位：万元\n项目名称\t年度资金\n审计评估(采购)\t5.00\n培训\t7.00\n宣传\t1.00\n"
    )
    assert _short(_outcomes(frames(text), formula)) == [
        ("审计评估(采购)", "total", 500, 500, "exact"),
        ("培训", "total", 700, 600, "broken"),
    ]


def test_cells_are_added_up_with_their_sign_and_counted(frames: Frames) -> None:
    formula = CellsAgree(
        identity="cells",
        left=[
            Selector(tables=["expenditure_summary"], measures=["total"], roles=["total"]),
            Selector(tables=["expenditure_summary"], measures=["total"], named="住房", sign=-1),
        ],
        right=[Selector(tables=["expenditure_summary"], measures=["total"], codes=["210"])],
    )
    (row,) = _outcomes(frames(_TWO_TABLES.format("5.00", "1.00")), formula)
    assert (row["actual_fen"], row["expected_fen"], row["outcome"], row["cells"]) == (
        5_000_000,
        5_000_000,
        "exact",
        2,
    )


def test_of_the_kinds_a_selector_names_the_first_that_is_there_is_taken(frames: Frames) -> None:
    formula = CellsAgree(
        identity="cells",
        left=[
            Selector(tables=["income_summary", "expenditure_summary"], measures=["total"], roles=["total"])
        ],
        right=[
            Selector(tables=["expenditure_summary"], measures=["total"], codes=["210"]),
            Selector(tables=["projects", "general_public_expenditure"], measures=["total"], codes=["221"]),
        ],
    )
    (row,) = _outcomes(frames(_TWO_TABLES.format("5.00", "1.00")), formula)
    assert (row["table"], row["expected_fen"]) == ("expenditure_summary", 9_000_000)
    both = formula.left[0].model_copy(
        update={"tables": [TableKind.GENERAL_PUBLIC_EXPENDITURE, TableKind.EXPENDITURE_SUMMARY]}
    )
    (row,) = _outcomes(
        frames(_TWO_TABLES.format("5.00", "1.00")), formula.model_copy(update={"left": [both]})
    )
    assert (row["table"], row["actual_fen"], row["cells"]) == ("general_public_expenditure", 9_000_000, 1)


def test_a_printed_blank_counts_as_nothing_against_an_amount_and_says_its_line(frames: Frames) -> None:
    (row,) = _outcomes(frames(_TWO_TABLES.format("5.00", "")), _agree(codes=["210"]))
    assert (row["actual_fen"], row["expected_fen"], row["outcome"]) == (0, 5_000_000, "broken")
    assert (row["page"], row["row"], row["column"], row["cells"]) == (1, 12, None, 0)
    (row,) = _outcomes(frames(_TWO_TABLES.format("", "50000.00")), _agree(codes=["210"]))
    assert _members(row)[0] == (1, 6, None, -1, False, None)


def test_blank_against_blank_and_line_against_no_line_are_not_tested(frames: Frames) -> None:
    assert _outcomes(frames(_TWO_TABLES.format("", "")), _agree(codes=["210"])) == []
    assert _outcomes(frames(_TWO_TABLES.format("5.00", "50000.00")), _agree(codes=["208"])) == []
    assert _outcomes(frames(_HEAD + "合计\t5.00\t3.00\t2.00\n"), _agree(roles=["total"])) == []


# --- text ---------------------------------------------------------------------------------------------


def _said(framed: Callable[..., pl.DataFrame], *rows: Mapping[str, object]) -> pl.LazyFrame:
    from yusuan.model.schemas import Statements

    whose = {"document": "甲市民政局/2024-budget", "page": 1, "row": 99, "quantum_fen": 10_000}
    return framed(
        Statements, *({**whose, "statement_no": number, **row} for number, row in enumerate(rows, 1))
    ).lazy()


def test_what_the_text_says_is_compared_with_the_table_at_the_texts_own_precision(
    frames: Frames, framed: Callable[..., pl.DataFrame]
) -> None:
    formula = TextAgrees(
        identity="text",
        metric="expenditure.total",
        cells=[Selector(tables=["expenditure_summary"], measures=["total"], roles=["total"])],
    )
    tables = frames(_HEAD + "合计\t5.04\t3.00\t2.00\n")
    tables["statements"] = _said(
        framed,
        {"metric": "expenditure.total", "line": "支出", "amount_fen": 5_040_000},
        {"metric": "expenditure.total", "line": "支出", "amount_fen": 5_000_000, "quantum_fen": 100_000},
        {"metric": "expenditure.total", "line": "支出", "amount_fen": 5_000_000},
        {"metric": "expenditure.total", "line": "支出"},
        {"metric": "income.total", "line": "收入", "amount_fen": 5_000_000},
    )
    rows = _outcomes(tables, formula)
    assert [(row["key"], row["outcome"]) for row in rows] == [
        ("1", "exact"),
        ("2", "exact"),
        ("3", "broken"),
    ]
    assert {(row["table"], row["row"], row["column"]) for row in rows} == {("text", 99, None)}
    assert _members(rows[0]) == [(1, 99, None, 1, True, 5_040_000), (1, 6, 2, -1, False, 5_040_000)]
    assert rows[0]["members"][0]["statement_no"] == 1


_PARTS = Selector(tables=["expenditure_summary"], measures=["basic", "project"], roles=["total"])
_WHOLE = Selector(tables=["expenditure_summary"], measures=["total"], roles=["total"])


def test_a_sum_of_cells_is_named_after_one_that_prints_an_amount(frames: Frames) -> None:
    """Not after the blank beside it."""
    (row,) = _outcomes(
        frames(_HEAD + "合计\t5.00\t\t4.00\n"), CellsAgree(identity="cells", left=[_PARTS], right=[_WHOLE])
    )
    assert (row["measure"], row["column"]) == ("project", 4)


def test_a_figure_of_the_text_is_held_against_a_cell_that_prints_an_amount(
    frames: Frames, framed: Callable[..., pl.DataFrame]
) -> None:
    tables = frames(_HEAD + "合计\t4.00\t\t4.00\n")
    tables["statements"] = _said(
        framed, {"metric": "expenditure.total", "line": "支出", "amount_fen": 4_000_000}
    )
    (row,) = _outcomes(tables, TextAgrees(identity="text", metric="expenditure.total", cells=[_PARTS]))
    assert row["measure"] == "project"
    assert [(one["table_no"], one["statement_no"]) for one in row["members"]] == [(None, 1), (1, None)]


def test_lines_that_the_text_names_are_compared_by_code(
    frames: Frames, framed: Callable[..., pl.DataFrame]
) -> None:
    formula = TextAgrees(
        identity="text",
        metric="expenditure.line",
        cells=[Selector(tables=["expenditure_summary"], measures=["total"])],
        each="code",
    )
    tables = frames(_HEAD + "卫生健康支出\t5.00\t3.00\t2.00\n合计\t5.00\t3.00\t2.00\n")
    tables["statements"] = _said(
        framed,
        {"metric": "expenditure.line", "line": "卫生", "code": "210", "amount_fen": 6_000_000},
        {"metric": "expenditure.line", "line": "教育", "code": "205", "amount_fen": 6_000_000},
        {"metric": "expenditure.line", "line": "某项", "amount_fen": 6_000_000},
    )
    assert _short(_outcomes(tables, formula)) == [("卫生", "total", 600, 500, "broken")]


def test_of_several_meanings_of_the_words_the_nearest_counts(
    frames: Frames, framed: Callable[..., pl.DataFrame]
) -> None:
    formula = TextAgrees(
        identity="text",
        metric="expenditure.total",
        cells=[Selector(tables=["expenditure_summary"], measures=["basic"], roles=["total"])],
        or_cells=[[Selector(tables=["expenditure_summary"], measures=["total"], roles=["total"])]],
    )
    tables = frames(_HEAD + "合计\t5.00\t3.00\t2.00\n")
    tables["statements"] = _said(
        framed,
        {"metric": "expenditure.total", "line": "支出", "amount_fen": 5_000_000},
        {"metric": "expenditure.total", "line": "支出", "amount_fen": 3_000_000},
        {"metric": "expenditure.total", "line": "支出", "amount_fen": 3_500_000},
    )
    assert _short(_outcomes(tables, formula)) == [
        ("支出", "total", 500, 500, "exact"),
        ("支出", "basic", 300, 300, "exact"),
        ("支出", "basic", 350, 300, "broken"),
    ]


# --- laws ---------------------------------------------------------------------------------------------

_FORMULAS: list[Formula] = [_BASIC, _LINES, _agree(each="code", measures=["*"]), _agree(roles=["total"])]


def test_nothing_to_evaluate_gives_an_empty_frame_of_the_same_columns(frames: Frames) -> None:
    assert residuals(frames("正文。\n"), _FORMULAS).collect().schema == pl.Schema(RESIDUAL)


@pytest.mark.parametrize("seed", range(10))
def test_law_the_order_of_rows_in_the_frames_changes_no_sum(frames: Frames, seed: int) -> None:
    tables = frames(_TWO_TABLES.format("5.05", "50000.00"))
    shuffled = {
        name: frame.collect().sample(fraction=1, shuffle=True, seed=seed).lazy()
        for name, frame in tables.items()
    }
    kept = [
        "identity",
        "key",
        "measure",
        "actual_fen",
        "expected_fen",
        "tolerance_fen",
        "page",
        "row",
        "column",
    ]
    one, other = (residuals(some, _FORMULAS).collect().select(kept).sort(kept) for some in (tables, shuffled))
    assert one.height > 5
    assert one.equals(other)


def test_law_the_order_of_printed_lines_changes_no_sum(frames: Frames) -> None:
    lines = ["卫生健康支出\t5.00\t3.00\t2.00", "住房保障支出\t4.00\t4.00\t", "教育支出\t1.00\t\t1.00"]
    sums: set[tuple[tuple[object, ...], ...]] = set()
    for seed in range(6):
        shuffled = random.Random(seed).sample(lines, 3)
        rows = _outcomes(frames(_HEAD + "\n".join(shuffled) + "\n合计\t9.50\t7.00\t3.00\n"), _BASIC, _LINES)
        sums.add(tuple(sorted((row["line"], row["measure"], row["difference_fen"]) for row in rows)))
    assert len(sums) == 1


def test_law_documents_together_give_what_each_gives_alone(frames: Frames) -> None:
    one, other = (
        frames(_TWO_TABLES.format(*amounts), department)
        for amounts, department in (
            (("5.00", "50000.00"), "甲市民政局"),
            (("5.50", "50000.00"), "乙市民政局"),
        )
    )
    together = {name: pl.concat([one[name], other[name]]) for name in one}
    apart = pl.concat([residuals(one, _FORMULAS), residuals(other, _FORMULAS)]).collect()
    key = ["document", "identity", "key", "measure", "table_no", "line_no"]
    assert residuals(together, _FORMULAS).collect().sort(key).equals(apart.sort(key))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=6),
            st.sampled_from([1, 100, 10_000, 1_000_000]),
            st.integers(-3, 3),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_law_within_half_of_the_quanta_nothing_is_broken_and_beyond_everything_is(
    framed: Callable[..., pl.DataFrame], cases: list[tuple[list[int], int, int]]
) -> None:
    """Each case is a document: addends, their quantum, and by how many half quanta too many the sum is off."""
    from yusuan.model.schemas import Columns, Facts

    words = ["basic", "project", "business_operation", "special_account", "unit_funds", "general_public"]
    formula = RowsAddUp(
        identity="row.total", tables=["expenditure_summary"], total="total", parts=words, least=1
    )
    facts: list[dict[str, object]] = []
    columns: list[dict[str, object]] = []
    expected: dict[str, str] = {}
    for number, (addends, quantum, beyond) in enumerate(cases):
        tolerance = quantum * (len(addends) + 1) // 2
        off = tolerance + beyond
        amounts = {"total": sum(addends) + off, **dict(zip(words, addends, strict=False))}
        expected[str(number)] = "exact" if off == 0 else "rounding" if abs(off) <= tolerance else "broken"
        for column, (measure, fen) in enumerate(amounts.items(), start=2):
            place = {
                "document": str(number),
                "table": "expenditure_summary",
                "measure": measure,
                "column": column,
            }
            columns.append(place)
            facts.append({**place, "amount_fen": fen, "quantum_fen": quantum, "line": "甲"})
    frames = {"facts": framed(Facts, *facts).lazy(), "columns": framed(Columns, *columns).lazy()}
    frames["lines"] = frames["facts"].select(pl.exclude("measure", "column"))
    rows = closes(residuals(frames, [formula])).collect()
    assert dict(rows.select("document", "outcome").rows()) == expected


def test_a_sum_is_not_accused_where_money_stands_under_an_unknown_heading(frames: Frames) -> None:
    head = "支出预算总表\n单位：万元\n科目名称\t总计\t基本支出\t项目支出\t某某\n"
    read = frames(head + "甲\t6.00\t3.00\t2.00\t1.00\n乙\t6.00\t3.00\t2.00\t\n丙\t5.00\t3.00\t2.00\t1.00\n")
    found = evaluated({name: frame.collect() for name, frame in read.items()}, [_BASIC])
    assert set(found.select("line", "outcome").rows()) == {("乙", "broken"), ("丙", "exact")}


def test_a_sum_is_not_accused_where_a_line_that_is_not_known_may_be_its_addend(frames: Frames) -> None:
    text = (
        "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
        "本年收入合计\t5.00\t本年支出合计\t4.00\n某某调剂\t{income}\t\t\n收入总计\t6.00\t支出总计\t6.00\n"
    )
    total = LinesAddUp(
        identity="totals",
        tables=[TableKind.INCOME_EXPENDITURE_SUMMARY],
        roles=["income_total", "expenditure_total"],
    )

    def outcomes(income: str) -> list[tuple[str, str]]:
        read = {name: frame.collect() for name, frame in frames(text.format(income=income)).items()}
        return evaluated(read, [total]).sort("line").select("line", "outcome").rows()

    assert outcomes("1.00") == [("支出总计", "broken")]
    assert outcomes("") == [("支出总计", "broken"), ("收入总计", "broken")]


def test_a_line_that_prints_a_sum_again_or_stands_behind_the_total_is_no_addend(frames: Frames) -> None:
    text = (
        "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
        "\t\t某某安排\t4.00\n本年收入合计\t5.00\t本年支出合计\t4.00\n收入总计\t5.00\t支出总计\t6.00\n\t\t某某调剂\t1.00\n"
    )
    total = LinesAddUp(
        identity="totals", tables=[TableKind.INCOME_EXPENDITURE_SUMMARY], roles=["expenditure_total"]
    )
    found = evaluated({name: frame.collect() for name, frame in frames(text).items()}, [total])
    assert found.select("line", "outcome").rows() == [("支出总计", "broken")]
