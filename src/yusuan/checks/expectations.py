"""Custom expectations: one for each form of identity, all judged from evidence computed once.

Great Expectations has no Polars engine. Its batch here is a one-row frame that names the collection; the
metric looks the outcome of an identity up in the evidence of that collection, which one lazy Polars query
has made for all identities together.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from yusuan.identities.suite import names

if TYPE_CHECKING:
    from yusuan.checks.evidence import Evidence

COLLECTION = "collection"

# Evidence by the name of its collection, for as long as a run needs it.
_EVIDENCE: dict[str, Evidence] = {}


def lend(name: str, evidence: Evidence) -> None:
    """Let the metric find the evidence of a collection."""
    _EVIDENCE[name] = evidence


def take_back(name: str) -> None:
    """Forget the evidence of a collection."""
    _EVIDENCE.pop(name, None)


class IdentityOutcomes(TableMetricProvider):
    """How often an identity came out as exact, rounding, broken, question or waived on the collection."""

    metric_name = "table.identity_outcomes"
    value_keys = ("identity", "rows")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(  # the signature is Great Expectations'
        cls,  # noqa: N805
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],  # noqa: ARG002
        runtime_configuration: dict[str, Any],  # noqa: ARG002
    ) -> dict[str, int]:
        frame = execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs)
        evidence = _EVIDENCE[frame[COLLECTION].iloc[0]]
        counts: Counter[str] = Counter()
        for name in names({key: value for key, value in metric_value_kwargs.items() if value is not None}):
            counts.update(evidence.counts(name))
        return dict(counts)


class _IdentityExpectation(BatchExpectation):
    """Holds where no document breaks the identity; what it asks, or what is waived, is no failure."""

    identity: str
    # Of an entry that asks for an identity a row.
    rows: list[dict[str, Any]] | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.identity_outcomes",)
    success_keys: ClassVar[tuple[str, ...]] = ("identity", "rows")
    args_keys: ClassVar[tuple[str, ...]] = ("identity", "rows")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        counts = metrics["table.identity_outcomes"]
        return {"success": not counts.get("broken"), "result": {"observed_value": counts}}

    class Config:
        extra = "allow"


class ExpectRowsToAddUp(_IdentityExpectation):
    """In every line, a column equals the columns it is made of."""


class ExpectLinesToAddUp(_IdentityExpectation):
    """In every column, a line equals the lines that are part of it."""


class ExpectCellsToAgree(_IdentityExpectation):
    """Cells of one table stand in a relation to cells of another."""


class ExpectTextToAgree(_IdentityExpectation):
    """A figure said in prose equals cells of a table."""


class ExpectDocumentsToAgree(_IdentityExpectation):
    """Cells of a document stand in a relation to cells of another document."""


class ExpectRestatedToAgree(_IdentityExpectation):
    """An amount that prose gives of another document is one which that document discloses."""


class ExpectRuleToHold(_IdentityExpectation):
    """A rule of form, names, counts or performance targets."""
