"""Rules inside the text: sums, shares, template residue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.identities.rules.numbers.sums_in_text import share_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yusuan.identities.rules.verdict import Verdict

    Row = Mapping[str, object]
    Judge = Callable[..., list[Verdict]]

_SAID = {"document": "甲", "section": "", "statement_no": 0, "line": "", "page": 1, "row": 1, "share": None}
_SAID |= {"rate_quantum": None}
_WAN = 1_000_000
_CENT = 10_000


@pytest.fixture
def judge(judged: Judge) -> Judge:
    """The verdicts of a rule on the statements of one document, named after their metrics."""

    def of(rule: str, words: Sequence[str], *statements: Row, **frames: Sequence[Row]) -> list[Verdict]:
        said = [{"line": str(row.get("metric")), **row} for row in statements]
        return judged(rule, parameters=_parameters(rule, words), statements=said, **frames)

    return of


def _parameters(rule: str, words: Sequence[str]) -> dict[str, object]:
    """Metrics in short: the sum (several joined by “|”), then its parts, those that may be there with “?”."""
    if rule in {"residue", "share_list"}:
        return {"patterns": words}
    whole, *parts = words
    return {
        "whole": whole.split("|") if rule == "said_sum" else whole,
        "parts": [part for part in parts if not part.endswith("?")],
        "optional": [part.removesuffix("?") for part in parts if part.endswith("?")],
    }


def _money(metric: str, fen: int, quantum: int = _CENT, **more: object) -> dict[str, object]:
    return {"metric": metric, "amount_fen": fen, "quantum_fen": quantum, **more}


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
    assert "CNY 0.0500 million for “all”, its parts add up to CNY 0.0300 million" in verdict.detail_en


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


def test_a_part_that_may_be_one_counts_only_where_the_sum_needs_it(judge: Judge) -> None:
    words = ["all|year", "basic", "project", "operation?", "reserve?"]
    basic, project = _money("basic", 3 * _WAN), _money("project", 2 * _WAN)

    def holds(*more: Row) -> str:
        (verdict,) = judge("said_sum", words, basic, project, *more)
        return verdict.holds

    assert holds(_money("all", 5 * _WAN)) == "exact"
    # 其中：事业单位经营支出, a part of the projects here.
    assert holds(_money("all", 5 * _WAN), _money("operation", _WAN)) == "exact"
    assert holds(_money("all", 6 * _WAN), _money("operation", _WAN)) == "exact"
    assert holds(_money("all", 7 * _WAN), _money("operation", _WAN), _money("reserve", _WAN)) == "exact"
    assert holds(_money("all", 7 * _WAN), _money("operation", _WAN)) == "broken"


def test_of_sums_that_the_text_may_mean_the_nearest_is_meant(judge: Judge) -> None:
    (verdict,) = judge(
        "said_sum",
        ["all|year", "part"],
        _money("all", 9 * _WAN),
        _money("year", 5 * _WAN),
        _money("part", 5 * _WAN),
    )
    assert (verdict.holds, verdict.line) == ("exact", "year")
    assert judge("said_sum", ["all|year", "part", "other"], _money("year", 5), _money("part", 5)) == []


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


# --- shares -------------------------------------------------------------------------------------------


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


def test_a_share_may_be_of_what_the_text_lists_instead_of_the_total(judge: Judge) -> None:
    """占本年支出 where the total holds what is carried over as well."""
    words = ["all", "one", "two"]
    rows = [_money("all", 200), _money("two", 60), _money("one", 90, share=0.6, rate_quantum=0.001)]
    assert [verdict.holds for verdict in judge("said_share", words, *rows)] == ["exact"]
    rows[2] = _money("one", 90, share=0.45, rate_quantum=0.001)
    assert [verdict.holds for verdict in judge("said_share", words, *rows)] == ["exact"]
    rows[2] = _money("one", 90, share=0.5, rate_quantum=0.001)
    assert [verdict.holds for verdict in judge("said_share", words, *rows)] == ["broken"]


def _listed(*shares: float, whole: int = 100 * _WAN, quantum: float = 0.001, **more: object) -> list[Row]:
    """A sum, and parts that are its shares to the printed precision."""
    return [
        {**_money("all", whole), **more},
        *(
            {**_money(f"part{number}", round(whole * share), share=share, rate_quantum=quantum), **more}
            for number, share in enumerate(shares)
        ),
    ]


@pytest.mark.parametrize(
    ("wrong", "holds"), [(0.0, "exact"), (0.001, "rounding"), (0.002, "broken"), (-0.01, "broken")]
)
def test_shares_of_a_list_add_up_to_the_whole(judge: Judge, wrong: float, holds: str) -> None:
    rows = _listed(0.703, 0.297)
    rows[2]["share"] += wrong
    (verdict,) = judge("share_list", [], *rows)
    assert (verdict.holds, verdict.row, verdict.against) == (holds, 2, ((1, 3, None),))
    if wrong == 0.002:
        assert verdict.detail == "所列2项占比之和为100.20%，金额之和即为总数：part070.3%、part129.9%"
        assert "100.20%" in verdict.detail_en


@given(parts=st.lists(st.integers(1, 10**6), min_size=2, max_size=9), digits=st.integers(2, 4))
def test_law_shares_that_are_rounded_by_themselves_are_never_broken(parts: list[int], digits: int) -> None:
    whole, quantum = sum(parts), 10**-digits
    shares = [round(part / whole, digits) for part in parts]
    rows = [_SAID | _money("all", whole, 1)] + [
        _SAID | _money(f"p{number}", part, 1, share=share, rate_quantum=quantum, statement_no=number)
        for number, (part, share) in enumerate(zip(parts, shares, strict=True))
    ]
    (verdict,) = share_list({"statements": pl.DataFrame(rows, infer_schema_length=None)})
    assert verdict.holds in {"exact", "rounding"}


def test_a_list_is_told_from_the_next_by_the_sum_it_makes(judge: Judge) -> None:
    first, second = _listed(0.6, 0.4), _listed(0.5, 0.25, 0.25, whole=60 * _WAN)
    # The second list is of a part of the first, which is its sum; shares follow one another.
    found = judge("share_list", [], *first, *second[1:])
    assert [(verdict.holds, verdict.row, len(verdict.against)) for verdict in found] == [
        ("exact", 2, 1),
        ("exact", 4, 2),
    ]


def test_what_is_no_whole_list_is_not_tested(judge: Judge) -> None:
    rows = _listed(0.703, 0.297)
    assert judge("share_list", [], *rows[:2]) == []
    assert judge("share_list", [], *rows[1:]) == []
    assert judge("share_list", [], rows[0], *({**row, "section": "别处"} for row in rows[1:])) == []
    assert judge("share_list", [], *_listed(1.0, 0.0)) == []


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


def test_residue_in_a_title_is_found_by_the_patterns_of_the_suite(judge: Judge) -> None:
    titles = [
        {"text": "XX局2024年部门预算", "row": 7},
        {"text": "××局", "row": 8},
        {"text": "甲局", "row": 9},
    ]
    found = judge("residue", ["[XxＸ×]{2,}", "_{2,}"], {"printed": "a"}, headings=titles)
    assert [(verdict.key, verdict.holds, verdict.line, verdict.row) for verdict in found] == [
        ("XX", "broken", "XX局2024年部门预算", 7),
        ("××", "broken", "××局", 8),
    ]


def test_a_document_without_residue_is_exact_once(judge: Judge) -> None:
    assert [verdict.holds for verdict in judge("residue", [], {"printed": "a"}, {"printed": "b"})] == [
        "exact"
    ]
    assert judge("residue", []) == []
