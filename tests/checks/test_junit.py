"""Findings as JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from junitparser import Failure, JUnitXml, Skipped

from yusuan.checks.junit import junit
from yusuan.model import schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl


def test_what_is_broken_fails_its_case_and_the_rest_is_told(framed: Callable[..., pl.DataFrame]) -> None:
    of = {"document": "甲/2024-budget", "suite": "inside"}
    findings = framed(
        schemas.Findings,
        {**of, "identity": "holds", "status": "exact", "message": "相符"},
        {**of, "identity": "breaks", "status": "broken", "message": "差 <b>0.50</b> & \x00\ufffe"},
        {**of, "identity": "breaks", "status": "broken", "message": "又差"},
        {**of, "identity": "asks", "status": "question", "message": "问"},
        {**of, "identity": "waived", "status": "broken", "message": "差", "waived": "已知"},
    )
    untested = framed(schemas.Untested, {**of, "suite": "other", "identity": "untested", "reason": "没有表"})
    written = junit(findings, untested)
    assert written == junit(findings, untested)
    suites = {suite.name: suite for suite in JUnitXml.fromstring(written)}
    cases = {case.name: case for suite in suites.values() for case in suite}
    assert {name: (suite.tests, suite.failures, suite.skipped) for name, suite in suites.items()} == {
        "inside": (4, 2, 1),
        "other": (1, 0, 1),
    }
    assert cases["holds"].is_passed
    assert [(type(one), one.message) for one in cases["breaks"].result] == [
        (Failure, "差 <b>0.50</b> & ��"),
        (Failure, "又差"),
    ]
    assert cases["asks"].system_out == "问"
    assert [(type(one), one.message) for one in cases["waived"].result] == [(Skipped, "差（已知）")]
    assert [(type(one), one.message) for one in cases["untested"].result] == [(Skipped, "没有表")]
    assert {case.classname for case in cases.values()} == {"甲/2024-budget"}
