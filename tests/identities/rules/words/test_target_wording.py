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
