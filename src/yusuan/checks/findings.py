"""Places where identities were tested → findings: in words, and those that break of one cause as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import polars as pl

from yusuan.checks import messages
from yusuan.checks.causes import causes
from yusuan.checks.evaluation import POSITION
from yusuan.checks.outcomes import OF_DOCUMENT
from yusuan.checks.places import with_file
from yusuan.checks.waivers import matching
from yusuan.model import schemas
from yusuan.model.vocabulary import Language, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.checks.causes import Repair
    from yusuan.checks.waivers import Waiver
    from yusuan.identities.suite import Identity


@dataclass(frozen=True, slots=True)
class WaivableCause:
    """Broken places with one cause, by their numbers.

    Attributes:
        lead: the foremost, as which they are listed.
        witnesses: the others.
        repairs: amounts any one of which, printed otherwise, would make all of them hold.
        waiver: the first that is about the lead.
    """

    lead: int
    witnesses: list[int]
    repairs: tuple[Repair, ...]
    waiver: Waiver | None


def waivable_causes(places: pl.DataFrame, waivers: Sequence[Waiver]) -> list[WaivableCause]:
    """The broken places by their causes, each with the first waiver that is about it.

    A waiver is about a cause if it is about the place that leads it: that is the finding as it is listed and
    was reviewed, and its witnesses say no more than that it has the one cause. (If all of its places were waived
    one by one, the lead would be among them.) One that is about a witness alone waives nothing: what leads is
    graver, or nearer to the cause, and was not reviewed.

    Args:
        places: as `evaluation.evaluate` gives them.
        waivers: those that have not expired.
    """
    broken = places.filter(pl.col("outcome") == "broken")
    rank = {row[-1]: row for row in broken.select("is_soft", "form", "number").rows()}
    ranked = [(sorted(cause.broken, key=rank.__getitem__), cause.repairs) for cause in causes(places)]
    waived = dict(matching(broken, waivers).reverse().select("number", "waiver").rows())
    return [
        WaivableCause(lead, witnesses, repairs, waivers[waived[lead]] if lead in waived else None)
        for (lead, *witnesses), repairs in ranked
    ]


def findings(
    places: pl.DataFrame,
    by_cause: Sequence[WaivableCause],
    frames: Mapping[str, pl.DataFrame],
    identities: Sequence[Identity],
) -> pl.DataFrame:
    """The findings of a collection.

    Args:
        places: as `evaluation.evaluate` gives them.
        by_cause: the broken ones among them.
        frames: the clean frames, collected.
        identities: of all suites that run.

    Returns:
        Valid under `schemas.Findings`, by document, place and identity.
    """
    first = pl.col("against").list.first()
    against = pl.col("against_document")
    located = (
        _with_messages(places, identities)
        .with_columns(first.struct.field(name).alias(f"against_{name}") for name in POSITION)
        .with_columns(against_document=pl.when(against != pl.col("document")).then(against))
    )
    frame = (
        with_file(_with_weight(_folded(located, by_cause), frames["statements"]), frames)
        .join(frames["documents"].select("document", *OF_DOCUMENT), on="document", how="left")
        .sort("document", "page", "row", "identity", "number", nulls_last=True)
    )
    return schemas.Findings.validate(frame.select(schemas.Findings.column_names()), cast=True)


def _with_messages(places: pl.DataFrame, identities: Sequence[Identity]) -> pl.DataFrame:
    """With a sentence each, in every language."""
    by_name = {identity.formula.identity: identity for identity in identities}
    sentences = pl.DataFrame(
        [(name, identity.sentence, identity.sentence_en) for name, identity in by_name.items()],
        schema={"identity": pl.String, "sentence_zh": pl.String, "sentence_en": pl.String},
        orient="row",
    )
    exact = pl.col("status") == "exact"
    others = places.filter(~exact)
    written = {
        _message(lang): [
            messages.message(by_name[row["identity"]], row, row["against"], lang)
            for row in others.drop("members").iter_rows(named=True)
        ]
        for lang in get_args(Language)
    }
    return pl.concat(
        [
            places.filter(exact)
            .join(sentences, on="identity", how="left", maintain_order="left")
            .with_columns(messages.agreement(lang).alias(_message(lang)) for lang in get_args(Language))
            .drop("sentence_zh", "sentence_en"),
            others.with_columns(pl.Series(name, texts, dtype=pl.String) for name, texts in written.items()),
        ]
    )


def _with_weight(located: pl.DataFrame, statements: pl.DataFrame) -> pl.DataFrame:
    """With the money that each is about: the greater of what is printed and what should be.

    A rate, a direction or a year that is compared with has no amount of its own: there it is that of the figure
    in prose at the same place. What is about names, words or form is about no money.
    """
    at = ["document", "page", "row", "line"]
    in_prose = (
        statements.select(*at, in_prose=pl.col("amount_fen").abs()).group_by(at).agg(pl.col("in_prose").max())
    )
    own = pl.max_horizontal(pl.col("actual_fen").abs(), pl.col("expected_fen").abs())
    is_of_money = pl.col("subject").is_in([Subject.AMOUNT.value, Subject.RATE.value])
    return located.join(in_prose, on=at, how="left", maintain_order="left").with_columns(
        weight_fen=pl.coalesce(own, pl.when(is_of_money).then("in_prose"))
    )


def _message(lang: Language) -> str:
    return "message" if lang == "zh" else f"message_{lang}"


def _folded(located: pl.DataFrame, by_cause: Sequence[WaivableCause]) -> pl.DataFrame:
    """Places with one cause as one: the foremost, with the others as its witnesses."""
    types = schemas.Findings.create_empty().schema
    broken = {
        row["number"]: row for row in located.filter(pl.col("outcome") == "broken").drop("members").to_dicts()
    }
    leads = [_lead(cause, [broken[number] for number in cause.witnesses]) for cause in by_cause]
    nested = {name: types[name] for name in ("repairs", "witnesses")}
    of_lead = pl.DataFrame(
        leads,
        schema={
            "number": located.schema["number"],
            **nested,
            "waived": pl.String,
            **{f"cause_{lang}": pl.String for lang in get_args(Language)},
        },
        strict=False,
    )
    witnesses = [number for cause in by_cause for number in cause.witnesses]
    return (
        located.filter(~pl.col("number").is_in(witnesses))
        .join(of_lead, on="number", how="left", maintain_order="left")
        .with_columns(
            *(pl.col(name).fill_null(pl.lit([], dtype=kind)) for name, kind in nested.items()),
            *(pl.col(_message(lang)) + pl.col(f"cause_{lang}").fill_null("") for lang in get_args(Language)),
        )
    )


def _lead(cause: WaivableCause, witnesses: list[dict[str, Any]]) -> dict[str, Any]:
    """What the finding that leads a cause says more than its own place does."""
    return {
        "number": cause.lead,
        "repairs": [
            {
                **repair.cell._asdict(),
                "line": repair.line,
                "printed_fen": repair.printed_fen,
                "should_fen": repair.should_fen,
            }
            for repair in cause.repairs
        ],
        "witnesses": witnesses,
        "waived": cause.waiver.note if cause.waiver is not None else None,
        **{
            f"cause_{lang}": messages.cause(cause.repairs, len(witnesses), lang)
            for lang in get_args(Language)
        },
    }
