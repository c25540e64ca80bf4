"""Rules inside the text: sums, shares, lists of shares, template residue."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, clip, place, real, whole
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.identities.rules.verdict import Verdict
from yusuan.identities.vocabulary import MetricWord, Pattern  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.money import million_yuan, wan_yuan
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.identities.rules.rule import Frames

_FEWEST_IN_A_LIST = 2
_NEARLY = 1e-9


class SumOfFigures(Parameters):
    """A sum that the text gives, and what it is made of."""

    whole: list[MetricWord] = Field(
        min_length=1, description="和；文中可能指其中之一 (the sum; the text may mean one of several)"
    )
    parts: list[MetricWord] = Field(
        min_length=1, description="文中都有才核对的各部分 (parts that must be there)"
    )
    optional: list[MetricWord] = Field(
        default=[],
        description="文中另列的部分，可能在上述部分之外，也可能在其中 (parts beside these, or within them)",
    )


@rule_with(SumOfFigures, "文中的数 = 文中所列各部分之和")
def said_sum(frames: Frames, parameters: SumOfFigures) -> Iterator[Verdict]:
    """A figure of the text equals the figures it is said to be made of.

    Where the text may mean one of several sums, the nearest counts; an optional part may be one beside the
    others or, as some documents have it, of which one of them.
    """
    for sums, parts, others in _of_metrics(
        frames["statements"], parameters.whole, parameters.parts, parameters.optional, field="amount_fen"
    ):
        yield min(
            (
                _money_verdict(one, [*parts, *some], "amount_fen", "quantum_fen")
                for one in sums
                for count in range(len(others) + 1)
                for some in combinations(others, count)
            ),
            key=lambda verdict: abs(whole(verdict.actual_fen) - whole(verdict.expected_fen)),
        )
    for sums, parts, _ in _of_metrics(
        frames["statements"], parameters.whole, parameters.parts, parameters.optional, field="quantity"
    ):
        total = sum(real(part["quantity"]) for part in parts)
        said = real(sums[0]["quantity"])
        yield said_verdict(
            sums[0],
            holds="exact" if abs(said - total) < _NEARLY else "broken",
            detail=f"文中“{sums[0]['line']}”为{said:g}{sums[0]['quantity_unit']}，各部分之和为{total:g}",
            detail_en=f"the text says {said:g} for “{sums[0]['line']}”, its parts add up to {total:g}",
            against=parts,
        )


class SumOfChanges(Parameters):
    """A figure whose change is the sum of the changes of its parts."""

    whole: MetricWord = Field(description="整体 (the whole)")
    parts: list[MetricWord] = Field(min_length=1, description="各部分 (its parts)")


@rule_with(SumOfChanges, "文中的增减额 = 各部分增减额之和")
def said_change_sum(frames: Frames, parameters: SumOfChanges) -> Iterator[Verdict]:
    """The change of a figure equals the changes of its parts."""
    for sums, parts, _ in _of_metrics(
        frames["statements"], [parameters.whole], parameters.parts, field="change_fen"
    ):
        yield _money_verdict(sums[0], parts, "change_fen", "change_quantum_fen")


class SharesOfWhole(SumOfChanges):
    """A figure, and those whose shares of it the text gives."""


@rule_with(SharesOfWhole, "文中的占比 = 部分 ÷ 整体")
def said_share(frames: Frames, parameters: SharesOfWhole) -> Iterator[Verdict]:
    """A share said in the text is part / whole, rounded half up.

    The whole is the figure said, or all parts together where the text calls them so (占本年支出).
    """
    metrics = pl.col("metric")
    said = frames["statements"].filter(
        metrics.is_in([parameters.whole, *parameters.parts]) & pl.col("amount_fen").is_not_null()
    )
    for rows in by_document(said).values():
        all_parts = _firsts(rows)
        total = all_parts.pop(parameters.whole, None)
        if total is None:
            continue
        wholes = [whole(total["amount_fen"])]
        together = sum(whole(row["amount_fen"]) for row in all_parts.values())
        if len(all_parts) >= _FEWEST_IN_A_LIST and together > 0:
            wholes.append(together)
        for row in rows:
            part = whole(row["amount_fen"])
            # A part greater than its whole is a wrong amount, which other identities say; not a wrong share.
            if row["metric"] == parameters.whole or row["share"] is None or not 0 <= part <= min(wholes) > 0:
                continue
            share = real(row["share"])
            nearest = min((part / one for one in wholes), key=lambda ratio: abs(ratio - share))
            yield ratio_verdict(row, [total], share, nearest, "占比", "the share")


@rule("一处所列各项占比，金额之和为总数的，占比之和为100%")
def share_list(frames: Frames) -> Iterator[Verdict]:
    """The shares of a list add up to 100%, where the amounts add up to a figure said before them."""
    said = frames["statements"].filter(pl.col("amount_fen").is_not_null())
    for rows in by_document(said).values():
        at = 0
        while at < len(rows):
            parts = _list_from(rows, at)
            if parts:
                yield _shares_of(parts)
            at += max(1, len(parts))


def _list_from(rows: Sequence[Row], at: int) -> list[Row]:
    """The shares from here on whose amounts add up to a figure of the same section said before."""
    section = rows[at]["section"]
    before = {whole(row["amount_fen"]) for row in rows[:at] if row["section"] == section}
    run: list[Row] = []
    for row in rows[at:]:
        if row["share"] is None or row["section"] != section:
            break
        run.append(row)
    complete: list[Row] = []
    total = 0
    for count, row in enumerate(run, start=1):
        total += whole(row["amount_fen"])
        tolerance = sum(whole(part["quantum_fen"] or 1) for part in run[:count]) // 2
        if any(abs(total - one) <= tolerance for one in before if one):
            complete = run[:count]
    return complete if sum(1 for row in complete if row["amount_fen"]) >= _FEWEST_IN_A_LIST else []


def _shares_of(parts: Sequence[Row]) -> Verdict:
    total = sum(real(part["share"]) for part in parts)
    tolerance = sum(real(part["rate_quantum"] or 0.01) for part in parts if part["amount_fen"]) / 2
    off = abs(total - 1)
    listed = "、".join(f"{part['line']}{real(part['share']) * 100:.6g}%" for part in parts if part["share"])
    return said_verdict(
        parts[0],
        holds="exact" if off < _NEARLY else "rounding" if off <= tolerance + _NEARLY else "broken",
        detail=f"所列{len(parts)}项占比之和为{total:.2%}，金额之和即为总数：{listed}",
        detail_en=f"the {len(parts)} shares of a list add up to {total:.2%}, its amounts to the whole",
        against=parts[1:],
    )


class Residue(Parameters):
    """What is left of a template."""

    patterns: list[Pattern] = Field(
        default=[], description="标题中的模板文字，正则表达式 (what is left of a template in titles)"
    )


@rule_with(Residue, "没有模板文字，没有未填的空白")
def residue(frames: Frames, parameters: Residue) -> Iterator[Verdict]:
    """Nothing of the template is left unfilled."""
    left = by_document(frames["statements"].filter(pl.col("residue").is_not_null()))
    for document, rows in by_document(
        frames["headings"]
        .with_columns(
            residue=pl.col("text").str.extract(f"({'|'.join(parameters.patterns)})")
            if parameters.patterns
            else pl.lit(None, pl.String),
            printed="text",
            line="text",
            statement_no=pl.lit(0),
        )
        .filter(pl.col("residue").is_not_null())
    ).items():
        left.setdefault(document, []).extend(rows)
    for rows in left.values():
        of_text: dict[str, list[Row]] = {}
        for row in rows:
            of_text.setdefault(squeeze(str(row["residue"])), []).append(row)
        for text, found in of_text.items():
            verdict = said_verdict(
                found[0],
                holds="broken",
                detail=f"模板没有改完：“{text}”出现{len(found)}处，如“{clip(str(found[0]['printed']))}”",
                detail_en=f"template residue “{text}” in {len(found)} places",
                against=found[1:],
            )
            yield replace(verdict, key=text, line=verdict.line or text)
    read = frames["statements"].unique("document", keep="first", maintain_order=True)
    for row in read.iter_rows(named=True):
        if row["document"] not in left:
            yield said_verdict(row, holds="exact", detail="", detail_en="", against=[])


def _of_metrics(
    statements: pl.DataFrame,
    sums: Sequence[str],
    parts: Sequence[str],
    optional: Sequence[str] = (),
    *,
    field: str,
) -> Iterator[tuple[list[Row], list[Row], list[Row]]]:
    """By document, the first statement of each metric that gives a field: sums, parts, optional parts.

    Documents that lack a sum or a part that must be there are not tested.
    """
    said = statements.filter(pl.col("metric").is_in([*sums, *parts, *optional]) & pl.col(field).is_not_null())
    for rows in by_document(said).values():
        first = _firsts(rows)
        if any(one in first for one in sums) and all(part in first for part in parts):
            yield (
                [first[one] for one in sums if one in first],
                [first[one] for one in parts],
                [first[one] for one in optional if one in first and first[one][field]],
            )


def _firsts(rows: Sequence[Row]) -> dict[str, Row]:
    """The first statement of each metric."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(str(row["metric"]), row)
    return found


