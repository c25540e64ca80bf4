"""Run the suites over a whole collection at once with Great Expectations; findings as a frame."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from yusuan import clock
from yusuan.checks import waivers
from yusuan.checks.evidence import Evidence
from yusuan.identities.suite import load, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import polars as pl


@dataclass(frozen=True)
class CheckResult:
    """What a run found.

    Attributes:
        findings: one row a place where an identity was tested, those that break of one cause folded into one;
            `schemas.Findings`.
        untested: one row an identity that a document gave no means to test; `schemas.Untested`.
        waivers: one row a waiver, and what became of it; `schemas.Waivers`.
        success: by suite, whether nothing in it is broken and not waived.
    """

    findings: pl.DataFrame
    untested: pl.DataFrame
    waivers: pl.DataFrame
    success: dict[str, bool]

    @property
    def tested(self) -> int:
        """How many identities were tested, witnesses among them."""
        return self.findings.height + int(self.findings["witnesses"].list.len().sum())


def check(frames: Mapping[str, pl.LazyFrame], suites: Path) -> CheckResult:
    """Assert every suite of a folder on a collection.

    Args:
        frames: the clean frames: documents, facts, lines, columns, statements, indicators, headings.
        suites: the folder of *.json, with its waivers.

    Raises:
        yusuan.identities.suite.SuiteError: a suite is malformed.
        yusuan.checks.waivers.WaiverError: the waivers are malformed.
    """
    given, today = waivers.load(suites), clock.today()
    in_force = [waiver for waiver in given if not waiver.has_expired(today)]
    evidence = Evidence(frames, load(suites), in_force)
    evaluated: list[str] = []
    success: dict[str, bool] = {}
    for name, passed, identities in _validated(evidence, suites):
        success[name] = passed
        evaluated += identities
    findings = evidence.findings(evaluated)
    return CheckResult(
        findings=findings,
        untested=evidence.untested(evaluated),
        waivers=waivers.states(given, findings, today),
        success=success,
    )


def _validated(evidence: Evidence, suites: Path) -> Iterator[tuple[str, bool, list[str]]]:
    """Each suite's name, whether it holds, and the identities it evaluated."""
    # Nothing leaves the machine, and a run's log is its own.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations  # noqa: PLC0415 — takes seconds; only a check pays for it
    import pandas as pd  # noqa: PLC0415
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    from yusuan.checks import expectations  # noqa: PLC0415

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    name = uuid4().hex
    expectations.lend(name, evidence)
    try:
        batch = (
            context.data_sources.add_pandas("clean")
            .add_dataframe_asset("collection")
            .add_batch_definition_whole_dataframe("whole")
            .get_batch({"dataframe": pd.DataFrame({expectations.COLLECTION: [name]})})
        )
        for path in sorted(suites.glob("*.json")):
            suite = great_expectations.ExpectationSuite(**json.loads(path.read_text(encoding="utf-8")))
            result = batch.validate(suite)
            for one in result.results:
                _fail_with(path, one.exception_info)
            ran = [one.expectation_config for one in result.results if one.expectation_config is not None]
            identities = [name for one in ran for name in names(one.kwargs)]
            yield suite.name, bool(result.success), identities
    finally:
        expectations.take_back(name)


def _fail_with(path: Path, info: Mapping[str, Any] | None) -> None:
    """Raise what went wrong in an expectation; Great Expectations notes it once, or by metric."""
    for noted in (info or {}, *(info or {}).values()):
        if isinstance(noted, dict) and noted.get("raised_exception"):
            raise RuntimeError(f"{path}: {noted.get('exception_message')}")
