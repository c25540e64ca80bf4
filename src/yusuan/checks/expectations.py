"""Custom expectations of Great Expectations, one for each form of identity, judged over the frame of outcomes.

Great Expectations has no Polars engine, so identities are evaluated before, and its batch is what came of them:
a row an identity on one document (`outcomes` in data/clean). An expectation counts the documents on which its
identities do not hold; `mostly`, `severity` and the shape of the result are those of Great Expectations' own
expectations over rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation, _format_map_output
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.expectations.model_field_types import MostlyField  # noqa: TC002 — read at run time

from yusuan.identities.suite import names

if TYPE_CHECKING:
    import pandas as pd

# The columns of `schemas.Outcomes` that judging takes.
COLUMNS = ("document", "identity", "status", "broken", "waived")
_METRIC = "table.outcomes_by_identity"


@dataclass(slots=True)
class Tally:
    """What the rows of one identity come to.

    Attributes:
        documents: how many rows, one a document.
        untested: how many of them could not be tested.
        broken: the documents on which it does not hold at a place that is not waived.
    """

    documents: int = 0
    untested: int = 0
    broken: list[str] = field(default_factory=list)


def tallies(outcomes: pd.DataFrame) -> dict[str, Tally]:
    """The rows of outcomes by their identity.

    Args:
        outcomes: at least `COLUMNS`.
    """
    tallied: dict[str, Tally] = {}
    for identity, count in outcomes["identity"].value_counts().items():
        tallied[str(identity)] = Tally(documents=int(count))
    is_untested = outcomes["status"] == "untested"
    for identity, count in outcomes.loc[is_untested, "identity"].value_counts().items():
        tallied[str(identity)].untested = int(count)
    broken = outcomes[~is_untested & (outcomes["broken"] > outcomes["waived"])].sort_values("document")
    for identity, document in zip(broken["identity"], broken["document"], strict=True):
        tallied[str(identity)].broken.append(str(document))
    return tallied


class OutcomesByIdentity(TableMetricProvider):
    """The rows of the batch by their identity, counted once for all expectations of a suite."""

    metric_name = _METRIC

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(  # the signature is Great Expectations'
        cls,  # noqa: N805
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],  # noqa: ARG002
        metrics: dict[str, Any],  # noqa: ARG002
        runtime_configuration: dict[str, Any],  # noqa: ARG002
    ) -> dict[str, Tally]:
        return tallies(execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs))


class _IdentityExpectation(BatchExpectation):
    """Of the documents that were tested, at least the share `mostly` holds to the identity.

    Its element is an identity on one document; one that could not be tested is missing. `unexpected_list` has
    the documents on which it does not hold, `unexpected_index_list` the identities beside them.
    """

    identity: str
    # Of an entry that asks for an identity a row.
    rows: list[dict[str, Any]] | None = None
    mostly: MostlyField = 1

    metric_dependencies: ClassVar[tuple[str, ...]] = (_METRIC,)
    success_keys: ClassVar[tuple[str, ...]] = ("identity", "rows", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("identity", "rows", "mostly")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        given = {"identity": self.identity, **({"rows": self.rows} if self.rows else {})}
        by_identity = {name: metrics[_METRIC].get(name, Tally()) for name in names(given)}
        documents = sum(tally.documents for tally in by_identity.values())
        tested = documents - sum(tally.untested for tally in by_identity.values())
        broken: list[Any] = [
            {"document": document, "identity": name}
            for name, tally in by_identity.items()
            for document in tally.broken
        ]
        result: dict[str, Any] = _format_map_output(
            result_format=parse_result_format(self._get_result_format(runtime_configuration)),
            success=not tested or (tested - len(broken)) / tested >= self.mostly,
            element_count=documents,
            nonnull_count=tested,
            unexpected_count=len(broken),
            unexpected_list=[row["document"] for row in broken],
            unexpected_index_list=broken,
            unexpected_index_column_names=["document", "identity"],
        )
        return result

    class Config:
        extra = "allow"


class ExpectRowsToAddUp(_IdentityExpectation):
    """In every line, a column equals the columns it is made of."""


class ExpectLinesToAddUp(_IdentityExpectation):
    """In every column, a line equals the lines that are part of it."""


class ExpectCellsToAgree(_IdentityExpectation):
    """Cells of one table stand in a relation to cells of another."""


class ExpectTextToAgree(_IdentityExpectation):
    """A figure in prose equals cells of a table."""


class ExpectDocumentsToAgree(_IdentityExpectation):
    """Cells of a document stand in a relation to cells of another document."""


class ExpectRestatedToAgree(_IdentityExpectation):
    """An amount that prose gives of another document is one which that document discloses."""


class ExpectRuleToHold(_IdentityExpectation):
    """A rule of form, names, counts or performance targets."""