def _money_verdict(total: Row, parts: Sequence[Row], field: str, quantum: str) -> Verdict:
    tolerance = sum(whole(row[quantum] or 1) for row in (total, *parts)) // 2
    said = whole(total[field])
    together = sum(whole(part[field]) for part in parts)
    off = abs(said - together)
    what, what_en = ("增减额", "the change of ") if field == "change_fen" else ("", "")
    verdict = said_verdict(
        total,
        holds="exact" if off == 0 else "rounding" if off <= tolerance else "broken",
        detail=f"文中“{total['line']}”{what}为{wan_yuan(said)}万元，各部分之和为{wan_yuan(together)}万元",
        detail_en=(
            f"the text says {million_yuan(said)} for {what_en}“{total['line']}”, "
            f"its parts add up to {million_yuan(together)}"
        ),
        against=parts,
    )
    return replace(verdict, actual_fen=said, expected_fen=together, tolerance_fen=tolerance)


def ratio_verdict(
    row: Row, against: Sequence[Row], said: float, computed: float, name: str, name_en: str
) -> Verdict:
    """A ratio said in the text against the one its amounts give; off by one last digit is rounding."""
    quantum = real(row["rate_quantum"] or 0.01)
    rounded = int(abs(computed) / quantum + 0.5 + _NEARLY) * quantum
    off = abs(abs(said) - rounded)
    return said_verdict(
        row,
        holds="exact" if off < quantum / 2 else "rounding" if off < quantum * 1.5 else "broken",
        detail=f"文中“{row['line']}”的{name}为{abs(said):.2%}，按金额计算为{abs(computed):.2%}",
        detail_en=(
            f"{name_en} of “{row['line']}” is said to be {abs(said):.2%}, computed it is {abs(computed):.2%}"
        ),
        against=against,
    )


def said_verdict(row: Row, *, holds: str, detail: str, detail_en: str, against: Sequence[Row]) -> Verdict:
    """A verdict on a statement; one that holds exactly needs no words."""
    return Verdict(
        document=str(row["document"]),
        key=str(row["statement_no"]),
        holds=holds,  # type: ignore[arg-type]
        table="text",
        line=str(row["line"]),
        page=whole(row["page"]),
        row=whole(row["row"]),
        against=tuple(place(other) for other in against),
        detail="" if holds == "exact" else detail,
        detail_en="" if holds == "exact" else detail_en,
    )
