"""What the suites find in a collection: every identity evaluated once, over all documents together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from yusuan.checks import words
from yusuan.identities.residuals import closes, residuals
from yusuan.identities.rules import verdicts
from yusuan.identities.suite import Identity, Rule
from yusuan.model import schemas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OF_DOCUMENT = ("department", "scope", "fiscal_year", "phase")


class Evidence:
    """The outcomes of a set of identities on a collection."""

    def __init__(self, frames: Mapping[str, pl.LazyFrame], identities: Sequence[Identity]) -> None:
        """Evaluate.

        Args:
            frames: the clean frames of a workspace.
            identities: of all suites that run.
        """
        self._collected = {name: frame.collect() for name, frame in frames.items()}
        self._by_name = {one.formula.identity: one for one in identities}
        rows = [*self._amounts(identities), *self._rules(identities)]
        self.rows: dict[str, list[dict[str, object]]] = {}
        for row in rows:
            self.rows.setdefault(str(row["identity"]), []).append(row)

    def counts(self, identity: str) -> dict[str, int]:
        """How often an identity came out as what."""
        return dict(Counter(str(row["status"]) for row in self.rows.get(identity, [])))

    def findings(self, evaluated: Sequence[str]) -> pl.DataFrame:
        """The findings of the identities that a run evaluated, valid under `schemas.Findings`."""
        documents = {str(row["document"]): row for row in self._collected["documents"].to_dicts()}
        rows = [
            {**row, **{name: documents[str(row["document"])][name] for name in _OF_DOCUMENT}}
            for identity in evaluated
            for row in self.rows.get(identity, [])
        ]
        types = schemas.Findings.create_empty().schema
        frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in types}, schema=types)
        return schemas.Findings.validate(frame.sort("document", "page", "row", "identity", nulls_last=True))

    def untested(self, evaluated: Sequence[str]) -> pl.DataFrame:
        """Identities that a document gave no means to test, valid under `schemas.Untested`."""
        tables: dict[str, set[str]] = {}
        for document, table in (
            self._collected["lines"].select("document", pl.col("table").cast(pl.String)).unique().rows()
        ):
            tables.setdefault(document, set()).add(table)
        tested = {
            (identity, str(row["document"])) for identity in evaluated for row in self.rows.get(identity, [])
        }
        rows = []
        for document in self._collected["documents"].to_dicts():
            name = str(document["document"])
            for identity in evaluated:
                if (identity, name) in tested:
                    continue
                rule = self._by_name[identity]
                rows.append(
                    {
                        "document": name,
                        **{column: document[column] for column in _OF_DOCUMENT},
                        "suite": rule.suite,
                        "identity": identity,
                        "reason": words.why_untested(rule, tables.get(name, set())),
                    }
                )
        types = schemas.Untested.create_empty().schema
        frame = pl.DataFrame({column: [row.get(column) for row in rows] for column in types}, schema=types)
        return schemas.Untested.validate(frame)

    def _amounts(self, identities: Sequence[Identity]) -> list[dict[str, object]]:
        formulas = [one.formula for one in identities if not isinstance(one.formula, Rule)]
        lazy = {name: frame.lazy() for name, frame in self._collected.items()}
        outcome = closes(residuals(lazy, formulas)).sort(
            "document", "identity", "table_no", "line_no", "key", "measure"
        )
        titles = {
            (document, no): title
            for document, no, title in self._collected["columns"]
            .select("document", "table_no", "title")
            .unique()
            .rows()
        }
        return [
            self._finding(self._by_name[str(row["identity"])], row, str(row["outcome"]), titles)
            for row in outcome.collect().to_dicts()
        ]

    def _rules(self, identities: Sequence[Identity]) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for one in identities:
            if not isinstance(one.formula, Rule):
                continue
            for verdict in verdicts(one.formula, self._collected):
                row: dict[str, object] = {
                    "document": verdict.document,
                    "table": verdict.table,
                    "line": verdict.line,
                    "measure": verdict.measure,
                    "actual_fen": verdict.actual_fen,
                    "expected_fen": verdict.expected_fen,
                    "difference_fen": None
                    if verdict.actual_fen is None or verdict.expected_fen is None
                    else verdict.actual_fen - verdict.expected_fen,
                    "tolerance_fen": verdict.tolerance_fen,
                    "page": verdict.page,
                    "row": verdict.row,
                    "column": verdict.column,
                    "against": [
                        {"page": page, "row": row, "column": column} for page, row, column in verdict.against
                    ],
                    "detail": verdict.detail,
                }
                rows.append(self._finding(one, row, verdict.holds, {}))
        return rows

    @staticmethod
    def _finding(
        one: Identity, row: Mapping[str, object], outcome: str, titles: Mapping[tuple[object, object], str]
    ) -> dict[str, object]:
        status = "question" if outcome == "broken" and one.formula.severity == "soft" else outcome
        against = row["against"]
        first: Mapping[str, object] = against[0] if isinstance(against, list) and against else {}
        return {
            **row,
            "suite": one.suite,
            "identity": one.formula.identity,
            "status": status,
            "against_page": first.get("page"),
            "against_row": first.get("row"),
            "against_column": first.get("column"),
            "message": words.message(
                one, row, status, titles.get((row["document"], row.get("table_no")), "")
            ),
        }
