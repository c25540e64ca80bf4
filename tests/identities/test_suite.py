"""The suites as data: strictly checked when read, and true to the vocabulary."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from yusuan import reference
from yusuan.identities.entries import (
    FORMS,
    CellsAgree,
    DocumentsAgree,
    RowsAddUp,
    Selector,
    TextAgrees,
)
from yusuan.identities.suite import Identity, SuiteError, load, names, read_suite
from yusuan.reference.table_kinds import amount_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ROWS = {
    "type": "expect_rows_to_add_up",
    "severity": "critical",
    "id": "00000000-0000-0000-0000-000000000001",
    "kwargs": {
        "identity": "row.total",
        "tables": ["expenditure_summary"],
        "total": "total",
        "parts": ["basic", "project"],
    },
    "meta": {"sentence": "合计 = 基本 + 项目。", "sentence_en": "Total = basic + project."},
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_suite(*entries: dict[str, object], name: str = "inside") -> Path:
        path = tmp_path / f"{name}.json"
        path.write_text(
            json.dumps({"name": name, "expectations": entries}, ensure_ascii=False), encoding="utf-8"
        )
        return path

    return write_suite


def _with(**changes: object) -> dict[str, object]:
    """The entry with some of its arguments changed; None takes one away."""
    kwargs = {**_ROWS["kwargs"], **changes}  # type: ignore[dict-item]
    return {**_ROWS, "kwargs": {name: value for name, value in kwargs.items() if value is not None}}


def _rule(rule: str, **kwargs: object) -> dict[str, object]:
    return {**_ROWS, "type": "expect_rule_to_hold", "kwargs": {"identity": "rule.x", "rule": rule, **kwargs}}


def _text(**kwargs: object) -> dict[str, object]:
    whole = {"metric": "income.total", "cells": [{"tables": ["projects"], "measures": ["total"]}], **kwargs}
    return {**_ROWS, "type": "expect_text_to_agree", "kwargs": {"identity": "text.x", **whole}}


@pytest.fixture(scope="module")
def house(repository: Path) -> list[Identity]:
    return load(repository / "expectations")


def test_an_entry_is_a_formula_with_its_sentences(write: Callable[..., Path]) -> None:
    (one,) = read_suite(write(_ROWS))
    assert one.suite == "inside"
    assert one.formula == RowsAddUp(
        identity="row.total", tables=["expenditure_summary"], total="total", parts=["basic", "project"]
    )
    assert (one.sentence, one.sentence_en, one.source) == (
        "合计 = 基本 + 项目。",
        "Total = basic + project.",
        "",
    )


@pytest.mark.parametrize(
    ("severity", "failure", "must_hold"),
    [
        ("critical", {}, True),
        ("warning", {}, False),
        ("info", {}, False),
        ("info", {"failure": "broken"}, True),
        ("critical", {"failure": "question"}, False),
    ],
)
def test_a_critical_entry_accuses_and_others_ask_unless_they_say_what_a_failure_is(
    write: Callable[..., Path], severity: str, failure: dict[str, str], must_hold: bool
) -> None:
    (one,) = read_suite(write({**_with(**failure), "severity": severity}))
    assert (one.formula.severity, one.formula.must_hold) == (severity, must_hold)


def test_what_an_entry_is_about_it_says_itself_or_its_suite_or_its_form(write: Callable[..., Path]) -> None:
    rule = {**_ROWS, "type": "expect_rule_to_hold", "kwargs": {"identity": "a.rule", "rule": "residue"}}
    path = write(_ROWS, rule, _with(identity="a.name", subject="name"))
    assert [one.formula.subject for one in read_suite(path)] == ["amount", "form", "name"]
    suite = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**suite, "meta": {"subject": "wording"}}), encoding="utf-8")
    assert [one.formula.subject for one in read_suite(path)] == ["wording", "wording", "name"]


def test_a_rules_source_is_kept(write: Callable[..., Path]) -> None:
    meta = {**_ROWS["meta"], "source": "财预〔2016〕143号"}  # type: ignore[dict-item]
    (one,) = read_suite(write({**_ROWS, "meta": meta}))
    assert one.source == "财预〔2016〕143号"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({**_ROWS, "type": "expect_row_to_add_up"}, "最接近的是“expect_rows_to_add_up”"),
        ({**_ROWS, "severity": "warnin"}, "最接近的是“warning”"),
        ({key: value for key, value in _ROWS.items() if key != "meta"}, "meta"),
        ({"meta": {}, "type": "expect_rows_to_add_up"}, "第2条"),
        ("expect_rows_to_add_up", "第2条"),
        ({**_ROWS, "meta": {**_ROWS["meta"], "wy": "。"}}, "最接近的是“why”"),  # type: ignore[dict-item]
        ({**_ROWS, "meta": {"sentence": "只有中文。"}}, "sentence_en"),
        ({**_ROWS, "kwargs": None}, "NoneType"),
        ({**_ROWS, "meta": None}, "valid dictionary"),
        (_with(tables=["expenditure_sumary"]), "tables.0：“expenditure_sumary”"),
        (_with(total="totl"), "“totl”不是列 (measure)，最接近的是“total”"),
        (_with(parts=["basic", "proj"]), "“proj”不是列"),
        (_with(parts=None), "parts和by要写其中一项"),
        (_with(by=["fund"]), "parts和by要写其中一项"),
        (_with(parts=None, by=["funds"]), "最接近的是“fund”"),
        (_with(parts=None, by=["time"], total="basic"), "“basic”没有time的明细"),
        (_with(least="two"), "least"),
        (_with(practice="西安 24-"), "西安 24-"),
        (_with(rows=[]), "rows"),
        (_with(total="{sum}", rows=[{"total": "total"}]), "'sum'"),
        (_with(total=None), "total"),
        (_with(identity="a"), "identity"),
        (_with(tolerance=5), "tolerance"),
        (_with(parts="basic"), "parts"),
        (
            {
                **_ROWS,
                "type": "expect_rule_to_hold",
                "kwargs": {"identity": "rule.x", "rule": "weight"},
            },
            "rule：“weight”不是方法 (rule)，最接近的是“weights”",
        ),
        (
            {
                **_ROWS,
                "type": "expect_cells_to_agree",
                "kwargs": {"identity": "cells.x", "left": [], "right": [], "relation": "<"},
            },
            "relation",
        ),
        (
            {
                **_ROWS,
                "type": "expect_text_to_agree",
                "kwargs": {
                    "identity": "text.x",
                    "metric": "income.total",
                    "cells": [{"tables": ["projects"], "measures": ["total"], "named": "（["}],
                },
            },
            "不是正则表达式",
        ),
        (_text(metric="income.totals"), "“income.totals”不是文字指标 (metric)，最接近的是“income.total”"),
        (_text(metric="income.total.bugdet"), "不是文字指标"),
        (
            _text(cells=[{"tables": ["projects"], "roles": ["totl"], "measures": ["total"]}]),
            "“totl”不是行的作用",
        ),
        (_text(cells=[{"tables": ["projects"], "measures": ["next_year.*"]}]), "“next_year.*”不是列"),
        (
            _text(cells=[{"tables": ["projects"], "measures": ["total"], "role": ["total"]}]),
            "最接近的是“roles”",
        ),
        (_rule("weights", parameters={"whole": 100}), "without_execution：缺少"),
        (
            _rule("weights", parameters={"whole": 100, "without_executon": 90}),
            "最接近的是“without_execution”",
        ),
        (_rule("year_titles", parameters={"places": ["contnets"]}), "最接近的是“contents”"),
        (_rule("said_sum", parameters={"whole": ["income.total"], "parts": []}), "parts"),
        (_rule("wording", parameters={"patterns": ["（["]}), "不是正则表达式"),
        (_rule("residue", words=["XX"]), "words"),
    ],
)
def test_a_malformed_entry_is_refused_in_one_line_with_file_entry_and_the_nearest_word(
    write: Callable[..., Path], entry: object, reason: str
) -> None:
    with pytest.raises(SuiteError, match=r"^[^\n]*inside\.json：[^\n]*$") as refused:
        read_suite(write(_ROWS, entry))
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"name": "x"}', '{"expectations": []}', "null", '{"name": "x", "expectations": null}'],
)
def test_what_is_no_suite_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SuiteError, match=r"broken\.json：不是规则集"):
        read_suite(path)


def test_one_name_for_two_identities_is_refused_even_over_files(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    write(_ROWS, name="one")
    write(_ROWS, name="two")
    with pytest.raises(SuiteError, match=r"规则编号重复：row\.total"):
        load(tmp_path)


def test_a_folder_without_suites_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="没有规则"):
        load(tmp_path)


def _selectors(formula: object) -> Iterator[Selector]:
    if isinstance(formula, CellsAgree):
        yield from formula.selectors
    elif isinstance(formula, DocumentsAgree):
        yield from (*formula.left, *formula.right)
    elif isinstance(formula, TextAgrees):
        yield from formula.cells


def test_every_code_of_the_house_is_in_a_classification(house: list[Identity]) -> None:
    known = {**reference.codes("functional"), **reference.codes("economic")}
    codes = {code for one in house for selector in _selectors(one.formula) for code in selector.codes}
    assert codes <= set(known)


_CODE_WORD = re.compile(r"[a-z]_[a-z]|[a-z]\\.[a-z]|[{}]")


def test_every_identity_of_the_house_says_what_must_hold_and_why_in_both_languages(
    house: list[Identity],
) -> None:
    for one in house:
        for chinese, english in ((one.sentence, one.sentence_en), (one.why, one.why_en)):
            assert chinese.endswith("。"), one
            assert english.endswith("."), one
            assert not _CODE_WORD.search(chinese + english), one


def test_the_house_writes_short(repository: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (repository / "expectations").glob("*.json")]
    assert sum(text.count("\n") for text in texts) < 3_500
    assert not any(default in text for text in texts for default in ('"severity": "critical"', '"id":'))


def test_a_suite_of_the_house_is_one_of_great_expectations(repository: Path) -> None:
    for path in (repository / "expectations").glob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        assert set(suite) == {"name", "meta", "expectations"}
        for entry in suite["expectations"]:
            assert set(entry) <= {"type", "kwargs", "severity", "meta"}
            assert entry["type"] in FORMS


# --- sums that follow from the tree of measures -------------------------------------------------------


def test_a_sum_by_a_breakdown_has_the_addends_of_the_tree(write: Callable[..., Path]) -> None:
    entry = _with(parts=None, total="carryover", by=["fund"], also=["surplus_used"])
    formula = read_suite(write(entry))[0].formula
    assert isinstance(formula, RowsAddUp)
    assert [addend.measure for addend in formula.addends] == [
        "carryover.fiscal_appropriation",
        "carryover.special_account",
        "carryover.unit_funds",
        "surplus_used",
    ]


def test_without_tables_all_that_list_amounts_are_meant(write: Callable[..., Path]) -> None:
    formula = read_suite(write(_with(tables=None)))[0].formula
    assert isinstance(formula, RowsAddUp)
    assert tuple(formula.tables) == amount_tables()


# --- rows ---------------------------------------------------------------------------------------------


def test_an_entry_with_rows_is_an_identity_a_row_with_its_words_and_their_names(
    write: Callable[..., Path],
) -> None:
    entry = _with(
        identity="row.{measure}",
        total="{measure}",
        parts="{parts}",
        rows=[
            {"measure": "basic", "parts": ["basic.personnel", "basic.operating"], "who": "甲", "who_en": "A"},
            {"measure": "total", "parts": ["basic", "project"], "who": "乙", "who_en": "B"},
        ],
    )
    entry["meta"] = {"sentence": "{who}的{measure}。", "sentence_en": "{measure} of {who}."}
    path = write(entry)
    first, second = read_suite(path)
    assert (first.formula.identity, second.formula.identity) == ("row.basic", "row.total")
    assert isinstance(second.formula, RowsAddUp)
    assert second.formula.parts == ["basic", "project"]
    assert (first.sentence, first.sentence_en) == ("甲的基本支出。", "basic of A.")
    kwargs = json.loads(path.read_text(encoding="utf-8"))["expectations"][0]["kwargs"]
    assert names(kwargs) == ["row.basic", "row.total"]


def test_a_slip_in_a_row_is_refused_with_the_identity_of_the_row(write: Callable[..., Path]) -> None:
    entry = _with(identity="row.{total}", total="{total}", rows=[{"total": "total"}, {"total": "basc"}])
    with pytest.raises(SuiteError, match=r"：row\.basc，total：“basc”不是列"):
        read_suite(write(entry))


# --- practices ----------------------------------------------------------------------------------------


def test_an_entry_with_a_practice_is_asked_of_its_place_and_years(write: Callable[..., Path]) -> None:
    formula = read_suite(write(_with(practice="西安 2024-")))[0].formula
    assert formula.applies("西安市民政局", 2024)
    assert not formula.applies("西安市民政局", 2023)
    assert not formula.applies("宝鸡市民政局", 2024)
