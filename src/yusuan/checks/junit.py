"""Findings as JUnit XML, which schedulers and build servers read: a suite each, a case each identity and document.

What is broken fails its case; what could not be tested, or is waived, is a skipped one with the reason; what is
asked stands in the output of its case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

if TYPE_CHECKING:
    import polars as pl
    from junitparser.junitparser import FinalResult

# What XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(findings: pl.DataFrame, untested: pl.DataFrame) -> bytes:
    """A JUnit XML document.

    Args:
        findings: of a run, `schemas.Findings`.
        untested: of the same run, `schemas.Untested`.
    """
    suites: dict[str, TestSuite] = {}
    cases: dict[tuple[str, str], TestCase] = {}
    results: dict[tuple[str, str], list[FinalResult]] = {}
    asked: dict[tuple[str, str], list[str]] = {}
    for row in (*findings.iter_rows(named=True), *untested.iter_rows(named=True)):
        key = (row["document"], row["identity"])
        if key not in cases:
            cases[key] = TestCase(name=row["identity"], classname=_xml(row["document"]))
            suites.setdefault(row["suite"], TestSuite(row["suite"]))
            results[key], asked[key] = [], []
        match row:
            case {"reason": reason}:
                results[key].append(Skipped(_xml(reason)))
            case {"waived": str() as waived, "message": message}:
                results[key].append(Skipped(_xml(f"{message}（{waived}）")))
            case {"status": "broken", "message": message}:
                results[key].append(Failure(_xml(message)))
            case {"status": "question", "message": message}:
                asked[key].append(_xml(message))
    suite_of = dict(zip(findings["identity"], findings["suite"], strict=True))
    suite_of |= dict(zip(untested["identity"], untested["suite"], strict=True))
    for key, case in cases.items():
        case.result = results[key]
        if asked[key]:
            case.system_out = "\n".join(asked[key])
        suites[suite_of[key[1]]].add_testcase(case)
    document = JUnitXml("yusuan")
    for name in sorted(suites):
        document.add_testsuite(suites[name])
    return bytes(document.tostring())  # type: ignore[no-untyped-call]


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
