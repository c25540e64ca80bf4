"""A finding as one plain Chinese sentence: what is printed, what it should be, both places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.identities.suite import CellsAgree, Identity, LinesAddUp, RowsAddUp, TextAgrees
from yusuan.model.money import wan_yuan
from yusuan.model.vocabulary import TABLE_NAMES, TableKind, measure_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_RELATIONS = {"=": "应等于", "<=": "应不大于", ">=": "应不小于"}
_MOST_PLACES = 3


def message(one: Identity, row: Mapping[str, object], status: str, title: str) -> str:
    """The sentence of a finding."""
    detail = str(row.get("detail") or "")
    if detail:
        return f"{detail}（{_place(row)}{_against(row)}）。"
    if row.get("actual_fen") is None:
        return one.sentence
    printed, should = int(str(row["actual_fen"])), int(str(row["expected_fen"]))
    what = _what(one, row, title)
    if status == "exact":
        return f"{what}{wan_yuan(printed)}万元，与{wan_yuan(should)}万元相符（{_place(row)}）。"
    relation = _RELATIONS[str(row.get("relation") or "=")]
    return (
        f"{what}{wan_yuan(printed)}万元，{relation}{wan_yuan(should)}万元，"
        f"相差{wan_yuan(printed - should, sign=True)}万元（{_place(row)}{_against(row)}）。{one.sentence}"
    )


def why_untested(one: Identity, tables: set[str]) -> str:
    """Why a document gave no means to test an identity."""
    formula = one.formula
    if isinstance(formula, (RowsAddUp, LinesAddUp)):
        named = formula.tables
        if not any(table in tables for table in named):
            return "没有这类表"
        return "表中没有可以核对的栏目或行次"
    if isinstance(formula, CellsAgree):
        for selector in (*formula.left, *formula.right):
            if not any(table in tables for table in selector.tables):
                return f"没有{TABLE_NAMES[TableKind(selector.tables[0])][0]}"
        return "表中没有可以核对的栏目或行次"
    if isinstance(formula, TextAgrees):
        return "文字说明中没有这一数字，或没有对应的表"
    return "没有可以核对的内容"


def _what(one: Identity, row: Mapping[str, object], title: str) -> str:
    if isinstance(one.formula, TextAgrees):
        return f"文中“{row['line']}”为"
    side = {"income": "收入", "expenditure": "支出"}.get(str(row.get("side") or ""), "")
    cells = int(str(row.get("cells") or 1))
    if cells > 1:
        return f"《{title}》{side}“{row['line']}”等{cells}个数合计为"
    measure = measure_name(None if row.get("measure") is None else str(row["measure"]))
    return f"《{title}》{side}“{row['line']}”的{measure}为"


def _place(row: Mapping[str, object]) -> str:
    column = row.get("column")
    return f"第{row['page']}页第{row['row']}行" + (f"第{column}列" if column is not None else "")


def _against(row: Mapping[str, object]) -> str:
    against = row["against"]
    if not isinstance(against, list) or not against:
        return ""
    places = "、".join(_place(place) for place in against[:_MOST_PLACES])
    more = f"等{len(against)}处" if len(against) > _MOST_PLACES else ""
    return f"，对照{places}{more}"
