"""Rules on changes said in the text: amount, rate, direction and the figure of the year before fit together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.rules.gather import Row, by_document, clip, real, told, told_en, whole
from yusuan.identities.rules.numbers.sums_in_text import ratio_verdict, said_verdict
from yusuan.identities.rules.rule import rule
from yusuan.model.money import million_yuan, wan_yuan
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_BEFORE = ".previous_year"
_SIGNS = {"increase": 1, "decrease": -1, "flat": 0}
_MONEY = re.compile(r"\d(?:万元|亿元|元|[%％])")
_CAUSE = re.compile(r"(?:(增加|增长|上升)|(减少|下降|降低))的?(?:主要)?原因")


@rule("增减率 = 增减额 ÷（本年数 − 增减额）")
def said_rate(frames: Frames) -> Iterator[Verdict]:
    """A rate of change is change / base, with base = this year − change."""
    rated = _changed(frames["statements"]).filter(pl.col("change_rate").is_not_null())
    for row in rated.iter_rows(named=True):
        change = whole(row["change_fen"])
        base = whole(row["amount_fen"]) - change
        if base > 0:
            yield _of_rate(row, [], change / base)


def _of_rate(row: Row, against: Sequence[Row], computed: float) -> Verdict:
    return ratio_verdict(row, against, real(row["change_rate"]), computed, "增减率", "the rate of change")


@rule("本年数 − 增减额，即上年数，不小于0")
def said_base(frames: Frames) -> Iterator[Verdict]:
    """The base that a change implies (this year − change) is not below zero."""
    rows = _changed(frames["statements"]).filter(pl.col("amount_fen") >= 0)
    for row in rows.iter_rows(named=True):
        amount, change = whole(row["amount_fen"]), whole(row["change_fen"])
        tolerance = (whole(row["quantum_fen"] or 1) + whole(row["change_quantum_fen"] or 1)) // 2
        base = amount - change
        verdict = said_verdict(
            row,
            holds="exact" if base >= 0 else "rounding" if -base <= tolerance else "broken",
            detail=(
                f"文中“{row['line']}”为{wan_yuan(amount)}万元，比上年增加{wan_yuan(change)}万元，"
                f"上年就成了{wan_yuan(base)}万元"
            ),
            detail_en=(
                f"“{row['line']}” is {million_yuan(amount)} after an increase of {million_yuan(change)}: "
                f"the year before would have been {million_yuan(base)}"
            ),
            against=[],
        )
        yield replace(verdict, actual_fen=base, expected_fen=0, tolerance_fen=tolerance)


@rule("增减的文字、金额、比率和原因方向一致")
def said_direction(frames: Frames) -> Iterator[Verdict]:
    """The direction word, the change, its rate and the word before its reason have one sign."""
    directed = frames["statements"].filter(pl.col("direction").cast(pl.String).is_in(list(_SIGNS)))
    several = {
        (row["document"], row["printed"])
        for row in directed.filter(pl.struct("document", "printed").is_duplicated()).iter_rows(named=True)
    }
    for row in directed.iter_rows(named=True):
        said = _SIGNS[str(row["direction"])]
        figures = [real(row[name]) for name in ("change_fen", "change_rate") if row[name]]
        signs = {1 if figure > 0 else -1 for figure in figures}
        # “增加0万元” is no contradiction to a reason why it is the same.
        cause = _cause(row) if figures and (row["document"], row["printed"]) not in several else None
        if cause is not None:
            signs.add(cause)
        yield said_verdict(
            row,
            holds="exact" if signs <= {said} else "broken",
            detail=f"增减方向前后不一致：“{clip(_change_of(row))}”",
            detail_en=f"the words and figures of a change point different ways: “{clip(_change_of(row))}”",
            against=[],
        )


def _cause(row: Row) -> int | None:
    """The direction that the words before the reason have, None where they have none or both.

    Words before the first figure are of what was said before: this figure is one of the reasons, pro or contra.
    """
    printed = squeeze(str(row["printed"]))
    first = _MONEY.search(printed)
    after = "" if first is None else printed[first.end() :]
    found = {1 if up else -1 for up, _ in _CAUSE.findall(after)}
    return found.pop() if len(found) == 1 else None


def _change_of(row: Row) -> str:
    """The part of a sentence that says the change, where it can be told."""
    printed = squeeze(str(row["printed"]))
    at = re.search(r"[比较与]|增|减|下降|持平", printed)
    return printed if at is None else printed[at.start() :]


@rule("上年为0的，没有增减率")
def zero_base(frames: Frames) -> Iterator[Verdict]:
    """Where nothing was there before, no rate is said: 增长100% from zero is none."""
    statements = frames["statements"]
    rated = [
        *_changed(statements)
        .filter(pl.col("change_rate").is_not_null() & (pl.col("amount_fen") != 0))
        .iter_rows(named=True)
    ]
    from_zero = [row for row in rated if row["amount_fen"] == row["change_fen"]]
    pairs = [(now, before) for now, before in _pairs(statements) if now["change_rate"] is not None]
    from_zero += [now for now, before in pairs if not before["amount_fen"] and now["amount_fen"]]
    by_place: dict[str, dict[object, Row]] = {}
    for row in from_zero:
        by_place.setdefault(str(row["document"]), {})[row["statement_no"]] = row
    for first in {str(row["document"]): row for row in [*rated, *(now for now, _ in pairs)]}.values():
        rows = list(by_place.get(str(first["document"]), {}).values())
        said = [f"“{row['line']}”上年为0，写了增长{real(row['change_rate']):.0%}" for row in rows]
        said_en = [f"“{row['line']}” was 0, a rate of {real(row['change_rate']):.0%} is said" for row in rows]
        verdict = said_verdict(
            (rows or [first])[0],
            holds="broken" if rows else "exact",
            detail=told(said),
            detail_en=told_en(said_en),
            against=rows[1:],
        )
        yield replace(verdict, key="")


@rule("文中同时写了上年数的，增减额、增减率与两年之差一致")
def said_previous(frames: Frames) -> Iterator[Verdict]:
    """Where the text says the figure of the year before too, change = this year − that, and so the rate."""
    for now, before in _pairs(frames["statements"]):
        amount, base = whole(now["amount_fen"]), whole(before["amount_fen"])
        quanta = whole(now["quantum_fen"] or 1) + whole(before["quantum_fen"] or 1)
        if now["change_fen"] is not None:
            yield _of_change(now, before, amount - base, quanta)
        elif now["direction"] == "flat" and now["change_rate"] is None:
            yield _of_change({**now, "change_fen": 0}, before, amount - base, quanta)
        elif now["change_rate"] is not None and base > 0:
            yield _of_signed_rate(now, before, (amount - base) / base)


def _of_signed_rate(now: Row, before: Row, computed: float) -> Verdict:
    said = real(now["change_rate"])
    if said * computed >= 0:
        return _of_rate(now, [before], computed)
    return said_verdict(
        now,
        holds="broken",
        detail=f"文中“{now['line']}”的增减率为{said:+.2%}，按两年金额计算为{computed:+.2%}",
        detail_en=f"the rate of “{now['line']}” is said to be {said:+.2%}, of both years it is {computed:+.2%}",
        against=[before],
    )


def _of_change(now: Row, before: Row, computed: int, quanta: int) -> Verdict:
    said = whole(now["change_fen"])
    tolerance = (quanta + whole(now["change_quantum_fen"] or 1)) // 2
    off = abs(said - computed)
    verdict = said_verdict(
        now,
        holds="exact" if off == 0 else "rounding" if off <= tolerance else "broken",
        detail=f"文中“{now['line']}”的增减额为{wan_yuan(said)}万元，两年相差{wan_yuan(computed)}万元",
        detail_en=(
            f"the change of “{now['line']}” is said to be {million_yuan(said)}, "
            f"the years differ by {million_yuan(computed)}"
        ),
        against=[before],
    )
    return replace(verdict, actual_fen=said, expected_fen=computed, tolerance_fen=tolerance)


def _pairs(statements: pl.DataFrame) -> Iterator[tuple[Row, Row]]:
    """A statement on a change and, beside it, that of the same figure in the year before."""
    of_years = statements.filter(pl.col("metric").is_not_null() & pl.col("amount_fen").is_not_null())
    for rows in by_document(of_years).values():
        for at, before in enumerate(rows):
            if not str(before["metric"]).endswith(_BEFORE):
                continue
            metric = str(before["metric"]).removesuffix(_BEFORE)
            for now in (*rows[at + 1 : at + 2], *rows[max(0, at - 1) : at]):
                if now["metric"] == metric and now["line"] == before["line"] and _says_change(now):
                    yield now, before
                    break


def _says_change(row: Row) -> bool:
    return row["direction"] is not None and row["direction"] != "unclear"


def _changed(statements: pl.DataFrame) -> pl.DataFrame:
    """Statements that say an amount and its change."""
    return statements.filter(pl.col("amount_fen").is_not_null() & pl.col("change_fen").is_not_null())
