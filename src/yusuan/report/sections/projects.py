"""Sections on projects and their performance targets: what they cost, what they promise, what changed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model.money import wan_yuan
from yusuan.model.text import bare
from yusuan.model.vocabulary import Language, pick
from yusuan.report import charts, tables
from yusuan.report.charts import Bar
from yusuan.report.elements import display, words
from yusuan.report.elements.display import Several, folded
from yusuan.report.elements.sources import Place
from yusuan.report.sections import drivers
from yusuan.report.tables import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yusuan.report.disclosure import Disclosure
    from yusuan.report.elements.display import Figure, Html
    from yusuan.report.elements.sources import Sources

_MOST_BARS = 15
_LEVELS = ("level1", "level2", "level3")
# What an indicator may change in between years.
_FIELDS: dict[str, tuple[str, str]] = {"target": ("指标值", "target"), "weight": ("权重", "weight")}


def total_lead(
    projects: pl.DataFrame, indicators: pl.DataFrame, disclosure: Disclosure, sources: Sources
) -> Html:
    """How many projects, for how much, the largest of them; how many have targets."""
    rows, whole = leaves(projects), _whole(projects)
    count = indicators["project"].n_unique()
    if not rows and not count:
        text = (
            f"{disclosure.year}年文件没有逐个列出项目，也没有公开项目绩效目标。",
            f"The {disclosure.year} document lists neither projects nor performance targets.",
        )
        return display.lead(pick(text, sources.lang))
    clauses = []
    if rows:
        largest = max(rows, key=lambda row: row["current_fen"])
        clauses.append(_of_projects(rows, whole, largest, disclosure, sources.lang))
    else:
        text = (
            f"{disclosure.year}年文件没有逐个列出项目",
            f"The {disclosure.year} document lists no projects",
        )
        clauses.append(pick(text, sources.lang))
    targets = (
        f"公开绩效目标的项目{count}个，指标{len(indicators)}条",
        f"{count} projects have performance targets, {len(indicators)} indicators in all",
    )
    without = ("没有公开项目绩效目标", "no performance targets are disclosed")
    clauses.append(pick(targets if count else without, sources.lang))
    finding = pick(("；", "; "), sources.lang).join(clauses) + pick(("。", "."), sources.lang)
    marks = sources.mark(Place.of(max(rows, key=lambda row: row["current_fen"]))) if rows else ""
    return display.lead(finding, marks)


def sizes(projects: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Figure | Several:
    """The largest projects as bars."""
    rows = sorted(leaves(projects), key=lambda row: -row["current_fen"])
    if not rows:
        # The opening says so.
        return Several(())
    whole = _whole(projects) or sum(row["current_fen"] for row in rows)
    shown = rows[:_MOST_BARS]
    bars = [
        Bar(
            label=words.line(row, sources.lang),
            length=row["current_fen"],
            text=_amount(row["current_fen"], whole, sources.lang),
            where=sources.where(place) if (place := Place.of(row)) else "",
        )
        for row in shown
    ]
    some = sum(row["current_fen"] for row in shown[:3])
    message = pick(
        (
            f"项目支出{words.amount(whole)}，"
            + (f"最大的3个占{words.percent(some, whole)}" if len(rows) > 3 else f"共{len(rows)}个项目"),
            f"Projects: {words.amount(whole, 'en')}, "
            + (
                f"the 3 largest make up {words.percent(some, whole, 'en')}"
                if len(rows) > 3
                else f"{len(rows)} in all"
            ),
        ),
        sources.lang,
    )
    notes = ""
    if len(rows) > len(shown):
        cut = (f"图中是最大的{len(shown)}个，全部见数据表。", f"The {len(shown)} largest; the data have all.")
        notes = escape(pick(cut, sources.lang))
    subject = disclosure.subject(pick(("项目支出", "Projects"), sources.lang), sources.lang)
    return charts.bars(bars, message, subject, sources, drivers.marks(shown, sources), notes)


def targets(indicators: pl.DataFrame, disclosure: Disclosure, sources: Sources) -> Several:
    """Each project's goal and indicators, folded away."""
    if indicators.is_empty():
        return Several(())
    pieces: list[Figure | Html] = []
    for number, ((project,), rows) in enumerate(indicators.group_by("project", maintain_order=True), start=1):
        pieces += _project(number, str(project), rows, disclosure, sources)
    return Several(tuple(pieces))


