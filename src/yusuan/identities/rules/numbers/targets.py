"""Rules on performance targets: weights, costs, targets that set no bound, goals against indicators."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.identities.rules.verdict import Verdict
from yusuan.identities.vocabulary import Pattern  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.money import NotAnAmountError, Unit, million_yuan, parse_amount, wan_yuan
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yusuan.identities.rules.rule import Frames

Row = dict[str, object]

_MONEY = re.compile(r"(?<![\d,，.])(\d[\d,，]*(?:\.\d+)?)(亿元|万元|万|元)(?![\d/每人次天])")
_UNITS: dict[str, Unit] = {"亿元": "亿元", "万元": "万元", "万": "万元", "元": "元"}
_COUNTED = re.compile(r"(\d+)\s*(个|家|户|次|件|份|套|台|辆|场|期|项|人|名)")
_AT_LEAST = re.compile(r"^(?:≥|>=|＞=|大于等于|不低于|不少于)")
_AT_MOST = re.compile(r"^(?:≤|<=|＜=|小于等于|不高于|不多于|不超过)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")


class Weights(Parameters):
    """What the weights of a project add up to."""

    whole: float = Field(description="满分 (the full score)")
    without_execution: float = Field(
        description="预算执行率另计时的分数 (where the execution of the budget is scored apart)"
    )


@rule_with(Weights, "同一项目的权重合计为满分，或全部项目合计为留出执行率后的分数")
def weights(frames: Frames, parameters: Weights) -> Iterator[Verdict]:
    """Weights of a project add up to the whole, or all projects of the document to the same convention.

    Many places leave 10 points for how far the budget was executed, so 90 for all is no error; a project
    that differs from its siblings is asked about.
    """
    whole = {parameters.whole, parameters.without_execution}
    for document, projects in _projects(frames["indicators"]).items():
        sums = {
            key: sum(float(str(row["weight"])) for row in rows)
            for key, rows in projects.items()
            if _all_weighted(rows)
        }
        if not sums:
            continue
        usual = Counter(round(total, 4) for total in sums.values()).most_common(1)[0][0]
        for key, total in sums.items():
            first = projects[key][0]
            yield _verdict(
                document,
                first,
                holds="exact" if round(total, 4) == usual and usual in whole else "broken",
                detail=f"项目“{first['project']}”的权重合计为{total:g}，同一文件其他项目为{usual:g}",
                detail_en=(
                    f"weights of “{first['project']}” add up to {total:g}, of the other projects to {usual:g}"
                ),
                rows=projects[key],
            )


@rule("成本指标有上限，不用“≥”")
def cost_without_bound(frames: Frames) -> Iterator[Verdict]:
    """A cost indicator should bound the cost from above; "≥" bounds nothing.

    A rate (预算执行率, 成本节约率) is no cost, whatever it is listed under.
    """
    costs = _rows(frames["indicators"].filter(pl.col("level1").fill_null("").str.contains("成本")))
    for document, rows in _by_document(costs).items():
        open_ended = [
            row
            for row in rows
            if _AT_LEAST.match(squeeze(str(row["target"] or "")))
            and not squeeze(str(row["level3"] or "")).endswith("率")
        ]
        named = "、".join(f"{row['level3']}{squeeze(str(row['target']))}" for row in open_ended)
        first = (open_ended or rows)[0]
        yield _verdict(
            document,
            first,
            holds="broken" if open_ended else "exact",
            detail=f"{len(open_ended)}个成本指标用“≥”，没有上限：{named}",
            detail_en=f"{len(open_ended)} cost indicators with ≥ set no upper bound: {named}",
            rows=open_ended or rows,
        )


class UnwantedRates(Parameters):
    """Rates that should be low."""

    indicators: list[Pattern] = Field(
        min_length=1, description="指标名称，正则表达式 (patterns of indicators)"
    )
    at_least_percent: float = Field(
        description="不小于这个百分数即提问 (asked about from this percentage on)"
    )


@rule_with(UnwantedRates, "投诉率一类越低越好的指标，目标值不接近100%")
def complaint_rate(frames: Frames, parameters: UnwantedRates) -> Iterator[Verdict]:
    """A rate of what is unwanted (投诉率) should be low; a floor near 100% is upside down.

    The rate of none of it (零差错率) should be high.
    """
    unwanted = re.compile(f"(?<![零无])(?:{'|'.join(parameters.indicators)})")
    for row in _rows(frames["indicators"]):
        if not unwanted.search(squeeze(str(row["level3"] or ""))):
            continue
        target = squeeze(str(row["target"] or ""))
        percent = _PERCENT.search(target)
        upside_down = (
            percent is not None
            and not target.startswith(("≤", "<", "＜"))
            and float(percent.group(1)) >= parameters.at_least_percent
        )
        yield _verdict(
            str(row["document"]),
            row,
            holds="broken" if upside_down else "exact",
            detail=f"指标“{row['level3']}”的目标值为“{target}”，方向像是写反了",
            detail_en=f"“{row['level3']}” has the target “{target}”, which looks upside down",
            rows=[row],
        )


@rule("成本指标之和不大于项目资金")
def cost_within_money(frames: Frames) -> Iterator[Verdict]:
    """Total costs promised for a project add up to no more than its money.

    A bound of as much as all the money is that of the whole; what others bound is part of it.
    """
    money = {
        (str(row["document"]), str(row["table_no"]), squeeze(str(row["line"]))): row
        for row in _rows(
            frames["facts"].filter(
                (pl.col("table").cast(pl.String) == "performance_targets") & (pl.col("measure") == "total")
            )
        )
    }
    for document, projects in _projects(frames["indicators"]).items():
        for (table_no, name, _), rows in projects.items():
            costs = [(row, cost) for row in rows if (cost := _total_cost(row)) is not None]
            given = money.get((document, table_no, name))
            if not costs or given is None:
                continue
            available = int(str(given["amount_fen"]))
            whole = next((row for row, cost in costs if cost == available and _is_bound(row)), None)
            promised = max(
                sum(cost for row, cost in costs if row is not whole), 0 if whole is None else available
            )
            verdict = _verdict(
                document,
                costs[0][0],
                holds="broken" if promised > available else "exact",
                detail=(
                    f"项目“{given['line']}”的成本指标合计{wan_yuan(promised)}万元，"
                    f"超过其资金{wan_yuan(available)}万元："
                    + "、".join(f"{row['level3']}{squeeze(str(row['target']))}" for row, _ in costs)
                ),
                detail_en=(
                    f"cost indicators of “{given['line']}” add up to {million_yuan(promised)}, "
                    f"more than its money {million_yuan(available)}"
                ),
                rows=[row for row, _ in costs],
            )
            yield replace(
                verdict,
                actual_fen=promised,
                expected_fen=available,
                tolerance_fen=0,
                against=((int(str(given["page"])), int(str(given["row"])), int(str(given["column"]))),),
            )


@rule("绩效目标中的数量与指标值一致")
def goal_number(frames: Frames) -> Iterator[Verdict]:
    """A number in a project's goal is one that its indicators of the same unit and subject allow."""
    for document, projects in _projects(frames["indicators"]).items():
        for rows in projects.values():
            yield from _goal_numbers(document, rows)


