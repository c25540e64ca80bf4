"""The suites as data: strictly checked when read, and true to the vocabulary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from yusuan import reference
from yusuan.identities.suite import (
    CellsAgree,
    DocumentsAgree,
    Identity,
    LinesAddUp,
    RestatedAgrees,
    RowsAddUp,
    Rule,
    Selector,
    SuiteError,
    Sum,
    TextAgrees,
    load,
    read_suite,
)
from yusuan.reference.measures import measure_words

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


def test_a_warning_asks_and_a_critical_one_accuses(write: Callable[..., Path]) -> None:
    soft, hard = read_suite(write({**_ROWS, "severity": "warning"}, _ROWS))
    assert (soft.formula.severity, hard.formula.severity) == ("soft", "hard")


def test_a_rules_source_is_kept(write: Callable[..., Path]) -> None:
    meta = {**_ROWS["meta"], "source": "财预〔2016〕143号"}  # type: ignore[dict-item]
    (one,) = read_suite(write({**_ROWS, "meta": meta}))
    assert one.source == "财预〔2016〕143号"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({**_ROWS, "type": "expect_magic"}, "expect_magic"),
        ({**_ROWS, "severity": "info"}, "info"),
        ({"type": "expect_rows_to_add_up"}, "meta"),
        ({"meta": {}, "type": "expect_rows_to_add_up"}, "kwargs"),
        ("expect_rows_to_add_up", "第2条"),
        ({**_ROWS, "meta": {"sentence": "只有中文。"}}, "sentence_en"),
        ({**_ROWS, "kwargs": None}, "NoneType"),
        ({**_ROWS, "meta": None}, "NoneType"),
        (_with(tables=["profit_and_loss"]), "tables.0"),
        (_with(total=None), "total"),
        (_with(identity="a"), "identity"),
        (_with(tolerance=5), "tolerance"),
        (_with(parts="basic"), "parts"),
        (
            {
                **_ROWS,
                "type": "expect_rule_to_hold",
                "kwargs": {"identity": "rule.x", "rule": "no_such_rule"},
            },
            "rule",
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
        (_rule("weights", numbers={"whole": 100}), "without_execution"),
        (_rule("said_count", words=["projects.count", "projects"]), "words至少要3个"),
        (_rule("project_names", words=["projects", "outsourcing"]), "likeness"),
    ],
)
def test_a_malformed_entry_is_refused_in_one_line_with_file_number_and_place(
    write: Callable[..., Path], entry: object, reason: str
) -> None:
    with pytest.raises(SuiteError, match=r"^[^\n]*inside\.json：第2条[^\n]*$") as refused:
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


def _words(parts: list[str | Sum]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Sum):
            yield part.sum
            yield from _words(part.of)
        else:
            yield part


def test_every_measure_of_the_house_is_in_the_vocabulary(house: list[Identity]) -> None:
    for one in house:
        formula = one.formula
        measures = [
            measure
            for selector in _selectors(formula)
            for choice in (selector.measures, *selector.instead)
            for measure in choice
        ]
        if isinstance(formula, RowsAddUp):
            measures += [formula.total, *_words(formula.parts)]
        for measure in measures:
            words = measure.removesuffix("*").removesuffix(".")
            assert words == "" or all(word in measure_words() for word in words.split(".")), one


def test_every_role_of_the_house_is_one_that_lines_can_have(house: list[Identity]) -> None:
    known = {line.role for line in reference.line_roles()} | {"department", "unit"}
    for one in house:
        roles = [role for selector in _selectors(one.formula) for role in selector.roles]
        if isinstance(one.formula, LinesAddUp):
            roles += one.formula.roles
        assert set(roles) <= known, one


def test_every_code_of_the_house_is_in_a_classification(house: list[Identity]) -> None:
    known = {**reference.codes("functional"), **reference.codes("economic")}
    codes = {code for one in house for selector in _selectors(one.formula) for code in selector.codes}
    assert codes <= set(known)


def test_every_identity_of_the_house_says_what_must_hold_in_both_languages(house: list[Identity]) -> None:
    for one in house:
        assert one.sentence.endswith("。")
        assert one.sentence_en.isascii() or not one.sentence_en.endswith("。")
        assert isinstance(
            one.formula,
            (RowsAddUp, LinesAddUp, CellsAgree, TextAgrees, DocumentsAgree, RestatedAgrees, Rule),
        )


def test_every_entry_of_the_house_has_an_id_of_its_own(repository: Path) -> None:
    ids = [
        entry["id"]
        for path in (repository / "expectations").glob("*.json")
        for entry in json.loads(path.read_text(encoding="utf-8"))["expectations"]
    ]
    assert len(set(ids)) == len(ids)
