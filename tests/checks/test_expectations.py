"""The expectations judge rows of outcomes, as Great Expectations' own do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import great_expectations as gx
import pandas as pd
import pytest

from yusuan.checks.expectations import ExpectRowsToAddUp, ExpectTextToAgree

if TYPE_CHECKING:
    from collections.abc import Callable

    Judged = Callable[..., Any]

_ROWS = [
    ("甲", "a", "exact", 0, 0),
    ("乙", "a", "broken", 2, 0),
    ("丙", "a", "broken", 2, 1),
    ("丁", "a", "question", 1, 1),
    ("戊", "a", "rounding", 0, 0),
    ("己", "a", "untested", 0, 0),
    ("甲", "b", "untested", 0, 0),
    ("乙", "text.x", "exact", 0, 0),
    ("乙", "text.y", "broken", 1, 0),
]


@pytest.fixture(scope="module")
def judged() -> Judged:
    """The result of one expectation over the rows."""
    frame = pd.DataFrame(_ROWS, columns=["document", "identity", "status", "broken", "waived"])
    context = gx.get_context(mode="ephemeral")
    batch = (
        context.data_sources.add_pandas("clean")
        .add_dataframe_asset("outcomes")
        .add_batch_definition_whole_dataframe("all")
        .get_batch({"dataframe": frame})
    )

    def judge(expectation: Any, result_format: str = "COMPLETE") -> Any:
        result = batch.validate(expectation, result_format=result_format)
        assert result.exception_info in ({}, {"raised_exception": False}) or not any(
            info.get("raised_exception") for info in result.exception_info.values() if isinstance(info, dict)
        )
        return result

    return judge


def test_it_fails_on_documents_that_break_and_are_not_waived(judged: Judged) -> None:
    result = judged(ExpectRowsToAddUp(identity="a"))
    assert result.success is False
    counts = result.result
    assert (counts["element_count"], counts["missing_count"], counts["unexpected_count"]) == (6, 1, 2)
    assert counts["unexpected_percent"] == 40
    assert counts["unexpected_list"] == ["丙", "乙"]
    assert counts["unexpected_index_list"][0] == {"document": "丙", "identity": "a"}


@pytest.mark.parametrize(("mostly", "success"), [(0.6, True), (0.61, False)])
def test_mostly_is_the_share_of_the_documents_tested_that_must_hold(
    judged: Judged, mostly: float, success: bool
) -> None:
    assert judged(ExpectRowsToAddUp(identity="a", mostly=mostly)).success is success


def test_what_no_document_could_test_or_nobody_evaluated_does_not_fail(judged: Judged) -> None:
    untested, unknown = (judged(ExpectRowsToAddUp(identity=name)) for name in ("b", "c"))
    assert (untested.success, untested.result["missing_count"]) == (True, 1)
    assert (unknown.success, unknown.result["element_count"]) == (True, 0)


def test_an_entry_of_several_rows_is_judged_over_the_identities_of_all(judged: Judged) -> None:
    result = judged(ExpectTextToAgree(identity="text.{n}", rows=[{"n": "x"}, {"n": "y"}]))
    assert (result.success, result.result["element_count"]) == (False, 2)
    assert result.result["unexpected_index_list"] == [{"document": "乙", "identity": "text.y"}]


def test_severity_and_result_format_are_great_expectations_own(judged: Judged) -> None:
    result = judged(ExpectRowsToAddUp(identity="a", severity="info"), "BOOLEAN_ONLY")
    assert result.expectation_config.severity.value == "info"
    assert "unexpected_list" not in (result.result or {})
    summary = judged(ExpectRowsToAddUp(identity="a"), "SUMMARY").result
    assert summary["partial_unexpected_list"] == ["丙", "乙"]
    assert "unexpected_list" not in summary