def _goal_numbers(document: str, rows: Sequence[Row]) -> Iterator[Verdict]:
    goal = squeeze(str(rows[0]["goal"] or ""))
    for clause in re.split(r"[，,。；;、]|目标\d", goal):
        for number, unit in _COUNTED.findall(clause):
            alike = [row for row in rows if _same_subject(clause, row) and unit in _units(row)]
            if not alike:
                continue
            yield _verdict(
                document,
                alike[0],
                holds="exact" if any(_allows(row, int(number), unit) for row in alike) else "broken",
                detail=(
                    f"绩效目标写“{number}{unit}”，指标“{alike[0]['level3']}”写“{squeeze(str(alike[0]['target']))}”"
                ),
                detail_en=(
                    f"the goal says {number}{unit}, the indicator “{alike[0]['level3']}” says "
                    f"“{squeeze(str(alike[0]['target']))}”"
                ),
                rows=alike,
            )


def _allows(row: Row, number: int, unit: str) -> bool:
    """Whether a target is met by a number: the same one, or one on the right side of its bound."""
    target = squeeze(str(row["target"] or ""))
    counts = [int(found) for found, its_unit in _counted(row) if its_unit == unit]
    if _AT_LEAST.match(target):
        return any(number >= count for count in counts)
    if _AT_MOST.match(target):
        return any(number <= count for count in counts)
    return number in counts


def _counted(row: Row) -> list[tuple[str, str]]:
    return _COUNTED.findall(squeeze(str(row["target"] or "")))


def _units(row: Row) -> set[str]:
    return {unit for _, unit in _counted(row)}


def _same_subject(clause: str, row: Row) -> bool:
    """Whether the two share a word of two letters that is no unit or filler."""
    name = re.sub(r"数量|单位|个数|情况|次数", "", squeeze(str(row["level3"] or "")))
    return any(name[start : start + 2] in clause for start in range(len(name) - 1))


def _total_cost(row: Row) -> int | None:
    """The money of a cost indicator for the whole project; None where it is a price per piece."""
    if "成本" not in str(row["level1"] or ""):
        return None
    text = squeeze(str(row["target"] or ""))
    match = _MONEY.search(text)
    if match is None or "/" in text or "每" in text:
        return None
    try:
        amount = parse_amount(match.group(1), _UNITS[match.group(2)])
    except NotAnAmountError:
        return None
    return None if amount is None else amount.fen


def _is_bound(row: Row) -> bool:
    """Whether a target bounds from above."""
    return squeeze(str(row["target"] or "")).startswith(("≤", "≦", "<", "不超过", "不高于"))


def _all_weighted(rows: Sequence[Row]) -> bool:
    return all(row["weight"] is not None for row in rows)


def _rows(frame: pl.DataFrame) -> list[Row]:
    return frame.to_dicts()


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["document"]), []).append(row)
    return found


def _projects(indicators: pl.DataFrame) -> dict[str, dict[tuple[str, str, str], list[Row]]]:
    """Indicators by document, and by table and project (of one unit), in printed order.

    Forms of several projects can bear one name, a table each.
    """
    found: dict[str, dict[tuple[str, str, str], list[Row]]] = {}
    for row in _rows(indicators):
        key = (str(row["table_no"]), squeeze(str(row["project"])), str(row["owner"] or ""))
        found.setdefault(str(row["document"]), {}).setdefault(key, []).append(row)
    return found


def _verdict(
    document: str,
    first: Row,
    *,
    holds: str,
    detail: str,
    detail_en: str,
    rows: Sequence[Row],
) -> Verdict:
    return Verdict(
        document=document,
        key=f"{first['page']}:{first['row']}",
        holds=holds,  # type: ignore[arg-type]
        table="performance_targets",
        line=str(first["project"]),
        page=int(str(first["page"])),
        row=int(str(first["row"])),
        against=tuple((int(str(row["page"])), int(str(row["row"])), None) for row in rows[1:]),
        detail=detail if holds == "broken" else "",
        detail_en=detail_en if holds == "broken" else "",
    )
