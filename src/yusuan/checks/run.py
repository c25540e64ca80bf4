"""Check a whole collection at once: identities evaluated, outcomes judged, findings as frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan import clock
from yusuan.checks import waivers
from yusuan.checks.evidence import Evidence
from yusuan.checks.judgement import judge
from yusuan.identities.suite import load
from yusuan.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl


@dataclass(frozen=True)
class CheckResult:
    """The result of a check.

    Attributes:
        outcomes: one row an identity on one document; `schemas.Outcomes`.
        judgements: one row an entry of a suite, as Great Expectations judges it over the outcomes;
            `schemas.Judgements`.
        findings: one row a place where an identity was tested, those that break of one cause folded into one;
            `schemas.Findings`.
        untested: one row an identity that a document gave no means to test; `schemas.Untested`.
        waivers: one row a waiver, and what became of it; `schemas.Waivers`.
    """

    outcomes: pl.DataFrame
    judgements: pl.DataFrame
    findings: pl.DataFrame
    untested: pl.DataFrame
    waivers: pl.DataFrame

    @property
    def tested(self) -> int:
        """How many identities were tested, witnesses among them."""
        return self.findings.height + int(self.findings["witnesses"].list.len().sum())

    @property
    def success(self) -> dict[str, bool]:
        """By suite, whether no entry that is critical fails."""
        rows = self.judgements.select("suite", "success", "severity").rows()
        critical = {
            suite for suite, success, severity in rows if not success and severity == Severity.CRITICAL
        }
        return {suite: suite not in critical for suite, *_ in rows}


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
    findings = evidence.findings()
    return CheckResult(
        outcomes=evidence.outcomes,
        judgements=judge(evidence.outcomes, suites),
        findings=findings,
        untested=evidence.untested(),
        waivers=waivers.states(given, findings, today),
    )
