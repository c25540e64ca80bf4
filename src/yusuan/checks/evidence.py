"""What the suites find in a collection: every identity evaluated once, over all documents together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

import polars as pl

from yusuan.checks import messages as words
from yusuan.checks.causes import causes
from yusuan.checks.places import with_file
from yusuan.checks.waivers import matching
from yusuan.identities.entries import CellsAgree, DocumentsAgree, RestatedAgrees, Rule
from yusuan.identities.formulas.addends import MEMBER
from yusuan.identities.formulas.residuals import evaluated
from yusuan.identities.rules.registry import verdicts
from yusuan.model import schemas
from yusuan.model.vocabulary import Language, Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.checks.causes import Repair
    from yusuan.checks.waivers import Waiver
    from yusuan.identities.entries import Entry
    from yusuan.identities.rules.verdict import Verdict
    from yusuan.identities.suite import Identity

_OF_DOCUMENT = ("department", "scope", "fiscal_year", "phase")
# What no identity is about.
_UNUSED = {"terms"}
# One row an identity at one place.
_OUTCOME: dict[str, pl.DataType | type[pl.DataType]] = {
    "identity": pl.String,
    "document": pl.String,
    "table": pl.String,
    "title": pl.String,
    "side": pl.String,
    "line": pl.String,
    "measure": pl.String,
    "cells": pl.Int32,
    "relation": pl.String,
    "actual_fen": pl.Int64,
    "expected_fen": pl.Int64,
    "difference_fen": pl.Int64,
    "tolerance_fen": pl.Int64,
    "page": pl.Int32,
    "row": pl.Int32,
    "column": pl.Int32,
    "detail": pl.String,
    "detail_en": pl.String,
    "outcome": pl.String,
    "members": pl.List(MEMBER),
    "against": pl.List(
        pl.Struct({"document": pl.String, "page": pl.Int32, "row": pl.Int32, "column": pl.Int32})
    ),
}
_PLACE = ("document", "page", "row", "column")
# What tells the places of amounts apart.
_PLACE_ORDER = (
    "document",
    "identity",
    "table_no",
    "side",
    "line_no",
    "key",
    "measure",
    "page",
    "row",
    "column",
)
_REASONS: tuple[tuple[str, Language], ...] = (("reason", "zh"), ("reason_en", "en"))
# Of identities that break together the foremost is the first of these forms.
_FORMS = ("rows", "lines", "cells", "text", "documents", "restated", "rule")


@dataclass(frozen=True, slots=True)
class _Caused:
    """Broken places with one cause, by their numbers; the foremost leads."""

    lead: int
    witnesses: list[int]
    repairs: tuple[Repair, ...]
    waiver: Waiver | None


class Evidence:
    """The outcomes of a set of identities on a collection."""

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
        self._by_name = {one.formula.identity: one for one in identities}
        suites = pl.DataFrame(
            [
                (name, one.suite, one.formula.severity == "soft", _FORMS.index(one.formula.form))
                for name, one in self._by_name.items()
            ],
            schema={"identity": pl.String, "suite": pl.String, "is_soft": pl.Boolean, "form": pl.Int32},
            orient="row",
        )
        question = (pl.col("outcome") == "broken") & pl.col("is_soft")
        self._outcomes = (
            pl.concat([self._amounts(identities), self._rules(identities)])
            .join(self._not_asked(), on=["identity", "document"], how="anti", maintain_order="left")
            .join(suites, on="identity", how="left", maintain_order="left")
            .with_columns(
                status=pl.when(question).then(pl.lit("question")).otherwise("outcome"),
            )
            .with_row_index("number")
        )
        self._causes = _caused(self._outcomes, waivers)
        waived = [
            number for one in self._causes if one.waiver is not None for number in (one.lead, *one.witnesses)
        ]
        status = pl.when(pl.col("number").is_in(waived)).then(pl.lit("waived")).otherwise("status")
        self._counts: dict[str, dict[str, int]] = {}
        for identity, outcome, count in (
            self._outcomes.group_by("identity", outcome=status)
            .agg(pl.len())
            .sort("identity", "outcome")
            .rows()
        ):
            self._counts.setdefault(identity, {})[outcome] = count

    def counts(self, identity: str) -> dict[str, int]:
        """How often an identity came out as what; "waived" where the finding that it is part of is waived."""
        return self._counts.get(identity, {})

    def findings(self, evaluated: Sequence[str]) -> pl.DataFrame:
        """The findings of the identities that a run evaluated, valid under `schemas.Findings`."""
        said = self._said(self._outcomes)
        first = pl.col("against").list.first()
        told = said.with_columns(
            first.struct.field(name).alias(f"against_{name}") for name in _PLACE
        ).with_columns(
            against_document=pl.when(pl.col("against_document") != pl.col("document")).then(
                "against_document"
            ),
        )
        folded = _folded(told, self._causes).filter(pl.col("identity").is_in(list(evaluated)))
        folded = with_file(folded, self._frames)
        whose = self._frames["documents"].select("document", *_OF_DOCUMENT)
        frame = folded.join(whose, on="document", how="left").sort(
            "document", "page", "row", "identity", "number", nulls_last=True
        )
        return schemas.Findings.validate(frame.select(schemas.Findings.column_names()), cast=True)

    def untested(self, evaluated: Sequence[str]) -> pl.DataFrame:
        """Identities that a document gave no means to test, valid under `schemas.Untested`."""
        tables: dict[str, set[str]] = {}
        for document, table in (
            self._frames["lines"].select("document", pl.col("table").cast(pl.String)).unique().rows()
        ):
            tables.setdefault(document, set()).add(table)
        tested = set(self._outcomes.select("identity", "document").unique().rows())
        rows = [
            {
                "document": document["document"],
                **{column: document[column] for column in _OF_DOCUMENT},
                "suite": self._by_name[identity].suite,
                "identity": identity,
                **{
                    column: words.why_untested(
                        self._by_name[identity], tables.get(str(document["document"]), set()), lang
                    )
                    for column, lang in _REASONS
                },
            }
            for document in self._frames["documents"].sort("document").to_dicts()
            for identity in evaluated
            if (identity, document["document"]) not in tested
            and _concerns(self._by_name[identity].formula, document)
            and self._by_name[identity].formula.applies(
                str(document["department"]), cast("int | None", document["fiscal_year"])
            )
        ]
        types = schemas.Untested.create_empty().schema
        frame = pl.DataFrame({column: [row.get(column) for row in rows] for column in types}, schema=types)
        return schemas.Untested.validate(frame)

    def _not_asked(self) -> pl.DataFrame:
        """The documents of which an identity is not asked: it is the practice of another place or year."""
        local = [one.formula for one in self._by_name.values() if one.formula.practice]
        documents = self._frames["documents"].select("document", "department", "fiscal_year").rows()
        return pl.DataFrame(
            [
                (formula.identity, document)
                for formula in local
                for document, department, year in documents
                if not formula.applies(department, year)
            ],
            schema={"identity": pl.String, "document": pl.String},
            orient="row",
        )

    def _amounts(self, identities: Sequence[Identity]) -> pl.DataFrame:
        formulas = [one.formula for one in identities if not isinstance(one.formula, Rule)]
        titles = (
            self._frames["columns"].select("document", "table_no", "title").unique(["document", "table_no"])
        )
        others = pl.element().filter(~pl.element().struct.field("is_sum"))
        return (
            evaluated(self._frames, formulas)
            .join(titles, on=["document", "table_no"], how="left")
            .sort(*_PLACE_ORDER)
            .with_columns(
                detail=pl.lit(None, pl.String),
                detail_en=pl.lit(None, pl.String),
                against=pl.col("members").list.eval(pl.struct(others.struct.field(name) for name in _PLACE)),
            )
            .select(pl.col(name).cast(kind) for name, kind in _OUTCOME.items())
        )

    def _rules(self, identities: Sequence[Identity]) -> pl.DataFrame:
        rows = [
            _of_verdict(one.formula.identity, verdict)
            for one in identities
            if isinstance(one.formula, Rule)
            for verdict in verdicts(one.formula, self._frames)
        ]
        return pl.DataFrame(rows, schema=_OUTCOME, orient="row")

    def _said(self, rows: pl.DataFrame) -> pl.DataFrame:
        """With a sentence each, in every language."""
        sentences = pl.DataFrame(
            [(name, one.sentence, one.sentence_en) for name, one in self._by_name.items()],
            schema={"identity": pl.String, "sentence_zh": pl.String, "sentence_en": pl.String},
            orient="row",
        )
        exact = pl.col("status") == "exact"
        told = rows.filter(~exact)
        messages = {
            _message(lang): [
                words.message(self._by_name[row["identity"]], row, row["against"], lang)
                for row in told.drop("members").iter_rows(named=True)
            ]
            for lang in get_args(Language)
        }
        return pl.concat(
            [
                rows.filter(exact)
                .join(sentences, on="identity", how="left", maintain_order="left")
                .with_columns(words.agreement(lang).alias(_message(lang)) for lang in get_args(Language))
                .drop("sentence_zh", "sentence_en"),
                told.with_columns(pl.Series(name, said, dtype=pl.String) for name, said in messages.items()),
            ]
        )


def _concerns(formula: Entry, document: Mapping[str, object]) -> bool:
    """Whether an identity can be meant of a document of this phase and scope."""
    if isinstance(formula, (DocumentsAgree, RestatedAgrees)):
        if formula.other == "budget" and document["phase"] != Phase.FINAL:
            return False
        if formula.other == "department" and document["scope"] != Scope.UNIT:
            return False
    if isinstance(formula, (CellsAgree, DocumentsAgree)):
        return all(selector.phase in {None, document["phase"]} for selector in formula.left)
    return True


def _message(lang: Language) -> str:
    return "message" if lang == "zh" else f"message_{lang}"


def _of_verdict(identity: str, verdict: Verdict) -> dict[str, object]:
    """What a rule says, as a row of `_OUTCOME`."""
    actual, expected = verdict.actual_fen, verdict.expected_fen
    return {
        "identity": identity,
        "document": verdict.document,
        "table": verdict.table,
        "line": verdict.line,
        "measure": verdict.measure,
        "actual_fen": actual,
        "expected_fen": expected,
        "difference_fen": None if actual is None or expected is None else actual - expected,
        "tolerance_fen": verdict.tolerance_fen,
        "page": verdict.page,
        "row": verdict.row,
        "column": verdict.column,
        "detail": verdict.detail,
        "detail_en": verdict.detail_en,
        "outcome": verdict.holds,
        "against": [
            {"document": verdict.document, "page": page, "row": row, "column": column}
            for page, row, column in verdict.against
        ],
    }


def _caused(outcomes: pl.DataFrame, waivers: Sequence[Waiver]) -> list[_Caused]:
    """What is broken, by its causes, each with the first waiver that is about it.

    A waiver is about a cause if it is about the place that leads it: that is the finding as it is listed and
    was reviewed, and its witnesses say no more than that it has the one cause. (If all of its places were waived
    one by one, the lead would be among them.) One that is about a witness alone waives nothing: what leads is
    graver, or nearer to the cause, and was not reviewed.
    """
    broken = outcomes.filter(pl.col("outcome") == "broken")
    rank = {row[-1]: row for row in broken.select("is_soft", "form", "number").rows()}
    ranked = [(sorted(cause.broken, key=rank.__getitem__), cause.repairs) for cause in causes(outcomes)]
    waived = dict(matching(broken, waivers).reverse().select("number", "waiver").rows())
    return [
        _Caused(lead, witnesses, repairs, waivers[waived[lead]] if lead in waived else None)
        for (lead, *witnesses), repairs in ranked
    ]


def _folded(told: pl.DataFrame, found: Sequence[_Caused]) -> pl.DataFrame:
    """Findings with one cause as one: the foremost, with the others as its witnesses."""
    types = schemas.Findings.create_empty().schema
    broken = {
        row["number"]: row for row in told.filter(pl.col("outcome") == "broken").drop("members").to_dicts()
    }
    leads: list[dict[str, Any]] = [
        {
            "number": one.lead,
            "repairs": [
                {
                    **repair.cell._asdict(),
                    "line": repair.line,
                    "printed_fen": repair.printed_fen,
                    "should_fen": repair.should_fen,
                }
                for repair in one.repairs
            ],
            "witnesses": [broken[number] for number in one.witnesses],
            "waived": one.waiver.said if one.waiver is not None else None,
            **{
                f"cause_{lang}": words.cause(one.repairs, len(one.witnesses), lang)
                for lang in get_args(Language)
            },
        }
        for one in found
    ]
    nested = {name: types[name] for name in ("repairs", "witnesses")}
    of_lead = pl.DataFrame(
        leads,
        schema={
            "number": told.schema["number"],
            **nested,
            "waived": pl.String,
            **{f"cause_{lang}": pl.String for lang in get_args(Language)},
        },
        strict=False,
    )
    return (
        told.filter(~pl.col("number").is_in([number for one in found for number in one.witnesses]))
        .join(of_lead, on="number", how="left", maintain_order="left")
        .with_columns(
            *(pl.col(name).fill_null(pl.lit([], dtype=kind)) for name, kind in nested.items()),
            *(pl.col(_message(lang)) + pl.col(f"cause_{lang}").fill_null("") for lang in get_args(Language)),
        )
    )
