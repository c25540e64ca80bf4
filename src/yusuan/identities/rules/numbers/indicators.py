"""Rules on indicators against one another: classes, the department's form against its projects', forms missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from yusuan.identities.rules.gather import Row, by_document, listed, lowest
from yusuan.identities.rules.rule import Parameters, rule, rule_with
from yusuan.identities.vocabulary import Pattern  # noqa: TC001 — pydantic reads it at run time
from yusuan.model.text import bare, plain, squeeze
from yusuan.model.vocabulary import TableKind  # noqa: TC001 — pydantic reads it at run time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict

_OF_TABLE = ("document", "table_no")
_WHOLE_DEPARTMENT = "整体"
_SATISFACTION = "满意"
_ECOLOGY = "生态"
_LASTING = "可持续"
_RATE_OF_SATISFACTION = re.compile(r"满意(?:度|率)$")
_SEVERAL = re.compile(r"[；;、\n]")
_UNIT_BEHIND = re.compile(r"[（(][^（）()]*[)）]$")
_NUMBER = re.compile(
    r"^(?:[≥≤≧≦＞＜><=]|不低于|不少于|不超过|不高于)*(\d+(?:\.\d+)?)(?!\d*(?:\.\d+)?%)(\D*)$"
)
_ENDINGS = ("数量", "次数", "人数", "个数", "量", "数")
_SHORTEST_NAME = 4
_MOST = 0.5
_NEARLY_ALL = 0.8
_COVERS_ALL = "全覆盖"


class IndicatorClasses(Parameters):
    """Second-level indicators and the first-level class of each."""

    classes: dict[Pattern, Pattern] = Field(
        min_length=1, description="二级指标 → 一级指标，正则表达式 (patterns: second level → first level)"
    )


@rule_with(IndicatorClasses, "二级指标列在所属的一级指标之下")
def indicator_classes(frames: Frames, parameters: IndicatorClasses) -> Iterator[Verdict]:
    """A second-level indicator stands under its first-level class.

    成本 is a class of its own or, as before, one of 产出. Documents and forms that leave most first levels blank
    are not tested; an indicator of satisfaction or of lasting effect is asked about wherever else it stands.
    """
    classes = [(re.compile(second), re.compile(first)) for second, first in parameters.classes.items()]
    is_printed = pl.col("level1").is_not_null()
    printed = frames["indicators"].filter(
        (is_printed.mean().over("document") >= _NEARLY_ALL) & (is_printed.mean().over(_OF_TABLE) > _MOST)
    )
    for document, rows in by_document(printed.filter(pl.col("level2").is_not_null())).items():
        faults = [(row, fault) for row in rows for fault in _faults(row, classes)]
        yield listed(
            document,
            [row for row, _ in faults] or rows[:1],
            [f"“{row['level2']}”的“{_name(row)}”{said}" for row, (said, _) in faults],
            [f"“{_name(row)}” ({row['level2']}) {said}" for row, (_, said) in faults],
        )


def _faults(
    row: Row, classes: Sequence[tuple[re.Pattern[str], re.Pattern[str]]]
) -> Iterator[tuple[str, str]]:
    second, first = squeeze(str(row["level2"])), squeeze(str(row["level1"] or ""))
    allowed = next((one for pattern, one in classes if pattern.search(second)), None)
    if allowed is not None and not allowed.search(first):
        yield (
            f"列在“{first}”之下" if first else "没有一级指标",
            f"stands under “{first}”" if first else "has no first level",
        )
    elif _SATISFACTION not in second + first and _RATE_OF_SATISFACTION.search(_name(row)):
        yield "是满意度指标", "is one of satisfaction"
    if _ECOLOGY in second and _LASTING in _name(row):
        yield "是可持续影响指标", "is one of lasting effect"


def _name(row: Row) -> str:
    return squeeze(str(row["level3"] or ""))


@rule("整体绩效与某一项目同名的数量指标，指标值相同")
def indicator_numbers(frames: Frames) -> Iterator[Verdict]:
    """What the department's form and that of one project count under one name, they count alike.

    Rates are not compared: a department and its project may aim at different ones. A name that several
    projects count is a sum that is not known to be complete.
    """
    of_department = (
        frames["headings"]
        .filter((pl.col("place").cast(pl.String) == "table") & pl.col("text").str.contains(_WHOLE_DEPARTMENT))
        .select(_OF_TABLE)
        .unique()
    )
    indicators = frames["indicators"]
    projects = by_document(indicators.join(of_department, on=_OF_TABLE, how="anti", maintain_order="left"))
    whole_forms = by_document(indicators.join(of_department, on=_OF_TABLE, how="semi", maintain_order="left"))
    for document, rows in whole_forms.items():
        counted = [item for row in projects.get(document, []) for item in _counted(row)]
        tested: list[Row] = []
        said, said_en = [], []
        for row in rows:
            for name, number, _ in _counted(row):
                alike = [item for item in counted if _same(item[0], name)]
                if len(alike) != 1:
                    continue
                _, other, project = alike[0]
                if other == number:
                    tested = tested or [row]
                    continue
                said.append(f"“{name}”整体为{number:g}，项目“{project['project']}”为{other:g}")
                said_en.append(f"“{name}”: {number:g} of the department, {other:g} of “{project['project']}”")
                tested = [*(tested if len(said) > 1 else []), row, project]
        if tested:
            yield listed(document, tested, said, said_en)


def _counted(row: Row) -> list[tuple[str, float, Row]]:
    """The names and numbers of a row; none where it has not as many numbers as names."""
    names = [part for part in _SEVERAL.split(_name(row)) if part]
    targets = [part for part in _SEVERAL.split(squeeze(str(row["target"] or ""))) if part]
    numbers = [_NUMBER.match(target) for target in targets]
    if len(names) != len(targets):
        return []
    return [
        (_bare_name(name), float(number[1]), row)
        for name, number in zip(names, numbers, strict=True)
        if number is not None and not name.rstrip("）)").endswith(("率", "率（%", "度", "%"))
    ]


def _bare_name(name: str) -> str:
    name = bare(_UNIT_BEHIND.sub("", name))
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _SHORTEST_NAME and long.endswith(short))


class FormsOfProjects(Parameters):
    """The table of projects, and the forms of their targets."""

    projects: TableKind = Field(description="项目支出表 (the table of projects)")
    targets: TableKind = Field(description="绩效目标表 (the forms of targets)")


@rule_with(FormsOfProjects, "多数项目公开了绩效目标的，其余有资金的项目也有")
def target_forms(frames: Frames, parameters: FormsOfProjects) -> Iterator[Verdict]:
    """Each project with money has its form of targets, where most have one.

    A document that says how many targets, or of how much money, it publishes has chosen among its projects,
    unless it says that it covers them all.
    """
    said = pl.col("metric").str.starts_with("performance.")
    choosing = frames["statements"].filter(said & ~pl.col("printed").str.contains(_COVERS_ALL))["document"]
    kind = pl.col("table").cast(pl.String)
    named = frames["lines"].filter(pl.col("project").is_not_null() & (kind == parameters.targets))
    forms: dict[str, set[str]] = {}
    for row in (*named.iter_rows(named=True), *frames["indicators"].iter_rows(named=True)):
        forms.setdefault(str(row["document"]), set()).add(_letters(row["project"]))
    money = frames["facts"].filter(
        (kind == parameters.projects)
        & (pl.col("measure") == "total")
        & pl.col("project").is_not_null()
        & ~pl.col("document").is_in(choosing.unique().to_list())
    )
    for document, rows in by_document(money.sort(*_OF_TABLE, "line_no", maintain_order=True)).items():
        rows_of = {_letters(row["project"]): row for row in reversed(lowest(rows)) if row["amount_fen"]}
        missing = [row for name, row in rows_of.items() if name not in forms.get(document, set())][::-1]
        if len(missing) <= (1 - _MOST) * len(rows_of) and rows_of:
            names = [f"“{row['project']}”" for row in missing]
            yield listed(document, missing or rows[:1], names, names)


def _letters(name: object) -> str:
    return "".join(sorted(bare(plain(str(name)))))
