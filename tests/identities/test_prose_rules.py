"""Rules inside the text and on its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.identities.rules import RULES, verdicts
from yusuan.identities.suite import Rule
from yusuan.model.schemas import Facts, Lines, Statements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from yusuan.identities.verdict import Verdict

    Row = Mapping[str, object]
    Judge = Callable[..., list[Verdict]]

_WAN = 1_000_000
_CENT = 10_000


@pytest.fixture
def judge(framed: Callable[..., pl.DataFrame]) -> Judge:
    """The verdicts of a rule on the statements (and lines and facts) of one document."""

    def of(
        rule: str,
        words: Sequence[str],
        *statements: Row,
        facts: Sequence[Row] = (),
        lines: Sequence[Row] = (),
    ) -> list[Verdict]:
        said = [
            {"document": "甲", "statement_no": number, "line": str(row.get("metric")), "row": number, **row}
            for number, row in enumerate(statements, start=1)
        ]
        frames = {
            "statements": framed(Statements, *said),
            "facts": framed(Facts, *({"document": "甲", **row} for row in facts)),
            "lines": framed(Lines, *({"document": "甲", **row} for row in lines)),
        }
        return verdicts(Rule(identity="rule.x", rule=rule, words=list(words)), frames)

    return of


def _money(metric: str, fen: int, quantum: int = _CENT, **more: object) -> dict[str, object]:
    return {"metric": metric, "amount_fen": fen, "quantum_fen": quantum, **more}


def test_every_rule_that_a_suite_can_name_is_a_function() -> None:
    assert all(callable(rule) for rule in RULES.values())


# --- sums ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "holds"),
    [(5 * _WAN, "exact"), (5 * _WAN + _CENT, "rounding"), (5 * _WAN + 2 * _CENT, "broken")],
)
def test_a_said_sum_may_be_off_by_half_of_all_printed_digits(judge: Judge, whole: int, holds: str) -> None:
    (verdict,) = judge(
        "said_sum",
        ["all", "one", "two"],
        _money("all", whole),
        _money("one", 3 * _WAN),
        _money("two", 2 * _WAN),
    )
    assert verdict.holds == holds
    assert (verdict.actual_fen, verdict.expected_fen, verdict.tolerance_fen) == (whole, 5 * _WAN, 15_000)
    assert verdict.against == ((1, 2, None), (1, 3, None))
    assert (verdict.detail == "") == (holds == "exact")


def test_the_detail_of_a_wrong_sum_names_both_numbers(judge: Judge) -> None:
    (verdict,) = judge("said_sum", ["all", "one"], _money("all", 5 * _WAN), _money("one", 3 * _WAN))
    assert verdict.detail == "文中“all”为5.00万元，各部分之和为3.00万元"
    assert "5.00" in verdict.detail_en
    assert "3.00" in verdict.detail_en


@pytest.mark.parametrize(("said", "holds"), [(247.0, "exact"), (248.0, "broken")])
def test_quantities_add_up_too(judge: Judge, said: float, holds: str) -> None:
    (verdict,) = judge(
        "said_sum",
        ["all", "one", "two"],
        {"metric": "all", "quantity": said, "quantity_unit": "人"},
        {"metric": "one", "quantity": 167.0},
        {"metric": "two", "quantity": 80.0},
    )
    assert verdict.holds == holds
    assert verdict.actual_fen is None


def test_a_sum_with_a_part_unsaid_or_of_mixed_kinds_is_not_tested(judge: Judge) -> None:
    assert judge("said_sum", ["all", "one", "two"], _money("all", 5), _money("one", 5)) == []
    assert judge("said_sum", ["all", "one"], _money("one", 5)) == []
    assert judge("said_sum", ["all", "one"], _money("all", 5), {"metric": "one", "quantity": 5.0}) == []


def test_the_first_time_a_figure_is_said_counts(judge: Judge) -> None:
    (verdict,) = judge(
        "said_sum", ["all", "one"], _money("all", 5), _money("one", 5), _money("one", 9 * _WAN)
    )
    assert verdict.holds == "exact"


# --- changes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "holds"),
    [(-257 * _CENT, "exact"), (-258 * _CENT, "rounding"), (257 * _CENT, "broken"), (None, "")],
)
def test_the_change_of_the_whole_is_the_changes_of_its_parts(
    judge: Judge, change: int | None, holds: str
) -> None:
    found = judge(
        "said_change_sum",
        ["all", "one", "two"],
        {"metric": "all", "change_fen": change, "change_quantum_fen": _CENT},
        {"metric": "one", "change_fen": 0, "change_quantum_fen": _CENT},
        {"metric": "two", "change_fen": -257 * _CENT, "change_quantum_fen": _CENT},
    )
    assert [verdict.holds for verdict in found] == ([holds] if holds else [])
    assert all("增减额" in verdict.detail for verdict in found if verdict.holds != "exact")


# --- shares and rates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "quantum", "holds"),
    [
        (0.703, 0.001, "exact"),
        (0.702, 0.001, "rounding"),
        (0.701, 0.001, "broken"),
        (0.70, 0.01, "exact"),
        (0.7033, 0.0001, "exact"),
        (0.7, None, "exact"),
    ],
)
def test_a_share_is_part_by_whole_rounded_half_up(
    judge: Judge, share: float, quantum: float | None, holds: str
) -> None:
    (verdict,) = judge(
        "said_share",
        ["all", "part"],
        _money("all", 590_548),
        _money("part", 415_319, share=share, rate_quantum=quantum),
    )
    assert verdict.holds == holds
    if holds == "broken":
        assert verdict.detail == "文中“part”的占比为70.10%，按金额计算为70.33%"


def test_a_share_of_nothing_or_of_less_than_itself_is_not_tested(judge: Judge) -> None:
    part = _money("part", 100, share=0.5)
    assert judge("said_share", ["all", "part"], _money("all", 0), part) == []
    assert judge("said_share", ["all", "part"], _money("all", 99), part) == []
    assert judge("said_share", ["all", "part"], part) == []


@pytest.mark.parametrize(
    ("rate", "holds"), [(-0.214, "exact"), (-0.215, "rounding"), (-0.3, "broken"), (0.214, "exact")]
)
def test_a_rate_is_change_by_base(judge: Judge, rate: float, holds: str) -> None:
    """The sign is the direction's affair: “下降21.4%” and “-21.4%” say the same."""
    (verdict,) = judge(
        "said_rate", [], _money("operating", 57_722, change_fen=-15_722, change_rate=rate, rate_quantum=0.001)
    )
    assert verdict.holds == holds
    if holds == "broken":
        assert "增减率为30.00%，按金额计算为21.41%" in verdict.detail


