"""Rules on what indicators and goals say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yusuan.identities.rules.verdict import Verdict

    Judged = Callable[..., list[Verdict]]

_SIGNS = ["≥≧", "≤≦"]


def _parts(judged: Judged, name: str, target: str | None, level2: str = "数量指标") -> list[str]:
    row = {"level2": level2, "level3": name, "target": target, "project": "培训"}
    return [verdict.detail for verdict in judged("target_parts", indicators=[row])]


def test_as_many_targets_as_things(judged: Judged) -> None:
    assert _parts(judged, "演练；预案", "两次") == ["“演练；预案”有2项，指标值“两次”有1个"]
    assert _parts(judged, "演练；预案", "2次；1个") == [""]
    assert _parts(judged, "演练；预案", None) == [""]
    assert _parts(judged, "演练", "2次；1个") == []


def test_a_cost_of_several_things_is_one_sum_unless_each_has_its_unit(judged: Judged) -> None:
    assert _parts(judged, "办公费；水费（万元）", "≤24万元", "经济成本") == []
    assert _parts(judged, "人数（人）；金额（万元）", "≤24万元", "经济成本") != [""]


def _signs(judged: Judged, *targets: str | None) -> list[tuple[str, int]]:
    rows: Sequence[Mapping[str, object]] = [{"target": target} for target in targets]
    found = judged("target_signs", parameters={"signs": _SIGNS}, indicators=rows)
    return [(verdict.detail, verdict.row) for verdict in found]


def test_one_relation_has_one_sign(judged: Judged) -> None:
    assert _signs(judged, "≥5", "≥6", "≧7", "≤1", None) == [("1处用“≧”，其余用“≥”", 3)]
    assert _signs(judged, "≥5", "≤1") == [("", 1)]
    assert _signs(judged, "5次") == []


def _sessions(judged: Judged, goal: str, *sentences: str) -> list[tuple[str, int]]:
    found = judged(
        "plenary_sessions",
        sentences=[{"kind": "text", "text": sentence} for sentence in sentences],
        indicators=[{"goal": goal}],
    )
    return [(verdict.detail, len(verdict.against)) for verdict in found]


def test_an_earlier_plenum_beside_the_latest(judged: Judged) -> None:
    assert _sessions(judged, "贯彻二十届三中全会精神", "贯彻党的二十届四中全会精神。") == [
        ("“贯彻二十届三中全会精神”", 0)
    ]
    assert _sessions(judged, "贯彻二十届三中、四中全会精神", "贯彻党的二十届四中全会精神。") == [("", 0)]
    # A later congress does not make the former's plenums wrong.
    assert _sessions(judged, "十九届四中全会以来", "贯彻党的二十届二中全会精神。") == [("", 0)]
    assert _sessions(judged, "无", "贯彻党的二十届四中全会精神。") == []


def _deadlines(judged: Judged, goal: str | None, cell: str = "甲", heading: str = "绩效目标") -> list[str]:
    found = judged(
        "deadlines",
        parameters={"headings": ["绩效目标$"]},
        indicators=[{"goal": goal}],
        cells=[{"table": "performance_targets", "heading": heading, "text": cell}],
    )
    return [verdict.detail for verdict in found]


def test_a_goal_of_the_year_ends_with_it(judged: Judged) -> None:
    assert _deadlines(judged, "2025年12月31日前完成") == ["“2025年12月31日前”"]
    assert _deadlines(judged, "2024年12月31日前完成") == [""]
    assert _deadlines(judged, None, "2025年底之前完成") == ["“2025年底之前”"]
    assert _deadlines(judged, None, "2025年底之前完成", heading="备注") == []
    assert _deadlines(judged, "2025年开始") == []
