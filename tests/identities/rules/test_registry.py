"""The house's rules on a document in which all hold, and on the same with one thing wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yusuan.identities.entries import Rule
from yusuan.identities.rules.registry import verdicts
from yusuan.identities.suite import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from yusuan.identities.rules.verdict import Verdict
    from yusuan.identities.suite import Identity

    Frames = Mapping[str, pl.LazyFrame]
    Judge = Callable[[str], dict[str, list[Verdict]]]

_TEXT = (Path(__file__).parent / "rules.txt").read_text(encoding="utf-8")

# What is wrong, and the identities that say so: nothing else does.
_WRONG = {
    "contents": ("三、一般公共预算基本支出预算表", "三、一般公共预算基本支出情况表"),
    "contents.absent": ("六、项目支出绩效目标表\n", "六、项目支出绩效目标表\n七、国有资产占用明细表\n"),
    "names.projects": ("救助培训、宣传经费\t20.00\t培训3次", "救助宣传、培训经费\t20.00\t培训3次"),
    "residue": ("主要原因是人员增加。", "主要原因是。"),
    "codes.parent": ("20805\t行政事业单位养老支出\t20.00\t20.00\t\n", ""),
    "codes.unique": (
        "2080201\t行政运行\t50.00\t50.00\t\n",
        "2080201\t行政运行\t50.00\t50.00\t\n2080201\t行政运行\t50.00\t50.00\t\n",
    ),
    "codes.ascending": (
        "2080201\t行政运行\t50.00\t50.00\t\n2080202\t一般行政管理事务\t30.00\t\t30.00\n",
        "2080202\t一般行政管理事务\t30.00\t\t30.00\n2080201\t行政运行\t50.00\t50.00\t\n",
    ),
    "codes.name": ("30202\t印刷费", "30202\t咨询费"),
    "codes.name.printed": ("30202\t印刷费", "30202\t没有这样的科目"),
    "empty.note": ("说明：本部门无政府性基金预算，故本表无数据。\n", ""),
    "empty.contradicted": ("合计\t\t\t\n说明", "合计\t5.00\t5.00\t\n说明"),
    "years.tables": ("\n\n支出预算总表\n", "\n\n2023年支出预算总表\n"),
    "years.headings": ("第二部分 2024年部门预算表\n\n", "第二部分 2023年部门预算表\n\n"),
    "years.sentences": ("2024年支出预算100.00万元，", "2023年支出预算100.00万元，"),
    "years.compared": ("比2023年预算数", "比2024年预算数"),
    "years.compared.last": ("比2023年预算数", "比2022年预算数"),
    "years.as_of": ("截至2023年12月31日", "截至2024年12月31日"),
    "said.expenditure": ("2024年支出预算100.00万元", "2024年支出预算101.00万元"),
    "share.list": ("占70%", "占80%"),
    "count.performance": ("公开2个项目", "公开3个项目"),
    "count.units": ("共有2家，具体包括：甲市民政局（本级）、甲市救助站。", "共有3家。"),
    "count.names": ("内设3个处室", "内设4个处室"),
    "count.kinds": ("共有车辆3辆", "共有车辆4辆"),
    "change.base": ("比2023年预算数80.00万元增加20.00万元", "比2023年增加120.00万元"),
    "change.direction": ("增长25.00%", "下降25.00%"),
    "change.previous": ("预算数80.00万元", "预算数70.00万元"),
    "change.rate": ("增长25.00%", "增长35.00%"),
    "change.zero_base": (
        "比2023年预算数80.00万元增加20.00万元，增长25.00%",
        "比2023年预算数0万元增加100.00万元，增长100%",
    ),
}
# What is wrong for one identity is so for others too.
_ALSO: dict[str, set[str]] = {
    "said.expenditure": {"share.expenditure"},
    "share.list": {"share.expenditure"},
    "change.base": {"change.rate"},
}


@pytest.fixture(scope="module")
def house(repository: Path) -> list[Identity]:
    return [one for one in load(repository / "expectations") if isinstance(one.formula, Rule)]


@pytest.fixture
def judge(collection: Callable[..., Frames], house: list[Identity]) -> Judge:
    """The verdicts on a text, by identity."""

    def of(text: str) -> dict[str, list[Verdict]]:
        frames = {name: frame.collect() for name, frame in collection(text).items()}
        return {one.formula.identity: verdicts(one.formula, frames) for one in house}  # type: ignore[arg-type]

    return of


def test_in_a_right_document_every_rule_is_tested_and_holds(judge: Judge) -> None:
    found = judge(_TEXT)
    assert {name for name in _WRONG if not found[name]} == set()
    assert {name for name, all_of in found.items() if any(one.holds == "broken" for one in all_of)} == set()


@pytest.mark.parametrize("identity", _WRONG)
def test_what_is_wrong_is_found_and_told_in_both_languages(judge: Judge, identity: str) -> None:
    right, wrong = _WRONG[identity]
    assert _TEXT.count(right) == 1
    found = judge(_TEXT.replace(right, wrong))
    broken = {name for name, all_of in found.items() if any(one.holds == "broken" for one in all_of)}
    assert identity in broken
    assert broken <= {identity, *_ALSO.get(identity, set())}
    for verdict in (one for all_of in found.values() for one in all_of):
        says = verdict.holds == "broken"
        assert (bool(verdict.detail), bool(verdict.detail_en)) == (says, says) or verdict.holds == "rounding"
        assert verdict.detail != verdict.detail_en or not says