def test_a_zero_base_has_no_rate(judge: Judge) -> None:
    assert judge("said_rate", [], _money("a", 5, change_fen=5, change_rate=1.0)) == []


# --- template residue ---------------------------------------------------------------------------------


def test_residue_is_one_verdict_a_wording_with_all_its_places(judge: Judge) -> None:
    found = judge(
        "residue",
        [],
        {"residue": "增加（减少）", "printed": "因公出国（境）费增加（减少）0万元，" + "长" * 40},
        {"residue": "增加减少", "printed": "增加减少2.57万元"},
        {"residue": "增加（减少）", "printed": "购置费增加（减少）0万元"},
    )
    assert [(verdict.key, verdict.holds, verdict.row) for verdict in found] == [
        ("增加（减少）", "broken", 1),
        ("增加减少", "broken", 2),
    ]
    assert found[0].against == ((1, 3, None),)
    assert "出现2处" in found[0].detail
    assert found[0].detail.endswith("…”")


def test_a_document_without_residue_is_exact_once(judge: Judge) -> None:
    assert [verdict.holds for verdict in judge("residue", [], {"printed": "a"}, {"printed": "b"})] == [
        "exact"
    ]
    assert judge("residue", []) == []


# --- lists and counts ---------------------------------------------------------------------------------

_FACTS = [
    {
        "table": "basic_expenditure",
        "level": 2,
        "code": code,
        "line": line,
        "line_no": number,
        "amount_fen": fen,
    }
    for number, (code, line, fen) in enumerate(
        [
            ("30101", "基本工资", 5),
            ("30112", "其他社会保障缴费", 6),
            ("30201", "办公费", 7),
            ("30103", "奖金", 0),
        ],
        1,
    )
]


@pytest.mark.parametrize(
    ("items", "detail"),
    [
        ("基本工资、社会保障缴费", ""),
        ("基本工资支出、其他社会保障缴费", ""),
        ("基本工资", "没有列表中有的其他社会保障缴费"),
        ("基本工资、社会保障缴费、离休费", "文中列了表中没有的离休费"),
        ("奖金、基本工资", "文中列了表中没有的奖金；没有列表中有的其他社会保障缴费"),
    ],
)
def test_what_the_text_lists_are_the_lines_with_money(judge: Judge, items: str, detail: str) -> None:
    (verdict,) = judge(
        "said_items",
        ["personnel", "basic_expenditure", "301"],
        {"metric": "personnel", "items": items},
        facts=_FACTS,
    )
    assert verdict.holds == ("broken" if detail else "exact")
    assert verdict.detail.endswith(detail)


def test_a_list_without_its_table_is_not_tested(judge: Judge) -> None:
    words = ["personnel", "basic_expenditure", "303"]
    assert judge("said_items", words, {"metric": "personnel", "items": "离休费"}, facts=_FACTS) == []


_PROJECTS = [
    {
        "table": "projects",
        "project": name,
        "line": name,
        "level": level,
        "title": "项目表",
        "row": 20 + number,
    }
    for number, (name, level) in enumerate([("专项", 1), ("培训", 2), ("甲班", 3), ("乙班", 3)])
]


@pytest.mark.parametrize(
    ("said", "depth", "holds"),
    [(2.0, "0", "exact"), (3.0, "0", "broken"), (1.0, "1", "exact"), (1.0, "5", "broken")],
)
def test_a_count_is_the_number_of_rows_of_its_depth(
    judge: Judge, said: float, depth: str, holds: str
) -> None:
    (verdict,) = judge(
        "said_count",
        ["count", "projects", depth],
        {"metric": "count", "quantity": said, "quantity_unit": "个"},
        lines=_PROJECTS,
    )
    assert verdict.holds == holds
    if holds == "broken" and depth == "0":
        assert verdict.detail == "文中说count3个，表“项目表”列出2个"
        assert verdict.against[0][:2] == (1, 22)


def test_a_count_without_its_table_is_not_tested(judge: Judge) -> None:
    words = ["count", "outsourcing", "0"]
    assert judge("said_count", words, {"metric": "count", "quantity": 2.0}, lines=_PROJECTS) == []
