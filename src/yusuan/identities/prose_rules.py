"""Rules inside the text and on its counts: sums, shares, rates, template residue, lists of items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.verdict import Place, Verdict
from yusuan.model.money import wan_yuan
from yusuan.model.text import bare, plain, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = dict[str, object]

_FEN_AS_WAN = 1_000_000


def said_sum(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], words: Sequence[str]
) -> Iterator[Verdict]:
    """A figure of the text equals the figures it is said to be made of (words: the sum, then its parts)."""
    for rows in _of_metrics(frames["statements"], words):
        whole, *parts = rows
        if whole["amount_fen"] is not None and all(part["amount_fen"] is not None for part in parts):
            quanta = sum(_int(row["quantum_fen"]) for row in rows)
            yield _money_verdict(whole, parts, "amount_fen", quanta // 2)
        elif whole["quantity"] is not None and all(part["quantity"] is not None for part in parts):
            total = sum(_float(part["quantity"]) for part in parts)
            said = _float(whole["quantity"])
            yield _verdict(
                whole,
                holds="exact" if abs(said - total) < 1e-6 else "broken",
                detail=f"文中“{whole['line']}”为{said:g}{whole['quantity_unit']}，各部分之和为{total:g}",
                detail_en=f"the text says {said:g} for “{whole['line']}”, its parts add up to {total:g}",
                against=parts,
            )


def said_change_sum(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], words: Sequence[str]
) -> Iterator[Verdict]:
    """The change of a figure equals the changes of its parts (words: the whole, then its parts)."""
    for rows in _of_metrics(frames["statements"], words):
        whole, *parts = rows
        if all(row["change_fen"] is not None for row in rows):
            quanta = sum(_int(row["change_quantum_fen"] or 1) for row in rows)
            yield _money_verdict(whole, parts, "change_fen", quanta // 2)


def said_share(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], words: Sequence[str]
) -> Iterator[Verdict]:
    """A share said in the text is part / whole, rounded half up (words: the whole, then each part)."""
    statements = frames["statements"]
    wholes = {str(row["document"]): row for row in _first_of(statements, words[0])}
    for row in statements.filter(
        pl.col("metric").is_in(words[1:]) & pl.col("share").is_not_null() & pl.col("amount_fen").is_not_null()
    ).to_dicts():
        whole = wholes.get(str(row["document"]))
        # A part greater than its whole is a wrong amount, which other identities say; not a wrong share.
        if whole is not None and 0 <= _int(row["amount_fen"]) <= _int(whole["amount_fen"]) > 0:
            ratio = _int(row["amount_fen"]) / _int(whole["amount_fen"])
            yield _ratio_verdict(row, [whole], _float(row["share"]), ratio, "占比", "the share")


def said_rate(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], _words: Sequence[str]
) -> Iterator[Verdict]:
    """A rate of change is change / base, with base = this year − change."""
    rated = frames["statements"].filter(
        pl.col("change_rate").is_not_null()
        & pl.col("change_fen").is_not_null()
        & pl.col("amount_fen").is_not_null()
    )
    for row in rated.to_dicts():
        base = _int(row["amount_fen"]) - _int(row["change_fen"])
        if base:
            yield _ratio_verdict(
                row,
                [],
                _float(row["change_rate"]),
                _int(row["change_fen"]) / base,
                "增减率",
                "the rate of change",
            )


def residue(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], _words: Sequence[str]
) -> Iterator[Verdict]:
    """Nothing of the template is left unfilled: “增加（减少）”, “增加减少”, “XX”."""
    left = frames["statements"].filter(pl.col("residue").is_not_null())
    for (_, text), rows in left.group_by("document", "residue", maintain_order=True):
        first, *others = rows.to_dicts()
        yield _verdict(
            first,
            holds="broken",
            detail=f"模板没有改完：“{text}”出现{rows.height}处，如“{_clip(str(first['printed']))}”",
            detail_en=f"template residue “{text}” in {rows.height} places",
            against=others,
            key=str(text),
        )
    clean = frames["statements"].filter(pl.col("document").is_in(left["document"].unique().to_list()).not_())
    for row in clean.group_by("document", maintain_order=True).first().to_dicts():
        yield _verdict(row, holds="exact", detail="", detail_en="", against=[])


def said_items(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], words: Sequence[str]
) -> Iterator[Verdict]:
    """What the text lists as included are the lines with money (words: metric, table, classes…)."""
    metric, table, *classes = words
    facts = frames["facts"].filter(
        (pl.col("table").cast(pl.String) == table)
        & (pl.col("level") == 2)
        & pl.col("code").fill_null("").str.slice(0, 3).is_in(classes)
        & (pl.col("amount_fen") != 0)
    )
    for row in (
        frames["statements"].filter((pl.col("metric") == metric) & pl.col("items").is_not_null()).to_dicts()
    ):
        lines = facts.filter(pl.col("document") == row["document"]).unique("line_no", maintain_order=True)
        if lines.is_empty():
            continue
        said = [item for item in str(row["items"]).split("、") if item]
        printed = lines["line"].to_list()
        absent = [item for item in said if not any(_alike(item, line) for line in printed)]
        omitted = [line for line in printed if not any(_alike(item, line) for item in said)]
        parts = []
        if absent:
            parts.append(f"文中列了表中没有的{'、'.join(absent)}")
        if omitted:
            parts.append(f"没有列表中有的{'、'.join(plain(line) for line in omitted)}")
        first = lines.row(0, named=True)
        yield _verdict(
            row,
            holds="broken" if parts else "exact",
            detail=f"“{row['line']}”所列名目与表不一致：{'；'.join(parts)}",
            detail_en=(
                f"items listed for “{row['line']}” differ from the table: not in the table {absent}; "
                f"not in the text {omitted}"
            ),
            against=[first],
        )


def said_count(
    frames: Mapping[str, pl.DataFrame], _numbers: Mapping[str, float], words: Sequence[str]
) -> Iterator[Verdict]:
    """A count said in the text is the number of rows (words: metric, table, depth from the innermost)."""
    metric, table, depth, *_ = words
    lines = frames["lines"].filter(
        (pl.col("table").cast(pl.String) == table) & pl.col("project").is_not_null()
    )
    for row in (
        frames["statements"]
        .filter((pl.col("metric") == metric) & pl.col("quantity").is_not_null())
        .to_dicts()
    ):
        mine = lines.filter(pl.col("document") == row["document"])
        if mine.is_empty():
            continue
        deepest = _int(mine["level"].fill_null(0).max())
        rows = mine.filter(pl.col("level").fill_null(0) == deepest - int(depth))
        counted, said = rows.height, _float(row["quantity"])
        first = rows.row(0, named=True) if counted else mine.row(0, named=True)
        yield _verdict(
            row,
            holds="exact" if said == counted else "broken",
            detail=f"文中说{row['line']}{said:g}{row['quantity_unit']}，表“{first['title']}”列出{counted}个",
            detail_en=f"the text says {said:g}, the table “{first['title']}” lists {counted}",
            against=[first],
        )


def _alike(item: str, line: str) -> bool:
    """Whether a name in a list means a line: equal, or one holds the other (社会保障缴费)."""
    one, other = (
        bare(plain(text)).removesuffix("支出").removesuffix("费用").removesuffix("费")
        for text in (item, line)
    )
    return one == other or (len(one) > 2 and one in other) or (len(other) > 2 and other in one)


def _of_metrics(statements: pl.DataFrame, words: Sequence[str]) -> Iterator[list[Row]]:
    """By document, the first statement of each metric; documents that lack one are not tested."""
    per_metric = [{str(row["document"]): row for row in _first_of(statements, word)} for word in words]
    for document, whole in per_metric[0].items():
        rows = [whole, *(found[document] for found in per_metric[1:] if document in found)]
        if len(rows) == len(words):
            yield rows


def _first_of(statements: pl.DataFrame, metric: str) -> Iterable[Row]:
    return (
        statements.filter(pl.col("metric") == metric)
        .group_by("document", maintain_order=True)
        .first()
        .to_dicts()
    )


def _money_verdict(whole: Row, parts: Sequence[Row], field: str, tolerance: int) -> Verdict:
    said = _int(whole[field])
    total = sum(_int(part[field]) for part in parts)
    off = abs(said - total)
    what = "增减额" if field == "change_fen" else ""
    verdict = _verdict(
        whole,
        holds="exact" if off == 0 else "rounding" if off <= tolerance else "broken",
        detail=f"文中“{whole['line']}”{what}为{wan_yuan(said)}万元，各部分之和为{wan_yuan(total)}万元",
        detail_en=(
            f"the text says {wan_yuan(said)} for “{whole['line']}”, "
            f"its parts add up to {wan_yuan(total)} (万元)"
        ),
        against=parts,
    )
    return replace(verdict, actual_fen=said, expected_fen=total, tolerance_fen=tolerance)


def _ratio_verdict(
    row: Row, against: Sequence[Row], said: float, computed: float, name: str, name_en: str
) -> Verdict:
    quantum = _float(row["rate_quantum"] or 0.01)
    rounded = int(abs(computed) / quantum + 0.5 + 1e-9) * quantum
    off = abs(abs(said) - rounded)
    return _verdict(
        row,
        holds="exact" if off < quantum / 2 else "rounding" if off < quantum * 1.5 else "broken",
        detail=f"文中“{row['line']}”的{name}为{abs(said):.2%}，按金额计算为{abs(computed):.2%}",
        detail_en=(
            f"{name_en} of “{row['line']}” is said to be {abs(said):.2%}, computed it is {abs(computed):.2%}"
        ),
        against=against,
    )


def _verdict(
    row: Row,
    *,
    holds: str,
    detail: str,
    detail_en: str,
    against: Sequence[Row],
    key: str = "",
) -> Verdict:
    return Verdict(
        document=str(row["document"]),
        key=key or str(row["statement_no"]),
        holds=holds,  # type: ignore[arg-type]
        table="text",
        line=str(row["line"]),
        page=_int(row["page"]),
        row=_int(row["row"]),
        against=tuple(_place(other) for other in against),
        detail="" if holds == "exact" else detail,
        detail_en="" if holds == "exact" else detail_en,
    )


def _place(row: Row) -> Place:
    column = row.get("column")
    return (_int(row["page"]), _int(row["row"]), None if column is None else _int(column))


def _clip(text: str, longest: int = 40) -> str:
    text = squeeze(text)
    return text if len(text) <= longest else text[:longest] + "…"


def _int(value: object) -> int:
    return int(str(value))


def _float(value: object) -> float:
    return float(str(value))
