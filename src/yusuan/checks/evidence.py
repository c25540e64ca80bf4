"""The evidence of a collection: its identities evaluated, what came of them, and the findings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from yusuan.checks import findings, outcomes
from yusuan.checks.evaluation import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from yusuan.checks.waivers import Waiver
    from yusuan.identities.suite import Identity

# What no identity is about.
_UNUSED = {"terms"}


class Evidence:
    """A set of identities, evaluated once on a collection."""

    def __init__(
        self,
        frames: Mapping[str, pl.LazyFrame],
        identities: Sequence[Identity],
        waivers: Sequence[Waiver] = (),
    ) -> None:
        """Evaluate.

        Args:
            frames: the clean frames of a workspace.
            identities: of all suites that run.
            waivers: those that have not expired.
        """
        self._frames = {name: frame.collect() for name, frame in frames.items() if name not in _UNUSED}
        self._identities = identities
        self._places = evaluate(self._frames, identities)
        self._causes = findings.waivable_causes(self._places, waivers)

    @cached_property
    def outcomes(self) -> pl.DataFrame:
        """One row an identity on one document; `schemas.Outcomes`."""
        waived = [
            number
            for cause in self._causes
            if cause.waiver is not None
            for number in (cause.lead, *cause.witnesses)
        ]
        return outcomes.outcomes(self._places, self._frames["documents"], self._identities, waived)

    def untested(self) -> pl.DataFrame:
        """One row an identity that a document gave no means to test; `schemas.Untested`."""
        return outcomes.untested(self.outcomes, self._frames["lines"], self._identities)

    def findings(self) -> pl.DataFrame:
        """One row a place where an identity was tested, those of one cause as one; `schemas.Findings`."""
        return findings.findings(self._places, self._causes, self._frames, self._identities)