def target_changes(
    now: pl.DataFrame, then: pl.DataFrame, disclosure: Disclosure, sources: Sources
) -> Html | Several:
    """Indicators that came, went, or got another target or weight, of projects that both years have."""
    if now.is_empty():
        return Several(())
    changes = indicator_changes(now, then)
    if changes is None:
        text = (
            f"{disclosure.base_year}年和{disclosure.year}年没有同名项目的绩效目标可比。",
            f"No project has performance targets in both {disclosure.base_year} and {disclosure.year}.",
        )
        return display.note(pick(text, sources.lang))
    if not changes:
        text = (
            "同名项目的绩效指标、指标值和权重没有变化。",
            "Indicators, targets and weights of the same projects are unchanged.",
        )
        return display.note(pick(text, sources.lang))
    cells = [
        [
            tables.text(change["project"]),
            tables.text(change["indicator"]),
            escape(pick(change["what"], sources.lang)),
            escape(change["then"] or "—"),
            escape(change["now"] or "—"),
            sources.mark(change["place"]),
        ]
        for change in changes
    ]
    columns = [
        Column(pick(("项目", "Project"), sources.lang)),
        Column(pick(("指标", "Indicator"), sources.lang)),
        Column(pick(("变化", "Change"), sources.lang)),
        Column(str(disclosure.base_year)),
        Column(str(disclosure.year)),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    caption = pick(("绩效指标的变化", "Changes of performance indicators"), sources.lang)
    return tables.build("target-changes", columns, cells, f"{disclosure.department} · {caption}")


def indicator_changes(now: pl.DataFrame, then: pl.DataFrame) -> list[dict[str, Any]] | None:
    """What changed in the indicators of projects that both years have, by their names without punctuation.

    Args:
        now: rows of `schemas.Indicators` of the later document.
        then: of the earlier one.

    Returns:
        None where the years share no project; else rows project, indicator, what (names), then, now, place.
    """
    present, past = _keyed(now), _keyed(then)
    shared = {key[0] for key in present} & {key[0] for key in past}
    if not shared:
        return None
    changes = []
    for key in [*present, *(key for key in past if key not in present)]:
        if key[0] not in shared:
            continue
        new, old = present.get(key), past.get(key)
        row = new or old or {}
        about = {
            "project": row["project"],
            "indicator": row["level3"] or row["level2"],
            "place": Place(row["document"], row["page"], row["row"], label=row["project"]),
        }
        if new is None or old is None:
            what = ("新增", "entered") if old is None else ("取消", "left")
            changes.append(about | {"what": what, "then": _goal(old), "now": _goal(new)})
            continue
        for name, what in _FIELDS.items():
            if _bare(new[name]) != _bare(old[name]):
                changes.append(about | {"what": what, "then": _shown(old[name]), "now": _shown(new[name])})
    return changes


def leaves(projects: pl.DataFrame) -> list[dict[str, Any]]:
    """The projects themselves, not the groups they are in, with an amount in the later year."""
    parents = set(projects["parent"])
    rows = projects.filter(pl.col("level") > 0, pl.col("current_fen") > 0, pl.col("key") != "rest")
    return [row for row in rows.iter_rows(named=True) if row["key"] not in parents]


def _whole(projects: pl.DataFrame) -> int | None:
    rows = projects.filter(pl.col("level") == 0)["current_fen"]
    return int(rows[0]) if len(rows) and rows[0] else None


def _of_projects(
    rows: Sequence[dict[str, Any]],
    whole: int | None,
    largest: dict[str, Any],
    disclosure: Disclosure,
    lang: Language,
) -> str:
    total = whole or sum(row["current_fen"] for row in rows)
    name = words.line(largest, lang)
    zh = f"{disclosure.year}年项目支出{words.amount(total)}，列有{len(rows)}个项目"
    en = f"Projects of {disclosure.year}: {words.amount(total, 'en')} for {len(rows)} projects"
    if len(rows) > 1:
        size, share = (
            words.amount(largest["current_fen"], lang),
            words.percent(largest["current_fen"], total, lang),
        )
        zh += f"，最大的是{name}{size}，占{share}"
        en += f", the largest being {name} ({size}, {share})"
    return pick((zh, en), lang)


def _project(
    number: int, project: str, rows: pl.DataFrame, disclosure: Disclosure, sources: Sources
) -> list[Html]:
    cells = [
        [
            *(tables.text(row[level] or "—") for level in _LEVELS),
            tables.text(row["target"] or "—"),
            _shown(row["weight"]) or "—",
            sources.mark(Place(row["document"], row["page"], row["row"], label=project)),
        ]
        for row in rows.iter_rows(named=True)
    ]
    columns = [
        Column(pick(("一级指标", "Level 1"), sources.lang)),
        Column(pick(("二级指标", "Level 2"), sources.lang)),
        Column(pick(("三级指标", "Level 3"), sources.lang)),
        Column(pick(("指标值", "Target"), sources.lang)),
        Column(pick(("权重", "Weight"), sources.lang), number=True),
        Column(pick(("来源", "Source"), sources.lang)),
    ]
    goals = [goal for goal in rows["goal"].unique(maintain_order=True) if goal and bare(goal)]
    notes = [pick(("年度目标：{}", "Goal of the year: {}"), sources.lang).format(goal) for goal in goals]
    weights = rows["weight"].drop_nulls()
    if len(weights):
        total = _shown(float(weights.sum()))
        notes.append(pick((f"权重合计{total}。", f"Weights: {total} in all."), sources.lang))
    caption = f"{project} · {disclosure.year}"
    table = tables.build(f"targets-{number}", columns, cells, caption, notes)
    count = pick((f"{project}：{rows.height}条指标", f"{project}: {rows.height} indicators"), sources.lang)
    return [folded(table, count)]


def _keyed(indicators: pl.DataFrame) -> dict[tuple[str, ...], dict[str, Any]]:
    return {
        (bare(row["project"]), *(bare(row[level] or "") for level in _LEVELS)): row
        for row in indicators.iter_rows(named=True)
    }


def _goal(row: dict[str, Any] | None) -> str | None:
    return None if row is None else row["target"]


def _bare(value: object) -> object:
    return bare(value) if isinstance(value, str) else value


def _shown(value: object) -> str | None:
    return f"{value:g}" if isinstance(value, float) else None if value is None else str(value)


def _amount(fen: int, whole: int, lang: Language) -> str:
    return pick(("{}（{}）", "{} ({})"), lang).format(wan_yuan(fen), words.percent(fen, whole, lang))
