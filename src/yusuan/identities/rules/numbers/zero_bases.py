"""Rules on the whole that a rate of the text is of: completion of nothing, and shares of project expenditure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import by_document, clip, listed, real, whole
from yusuan.identities.rules.numbers.sums_in_text import said_verdict
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.identities.vocabulary import MetricWord  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.money import million_yuan, wan_yuan
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_NOTHING = r"(?<![\d.,，])0(?:\.0+)?万元"
_RATE_OF_NOTHING = re.compile(
    rf"(?:完成|占)[^，。；;%]{{0,20}}{_NOTHING}的\d|预算数?为?{_NOTHING}[^。；;%]{{0,25}}完成预算的\d"
)
_RATE = re.compile(r"\d%")
_OF_PROJECTS = re.compile(r"占[^，。；;]*项目支出(?:总额|预算总额)?的")


@rule("预算为0的没有完成率，总数为0的没有占比")
def zero_completion(frames: Frames) -> Iterator[Verdict]:
    """No rate of completion is said of a budget of nothing, and no share of nothing."""
    for document, rows in by_document(frames["sentences"]).items():
        rated = [row for row in rows if _RATE.search(squeeze(str(row["text"])))]
        wrong = [row for row in rated if _RATE_OF_NOTHING.search(squeeze(str(row["text"])))]
        if rated:
            told = list(dict.fromkeys(f"“{clip(str(row['text']))}”" for row in wrong))
            yield listed(document, wrong or rated[:1], told, told)


class EvaluatedShare(Parameters):
    """A part of project expenditure."""

    part: MetricWord = Field(description="自评的资金 (the money evaluated)")
    whole: MetricWord = Field(description="项目支出 (project expenditure)")


@rule_with(EvaluatedShare, "自评资金占项目支出的比例，与文中的项目支出相符")
def evaluated_share(frames: Frames, parameters: EvaluatedShare) -> Iterator[Verdict]:
    """A share of project expenditure is one of no more than the document has."""
    said = frames["statements"].filter(
        pl.col("metric").is_in([parameters.part, parameters.whole]) & pl.col("amount_fen").is_not_null()
    )
    for rows in by_document(said).values():
        of = next((row for row in rows if row["metric"] == parameters.whole), None)
        for row in rows:
            share = real(row["share"] or 0)
            if of is None or row["metric"] != parameters.part or not share:
                continue
            if not _OF_PROJECTS.search(squeeze(str(row["printed"]))):
                continue
            amount, limit = whole(row["amount_fen"]), whole(of["amount_fen"])
            least = amount / (share + real(row["rate_quantum"] or 0.01) / 2)
            tolerance = (whole(row["quantum_fen"] or 1) + whole(of["quantum_fen"] or 1)) // 2
            verdict = said_verdict(
                row,
                holds="broken" if least > limit + tolerance else "exact",
                detail=(
                    f"自评资金{wan_yuan(amount)}万元占项目支出的{share:.2%}，"
                    f"文中的项目支出只有{wan_yuan(limit)}万元"
                ),
                detail_en=(
                    f"{million_yuan(amount)} is said to be {share:.2%} of project expenditure, "
                    f"which is {million_yuan(limit)}"
                ),
                against=[of],
            )
            yield replace(verdict, actual_fen=amount, expected_fen=limit, tolerance_fen=tolerance)
